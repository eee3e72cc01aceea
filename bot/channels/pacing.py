"""One pacer for one token: a smooth rate overall, a small burst per chat, less for groups, one pause for everyone after a 429.

Replies go before bulk: while a reply waits for its turn, bulk waits; within each, first come, first served. Telegram publishes no exact
limits and moves them, so its own `retry_after` always wins. Time is passed in as a function, so that tests need not wait.

Who waits in line and is woken late does not shift the schedule: the call after it comes when it would have come, so that a long
broadcast runs at the rate that is set. Less than one interval is made good so, and no second holds more than that rate and one.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

PEOPLE_REMEMBERED = 20_000
"""Chats whose bucket is remembered; the longest unused is forgotten first, full again by then."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Limits of one token: calls a second overall, per person beyond a burst, and in any minute in a group."""

    overall: float = 25.0
    person: float = 1.0
    burst: int = 4
    group_minute: float = 20.0


class Pacer:
    """Hands out the right to make one call. Never lets a call through during a pause."""

    def __init__(
        self, pace: Pace, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._interval = 1 / pace.overall
        self._slack = _slack(pace.overall)
        self._next = 0.0
        self._paused_until = 0.0
        self._chats: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._at_door: WeakValueDictionary[tuple[str, bool], asyncio.Lock] = WeakValueDictionary()
        self._replies: deque[asyncio.Future[None]] = deque()
        self._bulk: deque[asyncio.Future[None]] = deque()
        self._calling: asyncio.Task[None] | None = None

    @property
    def paused_for(self) -> float:
        """Seconds left of the pause after a 429, 0 if there is none."""
        return max(0.0, self._paused_until - self._clock())

    def pause(self, seconds: float) -> None:
        """Nobody calls for this long; a longer pause is never shortened."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def turn(self, chat: str, bulk: bool = False) -> None:
        """Wait until one more call to this chat is right."""
        if self._is_free(chat, bulk):
            self._next = self._clock() + self._interval
            self._take(chat)
            return
        async with self._at_door.setdefault((chat, bulk), asyncio.Lock()):
            while True:
                while (wait := self._chat_wait(chat)) > 0:
                    await self._sleep(wait)
                await self._called(self._bulk if bulk else self._replies)
                if self.paused_for <= 0 and self._chat_wait(chat) <= 0:
                    self._take(chat)
                    return

    def _is_free(self, chat: str, bulk: bool) -> bool:
        """Nobody waits and nothing speaks against a call now, as nearly always."""
        waited_for = self._replies or self._bulk or (chat, bulk) in self._at_door
        return not waited_for and max(self._paused_until, self._next) <= self._clock() and self._chat_wait(chat) <= 0

    def _called(self, line: deque[asyncio.Future[None]]) -> asyncio.Future[None]:
        """Stand in line; done when the one who calls comes to it."""
        place = asyncio.get_running_loop().create_future()
        line.append(place)
        if self._calling is None or self._calling.done():
            self._calling = asyncio.create_task(self._call())
        return place

    async def _call(self) -> None:
        """Call the next in line whenever one more call is right, until nobody waits."""
        while self._replies or self._bulk:
            wait = max(self._paused_until, self._next) - self._clock()
            if wait > 0:
                await self._sleep(wait)
                continue
            place = (self._replies or self._bulk).popleft()
            if not place.done():
                due = max(self._paused_until, self._next)
                self._next = max(due, self._clock() - self._slack) + self._interval
                place.set_result(None)

    def _chat_wait(self, chat: str) -> float:
        tokens = self._tokens(chat, self._clock())
        return 0.0 if tokens >= 1 - 1e-9 else (1 - tokens) / self._rate(chat)

    def _take(self, chat: str) -> None:
        now = self._clock()
        self._chats[chat] = (self._tokens(chat, now) - 1, now)
        self._chats.move_to_end(chat)
        if len(self._chats) > PEOPLE_REMEMBERED:
            self._chats.popitem(last=False)

    def _tokens(self, chat: str, now: float) -> float:
        tokens, at = self._chats.get(chat, (float(self._pace.burst), now))
        return min(float(self._pace.burst), tokens + (now - at) * self._rate(chat))

    def _rate(self, chat: str) -> float:
        """Groups and channels have negative ids; their burst is part of what a minute may hold."""
        if not chat.startswith("-"):
            return self._pace.person
        return max(self._pace.group_minute - self._pace.burst, 1) / 60


def _slack(overall: float) -> float:
    """How many seconds of lateness are made good: n calls then take (n - 1) intervals less these, and a second holds `overall` + 1."""
    return 0.999 * (math.floor(overall) + 1 - overall) / overall if math.isfinite(overall) else 0.0
