"""Taps on inline buttons that wait for an answer: each is answered once, and not after its time.

It refuses with the official words, which are the same for too late, twice and never heard of.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.refusals import TOO_OLD, bad
from bot.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap: who, where and on which message."""

    id: str
    person: int
    chat: int
    message: int


class Taps:
    """Taps in the store. `window` is how many seconds a bot has for its answer."""

    def __init__(self, store: Store, window: float) -> None:
        self._store = store
        self.window = window

    def add(self, person: int, chat: int, message: int, now: float) -> str:
        """A new tap; its id, a text of digits as in the Bot API."""
        number = int(self._store.recall("last_tap", 4_000_000_000)) + 1
        self._store.remember("last_tap", number)
        values = (str(number), person, chat, message, now)
        self._store.run("insert into tap (id, person, chat, message, at) values (?, ?, ?, ?, ?)", values)
        return str(number)

    def answer(self, number: str, now: float) -> Tap:
        """Mark the tap as answered."""
        row = self._store.one("select person, chat, message, at, answered from tap where id = ?", (number,))
        if row is None or row[4] or now - row[3] > self.window:
            raise bad(TOO_OLD)
        self._store.run("update tap set answered = 1 where id = ?", (number,))
        return Tap(number, *row[:3])

    def clear(self) -> None:
        """Forget all taps."""
        self._store.run("delete from tap")
