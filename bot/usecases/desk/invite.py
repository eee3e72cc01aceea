"""Invitations handed out: who may make them for an enterprise or a unit, what each still leads to, and their end."""

from __future__ import annotations

from bot.ports import Enterprise
from bot.ports.registry import Invitation, InvitationKind, Unit
from bot.roles import Action, Affiliation, UnitKind
from bot.usecases.desk import invitations
from bot.usecases.desk.invitations import LINK, LINKS
from bot.usecases.desk.units_seen import unit_name
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs.desk import invite as page
from dialogs.desk.invite import (
    InvitationBrief,
    InvitationEnded,
    InvitationKept,
    InvitationShown,
    InvitationsShown,
    LinksComing,
    UnitInviting,
)
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal

MOST_LISTED = 12
MOST_COUNTED = 500
MOST_OPEN = 50
"""How many invitations one person may have open for one enterprise."""


def invites_units(visit: Visit) -> bool:
    """Whether there is a unit for which the person may make links."""
    return bool(_units(visit))


def _units(visit: Visit) -> tuple[Unit, ...]:
    """The person's own districts and zones."""
    own = [grant.unit for grant in visit.grants_for(Action.LOAD_ROSTER) if grant.kind in {UnitKind.DISTRICT, UnitKind.ZONE}]
    return tuple(unit for found in dict.fromkeys(own) if (unit := visit.tx.unit(found)) is not None)


def _page(visit: Visit, wanted: page.InvitationsWanted) -> Served | None:
    if not wanted.at:
        units = tuple((unit.id, unit_name(visit, unit)) for unit in _units(visit))
        return Served((_listed(visit, visit.tx.invitations(visit.person, visit.now), units=units),))
    enterprise = visit.enterprise(wanted.at, Action.MANAGE_CONTACTS)
    if enterprise is not None:
        return Served((_listed(visit, _for(visit, enterprise), enterprise),))
    unit = visit.unit(wanted.at, Action.LOAD_ROSTER)
    return Served((_inviting(visit, unit),)) if unit and unit.kind in {UnitKind.DISTRICT, UnitKind.ZONE} else None


def _for(visit: Visit, enterprise: Enterprise) -> tuple[Invitation, ...]:
    """What the person handed out to contacts of this enterprise."""
    found = visit.tx.invitations(visit.person, visit.now)
    return tuple(one for one in found if one.enterprise == enterprise.id and one.kind is InvitationKind.CONTACT)


def _listed(
    visit: Visit, found: tuple[Invitation, ...], enterprise: Enterprise | None = None, units: tuple[tuple[str, str], ...] = ()
) -> InvitationsShown:
    return InvitationsShown(
        enterprise=enterprise.id if enterprise else "",
        name=enterprise.name if enterprise else "",
        invitations=tuple(_brief(visit, one) for one in found[:MOST_LISTED]),
        more=max(len(found) - MOST_LISTED, 0),
        units=units,
    )


def _brief(visit: Visit, found: Invitation) -> InvitationBrief:
    enterprise = visit.tx.enterprise(found.enterprise) if found.enterprise else None
    unit = visit.tx.unit(found.unit) if found.unit else None
    about = enterprise.name if enterprise else unit_name(visit, unit) if unit else ""
    return InvitationBrief(found.id, found.label, about, found.expires_at, bool(found.opened_by))


def _inviting(visit: Visit, unit: Unit) -> UnitInviting:
    found = visit.tx.without_contact(Affiliation(**{unit.kind.value: unit.id}), MOST_COUNTED + 1)
    return UnitInviting(unit.id, unit_name(visit, unit), min(len(found), MOST_COUNTED), len(found) > MOST_COUNTED)


def _one(visit: Visit, wanted: page.InvitationWanted) -> Served | None:
    found = invitations.own(visit, wanted.invitation)
    return Served((InvitationShown(_brief(visit, found)),)) if found else None


def _written(visit: Visit, wanted: page.InvitationWritten) -> Served | None:
    enterprise = visit.enterprise(wanted.enterprise, Action.MANAGE_CONTACTS)
    if enterprise is None:
        return None
    if len(_for(visit, enterprise)) >= MOST_OPEN:
        return Served((Refused(Refusal.TOO_MANY_OPEN, str(MOST_OPEN)),))
    _, link = invitations.invite(visit, InvitationKind.CONTACT, enterprise=enterprise.id, label=wanted.label)
    return Served((InvitationKept(wanted.label),), files=(link,))


def _renewed(visit: Visit, wanted: page.InvitationRenewed) -> Served | None:
    found = invitations.own(visit, wanted.invitation)
    if found is None:
        return None
    if found.opened_by or not invitations.is_worth(visit, found):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    return Served((InvitationKept(found.label),), files=(FileWanted(LINK, found.id),))


def _revoked(visit: Visit, wanted: page.InvitationRevoked) -> Served | None:
    found = invitations.own(visit, wanted.invitation)
    if found is None:
        return None
    if not visit.tx.revoke_invitation(found.id, visit.now):
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    visit.record("invitation_revoked", invitation=found.id)
    return Served((InvitationEnded(found.label),))


def _unit(visit: Visit, wanted: page.UnitInvited) -> Served | None:
    unit = visit.unit(wanted.unit, Action.LOAD_ROSTER)
    if unit is None or unit.kind not in {UnitKind.DISTRICT, UnitKind.ZONE}:
        return None
    visit.record("links_ordered", unit=unit.id)
    return Served((LinksComing(),), files=(FileWanted(LINKS, unit.id),), to=("invite", ""))


SERVED: dict[type[Wanted], Serve] = {
    page.InvitationsWanted: _page,
    page.InvitationWanted: _one,
    page.InvitationWritten: _written,
    page.InvitationRenewed: _renewed,
    page.InvitationRevoked: _revoked,
    page.UnitInvited: _unit,
}
