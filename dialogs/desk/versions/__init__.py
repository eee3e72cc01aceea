"""The pattern of the pages of versions: an admin sends a workbook; without an error it becomes a draft, which a second admin publishes.

Such a page waits for a file all the time. Reading happens after the turn; what came of it arrives as a notice. A version is named by the
beginning of its digest, so that a button never means another content than the one that was shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from dialogs.desk.decisions import NO, YES, decision
from dialogs.desk.versions.effects import (
    VersionAsked,
    VersionBrought,
    VersionDecided,
    VersionDrafted,
    VersionFailed,
    VersionFaulty,
    VersionFileWanted,
    VersionGone,
    VersionKnown,
    VersionLine,
    VersionMoved,
    VersionShown,
    VersionsShown,
    VersionSureAsked,
    VersionSureWanted,
    VersionsWanted,
    VersionWanted,
)
from dialogs.effects import Effect
from dialogs.inbound import AnyInbound, Back, Choose, Open, Stored
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context, brief, day_and_hour
from dialogs.words import said

FILE = "file"
BEGUN = 32
"""So many digits of a version's digest name it on a button."""

SURE = {".a": "ask", ".u": "use", ".r": "retire", ".d": "drop"}
"""The moves that ask once."""

TRY = "try"
TRY_CODE = ".t"

FILES = {".c": "compare", ".e": "export", ".s": "shadow", ".m": "simulate"}
"""What the worker makes of a version."""

LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Versions:
    """One such page. `whole` is what the worker makes that is about no version, by the code on its button."""

    page: str
    whole: tuple[tuple[str, str], ...] = ()

    def opened(self, scene: Scene, at: str) -> Turn | None:
        """The page or a version, ready for a file; a decision, a question before a move, a trial, or work for the worker."""
        about, code = at[:BEGUN], at[BEGUN:]
        if at in dict(self.whole):
            return self.at(scene, "").turn(VersionFileWanted(self.page, "", dict(self.whole)[at]))
        here = self.at(scene, about)
        if decided := decision(at):
            return here.turn(VersionMoved(self.page, about, "agree" if decided[1] else "return"))
        if code in SURE:
            return self.at(scene, about, SURE[code]).turn()
        if code == TRY_CODE:
            return self.at(scene, about, TRY).turn()
        return here.turn(VersionFileWanted(self.page, about, FILES[code])) if code in FILES else here.turn()

    def at(self, scene: Scene, about: str, asked: str = FILE) -> Scene:
        """The scene at a version (or at the list), waiting for a file if nothing else is asked."""
        return scene.at_desk(self.page, about, asked)

    def show(self, scene: Scene) -> Screen:
        """The list, a version, or what a move means."""
        desk = scene.cursor.desk
        if not desk.at:
            return (VersionsWanted(self.page),)
        asks = desk.asked in SURE.values()
        return (VersionSureWanted(self.page, desk.at, desk.asked) if asks else VersionWanted(self.page, desk.at),)

    def step(self, scene: Scene, inbound: AnyInbound) -> Turn | None:
        """A file, an answer to what a move means, or back."""
        desk = scene.cursor.desk
        if desk.asked in SURE.values():
            return self._sure(scene, inbound)
        match inbound:
            case Stored(digest, name):
                return scene.turn(VersionBrought(self.page, digest, name))
            case Back() if desk.at:
                return self.at(scene, "").turn()
        return None

    def _sure(self, scene: Scene, inbound: AnyInbound) -> Turn | None:
        desk = scene.cursor.desk
        sure = said(inbound)
        if sure is None:
            return None
        here = self.at(scene, desk.at)
        return here.turn(VersionMoved(self.page, desk.at, desk.asked)) if sure else here.turn()


# -- choices -----------------------------------------------------------------------------------------------------------


_ONE = {"banks": "bank", "packs": "pack"}
"""How the names of a page's own labels begin."""

_MOVES = {"agree": YES, "return": NO, **{move: code for code, move in SURE.items()}}


def offer(label: str, page: str, begun: str, code: str = "") -> Offer:
    """A button about a version."""
    return Offer(label, Open(page, begun[:BEGUN] + code))


