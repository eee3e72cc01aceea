"""The desk's first page (工作台): what this person can do here. Which doors are shown follows from rights; each asks for them again."""

from __future__ import annotations

from dialogs.effects import DeskShown, Wanted
from dialogs.inbound import AnyInbound, Home, Open
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows

WORDS = ("/desk", "工作台", "desk")


class DoorsWanted(Wanted, frozen=True, tag="doors_wanted"):
    """Which pages are open to the person."""


class Door(DeskShown, frozen=True, tag="door"):
    """One page, and how many things wait behind it."""

    page: str
    waiting: int = 0


class DoorsShown(DeskShown, frozen=True, tag="doors_shown"):
    """The pages that are open to the person, and in which units (name of role, name of unit) the person acts."""

    doors: tuple[Door, ...]
    roles: tuple[tuple[str, str], ...] = ()


def show(scene: Scene) -> Screen:
    return (DoorsWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    return None


def _offers(effect: DoorsShown, scene: Scene) -> Rows:
    doors = tuple(Offer(f"page_{door.page}", Open(door.page)) for door in effect.doors)
    return (*in_rows(doors, 2), (Offer("home", Home()),))


OFFERS = {DoorsShown: _offers}
VIEWS: dict[type[DeskShown], object] = {}
