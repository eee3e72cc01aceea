"""The listening side: webhook, `/healthz` and `/metrics`. Says nothing to a caller but a number."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from functools import partial

import msgspec
from aiohttp import web

from bot.channels.telegram.intake import Intake
from bot.ports import StorageUnavailable, StoreClosed
from bot.watching.metrics import Metrics

WEBHOOK = "/telegram"
LARGEST_BODY = 1 << 20
BODY_SECONDS = 10.0
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def application(
    metrics: Metrics,
    healthy: Callable[[], Awaitable[bool]],
    failed: Callable[[BaseException], str],
    intake: Intake | None,
    secret: str,
) -> web.Application:
    """The routes; without an intake there is no webhook."""
    app = web.Application(client_max_size=LARGEST_BODY)

    async def health(request: web.Request) -> web.Response:
        return web.Response(status=200 if await healthy() else 503)

    async def figures(request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), content_type="text/plain")

    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", figures)
    if intake is not None:
        app.router.add_post(WEBHOOK, partial(_webhook, intake, failed, secret))
    return app


async def _webhook(intake: Intake, failed: Callable[[BaseException], str], secret: str, request: web.Request) -> web.Response:
    """One update: 200 only after the commit; 503 and 500 make the server try again."""
    if not hmac.compare_digest(request.headers.get(HEADER, "").encode(errors="replace"), secret.encode()):
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
    except (StorageUnavailable, StoreClosed):
        return web.Response(status=503)
    except Exception as error:  # noted by kind here, because the library would print what its text holds
        failed(error)
        return web.Response(status=500)
    return web.Response(status=200)
