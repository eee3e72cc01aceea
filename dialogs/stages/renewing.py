"""The consent asked for again when the purposes changed: lies over whatever the person was at, and keeps that place.

The first thing that comes in afterwards is not taken but answered with the question, so that no old button can be mistaken for a consent.
Who declines comes to the same calm end as at the start, and may still have everything deleted. The question whether to delete lies over
the desk in the same way.
"""

from __future__ import annotations

from dialogs.effects import ConsentAsked, ConsentDeclined, Consented, DeletionAsked, LanguageChosen, Paused, Returned
from dialogs.inbound import AnyInbound, Back, Choose, Delete, Pause, Reply, Speak, Start
from dialogs.model import Consenting
from dialogs.phases import BEFORE_CONSENT
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.stages import home
from dialogs.stages.consent import PURPOSES
from dialogs.words import is_no, is_yes


def is_due(scene: Scene) -> bool:
    """Whether the person agreed to other purposes than those in force; nothing else is done before that is settled."""
    cursor = scene.cursor
    if cursor.phase in BEFORE_CONSENT or cursor.consented_at is None:
        return False
    return not agrees(scene) or is_over(scene)


def agrees(scene: Scene) -> bool:
    """Whether the person agreed to the purposes in force."""
    return scene.cursor.consented_to >= PURPOSES


def delete(scene: Scene) -> Turn:
    """Whether everything about the person is to be deleted, asked over a place that has no such question of its own."""
    return _to(scene, Consenting.DELETING)


def is_over(scene: Scene) -> bool:
    """Whether the question, or what came of it, lies over the person's place now."""
    return scene.cursor.consenting is not Consenting.NO


def show(scene: Scene) -> Screen:
    match scene.cursor.consenting:
        case Consenting.DECLINED:
            return (ConsentDeclined(again=True),)
        case Consenting.DELETING:
            return (DeletionAsked(),)
        case _:
            return (ConsentAsked(again=True),)


def step(scene: Scene, inbound: AnyInbound) -> Turn:
    """What the person says to the question; anything else shows it again."""
    if scene.cursor.consenting is Consenting.NO:
        return _to(scene, Consenting.ASKED)
    match inbound:
        case Speak(language) if language in scene.bank.languages:
            after = scene.with_cursor(language=language)
            return after.turn(LanguageChosen(language), *show(after))
        case Pause():
            return scene.turn(Paused())
        case Delete():
            return _to(scene, Consenting.DELETING)
    return _decided(scene, inbound) or refused(scene, Refusal.UNEXPECTED)


def _decided(scene: Scene, inbound: AnyInbound) -> Turn | None:
    asked = scene.cursor.consenting
    listed = asked is Consenting.DELETING
    yes = inbound == Choose("yes") or (isinstance(inbound, Reply) and is_yes(inbound.text, 1 if listed else 0))
    no = inbound == Choose("no") or (isinstance(inbound, Reply) and is_no(inbound.text, 2 if listed else 0))
    if asked is Consenting.ASKED and yes:
        return scene.with_cursor(consented_at=scene.moment.now, consented_to=PURPOSES, consenting=Consenting.NO).turn(Consented())
    if asked is Consenting.DELETING and yes:
        return home.forgotten(scene)
    if asked is Consenting.ASKED and no:
        return _to(scene, Consenting.DECLINED)
    if listed and agrees(scene) and (no or isinstance(inbound, Start | Back)):
        return scene.with_cursor(consenting=Consenting.NO).turn(Returned())
    if isinstance(inbound, Start | Back) or (listed and no) or (asked is Consenting.DECLINED and yes):
        return _to(scene, Consenting.ASKED)
    return None


def _to(scene: Scene, consenting: Consenting) -> Turn:
    after = scene.with_cursor(consenting=consenting)
    return after.turn(*show(after))
