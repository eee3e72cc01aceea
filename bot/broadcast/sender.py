"""Campaigns sent by the bot that holds the lease: what is due is looked at every second, and a few recipients are served at a time.

One process sends for one token. Who loses the lease marks nobody any more; who takes it calls doubtful what its holder left marked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

from bot.broadcast.delivering import Delivering, Hooks
from bot.broadcast.ledger import LEASE_MS, Ledger
from bot.broadcast.lines import Line, Lines
from bot.broadcast.outcomes import Fate, Messenger
from bot.broadcast.planning import Planning
from bot.broadcast.progress import Progress
from bot.channels.pacing import Pacer
from bot.config import Settings
from bot.ports import Clock, Letter, Store, StoreClosed
from bot.system import RandomIds
from bot.usecases.conversation import Conversation
from bot.usecases.uploads import Folder
from bot.watching.log import Log
from bot.watching.metrics import Metrics
from dialogs.campaigns.model import Campaign, DeliveryState

WORKERS = 16
"""Recipients that are served at a time. Most of them wait for their turn; on the wire are as many as the rate times the server's delay."""

LOOK_SECONDS = 1.0
PLAN_SECONDS = 20.0
FOLLOW_SECONDS = 600.0
RENEW_SECONDS, TAKE_SECONDS = 5.0, 2.0
FINISH_SECONDS = 5.0
"""How long a stop waits for calls under way; what is not over by then is doubtful."""

TROUBLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Means:
    """What the sender works with. `pacer` is the one that replies wait for, too.

    `posted` takes letters that are committed, `covered` a chat in which a message comes below the last screen; `failed` notes a failure
    and returns its reference number, `locked_out` ends the program, because the token is void.
    """

    settings: Settings
    store: Store
    conversation: Conversation
    clock: Clock
    log: Log
    metrics: Metrics
    pacer: Pacer
    posted: Callable[[Sequence[Letter]], None]
    covered: Callable[[str], None]
    failed: Callable[[BaseException], str]
    locked_out: Callable[[], None]


