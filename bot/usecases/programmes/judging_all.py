"""Verdicts given anew for everybody, after another version of a pack counts or another day has come: in the background, in small steps.

What is left to do after a publication is what the store says stands by an older version, and how far the round of the day is stands there
too, so that a restart goes on where the last one ended, and several processes may do it at once. Nobody is told: the enterprise reads the
new verdict when it looks, and the staff write to whom it concerns.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from bot.ports import Clock, StorageUnavailable, Store, StoreClosed, Transaction
from bot.ports.programmes import DailyRound
from bot.usecases.desk.visit import Visit
from bot.usecases.programmes import refresh
from dialogs.limits import day_of
from dialogs.model import CURSOR_SPEC, Cursor
from question_bank.programmes.model import Programme, Subject
from question_bank.programmes.operators import is_dated

T = TypeVar("T")


class Stale(NamedTuple):
    """Everybody whom this programme judged by another version than this one."""

    programme: str
    version: str


FOUND_AT_ONCE = 50
"""How many enterprises are looked up together."""

JUDGED_AT_ONCE = 4
"""How many are judged in one transaction, which takes some milliseconds each; turns are served between."""

REST = 9.0
"""For every second of judging so many of rest."""

LOOKED_AGAIN_MS = 600_000
"""How long nothing is looked for while the versions stay the same. So long waits whom a roster changed, and who gets a first contact
otherwise than by registering."""

TIMED = frozenset({"run.finished_this_month", "run.months_since", "run.finished_in_year"})
"""Sources that say something else as time goes by."""


class Judging:
    """What one process does about verdicts that are older than the packs. `main` is the bank whose runs count."""

    def __init__(self, store: Store, clock: Clock, main: str, failed: Callable[[BaseException], object]) -> None:
        self._store = store
        self._clock = clock
        self._main = main
        self._failed = failed
        self._versions: tuple[Stale, ...] | None = None
        self._stale: list[Stale] = []
        self._after = ""
        self._daily: DailyRound | None = None  # that is under way, or was the last
        self._again_at = 0

    async def some(self) -> int:
        """Judge some enterprises; how many there were. One that cannot be judged is noted and passed over for this time."""
        found = await self._left()
        for start in range(0, len(found), JUDGED_AT_ONCE):
            begun = time.monotonic()
            await self._judge(found[start : start + JUDGED_AT_ONCE])
            await asyncio.sleep((time.monotonic() - begun) * REST)
        return len(found)

    async def _judge(self, enterprises: Sequence[str]) -> None:
        """All of these together, or each alone where that fails."""
        now = self._clock.now()
        try:
            await self._submit(lambda tx: [judge_one(tx, enterprise, now, self._main) for enterprise in enterprises])
        except (StorageUnavailable, StoreClosed):
            raise
        except Exception as error:  # the others must not wait for the one that it is about
            if len(enterprises) == 1:
                self._failed(error)
                return
            for enterprise in enterprises:
                await self._judge([enterprise])

    async def _left(self) -> tuple[str, ...]:
        """Enterprises to be judged, looked up beside the writer; none as long as everybody was judged by these versions and on this day."""
        now = self._clock.now()
        versions, timed, unreadable = await self._submit(lambda tx: _current(tx, now))
        if versions != self._versions:
            for error in unreadable:
                self._failed(error)
            self._stale = list(versions)
            self._versions, self._after, self._again_at = versions, "", now + LOOKED_AGAIN_MS
        elif not self._stale and now >= self._again_at:
            self._stale, self._again_at = list(versions[:1]), now + LOOKED_AGAIN_MS  # who is new, or was changed, is so for all packs
        while self._stale:
            if found := await self._store.read_stale_for(*self._stale[0], FOUND_AT_ONCE, self._after):
                self._after = found[-1]
                return found
            self._stale, self._after = self._stale[1:], ""
        return await self._left_today(timed, day_of(now).isoformat()) if timed else ()

    async def _left_today(self, timed: str, today: str) -> tuple[str, ...]:
        """Those to whom the round of the day has not come; one that takes longer than its day comes to its end first."""
        if self._daily is None or (self._daily.over and self._daily.day != today):
            begun = await self._submit(lambda tx: tx.daily_round())
            self._daily = begun if begun is not None and begun.day == today else DailyRound(today)
        if self._daily.over:
            return ()
        await self._note(self._daily)  # those up to there were judged since
        found = await self._store.read_stale_for(timed, "", FOUND_AT_ONCE, self._daily.after)
        self._daily = replace(self._daily, after=found[-1]) if found else replace(self._daily, over=True)
        if self._daily.over:
            await self._note(self._daily)
        return found

    async def _note(self, daily: DailyRound) -> None:
        await self._submit(lambda tx: tx.keep_daily_round(daily))

    async def _submit(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._store.submit(work))


def _current(tx: Transaction, now: int) -> tuple[tuple[Stale, ...], str, Sequence[LookupError]]:
    """The packs that enterprises are judged by, one of those that say something else on another day, and what cannot be read."""
    here = _visit(tx, now, "").packs
    packs = [found for found in here.current() if found.subject is Subject.ENTERPRISE]
    versions = tuple(sorted(Stale(found.id, found.version) for found in packs))
    return versions, next((str(found.id) for found in packs if is_timed(found)), ""), here.unreadable


def is_timed(programme: Programme) -> bool:
    """Whether its verdict may be another tomorrow though nobody does anything."""
    return any(fact.source in TIMED for fact in programme.facts) or any(is_dated(condition) for condition in programme.conditions)


def judge_one(tx: Transaction, enterprise: str, now: int, main: str) -> bool:
    """Judge an enterprise by all packs; false if it is there no longer."""
    found = tx.enterprise(enterprise)
    if found is None:
        return False
    refresh(_visit(tx, now, main), found)
    return True


def _visit(tx: Transaction, now: int, main: str) -> Visit:
    """A visit of nobody, who judges."""
    return Visit(tx, Cursor(spec=CURSOR_SPEC, person=""), now, lambda: secrets.token_hex(16), of_main=main)
