"""A running sandbox with a real Bot API client and a plain HTTP client, for one test."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update

from bot.sandbox.server import Sandbox

SECONDS = 20


class Stage:
    """The sandbox, its bot, and hands for the people."""

    def __init__(self, sandbox: Sandbox, bot: Bot, http: aiohttp.ClientSession) -> None:
        self.sandbox, self.bot, self.http = sandbox, bot, http
        self._offset = 0

    async def get(self, path: str, **query: object) -> Any:
        """A question of the people's side, which must succeed."""
        async with self.http.get(path, params={name: str(value) for name, value in query.items()}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def act(self, person: str, act: str, **body: object) -> Any:
        """An act, which must succeed."""
        async with self.http.post(f"/people/{person}/{act}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def declined(self, person: str, act: str, **body: object) -> int:
        """An act that is declined in words; the status."""
        async with self.http.post(f"/people/{person}/{act}", json=body) as answer:
            assert answer.status >= 400
            assert (await answer.json())["error"]
            return answer.status

    async def fault(self, **order: object) -> Any:
        """Switch a fault on."""
        async with self.http.post("/faults", json=order) as answer:
            assert answer.status == 201, await answer.text()
            return await answer.json()

    async def call(self, method: str, **values: object) -> tuple[int, Any]:
        """A call as raw JSON; status and answer."""
        async with self.http.post(f"/bot{self.sandbox.token}/{method}", json=values) as answer:
            return answer.status, await answer.json()

    async def refusal(self, method: str, **values: object) -> str:
        """The description of a refused call."""
        status, answer = await self.call(method, **values)
        assert answer["ok"] is False
        assert answer["error_code"] == status
        return str(answer["description"])

    async def updates(self, timeout: int = 0) -> list[Update]:
        """What waits, confirmed by the next question."""
        found = await self.bot.get_updates(offset=self._offset or None, timeout=timeout)
        if found:
            self._offset = found[-1].update_id + 1
        return found

    async def meet(self, *people: str) -> None:
        """These people press START, and the bot has heard of it."""
        for person in people:
            await self.act(person, "start")
        await self.updates()
        await self.updates()


@asynccontextmanager
async def opened(folder: Path | None = None, **options: Any) -> AsyncIterator[Stage]:
    """A sandbox from start to stop."""
    sandbox = Sandbox(folder, **options)
    await sandbox.start()
    bot = Bot(sandbox.token, session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.base)))
    try:
        async with aiohttp.ClientSession(sandbox.base, trust_env=False) as http:
            yield Stage(sandbox, bot, http)
    finally:
        await bot.session.close()
        await sandbox.stop()


def staged(**options: Any) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., None]]:
    """Run a test written as a coroutine on a stage of its own; further arguments come from pytest."""

    def around(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
        async def play(*args: object, **given: object) -> None:
            async with asyncio.timeout(SECONDS), opened(**options) as stage:
                await test(stage, *args, **given)

        def run(**given: object) -> None:
            asyncio.run(play(**given))

        signature = inspect.signature(test)
        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        run.__dict__["__signature__"] = signature.replace(parameters=list(signature.parameters.values())[1:])  # all but the stage
        return run

    return around
