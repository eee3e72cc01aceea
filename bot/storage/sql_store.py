"""The store over an SQL database: a queue, its writer threads, and reads beside them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from datetime import date
from queue import Empty
from threading import Lock
from typing import TypeVar

from bot.ports import EndedLetter, Ids, ParkedUpdate, RunRow, StoreClosed, Transaction
from bot.ports.banks import BankVersion
from bot.ports.campaigns import Delivery, Responses
from bot.ports.programmes import KeptVerdict, PackVersion
from bot.ports.registry import AuditRow, Registration
from bot.ports.standing import Filter, Status
from bot.roles import NOWHERE, Affiliation, Role
from bot.storage.reading import SqlReader
from bot.storage.refusals import queue_full
from bot.storage.session import Session
from bot.storage.tidying import fold_some, forget_nudges, forget_some
from bot.storage.writer import Closing, Job, Jobs, Writer
from dialogs.campaigns.model import Campaign, CampaignState, DeliveryState
from dialogs.model import Run

T = TypeVar("T")

LONGEST_QUEUE = 20_000
"""How many works may wait; beyond that a work is refused at once instead of growing the memory."""

DRAIN_SECONDS = 4.0
"""How long closing goes on serving what waits; the rest is told that the store closed."""

_STOP_SECONDS = 0.9


class SqlStore:
    """`bot.ports.Store`: `writers` threads, each with a session of its own and at most `batch` works to a commit."""

    def __init__(
        self, open_session: Callable[[], Session], reader: SqlReader, ids: Ids, *, writers: int, batch: int, on_close: Callable[[], None]
    ) -> None:
        self._jobs: Jobs = Jobs()
        self._closing = Closing()
        self._guard = Lock()
        self._reader = reader
        self._on_close = on_close
        self._writers = [Writer(open_session, ids, self._jobs, self._closing, batch) for _ in range(writers)]
        for writer in self._writers:
            writer.start()

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._guard:
            if self._closing.deadline is not None:
                raise StoreClosed("the store is closed")
            if self._jobs.qsize() >= LONGEST_QUEUE:
                future.set_exception(queue_full())
            else:
                self._jobs.put(Job(work, future))
        return future

    async def read_run(self, run_id: str) -> Run | None:
        return await self._reader.read_run(run_id)

    async def list_runs(self, person: str | None) -> tuple[RunRow, ...]:
        return await self._reader.list_runs(person)

    async def broken_seals(self) -> tuple[str, ...]:
        return await self._reader.broken_seals()

    async def letters_by_state(self) -> Mapping[str, int]:
        return await self._reader.letters_by_state()

    async def doubtful_letters(self, limit: int) -> tuple[EndedLetter, ...]:
        return await self._reader.doubtful_letters(limit)

    async def oldest_queued(self, now: int) -> int | None:
        return await self._reader.oldest_queued(now)

    async def parked_updates(self, limit: int) -> tuple[ParkedUpdate, ...]:
        return await self._reader.parked_updates(limit)

    async def counts(self) -> Mapping[str, int]:
        return await self._reader.counts()

    async def registrations(self) -> tuple[Registration, ...]:
        return await self._reader.registrations()

    async def roles_by_chat(self, channel: str) -> Mapping[str, tuple[Role, ...]]:
        return await self._reader.roles_by_chat(channel)

    async def audit(self, limit: int, person: str = "", action: str = "", before: int = 0) -> tuple[AuditRow, ...]:
        return await self._reader.audit(limit, person, action, before)

    async def read_statuses(self, wanted: Filter) -> tuple[Status, ...]:
        return await self._reader.read_statuses(wanted)

    async def miscounted(self) -> int:
        return await self._reader.miscounted()

    async def read_deliveries(self, campaign: str) -> tuple[Delivery, ...]:
        return await self._reader.read_deliveries(campaign)

    async def read_campaign(self, campaign: str) -> Campaign | None:
        return await self._reader.read_campaign(campaign)

    async def read_campaigns(self, states: Collection[CampaignState], limit: int) -> tuple[Campaign, ...]:
        return await self._reader.read_campaigns(states, limit)

    async def read_tally(self, campaign: str) -> Mapping[DeliveryState, int]:
        return await self._reader.read_tally(campaign)

    async def read_responses(self, campaign: str) -> Responses:
        return await self._reader.read_responses(campaign)

    async def read_calendar(self) -> Mapping[date, bool]:
        return await self._reader.read_calendar()

    async def read_bank_versions(self, bank: str = "") -> tuple[BankVersion, ...]:
        return await self._reader.read_bank_versions(bank)

    async def read_sheets(self, bank: str, version: str) -> bytes | None:
        return await self._reader.read_sheets(bank, version)

    async def read_pack_versions(self, programme: str = "") -> tuple[PackVersion, ...]:
        return await self._reader.read_pack_versions(programme)

    async def read_pack_sheets(self, programme: str, version: str) -> bytes | None:
        return await self._reader.read_pack_sheets(programme, version)

    async def read_stale_for(self, programme: str, version: str, limit: int, after: str = "") -> tuple[str, ...]:
        return await self._reader.read_stale_for(programme, version, limit, after)

    async def read_candidates(self, programme: str, affiliation: Affiliation = NOWHERE) -> tuple[KeptVerdict, ...]:
        return await self._reader.read_candidates(programme, affiliation)

    async def ping(self) -> None:
        await self._reader.ping()

    async def tidy(self, now: int) -> int:
        forgotten = 0
        while found := await asyncio.wrap_future(self.submit(forget_some(now))):
            forgotten += found
        while await asyncio.wrap_future(self.submit(fold_some)):
            pass
        await asyncio.wrap_future(self.submit(forget_nudges(now)))
        return forgotten

    def close(self) -> None:
        with self._guard:
            if self._closing.deadline is not None:
                return
            self._closing.deadline = time.monotonic() + DRAIN_SECONDS
            for _ in self._writers:
                self._jobs.put(None)
        end = self._closing.deadline + _STOP_SECONDS
        if all(writer.join(end - time.monotonic()) for writer in self._writers):
            self._on_close()
        else:
            self._refuse_the_rest()

    def _refuse_the_rest(self) -> None:
        """A work hangs. What waits behind it is refused; the lock on the file stays until the process ends."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is not None and job.future.set_running_or_notify_cancel():
                job.fail(StoreClosed("the store closed before this work had its turn"))
