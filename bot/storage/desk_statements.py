"""The statements for tickets and reviews, built once."""

from __future__ import annotations

from sqlalchemy import bindparam, select, text

from bot.storage.desk_tables import tickets

OPEN_TICKET = text(
    "INSERT INTO tickets (reference, person, enterprise, district, opened_at)"
    " VALUES (:reference, :person, :enterprise, :district, :now) ON CONFLICT (reference) DO NOTHING"
)
_TICKET = select(
    tickets.c.reference, tickets.c.person, tickets.c.enterprise, tickets.c.district, tickets.c.opened_at, tickets.c.closed_at
)  # fmt: skip
FIND_TICKET = _TICKET.where(tickets.c.reference == bindparam("reference"))
OPEN_TICKETS = _TICKET.where(text("closed_at IS NULL")).order_by(tickets.c.seq).limit(bindparam("most"))
OPEN_TICKETS_IN = OPEN_TICKETS.where(tickets.c.district == bindparam("district"))
TICKETS_OF = _TICKET.where(tickets.c.person == bindparam("person")).order_by(tickets.c.seq.desc())
LINES = text("SELECT at, written_by, ours, text FROM ticket_lines WHERE ticket = :reference ORDER BY seq")
# The ticket is locked by being named: closing it waits for the line, or the line finds it closed.
HOLD_TICKET = text("UPDATE tickets SET opened_at = opened_at WHERE reference = :reference AND closed_at IS NULL")
ADD_LINE = text("INSERT INTO ticket_lines (ticket, at, written_by, ours, text) VALUES (:reference, :now, :by, :ours, :text)")
CLOSE_TICKET = text("UPDATE tickets SET closed_at = :now WHERE reference = :reference AND closed_at IS NULL")
DROP_TICKETS_OF = text("DELETE FROM tickets WHERE person = :person")
EMPTY_LINES_BY = text("UPDATE ticket_lines SET text = '' WHERE written_by = :person")

FIND_REVIEW = text("SELECT document, version FROM reviews WHERE run = :run")
ADD_REVIEW = text(
    "INSERT INTO reviews (run, agency, state, version, updated_at, document) VALUES (:run, :agency, :state, 1, :now, :document)"
)
SAVE_REVIEW = text(
    "UPDATE reviews SET agency = :agency, state = :state, version = version + 1, updated_at = :now, document = :document"
    " WHERE run = :run AND version = :before"
)
REVIEWABLE = text(
    "SELECT runs.id FROM statuses JOIN runs ON runs.enterprise = statuses.enterprise LEFT JOIN reviews ON reviews.run = runs.id"
    " WHERE statuses.agency = :agency AND statuses.agency <> '' AND runs.state = 'finished'"
    " AND (reviews.state IS NULL OR reviews.state <> 'locked') ORDER BY runs.finished_at, runs.seq LIMIT :most"
)
