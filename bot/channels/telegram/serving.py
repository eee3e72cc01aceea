"""The Telegram bot as a running program: receives, sends, advances, stops. Everything durable happens elsewhere."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from bot.broadcast.sender import Broadcasts, Means
from bot.channels.pacing import Pace, Pacer
from bot.channels.telegram import menu, wire
from bot.channels.telegram.client import ApiError, Client, Conflict, RetryAfter, Unauthorized
from bot.channels.telegram.fetching import Fetcher, Steps
from bot.channels.telegram.incoming import ALLOWED
from bot.channels.telegram.intake import Hooks, Intake
from bot.channels.telegram.letters import DocumentLetter, FetchLetter, FileLetter
from bot.channels.telegram.menus import Menus
from bot.channels.telegram.polling import poll
from bot.channels.telegram.sender import Desk, Sender
from bot.channels.telegram.starting import Opening
from bot.channels.telegram.upkeep import Upkeep
from bot.channels.telegram.web import WEBHOOK, application
from bot.config import Settings
from bot.ports import Clock, Letter, Store, Transaction
from bot.ports import Conflict as StoreConflict
from bot.usecases.banks import sheets_of
from bot.usecases.conversation import Conversation
from bot.usecases.drawing import Drawing, File
from bot.usecases.files import exporting
from bot.usecases.files.exporting import Order
from bot.usecases.programmes.judging_all import Judging
from bot.usecases.uploads import Folder
from bot.watching.log import Log
from bot.watching.metrics import Metrics
from dialogs.inbound import Stored, Unstored
from dialogs.refusals import Refusal

T = TypeVar("T")

MENU_SECONDS = 60.0
SETTLE_TRIES = 5
LATEST_TAP_SECONDS = 10.0
"""A tap that cannot be answered by then is not answered: the server takes no answer long after it."""

CONTESTED = "end the other program, or give one of the two a token of its own; until then each takes updates from the other"
"""What to do where two programs poll with one token, or a webhook was set behind this one's back."""

SWITCH_SECONDS = 0.0001
"""How long one thread may keep the other waiting: loop and writer hand work to each other many times in a millisecond."""

