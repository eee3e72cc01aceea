"""申报项目规则: versions of rule packs, after the pattern of `versions`; one can be tried with the facts of a made-up enterprise.

In a trial the fields of the page keep what was stated, in its order: `s.` and the fact, with the value as it would be stored, or `LEFT`;
`fact` is the one that is asked. Nothing of it is ever stored elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogs.answers import folded
from dialogs.desk import versions
from dialogs.desk.packs.effects import PackFactTold, PackShadowed, PackSimulated, PackTryShown, PackTryWanted, TriedFact
from dialogs.desk.versions import TRY, Versions
from dialogs.effects import Effect
from dialogs.inbound import AnyInbound, Back, Choose, Flag, Reply
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context, brief
from dialogs.words import is_skip

WORDS = ("/packs", "申报项目规则", "规则包", "packs")

STATED = "s."
LEFT = "?"
"""Stands for what was passed over; no value is written so."""

MOST_BUTTONS = 10
LONGEST_LABEL = 30
LONGEST_SAID = 1000

_PAGE = Versions("packs", whole=((".b", "template"),))
_LATER = frozenset({"不知道", "不清楚", "以后再说", "don't know", "unknown"})
opened = _PAGE.opened


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    return (PackTryWanted(desk.at),) if desk.asked == TRY else _PAGE.show(scene)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    return _try(scene, inbound) if scene.cursor.desk.asked == TRY else _PAGE.step(scene, inbound)


def _try(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("skip") | Flag():
            return scene.turn(PackFactTold(at, "skip"))
        case Choose("none" | "before" | "anew" as how):
            return scene.turn(PackFactTold(at, how))
        case Choose(key) if key in {"yes", "no"} or key.startswith("v:"):
            return scene.turn(PackFactTold(at, "key", key.removeprefix("v:")))
        case Reply(text) if text.strip():
            left = is_skip(text) and folded(text) not in {"无", "没有"}
            return scene.turn(PackFactTold(at, "skip" if left or folded(text) in _LATER else "text", text.strip()[:LONGEST_SAID]))
        case Back():
            return _PAGE.at(scene, at).turn()
    return None


# -- choices -----------------------------------------------------------------------------------------------------------


def _try_offers(effect: PackTryShown, scene: Scene) -> Rows:
    fact = effect.fact
    undo = (Offer("pack_before", Choose("before")), Offer("pack_anew", Choose("anew"))) if effect.told + effect.left else ()
    if fact is None:
        return (undo, (Offer("back_step", Back()),)) if undo else ((Offer("back_step", Back()),),)
    skip = (Offer("pack_skip", Choose("skip")),)
    return (*_answers(fact), *((undo,) if undo else ()), (*skip, Offer("pack_leave", Back())))


def _answers(fact: TriedFact) -> Rows:
    if fact.kind == "flag":
        return ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)
    if fact.kind == "choices":
        return ((Offer("pack_none", Choose("none")),),)
    if len(fact.rows) > MOST_BUTTONS:
        return ()
    return in_rows(tuple(Offer(f"={brief(row.name, LONGEST_LABEL)}", Choose(f"v:{row.key}")) for row in fact.rows), 2)


def _look_offers(effect: PackShadowed | PackSimulated, scene: Scene) -> Rows:
    return versions.look("packs", effect.begun)


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    **versions.OFFERS,
    PackTryShown: _try_offers,
    PackShadowed: _look_offers,
    PackSimulated: _look_offers,
}
VIEWS: dict[type[Effect], Callable[[Any, Scene], Context]] = {**versions.VIEWS}
