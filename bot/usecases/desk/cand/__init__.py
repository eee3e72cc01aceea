"""Candidates of a unit for a programme: for its liaisons and the city, each within the own units and no others.

Counts and lists go by the verdicts that are kept; what an enterprise lacks is judged anew when it is shown. The ranked list is the unit's:
its liaisons change it, the city reads it. Nothing here shows what an enterprise stated, only what a condition says of it.
"""

from __future__ import annotations

from bot.ports.registry import CITY, Enterprise, Unit
from bot.roles import Action, UnitKind
from bot.usecases.desk.cand import rank, ranking
from bot.usecases.desk.cand.looking import Here, affiliation_of, enterprise_here, here, is_open, looked_into, may_rank, units_of
from bot.usecases.desk.prog.looking import short_of, today
from bot.usecases.desk.units_seen import unit_name
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.programmes import gather, verdict_of
from dialogs.desk import cand as page
from dialogs.desk.cand import effects as fx
from dialogs.desk.figures import PAGE
from dialogs.desk.prog.reasons import Wording, spans, together
from dialogs.desk.vouch.rules import checked_form
from dialogs.effects import Wanted
from question_bank.programmes.model import Outcome, Programme, Subject
from question_bank.programmes.verdicts import Verdict

__all__ = ["SERVED", "is_open"]

LISTED_LACKS = 2
"""How many conditions a line of the list names."""


def _candidates(visit: Visit, wanted: fx.CandWanted) -> Served | None:
    unit, programme = wanted.unit, wanted.chosen.get("programme", "")
    looked = looked_into(visit, unit)
    if looked is None:
        return None if unit else _units(visit)
    if not programme:
        return _programmes(visit, looked)
    place = here(visit, unit, programme)
    if place is None:
        return None
    match wanted.view:
        case page.LIST:
            return _list(visit, place, wanted.chosen)
        case page.ONE:
            return _one(visit, place, wanted.chosen.get("who", ""))
        case page.RANK:
            return rank.shown(visit, place)
        case page.WHY:
            return rank.why(visit, place, wanted.chosen)
    return _glance(visit, place)


def _units(visit: Visit) -> Served | None:
    whole = visit.may_all(Action.READ_CITY)
    city = visit.tx.unit(CITY) if whole else None
    units = (*visit.tx.units(UnitKind.DISTRICT), *visit.tx.units(UnitKind.ZONE)) if whole else units_of(visit)
    listed = (*((city,) if city else ()), *units)
    if not listed:
        return None
    return Served((fx.CandUnitsShown(tuple(fx.CandUnit(unit.id, unit_name(visit, unit)) for unit in listed)),))


def _programmes(visit: Visit, unit: Unit) -> Served:
    ours = [programme for programme in visit.packs.current() if programme.subject is Subject.ENTERPRISE]
    rows = tuple(_counts(visit, Here(unit, programme)) for programme in ours)
    return Served((fx.CandProgrammesShown(unit_name(visit, unit), rows),))


def _counts(visit: Visit, place: Here) -> fx.CandCounts:
    counts = visit.tx.count_outcomes(place.programme.id, affiliation_of(visit, place.unit))
    return fx.CandCounts(
        id=place.programme.id,
        short=short_of(place.programme, visit.language),
        duty=place.duty,
        state=together(spans(place.programme, today(visit), visit.language)),
        eligible=counts.get(Outcome.ELIGIBLE.value, 0),
        not_yet=counts.get(Outcome.NOT_YET.value, 0),
        not_eligible=counts.get(Outcome.NOT_ELIGIBLE.value, 0),
    )


# -- one programme ---------------------------------------------------------------------------------------------------------


