"""The real bot before the sandbox, over HTTP, in one event loop: people act, and what they see is read back from their side."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from bot.channels.telegram import wire
from bot.channels.telegram.client import Client
from bot.channels.telegram.serving import Bot, Parts
from bot.config import Settings
from bot.ports import Clock, Store
from bot.sandbox.server import Sandbox
from bot.system import SystemClock
from bot.usecases.conversation import Conversation
from bot.watching.log import Log
from bot.watching.metrics import Metrics
from question_bank import library
from question_bank.model import Bank
from tests.bot.office import CountedIds
from tests.channels.desk import code_of
from tests.dialogs.preludes import TYPED_PROFILE
from tests.question_bank.banks import small_bank

MOST_SECONDS = 60.0
QUICK = {"rate": 5000, "rate_person": 5000}
PEOPLE = {"wang": 1001, "li": 1002, "chen": 1003, "zhao": 1004, "sun": 1005}

Json = dict[str, Any]


class Notes(Log):
    """The log at its most talkative, which also keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[tuple[str, Json]] = []
        self.failures: list[BaseException] = []

    def debug(self, event: str, **facts: str | int | float) -> None:
        super().debug(event, **facts)
        self.lines.append((event, facts))

    def info(self, event: str, **facts: str | int | float) -> None:
        super().info(event, **facts)
        self.lines.append((event, facts))

    def warning(self, event: str, **facts: str | int | float) -> None:
        super().warning(event, **facts)
        self.lines.append((event, facts))

    def failure(self, error: BaseException) -> str:
        super().failure(error)
        self.failures.append(error)
        return f"REF{len(self.failures)}"


class Person:
    """Somebody with an account, seen from their side."""

    def __init__(self, stand: Stand, key: str) -> None:
        self._stand = stand
        self.key = key
        self.id = PEOPLE[key]

    async def act(self, act: str, **fields: object) -> Json:
        """Do something; the bot may not have heard of it yet."""
        return await self._stand.post(f"/people/{self.key}/{act}", **fields)

    async def say(self, *texts: str) -> Json:
        """Write these, each after the answer to the one before; the bot's last message."""
        for text in texts:
            await self.act("say", text=text)
            await self._stand.settled()
        return await self.last()

    async def start(self) -> Json:
        """Press START."""
        await self.act("start", payload="")
        await self._stand.settled()
        return await self.last()

    async def press(self, label: str, message: Json | None = None) -> Json:
        """Tap the button with this label on the last message, or on another one; the bot's last message."""
        on = message or await self.last()
        data = next(button["callback_data"] for row in keyboard(on) for button in row if button["text"] == label)
        await self.act("tap", message_id=on["message_id"], data=data)
        await self._stand.settled()
        return await self.last()

    async def forge(self, data: str) -> Json:
        """Send a payload that no button has."""
        on = await self.last()
        await self.act("tap", message_id=on["message_id"], data=data, forged=True)
        await self._stand.settled()
        return await self.last()

    async def all(self) -> list[Json]:
        """The bot's messages in the private chat, oldest first."""
        shown = await self._stand.get(f"/people/{self.key}/messages")
        return [one["message"] for one in shown["messages"] if one["from_bot"]]

    async def last(self) -> Json:
        """The bot's last message; empty before there is one."""
        found = await self.all()
        return found[-1] if found else {}

    async def begin(self, name: str = TYPED_PROFILE[0]) -> Json:
        """From START to the first question of level 1, with nothing left out."""
        await self.start()
        await self.say("1", "是", name, code_of(self.id), *TYPED_PROFILE[2:], "/submit")
        while "第 1/" not in (shown := await self.last())["text"]:
            yes = next(
                (button["text"] for row in keyboard(shown) for button in row if button["text"] in {"有", "确认", "开始答题"}), "/submit"
            )
            await (self.say(yes) if yes == "/submit" else self.press(yes))
        return shown


