"""Button payloads of at most 64 bytes: what a button does, and the place and revision of the screen it was drawn on.

The place (person, run, what is asked) is folded into a short digest that only the person's own current screen matches. Forging one gains
nothing: the engine checks what a button does exactly as it checks typed text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from dialogs import inbound as i
from dialogs.inbound import AnyInbound, Tap
from dialogs.model import Cursor

LONGEST = 64
"""Bytes that the Bot API allows for callback data; other channels allow no less."""

_PLAIN: dict[str, AnyInbound] = {
    "a": i.Abandon(),
    "b": i.Back(),
    "d": i.Delete(),
    "e": i.Explain(),
    "f": i.Forward(),
    "h": i.Home(),
    "i": i.Correct(),
    "l": i.Flag(),
    "m": i.Annotate(),
    "n": i.Renew(),
    "o": i.Contents(),
    "p": i.Pause(),
    "r": i.Review(),
    "s": i.Start(),
    "t": i.Retailor(),
    "u": i.Submit(),
    "w": i.Weigh(),
    "y": i.History(),
}
_WITH_VALUE: dict[str, Callable[[str], AnyInbound]] = {
    "c": i.Choose,
    "j": i.Jump,
    "k": i.Speak,
    "g": lambda value: i.Show(*value.split("@", 1)),
    "v": lambda value: i.Open(*value.split("@", 1)),
}
_CODES = {do: code for code, do in _PLAIN.items()}


class PayloadTooLong(ValueError):
    """A choice that no button can carry; a bank with such ids must not be shipped."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button as it came back; anything in it may be forged."""

    do: AnyInbound
    place: str
    revision: int

    def on(self, cursor: Cursor) -> Tap:
        """The tap this is for a person who stands here; a press from another place never matches."""
        if self.place != place_of(cursor):
            return Tap(self.do, run="", at="", revision=-1)
        return Tap(self.do, cursor.run, cursor.where, self.revision)


def place_of(cursor: Cursor) -> str:
    """The digest of where a person stands."""
    return blake2b(f"{cursor.person}\n{cursor.run}\n{cursor.where}".encode(), digest_size=4).hexdigest()


def payload(do: AnyInbound, place: str, revision: int) -> str:
    """The payload of a button; raises `PayloadTooLong` where the value is too long to carry."""
    written = f"{place}.{revision:x}.{_written(do)}"
    if len(written.encode()) > LONGEST:
        raise PayloadTooLong(f"{do!r} takes {len(written.encode())} bytes, a button carries {LONGEST}")
    return written


def read(data: str) -> Press | None:
    """The press in this payload, or nothing if it is not one of ours."""
    parts = data.split(".", 2)
    if len(parts) != 3 or len(data.encode(errors="replace")) > LONGEST or not _is_hex(parts[1]):
        return None
    do = _do(parts[2])
    return Press(do, parts[0], int(parts[1], 16)) if do is not None else None


def _written(do: AnyInbound) -> str:
    match do:
        case i.Choose(value):
            return f"c{value}"
        case i.Jump(value):
            return f"j{value}"
        case i.Speak(value):
            return f"k{value}"
        case i.Show(what, run):
            return f"g{what}@{run}" if run else f"g{what}"
        case i.Open(page, at):
            return f"v{page}@{at}" if at else f"v{page}"
        case _:
            return _CODES[do]


def _do(written: str) -> AnyInbound | None:
    code, value = written[:1], written[1:]
    if not value:
        return _PLAIN.get(code)
    return _WITH_VALUE[code](value) if code in _WITH_VALUE else None


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 12 and all(character in "0123456789abcdef" for character in text)
