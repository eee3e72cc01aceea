"""What passes over the desk, as `bot.ports` passes it on: tickets of feedback and reviews of finished runs.

Only values and protocols; times are UTC milliseconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dialogs.review import Review


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One message of a ticket; `ours` if it came from the office."""

    at: int
    by: str
    ours: bool
    text: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """Feedback of a contact under the reference it can be asked for. `enterprise` and `district` may be empty."""

    reference: str
    person: str
    enterprise: str
    district: str
    opened_at: int
    closed_at: int | None
    lines: tuple[TicketLine, ...]


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review as it was read, with the row version that `save_review` will insist on; version 0 is one not stored yet."""

    review: Review
    version: int


class DeskTransaction(Protocol):
    """The part of `bot.ports.Transaction` for tickets and reviews."""

    def open_ticket(self, person: str, enterprise: str, district: str, text: str, now: int) -> Ticket:
        """A new ticket with its first line."""

    def ticket(self, reference: str) -> Ticket | None:
        """The ticket of this reference."""

    def tickets(self, district: str | None, limit: int) -> tuple[Ticket, ...]:
        """Open tickets, oldest first: of a district, or all."""

    def tickets_of(self, person: str) -> tuple[Ticket, ...]:
        """A person's own tickets, newest first, closed ones too."""

    def add_line(self, reference: str, by: str, ours: bool, text: str, now: int) -> bool:
        """Add a message; false if the ticket is closed or not there."""

    def close_ticket(self, reference: str, now: int) -> bool:
        """Close a ticket; false if it is closed or not there."""

    def review(self, run: str) -> StoredReview | None:
        """The review of a run."""

    def save_review(self, before: StoredReview | None, review: Review, agency: str, now: int) -> None:
        """Keep a review; `Conflict` if the stored one is no longer at the version of `before`."""

    def reviewable(self, agency: str, limit: int) -> tuple[str, ...]:
        """The finished runs of the enterprises assigned to this agency that are not locked yet, finished first."""
