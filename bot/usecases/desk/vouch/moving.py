"""An application moved on: kept once, recorded, and told to those whom it concerns, each in the own language."""

from __future__ import annotations

from collections.abc import Iterable

from bot.ports.programmes import Application, ApplicationState
from bot.ports.registry import CITY, Enterprise
from bot.roles import Role
from bot.usecases.desk.prog.looking import short_of
from bot.usecases.desk.visit import Notice, Served, Visit
from bot.usecases.desk.vouch import checks
from bot.usecases.desk.vouch.cases import Case
from bot.usecases.programmes import notices, refresh
from dialogs.desk.vouch import effects as fx
from dialogs.desk.vouch import rules

S = ApplicationState


def meanwhile(visit: Visit, case: Case) -> Served:
    told = fx.VouchMeanwhile(case.enterprise.name, case.state.value if case.state else "")
    return Served((told,), to=("vouch", case.enterprise.id))


def moved(visit: Visit, case: Case, state: ApplicationState, document: bytes, window: str) -> Served:
    enterprise, programme = case.enterprise, case.programme
    after = Application(enterprise.id, programme.id, window, state, visit.person, visit.now, document)
    if not visit.tx.keep_application(case.application, after):
        return meanwhile(visit, Case(enterprise, programme, visit.tx.application(enterprise.id, programme.id)))
    visit.record("application_moved", enterprise=enterprise.id, programme=programme.id, state=state.value, window=window)
    changed = refresh(visit, enterprise)
    told = (*_told(visit, case, after), *notices(visit, enterprise, changed))
    return Served((fx.VouchKept(enterprise.name, state.value),), told, to=("vouch", enterprise.id))


def _told(visit: Visit, case: Case, after: Application) -> tuple[Notice, ...]:
    """To the agency what was handed in; to the enterprise, and its district, what became of it; to the city what it may settle."""
    people = dict.fromkeys(_concerned(visit, case.enterprise, after.state))
    return tuple(Notice(person, _notice(visit, case, after, person)) for person in people if person != visit.person)


def _notice(visit: Visit, case: Case, after: Application, person: str) -> fx.VouchMoved:
    cursor = visit.tx.cursor(person)
    checked = checks.kept(after)
    return fx.VouchMoved(
        id=case.enterprise.id,
        name=case.enterprise.name,
        title=short_of(case.programme, cursor.language if cursor else ""),
        state=after.state.value,
        faults=rules.faults(checked.lines_in("")) if after.state is S.RETURNED else 0,
        reason=checked.reason if after.state in {S.RETURNED, S.REFUSED} else "",
    )


def _concerned(visit: Visit, enterprise: Enterprise, state: ApplicationState) -> Iterable[str]:
    agency = enterprise.affiliation.agency
    if state in {S.HANDED_IN, S.WITHDRAWN}:
        yield from visit.tx.holders(Role.REVIEWER, agency) if agency else ()
        return
    yield from (contact.person for contact in visit.tx.contacts(enterprise.id))
    if state is S.CHECKED:
        yield from visit.tx.holders(Role.CITY, CITY)
    if state is not S.RETURNED:
        yield from visit.liaisons_of(enterprise)
