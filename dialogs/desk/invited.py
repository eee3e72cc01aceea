"""What a deep link leads to: what it is about, and whether to take it. A link that is used, late, withdrawn or made up reads the same.

The page is about the SHA-256 of the link's token, so that the token itself is stored nowhere.
"""

from __future__ import annotations

from hashlib import sha256

from dialogs.desk import forms, introducing
from dialogs.desk.forms import BlankAsked
from dialogs.desk.mine import over
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Home, Open, Reply
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.words import is_no, is_yes

WORDS = ("/invited", "我的邀请", "invited")


class InvitedWanted(Wanted, frozen=True, tag="invited_wanted"):
    """What the link of this digest is about."""

    digest: str


class InvitationAccepted(Wanted, frozen=True, tag="invitation_accepted"):
    """The person takes it."""

    digest: str


class InvitationDeclined(Wanted, frozen=True, tag="invitation_declined"):
    """The person does not take it, and nobody will."""

    digest: str


class InvitedShown(DeskShown, frozen=True, tag="invited_shown"):
    """What the link is about: `kind` of invitation, names of enterprise and unit, the role, and for a part of the work its topic.

    `own`: the person made the link; `joined`: the person is a contact of the enterprise (then `enterprise` is its id) already.
    """

    kind: str
    name: str = ""
    unit: str = ""
    role: str = ""
    topic: str = ""
    questions: int = 0
    own: bool = False
    joined: bool = False
    enterprise: str = ""


class InvitedVoid(DeskShown, frozen=True, tag="invited_void"):
    """The link leads nowhere, for whatever reason."""


class MemberJoined(DeskShown, frozen=True, tag="member_joined"):
    """To the first contact: somebody joined."""

    enterprise: str
    name: str
    person: str


class Joined(DeskTold, frozen=True, tag="joined"):
    """The person is a contact of this enterprise now."""

    name: str


class RoleTaken(DeskTold, frozen=True, tag="role_taken"):
    """The person has this role in this unit now."""

    role: str
    unit: str


class InvitationLeft(DeskTold, frozen=True, tag="invitation_left"):
    """The person did not take it."""


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def led(scene: Scene, token: str) -> Scene:
    """The scene at the page of this link; the page waits behind language and consent."""
    return scene.at_desk("invited", digest_of(token))


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked:
        return (forms.asked(scene, introducing.unknown(scene.cursor)),)
    return (InvitedWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked:
        return _introduce(scene, inbound)
    match inbound:
        case Choose("accept"):
            return _accept(scene)
        case Reply(text) if is_yes(text, 1):
            return _accept(scene)
        case Choose("decline"):
            return scene.away().turn(InvitationDeclined(desk.at))
        case Reply(text) if is_no(text, 2):
            return scene.away().turn(InvitationDeclined(desk.at))
        case Back():
            return scene.away().turn()
    return None


def _accept(scene: Scene) -> Turn:
    unknown = introducing.unknown(scene.cursor)
    return forms.begun(scene, unknown).turn() if unknown else _accepted(scene)


def _introduce(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    after = introducing.introduced(scene, inbound)
    if isinstance(after, Scene):
        return _accepted(after.at_desk("invited", at))
    return scene.at_desk("invited", at).turn() if isinstance(inbound, Back) and after is None else after


def _accepted(scene: Scene) -> Turn:
    """Whatever comes of it, the page is left: the link is used up."""
    return scene.at_desk("desk").turn(InvitationAccepted(scene.cursor.desk.at))


def _offers(effect: InvitedShown, scene: Scene) -> Rows:
    if effect.joined:
        return ((Offer("go_over", over(effect.enterprise)), Offer("home", Home())),)
    if effect.own:
        return ((Offer("page_invite", Open("invite")), Offer("home", Home())),)
    return ((Offer("accept_invitation", Choose("accept")), Offer("decline_invitation", Choose("decline"))),)


def _void_offers(effect: InvitedVoid, scene: Scene) -> Rows:
    return ((Offer("page_mine", Open("mine")), Offer("to_work", Back())),)


def _joined_offers(effect: MemberJoined, scene: Scene) -> Rows:
    return ((Offer("page_people", Open("people", effect.enterprise)),),)


OFFERS = {InvitedShown: _offers, InvitedVoid: _void_offers, MemberJoined: _joined_offers, BlankAsked: forms.offers}
VIEWS: dict[type[DeskShown], object] = {}
