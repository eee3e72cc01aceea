"""The pages of the desk, what leads to each, and what is the same on all of them: back, away, and an answer that fits nothing.

A page, a module or a package, has `WORDS` (typed words that open it), `show(scene)` (the page as it stands: a `Wanted` or a screen),
`step(scene, inbound)` (a turn, or nothing for what does not belong there), `OFFERS` (the choices of its screens) and `VIEWS` (what their
templates may say, where that is more than the effect's own fields). One with buttons that do something wherever they were shown has
`opened(scene, at)`, a turn or nothing; whatever they do must be right however often and late they are tapped.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from dialogs.desk import (
    assign,
    audit,
    banks,
    bcast,
    begin,
    cand,
    city,
    claim,
    counter,
    ent,
    feedback,
    find,
    grants,
    invite,
    invited,
    join,
    liaison,
    mine,
    move,
    mute,
    packs,
    paper,
    people,
    privacy,
    prog,
    reviews,
    roster,
    status,
    team,
    told,
    units,
    verified,
    vouch,
)
from dialogs.desk.forms import BlankAsked
from dialogs.effects import DeskShown, Effect, LanguageChosen, Paused, Returned
from dialogs.inbound import AnyInbound, Back, Home, Open, Pause, Speak, Start, Stored
from dialogs.model import Phase
from dialogs.phases import BEFORE_CONSENT, RUNNING
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.stages import home, trying

PAGES: dict[str, ModuleType] = {
    "desk": counter,
    "feedback": feedback,
    "mine": mine,
    "begin": begin,
    "move": move,
    "join": join,
    "claim": claim,
    "people": people,
    "invite": invite,
    "invited": invited,
    "status": status,
    "city": city,
    "find": find,
    "ent": ent,
    "liaison": liaison,
    "units": units,
    "grants": grants,
    "roster": roster,
    "assign": assign,
    "audit": audit,
    "team": team,
    "reviews": reviews,
    "verified": verified,
    "privacy": privacy,
    "prog": prog,
    "paper": paper,
    "bcast": bcast,
    "told": told,
    "mute": mute,
    "banks": banks,
    "cand": cand,
    "vouch": vouch,
    "packs": packs,
}

_OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    shown: offered for page in PAGES.values() for shown, offered in page.OFFERS.items()
}
_VIEWS: dict[type[Effect], Callable[[Any, Scene], dict[str, Any]]] = {
    shown: view for page in PAGES.values() for shown, view in page.VIEWS.items()
}

_WAITING = frozenset({*RUNNING, Phase.TAILORING, Phase.TAILORING_REVIEW}) - {Phase.HOME}
"""Phases that a person was called away from, as by a notice, and goes back to in one tap."""


def attended(scene: Scene) -> bool:
    """Whether the person is at the desk; a page asked for before the consent waits behind it."""
    return bool(scene.cursor.desk.page) and scene.cursor.phase not in BEFORE_CONSENT


def open_page(scene: Scene, inbound: Open) -> Turn | None:
    """To a page, or what a button of it does; nothing if there is no such page."""
    page = PAGES.get(inbound.page)
    if page is None:
        return None
    turn: Turn | None = page.opened(scene, inbound.at) if attended(scene.at_desk(inbound.page)) and hasattr(page, "opened") else None
    return turn or scene.at_desk(inbound.page, inbound.at).turn()


def led(scene: Scene, token: str) -> Scene:
    """The scene at the page that a deep link leads to."""
    return invited.led(scene, token)


def show(scene: Scene) -> Screen:
    """The page that the person is at."""
    shown: Screen = _page(scene).show(scene)
    return shown


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """What the page makes of it, or what every page does."""
    turn: Turn | None = _page(scene).step(scene, inbound)
    if turn is not None:
        return turn
    match inbound:
        case Back() if scene.cursor.desk.page != "desk":
            return scene.at_desk("desk").turn()
        case Back() | Start():
            return scene.away().turn(Returned())
        case Home():
            return home.anywhere(scene.away(), inbound) or scene.away().turn()
        case Pause():
            return scene.turn(Paused())
        case Speak(language) if language in scene.bank.languages:
            return scene.with_cursor(language=language).turn(LanguageChosen(language))
    return None


def awaits_file(scene: Scene, report: Stored) -> bool:
    """Whether the page that the person is at still waits for this file."""
    desk = scene.cursor.desk
    return attended(scene) and desk.asked == "file" and (report.page, report.at) == (desk.page, desk.at)


def enter(scene: Scene, handover: str = "", at: str = "") -> Turn:
    """Over to the run that the scene now holds: its overview, or the next step where it is not begun; as a helper, to what was handed
    over, or into a trial, at this question, each with a way back to the run before."""
    cursor = scene.cursor
    left = (cursor.left or cursor.run) if handover or scene.run.trial else ""
    place = {"phase": Phase.HOME, "at": "", "part": "", "draft": "", "correcting": False, "drafted_out": ()}
    inside = scene.with_cursor(run=scene.run.id, handover=handover, left=left, **place).away()
    if scene.run.trial:
        return trying.begin(inside, at)
    if handover or (scene.run.enterprise and not home.unready(inside)):
        return inside.turn()
    return home.go_on(inside)


def offers(effect: DeskShown, scene: Scene) -> Rows:
    """The choices of a screen of the desk."""
    offered = _OFFERS.get(type(effect))
    rows = offered(effect, scene) if offered else ()
    waits = scene.cursor.phase in _WAITING and attended(scene) and not isinstance(effect, BlankAsked)
    return (*rows, (Offer("back_to_run", Start()),)) if waits else rows


def view(effect: Effect) -> Callable[[Any, Scene], dict[str, Any]] | None:
    """What the template of this effect may say, where that is more than its own fields."""
    return _VIEWS.get(type(effect))


def words() -> dict[AnyInbound, tuple[str, ...]]:
    """The typed words that open each page."""
    return {Open(name): page.WORDS for name, page in PAGES.items()}


def _page(scene: Scene) -> ModuleType:
    return PAGES[scene.cursor.desk.page]
