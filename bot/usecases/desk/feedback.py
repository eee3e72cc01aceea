"""Feedback as tickets: who may read and answer which, and who is told."""

from __future__ import annotations

from bot.ports.desk import Ticket
from bot.roles import Action, may, to_enterprise, to_unit, to_whole
from bot.usecases.desk.visit import Notice, Serve, Served, Visit
from dialogs.desk import feedback as page
from dialogs.desk.feedback import TicketBrief, TicketClosed, TicketKept, TicketMoved, TicketShown, TicketsShown
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal
from dialogs.views.common import brief

MOST_LISTED = 9
LONGEST_BRIEF = 24


def waiting(visit: Visit) -> int:
    """How many tickets wait for an answer of this person."""
    return len(_waiting(visit))


def _waiting(visit: Visit) -> tuple[Ticket, ...]:
    """Open tickets of others that the person may answer and whose last word is the contact's, oldest first."""
    if visit.may_all(Action.ANSWER_TICKET):
        found = visit.tx.tickets(None, MOST_LISTED)
    else:
        grants = visit.grants_for(Action.ANSWER_TICKET)
        found = tuple(ticket for grant in grants for ticket in visit.tx.tickets(grant.unit, MOST_LISTED))
    return tuple(ticket for ticket in found if not ticket.lines[-1].ours and ticket.person != visit.person)


def _answers(visit: Visit, ticket: Ticket) -> bool:
    """Whether the person answers this ticket for the office. Nobody answers an own one."""
    if ticket.person == visit.person:
        return False
    enterprise = visit.tx.enterprise(ticket.enterprise) if ticket.enterprise else None
    relations = to_whole(visit.grants) | to_unit(visit.grants, ticket.district or "-")
    if enterprise is not None:
        relations |= to_enterprise(visit.grants, enterprise.affiliation)
    return may(relations, Action.ANSWER_TICKET)


def _found(visit: Visit, reference: str) -> Ticket | None:
    ticket = visit.tx.ticket(reference)
    return ticket if ticket and (ticket.person == visit.person or _answers(visit, ticket)) else None


def _list(visit: Visit, wanted: page.TicketsWanted) -> Served:
    own = tuple(_brief(visit, ticket, named=False) for ticket in visit.tx.tickets_of(visit.person)[:MOST_LISTED])
    return Served((TicketsShown(own, tuple(_brief(visit, ticket, named=True) for ticket in _waiting(visit))),))


def _one(visit: Visit, wanted: page.TicketWanted) -> Served | None:
    ticket = _found(visit, wanted.reference)
    return Served((_shown(visit, ticket),)) if ticket else None


def _written(visit: Visit, wanted: page.TicketWritten) -> Served | None:
    if not wanted.reference:
        return _opened(visit, wanted.text)
    ticket = _found(visit, wanted.reference)
    if ticket is None:
        return None
    ours = ticket.person != visit.person
    if not visit.tx.add_line(ticket.reference, visit.person, ours, wanted.text, visit.now):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    visit.record("ticket_line", ticket=ticket.reference)
    others = (ticket.person,) if ours else _office(visit, ticket)
    notices = tuple(Notice(other, TicketMoved(ticket.reference, wanted.text)) for other in others)
    return Served((TicketKept(ticket.reference, ours),), notices)


def _opened(visit: Visit, text: str) -> Served:
    own = visit.own()
    district = own.affiliation.district if own else ""
    ticket = visit.tx.open_ticket(visit.person, own.id if own else "", district, text, visit.now)
    visit.record("ticket_opened", ticket=ticket.reference, **({"enterprise": own.id} if own else {}))
    notices = tuple(Notice(other, TicketMoved(ticket.reference, text)) for other in _office(visit, ticket))
    return Served((TicketKept(ticket.reference),), notices)


def _closed(visit: Visit, wanted: page.TicketCloseWanted) -> Served | None:
    ticket = _found(visit, wanted.reference)
    if ticket is None:
        return None
    if not visit.tx.close_ticket(ticket.reference, visit.now):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    visit.record("ticket_closed", ticket=ticket.reference)
    others = (ticket.person,) if ticket.person != visit.person else _office(visit, ticket)
    return Served((TicketClosed(ticket.reference),), tuple(Notice(other, TicketMoved(ticket.reference, "", True)) for other in others))


def _office(visit: Visit, ticket: Ticket) -> tuple[str, ...]:
    """Who answers: those who look after the enterprise; without one, the staff and the admins."""
    enterprise = visit.tx.enterprise(ticket.enterprise) if ticket.enterprise else None
    found = visit.desks_of(enterprise) if enterprise else visit.office()
    return tuple(person for person in found if person != visit.person)


def _brief(visit: Visit, ticket: Ticket, *, named: bool) -> TicketBrief:
    first = ticket.lines[0].text
    enterprise = visit.tx.enterprise(ticket.enterprise) if named and ticket.enterprise else None
    return TicketBrief(
        reference=ticket.reference,
        text=brief(first, LONGEST_BRIEF),
        closed=ticket.closed_at is not None,
        answered=any(line.ours for line in ticket.lines),
        enterprise=enterprise.name if enterprise else "",
    )


def _shown(visit: Visit, ticket: Ticket) -> TicketShown:
    enterprise = visit.tx.enterprise(ticket.enterprise) if ticket.enterprise else None
    lines = tuple(page.Line(line.at, line.ours, line.text) for line in ticket.lines)
    return TicketShown(ticket.reference, enterprise.name if enterprise else "", ticket.closed_at is not None, lines)


SERVED: dict[type[Wanted], Serve] = {
    page.TicketsWanted: _list,
    page.TicketWanted: _one,
    page.TicketWritten: _written,
    page.TicketCloseWanted: _closed,
}
