"""What need not be kept for ever, forgotten in works so small that no turn waits for long."""

from __future__ import annotations

from collections.abc import Callable

from bot.ports import Transaction
from bot.post import KEY_DAYS

KEYS_AT_ONCE = 2_000
"""Keys forgotten by one work; some milliseconds."""

_DAY_MS = 24 * 60 * 60 * 1000


def forget_some(now: int) -> Callable[[Transaction], int]:
    """A work that forgets some of the keys which are old by now; returns how many, 0 once none is left."""
    before = now - KEY_DAYS * _DAY_MS
    return lambda tx: tx.forget_updates(before, KEYS_AT_ONCE)
