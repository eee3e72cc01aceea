"""Which unit and which programme a person looks into as candidates: liaisons into the own units, the city into every one.

Refuses what is not there and what is not for this person alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports.registry import CITY, Enterprise, Unit
from bot.roles import NOWHERE, Action, Affiliation, UnitKind, may, to_unit
from bot.usecases.desk.cand import ranking
from bot.usecases.desk.units_seen import within
from bot.usecases.desk.visit import Visit
from question_bank.programmes.model import Programme, Purpose, Subject


@dataclass(frozen=True, slots=True)
class Here:
    """A unit and a programme that the person may look into together."""

    unit: Unit
    programme: Programme

    @property
    def duty(self) -> bool:
        return self.programme.purpose is Purpose.DUTY


def is_open(visit: Visit) -> bool:
    """Whether there is a unit whose candidates the person may see."""
    return bool(units_of(visit)) or visit.may_all(Action.READ_CITY)


def looked_into(visit: Visit, unit: str) -> Unit | None:
    """The unit that is asked for, or the person's only one; nothing where it is not for this person."""
    if not unit:
        own = units_of(visit)
        return own[0] if len(own) == 1 and not visit.may_all(Action.READ_CITY) else None
    if unit == CITY:
        return visit.tx.unit(CITY) if visit.may_all(Action.READ_CITY) else None
    asked = visit.unit(unit, Action.READ_VERDICT)
    return asked if asked is not None and asked.kind in ranking.RANKING_UNITS else None


def here(visit: Visit, unit: str, programme: str) -> Here | None:
    """The unit and the programme, if the person may see them together: a programme for enterprises that is open to them."""
    looked, about = looked_into(visit, unit), visit.packs.find(programme)
    return Here(looked, about) if looked and about and about.subject is Subject.ENTERPRISE else None


def may_rank(visit: Visit, unit: Unit) -> bool:
    """Whether the person may change the unit's ranked list."""
    return may(to_unit(visit.grants, unit.id, unit.district), Action.RANK)


def units_of(visit: Visit) -> tuple[Unit, ...]:
    ids = dict.fromkeys(grant.unit for grant in visit.grants_for(Action.RANK))
    return tuple(unit for unit in map(visit.tx.unit, ids) if unit is not None)


def affiliation_of(visit: Visit, unit: Unit) -> Affiliation:
    """What the enterprises of the unit have in common."""
    return NOWHERE if unit.kind is UnitKind.CITY else within(visit, unit)


def enterprise_here(visit: Visit, place: Here, who: str) -> Enterprise | None:
    """An enterprise of the unit whose verdicts the person may read."""
    enterprise = visit.enterprise(who, Action.READ_VERDICT)
    return enterprise if enterprise is not None and ranking.belongs(enterprise, place.unit) else None


def may_export(visit: Visit, unit: Unit) -> bool:
    """Whether the person may have the unit's table."""
    return may(to_unit(visit.grants, unit.id, unit.district), Action.EXPORT_UNIT)
