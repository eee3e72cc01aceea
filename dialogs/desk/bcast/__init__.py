"""群发: messages to the contacts of many enterprises, written as a draft, confirmed (by two people if they are many), followed to the end.

The page is about one campaign where it has an id, about the reminders at `standing`, else it lists what is under way. What a notice's
buttons decide stands at the end of the id; all of it asks again whether the person may, and whether it is not too late.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogs.desk.bcast import notices, offers, parts
from dialogs.desk.bcast.offers import LEDGER_PAGE, STANDING, UNDO
from dialogs.desk.bcast.wishes import (
    CampaignsWanted,
    CampaignWanted,
    Confirmed,
    DraftUnitsWanted,
    DraftWanted,
    DropWanted,
    LedgerFileWanted,
    LedgerWanted,
    MoveWanted,
    PreviewWanted,
    ReviewWanted,
    SureWanted,
    TrialWanted,
)
from dialogs.desk.decisions import decision
from dialogs.effects import Effect
from dialogs.inbound import AnyInbound, Back, Choose, Reply
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Rows
from dialogs.views.common import Context
from dialogs.words import is_no, said

WORDS = ("/broadcast", "群发", "提醒", "broadcast")

MOVES = frozenset({"pause", "resume", "undo", "second", "refuse", "switch_on", "switch_off"})
"""The moves that are made by one tap; stopping asks once."""

_PARTS = frozenset({*parts.PARTS, parts.NEW, parts.FILTER})


def opened(scene: Scene, at: str) -> Turn | None:
    """A decision on a notice, or taking a campaign back, from wherever it was shown."""
    decided = decision(at)
    if decided:
        about, agreed = decided
        return scene.at_desk("bcast", about).turn(MoveWanted(about, "second" if agreed else "refuse"))
    if at.endswith(UNDO):
        about = at.removesuffix(UNDO)
        return scene.at_desk("bcast", about).turn(MoveWanted(about, "undo"))
    return None


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked in _PARTS:
        return parts.show(scene)
    match desk.asked:
        case "unit":
            return (DraftUnitsWanted(),)
        case "preview":
            return (PreviewWanted(desk.at, int(desk.fields.get("place", "0"))),)
        case "sure":
            return (ReviewWanted(desk.at),)
        case "stop" | "drop" as what:
            return (SureWanted(desk.at, what),)
        case "ledger":
            fields = desk.fields
            return (LedgerWanted(desk.at, fields.get("state", ""), fields.get("after", ""), int(fields.get("seen", "0"))),)
    return (CampaignsWanted(desk.at),) if desk.at in {"", STANDING} else (CampaignWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked in _PARTS:
        return parts.step(scene, inbound)
    match desk.asked:
        case "unit":
            return _unit(scene, inbound)
        case "preview":
            return _preview(scene, inbound)
        case "sure":
            return _review(scene, inbound)
        case "stop" | "drop":
            return _sure(scene, inbound)
        case "ledger":
            return _ledger(scene, inbound)
    return _front(scene, inbound) if desk.at in {"", STANDING} else _card(scene, inbound)


def _front(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("new"):
            return scene.at_desk("bcast", "", "unit").turn(DraftWanted())
        case Back() if scene.cursor.desk.at:
            return scene.at_desk("bcast").turn()
    return None


def _unit(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(unit):
            return scene.turn(DraftWanted(unit))
        case Back():
            return scene.at_desk("bcast").turn()
    return None


def _at(scene: Scene, asked: str = "", **fields: str) -> Scene:
    return scene.at_desk("bcast", scene.cursor.desk.at, asked, **fields)


def _card(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("trial"):
            return scene.turn(TrialWanted(at))
        case Choose("file_of"):
            return scene.turn(LedgerFileWanted(at))
        case Choose("preview" | "sure" | "stop" | "drop" | "ledger" as asked):
            return _at(scene, asked).turn()
        case Choose(part) if part in parts.PARTS:
            return _at(scene, part).turn()
        case Choose("recall"):
            return scene.turn(MoveWanted(at, "refuse"))
        case Choose(key) if key in MOVES:
            return scene.turn(MoveWanted(at, key))
        case Back():
            return scene.at_desk("bcast").turn()
    return None


def _preview(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(place) if place.isdecimal() and len(place) == 1:
            return _at(scene, "preview", place=place).turn()
        case Choose("trial"):
            return scene.turn(TrialWanted(scene.cursor.desk.at))
        case Back():
            return _at(scene).turn()
    return None


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """Nothing is sent before a yes that names the audience which was shown."""
    at = scene.cursor.desk.at
    match inbound:
        case Choose(key) if key.startswith("digest:"):
            return scene.turn(Confirmed(at, key.removeprefix("digest:")))
        case Choose("no") | Back():
            return _at(scene).turn()
        case Reply(text) if is_no(text):
            return _at(scene).turn()
    return None


def _sure(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    sure = said(inbound)
    if sure is None:
        return None
    if not sure:
        return _at(scene).turn()
    return scene.at_desk("bcast").turn(DropWanted(desk.at)) if desk.asked == "drop" else _at(scene).turn(MoveWanted(desk.at, "stop"))


def _ledger(scene: Scene, inbound: AnyInbound) -> Turn | None:
    fields = scene.cursor.desk.fields
    match inbound:
        case Choose(key) if key.startswith("state:"):
            return _at(scene, "ledger", state=key.removeprefix("state:")).turn()
        case Choose(key) if key.startswith("after:"):
            seen = str(int(fields.get("seen", "0")) + LEDGER_PAGE)
            return _at(scene, "ledger", state=fields.get("state", ""), after=key.removeprefix("after:"), seen=seen).turn()
        case Choose("file_of"):
            return scene.turn(LedgerFileWanted(scene.cursor.desk.at))
        case Back():
            return _at(scene).turn()
    return None


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {**offers.OFFERS, **notices.OFFERS}
VIEWS: dict[type[Effect], Callable[[Any, Scene], Context]] = {**offers.VIEWS, **notices.VIEWS}
