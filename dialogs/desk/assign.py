"""指定: which service provider and which supervision agency an enterprise is assigned to; never one organisation for both.

The page is about an enterprise, or looks for one. `asked` is the kind of unit that is looked for.
"""

from __future__ import annotations

from dialogs.answers import Unreadable
from dialogs.desk import forms
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.screens import Offer, Rows

WORDS = ("/assign", "指定", "指定服务商", "assign")

KINDS = ("provider", "agency")
_ENDS = {f"end_{kind}": kind for kind in KINDS}


class AssignSought(Wanted, frozen=True, tag="assign_sought"):
    """The enterprises that this text means; what to look for is asked where there is none."""

    text: str


class AssignWanted(Wanted, frozen=True, tag="assign_wanted"):
    """To whom an enterprise is assigned."""

    enterprise: str


class AssigneesSought(Wanted, frozen=True, tag="assignees_sought"):
    """The units of this kind that the text means."""

    enterprise: str
    kind: str
    text: str


class Assigned(Wanted, frozen=True, tag="assigned"):
    """The enterprise is to be assigned to this unit, or (without one) to none of this kind."""

    enterprise: str
    kind: str
    unit: str


class AssignFoundShown(DeskShown, frozen=True, tag="assign_found_shown"):
    """What to look for, or what was found (id, name)."""

    text: str = ""
    found: tuple[tuple[str, str], ...] = ()
    more: bool = False


class AssignShown(DeskShown, frozen=True, tag="assign_shown"):
    """To whom an enterprise is assigned, by name; empty where to nobody."""

    enterprise: str
    name: str
    provider: str = ""
    agency: str = ""


class AssigneesShown(DeskShown, frozen=True, tag="assignees_shown"):
    """The units of a kind to choose from (id, name)."""

    kind: str
    name: str
    text: str = ""
    found: tuple[tuple[str, str], ...] = ()
    more: bool = False


class AssignmentKept(DeskTold, frozen=True, tag="assignment_kept"):
    """The enterprise is assigned, or no longer; `unit` is the name."""

    kind: str
    unit: str
    ended: bool = False


class AssignmentMoved(DeskShown, frozen=True, tag="assignment_moved"):
    """To the people of a unit: an enterprise was assigned to it, or is no longer."""

    kind: str
    name: str
    ended: bool = False


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    text = desk.fields.get("text", "")
    if not desk.at:
        return (AssignSought(text),)
    return (AssigneesSought(desk.at, desk.asked, text),) if desk.asked else (AssignWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    match inbound:
        case Reply(text) if desk.asked or not desk.at:
            return _sought(scene, text)
        case Choose(unit) if desk.asked:
            return scene.at_desk("assign", desk.at).turn(Assigned(desk.at, desk.asked, unit))
        case Choose(kind) if kind in KINDS and desk.at:
            return scene.at_desk("assign", desk.at, kind).turn()
        case Choose(key) if key in _ENDS and desk.at:
            return scene.turn(Assigned(desk.at, _ENDS[key], ""))
        case Back() if desk.fields:
            return scene.at_desk("assign", desk.at, desk.asked).turn()
        case Back() if desk.asked:
            return scene.at_desk("assign", desk.at).turn()
        case Back() if desk.at:
            return scene.at_desk("assign").turn()
    return None


def _sought(scene: Scene, text: str) -> Turn:
    desk = scene.cursor.desk
    try:
        return scene.at_desk("assign", desk.at, desk.asked, text=forms.name(text)).turn()
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)


def _found_offers(effect: AssignFoundShown, scene: Scene) -> Rows:
    return (*((Offer(f"={name}", Open("assign", enterprise)),) for enterprise, name in effect.found), (Offer("back_step", Back()),))


def _offers(effect: AssignShown, scene: Scene) -> Rows:
    held = {"provider": effect.provider, "agency": effect.agency}
    rows = (
        (Offer(f"change_{kind}", Choose(kind)), Offer(f"end_{kind}", Choose(f"end_{kind}")))
        if held[kind]
        else (Offer(f"assign_{kind}", Choose(kind)),)
        for kind in KINDS
    )
    return (*rows, (Offer("back_step", Back()),))


def _unit_offers(effect: AssigneesShown, scene: Scene) -> Rows:
    return (*((Offer(f"={name}", Choose(unit)),) for unit, name in effect.found), (Offer("back_step", Back()),))


def _moved_offers(effect: AssignmentMoved, scene: Scene) -> Rows:
    return ((Offer("page_desk", Open("desk")),),)


OFFERS = {AssignFoundShown: _found_offers, AssignShown: _offers, AssigneesShown: _unit_offers, AssignmentMoved: _moved_offers}
VIEWS: dict[type[DeskShown], object] = {}