def _glance(visit: Visit, place: Here) -> Served:
    programme, language = place.programme, visit.language
    quota = ranking.quota_of(visit, programme, place.unit)
    shown = fx.CandShown(
        name=unit_name(visit, place.unit),
        title=programme.title.in_(language),
        number=programme.notice.number,
        counts=_counts(visit, place),
        spans=spans(programme, today(visit), language),
        quota=quota.number,
        recognised=quota.recognised,
        next=quota.next,
        more=quota.more,
        clause=quota.clause,
        ranked=len(ranking.places_of(visit, programme, place.unit)),
        ranks=ranking.is_ranked(programme, place.unit),
    )
    return Served((shown,))


def _list(visit: Visit, place: Here, chosen: dict[str, str]) -> Served | None:
    outcome = chosen.get("outcome", "")
    if outcome not in set(Outcome):
        return None
    where = affiliation_of(visit, place.unit)
    kept = visit.tx.candidates(place.programme.id, outcome, where, PAGE + 1, chosen.get("after", ""))
    ranked = {one.enterprise: one.place for one in ranking.places_of(visit, place.programme, place.unit)}
    enterprises = [one for verdict in kept[:PAGE] if (one := visit.tx.enterprise(verdict.enterprise)) is not None]
    seen = chosen.get("seen", "0")
    shown = fx.CandListShown(
        name=unit_name(visit, place.unit),
        short=short_of(place.programme, visit.language),
        duty=place.duty,
        outcome=outcome,
        lines=tuple(_line(visit, place, one, ranked.get(one.id, 0)) for one in enterprises),
        of=visit.tx.count_outcomes(place.programme.id, where).get(outcome, 0),
        first=(int(seen) if seen.isdecimal() else 0) + 1,
        after=kept[PAGE - 1].enterprise if len(kept) > PAGE else "",
    )
    return Served((shown,))


def _line(visit: Visit, place: Here, enterprise: Enterprise, ranked: int) -> fx.CandLine:
    verdict = verdict_of(visit, enterprise, place.programme)
    best = verdict.best
    hindering = (*best.barring(), *best.missing())
    texts = [finding.condition.text.in_(visit.language) for finding in hindering]
    return fx.CandLine(
        id=enterprise.id,
        name=enterprise.name,
        lacks=tuple(texts[:LISTED_LACKS]),
        more=max(0, len(texts) - LISTED_LACKS),
        unknown=0 if best.outcome is Outcome.ELIGIBLE else len(verdict.lacks),
        place=ranked,
    )


def _one(visit: Visit, place: Here, who: str) -> Served | None:
    enterprise = enterprise_here(visit, place, who)
    if enterprise is None:
        return None
    programme = place.programme
    verdict = verdict_of(visit, enterprise, programme)
    ranked = ranking.places_of(visit, programme, place.unit)
    stands = ranking.is_ranked(programme, place.unit) and may_rank(visit, place.unit)
    unknown = 0 if verdict.outcome is Outcome.ELIGIBLE else len(verdict.lacks)
    reasons = _reasons(visit, enterprise, programme, verdict)
    shown = fx.CandOneShown(
        id=enterprise.id,
        name=enterprise.name,
        short=short_of(programme, visit.language),
        number=programme.notice.number,
        duty=place.duty,
        outcome=verdict.outcome.value,
        missing=reasons.of(verdict.best.missing()),
        barring=reasons.of(verdict.best.barring()),
        to_confirm=reasons.of(verdict.best.to_confirm()),
        to_explain=reasons.of(verdict.best.to_explain()),
        unknown=unknown,
        place=next((one.place for one in ranked if one.enterprise == enterprise.id), 0),
        of=len(ranked),
        ranks=stands,
        seen=ranking.seen_of(ranked),
        checked=checked_form(programme) is not None,
    )
    return Served((shown,))


def _reasons(visit: Visit, enterprise: Enterprise, programme: Programme, verdict: Verdict) -> Wording:
    """Without what the enterprise stated, unless the person may read its results: a condition says enough."""
    values = gather(visit, enterprise, programme).values if visit.may(enterprise, Action.READ_RESULT) else {}
    return Wording(programme, values, visit.language)


SERVED: dict[type[Wanted], Serve] = {fx.CandWanted: _candidates, **rank.SERVED}
