"""The Telegram bot as a running program: receives, sends, advances, stops. Everything durable happens elsewhere."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import msgspec
from aiohttp import web

from bot.channels.pacing import Pace, Pacer
from bot.channels.telegram import menu
from bot.channels.telegram.client import ApiError, Client
from bot.channels.telegram.incoming import ALLOWED
from bot.channels.telegram.intake import Hooks, Intake
from bot.channels.telegram.letters import DocumentLetter
from bot.channels.telegram.polling import poll
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.web import WEBHOOK, application
from bot.config import Settings
from bot.log import Log
from bot.metrics import Metrics
from bot.ports import Clock, Store, Transaction
from bot.usecases.conversation import Conversation
from bot.usecases.drawing import Drawing, File

T = TypeVar("T")

SWEEP_SECONDS = 2.0
TIMER_SECONDS = 0.25
DRAIN_SECONDS = 7.0
TIMERS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot is made of; chosen in `bot.bootstrap`."""

    settings: Settings
    store: Store
    conversation: Conversation
    clock: Clock
    log: Log
    metrics: Metrics


class Bot:
    """One running bot."""

    def __init__(self, parts: Parts, client: Client) -> None:
        self._parts = parts
        self._client = client
        self._drawing = Drawing()
        self._stopping = asyncio.Event()
        self._answers: set[asyncio.Task[None]] = set()
        settings = parts.settings
        self.pacer = Pacer(Pace(overall=settings.rate, person=settings.rate_person))
        self.sender = Sender(parts.store, client, self.pacer, parts.clock, self._documents, self._called, self._failed)
        hooks = Hooks(posted=self.sender.post, tapped=self._tapped, failed=self._failed, counted=self._counted)
        self.intake = Intake(parts.store, parts.conversation, parts.clock, hooks)

    async def run(self) -> None:
        """Serve until a signal says to stop; then finish what is in hand, within ten seconds."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stopping.set)
        await menu.publish(self._client)
        await self.sender.recover()
        async with AsyncExitStack() as stack:
            await self._listen(stack)
            await self._announce()
            beside = [asyncio.create_task(task) for task in (self._sweep(), self._advance())]
            try:
                await self._receive()
            finally:
                for task in beside:
                    task.cancel()
                await self._finish()

    def stop(self) -> None:
        """Stop as a signal would."""
        self._stopping.set()

    async def _announce(self) -> None:
        settings = self._parts.settings
        if settings.webhook_url:
            url = settings.webhook_url.rstrip("/") + WEBHOOK
            await self._client.call("setWebhook", {"url": url, "secret_token": settings.secret(), "allowed_updates": ALLOWED})
        else:
            await self._client.call("deleteWebhook", {})
        self._parts.log.info("serving", by="webhook" if settings.webhook_url else "polling")

    async def _receive(self) -> None:
        """Poll, or sit and listen, until told to stop."""
        if self._parts.settings.webhook_url:
            await self._stopping.wait()
            return
        polling = asyncio.create_task(poll(self._client, self.intake, self._stopping, self._troubled))
        told = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({polling, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if polling.done():
            polling.result()
        polling.cancel()  # safe at any moment: what is not committed was not acknowledged and comes again

    async def _listen(self, stack: AsyncExitStack) -> None:
        settings = self._parts.settings
        if not settings.listen and not settings.webhook_url:
            return
        host, port = settings.address()
        app = application(self._parts.metrics, self._healthy, self.intake if settings.webhook_url else None, settings.secret())
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, host, port).start()

    async def _finish(self) -> None:
        try:
            await asyncio.wait_for(self.sender.drained(), DRAIN_SECONDS)
        except TimeoutError:
            self._parts.log.info("stopped with letters waiting", waiting=self.sender.waiting)
        self.sender.close()
        self._drawing.close()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sender.sweep()
                self._parts.metrics.outbox_waiting.set(self.sender.waiting)
                age = await self._parts.store.oldest_queued(self._parts.clock.now())
                self._parts.metrics.outbox_age.set((age or 0) / 1000)
            except Exception as error:  # the next sweep tries again
                self._failed(error)

    async def _advance(self) -> None:
        """Levels that open by themselves."""
        while True:
            await asyncio.sleep(TIMER_SECONDS)
            try:
                for timer in await self._submit(lambda tx: tx.due_timers(self._parts.clock.now(), TIMERS_AT_ONCE)):
                    self.sender.post(await self._submit(partial(self.intake.elapsed, person=timer.person, revision=timer.revision)))
            except Exception as error:  # the timer stays and is tried again
                self._failed(error)

    async def _submit(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._parts.store.submit(work))

    def _tapped(self, query: str) -> None:
        """A tap is answered before any work, beside it; an answer that comes too late changes nothing."""
        task = asyncio.create_task(self._answer(query))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, query: str) -> None:
        try:
            await self._client.call("answerCallbackQuery", {"callback_query_id": query})
        except ApiError as error:
            self._parts.metrics.calls.labels("late_tap").inc()
            self._parts.log.debug("tap not answered", why=type(error).__name__)

    async def _documents(self, content: DocumentLetter) -> Sequence[File]:
        run = await self._parts.store.read_run(content.run)
        if run is None:
            return ()
        return await self._drawing.files(run, content.what, content.language)

    async def _healthy(self) -> bool:
        try:
            await self._parts.store.ping()
        except Exception as error:  # whatever it is, the answer is no
            self._parts.log.warning("not healthy", kind=type(error).__name__)
            return False
        return True

    def _troubled(self, error: BaseException) -> None:
        self._parts.log.warning("cannot receive", kind=type(error).__name__)

    def _failed(self, error: BaseException) -> str:
        self._parts.metrics.failures.inc()
        return self._parts.log.failure(error)

    def _counted(self, kind: str) -> None:
        self._parts.metrics.updates.labels(kind).inc()

    def _called(self, outcome: str) -> None:
        self._parts.metrics.calls.labels(outcome).inc()


async def serve(parts: Parts) -> None:
    """Run the bot with these parts; comes back when it was told to stop."""
    async with Client(parts.settings.token(), parts.settings.api_base) as client:
        me = msgspec.json.decode(await client.call("getMe", {}), type=dict[str, object])
        parts.log.info("connected", bot=str(me.get("username", "")))
        await Bot(parts, client).run()
