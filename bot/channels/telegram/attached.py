"""A photo or document in a message, as what is to be fetched. What the sender says of it is bounded and cleaned; nothing relies on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.wire import Message
from dialogs.inbound import Upload

LONGEST_NAME = 80
LONGEST_REF = 200
LONGEST_TYPE = 100
LONGEST_CAPTION = 200
LARGEST_SIZE = 1 << 40
"""What a size is cut to; far beyond anything that is taken."""

NAMELESS = {"photo": "照片.jpg", "document": "文件"}
"""What is called how where the sender gives no name, as photos never have one."""

_REF = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_REF}}}")


def upload(message: Message) -> Upload | None:
    """The file of a message; nothing where there is none, or none that could be fetched."""
    words = (message.caption or "")[:LONGEST_CAPTION]
    if isinstance(message.photo, list):
        sizes = [size for size in message.photo if isinstance(size, dict)]
        return _upload("photo", max(sizes, key=_size, default={}), words)
    return _upload("document", message.document, words) if isinstance(message.document, dict) else None


def _upload(kind: str, file: Mapping[str, Any], caption: str) -> Upload | None:
    ref, name, mime = file.get("file_id"), file.get("file_name"), file.get("mime_type")
    if not isinstance(ref, str) or _REF.fullmatch(ref) is None:
        return None
    shown = file_name(name) if isinstance(name, str) else ""
    return Upload(kind, shown or NAMELESS[kind], _size(file), mime[:LONGEST_TYPE] if isinstance(mime, str) else "", ref, caption)


def _size(file: Mapping[str, Any]) -> int:
    size = file.get("file_size")
    return min(max(size, 0), LARGEST_SIZE) if isinstance(size, int) else 0


def file_name(name: str) -> str:
    """The last part of a path, without what cannot be seen; a long name keeps its ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(character for character in last if unicodedata.category(character)[0] not in "CZ" or character == " ").strip(" .")
    if len(seen) <= LONGEST_NAME:
        return seen
    stem, dot, ending = seen.rpartition(".")
    tail = f"{dot}{ending}" if dot and len(ending) <= 8 else ""
    return f"{(stem if tail else seen)[: LONGEST_NAME - len(tail) - 1]}…{tail}"
