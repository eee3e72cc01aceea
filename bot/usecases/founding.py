"""The admins that the operator names in `ZHIPING_ADMINS`: they hold the role from the first start, whether they ever wrote or not.

Whoever is named there and was revoked in chat holds the role again after the next start: the operator's list is the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.ports import Transaction
from bot.ports.registry import CITY
from bot.roles import Role

CHANNEL = "telegram"
"""Where the ids of the list are known."""


def founding(admins: Iterable[int], now: int) -> Callable[[Transaction], tuple[str, ...]]:
    """A work that makes these admins; returns the persons who were none before."""

    def work(tx: Transaction) -> tuple[str, ...]:
        persons = [tx.person(CHANNEL, str(admin), now) for admin in sorted(admins)]
        fresh = tuple(person for person in persons if tx.grant(person, Role.ADMIN, CITY, "", now))
        for person in fresh:
            tx.record(now, "", "", "role_granted", {"role": Role.ADMIN.value, "unit": CITY, "of": person})
        return fresh

    return work
