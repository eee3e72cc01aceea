"""Finding an enterprise (查找) by part of its name or its code, among those that the person may see."""

from __future__ import annotations

from dialogs import answers
from dialogs.answers import Unreadable
from dialogs.desk.figures import Line, line_view, numbered
from dialogs.effects import DeskShown, Wanted
from dialogs.inbound import AnyInbound, Back, Reply
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context

WORDS = ("/find", "查找", "find")


class FoundWanted(Wanted, frozen=True, tag="found_wanted"):
    """The enterprises that this text means."""

    text: str


class FindAsked(DeskShown, frozen=True, tag="find_asked"):
    """What to look for."""


class FoundShown(DeskShown, frozen=True, tag="found_shown"):
    """What was found; `more` if there was more than fits."""

    text: str
    lines: tuple[Line, ...]
    more: bool = False


def show(scene: Scene) -> Screen:
    text = scene.cursor.desk.fields.get("text", "")
    return (FoundWanted(text),) if text else (FindAsked(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Reply(text):
            return _sought(scene, text)
        case Back() if scene.cursor.desk.fields:
            return scene.at_desk("find").turn()
    return None


def _sought(scene: Scene, text: str) -> Turn:
    try:
        wanted = answers.clean(text, answers.LONGEST_NAME)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    return scene.at_desk("find", text=wanted).turn()


def _asked_offers(effect: FindAsked, scene: Scene) -> Rows:
    return ((Offer("back_step", Back()),),)


def _found_offers(effect: FoundShown, scene: Scene) -> Rows:
    return (*numbered(effect.lines), (Offer("back_step", Back()),))


def _found(effect: FoundShown, scene: Scene) -> Context:
    return {"text": effect.text, "more": effect.more, "lines": [line_view(scene, line) for line in effect.lines]}


OFFERS = {FindAsked: _asked_offers, FoundShown: _found_offers}
VIEWS = {FoundShown: _found}
