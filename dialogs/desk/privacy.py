"""My data (我的数据): what is stored about the person in plain words, what for and for how long; a copy of it; the way to delete it."""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Delete
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context, day_and_hour

WORDS = ("/privacy", "我的数据", "我的资料", "my data", "privacy")


class AboutWanted(Wanted, frozen=True, tag="about_wanted"):
    """What is stored about the person."""


class CopyWanted(Wanted, frozen=True, tag="copy_wanted"):
    """A copy of everything that is stored about the person."""


class AboutShown(DeskShown, frozen=True, tag="about_shown"):
    """What is stored about the person; `mobile` is masked, everything else are names of things and how many there are."""

    name: str
    post: str
    mobile: str
    email: str
    consented_at: int
    roles: tuple[tuple[str, str], ...]
    enterprises: tuple[str, ...]
    claims: int
    registrations: int
    invitations: int
    tickets: int
    answers: int
    notes: int
    files: int
    facts: int = 0
    form_files: int = 0


class CopyComing(DeskTold, frozen=True, tag="copy_coming"):
    """The copy follows as two files."""


def show(scene: Scene) -> Screen:
    return (AboutWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    return scene.turn(CopyWanted()) if inbound == Choose("copy") else None


def _offers(effect: AboutShown, scene: Scene) -> Rows:
    return ((Offer("privacy_copy", Choose("copy")), Offer("delete", Delete())), (Offer("back_step", Back()),))


def _view(effect: AboutShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "consented_on": day_and_hour(effect.consented_at)[:10] if effect.consented_at else ""}


OFFERS = {AboutShown: _offers}
VIEWS = {AboutShown: _view}
