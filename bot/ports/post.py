"""What comes in and what goes out, as `bot.ports` passes it on: taken and parked updates, letters, chats, timers.

An update is taken in the transaction that acts on it, and a letter is committed with the state it shows; both are why nothing is lost
or done twice when the program ends at any moment. Only values and protocols; times are UTC milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

KEY_DAYS = 14
"""How long the key of a taken update is remembered; Telegram delivers none again after a day."""

LARGEST_PARKED = 64 * 1024
"""Bytes of a parked update that are kept; what is beyond is cut off."""


class LetterState(StrEnum):
    """What has become of a letter. Sent and superseded ones are removed; doubtful, failed and gone ones stay for the operator."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    GONE = "gone"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Letter:
    """Something to be sent, committed with the state that it shows. `payload` is the channel's own; `bulk` goes after every reply."""

    id: int
    person: str
    chat: str
    kind: str
    payload: bytes
    state: LetterState
    tries: int
    due: int
    bulk: bool


@dataclass(frozen=True, slots=True)
class EndedLetter:
    """A letter that was not sent for sure, since when, and why, in the words of whoever refused it."""

    letter: Letter
    channel: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Timer:
    """When a person goes on by itself, unless the cursor has left this revision by then."""

    person: str
    due: int
    revision: int


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a person is reached in a channel. `message` is the id of the message that may still be edited in place."""

    person: str
    chat: str
    message: str | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class ParkedUpdate:
    """An update that could not be taken, under the reference number that its sender was told."""

    channel: str
    key: str
    external: str
    reference: str
    body: bytes
    at: int


class PostTransaction(Protocol):
    """The part of `bot.ports.Transaction` that receives, posts and waits."""

    def external(self, channel: str, person: str) -> str | None:
        """What the channel calls this person; the reverse of `person`."""

    def take_update(self, channel: str, key: str, now: int) -> bool:
        """Note that the update is taken; false if it was before, and then nothing must be done. Keys are compared for equality only."""

    def park_update(self, channel: str, key: str, external: str, reference: str, body: bytes, now: int) -> None:
        """Keep an update that cannot be taken for the operator, up to `LARGEST_PARKED` bytes, and note it as taken.

        Nothing in it makes this fail: what a database could not keep is replaced.
        """

    def forget_updates(self, before: int, limit: int) -> int:
        """Forget at most so many keys that were taken before this time; returns how many. `Store.tidy` calls it."""

    def chat(self, channel: str, person: str) -> Chat | None:
        """Where the person is reached in this channel."""

    def reach(self, channel: str, person: str, chat: str, now: int) -> None:
        """The person can be reached here, or here again. Nothing happens for a person who is not there, such as one just deleted."""

    def lose(self, channel: str, chat: str, why: str, now: int) -> str | None:
        """The chat takes no more messages: its open letters are gone, its editable message forgotten.

        Returns the person's id if the person was reachable until now, so that others are told once.
        """

    def forget_message(self, channel: str, person: str) -> None:
        """Edit nothing any more: the next screen is a new message."""

    def post(self, channel: str, person: str, chat: str, kind: str, payload: bytes, now: int, due: int = 0, bulk: bool = False) -> Letter:
        """Keep a letter to be sent once this transaction is committed, not before `due`. Ids grow and are never used again."""

    def letters(self, channel: str, now: int, limit: int, after: int = 0) -> tuple[Letter, ...]:
        """The queued letters that are due: replies before bulk, each oldest first.

        `after` is the last id of the page before. If that letter was sent meanwhile, bulk may be listed again, but nothing is left out.
        """

    def begin_letter(self, letter: int) -> bool:
        """Mark a queued letter as being sent; false if it is no longer queued: of several processes one gets true."""

    def end_letter(self, channel: str, letter: int, state: LetterState, now: int, message: str | None = None, error: str = "") -> None:
        """Record what became of a letter, queued or sending; repeating it is harmless.

        Sent and superseded remove it, and a sent `message` is from now on the one to edit in its chat, if that is the person's own.
        Doubtful, failed and gone keep it with `error`. `ValueError` for a state that is no end.
        """

    def put_back(self, letter: int, due: int) -> None:
        """Queue a letter again, as tried once more; nothing happens to one that has ended."""

    def interrupted(self, channel: str) -> tuple[Letter, ...]:
        """The letters that were being sent when the program ended, oldest first. Ask at the start only."""

    def set_timer(self, person: str, due: int, revision: int) -> None:
        """Set the person's one timer, in place of an older one. Nothing happens for a person who is not there."""

    def due_timers(self, now: int, limit: int) -> tuple[Timer, ...]:
        """The timers whose time has come, earliest first."""

    def clear_timer(self, person: str) -> None:
        """Drop the person's timer, if there is one."""


class PostReader(Protocol):
    """The part of `bot.ports.Reader` that operators and health checks ask."""

    async def letters_by_state(self) -> Mapping[str, int]:
        """How many letters are in each state; states without a letter are 0. Sent and superseded ones are not there to be counted."""

    async def doubtful_letters(self, limit: int) -> tuple[EndedLetter, ...]:
        """The letters of which nobody knows whether they arrived, latest first."""

    async def oldest_queued(self, now: int) -> int | None:
        """For how many milliseconds the oldest letter that could be sent has been waiting; nothing if none waits."""

    async def parked_updates(self, limit: int) -> tuple[ParkedUpdate, ...]:
        """The updates that could not be taken, latest first."""

    async def counts(self) -> Mapping[str, int]:
        """What health looks at: `persons`, `runs`, `unreachable` chats, `timers` and `parked` updates."""

    async def ping(self) -> None:
        """Read something; raises `StorageUnavailable` if the database does not answer."""
