"""A message for one recipient, and what can become of it; plain values, so that nobody else needs the library that sends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dialogs.campaigns.model import DeliveryState

Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of labels, each with a payload or an address."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The file that goes with a message: what the server calls it, or its bytes where it was never sent."""

    name: str
    picture: bool
    ref: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it is handed over: HTML, and rows of buttons."""

    chat: str
    text: str
    buttons: Buttons = ()
    file: Enclosed | None = None


class Fate(StrEnum):
    """What follows from a call. `ENDED`: recorded as it is.

    `BACK`, `PAUSED`, `UNREACHED`: it surely did not arrive and is put back, until the pause is over or the server can be reached.
    `LOST`: nobody is reached in this chat. `REFUSED`, `SPOILT`: failed, by the server's word or a fault of ours. `LOCKED_OUT`: the token is
    void, and nothing can be sent.
    """

    ENDED = "ended"
    BACK = "back"
    PAUSED = "paused"
    UNREACHED = "unreached"
    LOST = "lost"
    REFUSED = "refused"
    SPOILT = "spoilt"
    LOCKED_OUT = "locked_out"


PUT_BACK = frozenset({Fate.BACK, Fate.PAUSED, Fate.UNREACHED, Fate.LOCKED_OUT})
"""Fates after which the message can be sent later, because it was surely not sent."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message: with the state to record and why, the id of the message, what the server calls its file (or, where it is
    put back, what the server does not call it any more)."""

    fate: Fate
    state: DeliveryState = DeliveryState.FAILED
    reason: str = ""
    message: str = ""
    file: str = ""
    seconds: float = 0.0
    error: Exception | None = None


class Messenger(Protocol):
    """What sends."""

    async def open(self) -> Outcome:
        """Make sure that the server takes the token; `ENDED` if so."""

    async def close(self) -> None:
        """Close all connections."""

    async def send(self, post: Post) -> Outcome:
        """Send one message, whose turn the pacer has given; what came of it."""

    async def say(self, chat: str, text: str, buttons: Buttons = ()) -> str:
        """A message beside any campaign, when the pacer lets it; its id. Raises the library's errors."""

    async def edit(self, chat: str, message: str, text: str, buttons: Buttons = ()) -> bool:
        """The same message with another text; false if the server refuses, as where it is gone. Raises the library's other errors."""
