"""Telegram's published limits, counted and not enforced: what a checker wants to know of a bot's manners.

30 messages a second overall, one a second in a chat with short bursts allowed, 20 a minute in a group.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from enum import StrEnum

OVERALL = 30
BURST = 5.0
GROUP = 20
MINUTE = 60.0
REMEMBERED = 10_000


class Violation(StrEnum):
    """How a call was too early or too much."""

    IN_WINDOW = "inside_retry_window"
    OVERALL = "over_30_per_second"
    CHAT = "over_1_per_second_in_chat"
    GROUP = "over_20_per_minute_in_group"


class Limits:
    """Counts by chat; old chats are forgotten."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._recent: deque[float] = deque()
        self._buckets: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}

    def message(self, chat: int, now: float) -> Iterator[Violation]:
        """A message is about to go to this chat: what speaks against it."""
        if _count(self._recent, now, 1.0) > OVERALL:
            yield Violation.OVERALL
        if not self._drop(chat, now):
            yield Violation.CHAT
        if chat < 0 and _count(self._groups.setdefault(chat, deque()), now, MINUTE) > GROUP:
            yield Violation.GROUP

    def _drop(self, chat: int, now: float) -> bool:
        """Take a drop from the chat's bucket, which fills by one a second; false if it is empty."""
        if len(self._buckets) > REMEMBERED:
            self._buckets.clear()
        level, at = self._buckets.get(chat, (BURST, now))
        level = min(BURST, level + max(0.0, now - at))
        enough = level >= 1
        self._buckets[chat] = (level - 1 if enough else level, now)
        return enough


def _count(times: deque[float], now: float, span: float) -> int:
    times.append(now)
    while times and times[0] <= now - span:
        times.popleft()
    return len(times)
