"""The first words with the server, repeated until it is well: a busy or broken server at the start is waited out like one later on.

What no waiting mends is raised: a refused token, a refused setting, and an address at which no Bot API answers for a while.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec

from bot.channels.telegram.client import ApiError, Client, Conflict, Refused, RetryAfter, Strange, Unauthorized, Unreached
from bot.watching.log import Log

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STRANGER_SECONDS = 15.0
"""How long an address is tried at which nothing of a Bot API ever answered: then it is more likely wrong than out of order."""

_FINAL = (Unauthorized, Refused, Conflict)


class Opening:
    """Calls at the start. Trouble is told once, however often it is met. A `known` server answered before and is never given up."""

    def __init__(
        self, client: Client, stopping: asyncio.Event, log: Log, clock: Callable[[], float] = time.monotonic, *, known: bool = False
    ) -> None:
        self._client = client
        self._stopping = stopping
        self._log = log
        self._clock = clock
        self._until: float | None = None if known else clock() + STRANGER_SECONDS
        self._told = False

    async def call(self, method: str, arguments: dict[str, Any]) -> msgspec.Raw | None:
        """The result, after as many attempts as it takes; nothing if told to stop meanwhile."""
        for attempt in count():
            try:
                found = await self._unless_stopped(method, arguments)
            except _FINAL:
                raise
            except ApiError as error:
                await self._wait(error, attempt)
            else:
                self._until = None
                return found
            if self._stopping.is_set():
                return None
        raise AssertionError("count() has no end")

    async def _unless_stopped(self, method: str, arguments: dict[str, Any]) -> msgspec.Raw | None:
        calling = asyncio.ensure_future(self._client.call(method, arguments))
        told = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({calling, told}, return_when=asyncio.FIRST_COMPLETED)
            return calling.result() if calling.done() else None
        finally:
            told.cancel()
            calling.cancel()

    async def _wait(self, error: ApiError, attempt: int) -> None:
        """Longer and longer; raises the error where nothing of a Bot API answered for too long."""
        pause = error.seconds if isinstance(error, RetryAfter) else min(FIRST_PAUSE * 2 ** min(attempt, 10), LONGEST_PAUSE)
        if not isinstance(error, Unreached | Strange):
            self._until = None  # a server is there, and will be well again
        elif self._until is not None:
            left = self._until - self._clock()
            if left <= 0:
                raise error
            pause = min(pause, left)
        if not self._told:
            self._told = True
            self._log.warning("server not ready", kind=type(error).__name__, remedy="nothing to do: it is tried until it answers")
        try:
            await asyncio.wait_for(self._stopping.wait(), pause)
        except TimeoutError:
            return
