"""A helper in somebody else's run: sees the questions of one heading on the usual cards, answers them, and hands them back.

Nothing else of the run or its enterprise can be reached from here: what is not named below is answered as if it did not exist. A helper's
answers wait in `Run.unconfirmed` and change no answer of the enterprise.
"""

from __future__ import annotations

from dialogs import answers
from dialogs.effects import DeletionAsked, HandoverReviewed, HandoverShown, LanguageChosen, Paused, Returned, Wanted
from dialogs.inbound import (
    Annotate,
    AnyInbound,
    Back,
    Choose,
    Contents,
    Delete,
    Explain,
    Flag,
    Forward,
    Home,
    Jump,
    Pause,
    Reply,
    Review,
    Speak,
    Start,
    Submit,
)
from dialogs.model import Phase
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused, to_question
from dialogs.stages import home, question, sharing
from dialogs.words import is_yes
from question_bank.model import AreaId

_ON_A_CARD = (Annotate, Back, Choose, Explain, Flag, Forward, Jump, Reply)
"""What a question's card takes from a helper. The contents, the what-if and the way to submit belong to the enterprise."""


class HandoverLeft(Wanted, frozen=True, tag="handover_left"):
    """What was handed over is no more: the shell leads the person back to where the person stood before, and says why."""

    run: str
    handover: str


class HandoverGivenBack(Wanted, frozen=True, tag="handover_given_back"):
    """The helper has finished: the shell notes it, tells the contact, and leads the helper back."""

    run: str
    handover: str
    area: str
    unconfirmed: int


def show(scene: Scene) -> Screen:
    match scene.cursor.phase:
        case Phase.QUESTION:
            return question.show(scene)
        case Phase.LEVEL_REVIEW:
            return (_reviewed(scene),)
        case Phase.DELETION:
            return (DeletionAsked(),)
        case _:
            return (HandoverShown(),)


def is_over(scene: Scene) -> bool:
    """Whether the person's hand-over has ended: withdrawn, given back, another level by now, submitted, finished, or left out."""
    handed = scene.handover
    if handed is None or not sharing.is_open(scene.run, handed) or handed.helper != scene.cursor.person:
        return True
    places = scene.places()
    return not places or (scene.cursor.phase is Phase.QUESTION and scene.cursor.at not in places)


def leave(scene: Scene) -> Turn:
    """Away from what is no more."""
    return scene.turn(HandoverLeft(scene.run.id, scene.cursor.handover))


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """What a helper may do; nothing for all the rest."""
    if scene.cursor.phase is Phase.DELETION:
        return home.step(scene, inbound)
    match inbound:
        case Start():
            return scene.turn(Returned())
        case Pause():
            return scene.turn(Paused())
        case Speak(language) if language in scene.bank.languages:
            return scene.with_cursor(language=language).turn(LanguageChosen(language))
        case Home():
            return scene.moved("homeward").turn()
        case Delete():
            return scene.moved("deletion_asked").turn()
    match scene.cursor.phase:
        case Phase.QUESTION:
            return _card(scene, inbound)
        case Phase.LEVEL_REVIEW:
            return _review(scene, inbound)
        case _:
            return _opening(scene, inbound)


def _opening(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Submit() | Forward() | Choose("yes"):
            return _begin(scene)
        case Reply(text) if is_yes(text):
            return _begin(scene)
        case Review() | Contents():
            return scene.moved("resumed_level_review").turn()
    return None


def _begin(scene: Scene) -> Turn:
    first = scene.first_open()
    if first is None:
        return scene.moved("resumed_level_review").turn()
    return to_question(scene, "resumed_question", first.id).turn()


def _card(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Submit() | Review() | Contents():
            return scene.moved("reviewed").turn()
    return question.step(scene, inbound) if isinstance(inbound, _ON_A_CARD) else None


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    reviewed = _reviewed(scene)
    listed = tuple(dict.fromkeys((*reviewed.missing, *reviewed.flagged)))
    match inbound:
        case Submit() | Choose("yes"):
            return _give_back(scene)
        case Review() | Contents():
            return scene.turn()
        case Jump(to):
            return question.jump(scene, to) or refused(scene, Refusal.NOT_FOUND, answers.quoted(to))
        case Forward() if listed:
            return question.jump(scene, listed[0])
        case Reply(text) if "." in text:
            return question.jump(scene, text.strip())
        case Reply(text) if 1 <= answers.whole_number(text) <= len(listed):
            return question.jump(scene, listed[answers.whole_number(text) - 1])
        case Back():
            return question.jump(scene, scene.questions()[-1].id)
    return None


def _give_back(scene: Scene) -> Turn | None:
    handed = scene.handover
    if handed is None:
        return None
    area = scene.bank.area_by_id[AreaId(handed.area)].name.in_(scene.cursor.language)
    unconfirmed = sum(question.id in scene.run.unconfirmed for question in scene.questions())
    return scene.turn(HandoverGivenBack(scene.run.id, scene.cursor.handover, area, unconfirmed))


def _reviewed(scene: Scene) -> HandoverReviewed:
    questions, given = scene.questions(), scene.given
    missing = tuple(found.id for found in questions if found.id not in given)
    return HandoverReviewed(missing, tuple(found.id for found in questions if found.id in scene.run.flags))
