"""One pacer for one token: a smooth rate overall, a small burst per chat, less for groups, one pause for everyone after a 429.

Replies go before bulk: while a reply waits for its turn, bulk waits. Telegram publishes no exact limits and moves them, so its own
`retry_after` always wins. Time is passed in as a function, so that tests need not wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

PEOPLE_REMEMBERED = 20_000
"""Chats whose bucket is remembered; the longest unused is forgotten first, full again by then."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Limits of one token: messages a second overall, per person with a burst, and per minute in a group."""

    overall: float = 25.0
    person: float = 1.0
    burst: int = 4
    group_minute: float = 20.0


class Pacer:
    """Hands out the right to make one call. Fair within replies and within bulk; never lets a call through during a pause."""

    def __init__(
        self, pace: Pace, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._paused_until = 0.0
        self._chats: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._replies_waiting = 0

    @property
    def paused_for(self) -> float:
        """Seconds left of the pause after a 429, 0 if there is none."""
        return max(0.0, self._paused_until - self._clock())

    def pause(self, seconds: float) -> None:
        """Nobody calls for this long; a longer pause is never shortened."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def turn(self, chat: str, bulk: bool = False) -> None:
        """Wait until one more call to this chat is right."""
        self._replies_waiting += not bulk
        try:
            while (wait := self._wait(chat, bulk)) > 0:
                await self._sleep(wait)
            self._take(chat)
        finally:
            self._replies_waiting -= not bulk

    def _wait(self, chat: str, bulk: bool) -> float:
        now = self._clock()
        if bulk and self._replies_waiting:
            return max(self._paused_until - now, 1 / self._pace.overall)
        return max(self._paused_until - now, self._next - now, self._chat_wait(chat, now))

    def _chat_wait(self, chat: str, now: float) -> float:
        tokens = self._tokens(chat, now)
        return 0.0 if tokens >= 1 else (1 - tokens) / self._rate(chat)

    def _take(self, chat: str) -> None:
        now = self._clock()
        self._next = max(self._next, now) + 1 / self._pace.overall
        self._chats[chat] = (self._tokens(chat, now) - 1, now)
        self._chats.move_to_end(chat)
        if len(self._chats) > PEOPLE_REMEMBERED:
            self._chats.popitem(last=False)

    def _tokens(self, chat: str, now: float) -> float:
        tokens, at = self._chats.get(chat, (float(self._pace.burst), now))
        return min(float(self._pace.burst), tokens + (now - at) * self._rate(chat))

    def _rate(self, chat: str) -> float:
        """Groups and channels have negative ids."""
        return self._pace.group_minute / 60 if chat.startswith("-") else self._pace.person
