"""What admins look into and change, as `bot.ports` passes it on: who holds what, who was assigned, what is on record.

Only values and protocols; times are UTC milliseconds since 1970. Whether somebody may is asked of `bot.roles` before any of this.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.ports.registry import AuditRow, Registration, Unit
from bot.roles import Affiliation, Role


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that somebody holds in a unit."""

    person: str
    role: Role
    unit: Unit
    since: int


class OfficeTransaction(Protocol):
    """The part of `bot.ports.Transaction` that only the office needs."""

    def known_as(self, channel: str, external: str) -> str:
        """The id of the person whom this channel knows as `external`; empty for somebody never seen. Makes nobody."""

    def holdings(self, role: Role, limit: int) -> tuple[Holding, ...]:
        """Who holds this role and where, longest first."""

    def count_holdings(self) -> Mapping[Role, int]:
        """How often each role that somebody holds is held."""

    def hold_admins(self) -> tuple[str, ...]:
        """The persons who are admins; nobody else can take that from them before this transaction ends."""

    def confirmed_liaisons(self, text: str, limit: int) -> tuple[Registration, ...]:
        """Confirmed entries of liaisons whose name contains this, by unit."""

    def places_of(self, codes: Collection[str]) -> Mapping[str, Affiliation]:
        """What the enterprises of these credit codes belong to, as far as they are registered."""

    def details_recorded(self, enterprise: str, action: str) -> tuple[str, ...]:
        """The details (JSON objects) of every line of the audit about this enterprise and action, oldest first."""

    def hold_enterprise(self, enterprise: str) -> None:
        """Let nobody else change the enterprise before this transaction ends; what was read before may be old by now."""

    def latest_recorded(self, limit: int, enterprise: str = "", person: str = "", before: int = 0) -> tuple[AuditRow, ...]:
        """The audit, latest first: all of it, what it says of an enterprise, or what a person did among the latest hundred thousand lines.

        `before` is a `seq` to go on from. Answers and the like are no part of what is said of an enterprise."""
