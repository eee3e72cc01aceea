"""申报项目: which programmes an enterprise may apply for, why not, and what is not known yet, asked one by one.

The page is about one programme where it has an id, else it lists them. `asked` is the view, or `f.` and the fact being asked; `fields` keep
which `track` it is about and the way through the facts: `trail` (those before), `edit` (a known fact is changed), `draft` (choices not kept
yet), `leaf` (of a list), `seen` (when what was shown was stated); a form asks `only` its own facts and is gone `back` to. Every value is
kept the moment it is said. It is about the own enterprise and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dialogs.answers import folded, whole_number
from dialogs.desk.prog import offers as offered
from dialogs.desk.prog.effects import FactAsked, ProgrammeShown, ProgrammesShown
from dialogs.desk.prog.parts import ProgrammeLine, Span
from dialogs.desk.prog.wishes import (
    AskingWanted,
    FactAnswered,
    FactWanted,
    KnownChosen,
    KnownWanted,
    MetWanted,
    ProgrammesWanted,
    ProgrammeWanted,
    VerdictsWanted,
    WayWanted,
)
from dialogs.effects import Effect, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Explain, Flag, Forward, Reply, Submit
from dialogs.scene import Scene, Screen, Turn
from dialogs.views.common import Context

WORDS = ("/programmes", "申报项目", "申报", "项目", "programmes", "programme")

FACT = "f."
"""What stands before the fact that is asked."""

PAPER = "paper"
"""The page of forms."""

BODIES, KNOWN = "bodies", "known"
_LATER = frozenset({"以后再说", "以后", "不知道", "不清楚", "later", "don't know", "unknown"})


def kept(fields: Mapping[str, str]) -> dict[str, str]:
    """What of the fields lasts from one fact to the next."""
    return {field: value for field, value in fields.items() if field in {"track", "only", "back"} and value}


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if not desk.at:
        return (ProgrammesWanted(desk.asked == BODIES),)
    if desk.asked.startswith(FACT):
        return (FactWanted(desk.at, _fact(scene)),)
    return (_view(desk.at, desk.asked, desk.fields),)


def _view(programme: str, asked: str, fields: dict[str, str]) -> Wanted:
    match asked:
        case "met":
            return MetWanted(programme, fields.get("track", ""))
        case "known":
            return KnownWanted(programme, int(fields.get("start", "0")))
        case "history":
            return VerdictsWanted(programme)
        case "way":
            return WayWanted(programme, fields.get("track", ""))
        case _:
            return ProgrammeWanted(programme, fields.get("track", ""))


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if not desk.at:
        return _list(scene, inbound)
    if desk.asked.startswith(FACT):
        return _asking(scene, inbound)
    match inbound:
        case Choose("ask"):
            return scene.turn(AskingWanted(desk.at, desk.fields.get("track", "")))
        case Choose("met" | "known" | "history" | "way" as view):
            return _about(scene, view, **_lasting(scene)).turn()
        case Choose(key) if key.startswith("t:"):
            return _about(scene, track=key.removeprefix("t:")).turn()
        case Back() if desk.asked:
            return _about(scene, **_lasting(scene)).turn()
        case Back():
            return scene.at_desk("prog").turn()
    return _known(scene, inbound) if desk.asked == KNOWN else None


def _list(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("bodies"):
            return scene.at_desk("prog", "", BODIES).turn()
        case Back() if scene.cursor.desk.asked:
            return scene.at_desk("prog").turn()
        case Back():
            return scene.away().turn()
    return None


def _known(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """The list of what is known: one of it is changed by its number, by button or typed."""
    match inbound:
        case Choose(key) if key.startswith("k:") and whole_number(key[2:]):
            return scene.turn(KnownChosen(scene.cursor.desk.at, whole_number(key[2:])))
        case Choose(key) if key.startswith("from:") and key[5:].isdecimal():
            return _about(scene, KNOWN, start=str(int(key[5:][:4])), **_lasting(scene)).turn()
        case Reply(text) if whole_number(text):
            return scene.turn(KnownChosen(scene.cursor.desk.at, whole_number(text)))
    return None


def _about(scene: Scene, asked: str = "", **fields: str) -> Scene:
    return scene.at_desk("prog", scene.cursor.desk.at, asked, **fields)


def _lasting(scene: Scene) -> dict[str, str]:
    return kept(scene.cursor.desk.fields)


# -- one fact after the other ----------------------------------------------------------------------------------------------


def _fact(scene: Scene) -> str:
    return scene.cursor.desk.asked.removeprefix(FACT)


def _asking(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("later") | Flag():
            return _said(scene, "later")
        case Choose("keep") | Forward():
            return _said(scene, "keep")
        case Choose("take" | "done" | "none" | "unsay" as how):
            return _said(scene, how)
        case Choose("yes" | "no" as key):
            return _said(scene, "key", key)
        case Submit():
            return _said(scene, "done")
        case Choose(key) if key.startswith("v:"):
            return _said(scene, "key", key.removeprefix("v:"))
        case Choose(key) if key.startswith("p:") and key[2:].isdecimal():
            return _paged(scene, str(int(key[2:][:4])))
        case Explain():
            return scene.turn()
        case Reply(text):
            return _said(scene, "later") if folded(text) in _LATER else _said(scene, "text", text)
        case Back():
            return _before(scene)
    return None


def _said(scene: Scene, how: str, value: str = "") -> Turn:
    return scene.turn(FactAnswered(scene.cursor.desk.at, _fact(scene), how, value))


def _paged(scene: Scene, page: str) -> Turn:
    desk = scene.cursor.desk
    return scene.with_cursor(desk=msgspec.structs.replace(desk, fields={**desk.fields, "leaf": page})).turn()


def _before(scene: Scene) -> Turn:
    """To the fact before; from the first one to where the asking began."""
    fields = scene.cursor.desk.fields
    trail = fields.get("trail", "").split()
    if not trail and "only" in fields:
        return scene.at_desk(PAPER, fields.get("back", "")).turn()
    if not trail:
        return _about(scene, KNOWN if "edit" in fields else "", **_lasting(scene)).turn()
    return _about(scene, FACT + trail[-1], trail=" ".join(trail[:-1]), **_lasting(scene)).turn()


# -- words -----------------------------------------------------------------------------------------------------------------


def _span(span: Span) -> Context:
    return msgspec.structs.asdict(span)


def _line(line: ProgrammeLine) -> Context:
    return {**msgspec.structs.asdict(line), "spans": [_span(span) for span in line.spans]}


def _list_view(effect: ProgrammesShown, scene: Scene) -> Context:
    closed = [line for line in effect.lines if line.state == "closed"]
    return {
        **msgspec.structs.asdict(effect),
        "current": [_line(line) for line in effect.lines if line.state != "closed"],
        "shut": [_line(line) for line in closed if not line.duty],
        "late": [_line(line) for line in closed if line.duty],
    }


def _page_view(effect: ProgrammeShown, scene: Scene) -> Context:
    about = next((glance for glance in effect.tracks if glance.track == effect.about), effect.tracks[0])
    return {**msgspec.structs.asdict(effect), "told": about, "several": len(effect.tracks) > 1}


def _fact_view(effect: FactAsked, scene: Scene) -> Context:
    """Choices are listed in the text where the buttons cannot say everything; who is choosing has read the explanation."""
    listed = offered.numbered(effect) or any(row.gist for row in effect.rows)
    underway = effect.kind == "choices" and (effect.page > 0 or bool(effect.picked))
    return {**msgspec.structs.asdict(effect), "listed": listed, "underway": underway}


OFFERS = offered.OFFERS
VIEWS: dict[type[Effect], Callable[[Any, Scene], Context]] = {
    ProgrammesShown: _list_view,
    ProgrammeShown: _page_view,
    FactAsked: _fact_view,
}
