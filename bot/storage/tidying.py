"""What need not be kept for ever, forgotten in works so small that no turn waits for long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bot.ports import Transaction
from bot.ports.post import KEY_DAYS

KEYS_AT_ONCE = 2_000
"""Keys forgotten by one work; some milliseconds."""

_DAY_MS = 24 * 60 * 60 * 1000


CHANGES_AT_ONCE = 1_000
"""Changes of counts folded by one work."""


def forget_some(now: int) -> Callable[[Transaction], int]:
    """A work that forgets some of the keys which are old by now; returns how many, 0 once none is left."""
    before = now - KEY_DAYS * _DAY_MS
    return lambda tx: tx.forget_updates(before, KEYS_AT_ONCE)


def fold_some(tx: Transaction) -> int:
    """A work that folds some changes of counts into the tallies; returns how many, 0 once none is left."""
    return tx.fold_counts(CHANGES_AT_ONCE)


def forget_nudges(now: int) -> Callable[[Transaction], int]:
    """A work that forgets on which days people were nudged, the last weeks apart."""
    before = datetime.fromtimestamp(now / 1000 - KEY_DAYS * _DAY_MS / 1000, UTC).date().isoformat()
    return lambda tx: tx.forget_nudges(before)
