"""Our pacer as the rate limiter of python-telegram-bot, whose own ends a pause early and knows no limit for each person.

A call is made at most once: nothing is repeated here, and a 429 is raised on after everybody was told to pause.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.channels.pacing import Pacer

JSON = dict[str, Any]
Answer = bool | JSON | list[JSON]


class Paused(Exception):
    """A pause began after the turn was taken: the call was not made."""


@dataclass(slots=True)
class Turn:
    """What goes with a call as `rate_limit_args`: the pacer gave its turn before the recipient was marked, so that it waits for none here.

    `begun` is set when the request is handed over; until then the message surely did not arrive.
    """

    begun: bool = False


class PacedLimiter(BaseRateLimiter[Turn]):
    """Holds every call until the pacer lets it go; a call that brings its turn waits for nothing and is refused during a pause."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    async def initialize(self) -> None:
        """The pacer belongs to the bot; there is nothing to begin."""

    async def shutdown(self) -> None:
        """And nothing to end."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: JSON,
        endpoint: str,
        data: JSON,
        rate_limit_args: Turn | None,
    ) -> Answer:
        """The answer to the call. Raises `Paused` where a call with a turn came too late, and everything that the call raises."""
        chat = data.get("chat_id")
        if rate_limit_args is not None:
            if self._pacer.paused_for > 0:
                raise Paused
            rate_limit_args.begun = True
        elif chat is not None:
            await self._pacer.turn(str(chat), bulk=True)
        else:
            while (pause := self._pacer.paused_for) > 0:
                await asyncio.sleep(pause)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._pacer.pause(seconds_of(error))
            raise


def seconds_of(error: RetryAfter) -> float:
    """For how long nobody calls."""
    after = error.retry_after
    return max(float(after if isinstance(after, int | float) else after.total_seconds()), 1.0)
