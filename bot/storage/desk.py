"""What one work does to tickets and reviews, the same on SQLite and PostgreSQL. Commits nothing."""

from __future__ import annotations

from bot.ports import Conflict, Ids
from bot.ports.desk import StoredReview, Ticket, TicketLine
from bot.storage import desk_statements as sql
from bot.storage.rows import decode_review, encode_review, plain
from bot.storage.session import Row, Session
from dialogs.review import Review

REFERENCE_LENGTH = 8
_TRIES = 8


class SqlDesk:
    """`bot.ports.desk.DeskTransaction` over one session."""

    __slots__ = ()

    _session: Session
    _ids: Ids

    # -- tickets -----------------------------------------------------------------------------------------------------

    def open_ticket(self, person: str, enterprise: str, district: str, text: str, now: int) -> Ticket:
        values = {"person": person, "enterprise": enterprise, "district": district, "now": now}
        first = TicketLine(now, person, ours=False, text=plain(text))
        for _ in range(_TRIES):
            reference = self._ids.new()[-REFERENCE_LENGTH:].upper()
            if self._session.change(sql.OPEN_TICKET, reference=reference, **values) == 1:
                self._write(reference, first)
                return Ticket(reference, person, enterprise, district, now, None, (first,))
        raise Conflict("no reference was free")

    def ticket(self, reference: str) -> Ticket | None:
        row = self._session.one(sql.FIND_TICKET, reference=reference)
        return self._with_lines(row) if row else None

    def tickets(self, district: str | None, limit: int) -> tuple[Ticket, ...]:
        if district is None:
            return tuple(map(self._with_lines, self._session.all(sql.OPEN_TICKETS, most=limit)))
        return tuple(map(self._with_lines, self._session.all(sql.OPEN_TICKETS_IN, district=district, most=limit)))

    def tickets_of(self, person: str) -> tuple[Ticket, ...]:
        return tuple(map(self._with_lines, self._session.all(sql.TICKETS_OF, person=person)))

    def add_line(self, reference: str, by: str, ours: bool, text: str, now: int) -> bool:
        line = TicketLine(now, by, ours, plain(text))
        if self._session.change(sql.HOLD_TICKET, reference=reference) != 1:
            return False
        self._write(reference, line)
        return True

    def close_ticket(self, reference: str, now: int) -> bool:
        return self._session.change(sql.CLOSE_TICKET, reference=reference, now=now) == 1

    def _write(self, reference: str, line: TicketLine) -> None:
        self._session.change(sql.ADD_LINE, reference=reference, now=line.at, by=line.by, ours=int(line.ours), text=line.text)

    def _with_lines(self, row: Row) -> Ticket:
        reference, person, enterprise, district, opened_at, closed_at = row
        lines = self._session.all(sql.LINES, reference=reference)
        said = tuple(TicketLine(at, by, bool(ours), text) for at, by, ours, text in lines)
        return Ticket(reference, person, enterprise, district, opened_at, closed_at, said)

    def _drop_tickets(self, person: str) -> None:
        """The person's own, with the answers, which may name the person; in those of others the person's words only."""
        self._session.change(sql.DROP_TICKETS_OF, person=person)
        self._session.change(sql.EMPTY_LINES_BY, person=person)

    # -- reviews -----------------------------------------------------------------------------------------------------

    def review(self, run: str) -> StoredReview | None:
        row = self._session.one(sql.FIND_REVIEW, run=run)
        return StoredReview(decode_review(row[0]), row[1]) if row else None

    def save_review(self, before: StoredReview | None, review: Review, agency: str, now: int) -> None:
        values = {"run": review.run, "agency": agency, "state": review.state.value, "now": now, "document": encode_review(review)}
        if before is None or before.version == 0:
            self._session.change(sql.ADD_REVIEW, **values)
        elif self._session.change(sql.SAVE_REVIEW, before=before.version, **values) != 1:
            raise Conflict(f"the review of run {review.run} changed since it was read, or is not there")

    def reviewable(self, agency: str, limit: int) -> tuple[str, ...]:
        return tuple(row[0] for row in self._session.all(sql.REVIEWABLE, agency=agency, most=limit))
