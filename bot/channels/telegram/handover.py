"""From the writer's thread back to the event loop: works that were committed together wake the loop once, not once each.

Waking a loop costs a system call on the writer's thread, in which the loop takes the interpreter from it. Decides nothing: what a work
returns or raises reaches the one who waits for it, as `asyncio.wrap_future` would bring it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from bot.ports import Store, Transaction

T = TypeVar("T")


class Handover:
    """Submits works and waits for them in the event loop that asks."""

    def __init__(self) -> None:
        self._settled: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._loop_told = False

    async def done(self, store: Store, work: Callable[[Transaction], T]) -> T:
        """What the work returned, once it is durable; raises what it raised. Cancelling takes back a work that has not begun."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()
        submitted = store.submit(work)
        submitted.add_done_callback(partial(self._settle, loop, waiting))
        try:
            return await waiting
        except asyncio.CancelledError:
            submitted.cancel()
            raise

    def _settle(self, loop: asyncio.AbstractEventLoop, waiting: asyncio.Future[Any], submitted: Future[Any]) -> None:
        """On the writer's thread. Noted first and told after: a loop that was told before and has not looked yet sees this one too."""
        self._settled.append((waiting, submitted))
        if not self._loop_told and not loop.is_closed():
            self._loop_told = True
            loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        self._loop_told = False
        while self._settled:
            waiting, submitted = self._settled.popleft()
            if not waiting.done() and not submitted.cancelled():
                _copy(submitted, waiting)


def _copy(submitted: Future[Any], waiting: asyncio.Future[Any]) -> None:
    error = submitted.exception()
    if error is None:
        waiting.set_result(submitted.result())
    else:
        waiting.set_exception(error)
