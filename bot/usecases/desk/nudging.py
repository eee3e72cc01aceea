"""Reminders to contacts: who asks is the office, not a person; nobody gets two a day, whoever asks and for whichever enterprise, and
nobody who declines reminders of progress gets one at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.ports import Enterprise
from bot.ports.registry import Unit
from bot.ports.standing import Filter, Stage, Status
from bot.roles import Action, Relation, UnitKind, may, to_unit
from bot.usecases.desk.units_seen import DAY, IDLE_DAYS, called
from bot.usecases.desk.visit import Notice, Visit
from dialogs.campaigns.model import Kind
from dialogs.desk.standing import Nudged
from dialogs.limits import day_of

MOST_LOOKED_AT = 1000
"""Lines of a list that are looked through for those standing still."""

MOST_PEOPLE = 100
"""How many people are reminded in one turn; the rest by another tap."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """The reminders, how many people they did not go to because they decline them, and whether some are left for another time."""

    notices: tuple[Notice, ...] = ()
    declined: int = 0
    more: bool = False


def standing_still(visit: Visit, enterprises: Filter) -> tuple[Status, ...]:
    """Those of the list that are not finished, stand still and have contacts, idle longest first."""
    before = visit.now - IDLE_DAYS * DAY
    still = Filter(enterprises.affiliation, enterprises.industry, enterprises.size, enterprises.stage, enterprises.level, before)
    found = visit.tx.statuses(still, MOST_LOOKED_AT)
    return tuple(status for status in found if status.contacts and status.stage is not Stage.FINISHED)


def remind(visit: Visit, statuses: Iterable[Status]) -> Reminded:
    """Reminders for the contacts of these enterprises."""
    found = Reminded()
    for status in statuses:
        if len(found.notices) >= MOST_PEOPLE:
            return replace(found, more=True)
        enterprise = visit.enterprise(status.enterprise, Action.NUDGE)
        if enterprise is not None:
            more = of_one(visit, enterprise, status)
            found = Reminded(found.notices + more.notices, found.declined + more.declined)
    return found


def of_one(visit: Visit, enterprise: Enterprise, status: Status) -> Reminded:
    """Reminders for the contacts of one enterprise who got none today."""
    day = day_of(visit.now).isoformat()
    people = [contact.person for contact in visit.tx.contacts(enterprise.id) if contact.person != visit.person]
    wanting = [person for person in people if Kind.PROGRESS not in visit.tx.mutes(person)]
    reminded = [person for person in wanting if visit.tx.take_nudge(person, day)]
    if reminded:
        visit.record("nudged", enterprise=enterprise.id, people=str(len(reminded)))
    unit = office(visit, enterprise)
    notices = tuple(Notice(person, _shown(visit, enterprise, status, unit, person)) for person in reminded)
    return Reminded(notices, len(people) - len(wanting))


def _shown(visit: Visit, enterprise: Enterprise, status: Status, unit: Unit | None, reader: str) -> Nudged:
    """The unit is called as the reader calls it, whatever language the person who reminds writes."""
    cursor = visit.tx.cursor(reader)
    name = called(unit, cursor.language if cursor else "") if unit else ""
    return Nudged(enterprise.id, enterprise.name, name, status.stage.value, status.answered, status.of)


def office(visit: Visit, enterprise: Enterprise) -> Unit | None:
    """The unit by which the person may remind this enterprise."""
    for kind in (UnitKind.ZONE, UnitKind.DISTRICT, UnitKind.GROUP):
        unit = visit.tx.unit(enterprise.affiliation.unit(kind)) if enterprise.affiliation.unit(kind) else None
        relations = to_unit([grant for grant in visit.grants if unit and grant.unit == unit.id], unit.id) if unit else frozenset[Relation]()
        if unit is not None and may(relations, Action.NUDGE):
            return unit
    return None
