"""The contacts of an enterprise: who may see them, remove one, pass on being the first, or leave. Who is out is moved out of its runs."""

from __future__ import annotations

from bot.ports import Enterprise
from bot.ports.registry import ContactRow
from bot.roles import Action
from bot.usecases.desk import going_over
from bot.usecases.desk.visit import Notice, Serve, Served, Visit
from dialogs.desk import people as page
from dialogs.desk.people import Colleague, FirstMoved, FirstNow, LeftNow, Outplaced, PeopleShown, PersonGone, PersonShown
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal


def _seen(visit: Visit, enterprise: str) -> Enterprise | None:
    """The enterprise for those who may know its contacts; without an id the person's own."""
    own = visit.own() if not enterprise else None
    asked = own.id if own else enterprise
    return visit.enterprise(asked, Action.READ_CONTACTS) or visit.enterprise(asked, Action.MANAGE_CONTACTS)


def _managed(visit: Visit, enterprise: str) -> Enterprise | None:
    own = visit.own() if not enterprise else None
    return visit.enterprise(own.id if own else enterprise, Action.MANAGE_CONTACTS)


def _list(visit: Visit, wanted: page.PeopleWanted) -> Served | None:
    found = _seen(visit, wanted.enterprise)
    if found is None:
        return None
    people = tuple(_colleague(visit, found, row) for row in visit.tx.contacts(found.id))
    manages = visit.may(found, Action.MANAGE_CONTACTS)
    return Served((PeopleShown(found.id, found.name, people, manages, visit.tx.is_contact(visit.person, found.id)),))


def _colleague(visit: Visit, enterprise: Enterprise, row: ContactRow) -> Colleague:
    details = visit.tx.details_of(row.person)
    return Colleague(
        id=row.person,
        name=details.name if details else "",
        post=details.post if details else "",
        since=row.since,
        first=row.person == enterprise.first_contact,
        you=row.person == visit.person,
    )


def _contact(visit: Visit, enterprise: Enterprise, person: str) -> Colleague | None:
    row = next((row for row in visit.tx.contacts(enterprise.id) if row.person == person), None)
    return _colleague(visit, enterprise, row) if row else None


def _one(visit: Visit, wanted: page.PersonWanted) -> Served | None:
    """One contact, for who manages them; oneself for who is about to leave."""
    found = _seen(visit, wanted.enterprise) if wanted.asked == page.LEAVE else _managed(visit, wanted.enterprise)
    one = _contact(visit, found, wanted.person) if found else None
    if found is None or one is None or (wanted.asked == page.LEAVE) != one.you:
        return None
    return Served((PersonShown(found.name, one, wanted.asked, alone=len(visit.tx.contacts(found.id)) == 1),))


def _removed(visit: Visit, wanted: page.PersonRemoved) -> Served | None:
    found = _managed(visit, wanted.enterprise)
    if found is None or wanted.person == visit.person:
        return None
    one = _contact(visit, found, wanted.person)
    if one is None or not visit.tx.remove_contact(found.id, one.id):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    going_over.put_out(visit, one.id, found)
    visit.record("contact_removed", enterprise=found.id, contact=one.id)
    return Served((PersonGone(one.name),), (Notice(one.id, Outplaced(found.name)), *_succeeded(visit, found)))


def _passed(visit: Visit, wanted: page.FirstPassed) -> Served | None:
    found = _managed(visit, wanted.enterprise)
    if found is None:
        return None
    one = _contact(visit, found, wanted.person)
    if one is None or not visit.tx.make_first(found.id, one.id):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    visit.record("first_contact_passed", enterprise=found.id, contact=one.id)
    return Served((FirstMoved(one.name),), _succeeded(visit, found))


def _left(visit: Visit, wanted: page.EnterpriseLeft) -> Served | None:
    found = _seen(visit, wanted.enterprise)
    if found is None or not visit.tx.remove_contact(found.id, visit.person):
        return None
    visit.record("contact_left", enterprise=found.id)
    stored = visit.tx.run(visit.cursor.run) if visit.cursor.run else None
    inside = stored is not None and stored.run.enterprise == found.id
    entered = going_over.elsewhere(visit, visit.person, found) if inside else None
    return Served((LeftNow(found.name),), _succeeded(visit, found), entered=entered, to=("mine", ""))


def _succeeded(visit: Visit, before: Enterprise) -> tuple[Notice, ...]:
    """To who is the first contact now and was not before."""
    now = visit.tx.enterprise(before.id)
    if now is None or now.first_contact in {"", before.first_contact, visit.person}:
        return ()
    return (Notice(now.first_contact, FirstNow(now.id, now.name)),)


SERVED: dict[type[Wanted], Serve] = {
    page.PeopleWanted: _list,
    page.PersonWanted: _one,
    page.PersonRemoved: _removed,
    page.FirstPassed: _passed,
    page.EnterpriseLeft: _left,
}
