"""Entries of liaisons: kept, shown to the admins, decided once; who is confirmed holds the role at once."""

from __future__ import annotations

from bot.ports.registry import CITY, Registration, RegistrationState, Unit
from bot.roles import Action, Role, UnitKind
from bot.usecases.desk.units_seen import name_of_unit, unit_name
from bot.usecases.desk.visit import FileWanted, Notice, Serve, Served, Visit
from dialogs.desk import liaison as page
from dialogs.desk.liaison import LiaisonBrief, LiaisonKept, LiaisonSettled, LiaisonShown, LiaisonsShown, LiaisonTold
from dialogs.effects import FileComing, Refused, Wanted
from dialogs.fields import masked
from dialogs.refusals import Refusal

MOST_WAITING = 3
"""How many entries of one person may wait: each tells every admin, and may add a group."""


def waiting(visit: Visit) -> int:
    """How many entries wait for this person's decision."""
    return len(visit.tx.waiting_registrations()) if visit.may_all(Action.CONFIRM_LIAISON) else 0


def _list(visit: Visit, wanted: page.LiaisonsWanted) -> Served:
    decides = visit.may_all(Action.CONFIRM_LIAISON)
    waiting = tuple(_brief(visit, entry) for entry in visit.tx.waiting_registrations()) if decides else ()
    own = tuple(_brief(visit, entry) for entry in visit.tx.registrations_of(visit.person))
    return Served((LiaisonsShown(own, waiting, decides),))


def _sent(visit: Visit, wanted: page.LiaisonSent) -> Served | None:
    waiting = [entry for entry in visit.tx.registrations_of(visit.person) if entry.state is RegistrationState.WAITING]
    if len(waiting) >= MOST_WAITING:
        return Served((Refused(Refusal.ENTRIES_FULL, str(MOST_WAITING)),))
    unit = _unit(visit, wanted)
    if unit is None:
        return None
    entry = Registration(
        id=visit.fresh(),
        person=visit.person,
        unit=unit.id,
        name=wanted.name,
        post=wanted.post,
        mobile=wanted.mobile,
        remark=wanted.remark,
        state=RegistrationState.WAITING,
        at=visit.now,
    )
    visit.tx.register_liaison(entry)
    visit.record("liaison_registered", entry=entry.id, unit=unit.id)
    admins = (admin for admin in visit.tx.holders(Role.ADMIN, CITY) if admin != visit.person)
    return Served((LiaisonKept(unit_name(visit, unit)),), tuple(Notice(admin, _shown(visit, entry, unit)) for admin in admins))


def _unit(visit: Visit, wanted: page.LiaisonSent) -> Unit | None:
    if wanted.place == page.GROUP:
        return visit.tx.add_unit(UnitKind.GROUP, wanted.group, "", visit.now)
    return visit.tx.unit(wanted.place)


def _one(visit: Visit, wanted: page.LiaisonWanted) -> Served | None:
    entry = visit.tx.registration(wanted.entry)
    if entry is None or not visit.may_all(Action.CONFIRM_LIAISON):
        return None
    unit = visit.tx.unit(entry.unit)
    if unit is None or entry.state is not RegistrationState.WAITING:
        return None
    return Served((_shown(visit, entry, unit),))


def _decided(visit: Visit, wanted: page.LiaisonDecided) -> Served | None:
    entry = visit.tx.registration(wanted.entry)
    if entry is None or not visit.may_all(Action.CONFIRM_LIAISON):
        return None
    state = RegistrationState.CONFIRMED if wanted.confirmed else RegistrationState.REFUSED
    if not visit.tx.decide_registration(entry.id, state, visit.person, visit.now):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    visit.record("liaison_decided", entry=entry.id, unit=entry.unit, state=state.value)
    name = visit.name_of_unit(entry.unit)
    return Served(
        (LiaisonSettled(entry.name, name_of_unit(visit, entry.unit), wanted.confirmed),),
        (Notice(entry.person, LiaisonTold(name, wanted.confirmed)),),
    )


def _table(visit: Visit, wanted: page.LiaisonTableWanted) -> Served | None:
    if not visit.may_all(Action.CONFIRM_LIAISON):
        return None
    return Served((FileComing(),), files=(FileWanted("liaisons"),))


def _brief(visit: Visit, entry: Registration) -> LiaisonBrief:
    return LiaisonBrief(entry.id, name_of_unit(visit, entry.unit), entry.name, entry.state.value)


def _shown(visit: Visit, entry: Registration, unit: Unit) -> LiaisonShown:
    entries = (other for holder in visit.tx.holders(Role.LIAISON, unit.id) for other in visit.tx.registrations_of(holder))
    others = tuple(dict.fromkeys(other.name for other in entries if other.unit == unit.id))
    return LiaisonShown(entry.id, unit.name, entry.name, entry.post, masked(entry.mobile), entry.remark, entry.at, others)


SERVED: dict[type[Wanted], Serve] = {
    page.LiaisonsWanted: _list,
    page.LiaisonWanted: _one,
    page.LiaisonSent: _sent,
    page.LiaisonDecided: _decided,
    page.LiaisonTableWanted: _table,
}