def _own(page: str, label: str) -> str:
    return f"{_ONE[page]}_{label}"


def _list_offers(effect: VersionsShown, scene: Scene) -> Rows:
    page = effect.page
    rows = (
        (offer(f"={brief(line.title, LONGEST_TITLE)} {brief(line.version, LONGEST_TITLE)}", page, line.begun),) for line in effect.lines
    )
    template = ((Offer("pack_template", Open(page, ".b")),),) if page == "packs" else ()
    return (*rows, *template, (Offer("back_step", Back()),))


def _version_offers(effect: VersionShown, scene: Scene) -> Rows:
    page, begun = effect.page, effect.line.begun
    against = bool(effect.current_version) and not effect.line.current
    looks = (
        offer(_own(page, "try"), page, begun, TRY_CODE),
        offer("version_export", page, begun, ".e"),
        *((offer("version_compare", page, begun, ".c"), offer(_own(page, "shadow"), page, begun, ".s")) if against else ()),
        offer(_own(page, "simulate"), page, begun, ".m"),
    )
    recall = "version_recall" if effect.own else "version_return"
    moves = tuple(offer(recall if move == "return" else f"version_{move}", page, begun, _MOVES[move]) for move in effect.can)
    return (*in_rows(looks, 2), *in_rows(moves, 2), (Offer("back_step", Back()),))


def _sure_offers(effect: VersionSureAsked, scene: Scene) -> Rows:
    return ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)


def _again_offers(effect: VersionGone | VersionFailed | VersionFaulty, scene: Scene) -> Rows:
    return ((Offer(f"page_{effect.page}", Open(effect.page)),),)


def _drafted_offers(effect: VersionDrafted, scene: Scene) -> Rows:
    page, begun = effect.page, effect.begun
    shadow = (offer(_own(page, "shadow"), page, begun, ".s"),) if effect.against else ()
    return (
        (offer(_own(page, "try"), page, begun, TRY_CODE), *shadow, offer(_own(page, "simulate"), page, begun, ".m")),
        (offer("version_ask", page, begun, ".a"), offer("version_drop", page, begun, ".d")),
        (offer("version_look", page, begun),),
    )


def _asked_offers(effect: VersionAsked, scene: Scene) -> Rows:
    page, begun = effect.page, effect.begun
    decide = (offer("version_agree", page, begun, YES), offer("version_return", page, begun, NO))
    return (decide, (offer("version_look", page, begun),))


def _look_offers(effect: VersionKnown | VersionDecided, scene: Scene) -> Rows:
    return look(effect.page, effect.begun)


def look(page: str, begun: str) -> Rows:
    """To the version that a notice is about."""
    return ((offer("version_look", page, begun),),)


# -- words -------------------------------------------------------------------------------------------------------------


def _line(line: VersionLine) -> Context:
    return {**msgspec.structs.asdict(line), "at": day_and_hour(line.at), "title": brief(line.title, LONGEST_TITLE)}


def _list_view(effect: VersionsShown, scene: Scene) -> Context:
    return {"page": effect.page, "lines": [_line(line) for line in effect.lines], "hidden": effect.hidden}


def _version_view(effect: VersionShown, scene: Scene) -> Context:
    known = msgspec.structs.asdict(effect)
    times = {name: day_and_hour(at) for name, at in known.items() if name.endswith("_at") and at is not None}
    alone = day_and_hour(effect.alone) if effect.alone else ""
    return {**known, **times, "line": _line(effect.line), "alone": alone}


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    VersionsShown: _list_offers,
    VersionShown: _version_offers,
    VersionSureAsked: _sure_offers,
    VersionFaulty: _again_offers,
    VersionGone: _again_offers,
    VersionFailed: _again_offers,
    VersionKnown: _look_offers,
    VersionDrafted: _drafted_offers,
    VersionAsked: _asked_offers,
    VersionDecided: _look_offers,
}
VIEWS: dict[type[Effect], Callable[[Any, Scene], Context]] = {VersionsShown: _list_view, VersionShown: _version_view}
