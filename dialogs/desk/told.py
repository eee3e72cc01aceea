"""The buttons under a message of the staff: on with the own run at its very question, to the own status, to a
programme, and no more of this kind.

Each is right however late it is tapped and by whom: only who was sent the message finds anything. Opened without one, the page is that of
the reminders somebody wants.
"""

from __future__ import annotations

from dialogs.desk import mute
from dialogs.effects import DeskShown, Wanted
from dialogs.inbound import AnyInbound
from dialogs.scene import Scene, Screen, Turn

WORDS = ("/told", "收到的提醒", "told")

GO, STATUS, PROGRAMME, MUTE = ".go", ".st", ".pr", ".mu"
"""What a button adds to the campaign under which it stands."""


class ToldTapped(Wanted, frozen=True, tag="told_tapped"):
    """A button under the message of this campaign: `go`, `st`, `pr` or `mu`."""

    campaign: str
    what: str


def opened(scene: Scene, at: str) -> Turn | None:
    """A button under a message, from wherever it was shown."""
    for ending in (GO, STATUS, PROGRAMME, MUTE):
        if at.endswith(ending):
            return scene.at_desk("told").turn(ToldTapped(at.removesuffix(ending), ending[1:]))
    return None


def show(scene: Scene) -> Screen:
    return mute.show(scene)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    return mute.step(scene, inbound)


OFFERS: dict[type[DeskShown], object] = {}
VIEWS: dict[type[DeskShown], object] = {}
