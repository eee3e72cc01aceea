"""The ranked list of a unit for a programme: how many it may recommend, what a change makes of the list, what a place says.

How many may be recommended follows from how many enterprises of the unit say that they hold already what the programme gives. Whoever
stands beyond that number stays on the list, but not on the table that is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b

from bot.ports.programmes import Place
from bot.ports.registry import Enterprise, Unit
from bot.roles import UnitKind
from bot.usecases.desk.units_seen import within
from bot.usecases.desk.visit import Visit
from bot.usecases.programmes import gather, sources_of, verdict_of
from dialogs.desk.cand import effects as fx
from dialogs.desk.vouch.rules import checked_form
from question_bank.programmes.form_model import Form, FormScope
from question_bank.programmes.model import Outcome, Programme, Purpose
from question_bank.programmes.values import YES, plain

RANKING_UNITS = frozenset({UnitKind.DISTRICT, UnitKind.ZONE})
"""Kinds of units that recommend."""

MOST_RANKED = 60
"""Places of a ranked list; far above any quota."""

MOST_LOOKED_THROUGH = 300
"""Eligible enterprises among which a list is proposed."""

LEVEL, TOTAL = "run.level", "run.total"


@dataclass(frozen=True, slots=True)
class QuotaNow:
    """How many a unit may recommend (0: any number), with `recognised` so far; `more` as soon as there are `next` of them."""

    number: int = 0
    recognised: int = 0
    next: int = 0
    more: int = 0
    clause: str = ""


def is_ranked(programme: Programme, unit: Unit) -> bool:
    """Whether the unit makes a list for this programme at all."""
    return programme.purpose is Purpose.APPLY and unit.kind in RANKING_UNITS and table_of(programme) is not None


def table_of(programme: Programme) -> Form | None:
    """The form that lists enterprises in their order."""
    return next((form for form in programme.forms if form.scope is FormScope.LIST), None)


def belongs(enterprise: Enterprise, unit: Unit) -> bool:
    """Whether the enterprise lies in the unit."""
    return unit.kind is UnitKind.CITY or enterprise.affiliation.unit(unit.kind) == unit.id


def quota_of(visit: Visit, programme: Programme, unit: Unit) -> QuotaNow:
    """The quota as the unit stands today."""
    if not programme.quotas or unit.kind not in RANKING_UNITS:
        return QuotaNow()
    recognises = programme.recognises
    recognised = visit.tx.count_stated(recognises, YES, within(visit, unit)) if recognises else 0
    rising = sorted(programme.quotas, key=lambda quota: quota.recognised)
    reached = max((quota for quota in rising if quota.recognised <= recognised), key=lambda quota: quota.recognised, default=rising[0])
    above = next((quota for quota in rising if quota.recognised > recognised and quota is not reached), None)
    return QuotaNow(
        number=reached.number,
        recognised=recognised,
        next=above.recognised if above else 0,
        more=above.number if above else 0,
        clause=reached.clause,
    )


def places_of(visit: Visit, programme: Programme, unit: Unit) -> tuple[Place, ...]:
    """The unit's list, first place first, in one row: without enterprises that are gone or belong to another unit by now."""
    return _numbered([one for one in visit.tx.ranking(programme.id, unit.id) if _is_here(visit, one.enterprise, unit)])


def _is_here(visit: Visit, enterprise: str, unit: Unit) -> bool:
    found = visit.tx.enterprise(enterprise)
    return found is not None and belongs(found, unit)


def within_quota(visit: Visit, programme: Programme, unit: Unit) -> tuple[Place, ...]:
    """The places that can be handed in, first place first."""
    ranked = places_of(visit, programme, unit)
    number = quota_of(visit, programme, unit).number
    return tuple(ranked[:number] if number else ranked)


def seen_of(ranked: Sequence[Place]) -> str:
    """What a screen showed of the list, short enough for a button: another one means that somebody changed it meanwhile."""
    return blake2b(",".join(one.enterprise for one in ranked).encode(), digest_size=4).hexdigest()


