"""Links opened: bound to the first person who opens one, taken or left once. What taking one does is a table by kind.

Whatever makes a link void reads the same: used, out of time, withdrawn, somebody else's, never made, or its maker may invite no longer.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.ports.registry import ClaimState, Invitation, InvitationKind
from bot.roles import can_be_granted
from bot.usecases.desk import going_over, invitations, team
from bot.usecases.desk.units_seen import unit_name
from bot.usecases.desk.visit import Notice, Serve, Served, Visit
from dialogs.desk import invited as page
from dialogs.desk.invited import InvitationLeft, InvitedShown, InvitedVoid, Joined, MemberJoined, RoleTaken
from dialogs.effects import Wanted

About = Callable[[Visit, Invitation], InvitedShown | None]
"""What a link is about; nothing where that is no more."""

Accept = Callable[[Visit, Invitation], Served | None]
"""What taking a link does; nothing where it cannot be done any more, and then nothing is changed."""


def _page(visit: Visit, wanted: page.InvitedWanted) -> Served:
    found = invitations.usable(visit, wanted.digest)
    about = _about(visit, found) if found else None
    if found is None or about is None:
        return _void()
    bound = about.own or about.joined or found.opened_by == visit.person
    if not bound and not visit.tx.open_invitation(found.id, visit.person, visit.now):
        return _void()
    if not bound:
        visit.record("invitation_opened", invitation=found.id)
    return Served((about,))


def _accepted(visit: Visit, wanted: page.InvitationAccepted) -> Served:
    found = invitations.usable(visit, wanted.digest)
    if found is None or _about(visit, found) is None or not visit.tx.use_invitation(found.id, visit.person, visit.now):
        return _void()
    visit.record("invitation_accepted", invitation=found.id)
    return ACCEPTED[found.kind](visit, found) or _void()


def _declined(visit: Visit, wanted: page.InvitationDeclined) -> Served:
    found = invitations.usable(visit, wanted.digest)
    if found is not None and visit.tx.use_invitation(found.id, visit.person, visit.now):
        visit.record("invitation_declined", invitation=found.id)
    return Served((InvitationLeft(),))


def _about(visit: Visit, found: Invitation) -> InvitedShown | None:
    return ABOUT[found.kind](visit, found) if found.kind in ABOUT else None


def _void() -> Served:
    return Served((InvitedVoid(),))


# -- contacts ----------------------------------------------------------------------------------------------------------


def _about_enterprise(visit: Visit, found: Invitation) -> InvitedShown | None:
    enterprise = visit.tx.enterprise(found.enterprise)
    if enterprise is None:
        return None
    joined = visit.tx.is_contact(visit.person, enterprise.id)
    own = found.made_by == visit.person
    return InvitedShown(found.kind.value, enterprise.name, own=own, joined=joined and not own, enterprise=enterprise.id if joined else "")


def _join(visit: Visit, found: Invitation) -> Served | None:
    enterprise = visit.tx.enterprise(found.enterprise)
    if enterprise is None or not visit.tx.add_contact(enterprise.id, visit.person, visit.now):
        return None
    for claim in visit.tx.waiting_claims(enterprise.id):
        if claim.person == visit.person:  # asked for as well: settled by who invited
            visit.tx.decide_claim(claim.id, ClaimState.CONFIRMED, found.made_by, visit.now)
    visit.record("contact_joined", enterprise=enterprise.id, invitation=found.id)
    moved = MemberJoined(enterprise.id, enterprise.name, visit.cursor.contact.name)
    colleagues = [person for person in (enterprise.first_contact, found.made_by) if visit.tx.is_contact(person, enterprise.id)]
    notices = tuple(Notice(person, moved) for person in dict.fromkeys(colleagues) if person != visit.person)
    return Served((Joined(enterprise.name),), notices, entered=going_over.run_of(visit, enterprise))


# -- roles -------------------------------------------------------------------------------------------------------------


def _about_role(visit: Visit, found: Invitation) -> InvitedShown | None:
    unit = visit.tx.unit(found.unit)
    if unit is None or found.role is None or not can_be_granted(found.role, unit.kind):
        return None
    return InvitedShown(found.kind.value, unit=unit_name(visit, unit), role=found.role.value, own=found.made_by == visit.person)


def _take_role(visit: Visit, found: Invitation) -> Served | None:
    unit = visit.tx.unit(found.unit)
    if unit is None or found.role is None:
        return None
    visit.tx.grant(visit.person, found.role, unit.id, found.made_by, visit.now)
    visit.record("role_granted", role=found.role.value, unit=unit.id, invitation=found.id, by=found.made_by)
    return Served((RoleTaken(found.role.value, unit_name(visit, unit)),), to=("desk", ""))


ABOUT: dict[InvitationKind, About] = {
    InvitationKind.CONTACT: _about_enterprise,
    InvitationKind.ROLE: _about_role,
    InvitationKind.HELPER: team.about,
}
ACCEPTED: dict[InvitationKind, Accept] = {
    InvitationKind.CONTACT: _join,
    InvitationKind.ROLE: _take_role,
    InvitationKind.HELPER: team.accept,
}
"""By kind; a kind that is not there is void."""

SERVED: dict[type[Wanted], Serve] = {
    page.InvitedWanted: _page,
    page.InvitationAccepted: _accepted,
    page.InvitationDeclined: _declined,
}
