"""The admins and the staff that the operator names in `ZHIPING_ADMINS` and `ZHIPING_STAFF`: they hold the role from the first start.

They do so whether they ever wrote or not. Whoever is named there and was revoked in chat holds the role again after the next start: the
operator's list is the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.ports import Transaction
from bot.ports.registry import CITY
from bot.roles import Role

CHANNEL = "telegram"
"""Where the ids of the list are known."""


def founding(admins: Iterable[int], now: int, staff: Iterable[int] = ()) -> Callable[[Transaction], tuple[str, ...]]:
    """A work that makes these admins, and these the city's staff; returns the persons who were not before."""

    def work(tx: Transaction) -> tuple[str, ...]:
        named = ((Role.ADMIN, frozenset(admins)), (Role.STAFF, frozenset(staff)))
        persons = [(tx.person(CHANNEL, str(number), now), role) for role, numbers in named for number in sorted(numbers)]
        fresh = tuple((person, role) for person, role in persons if tx.grant(person, role, CITY, "", now))
        for person, role in fresh:
            tx.record(now, "", "", "role_granted", {"role": role.value, "unit": CITY, "of": person})
        return tuple(person for person, _ in fresh)

    return work
