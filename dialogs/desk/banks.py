"""题库: versions of question banks. An admin sends a workbook; without an error it becomes a draft, which a second admin publishes.

The page waits for a file all the time. Reading happens after the turn; what came of it arrives as a notice. A version is named by the
beginning of its digest, so that a button never means another content than the one that was shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dialogs.desk.banks_effects import (
    BankAsked,
    BankBrought,
    BankDecided,
    BankDrafted,
    BankFailed,
    BankFaulty,
    BankFileWanted,
    BankGone,
    BankKnown,
    BankLine,
    BankMoved,
    BankShadowed,
    BankShown,
    BankSimulated,
    BanksShown,
    BankSureAsked,
    BankSureWanted,
    BanksWanted,
    BankTried,
    BankTryAsked,
    BankTryWanted,
    BankWanted,
)
from dialogs.desk.decisions import NO, YES, decision
from dialogs.effects import DeskShown, Effect
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply, Stored
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context, brief, day_and_hour
from dialogs.words import said

WORDS = ("/banks", "题库", "banks")

FILE = "file"
BEGUN = 32
"""So many digits of a version's digest name it on a button."""

SURE = {".a": "ask", ".u": "use", ".r": "retire", ".d": "drop"}
"""The moves that ask once."""

TRY = "try"
TRY_CODE = ".t"
LONGEST_SOUGHT = 64

FILES = {".c": "compare", ".e": "export", ".s": "shadow", ".m": "simulate"}
"""What the worker makes."""

LONGEST_TITLE = 40


def opened(scene: Scene, at: str) -> Turn | None:
    """The page or a version, ready for a file; a decision, a question before a move, or work for the worker."""
    about, code = at[:BEGUN], at[BEGUN:]
    here = scene.at_desk("banks", about, FILE)
    if decided := decision(at):
        return here.turn(BankMoved(about, "agree" if decided[1] else "return"))
    if code in SURE:
        return scene.at_desk("banks", about, SURE[code]).turn()
    if code == TRY_CODE:
        return scene.at_desk("banks", about, TRY).turn()
    return here.turn(BankFileWanted(about, FILES[code])) if code in FILES else here.turn()


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if not desk.at:
        return (BanksWanted(),)
    if desk.asked == TRY:
        return (BankTryWanted(desk.at),)
    return (BankSureWanted(desk.at, desk.asked),) if desk.asked in SURE.values() else (BankWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked in SURE.values():
        return _sure(scene, inbound)
    if desk.asked == TRY:
        return _try(scene, inbound)
    match inbound:
        case Stored(digest, name):
            return scene.turn(BankBrought(digest, name))
        case Back() if desk.at:
            return scene.at_desk("banks", "", FILE).turn()
    return None


def _sure(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    sure = said(inbound)
    if sure is None:
        return None
    here = scene.at_desk("banks", desk.at, FILE)
    return here.turn(BankMoved(desk.at, desk.asked)) if sure else here.turn()


def _try(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("first"):
            return scene.turn(BankTried(at))
        case Reply(text) if text.strip():
            return scene.turn(BankTried(at, text.strip()[:LONGEST_SOUGHT]))
        case Back():
            return scene.at_desk("banks", at, FILE).turn()
    return None


# -- choices -----------------------------------------------------------------------------------------------------------


def _offer(label: str, begun: str, code: str = "") -> Offer:
    return Offer(label, Open("banks", begun[:BEGUN] + code))


_MOVES = {"agree": YES, "return": NO, **{move: code for code, move in SURE.items()}}


def _list_offers(effect: BanksShown, scene: Scene) -> Rows:
    rows = ((_offer(f"={brief(line.title, LONGEST_TITLE)} {brief(line.version, LONGEST_TITLE)}", line.begun),) for line in effect.lines)
    return (*rows, (Offer("back_step", Back()),))


def _version_offers(effect: BankShown, scene: Scene) -> Rows:
    begun = effect.line.begun
    compare = (_offer("bank_compare", begun, ".c"),) if effect.current_version and not effect.line.current else ()
    shadow = (_offer("bank_shadow", begun, ".s"),) if compare else ()
    looks = (
        _offer("bank_try", begun, TRY_CODE),
        _offer("bank_export", begun, ".e"),
        *compare,
        *shadow,
        _offer("bank_simulate", begun, ".m"),
    )
    recall = "bank_recall" if effect.own else "bank_return"
    moves = tuple(_offer(recall if move == "return" else f"bank_{move}", begun, _MOVES[move]) for move in effect.can)
    return (*in_rows(looks, 2), *in_rows(moves, 2), (Offer("back_step", Back()),))


def _sure_offers(effect: BankSureAsked, scene: Scene) -> Rows:
    return ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)


def _try_offers(effect: BankTryAsked, scene: Scene) -> Rows:
    return ((Offer("bank_first", Choose("first")), Offer("back_step", Back())),)


def _again_offers(effect: DeskShown, scene: Scene) -> Rows:
    return ((Offer("page_banks", Open("banks")),),)


def _drafted_offers(effect: BankDrafted, scene: Scene) -> Rows:
    begun = effect.begun
    shadow = (_offer("bank_shadow", begun, ".s"),) if effect.against else ()
    return (
        (_offer("bank_try", begun, TRY_CODE), *shadow, _offer("bank_simulate", begun, ".m")),
        (_offer("bank_ask", begun, ".a"), _offer("bank_drop", begun, ".d")),
        (_offer("bank_look", begun),),
    )


def _asked_offers(effect: BankAsked, scene: Scene) -> Rows:
    begun = effect.begun
    return ((_offer("bank_agree", begun, YES), _offer("bank_return", begun, NO)), (_offer("bank_look", begun),))


def _look_offers(effect: BankKnown | BankDecided | BankShadowed | BankSimulated, scene: Scene) -> Rows:
    return ((_offer("bank_look", effect.begun),),)


# -- words -------------------------------------------------------------------------------------------------------------


def _line(line: BankLine) -> Context:
    return {**msgspec.structs.asdict(line), "at": day_and_hour(line.at), "title": brief(line.title, LONGEST_TITLE)}


def _list_view(effect: BanksShown, scene: Scene) -> Context:
    return {"lines": [_line(line) for line in effect.lines], "hidden": effect.hidden}


def _version_view(effect: BankShown, scene: Scene) -> Context:
    known = msgspec.structs.asdict(effect)
    times = {name: day_and_hour(at) for name, at in known.items() if name.endswith("_at") and at is not None}
    alone = day_and_hour(effect.alone) if effect.alone else ""
    return {**known, **times, "line": _line(effect.line), "alone": alone}


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    BanksShown: _list_offers,
    BankShown: _version_offers,
    BankSureAsked: _sure_offers,
    BankTryAsked: _try_offers,
    BankFaulty: _again_offers,
    BankGone: _again_offers,
    BankFailed: _again_offers,
    BankKnown: _look_offers,
    BankDrafted: _drafted_offers,
    BankAsked: _asked_offers,
    BankDecided: _look_offers,
    BankShadowed: _look_offers,
    BankSimulated: _look_offers,
}
VIEWS: dict[type[Effect], Callable[[Any, Scene], Context]] = {BanksShown: _list_view, BankShown: _version_view}