class Stand:
    """Sandbox, bot and what they stand on."""

    def __init__(self, sandbox: Sandbox, http: aiohttp.ClientSession, store: Store, bank: Bank, clock: Clock, settings: Json) -> None:
        self.sandbox = sandbox
        self.http = http
        self.store = store
        self.clock = clock
        self.notes = Notes()
        self.metrics = Metrics()
        own = {"bot_token": sandbox.token, "api_base": sandbox.base, **QUICK, **settings}
        self.settings = Settings(**own)
        self.conversation = Conversation(store, lambda _id, _version: bank, bank, clock, CountedIds())
        self.expected: tuple[type[BaseException], ...] = ()
        self._client = Client(sandbox.token, sandbox.base)
        self._running: asyncio.Task[None] | None = None
        self.wang, self.li, self.chen = (Person(self, key) for key in ("wang", "li", "chen"))

    async def start(self) -> None:
        """Start the bot."""
        await self._client.__aenter__()
        parts = Parts(self.settings, self.store, self.conversation, self.clock, self.notes, self.metrics)
        self.bot = Bot(parts, self._client, wire.username(await self._client.call("getMe", {})))
        running = self._running = asyncio.create_task(self.bot.run())
        await self.until(lambda: running.done() or any(event == "serving" for event, _ in self.notes.lines), "the bot to serve")
        if running.done():
            running.result()

    async def stop(self) -> float:
        """Stop the bot as a signal would; how many seconds it took."""
        began = time.monotonic()
        if self._running is not None:
            self.bot.stop()
            running, self._running = self._running, None
            try:
                await running
            finally:
                await self._client.__aexit__(None, None, None)
        return time.monotonic() - began

    async def crash(self) -> None:
        """End the bot in the middle of whatever it does."""
        assert self._running is not None
        self._running.cancel()
        for task in (*self.bot.sender._tasks.values(), *self.bot.broadcasts._workers, *self.bot.broadcasts._beside):
            task.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        self._running = None
        await self._client.__aexit__(None, None, None)

    @property
    def exchange(self) -> Any:
        """What the sandbox holds."""
        assert self.sandbox._running is not None
        return self.sandbox._running._exchange

    def idle(self) -> bool:
        """Whether nothing is on its way in either direction."""
        sender = self.bot.sender
        return not (self.exchange.updates.waiting() or sender._tasks or sender._outbox.ending or self.bot._answers)

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        await self.until(self.idle, "the bot to be done")

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for this, not for ever."""
        deadline = time.monotonic() + MOST_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain for {what}; failures: {self.notes.failures}"
            await asyncio.sleep(0.002)

    async def later(self, condition: Callable[[], Awaitable[bool]], what: str) -> None:
        """The same for what has to be asked for."""
        deadline = time.monotonic() + MOST_SECONDS
        while not await condition():
            assert time.monotonic() < deadline, f"waited in vain for {what}; failures: {self.notes.failures}"
            await asyncio.sleep(0.01)

    async def post(self, path: str, **body: object) -> Json:
        """Ask the sandbox for something."""
        async with self.http.post(self.sandbox.base + path, data=msgspec.json.encode(body), headers=JSON) as response:
            found: Json = await response.json()
            assert response.status < 300, f"{path}: {found}"
            return found

    async def get(self, path: str) -> Json:
        """Look something up."""
        async with self.http.get(self.sandbox.base + path) as response:
            found: Json = await response.json()
            assert response.status < 300, f"{path}: {found}"
            return found

    async def fault(self, kind: str, **more: object) -> Json:
        """Switch a fault on."""
        return await self.post("/faults", kind=kind, **more)

    async def mend(self) -> None:
        """Switch all faults off."""
        async with self.http.delete(self.sandbox.base + "/faults") as response:
            assert response.status == 200

    async def api(self, method: str, **arguments: object) -> Json:
        """Call the Bot API behind the bot's back."""
        return await self.post(f"/bot{self.sandbox.token}/{method}", **arguments)

    async def calls(self, *methods: str) -> list[Json]:
        """The bot's calls of these methods so far, in order; all but the fetching where none is named."""
        entries = (await self.get("/history?limit=10000"))["entries"]
        own = [entry for entry in entries if entry["actor"] == "bot"]
        return [entry for entry in own if (entry["method"] in methods if methods else entry["method"] != "getUpdates")]

    async def violations(self) -> Json:
        """The limits that were broken."""
        found: Json = (await self.get("/history?limit=1"))["violations"]
        return found


JSON = {"Content-Type": "application/json"}


def keyboard(message: Json) -> list[list[Json]]:
    """The rows of a message's buttons."""
    rows: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def labels(message: Json) -> list[list[str]]:
    """The labels of a message's buttons."""
    return [[button["text"] for button in row] for row in keyboard(message)]


@asynccontextmanager
async def standing(
    store: Store, bank: Bank | None = None, clock: Clock | None = None, sandbox: Json | None = None, **settings: object
) -> AsyncIterator[Stand]:
    """The bot, serving; afterwards no failure may have happened that the test did not expect."""
    async with AsyncExitStack() as stack:
        served = Sandbox(None, **{"retry_pace": 0.02, **(sandbox or {})})
        await served.start()
        stack.push_async_callback(served.stop)
        http = await stack.enter_async_context(aiohttp.ClientSession(trust_env=False))
        stand = Stand(served, http, store, bank or small_bank(), clock or SystemClock(), settings)
        stack.push_async_callback(stand.stop)
        await stand.start()
        yield stand
        await stand.stop()
        unexpected = [error for error in stand.notes.failures if not isinstance(error, stand.expected)]
        assert not unexpected, unexpected


def shipped() -> Bank:
    """The bank that people answer."""
    return library.load("cmmm-2020")


def serving(
    script: Callable[[Stand], Awaitable[None]], store: Store, bank: Bank | None = None, clock: Clock | None = None, **settings: Any
) -> Stand:
    """Run a script while the bot serves."""

    async def run() -> Stand:
        async with standing(store, bank, clock, **settings) as stand:
            await script(stand)
        return stand

    return asyncio.run(run())
