"""What the server's history says of a broadcast: every call that writes to somebody, as it came in. Knows HTTP and the standard library.

It imports nothing of the bot, so that a mistake there cannot hide itself here.
"""

from __future__ import annotations

import json
import urllib.request
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

PAGE = 1000
BROKEN_OFF, OUT_OF_ORDER = frozenset({"lost", "half", "silence"}), frozenset({"500", "502"})
"""After these nobody but the server knows whether the message arrived: no answer came, or one that says nothing."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call that writes to a chat. `taken`: the server did it, whether or not the bot heard of it; `message` is the number it gave.

    `told` is what the bot was told where the server did not do it.
    """

    at: float
    took: float
    method: str
    chat: str
    text: str
    buttons: tuple[str, ...] = ()
    taken: bool = True
    message: str = ""
    fault: str = ""
    told: str = ""
    upload: bool = False
    in_window: bool = False

    @property
    def unheard(self) -> bool:
        """Whether the bot cannot know what came of it. What was refused in words is known, whatever would have met it otherwise."""
        return self.fault in BROKEN_OFF or (self.fault in OUT_OF_ORDER and not self.told)

    @property
    def new(self) -> bool:
        """Whether it is a message of its own, and no change of an older one."""
        return self.method.startswith("send")


@dataclass(slots=True)
class Told:
    """The calls in the order in which they came in, how many of them (`sent`) are messages of their own, and what people did meanwhile."""

    calls: list[Call] = field(default_factory=list)
    acts: list[tuple[float, str, str]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    sent: int = 0
    last: int = 0

    def read(self, base: str) -> Told:
        """Read what is new; to be called before the sandbox forgets its oldest rows."""
        while True:
            with urllib.request.urlopen(f"{base}/history?since={self.last}&limit={PAGE}") as answer:
                page = json.load(answer)
            self.missed += max(0, page["first_kept"] - self.last - 1) if page["entries"] else 0
            for entry in page["entries"]:
                self._take(entry)
            self.last = page["last"]
            if len(page["entries"]) < PAGE:
                return self

    def _take(self, entry: Json) -> None:
        if entry["actor"] != "bot":
            self.acts.append((entry["at"], str(entry["chat"]), entry["method"]))
        elif entry["chat"] is not None and entry["method"].lower() != "sendchataction":
            call = call_of(entry)
            self.calls.append(call)
            self.sent += call.new
            self.faults[call.fault] += call.fault != ""


def call_of(entry: Json) -> Call:
    """The call in a line of the history."""
    values, upload = _arguments(entry)
    answer = _answer(entry)
    result = answer.get("result")
    return Call(
        at=entry["at"],
        took=entry["took"],
        method=entry["method"].lower(),
        chat=str(entry["chat"]),
        text=str(values.get("text", values.get("caption", ""))),
        buttons=tuple(_buttons(values.get("reply_markup"))),
        taken=bool(answer.get("ok")),
        message=str(result.get("message_id", "")) if isinstance(result, dict) else "",
        fault=entry["fault"] or "",
        told=str(answer.get("description", "")),
        upload=upload,
        in_window="inside_retry_window" in entry["violations"],
    )


def _answer(entry: Json) -> Json:
    """What the server did; nothing where it said so in no JSON."""
    try:
        found = json.loads(entry.get("answer") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _arguments(entry: Json) -> tuple[Json, bool]:
    """The arguments in whichever form they came, and whether a file came with them."""
    kind = entry["content_type"]
    body = b64decode(entry["body_base64"]) if "body_base64" in entry else (entry.get("body") or "").encode()
    if kind.startswith("application/json"):
        return json.loads(body or b"{}"), False
    if kind.startswith("multipart/"):
        return _parts(kind, body), True
    return dict(parse_qsl(body.decode(), keep_blank_values=True)), False


def _parts(kind: str, body: bytes) -> Json:
    whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True).decode(errors="replace")
        for part in whole.walk()
        if not part.is_multipart() and part.get_filename() is None
    }


def _buttons(markup: object) -> Iterator[str]:
    """What the buttons do: their payloads and addresses."""
    rows = (json.loads(markup) if isinstance(markup, str) else markup or {}).get("inline_keyboard", [])
    for row in rows:
        for button in row:
            yield button.get("callback_data") or button.get("url") or ""
