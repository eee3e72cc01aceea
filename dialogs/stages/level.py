"""A level from its opening to its result: question cards, explanation, what-if, contents, review, submission.

Only an option key, tapped or typed while its card is shown, ever becomes an answer.
"""

from __future__ import annotations

from dialogs import answers
from dialogs.effects import (
    AnswerKept,
    ContentsShown,
    LevelFinished,
    LevelOpened,
    LevelReviewed,
    Outcome,
    Pull,
    QuestionAsked,
    QuestionExplained,
    QuestionFlagged,
    QuestionWeighed,
)
from dialogs.inbound import AnyInbound, Back, Choose, Contents, Explain, Flag, Forward, Jump, Reply, Review, Submit, Weigh
from dialogs.model import Answer, Phase
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.stages import indicators, tailoring
from dialogs.stages.settling import result_of
from dialogs.words import is_not_applicable, is_yes
from question_bank.improvement import what_if
from question_bank.model import NOT_APPLICABLE, AreaId, Question, QuestionId
from question_bank.scoring import LevelScore, decimal_text, score_level
from question_bank.tailoring import may_be_not_applicable

CONTENTS = "contents"
"""The part of the question phase in which typed numbers mean headings."""

MOST_PULLS = 3


def show(scene: Scene) -> Screen:
    match scene.cursor.phase:
        case Phase.LEVEL_OPENING:
            return (LevelOpened(scene.run.level),)
        case Phase.LEVEL_REVIEW:
            return (_reviewed(scene),)
        case Phase.LEVEL_RESULT:
            return (_finished(scene, score_level(scene.bank, scene.sheet(), scene.run.level)),)
        case _ if scene.cursor.part == CONTENTS:
            return (ContentsShown(scene.run.level),)
        case _:
            return (QuestionAsked(scene.cursor.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match scene.cursor.phase:
        case Phase.QUESTION:
            return _navigate(scene, inbound) or _question(scene, inbound)
        case Phase.LEVEL_REVIEW:
            return _navigate(scene, inbound) or _review(scene, inbound)
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
    question = scene.first_open() or next(iter(scene.questions()), None)
    begun = scene.moved("level_begun", at=question.id if question else "")
    after = begun if question else begun.moved("reviewed")
    return after.turn()


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


# -- the question card ----------------------------------------------------------------------------------------------------


def _question(scene: Scene, inbound: AnyInbound) -> Turn | None:
    question = scene.bank.question_by_id[QuestionId(scene.cursor.at)]
    match inbound:
        case Choose() if scene.cursor.part == CONTENTS:
            return refused(scene, Refusal.CHOICE_EXPECTED)
        case Choose("same") if question.id in scene.run.previous:
            return _answer(scene, question, scene.run.previous[question.id])
        case Choose(key):
            return _answer(scene, question, key)
        case Reply(text) if scene.cursor.part == CONTENTS:
            return _heading_by_number(scene, text)
        case Reply(text):
            return _typed(scene, question, text)
        case Explain():
            after = scene.with_cursor(part="")
            return after.turn(QuestionExplained(question.id))
        case Weigh():
            return _weigh(scene.with_cursor(part=""), question)
        case Flag():
            return _flag(scene, question)
        case Back():
            return _back(scene, question)
        case Forward():
            return _onward(scene, question)
        case Submit():
            return scene.moved("reviewed").turn()
    return None


def _typed(scene: Scene, question: Question, text: str) -> Turn:
    keys = [option.key for option in question.options]
    key = answers.option_key(text, keys)
    if key is None and is_not_applicable(text):
        key = NOT_APPLICABLE
    if key is None:
        return refused(scene, Refusal.OPTION_EXPECTED, "、".join(keys))
    return _answer(scene, question, key)


def _answer(scene: Scene, question: Question, key: str) -> Turn:
    if key == NOT_APPLICABLE and not may_be_not_applicable(scene.bank, question):
        return refused(scene, Refusal.APPLIES_ALWAYS)
    if key != NOT_APPLICABLE and question.option(key) is None:
        return refused(scene, Refusal.OPTION_EXPECTED, "、".join(option.key for option in question.options))
    before = scene.run.answers.get(question.id)
    changed: dict[str, object] = {}
    if before is None or before.key != key:
        given = Answer(key=key, by=scene.cursor.person, at=scene.moment.now)
        changed["answers"] = {**scene.run.answers, question.id: given}
    if question.id in scene.run.flags:
        changed["flags"] = tuple(flag for flag in scene.run.flags if flag != question.id)
    kept = AnswerKept(question.id, key, before.key if before is not None and before.key != key else "")
    after = _after(scene.with_run(**changed) if changed else scene, question)
    return after.turn(kept)


def _after(scene: Scene, question: Question) -> Scene:
    """The question that follows in order, or the review behind the last."""
    order = scene.questions()
    place = scene.places()[question.id] + 1
    return scene.moved("moved", at=order[place].id) if place < len(order) else scene.moved("reviewed")


def _onward(scene: Scene, question: Question) -> Turn:
    after = scene.with_cursor(part="") if scene.cursor.part == CONTENTS else _after(scene, question)
    return after.turn()


def _flag(scene: Scene, question: Question) -> Turn:
    flags = scene.run.flags if question.id in scene.run.flags else (*scene.run.flags, question.id)
    after = _after(scene.with_run(flags=flags), question)
    return after.turn(QuestionFlagged(question.id))


def _back(scene: Scene, question: Question) -> Turn:
    if scene.cursor.part == CONTENTS:
        return _onward(scene, question)
    place = scene.places()[question.id]
    if place == 0:
        return refused(scene, Refusal.FIRST_ALREADY)
    return scene.moved("moved", at=scene.questions()[place - 1].id).turn()


def _weigh(scene: Scene, question: Question) -> Turn:
    sheet = scene.sheet()
    weighed = [(option.key, what_if(scene.bank, sheet, question.id, option.key)) for option in question.options]
    before = weighed[0][1].before
    outcomes = tuple(Outcome(key, decimal_text(result.after.value), result.after.value >= scene.bank.threshold) for key, result in weighed)
    return scene.turn(QuestionWeighed(question.id, decimal_text(before.value), len(before.missing), outcomes))


# -- finding one's way ----------------------------------------------------------------------------------------------------


def _navigate(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Contents() if scene.cursor.phase is Phase.QUESTION:
            return scene.with_cursor(part=CONTENTS).turn()
        case Contents():
            return _contents_from_review(scene)
        case Review():
            return scene.moved("reviewed").turn()
        case Jump(to):
            return _jump(scene, to) or refused(scene, Refusal.NOT_FOUND, answers.quoted(to))
        case Reply(text) if "." in text:
            return _jump(scene, text.strip())
    return None


def _contents_from_review(scene: Scene) -> Turn | None:
    questions = scene.questions()
    if not questions:
        return None
    return scene.moved("moved", at=questions[0].id, part=CONTENTS).turn()


def _jump(scene: Scene, to: str) -> Turn | None:
    """To a question by id or number, or to the first open question of a heading."""
    questions = scene.questions()
    found = next((question for question in questions if to in {question.id, question.number}), None)
    if found is None:
        under = [question for question in questions if scene.bank.heading_of(question.area).id == to]
        found = next((question for question in under if question.id not in scene.run.answers), under[0] if under else None)
    if found is None:
        return None
    return scene.moved("moved", at=found.id).turn()


def headings(scene: Scene) -> tuple[str, ...]:
    """The headings that have questions at this level, in the order they are asked."""
    return tuple(dict.fromkeys(str(scene.bank.heading_of(question.area).id) for question in scene.questions()))


def _heading_by_number(scene: Scene, text: str) -> Turn | None:
    plain = answers.folded(text)
    found = next((heading for heading in headings(scene) if plain == scene.bank.area_by_id[AreaId(heading)].number), None)
    return _jump(scene, found) if found else refused(scene, Refusal.CHOICE_EXPECTED)


def _reviewed(scene: Scene) -> LevelReviewed:
    questions = scene.questions()
    missing = tuple(question.id for question in questions if question.id not in scene.run.answers)
    return LevelReviewed(scene.run.level, missing, tuple(question.id for question in questions if question.id in scene.run.flags))


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    reviewed = _reviewed(scene)
    listed = tuple(dict.fromkeys((*reviewed.missing, *reviewed.flagged)))
    match inbound:
        case Submit() | Choose("yes"):
            return _submit(scene, reviewed)
        case Forward() if listed:
            return _jump(scene, listed[0])
        case Reply(text) if 1 <= answers.whole_number(text) <= len(listed):
            return _jump(scene, listed[answers.whole_number(text) - 1])
        case Back():
            questions = scene.questions()
            return _jump(scene, questions[-1].id) if questions else None
    return None


def _submit(scene: Scene, reviewed: LevelReviewed) -> Turn:
    if reviewed.missing:
        return refused(scene, Refusal.LEVEL_INCOMPLETE, str(len(reviewed.missing)))
    scored = score_level(scene.bank, scene.sheet(), scene.run.level)
    earlier = tuple(result for result in scene.run.levels if result.level < scene.run.level)
    told = (*earlier, result_of(scored, scene.moment.now))
    after = scene.with_run(levels=told).moved("level_submitted")
    return after.turn(_finished(after, scored))


def _finished(scene: Scene, scored: LevelScore) -> LevelFinished:
    leaves = {leaf.id for leaf in scene.bank.leaves}
    lost = [(area.share * (1 - area.value), area) for area in scored.areas() if area.id in leaves and area.value < 1]
    deepest = sorted(lost, key=lambda pair: -pair[0])[:MOST_PULLS]
    pulls = tuple(Pull(area.id, decimal_text(area.value), decimal_text(loss)) for loss, area in deepest)
    return LevelFinished(scored.level, decimal_text(scored.value), scored.met, scored.level == _last_level(scene), pulls)
