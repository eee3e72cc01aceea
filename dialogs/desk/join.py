"""Asking to join an enterprise that is registered already: the page is about a credit code, and never says whose contacts it has.

It lies over the field in which the code was typed; another code typed here goes on there.
"""

from __future__ import annotations

from enum import StrEnum

from dialogs import answers, credit_code
from dialogs.answers import Unreadable
from dialogs.desk import forms, introducing
from dialogs.desk.forms import BlankAsked
from dialogs.desk.mine import over
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Card, Choose, Home, Open, Reply
from dialogs.model import Phase
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.stages import profile
from dialogs.words import is_yes

WORDS = ("/join", "申请加入企业", "join an enterprise")


class JoinState(StrEnum):
    """How far somebody is with joining an enterprise."""

    NOWHERE = "nowhere"
    OPEN = "open"
    WAITING = "waiting"
    REFUSED = "refused"
    JOINED = "joined"


class JoinWanted(Wanted, frozen=True, tag="join_wanted"):
    """How the person stands to the enterprise of this code."""

    code: str


class JoinAsked(Wanted, frozen=True, tag="join_asked"):
    """The person asks to become a contact of the enterprise of this code."""

    code: str


class JoinWithdrawn(Wanted, frozen=True, tag="join_withdrawn"):
    """The person asks no longer."""

    code: str


class CardShown(Wanted, frozen=True, tag="card_shown"):
    """The person's own contact card was shared; its number, empty if it is none of the mainland."""

    code: str
    mobile: str


class JoinShown(DeskShown, frozen=True, tag="join_shown"):
    """How far the person is; the enterprise is named only to whom it belongs."""

    code: str
    state: JoinState
    enterprise: str = ""
    name: str = ""


class JoinSettled(DeskShown, frozen=True, tag="join_settled"):
    """To who asked: it was decided. The enterprise is named only where the person now belongs to it."""

    code: str
    enterprise: str = ""
    name: str = ""


class CardTaken(DeskTold, frozen=True, tag="card_taken"):
    """The card was compared; the words are the same whatever came of it."""


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked:
        return (forms.asked(scene, introducing.unknown(scene.cursor)),)
    return (JoinWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked:
        return _introduce(scene, inbound)
    match inbound:
        case Choose("ask"):
            return _ask(scene)
        case Reply(text) if is_yes(text):
            return _ask(scene)
        case Choose("withdraw"):
            return scene.turn(JoinWithdrawn(desk.at))
        case Choose("other") | Back():
            return scene.away().turn()
        case Card(mobile):
            return scene.turn(CardShown(desk.at, _mobile(mobile)))
        case Reply(text) if _is_code(text) and scene.cursor.phase is Phase.PROFILE:
            return profile.step(scene.away(), inbound)
    return None


def _ask(scene: Scene) -> Turn:
    unknown = introducing.unknown(scene.cursor)
    return forms.begun(scene, unknown).turn() if unknown else scene.turn(JoinAsked(scene.cursor.desk.at))


def _introduce(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    after = introducing.introduced(scene, inbound)
    if isinstance(after, Scene):
        return after.at_desk("join", at).turn(JoinAsked(at))
    return scene.at_desk("join", at).turn() if isinstance(inbound, Back) and after is None else after


def _is_code(text: str) -> bool:
    return credit_code.fault_of(answers.credit_code(text)) is None


def _mobile(number: str) -> str:
    try:
        return answers.mobile(number)
    except Unreadable:
        return ""


def _offers(effect: JoinShown, scene: Scene) -> Rows:
    other = Offer("other_code", Choose("other"))
    match effect.state:
        case JoinState.NOWHERE:
            return ((Offer("page_mine", Open("mine")), Offer("back_step", Back())),)
        case JoinState.OPEN:
            return ((Offer("ask_to_join", Choose("ask")), other),)
        case JoinState.WAITING:
            return ((Offer("withdraw_claim", Choose("withdraw")), other),)
        case JoinState.JOINED:
            return ((Offer("go_over", over(effect.enterprise)), Offer("home", Home())),)
        case JoinState.REFUSED:
            return ((other, Offer("page_feedback", Open("feedback"))),)


def _settled_offers(effect: JoinSettled, scene: Scene) -> Rows:
    if effect.enterprise:
        return ((Offer("go_over", over(effect.enterprise)),),)
    return ((Offer("see_claim", Open("join", effect.code)),),)


OFFERS = {JoinShown: _offers, JoinSettled: _settled_offers, BlankAsked: forms.offers}
VIEWS: dict[type[DeskShown], object] = {}
