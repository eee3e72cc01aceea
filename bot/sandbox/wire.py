"""The form of the Bot API on the wire: arguments from query, form, JSON or multipart, and answers as bytes.

It refuses what cannot be read at all; what the arguments mean is for the methods.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

import msgspec
from aiohttp.multipart import parse_content_disposition

from bot.sandbox.refusals import Refused, bad

Json: TypeAlias = dict[str, Any]

UPLOAD_BYTES = 50 * 1024 * 1024
"""The largest file a bot may send."""

FIELDS = 1000
"""More fields than any method has, so that a hostile form ends early."""


STRAY = re.compile(rb"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    filename: str
    mime: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of one call: text from forms, any JSON value from a JSON body, and files by the name of their part."""

    values: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the argument was given and is not empty."""
        return self.values.get(name) not in (None, "") or name in self.uploads

    def text(self, name: str) -> str:
        """The argument as text; empty if absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else encode(value).decode()

    def whole(self, name: str, default: int = 0) -> int:
        """The argument as a whole number; `default` if absent or not a number, as the official server does."""
        value = self.values.get(name)
        try:
            return int(value) if isinstance(value, str | int) and value != "" else default
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Whether the argument says yes: true, yes or 1."""
        value = self.values.get(name)
        return value is True or (isinstance(value, str | int) and str(value).lower() in {"true", "yes", "1"})

    def loaded(self, name: str) -> Any:
        """The argument as JSON, whether it came as a value or as text; nothing if absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return decode(value)
        except msgspec.DecodeError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def encode(value: object) -> bytes:
    """JSON bytes; holes that `msgspec.Raw` marks are filled as they are."""
    return msgspec.json.encode(value)


def decode(data: bytes | str) -> Any:
    """The JSON value; raises `msgspec.DecodeError`."""
    return msgspec.json.decode(data)


def success(result: object) -> bytes:
    """The body of an answer that went well."""
    return encode({"ok": True, "result": result})


def failure(refused: Refused) -> bytes:
    """The body of a refusal, with what the caller should know."""
    answer: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.retry_after is not None:
        answer["parameters"] = {"retry_after": refused.retry_after}
    elif refused.migrate_to is not None:
        answer["parameters"] = {"migrate_to_chat_id": refused.migrate_to}
    return encode(answer)


def read_args(query: str, content_type: str, body: bytes) -> Args:
    """The arguments of a call; those in the body win over those in the address."""
    values: dict[str, object] = dict(_pairs(query.encode())) if query else {}
    uploads: dict[str, Upload] = {}
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        pass
    elif kind == "application/json":
        values.update(_json_object(body))
    elif kind == "multipart/form-data":
        _parts(content_type, body, values, uploads)
    elif kind in {"application/x-www-form-urlencoded", ""}:
        values.update(_pairs(body))
    return Args(values, uploads)


def _pairs(data: bytes) -> list[tuple[str, str]]:
    pieces = data.split(b"&", FIELDS)
    if len(pieces) > FIELDS:
        raise bad("too many fields")
    try:
        return [(_unquoted(name), _unquoted(value)) for name, _, value in (piece.partition(b"=") for piece in pieces if piece)]
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None


def _unquoted(data: bytes) -> str:
    """Percent-decoded. Chinese text is nothing but such signs, so it goes through the C decoder of quoted-printable, their twin."""
    data = data.replace(b"+", b" ")
    if b"%" not in data:
        return data.decode()
    if STRAY.search(data):
        return unquote_to_bytes(data).decode()
    return binascii.a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"=")).decode()


def _json_object(body: bytes) -> Json:
    try:
        value = decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise bad("can't parse request body as JSON") from None
    if not isinstance(value, dict):
        raise bad("request body must be a JSON object")
    return value


def _parts(content_type: str, body: bytes, values: dict[str, object], uploads: dict[str, Upload]) -> None:
    boundary = _option(content_type, "boundary")
    if not boundary:
        raise bad("boundary of the multipart body is missing")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(pieces) > FIELDS:
        raise bad("too many fields")
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return
        head, found, content = piece.partition(b"\r\n\r\n")
        if found:
            _part(_headers(head), content, values, uploads)
    raise bad("the multipart body is not complete")


def _part(headers: Mapping[str, str], content: bytes, values: dict[str, object], uploads: dict[str, Upload]) -> None:
    _, options = parse_content_disposition(headers.get("content-disposition"))
    name = options.get("name")
    if not name:
        return
    filename = options.get("filename", options.get("filename*"))
    if filename is not None:
        uploads[name] = Upload(_own_name(filename), headers.get("content-type", "application/octet-stream"), content)
        return
    try:
        values[name] = content.decode()
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").split("\r\n")
    return {name.strip().lower(): value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}


def _option(header: str, name: str) -> str:
    for piece in header.split(";")[1:]:
        key, _, value = piece.strip().partition("=")
        if key.lower() == name:
            return value.strip('"')
    return ""


def _own_name(filename: str) -> str:
    """The last part of the name only: a sender's folders are nobody's business."""
    return filename.replace("\\", "/").rpartition("/")[2] or "file"
