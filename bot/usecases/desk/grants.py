"""Roles given and taken by admins; the last admin stays one. Each change is recorded, and the person is told."""

from __future__ import annotations

from collections.abc import Iterator

from bot.ports.office import Holding
from bot.ports.registry import CITY, InvitationKind, Unit
from bot.roles import GRANTED_IN, Action, Grant, Role, UnitKind, can_be_granted
from bot.usecases.desk import invitations
from bot.usecases.desk.units_seen import name_of_unit, unit_name
from bot.usecases.desk.visit import Notice, Serve, Served, Visit
from bot.usecases.founding import CHANNEL
from dialogs.desk.grants import effects as page
from dialogs.desk.grants.effects import GrantHoldersShown, GrantKept, GrantReviewed, GrantsShown, GrantUnitsShown, HoldingBrief, RoleMoved
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal

MOST_LISTED = 20
MOST_FOUND = 8
MOST_CONFIRMED = 1_000

_ROLES = frozenset(role.value for role in Role)


def is_open(visit: Visit) -> bool:
    """Whether the person gives and takes roles."""
    return visit.may_all(Action.GRANT)


def _page(visit: Visit, wanted: page.GrantsWanted) -> Served | None:
    if not is_open(visit):
        return None
    if not wanted.about:
        return Served((GrantsShown(tuple((role.value, number) for role, number in visit.tx.count_holdings().items())),))
    if wanted.about in _ROLES:
        found = visit.tx.holdings(Role(wanted.about), MOST_LISTED + 1)
        briefs = tuple(_brief(visit, one) for one in found[:MOST_LISTED])
        return Served((GrantsShown(role=wanted.about, holdings=briefs, more=len(found) > MOST_LISTED),))
    grants = visit.tx.grants(wanted.about)
    if not grants:
        return None
    held = tuple(_held(visit, wanted.about, grant) for grant in grants)
    return Served((GrantsShown(person=wanted.about, name=visit.name_of(wanted.about), holdings=held),))


def _brief(visit: Visit, one: Holding) -> HoldingBrief:
    return HoldingBrief(one.person, visit.name_of(one.person), one.role.value, one.unit.id, unit_name(visit, one.unit), one.since)


def _held(visit: Visit, person: str, grant: Grant) -> HoldingBrief:
    return HoldingBrief(person, visit.name_of(person), grant.role.value, grant.unit, name_of_unit(visit, grant.unit), grant.since)


def _units(visit: Visit, wanted: page.UnitsSought) -> Served | None:
    if not is_open(visit) or wanted.role not in _ROLES:
        return None
    found = tuple(_named(visit, Role(wanted.role), wanted.text)) if wanted.text else ()
    listed = tuple((unit.id, _placed(visit, unit)) for unit in found[:MOST_FOUND])
    return Served((GrantUnitsShown(wanted.role, wanted.text, listed, len(found) > MOST_FOUND),))


def _named(visit: Visit, role: Role, text: str) -> Iterator[Unit]:
    """The units in which the role can be held and whose name contains the text; an exact name comes first."""
    units = [unit for kind in UnitKind if kind in GRANTED_IN[role] for unit in visit.tx.units(kind)]
    yield from sorted((unit for unit in units if text in unit.name), key=lambda unit: unit.name != text)


def _placed(visit: Visit, unit: Unit) -> str:
    district = visit.tx.unit(unit.district) if unit.district else None
    return f"{unit.name}（{district.name}）" if district else unit.name


def _holders(visit: Visit, wanted: page.HolderSought) -> Served | None:
    unit = _unit(visit, wanted.role, wanted.unit)
    if unit is None:
        return None
    found = visit.tx.confirmed_liaisons(wanted.text, MOST_FOUND) if wanted.text else ()
    named = {entry.person: (entry.person, entry.name, name_of_unit(visit, entry.unit)) for entry in found}
    return Served((GrantHoldersShown(wanted.role, unit_name(visit, unit), wanted.text, tuple(named.values())),))