TAKE_SECONDS, WEB_SECONDS, DRAIN_SECONDS = 1.5, 1.0, 6.0
"""How long a stop waits for updates being taken, for calls of the webhook, and for letters; ten seconds in all with the rest."""


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
    """One running bot. `username` is its name in links."""

    def __init__(self, parts: Parts, client: Client, username: str = "", stopping: asyncio.Event | None = None) -> None:
        self._parts = parts
        self._client = client
        self._username = username
        self._drawing = Drawing()
        self._stopping = stopping or asyncio.Event()
        self._contested = False
        self._answers: set[asyncio.Task[None]] = set()
        self._locked_out: Unauthorized | None = None
        settings = parts.settings
        self.pacer = Pacer(Pace(overall=settings.rate, person=settings.rate_person))
        desk = Desk(self._documents, self._called, self._failed, self._refused)
        self.sender = Sender(parts.store, client, self.pacer, parts.clock, desk)
        hooks = Hooks(self.sender.post, self._tapped, self._failed, self._counted, parts.metrics.turn.observe)
        self._menus = Menus(parts.store, client, self._failed)
        self.intake = Intake(parts.store, parts.conversation, parts.clock, hooks, username)
        self._folder = Folder(settings.data)
        judging = Judging(parts.store, parts.clock, parts.conversation.bank.id, self._failed)
        self.upkeep = Upkeep(parts.store, parts.clock, parts.metrics, self.intake, self.sender, self._folder, judging, self._failed)
        steps = Steps(self._unwanted, self._settle, self.upkeep.referred, self._failed, self._refused)
        self._fetcher = Fetcher(client, self.pacer, parts.clock, self.sender.outbox, self._folder, steps)
        self.sender.fetch = self._fetcher.take
        beside = (parts.clock, parts.log, parts.metrics, self.pacer, self.sender.post, self.sender.cover, self._failed, self._locked)
        self.broadcasts = Broadcasts(Means(settings, parts.store, parts.conversation, *beside))

    async def run(self) -> None:
        """Serve until told to stop; then finish what is in hand, within ten seconds. Raises `Unauthorized` if locked out."""
        sys.setswitchinterval(SWITCH_SECONDS)
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: self._unforeseen(context))
        await self.sender.begin()
        await self.sender.sweep()  # before anything new: a letter that overtook these would leave an older screen as the last
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._finish)
            await self._listen(stack)
            await self._announce()
            for beside in (*self.upkeep.jobs(), self._publish(), self._menus.keep(), self.broadcasts.run()):
                stack.push_async_callback(_ended, asyncio.create_task(beside))
            await self._receive()
        if self._locked_out is not None:
            raise self._locked_out

    def stop(self) -> None:
        """Stop as a signal would."""
        self._stopping.set()

    async def _announce(self) -> None:
        """Say how updates are to come, for as long as the server needs to take it in."""
        settings = self._parts.settings
        method, arguments = "deleteWebhook", dict[str, Any]()
        if settings.webhook_url:
            url = settings.webhook_url.rstrip("/") + WEBHOOK
            method, arguments = "setWebhook", {"url": url, "secret_token": settings.secret(), "allowed_updates": ALLOWED}
        if await Opening(self._client, self._stopping, self._parts.log, known=True).call(method, arguments) is not None:
            self._parts.log.info("serving", by="webhook" if settings.webhook_url else "polling")

    async def _receive(self) -> None:
        """Poll, or sit and listen, until told to stop; what is being taken then is taken to its end."""
        if self._parts.settings.webhook_url:
            await self._stopping.wait()
            return
        polling = asyncio.create_task(poll(self._client, self.intake, self._stopping, self._troubled, self._recovered))
        told = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({polling, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        await asyncio.wait({polling}, timeout=TAKE_SECONDS)
        if polling.done():
            polling.result()
        polling.cancel()  # safe at any moment: what is not committed was not acknowledged and comes again

    async def _listen(self, stack: AsyncExitStack) -> None:
        settings = self._parts.settings
        if not settings.listen and not settings.webhook_url:
            return
        host, port = settings.address()
        intake = self.intake if settings.webhook_url else None
        app = application(self._parts.metrics, self._healthy, self._failed, intake, settings.secret())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=WEB_SECONDS, lingering_time=WEB_SECONDS)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, host, port).start()

    async def _finish(self) -> None:
        """Nothing comes in any more: send what is in hand."""
        await asyncio.gather(self._drain(), self.broadcasts.close())
        await self._fetcher.close()
        await self.sender.close()
        for answer in self._answers:
            answer.cancel()
        self._drawing.close()

    async def _drain(self) -> None:
        if self._locked_out is not None:
            return
        hopeless = self.pacer.paused_for > DRAIN_SECONDS
        try:
            await asyncio.wait_for(self.sender.drained(), WEB_SECONDS if hopeless else DRAIN_SECONDS)
        except TimeoutError:
            self._parts.log.info("stopped with letters waiting", waiting=self.sender.waiting)

    # -- beside ----------------------------------------------------------------------------------------------------------

    async def _publish(self) -> None:
        """The command menu; nobody waits for it, and it is tried until the server takes it."""
        while True:
            try:
                return await menu.publish(self._client)
            except RetryAfter as error:
                self.pacer.pause(error.seconds)
                await asyncio.sleep(error.seconds)
            except ApiError as error:
                self._parts.log.warning("menu not published", kind=type(error).__name__)
                await asyncio.sleep(MENU_SECONDS)

    async def _unwanted(self, letter: Letter, content: FetchLetter) -> Refusal | None:
        return await self._submit(lambda tx: self.intake.unwanted(tx, letter, content))

    async def _settle(self, letter: Letter, report: Stored | Unstored) -> None:
        """The turn that keeps a file, or says that it cannot be kept; a race that it loses is run again."""
        for _ in range(SETTLE_TRIES - 1):
            try:
                return self.sender.post(await self._submit(lambda tx: self.intake.settled(tx, letter, report)))
            except StoreConflict:
                continue
        return self.sender.post(await self._submit(lambda tx: self.intake.settled(tx, letter, report)))

    async def _submit(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._parts.store.submit(work))

    def _tapped(self, query: str) -> None:
        """A tap is answered before any work, beside it; an answer that comes too late changes nothing."""
        task = asyncio.create_task(self._answer(query))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, query: str) -> None:
        while (pause := self.pacer.paused_for) > 0:
            if pause > LATEST_TAP_SECONDS:
                return
            await asyncio.sleep(pause)
        try:
            await self._client.call("answerCallbackQuery", {"callback_query_id": query})
        except ApiError as error:
            if isinstance(error, RetryAfter):
                self.pacer.pause(error.seconds)
            self._parts.metrics.calls.labels("late_tap").inc()
            self._parts.log.debug("tap not answered", why=type(error).__name__)

    # -- what the parts ask and tell -------------------------------------------------------------------------------------

    async def _documents(self, content: DocumentLetter | FileLetter, person: str) -> Sequence[File]:
        if isinstance(content, FileLetter):
            now = self._parts.clock.now()
            means = (self._link, self._drawing, self._folder.read_begun, self._parts.conversation.tell)
            order = Order(self._parts.store, person, content.language, now, content.at, *means, find=self._found)
            return await exporting.files(order, content.what)
        run = await self._parts.store.read_run(content.run)
        if run is None:
            return ()
        sheets = await asyncio.wrap_future(self._parts.store.submit(lambda tx: sheets_of(tx, run.bank, run.bank_version)))
        return await self._drawing.files(run, content.what, content.language, sheets)

    def _found(self, digest: str) -> str:
        """Where the file of this digest lies, for the worker; empty if it is not there."""
        path = self._folder.path(digest)
        return str(path) if path is not None else ""

    def _link(self, token: str) -> str:
        """A deep link to this bot; without a name of its own, what a person can type."""
        return f"https://t.me/{self._username}?start={token}" if self._username else f"/start {token}"

    async def _healthy(self) -> bool:
        try:
            await self._parts.store.ping()
        except Exception as error:  # whatever it is, the answer is no
            self._parts.log.warning("not healthy", kind=type(error).__name__)
            return False
        return True

    def _troubled(self, error: BaseException) -> None:
        self._parts.log.warning("cannot receive", kind=type(error).__name__)
        if isinstance(error, Conflict) and not self._contested:
            self._contested = True
            self._parts.log.warning("another program uses this bot token", remedy=CONTESTED)

    def _recovered(self) -> None:
        self._contested = False
        self._parts.log.info("receiving again")

    def _refused(self, error: Unauthorized) -> None:
        """The token was revoked: nothing can be sent, so nothing more is taken in."""
        self._locked_out = error
        self._stopping.set()

    def _locked(self) -> None:
        self._refused(Unauthorized("the token is not accepted"))

    def _unforeseen(self, context: dict[str, Any]) -> None:
        """What the event loop could tell nobody; by kind only, because its text may hold anything."""
        self._failed(context.get("exception") or RuntimeError(context["message"]))

    def _failed(self, error: BaseException) -> str:
        self._parts.metrics.failures.inc()
        return self._parts.log.failure(error)

    def _counted(self, kind: str) -> None:
        self._parts.metrics.updates.labels(kind).inc()

    def _called(self, outcome: str) -> None:
        self._parts.metrics.calls.labels(outcome).inc()


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancel, and wait until it is over: a read of the database that is cancelled twice, here and by the closing loop, never ends."""
    task.cancel()
    await asyncio.wait({task}, timeout=WEB_SECONDS)


async def serve(parts: Parts) -> None:
    """Run the bot with these parts; comes back when a signal told it to stop, also while it still waits for the server."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    async with Client(parts.settings.token(), parts.settings.api_base) as client:
        found = await Opening(client, stopping, parts.log).call("getMe", {})
        if found is None:
            return
        username = wire.username(found)
        parts.log.info("connected", bot=username)
        await Bot(parts, client, username, stopping).run()