class Broadcasts:
    """The sender of one process. `run` looks and plans until it is cancelled, `close` ends what is under way."""

    def __init__(self, means: Means) -> None:
        self._means = means
        token = means.settings.token()
        name = blake2b(token.encode(), digest_size=16).hexdigest()
        self._ledger = Ledger(means.store, means.clock, means.conversation, name, RandomIds().new())
        self._planning = Planning(self._ledger, means.conversation, means.log, means.posted, means.failed)
        hooks = Hooks(means.posted, self._counted, means.failed, self._refused, means.covered, self.wake)
        self._delivering = Delivering(self._ledger, self._planning, means.pacer, Folder(means.settings.data), hooks)
        self._progress = Progress(self._ledger, means.conversation.bank, means.covered, means.log)
        self._lines = Lines()
        self._messenger: Messenger | None = None
        self._leading = self._closing = False
        self._lease_until = self._renew_at = self._look_at = self._plan_at = self._follow_at = self._open_at = 0.0
        self._woken, self._more = asyncio.Event(), asyncio.Event()
        self._workers: set[asyncio.Task[None]] = set()
        self._beside: set[asyncio.Task[None]] = set()

    @property
    def leading(self) -> bool:
        """Whether this process sends."""
        return self._leading

    def wake(self) -> None:
        """Look at once: something was confirmed, stopped or used up."""
        self._look_at = self._renew_at = 0.0
        self._woken.set()

    async def run(self) -> None:
        """Look again and again. Whatever goes wrong is tried again."""
        while True:
            self._woken.clear()
            try:
                await self._look()
            except Exception as error:  # of one look; the next is soon
                self._means.failed(error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), LOOK_SECONDS)

    async def close(self) -> None:
        """Nobody is marked any more; what is under way is ended, and the lease given back."""
        self._closing = True
        self._more.set()
        for task in (*self._beside, *(self._workers - self._delivering.marking)):
            task.cancel()
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=FINISH_SECONDS)
            for task in late:
                task.cancel()
        if ending := {*self._workers, *self._beside}:
            await asyncio.wait(ending, timeout=1)
        if self._leading:
            self._leading = False
            with suppress(StoreClosed):
                await self._ledger.drop_lease()
        if self._messenger is not None:
            await self._messenger.close()

    # -- looking

    async def _look(self) -> None:
        """The lease, what is due, whom it goes to; and how it is going."""
        await self._lease()
        if not self._leading:
            return
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_SECONDS
            await self._plan()
            self._lines.keep(await self._planning.under_way())
        for line in self._lines:
            await self._fill(line)
        if len(self._lines):
            self._serve()
        for line in self._lines:
            if self._messenger is not None and self._progress.due(line.campaign):
                self._show(line.campaign)

    async def _lease(self) -> None:
        now = time.monotonic()
        if now < self._renew_at:
            return
        if self._leading and now >= self._lease_until:
            self._lost()
        taken = await self._ledger.take_lease(anew=not self._leading)
        self._renew_at = now + (TAKE_SECONDS if taken is None else RENEW_SECONDS)
        if taken is None:
            self._lost()
            return
        self._lease_until = now + LEASE_MS / 1000
        if not self._leading:
            self._leading = True
            self._means.metrics.lease.set(1)
            self._means.log.info("broadcasts taken over", doubtful=taken)

    def _lost(self) -> None:
        if self._leading:
            self._means.log.warning("broadcasts left to another")
        self._leading = False
        self._means.metrics.lease.set(0)
        self._lines.keep(())

    async def _plan(self) -> None:
        """What need not be looked at every second."""
        if time.monotonic() >= self._plan_at:
            self._plan_at = time.monotonic() + PLAN_SECONDS
            await self._tried(self._planning.plan)
            await self._tried(self._gauge)
            await self._tried(self._catch_up)
        if time.monotonic() >= self._follow_at:
            self._follow_at = time.monotonic() + FOLLOW_SECONDS
            await self._tried(self._planning.follow_up)

    async def _gauge(self) -> None:
        names = [line.campaign.id for line in self._lines]
        tallies = await self._ledger.done(lambda tx: [tx.tally(name) for name in names])
        self._means.metrics.queued.set(sum(tally.get(DeliveryState.QUEUED, 0) for tally in tallies))

    async def _catch_up(self) -> None:
        """Say that it is over where the message still says that it is going on."""
        for campaign in await self._progress.behind():
            if self._ready():
                self._show(campaign, over=True)

    async def _tried(self, work: Callable[[], Awaitable[None]]) -> None:
        """What must not keep the rest from being done."""
        try:
            await work()
        except Exception as error:
            self._means.failed(error)

    async def _fill(self, line: Line) -> None:
        """One page more where few are left, and the end where nobody is."""
        if not line.low:
            return
        page = await self._ledger.page(line.campaign, line.after, line.held)
        for state in page.dropped:
            self._counted(state)
        if line.fill(page) and not page.dropped:
            await self._over(line.campaign)
        elif page.recipients or page.dropped or not page.over:
            self._woken.set()
        self._more.set()

    async def _over(self, campaign: Campaign) -> None:
        if await self._planning.finish(campaign):
            self._show(campaign, over=True)

    # -- serving

    def _ready(self) -> bool:
        """Whether there is a messenger; it is opened only once something is to be sent."""
        if self._messenger is None and not self._beside and time.monotonic() >= self._open_at and self._means.pacer.paused_for <= 0:
            self._run_beside(self._open)
        return self._messenger is not None

    def _serve(self) -> None:
        """Have a messenger and enough workers."""
        if not self._ready():
            return
        while len(self._workers) < WORKERS and not self._closing:
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _open(self) -> None:
        settings, pacer = self._means.settings, self._means.pacer
        messenger = await asyncio.to_thread(_messenger, settings.token(), settings.api_base, pacer)
        opened = await messenger.open()
        match opened.fate:
            case Fate.ENDED if not opened.reason:
                self._messenger = messenger
                self._means.log.info("broadcast client opened")
            case Fate.LOCKED_OUT:
                self._refused()
            case _:
                self._means.log.warning("cannot open the broadcast client", why=opened.reason or opened.fate)
                self._open_at = time.monotonic() + TROUBLE_SECONDS
        self._woken.set()

    async def _work(self) -> None:
        """One recipient after the other, of whichever campaign has its turn."""
        while not self._closing:
            line = self._lines.next() if self._leading else None
            if line is None or self._messenger is None:
                self._more.clear()
                await self._more.wait()
                continue
            try:
                await self._delivering.serve(line, self._messenger, self._is_ours)
            except StoreClosed:
                return
            except Exception as error:  # the recipient is still queued, or marked and listed as doubtful later
                self._means.failed(error)
                line.forget()
                await asyncio.sleep(TROUBLE_SECONDS)
            self._more.set()
            if line.low:
                self._woken.set()

    def _is_ours(self) -> bool:
        return self._leading and not self._closing and time.monotonic() < self._lease_until

    def _show(self, campaign: Campaign, *, over: bool = False) -> None:
        """How it is going, beside everything else; what is lost of it is not missed."""
        if (messenger := self._messenger) is not None:
            self._run_beside(lambda: self._progress.show(messenger, campaign, over=over))

    def _run_beside(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.create_task(self._tried(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def _refused(self) -> None:
        """The token is void: nothing more is sent, and the program ends."""
        self._leading = False
        self._lost()
        self._renew_at = float("inf")
        self._means.locked_out()

    def _counted(self, state: str) -> None:
        self._means.metrics.deliveries.labels(state).inc()


def _messenger(token: str, base: str, pacer: Pacer) -> Messenger:
    """The client, whose library is loaded now. In a thread, because that takes a while."""
    from bot.broadcast.calling import Caller

    return Caller(token, base, pacer)
