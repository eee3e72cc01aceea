"""Applications that a third party checks (材料完整性与一致性审核): contacts hand in, the agency assigned compares, the city settles.

Each step is taken by one role and by nobody else, is recorded, and is told to those whom it concerns. Of two who move one application at
once one wins, and the other reads how it stands. What the reviewer read in the papers is kept with the application.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.ports.programmes import Application, ApplicationState
from bot.roles import Action, Affiliation
from bot.usecases.desk.prog.looking import short_of, today
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.desk.vouch import checks
from bot.usecases.desk.vouch.cases import (
    BY_CITY,
    BY_REVIEWER,
    CAN_SETTLE,
    Case,
    acts_of,
    agencies_of,
    case_of,
    is_open,
    may_decide,
    may_ever,
    programme_of,
    waiting,
)
from bot.usecases.desk.vouch.moving import meanwhile, moved
from bot.usecases.packs import window_now
from dialogs.answers import Unreadable
from dialogs.desk import vouch as page
from dialogs.desk.prog.values import keyed, typed
from dialogs.desk.vouch import effects as fx
from dialogs.desk.vouch import rules
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal
from question_bank.programmes.model import Fact, Programme
from question_bank.programmes.values import said, write_value

__all__ = ["SERVED", "is_open", "waiting"]

LISTED = 20
"""Enterprises on the list."""

S = ApplicationState
_FIRST = (S.HANDED_IN, S.RETURNED, S.WISHED, S.CHECKED)
"""The states whose applications come first on the list, in their order."""


def _wanted(visit: Visit, wanted: fx.VouchWanted) -> Served | None:
    if not wanted.enterprise:
        return _list(visit)
    case = case_of(visit, wanted.enterprise)
    if case is None:
        return None
    if wanted.view.startswith(page.FACT):
        return _ask(visit, case, wanted)
    match wanted.view:
        case page.RESULT:
            return _compare(visit, case, wanted.fields)
        case page.WHY:
            decision = wanted.fields.get("decision", "")
            return Served((fx.VouchWhyAsked(case.enterprise.name, decision),)) if may_decide(visit, case, decision) else None
    return _one(visit, case)


# -- the list ----------------------------------------------------------------------------------------------------------------


def _list(visit: Visit) -> Served | None:
    programme = programme_of(visit)
    if programme is None:
        return None
    if visit.may_all(Action.SETTLE):
        found = visit.tx.applications_in(programme.id, Affiliation(), tuple(CAN_SETTLE | {S.REDEEMED, S.REFUSED}))
        return _listed(visit, programme, "city", [(one.enterprise, one) for one in found])
    if agencies := agencies_of(visit):
        return _listed(visit, programme, "reviewer", [pair for place in agencies for pair in _of_agency(visit, programme, place)])
    own = visit.own()
    return _one(visit, Case(own, programme, visit.tx.application(own.id, programme.id))) if own else None


def _of_agency(visit: Visit, programme: Programme, place: Affiliation) -> Iterable[tuple[str, Application | None]]:
    """The applications of the enterprises assigned, then those that handed in nothing yet."""
    applied = {one.enterprise: one for one in visit.tx.applications_in(programme.id, place)}
    yield from applied.items()
    others = visit.tx.candidates(programme.id, "", place, LISTED + len(applied))
    yield from ((one.enterprise, None) for one in others if one.enterprise not in applied)


def _listed(visit: Visit, programme: Programme, role: str, pairs: list[tuple[str, Application | None]]) -> Served:
    order = {state: place for place, state in enumerate(_FIRST)}
    pairs.sort(key=lambda pair: order.get(pair[1].state, len(order)) if pair[1] else len(order) + 1)
    rows = tuple(
        fx.VouchRow(one.id, one.name, application.state.value if application else "", application.at if application else 0)
        for id_, application in pairs[:LISTED]
        if (one := visit.tx.enterprise(id_)) is not None
    )
    return Served((fx.VouchersShown(short_of(programme, visit.language), role, rows, max(0, len(pairs) - LISTED)),))


# -- one application -----------------------------------------------------------------------------------------------------------


def _one(visit: Visit, case: Case) -> Served:
    window, is_open = window_now(case.programme, today(visit))
    checked = checks.kept(case.application)
    shown = fx.VouchShown(
        id=case.enterprise.id,
        name=case.enterprise.name,
        title=case.programme.title.in_(visit.language),
        number=case.programme.notice.number,
        state=case.state.value if case.state else "",
        at=case.application.at if case.application else 0,
        window=window.name.in_(visit.language) if window else "",
        closes=window.closes.isoformat() if window else "",
        open=is_open,
        acts=tuple(acts_of(visit, case)),
        seen=case.seen,
        lines=tuple(line for line in checked.lines_in(visit.language) if not line.holds),
        reason=checked.reason,
    )
    return Served((shown,))


def _hand_in(visit: Visit, wanted: fx.VouchHandedIn) -> Served | None:
    own = visit.own() if not wanted.enterprise else None
    case = case_of(visit, own.id if own else wanted.enterprise)
    act = "take_back" if wanted.back else "hand_in"
    if case is None:
        return None
    if act not in set(acts_of(visit, case)):
        return Served((Refused(Refusal.DECIDED_ALREADY),)) if visit.may(case.enterprise, Action.STATE_FACTS) else None
    window, _ = window_now(case.programme, today(visit))
    state = S.WITHDRAWN if wanted.back else S.HANDED_IN
    return moved(visit, case, state, case.application.document if case.application else b"", window.id if window else "")


# -- the check -----------------------------------------------------------------------------------------------------------------


def _ask(visit: Visit, case: Case, wanted: fx.VouchWanted) -> Served | None:
    if not may_decide(visit, case, "checked"):
        return None
    facts = rules.asked_of(case.programme)
    fact = next((one for one in facts if one.id == wanted.view.removeprefix(page.FACT)), facts[0])
    before = checks.kept(case.application).stated.get(fact.id, "")
    shown = fx.VouchAsked(
        name=case.enterprise.name,
        fact=fact.id,
        kind=fact.kind.value,
        label=fact.name.in_(visit.language),
        ask=fact.ask.in_(visit.language),
        place=facts.index(fact) + 1,
        of=len(facts),
        rows=tuple((choice.key, choice.name.in_(visit.language)) for choice in fact.choices),
        now=_said(visit, fact, before),
        unit=fact.unit.in_(visit.language),
    )
    return Served((shown,))


def _said(visit: Visit, fact: Fact, written: str) -> str:
    value = checks.value_of(fact, written)
    return said(fact, value, visit.language) if value is not None else ""


def _stated(visit: Visit, wanted: fx.VouchStated) -> Served | None:
    case = case_of(visit, wanted.enterprise)
    if case is None or not may_decide(visit, case, "checked"):
        return None
    facts = rules.asked_of(case.programme)
    fact = next((one for one in facts if one.id == wanted.fact), facts[0])
    try:
        written = _written(visit, fact, wanted)
    except Unreadable as unreadable:
        return Served((Refused(unreadable.code, unreadable.value),))
    fields = {**wanted.fields, page.READ + fact.id: written}
    way = rules.together(case.programme, fact.id)
    if not any(fields.get(page.READ + other) for other in way):  # of a way that the papers do not speak of nothing more is asked
        fields = {**dict.fromkeys((page.READ + other for other in way), ""), **fields}
    following = next((one for one in facts if page.READ + one.id not in fields), None)
    view = page.FACT + following.id if following else page.RESULT
    return Served((), to=("vouch", wanted.enterprise, view), fields=fields)


def _written(visit: Visit, fact: Fact, wanted: fx.VouchStated) -> str:
    if wanted.key:
        return write_value(keyed(fact, wanted.key))
    if not wanted.text:
        return ""
    return write_value(typed(fact, wanted.text, today(visit)))


def _compare(visit: Visit, case: Case, fields: dict[str, str]) -> Served | None:
    if not may_decide(visit, case, "checked"):
        return None
    by_language = checks.compared(visit, case.enterprise, case.programme, page.read_in(fields))
    found = by_language.get(visit.language) or by_language[case.programme.languages[0]]
    shown = fx.VouchCompared(
        id=case.enterprise.id,
        name=case.enterprise.name,
        title=case.programme.title.in_(visit.language),
        number=case.programme.notice.number,
        lines=found,
        faults=rules.faults(found),
        seen=case.seen,
    )
    return Served((shown,))


def _decided(visit: Visit, wanted: fx.VouchDecided) -> Served | None:
    case = case_of(visit, wanted.enterprise)
    if case is None or wanted.decision not in {**BY_REVIEWER, **BY_CITY}:
        return None
    if case.seen != wanted.seen or not may_decide(visit, case, wanted.decision):
        return meanwhile(visit, case) if may_ever(visit, case, wanted.decision) else None
    if wanted.decision in BY_CITY:
        document = checks.with_reason(case.application, wanted.reason)
        return moved(visit, case, BY_CITY[wanted.decision], document, case.application.window if case.application else "")
    found = checks.compared(visit, case.enterprise, case.programme, page.read_in(wanted.fields))
    if wanted.decision == "checked" and rules.faults(found[case.programme.languages[0]]):
        return None
    document = checks.document(page.read_in(wanted.fields), found, wanted.reason)
    window, _ = window_now(case.programme, today(visit))
    kept = case.application.window if case.application else window.id if window else ""
    return moved(visit, case, BY_REVIEWER[wanted.decision], document, kept)


SERVED: dict[type[Wanted], Serve] = {
    fx.VouchWanted: _wanted,
    fx.VouchHandedIn: _hand_in,
    fx.VouchStated: _stated,
    fx.VouchDecided: _decided,
}
