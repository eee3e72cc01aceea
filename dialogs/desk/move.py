"""换用新版: an open run goes on with the version of its bank published now, if a contact wants it; only what changed is asked again.

The page is about one run, or about the one the person stands in where it names none.
"""

from __future__ import annotations

from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Submit
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows

WORDS = ("/move", "换用新版", "use the new version")


class MoveWanted(Wanted, frozen=True, tag="move_wanted"):
    """What moving this run would mean."""

    run: str


class MovingWanted(Wanted, frozen=True, tag="moving_wanted"):
    """Move it to this version: the one that was shown."""

    run: str
    version: str


class MoveShown(DeskShown, frozen=True, tag="move_shown"):
    """What moving means: questions and indicators to answer again, answers that nothing continues, parts handed over that end."""

    enterprise: str
    title: str
    version: str
    again: int
    indicators: int = 0
    lost: int = 0
    ended: int = 0


class RunMoved(DeskTold, frozen=True, tag="run_moved"):
    """The run goes on with this version."""

    title: str
    version: str
    again: int


def show(scene: Scene) -> Screen:
    return (MoveWanted(scene.cursor.desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(key) if key.startswith("to:"):
            return scene.turn(MovingWanted(scene.cursor.desk.at, key.removeprefix("to:")))
        case Choose("no") | Back():
            return scene.away().turn()
        case Submit():
            return scene.turn()
    return None


def _offers(effect: MoveShown, scene: Scene) -> Rows:
    return ((Offer("move_on", Choose(f"to:{effect.version}")), Offer("move_not", Choose("no"))),)


OFFERS = {MoveShown: _offers}
VIEWS: dict[type[DeskShown], object] = {}
