"""Delivery by webhook: one queue per chat for messages and one per person for taps, each in order, all at once.

As the official server: 2xx forgets the update, anything else is tried again at once and then after 2, 4, 8… up to 60 seconds or
more until it is too old; `Retry-After` is honoured up to an hour. Unlike it: plain http is allowed, and only to this machine; 410
does not remove the webhook.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bot.sandbox.dice import Dice
from bot.sandbox.history import Entry, History
from bot.sandbox.refusals import Refused, bad
from bot.sandbox.store import Store
from bot.sandbox.updates import Updates
from bot.sandbox.wire import Args, Json, decode

LOG = logging.getLogger(__name__)

ANSWER_SECONDS = 60
MOST_CONNECTIONS = 100
CONNECTIONS = 40
LONGEST_DELAY = 60
LONGEST_RETRY_AFTER = 3600
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
NEVER_IN_ANSWER = frozenset({"deletewebhook", "setwebhook", "close", "logout"})


@dataclass(frozen=True, slots=True)
class Hook:
    """Where updates go. An empty address means that the bot polls."""

    url: str = ""
    secret: str = ""
    connections: int = CONNECTIONS


class Webhook:
    """The deliverer. `pace` stretches or shortens the delays; `perform` runs a method that an answer names."""

    def __init__(
        self,
        store: Store,
        updates: Updates,
        clock: Callable[[], float],
        perform: Callable[[str, Args], Awaitable[object]],
        history: History,
        pace: float = 1.0,
    ) -> None:
        self._store, self._updates, self._clock, self._perform, self._pace = store, updates, clock, perform, pace
        self._history = history
        self.hook = Hook(**store.recall("webhook", {}))
        self._error: tuple[int, str] | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(self.hook.connections)
        self._session: aiohttp.ClientSession | None = None
        self._dice = Dice(1)

    def set(self, args: Args) -> bool:
        """`setWebhook`; an empty address deletes it."""
        url = args.text("url")
        if not url:
            return self.delete(args)
        secret = args.text("secret_token")
        if secret and not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters" if len(secret) <= 256 else "secret token is too long")
        _require_own_machine(url)
        connections = args.whole("max_connections", CONNECTIONS)
        self._change(Hook(url, secret, min(connections, MOST_CONNECTIONS) if connections > 0 else CONNECTIONS), args)
        return True

    def delete(self, args: Args) -> bool:
        """`deleteWebhook`."""
        self._change(Hook(), args)
        return True

    def info(self) -> Json:
        """`getWebhookInfo`."""
        info: Json = {"url": self.hook.url, "has_custom_certificate": False, "pending_update_count": self._updates.waiting()}
        if self.hook.url:
            info |= {"max_connections": self.hook.connections, "ip_address": "127.0.0.1"}
        if self._error is not None:
            info |= {"last_error_date": self._error[0], "last_error_message": self._error[1]}
        if self._updates.allowed is not None:
            info["allowed_updates"] = self._updates.allowed
        return info

    def wake(self, queue: str) -> None:
        """Something was put into the queue: see that somebody delivers it."""
        if self.hook.url and queue not in self._tasks:
            task = asyncio.get_running_loop().create_task(self._drain(queue))
            self._tasks[queue] = task
            task.add_done_callback(lambda done: self._ended(queue, done))

    def wake_all(self) -> None:
        """Deliver whatever waits."""
        for queue in self._updates.queues():
            self.wake(queue)

    async def stop(self) -> None:
        """End all deliveries; what was not taken waits on."""
        self._cancel()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _change(self, hook: Hook, args: Args) -> None:
        self._updates.allow(args.loaded("allowed_updates"))
        if args.flag("drop_pending_updates"):
            self._updates.clear()
        self._cancel()
        self.hook, self._error = hook, None
        self._places = asyncio.Semaphore(hook.connections)
        self._store.remember("webhook", asdict(hook))
        self.wake_all()

    def _cancel(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        self._tasks = {}

    def _ended(self, queue: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(queue) is not task:
            return
        del self._tasks[queue]
        if not task.cancelled() and task.exception() is not None:
            LOG.error("delivery of queue %s ended", queue, exc_info=task.exception())
        elif not task.cancelled() and self._updates.first_of(queue) is not None:
            self.wake(queue)

    async def _drain(self, queue: str) -> None:
        while (found := self._updates.first_of(queue)) is not None:
            number, body = found
            if await self._deliver(number, body):
                self._updates.forget(number)

    async def _deliver(self, number: int, body: bytes) -> bool:
        """Try until the update is taken; false if it became too old meanwhile or is to be delivered anew."""
        delay, failures = 1.0, 0
        left = self._updates.copies()
        while True:
            retry_after = await self._try(body)
            if retry_after is None:
                left -= 1
                if left <= 0:
                    return True
                continue
            wait = float(retry_after)
            if not retry_after and failures:
                wait = delay = min(delay * 2, LONGEST_DELAY * (1 + self._dice.throw()))
            failures += 1
            await asyncio.sleep(wait * self._pace)
            if not self._updates.waits(number):
                return False

    async def _try(self, body: bytes) -> int | None:
        """One delivery: nothing if it was taken, else after how many seconds the receiver wants to be asked again."""
        headers = {"Content-Type": "application/json"}
        if self.hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.hook.secret
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS), trust_env=False)
        began, status, content, again = self._clock(), 0, b"", "0"
        try:
            async with self._places, self._session.post(self.hook.url, data=body, headers=headers, allow_redirects=False) as answer:
                content = await answer.read()
                status, again = answer.status, answer.headers.get("Retry-After", "0")
                words = f"Wrong response from the webhook: {status} {answer.reason}"
        except TimeoutError:
            words = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            words = "Connection refused"
        except aiohttp.ClientError:
            words = "Webhook connection closed"
        self._keep(began, body, status, content)
        if 200 <= status < 300:
            await self._perform_answer(content)
            return None
        self._error = (int(self._clock()), words)
        return min(int(again), LONGEST_RETRY_AFTER) if again.isdecimal() else 0

    def _keep(self, began: float, body: bytes, status: int, answer: bytes) -> None:
        took = self._clock() - began
        self._history.add(Entry(began, took, "webhook", "deliver", None, self.hook.url, "application/json", body, status, answer))

    async def _perform_answer(self, content: bytes) -> None:
        """A JSON object with a method in the answer is executed; nobody sees what came of it."""
        try:
            call = decode(content) if content.startswith(b"{") else None
        except msgspec.DecodeError:
            return
        if not isinstance(call, dict) or not isinstance(call.get("method"), str):
            return
        method = call.pop("method").lower()
        if method not in NEVER_IN_ANSWER and not method.startswith("get"):
            try:
                await self._perform(method, Args(call))
            except Refused as refused:
                LOG.info("the method %s in an answer was refused: %s", method, refused.description)


def _require_own_machine(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise bad("bad webhook: invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise bad("bad webhook: invalid webhook URL specified")
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise bad("bad webhook: the sandbox delivers to this machine only")
