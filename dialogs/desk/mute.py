"""提醒设置: which kinds of messages a person wants from the staff, each on or off by a tap. Own conversations are none of them."""

from __future__ import annotations

import msgspec

from dialogs.campaigns.model import Kind
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context

WORDS = ("/mute", "提醒设置", "免打扰", "mute")


class KindsWanted(Wanted, frozen=True, tag="kinds_wanted"):
    """What the person wants, by kind."""


class KindSet(Wanted, frozen=True, tag="kind_set_wanted"):
    """Messages of this kind are wanted, or not."""

    kind: str
    on: bool


class KindRow(msgspec.Struct, frozen=True):
    """A kind of messages, and whether the person wants it."""

    kind: str
    on: bool


class KindsShown(DeskShown, frozen=True, tag="kinds_shown"):
    """The kinds that this person can get at all."""

    kinds: tuple[KindRow, ...]


class KindKept(DeskTold, frozen=True, tag="kind_kept"):
    """Messages of this kind come, or come no longer."""

    kind: str
    on: bool


def show(scene: Scene) -> Screen:
    return (KindsWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(key):
            kind, _, on = key.partition(":")
            return scene.turn(KindSet(kind, on == "on")) if kind in set(Kind) and on in {"on", "off"} else None
        case Back():
            return scene.at_desk("desk").turn()
    return None


def _offers(effect: KindsShown, scene: Scene) -> Rows:
    found = tuple(
        Offer(f"mute_{'off' if row.on else 'on'}_{row.kind}", Choose(f"{row.kind}:{'off' if row.on else 'on'}")) for row in effect.kinds
    )
    return (*in_rows(found, 1), (Offer("back_step", Back()),))


def _view(effect: KindsShown, scene: Scene) -> Context:
    return {"kinds": [msgspec.structs.asdict(row) for row in effect.kinds]}


OFFERS = {KindsShown: _offers}
VIEWS = {KindsShown: _view}