def line(visit: Visit, programme: Programme, ranked: Place, quota: int) -> fx.RankLine | None:
    """What a place says; nothing for an enterprise that is gone."""
    enterprise = visit.tx.enterprise(ranked.enterprise)
    if enterprise is None:
        return None
    level, total = _reached(visit, enterprise, programme)
    return fx.RankLine(
        id=enterprise.id,
        name=enterprise.name,
        outcome=verdict_of(visit, enterprise, programme).outcome.value,
        level=int(level) if level is not None else None,
        total=plain(total) if total is not None else "",
        reason=ranked.reason,
        by=visit.name_of(ranked.by) if ranked.by and ranked.by != visit.person else "",
        over=bool(quota) and ranked.place > quota,
        application=_application(visit, programme, enterprise),
    )


def _application(visit: Visit, programme: Programme, enterprise: Enterprise) -> str:
    found = visit.tx.application(enterprise.id, programme.id) if checked_form(programme) is not None else None
    return found.state.value if found else ""


def changed(visit: Visit, programme: Programme, unit: Unit, before: Sequence[Place], wanted: fx.CandRanked) -> tuple[Place, ...] | None:
    """The list after the change; nothing for one that makes no sense."""
    if wanted.act == "fill":
        return tuple(before) or _proposed(visit, programme, unit)
    if wanted.act == "add" and not _may_add(visit, programme, wanted.enterprise):
        return None
    return moved(before, wanted, visit.person, visit.now)


def moved(before: Sequence[Place], wanted: fx.CandRanked, by: str, now: int) -> tuple[Place, ...] | None:
    """The list with one enterprise put last, moved by one place or taken out; nothing where that cannot be."""
    at = next((index for index, one in enumerate(before) if one.enterprise == wanted.enterprise), None)
    rest = [one for one in before if one.enterprise != wanted.enterprise]
    one = Place(wanted.enterprise, 0, wanted.reason, by, now)
    match wanted.act:
        case "add" if at is None and len(before) < MOST_RANKED:
            return _numbered([*rest, one])
        case "out" if at is not None:
            return _numbered(rest)
        case "up" if at:
            return _numbered([*rest[: at - 1], one, *rest[at - 1 :]])
        case "down" if at is not None and at < len(rest):
            return _numbered([*rest[: at + 1], one, *rest[at + 1 :]])
    return None


def _may_add(visit: Visit, programme: Programme, enterprise: str) -> bool:
    found = visit.tx.enterprise(enterprise)
    return found is not None and verdict_of(visit, found, programme).outcome is not Outcome.NOT_ELIGIBLE


def _proposed(visit: Visit, programme: Programme, unit: Unit) -> tuple[Place, ...]:
    """The eligible enterprises of the unit by level and score, as many as may be recommended."""
    kept = visit.tx.candidates(programme.id, Outcome.ELIGIBLE.value, within(visit, unit), MOST_LOOKED_THROUGH)
    enterprises = [one for verdict in kept if (one := visit.tx.enterprise(verdict.enterprise)) is not None]
    best = sorted(enterprises, key=lambda one: (*_merit(visit, one, programme), one.name))
    number = quota_of(visit, programme, unit).number or MOST_RANKED
    return _numbered([Place(one.id, 0, "", visit.person, visit.now) for one in best[:number]])


def _merit(visit: Visit, enterprise: Enterprise, programme: Programme) -> tuple[Decimal, Decimal]:
    """Smaller is better: level first, then score; who has none comes last."""
    level, total = _reached(visit, enterprise, programme)
    return -(Decimal(-1) if level is None else level), -(Decimal(-1) if total is None else total)


def _reached(visit: Visit, enterprise: Enterprise, programme: Programme) -> tuple[Decimal | None, Decimal | None]:
    """Level and score: of the last finished run, else as stated for the programme."""
    known = sources_of(visit, enterprise, (LEVEL, TOTAL))
    stated = gather(visit, enterprise, programme).values
    by_source = {fact.source: stated[fact.id] for fact in programme.facts if fact.source in {LEVEL, TOTAL} and fact.id in stated}
    level, total = ({**by_source, **known}.get(name) for name in (LEVEL, TOTAL))
    return level if isinstance(level, Decimal) else None, total if isinstance(total, Decimal) else None


def _numbered(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(replace(one, place=number) for number, one in enumerate(places, 1))
