"""What each person sees happen: a row per event, kept, so that a page which was away catches up by number.

Events: `message`, `edit`, `delete`, `tap`, `answer`, `typing`, `commands`, `keyboard`, `state`, `reset`. It promises order per person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from bot.sandbox.store import Store
from bot.sandbox.wire import encode

ROWS = 1_000_000
SLICE = 10_000
"""So many events are kept, of all people together; the oldest go in slices."""

WAIT = 15.0
"""Seconds of silence after which a stream says that it is alive."""


class Feed:
    """Events by person."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._waiting: dict[int, set[asyncio.Event]] = {}

    def tell(self, people: Iterable[int], kind: str, **fields: object) -> None:
        """Something happened that these people see."""
        body = encode({"type": kind, **fields})
        for person in people:
            seq = self._store.run("insert into feed (person, at, body) values (?, ?, ?)", (person, self._clock(), body))
            if seq % SLICE == 0:
                self._store.run("delete from feed where seq <= ?", (seq - ROWS,))
            for event in self._waiting.get(person, ()):
                event.set()

    def since(self, person: int, seq: int, limit: int = 200) -> list[tuple[int, bytes]]:
        """The events after a number, oldest first."""
        return self._store.rows("select seq, body from feed where person = ? and seq > ? order by seq limit ?", (person, seq, limit))

    def last(self, person: int) -> int:
        """The number of the latest event."""
        row = self._store.one("select max(seq) from feed where person = ?", (person,))
        return row[0] or 0

    async def wait(self, person: int, seq: int) -> list[tuple[int, bytes]]:
        """The events after a number, as soon as there are any; nothing after a while of silence."""
        event = asyncio.Event()
        waiting = self._waiting.setdefault(person, set())
        waiting.add(event)
        try:
            found = self.since(person, seq)
            if not found:
                async with asyncio.timeout(WAIT):
                    await event.wait()
                found = self.since(person, seq)
        except TimeoutError:
            return []
        finally:
            waiting.discard(event)
        return found

    def clear(self) -> None:
        """Forget all events, but not which numbers were used."""
        self._store.run("delete from feed")
