"""Providers and agencies of enterprises: assigned by who looks after the enterprise, each change recorded and told.

Who diagnoses does not supervise (notice 沪经信制〔2023〕673号): an agency that is or ever was the provider of an enterprise is refused, and
so is one organisation for both. Organisations are told apart by their names, because one may be registered as both kinds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from bot.ports import Enterprise
from bot.ports.registry import Unit
from bot.roles import NOWHERE, Action, Affiliation, Role, UnitKind
from bot.usecases import programmes
from bot.usecases.desk.visit import Notice, Serve, Served, Visit
from dialogs.desk import assign as page
from dialogs.desk.assign import AssigneesShown, AssignFoundShown, AssignmentKept, AssignmentMoved, AssignShown
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal

MOST_FOUND = 8
ACTION = "enterprise_assigned"

_PEOPLE = {UnitKind.PROVIDER: Role.PROVIDER, UnitKind.AGENCY: Role.REVIEWER}


def is_open(visit: Visit) -> bool:
    """Whether there is a unit whose enterprises the person may assign."""
    return bool(visit.grants_for(Action.ASSIGN))


def _page(visit: Visit, wanted: page.AssignSought) -> Served | None:
    if not is_open(visit):
        return None
    found = {one.id: one for one in _all(visit, wanted.text) if visit.may(one, Action.ASSIGN)} if wanted.text else {}
    listed = tuple((one.id, one.name) for one in list(found.values())[:MOST_FOUND])
    return Served((AssignFoundShown(wanted.text, listed, len(found) > MOST_FOUND),))


def _all(visit: Visit, text: str) -> Iterator[Enterprise]:
    """Among all, or within each unit of the person."""
    if visit.may_all(Action.ASSIGN):
        yield from visit.tx.find_enterprises(text, NOWHERE, MOST_FOUND + 1)
        return
    for grant in visit.grants_for(Action.ASSIGN):
        yield from visit.tx.find_enterprises(text, Affiliation(**{grant.kind.value: grant.unit}), MOST_FOUND + 1)


def _one(visit: Visit, wanted: page.AssignWanted) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.ASSIGN)
    if enterprise is None:
        return None
    held = (visit.name_of_unit(enterprise.affiliation.unit(kind)) for kind in (UnitKind.PROVIDER, UnitKind.AGENCY))
    return Served((AssignShown(enterprise.id, enterprise.name, *held),))


def _units(visit: Visit, wanted: page.AssigneesSought) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.ASSIGN)
    if enterprise is None or wanted.kind not in page.KINDS:
        return None
    found = [unit for unit in visit.tx.units(UnitKind(wanted.kind)) if wanted.text in unit.name]
    listed = tuple((unit.id, unit.name) for unit in found[:MOST_FOUND])
    return Served((AssigneesShown(wanted.kind, enterprise.name, wanted.text, listed, len(found) > MOST_FOUND),))


def _assigned(visit: Visit, wanted: page.Assigned) -> Served | None:
    if wanted.kind not in page.KINDS or visit.enterprise(wanted.enterprise, Action.ASSIGN) is None:
        return None
    kind = UnitKind(wanted.kind)
    visit.tx.hold_enterprise(wanted.enterprise)
    enterprise = visit.enterprise(wanted.enterprise, Action.ASSIGN)
    unit = visit.tx.unit(wanted.unit) if wanted.unit else None
    if enterprise is None or (wanted.unit and (unit is None or unit.kind is not kind)):
        return None
    before = enterprise.affiliation.unit(kind)
    if before == wanted.unit:
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    if unit is not None and (refusal := _conflict(visit, enterprise, unit)):
        return Served((Refused(refusal, unit.name),))
    visit.tx.affiliate(enterprise.id, replace(enterprise.affiliation, **{kind.value: wanted.unit}), visit.now)
    visit.record(ACTION, enterprise=enterprise.id, kind=kind.value, unit=wanted.unit, before=before)
    told = (*_told(visit, enterprise, before, kind, ended=True), *_told(visit, enterprise, wanted.unit, kind, ended=False))
    kept = AssignmentKept(kind.value, unit.name if unit else visit.name_of_unit(before), unit is None)
    return Served((kept,), (*told, *_judged(visit, enterprise.id)))


def _judged(visit: Visit, enterprise: str) -> tuple[Notice, ...]:
    """What its contacts are told of verdicts, now that it belongs to other units."""
    found = visit.tx.enterprise(enterprise)
    return programmes.notices(visit, found, programmes.refresh(visit, found)) if found else ()


def _conflict(visit: Visit, enterprise: Enterprise, unit: Unit) -> Refusal | None:
    """Why this unit may not have the enterprise, or nothing."""
    other = UnitKind.AGENCY if unit.kind is UnitKind.PROVIDER else UnitKind.PROVIDER
    if _folded(unit.name) == _folded(visit.name_of_unit(enterprise.affiliation.unit(other))):
        return Refusal.SAME_ORGANISATION
    if unit.kind is UnitKind.AGENCY and _folded(unit.name) in set(_providers(visit, enterprise)):
        return Refusal.FORMER_PROVIDER
    return None


def _providers(visit: Visit, enterprise: Enterprise) -> Iterator[str]:
    """The names of all that ever were its provider."""
    for line in visit.tx.details_recorded(enterprise.id, ACTION):
        detail = msgspec.json.decode(line, type=dict[str, str])
        if detail.get("kind") == UnitKind.PROVIDER.value:
            yield from (_folded(visit.name_of_unit(detail.get(which, ""))) for which in ("unit", "before") if detail.get(which))


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _told(visit: Visit, enterprise: Enterprise, unit: str, kind: UnitKind, *, ended: bool) -> tuple[Notice, ...]:
    people = visit.tx.holders(_PEOPLE[kind], unit) if unit else ()
    return tuple(Notice(person, AssignmentMoved(kind.value, enterprise.name, ended)) for person in people if person != visit.person)


SERVED: dict[type[Wanted], Serve] = {
    page.AssignSought: _page,
    page.AssignWanted: _one,
    page.AssigneesSought: _units,
    page.Assigned: _assigned,
}
