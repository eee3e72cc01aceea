"""The first minute: language, and what is stored, who sees it and how to delete it. Nothing of the person is kept before the consent."""

from __future__ import annotations

from dialogs.answers import whole_number
from dialogs.effects import ConsentAsked, ConsentDeclined, Consented, LanguageAsked, LanguageChosen
from dialogs.inbound import AnyInbound, Back, Choose, Reply, Speak, Start, Submit
from dialogs.model import RUN_SPEC, Phase, Run
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.stages import profile
from dialogs.words import is_no, is_yes

PURPOSES = 2
"""The version of the purposes in force. To be raised when the phrasebook's `[purposes]` say something new about what is stored, what for
or who sees it: everybody is then asked again."""


def show(scene: Scene) -> Screen:
    match scene.cursor.phase:
        case Phase.LANGUAGE:
            return (LanguageAsked(),)
        case Phase.DECLINED:
            return (ConsentDeclined(),)
        case _:
            return (ConsentAsked(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match scene.cursor.phase, inbound:
        case Phase.LANGUAGE, Speak(language) | Choose(language):
            return _speak(scene, language)
        case Phase.LANGUAGE, Reply(text):
            return _speak(scene, {1: "zh", 2: "en"}.get(whole_number(text), ""))
        case Phase.CONSENT, Choose("yes") | Submit():
            return _agree(scene)
        case Phase.CONSENT, Reply(text) if is_yes(text):
            return _agree(scene)
        case Phase.CONSENT, Choose("no"):
            return _decline(scene)
        case Phase.CONSENT, Reply(text) if is_no(text):
            return _decline(scene)
        case Phase.DECLINED, Reply(text) if is_yes(text):
            return scene.moved("reconsidered").turn()
        case Phase.DECLINED, Start() | Back() | Choose("yes") | Submit():
            return scene.moved("reconsidered").turn()
    return None


def greet(scene: Scene) -> Turn:
    """The very first screen."""
    return scene.moved("greeted").turn()


def _speak(scene: Scene, language: str) -> Turn:
    if language not in scene.bank.languages:
        return refused(scene, Refusal.CHOICE_EXPECTED)
    after = scene.with_cursor(language=language).moved("language_chosen")
    return after.turn(LanguageChosen(language))


def _agree(scene: Scene) -> Turn:
    now, fresh = scene.moment
    run = Run(spec=RUN_SPEC, id=fresh, bank=scene.bank.id, bank_version=scene.bank.version, created_at=now)
    begun = Scene(run, scene.cursor, scene.bank, scene.moment)
    agreed = begun.with_cursor(consented_at=now, consented_to=PURPOSES, run=run.id).moved("agreed")
    after = profile.ask_next(agreed)
    return after.turn(Consented(begins=not after.cursor.desk.page))


def _decline(scene: Scene) -> Turn:
    return scene.moved("declined").turn()
