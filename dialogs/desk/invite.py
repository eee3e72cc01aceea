"""Invitations to hand out: links for one person each, made, listed with whom they are for, and withdrawn.

The page is about an enterprise (its contacts are invited), about a unit (one link for each enterprise without a contact, as files), or
about everything that this person handed out. A link is never part of a screen: it comes as a message of its own, ready to be forwarded.
"""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open
from dialogs.limits import day_of
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context

WORDS = ("/invite", "邀请", "invite")

_LABEL = (Blank("label"),)
_ONE = "one"
"""What the page asks about one invitation: to renew its link or to withdraw it."""


class InvitationsWanted(Wanted, frozen=True, tag="invitations_wanted"):
    """What the person handed out: for this enterprise, or all of it; or what can be handed out for this unit."""

    at: str


class InvitationWanted(Wanted, frozen=True, tag="invitation_wanted"):
    """One invitation of the person."""

    invitation: str


class InvitationWritten(Wanted, frozen=True, tag="invitation_written"):
    """A new invitation to become a contact of this enterprise; `label` is whom it is for."""

    enterprise: str
    label: str


class InvitationRenewed(Wanted, frozen=True, tag="invitation_renewed"):
    """A new link in place of the one that was lost."""

    invitation: str


class InvitationRevoked(Wanted, frozen=True, tag="invitation_revoked"):
    """An invitation is to be withdrawn."""

    invitation: str


class UnitInvited(Wanted, frozen=True, tag="unit_invited"):
    """Links for all enterprises of this unit that have no contact yet, as files."""

    unit: str


class InvitationBrief(msgspec.Struct, frozen=True):
    """An invitation that can still be used; `opened` by the person it is then for."""

    id: str
    label: str
    about: str
    expires_at: int
    opened: bool = False


class InvitationsShown(DeskShown, frozen=True, tag="invitations_shown"):
    """The invitations that can still be used; `enterprise` is what new ones are for, `units` those that can be invited as a whole."""

    enterprise: str = ""
    name: str = ""
    invitations: tuple[InvitationBrief, ...] = ()
    more: int = 0
    units: tuple[tuple[str, str], ...] = ()


class InvitationShown(DeskShown, frozen=True, tag="invitation_shown"):
    """One invitation and what can be done with it."""

    invitation: InvitationBrief


class UnitInviting(DeskShown, frozen=True, tag="unit_inviting"):
    """What is about to be made for a whole unit; `more` says that there are even more than `enterprises`."""

    unit: str
    name: str
    enterprises: int
    more: bool = False


class InvitationKept(DeskTold, frozen=True, tag="invitation_kept"):
    """The link follows in a message of its own."""

    label: str


class InvitationEnded(DeskTold, frozen=True, tag="invitation_ended"):
    """The link leads nowhere from now on."""

    label: str


class LinksComing(DeskTold, frozen=True, tag="links_coming"):
    """The files with the links follow."""


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked == _ONE:
        return (InvitationWanted(desk.fields.get("invitation", "")),)
    return (forms.asked(scene, _LABEL),) if desk.asked else (InvitationsWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked:
        return _one(scene, inbound) if desk.asked == _ONE else _write(scene, inbound)
    match inbound:
        case Choose("new") if desk.at:
            return forms.begun(scene, _LABEL).turn()
        case Choose("all") if desk.at:
            return scene.turn(UnitInvited(desk.at))
        case Choose(invitation):
            return scene.at_desk("invite", desk.at, _ONE, invitation=invitation).turn()
        case Back() if desk.at:
            return scene.at_desk("invite").turn()
    return None


def _one(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    back = scene.at_desk("invite", desk.at)
    invitation = desk.fields.get("invitation", "")
    match inbound:
        case Choose("renew"):
            return back.turn(InvitationRenewed(invitation))
        case Choose("revoke"):
            return back.turn(InvitationRevoked(invitation))
        case Back():
            return back.turn()
    return None


def _write(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    after = forms.filled(scene, _LABEL, inbound)
    if isinstance(after, Scene):
        return after.at_desk("invite", at).turn(InvitationWritten(at, after.cursor.desk.fields["label"]))
    return scene.at_desk("invite", at).turn() if isinstance(inbound, Back) else after


def _list_offers(effect: InvitationsShown, scene: Scene) -> Rows:
    found = tuple(by_number(place, Choose(one.id), one.label) for place, one in enumerate(effect.invitations, 1))
    new = ((Offer("new_invitation", Choose("new")),),) if effect.enterprise else ()
    units = tuple((Offer(f"={name}", Open("invite", unit)),) for unit, name in effect.units)
    return (*new, *units, *in_rows(found, 2), (Offer("back_step", Back()),))


def _one_offers(effect: InvitationShown, scene: Scene) -> Rows:
    renew = () if effect.invitation.opened else (Offer("renew_link", Choose("renew")),)
    return ((*renew, Offer("revoke_link", Choose("revoke"))), (Offer("back_step", Back()),))


def _unit_offers(effect: UnitInviting, scene: Scene) -> Rows:
    make = (Offer("make_links", Choose("all")),) if effect.enterprises else ()
    return ((*make, Offer("back_step", Back())),)


def _list_view(effect: InvitationsShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "invitations": [_brief(one) for one in effect.invitations]}


def _one_view(effect: InvitationShown, scene: Scene) -> Context:
    return {"invitation": _brief(effect.invitation)}


def _brief(one: InvitationBrief) -> Context:
    return {**msgspec.structs.asdict(one), "until": day_of(one.expires_at).isoformat()}


OFFERS = {InvitationsShown: _list_offers, InvitationShown: _one_offers, UnitInviting: _unit_offers, BlankAsked: forms.offers}
VIEWS = {InvitationsShown: _list_view, InvitationShown: _one_view}
