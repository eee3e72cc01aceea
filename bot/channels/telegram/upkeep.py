"""What the running bot does from time to time, beside receiving: letters that were left, levels that open by themselves, verdicts, tidying.

Each job goes on for ever: what fails is noted and tried again at its next time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.sender import Sender
from bot.ports import Clock, StorageUnavailable, Store, StoreClosed, Timer, Transaction
from bot.usecases.programmes.judging_all import Judging
from bot.usecases.uploads import Folder
from bot.watching.metrics import Metrics

T = TypeVar("T")

SWEEP_SECONDS = 2.0
TIMER_SECONDS = 0.25
TIDY_SECONDS = 86_400.0
JUDGE_SECONDS = 5.0
TIMERS_AT_ONCE = 200
FILES_AT_ONCE = 200


class Upkeep:
    """The jobs, and what they need."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        metrics: Metrics,
        intake: Intake,
        sender: Sender,
        folder: Folder,
        judging: Judging,
        failed: Callable[[BaseException], str],
    ) -> None:
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._intake = intake
        self._sender = sender
        self._folder = folder
        self._judging = judging
        self._failed = failed

    def jobs(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """All of them, to be run beside each other."""
        return self._sweep(), self._advance(), self._judge(), self._tidy()

    async def referred(self, digests: Collection[str]) -> Collection[str]:
        """Those of these files that something refers to."""
        return await self._submit(lambda tx: tx.referred(digests))

    async def sweep_files(self) -> None:
        """Remove the files to which nothing refers, some at a time."""
        aged = iter(await asyncio.to_thread(lambda: list(self._folder.aged())))
        while some := list(islice(aged, FILES_AT_ONCE)):
            await asyncio.to_thread(self._folder.sweep, some, await self.referred(some))

    async def _sweep(self) -> None:
        while True:
            try:
                await self._sender.sweep()
                self._metrics.outbox_waiting.set(self._sender.waiting)
                age = await self._store.oldest_queued(self._clock.now())
                self._metrics.outbox_age.set((age or 0) / 1000)
            except Exception as error:  # the next sweep tries again
                self._failed(error)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _advance(self) -> None:
        """Levels that open by themselves."""
        while True:
            try:
                for timer in await self._submit(lambda tx: tx.due_timers(self._clock.now(), TIMERS_AT_ONCE)):
                    await self._elapse(timer)
            except Exception as error:  # the timers stay and are tried again
                self._failed(error)
            await asyncio.sleep(TIMER_SECONDS)

    async def _elapse(self, timer: Timer) -> None:
        """One person goes on. Where that fails the timer is dropped, because others wait behind it and the button does the same."""
        try:
            self._sender.post(await self._submit(partial(self._intake.elapsed, person=timer.person, revision=timer.revision)))
        except (StorageUnavailable, StoreClosed):
            raise
        except Exception as error:  # a poison timer
            self._failed(error)
            await self._submit(lambda tx: tx.clear_timer(timer.person))

    async def _judge(self) -> None:
        """Verdicts that are older than the packs."""
        while True:
            try:
                while await self._judging.some():
                    pass
            except Exception as error:  # who is left is found again
                self._failed(error)
            await asyncio.sleep(JUDGE_SECONDS)

    async def _tidy(self) -> None:
        """Once a day, and after each start: forget the keys of updates that nobody delivers any more, and files that nothing refers to."""
        while True:
            try:
                await self._store.tidy(self._clock.now())
                await self.sweep_files()
            except Exception as error:  # tomorrow again
                self._failed(error)
            await asyncio.sleep(TIDY_SECONDS)

    async def _submit(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._store.submit(work))
