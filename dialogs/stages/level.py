"""A level from its opening to its result: what it means, what is still missing, submission, and whether it was reached."""

from __future__ import annotations

from dialogs import answers
from dialogs.effects import (
    AnswersSubmitted,
    LevelFinished,
    LevelOpened,
    LevelReviewed,
    Pull,
)
from dialogs.inbound import AnyInbound, Back, Choose, Forward, Reply, Review, Submit
from dialogs.model import Phase
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused, to_question
from dialogs.stages import indicators, question, tailoring
from dialogs.stages.settling import result_of
from dialogs.words import is_yes
from question_bank.model import QuestionId
from question_bank.scoring import LevelScore, decimal_text, score_level

MOST_PULLS = 3
MOST_NUMBERS = 8


def show(scene: Scene) -> Screen:
    match scene.cursor.phase:
        case Phase.LEVEL_OPENING:
            return (LevelOpened(scene.run.level),)
        case Phase.LEVEL_REVIEW:
            return (_reviewed(scene),)
        case _:
            return (_finished(scene, score_level(scene.bank, scene.sheet(), scene.run.level)),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match scene.cursor.phase:
        case Phase.LEVEL_REVIEW:
            return question.navigate(scene, inbound) or _review(scene, inbound)
        case Phase.LEVEL_OPENING:
            return _opening(scene, inbound)
        case _:
            return _result(scene, inbound)


# -- opening and result --------------------------------------------------------------------------------------------------


def _opening(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Submit() | Forward() | Choose("yes"):
            return _begin(scene)
        case Reply(text) if is_yes(text):
            return _begin(scene)
        case Back() if scene.run.level == scene.bank.levels[0].number:
            return tailoring.begin(scene, "tailoring_reopened")
        case Back():
            return _reopen_previous(scene)
    return None


def _begin(scene: Scene) -> Turn:
    first = scene.first_open() or next(iter(scene.questions()), None)
    if first is None:
        return scene.moved("level_begun").moved("reviewed").turn()
    return to_question(scene, "level_begun", first.id).turn()


def _reopen_previous(scene: Scene) -> Turn:
    level = scene.run.level - 1
    kept = tuple(result for result in scene.run.levels if result.level < level)
    return scene.with_run(level=level, levels=kept).moved("level_reopened").turn()


def _result(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Submit() | Forward() | Choose("yes"):
            return _proceed(scene)
        case Reply(text) if is_yes(text):
            return _proceed(scene)
        case Back() | Review():
            kept = tuple(result for result in scene.run.levels if result.level < scene.run.level)
            return scene.with_run(levels=kept).moved("level_reopened").turn()
    return None


def _proceed(scene: Scene) -> Turn:
    if _met(scene) and scene.run.level < _last_level(scene):
        return scene.with_run(level=scene.run.level + 1).moved("level_reached").turn()
    return indicators.begin(scene)


def _met(scene: Scene) -> bool:
    return any(result.level == scene.run.level and result.met for result in scene.run.levels)


def _last_level(scene: Scene) -> int:
    return scene.bank.levels[-1].number


# -- the review --------------------------------------------------------------------------------------------------------


def _reviewed(scene: Scene) -> LevelReviewed:
    questions = scene.questions()
    known = scene.run.answers.keys() | scene.run.unconfirmed.keys()
    missing = tuple(question.id for question in questions if question.id not in known)
    flagged = tuple(question.id for question in questions if question.id in scene.run.flags)
    unconfirmed = tuple(question.id for question in questions if question.id in scene.run.unconfirmed)
    return LevelReviewed(scene.run.level, missing, flagged, unconfirmed)


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    reviewed = _reviewed(scene)
    listed = tuple(dict.fromkeys((*reviewed.missing, *reviewed.unconfirmed, *reviewed.flagged)))
    match inbound:
        case Submit() | Choose("yes"):
            return _submit(scene, reviewed)
        case Forward() if listed:
            return question.jump(scene, listed[0])
        case Reply(text) if 1 <= answers.whole_number(text) <= len(listed):
            return question.jump(scene, listed[answers.whole_number(text) - 1])
        case Back():
            questions = scene.questions()
            return question.jump(scene, questions[-1].id) if questions else None
    return None


def _submit(scene: Scene, reviewed: LevelReviewed) -> Turn:
    if reviewed.missing:
        return refused(scene, Refusal.LEVEL_INCOMPLETE, str(len(reviewed.missing)))
    if reviewed.unconfirmed:
        return refused(scene, Refusal.UNCONFIRMED, numbers(scene, reviewed.unconfirmed))
    scored = score_level(scene.bank, scene.sheet(), scene.run.level)
    earlier = tuple(result for result in scene.run.levels if result.level < scene.run.level)
    told = (*earlier, result_of(scored, scene.moment.now))
    after = scene.with_run(levels=told).moved("level_submitted")
    if scene.bank.is_mean:  # nothing is met or missed: on to what comes behind the last level
        turn = indicators.begin(after)
        return turn._replace(effects=(AnswersSubmitted(len(scene.questions())), *turn.effects))
    return after.turn(_finished(after, scored))


def numbers(scene: Scene, questions: tuple[str, ...]) -> str:
    """The numbers of these questions, as many as a sentence can hold."""
    named = [scene.bank.question_by_id[QuestionId(question)].number for question in questions]
    return "、".join(named[:MOST_NUMBERS]) + (f" … ({len(named)})" if len(named) > MOST_NUMBERS else "")


def _finished(scene: Scene, scored: LevelScore) -> LevelFinished:
    leaves = {leaf.id for leaf in scene.bank.leaves}
    lost = [(area.share * (1 - area.value), area) for area in scored.areas() if area.id in leaves and area.value < 1]
    deepest = sorted(lost, key=lambda pair: -pair[0])[:MOST_PULLS]
    pulls = tuple(Pull(area.id, decimal_text(area.value), decimal_text(loss)) for loss, area in deepest)
    return LevelFinished(scored.level, decimal_text(scored.value), scored.met, scored.level == _last_level(scene), pulls)
