"""Deciding who joins an enterprise: its first contact or the liaison agrees or not, in one tap, also from a notice.

The page is about one claim where it has an id, else it lists those that wait for this person.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from dialogs.desk.decisions import NO, YES, decision
from dialogs.effects import DeskShown, Wanted
from dialogs.inbound import AnyInbound, Back, Open, Reply
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context, day_and_hour
from dialogs.words import is_no, is_yes

WORDS = ("/claim", "加入申请", "claims")


class ClaimStage(StrEnum):
    """What has become of a claim, as those who decide see it."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ClaimsWanted(Wanted, frozen=True, tag="claims_wanted"):
    """The claims that the person may decide."""


class ClaimWanted(Wanted, frozen=True, tag="claim_wanted"):
    """One claim."""

    claim: str


class ClaimDecided(Wanted, frozen=True, tag="claim_decided"):
    """A claim is to be confirmed or refused."""

    claim: str
    confirmed: bool


class ClaimBrief(msgspec.Struct, frozen=True):
    """A claim in a list."""

    id: str
    enterprise: str
    name: str
    post: str


class ClaimsShown(DeskShown, frozen=True, tag="claims_shown"):
    """The claims that wait for this person, oldest first."""

    claims: tuple[ClaimBrief, ...]


class ClaimShown(DeskShown, frozen=True, tag="claim_shown"):
    """One claim. `alone`: the enterprise has no contact yet; `card`: the own contact card carries the number of the roster."""

    id: str
    enterprise: str
    enterprise_name: str
    name: str
    post: str
    at: int
    stage: ClaimStage
    alone: bool = False
    card: bool = False
    manages: bool = False


def opened(scene: Scene, at: str) -> Turn | None:
    """A button that decides, on the page or on a notice."""
    decided = decision(at)
    return scene.at_desk("claim", decided[0]).turn(ClaimDecided(*decided)) if decided else None


def show(scene: Scene) -> Screen:
    at = scene.cursor.desk.at
    return (ClaimWanted(at),) if at else (ClaimsWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Reply(text) if at and (is_yes(text) or is_no(text)):
            return scene.turn(ClaimDecided(at, is_yes(text)))
        case Back() if at:
            return scene.at_desk("claim").turn()
    return None


def _list_offers(effect: ClaimsShown, scene: Scene) -> Rows:
    found = tuple(by_number(place, Open("claim", claim.id), claim.name) for place, claim in enumerate(effect.claims, 1))
    return (*in_rows(found, 2), (Offer("back_step", Back()),))


def _offers(effect: ClaimShown, scene: Scene) -> Rows:
    if effect.stage is ClaimStage.WAITING:
        return ((Offer("allow", Open("claim", effect.id + YES)), Offer("decline", Open("claim", effect.id + NO))),)
    people = (Offer("page_people", Open("people", effect.enterprise)),) if effect.manages else ()
    return ((*people, Offer("claims_left", Open("claim"))),)


def _view(effect: ClaimShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "at": day_and_hour(effect.at)}


OFFERS = {ClaimsShown: _list_offers, ClaimShown: _offers}
VIEWS = {ClaimShown: _view}
