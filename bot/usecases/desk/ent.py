"""One enterprise as the person may see it; each part of the page asks for its own right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from bot.ports import Enterprise
from bot.ports.standing import Event, Stage, Status
from bot.roles import Action, Relation, may
from bot.usecases.desk import going_over, nudging
from bot.usecases.desk.units_seen import idle_days, named
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk import ent as page
from dialogs.desk.ent import Happened, LookShown, Person
from dialogs.desk.standing import NudgesSent
from dialogs.effects import DocumentAsked, Wanted
from dialogs.fields import masked
from dialogs.limits import day_of

MOST_EVENTS = 8
EVENTS_LOOKED_AT = 100
"""How many events are drawn together into those shown."""


def _shown(visit: Visit, wanted: page.LookWanted) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.READ_STATUS)
    status = visit.tx.status(enterprise.id) if enterprise else None
    if enterprise is None or status is None:
        return None
    relations = visit.relations(enterprise)
    return Served((_look(visit, enterprise, status, relations),))


def _look(visit: Visit, enterprise: Enterprise, status: Status, relations: frozenset[Relation]) -> LookShown:
    return LookShown(
        id=enterprise.id,
        name=status.name,
        code=status.code,
        where=tuple(_where(visit, status)),
        stage=status.stage.value,
        answering=status.answering,
        answered=status.answered,
        of=status.of,
        level=status.level,
        total=(status.total or "") if may(relations, Action.READ_SCORE) else "",
        finished_at=status.finished_at,
        idle=idle_days(visit.now, status),
        contacts=status.contacts,
        people=tuple(_people(visit, enterprise)) if may(relations, Action.READ_CONTACTS) else (),
        happened=happened(visit.tx.timeline(enterprise.id, EVENTS_LOOKED_AT)),
        may=tuple(_acts(status, relations)),
        review=_review(visit, enterprise, relations),
    )


def _review(visit: Visit, enterprise: Enterprise, relations: frozenset[Relation]) -> str:
    """The enterprise's last result, if it has a review that this person may read."""
    last = visit.tx.last_finished(enterprise.id, visit.main) if may(relations, Action.READ_REVIEW) else None
    return last.id if last is not None and visit.tx.review(last.id) is not None else ""


def _where(visit: Visit, status: Status) -> Iterator[str]:
    for by in ("district", "zone", "street", "park", "group"):
        yield from filter(None, [named(visit, by, str(getattr(status.affiliation, by)))])
    yield from filter(None, [named(visit, "industry", status.industry), named(visit, "size", status.size)])


def _acts(status: Status, relations: frozenset[Relation]) -> Iterator[str]:
    if may(relations, Action.NUDGE) and status.contacts and status.stage is not Stage.FINISHED:
        yield "nudge"
    if may(relations, Action.READ_PHONE) and status.contacts:
        yield "phones"
    if may(relations, Action.READ_RESULT) and status.level is not None:
        yield "documents"
    if may(relations, Action.ASSIGN):
        yield "assign"


def _people(visit: Visit, enterprise: Enterprise) -> Iterator[Person]:
    for contact in visit.tx.contacts(enterprise.id):
        known = visit.tx.details_of(contact.person)
        if known is not None:
            yield Person(known.name, known.post, masked(known.mobile or ""), contact.person == enterprise.first_contact)


def happened(events: Sequence[Event]) -> tuple[Happened, ...]:
    """What happened, latest first; the same on one day is one line. What has no words is left out."""
    told = [event for event in events if event.action in page.EVENTS]
    found = []
    for (_day, action, level), same in groupby(told, lambda event: (day_of(event.at), event.action, _level(event))):
        alike = list(same)
        found.append(Happened(alike[0].at, action, len(alike), level))
        if len(found) == MOST_EVENTS:
            break
    return tuple(found)


def _level(event: Event) -> int | None:
    detail = msgspec.json.decode(event.detail, type=dict[str, str]) if event.detail else {}
    level = detail.get("level", "") if event.action in {"run_finished", "level_reopened", "review_locked"} else ""
    return int(level) if level.isdecimal() else None


def _phones(visit: Visit, wanted: page.PhonesWanted) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.READ_PHONE)
    if enterprise is None:
        return None
    found = []
    for contact in visit.tx.contacts(enterprise.id):
        known = visit.tx.details_of(contact.person)
        if known is not None and known.mobile:
            found.append((known.name, known.mobile))
            visit.record("phone_shown", enterprise=enterprise.id, of=contact.person)
    return Served((page.PhonesTold(tuple(found)),))


def _nudge(visit: Visit, wanted: page.NudgeWanted) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.NUDGE)
    status = visit.tx.status(enterprise.id) if enterprise else None
    if enterprise is None or status is None or status.stage is Stage.FINISHED:
        return None
    reminded = nudging.of_one(visit, enterprise, status)
    return Served((NudgesSent(len(reminded.notices), reminded.declined),), reminded.notices)


def _result(visit: Visit, wanted: page.ResultWanted) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.READ_RESULT)
    last = visit.tx.last_finished(enterprise.id, visit.main) if enterprise else None
    return Served((DocumentAsked(last.id, wanted.what),)) if last is not None and wanted.what in page.DOCUMENTS else None


def _onward(visit: Visit, wanted: page.OnwardWanted) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.ANSWER)
    return Served((), entered=going_over.run_of(visit, enterprise), onward=True) if enterprise else None


SERVED: dict[type[Wanted], Serve] = {
    page.OnwardWanted: _onward,
    page.LookWanted: _shown,
    page.PhonesWanted: _phones,
    page.NudgeWanted: _nudge,
    page.ResultWanted: _result,
}
