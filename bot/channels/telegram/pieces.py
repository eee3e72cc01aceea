"""A letter as the calls it takes: one for each message. What each call says is decided here, when and whether it is made in `sender`."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bot.channels.telegram import letters
from bot.channels.telegram.client import Client
from bot.channels.telegram.letters import AnyLetter, ScreenLetter
from bot.ports import Letter

File = tuple[str, str, bytes]
"""Kind (`text`, `photo`, `document`), name and bytes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One call. With `files` (field name to file name and bytes) it goes as multipart."""

    method: str
    arguments: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    async def go(self, client: Client) -> msgspec.Raw:
        """Make the call."""
        if self.files:
            return await client.upload(self.method, {name: str(value) for name, value in self.arguments.items()}, dict(self.files))
        return await client.call(self.method, dict(self.arguments))


@dataclass(slots=True)
class Parcel:
    """A letter in hand: its pieces once they are made, how many have gone, and whether the answer to one of them was lost."""

    letter: Letter
    content: AnyLetter
    pieces: Sequence[Piece] | None = None
    gone: int = 0
    begun: bool = False
    doubtful: bool = False
    message: str | None = None

    @property
    def screen(self) -> ScreenLetter | None:
        """The screen, if it is one."""
        return self.content if isinstance(self.content, ScreenLetter) else None

    @property
    def buttons(self) -> bool:
        """Whether the last message carries buttons, so that it may be edited later."""
        return isinstance(self.content, ScreenLetter) and bool(self.content.rows)

    @property
    def rest(self) -> Sequence[Piece]:
        """The pieces that have not gone."""
        return (self.pieces or ())[self.gone :]


def edit(chat: str, message: str, screen: ScreenLetter) -> Piece:
    """The screen in the place of the one before."""
    arguments = {**_text(chat, screen.text), "message_id": int(message), "reply_markup": letters.keyboard(screen)}
    return Piece("editMessageText", arguments)


def of_screen(chat: str, screen: ScreenLetter) -> tuple[Piece, ...]:
    """The screen as new messages; the buttons are under the last."""
    found = [Piece("sendMessage", _text(chat, part)) for part in letters.parts(screen.text)]
    if found and screen.rows:
        found[-1] = Piece("sendMessage", {**found[-1].arguments, "reply_markup": letters.keyboard(screen)})
    return tuple(found)


def of_files(chat: str, files: Sequence[File]) -> tuple[Piece, ...]:
    """Texts as messages, pictures as photos, everything else as documents."""
    return tuple(piece for kind, name, body in files for piece in _of_file(chat, kind, name, body))


def _of_file(chat: str, kind: str, name: str, body: bytes) -> tuple[Piece, ...]:
    if kind == "text":
        return of_screen(chat, ScreenLetter(html.escape(body.decode(), quote=False)))
    method, part = ("sendPhoto", "photo") if kind == "photo" else ("sendDocument", "document")
    return (Piece(method, {"chat_id": chat}, {part: (name, body)}),)


def _text(chat: str, text: str) -> dict[str, Any]:
    return {"chat_id": int(chat), "text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
