"""An admin trying a bank out, from any question: the usual screens, under a banner, in a run that is no enterprise's and counts nowhere.

Nothing leads from here to a profile, a tailoring, a history or a document; whatever would lead home leads back to where the person stood.
"""

from __future__ import annotations

from types import ModuleType

from dialogs.effects import LanguageChosen, Paused, Returned, Wanted
from dialogs.inbound import Abandon, AnyInbound, Correct, Delete, History, Home, Pause, Renew, Retailor, Show, Speak, Start
from dialogs.scene import Scene, Turn, to_question
from dialogs.stages import onward

_CLOSED = (Correct, Delete, History, Renew, Retailor, Show)


class TrialLeft(Wanted, frozen=True, tag="trial_left"):
    """The person has tried enough: the shell leads back to where the person stood before."""

    run: str


def begin(scene: Scene, question: str) -> Turn:
    """From the overview, which a trial never shows, to this question, or to the opening of the level."""
    return to_question(scene, "resumed_question", question).turn() if question else onward.resume(scene)


def step(scene: Scene, inbound: AnyInbound, stage: ModuleType) -> Turn | None:
    """What the stage makes of it, and what every screen of a trial does; nothing for what is closed here."""
    match inbound:
        case Start():
            return scene.turn(Returned())
        case Pause():
            return scene.turn(Paused())
        case Speak(language) if language in scene.bank.languages:
            return scene.with_cursor(language=language).turn(LanguageChosen(language))
        case Home() | Abandon():
            return scene.turn(TrialLeft(scene.run.id))
    turn: Turn | None = None if isinstance(inbound, _CLOSED) else stage.step(scene, inbound)
    return turn
