"""题库: versions of question banks, after the pattern of `versions`; one can be tried from any question, and scored in the shadow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogs.desk import versions
from dialogs.desk.banks.effects import BankShadowed, BankSimulated, BankTried, BankTryAsked, BankTryWanted
from dialogs.desk.versions import TRY, Versions
from dialogs.effects import Effect
from dialogs.inbound import AnyInbound, Back, Choose, Reply
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context

WORDS = ("/banks", "题库", "banks")
LONGEST_SOUGHT = 64

_PAGE = Versions("banks")
opened = _PAGE.opened


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    return (BankTryWanted(desk.at),) if desk.asked == TRY else _PAGE.show(scene)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    return _try(scene, inbound) if scene.cursor.desk.asked == TRY else _PAGE.step(scene, inbound)


def _try(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("first"):
            return scene.turn(BankTried(at))
        case Reply(text) if text.strip():
            return scene.turn(BankTried(at, text.strip()[:LONGEST_SOUGHT]))
        case Back():
            return _PAGE.at(scene, at).turn()
    return None


def _try_offers(effect: BankTryAsked, scene: Scene) -> Rows:
    return ((Offer("bank_first", Choose("first")), Offer("back_step", Back())),)


def _look_offers(effect: BankShadowed | BankSimulated, scene: Scene) -> Rows:
    return versions.look("banks", effect.begun)


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    **versions.OFFERS,
    BankTryAsked: _try_offers,
    BankShadowed: _look_offers,
    BankSimulated: _look_offers,
}
VIEWS: dict[type[Effect], Callable[[Any, Scene], Context]] = {**versions.VIEWS}
