"""One enterprise's application as a person may see it, and what that person may do with it as it stands.

A step belongs to one role: contacts hand in and take back, the reviewer of the agency assigned checks, the city settles. Districts look on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.ports.programmes import Application, ApplicationState
from bot.ports.registry import Enterprise
from bot.roles import Action, Affiliation
from bot.usecases.desk.visit import Visit
from dialogs.desk.vouch import rules
from question_bank.programmes.model import Programme

S = ApplicationState
CAN_HAND_IN = frozenset({None, S.WISHED, S.RETURNED, S.WITHDRAWN})
CAN_CHECK = frozenset({None, S.WISHED, S.HANDED_IN, S.RETURNED})
CAN_SETTLE = frozenset({S.CHECKED, S.RECOMMENDED, S.GRANTED})
BY_REVIEWER = {"checked": S.CHECKED, "returned": S.RETURNED}
BY_CITY = {"redeemed": S.REDEEMED, "refused": S.REFUSED}


@dataclass(frozen=True, slots=True)
class Case:
    """An enterprise's application, whether or not there is one yet, as the person may see it."""

    enterprise: Enterprise
    programme: Programme
    application: Application | None

    @property
    def state(self) -> ApplicationState | None:
        return self.application.state if self.application else None

    @property
    def seen(self) -> str:
        """What marks the application as it was shown."""
        return f"{self.application.state}.{self.application.at}" if self.application else "-"


def programme_of(visit: Visit) -> Programme | None:
    """The programme whose applications are checked; nothing where no current one asks for that."""
    return next((one for one in visit.packs.current() if rules.checked_form(one) is not None), None)


def is_open(visit: Visit) -> bool:
    """Whether the person has something to do with checked applications."""
    concerned = bool(visit.grants_for(Action.CHECK_VOUCHER)) or visit.may_all(Action.SETTLE) or visit.own() is not None
    return concerned and programme_of(visit) is not None


def waiting(visit: Visit) -> int:
    """How many applications wait for this person."""
    programme = programme_of(visit)
    if programme is None:
        return 0
    if visit.may_all(Action.SETTLE):
        return len(visit.tx.applications_in(programme.id, Affiliation(), (S.CHECKED,)))
    return sum(len(visit.tx.applications_in(programme.id, place, (S.HANDED_IN,))) for place in agencies_of(visit))


def agencies_of(visit: Visit) -> tuple[Affiliation, ...]:
    return tuple(Affiliation(agency=grant.unit) for grant in visit.grants_for(Action.CHECK_VOUCHER))


def case_of(visit: Visit, enterprise: str) -> Case | None:
    """The enterprise's application, or where there might be one; nothing where that is not for this person."""
    programme, found = programme_of(visit), visit.enterprise(enterprise, Action.READ_APPLICATION)
    if programme is None or found is None:
        return None
    return Case(found, programme, visit.tx.application(found.id, programme.id))


def acts_of(visit: Visit, case: Case) -> Iterable[str]:
    """What the person may do with the application as it stands."""
    enterprise, state = case.enterprise, case.state
    if visit.may(enterprise, Action.STATE_FACTS):
        if state in CAN_HAND_IN:
            yield "hand_in"
        if state is S.HANDED_IN:
            yield "take_back"
    if visit.may(enterprise, Action.CHECK_VOUCHER) and state in CAN_CHECK:
        yield "check"
    if visit.may(enterprise, Action.SETTLE) and state in CAN_SETTLE:
        yield from ("redeem", "refuse")


def may_decide(visit: Visit, case: Case, decision: str) -> bool:
    if decision in BY_REVIEWER:
        return visit.may(case.enterprise, Action.CHECK_VOUCHER) and case.state in CAN_CHECK
    return decision in BY_CITY and visit.may(case.enterprise, Action.SETTLE) and case.state in CAN_SETTLE


def may_ever(visit: Visit, case: Case, decision: str) -> bool:
    return visit.may(case.enterprise, Action.CHECK_VOUCHER if decision in BY_REVIEWER else Action.SETTLE)
