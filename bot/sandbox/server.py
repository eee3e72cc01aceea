"""The sandbox: one HTTP server on the loopback interface for the bot, the people, their page and whoever runs it.

It refuses to listen anywhere else, and answers nobody who came by another name or from another page.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.api import Api
from bot.sandbox.contract import models
from bot.sandbox.desk import Desk
from bot.sandbox.exchange import Exchange
from bot.sandbox.faults import Faults
from bot.sandbox.history import History
from bot.sandbox.pages import Pages
from bot.sandbox.people import People, answer
from bot.sandbox.refusals import Declined
from bot.sandbox.stream import Stream
from bot.sandbox.wire import UPLOAD_BYTES

ACCOUNT = "7000000001:sandbox-token-good-on-this-machine-only"
OVERHEAD = 1024 * 1024
"""What a form may weigh beside the files in it."""


class Sandbox:
    """A Bot API server with people. `folder` keeps everything over a restart; without one it is all in memory.

    `tap_window`: seconds in which a tap can be answered. `retry_pace`: 1 for the official delays of a webhook, less for tests.
    `strict`: refuse calls whose arguments are not by the models of the Bot API, which the official server might overlook.
    """

    def __init__(
        self,
        folder: Path | None = None,
        token: str = ACCOUNT,
        clock: Callable[[], float] = time.time,
        *,
        name: str = "智评助手",
        username: str = "zhiping_bot",
        tap_window: float = 15.0,
        retry_pace: float = 1.0,
        strict: bool = False,
    ) -> None:
        self.token = token
        self.base = ""
        self.page = ""
        self._new = partial(Exchange, folder, token, name, username, clock, tap_window)
        self._pace, self._strict = retry_pace, strict
        self._running: _Running | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; afterwards `base` and `page` say where."""
        if not _is_own_machine(host):
            raise ValueError(f"the sandbox listens on this machine only, not on {host}")
        if self._strict:
            await asyncio.to_thread(models)
        running = _Running(self._new(), self._pace, strict=self._strict)
        try:
            self.base = await running.listen(host, port)
        except OSError:
            await running.stop()
            raise
        self._running = running
        self.page = f"{self.base}/"

    async def stop(self) -> None:
        """Close all connections and the store."""
        if self._running is not None:
            await self._running.stop()
            self._running = None


class _Running:
    """What exists between start and stop."""

    def __init__(self, exchange: Exchange, pace: float, *, strict: bool) -> None:
        self._exchange = exchange
        exchange.world.begin()
        faults, history = Faults(), History(exchange.store)
        self._api = Api(exchange, faults, history, pace, strict=strict)
        self._stream = Stream(exchange)
        exchange.updates.arrived = self._api.webhook.wake
        exchange.updates.shuffle = faults.shuffle
        exchange.updates.copies = faults.copies
        app = web.Application(client_max_size=UPLOAD_BYTES + OVERHEAD, middlewares=[_declined, _own_machine_only])
        app.router.add_route("*", "/bot{token}/{method}", self._api.handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._api.file)
        for part in (self._stream, People(exchange, history), Desk(exchange, faults, history), Pages()):
            app.add_routes(part.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def listen(self, host: str, port: int) -> str:
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self._api.webhook.wake_all()
        address = self._runner.addresses[0]
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        return f"http://{shown}:{address[1]}"

    async def stop(self) -> None:
        self._stream.close()
        await self._api.webhook.stop()
        await self._runner.cleanup()
        self._exchange.store.close()


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _declined(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What a person cannot do is said in words."""
    try:
        return await handler(request)
    except Declined as declined:
        return answer({"error": declined.words}, declined.code)
    except web.HTTPRequestEntityTooLarge:
        return answer({"error": "文件超过 50 MB，没有发送。The file is over 50 MB and was not sent."}, 413)


@web.middleware
async def _own_machine_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No page of another origin and no foreign name that was bent to this machine gets in."""
    port = request.transport.get_extra_info("sockname")[1] if request.transport is not None else 0
    origin = request.headers.get("Origin")
    if not _is_here(f"//{request.host}", port) or (origin is not None and not _is_here(origin, port, scheme="http")):
        raise Declined(403, "只接受来自本机的访问。Only this machine may come in.")
    return await handler(request)


@lru_cache(maxsize=256)
def _is_here(address: str, port: int, scheme: str = "") -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == scheme and _is_own_machine(parts.hostname or "") and (parts.port or 80) == port
    except ValueError:
        return False


def _is_own_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
