"""名单: a roster of enterprises sent as a file, checked as a whole, loaded as a whole or not at all; the template to fill in.

The page waits for a file all the time. Reading takes seconds and happens after the turn; what came of it arrives as a notice of its own,
with a yes or no where there are only doubts.
"""

from __future__ import annotations

from dialogs.desk.decisions import NO, YES, decision
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open, Stored
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows

WORDS = ("/roster", "名单", "名册", "roster")

FILE = "file"
BEGUN = 32
"""So many digits of a file's digest name it on a button."""


class RosterWanted(Wanted, frozen=True, tag="roster_wanted"):
    """For which units the person loads rosters."""


class RosterTemplateWanted(Wanted, frozen=True, tag="roster_template_wanted"):
    """The empty roster, as a file."""


class RosterBrought(Wanted, frozen=True, tag="roster_brought"):
    """A file with a roster lies in the folder."""

    digest: str
    name: str


class RosterDecided(Wanted, frozen=True, tag="roster_decided"):
    """A roster with doubts is to be loaded as it is, or not; `begun` is the beginning of its digest."""

    begun: str
    sure: bool


class RosterShown(DeskShown, frozen=True, tag="roster_shown"):
    """What can be loaded: for these units, or (with `everything`) for all."""

    units: tuple[str, ...]
    everything: bool = False


class RosterTaken(DeskTold, frozen=True, tag="roster_taken"):
    """The file is being checked."""

    name: str


class RosterGoingOn(DeskTold, frozen=True, tag="roster_going_on"):
    """The roster is being loaded with its doubts."""


class RosterLeft(DeskTold, frozen=True, tag="roster_left"):
    """Nothing is loaded."""


class RosterGone(DeskShown, frozen=True, tag="roster_gone"):
    """The file is not there any more."""


class RosterFailed(DeskShown, frozen=True, tag="roster_failed"):
    """The file took too long or too much memory to read."""


class RosterFaulty(DeskShown, frozen=True, tag="roster_faulty"):
    """Nothing is loaded: the first of `errors` errors and `doubts` doubts, in words."""

    errors: int
    doubts: int
    lines: tuple[str, ...]


class RosterDoubted(DeskShown, frozen=True, tag="roster_doubted"):
    """Nothing is loaded yet: `enterprises` would be, in spite of these doubts."""

    begun: str
    enterprises: int
    doubts: int
    lines: tuple[str, ...]


class RosterLoaded(DeskShown, frozen=True, tag="roster_loaded_told"):
    """What loading did; `units` are new streets, parks and groups, `without` enterprises of `unit` have no contact yet."""

    added: int
    changed: int
    unchanged: int
    units: tuple[str, ...] = ()
    without: int = 0
    unit: str = ""


def opened(scene: Scene, at: str) -> Turn | None:
    """The page, ready for a file; or a decision on what was doubted."""
    here = scene.at_desk("roster", "", FILE)
    decided = decision(at)
    return here.turn(RosterDecided(*decided)) if decided else here.turn()


def show(scene: Scene) -> Screen:
    return (RosterWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Stored(digest, name):
            return scene.turn(RosterBrought(digest, name))
        case Choose("template"):
            return scene.turn(RosterTemplateWanted())
        case Choose("file"):
            return scene.at_desk("roster", "", FILE).turn()
    return None


def _offers(effect: RosterShown, scene: Scene) -> Rows:
    send = () if scene.cursor.desk.asked == FILE else (Offer("roster_send", Choose("file")),)
    return ((*send, Offer("roster_template", Choose("template"))), (Offer("back_step", Back()),))


def _doubted_offers(effect: RosterDoubted, scene: Scene) -> Rows:
    begun = effect.begun[:BEGUN]
    return ((Offer("roster_load", Open("roster", begun + YES)), Offer("roster_leave", Open("roster", begun + NO))),)


def _again_offers(effect: DeskShown, scene: Scene) -> Rows:
    return ((Offer("page_roster", Open("roster")),),)


def _loaded_offers(effect: RosterLoaded, scene: Scene) -> Rows:
    invite = (Offer("roster_invite", Open("invite", effect.unit)),) if effect.unit and effect.without else ()
    return ((*invite, Offer("page_roster", Open("roster"))),)


OFFERS = {
    RosterShown: _offers,
    RosterDoubted: _doubted_offers,
    RosterFaulty: _again_offers,
    RosterGone: _again_offers,
    RosterFailed: _again_offers,
    RosterLoaded: _loaded_offers,
}
VIEWS: dict[type[DeskShown], object] = {}