def _unit(visit: Visit, role: str, unit: str) -> Unit | None:
    """The unit, where this person may give the role and the role exists in it."""
    found = visit.tx.unit(unit) if is_open(visit) and role in _ROLES else None
    return found if found is not None and can_be_granted(Role(role), found.kind) else None


def _review(visit: Visit, wanted: page.GrantWanted) -> Served | None:
    unit = _unit(visit, wanted.role, wanted.unit)
    if unit is None or (wanted.person and not _is_known(visit, wanted.person, taken=wanted.taken)):
        return None
    known = not wanted.telegram or bool(visit.tx.known_as(CHANNEL, wanted.telegram))
    way = "link" if wanted.label else "telegram" if wanted.telegram else "person"
    who = wanted.label or wanted.telegram or visit.name_of(wanted.person)
    others = () if wanted.taken else tuple(visit.name_of(person) for person in visit.tx.holders(Role(wanted.role), unit.id))
    return Served((GrantReviewed(wanted.role, unit_name(visit, unit), who, way, wanted.taken, known, others[:MOST_FOUND]),))


def _is_known(visit: Visit, person: str, *, taken: bool) -> bool:
    """Roles are given to confirmed liaisons, and taken from who holds one."""
    if taken:
        return bool(visit.tx.grants(person))
    return any(entry.person == person for entry in visit.tx.confirmed_liaisons("", MOST_CONFIRMED))


def _given(visit: Visit, wanted: page.RoleGiven) -> Served | None:
    unit = _unit(visit, wanted.role, wanted.unit)
    if unit is None:
        return None
    role = Role(wanted.role)
    if wanted.label:
        _, link = invitations.invite(visit, InvitationKind.ROLE, role=role, unit=unit.id, label=wanted.label)
        return Served((GrantKept(role.value, unit_name(visit, unit), wanted.label, "invited"),), files=(link,))
    if wanted.person and not _is_known(visit, wanted.person, taken=False):
        return None
    person = wanted.person or visit.tx.person(CHANNEL, wanted.telegram, visit.now)
    if not give(visit, person, role, unit.id):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    kept = GrantKept(role.value, unit_name(visit, unit), wanted.telegram or visit.name_of(person), "given")
    return Served((kept,), _told(visit, person, RoleMoved(role.value, unit.name, given=True)))


def give(visit: Visit, person: str, role: Role, unit: str) -> bool:
    """The role given and recorded; false if the person holds it already. Who calls has asked for the right."""
    if not visit.tx.grant(person, role, unit, visit.person, visit.now):
        return False
    visit.record("role_granted", role=role.value, unit=unit, of=person)
    return True


def _withdrawn(visit: Visit, wanted: page.RoleWithdrawn) -> Served | None:
    unit = _unit(visit, wanted.role, wanted.unit)
    if unit is None:
        return None
    who = visit.name_of(wanted.person)
    refusal = take(visit, wanted.person, Role(wanted.role), unit.id)
    if refusal is not None:
        return Served((Refused(refusal),))
    kept = GrantKept(wanted.role, unit_name(visit, unit), who, "taken")
    return Served((kept,), _told(visit, wanted.person, RoleMoved(wanted.role, unit.name, given=False)))


def take(visit: Visit, person: str, role: Role, unit: str) -> Refusal | None:
    """The role taken back and recorded, or why not. Who calls has asked for the right."""
    if role is Role.ADMIN and unit == CITY and visit.tx.hold_admins() == (person,):
        return Refusal.LAST_ADMIN
    if not visit.tx.revoke(person, role, unit):
        return Refusal.DECIDED_ALREADY
    visit.record("role_revoked", role=role.value, unit=unit, of=person)
    return None


def _told(visit: Visit, person: str, moved: RoleMoved) -> tuple[Notice, ...]:
    return () if person == visit.person else (Notice(person, moved),)


SERVED: dict[type[Wanted], Serve] = {
    page.GrantsWanted: _page,
    page.UnitsSought: _units,
    page.HolderSought: _holders,
    page.GrantWanted: _review,
    page.RoleGiven: _given,
    page.RoleWithdrawn: _withdrawn,
}
