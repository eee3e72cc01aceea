"""The listening side: webhook, `/healthz` and `/metrics`. Says nothing to a caller but a number."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from bot.channels.telegram.intake import Intake
from bot.metrics import Metrics
from bot.ports import StorageUnavailable

WEBHOOK = "/telegram"
LARGEST_BODY = 1 << 20
BODY_SECONDS = 10.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


def application(metrics: Metrics, healthy: Callable[[], Awaitable[bool]], intake: Intake | None, secret: str) -> web.Application:
    """The routes; without an intake there is no webhook."""
    app = web.Application(client_max_size=LARGEST_BODY)

    async def health(request: web.Request) -> web.Response:
        return web.Response(status=200 if await healthy() else 503)

    async def figures(request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), content_type="text/plain")

    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", figures)
    if intake is not None:
        app.router.add_post(WEBHOOK, lambda request: _webhook(request, intake, secret))
    return app


async def _webhook(request: web.Request, intake: Intake, secret: str) -> web.Response:
    """One update: 200 only after the commit; 503 makes the server try again."""
    if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(errors="replace"), secret.encode()):
        return web.Response(status=401)
    try:
        body = await asyncio.wait_for(request.read(), BODY_SECONDS)
    except TimeoutError:
        return web.Response(status=408)
    try:
        msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return web.Response(status=400)
    try:
        await intake.take([body])
    except StorageUnavailable:
        return web.Response(status=503)
    return web.Response(status=200)
