"""The question card: answers, explanation, what-if, flag, and finding one's way among the questions of a level.

Only an option key, tapped or typed while its card is shown, ever becomes an answer; and another contact's answer is never replaced
unseen.
"""

from __future__ import annotations

from dialogs import answers
from dialogs.effects import (
    AnnotationsShown,
    AnsweredMeanwhile,
    AnswerKept,
    AnswerProposed,
    ContentsShown,
    Outcome,
    QuestionAsked,
    QuestionExplained,
    QuestionFlagged,
    QuestionWeighed,
)
from dialogs.inbound import Annotate, AnyInbound, Back, Choose, Contents, Explain, Flag, Forward, Jump, Reply, Review, Submit, Weigh
from dialogs.model import Answer, Phase
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused, seen, to_question
from dialogs.stages import annotating
from dialogs.stages.annotating import NOTES
from dialogs.stages.suggesting import suggestion
from dialogs.words import is_not_applicable
from question_bank.improvement import WhatIf, what_if
from question_bank.model import NOT_APPLICABLE, AreaId, Question, QuestionId
from question_bank.scoring import decimal_text
from question_bank.tailoring import may_be_not_applicable

CONTENTS = "contents"
"""The part of the question phase in which typed numbers mean headings."""


def show(scene: Scene) -> Screen:
    match scene.cursor.part:
        case "contents":
            return (ContentsShown(scene.run.level),)
        case "notes":
            return (AnnotationsShown(scene.cursor.at),)
        case _:
            return (QuestionAsked(scene.cursor.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    return navigate(scene, inbound) or _card(scene, inbound)


def _card(scene: Scene, inbound: AnyInbound) -> Turn | None:
    question = scene.bank.question_by_id[QuestionId(scene.cursor.at)]
    noted = annotating.step(scene, inbound, question) if scene.cursor.part == NOTES else None
    return noted or _answered(scene, inbound, question) or _moved(scene, inbound, question)


def _answered(scene: Scene, inbound: AnyInbound, question: Question) -> Turn | None:
    match inbound:
        case Choose() if scene.cursor.part == CONTENTS:
            return refused(scene, Refusal.CHOICE_EXPECTED)
        case Choose("same") if suggested := suggestion(scene, question.id):
            return _answer(scene, question, suggested.key)
        case Choose("take") if question.id in scene.run.unconfirmed and not scene.cursor.handover:
            return _answer(scene, question, scene.run.unconfirmed[question.id].key)
        case Choose(key):
            return _answer(scene, question, key)
        case Reply(text) if scene.cursor.part == CONTENTS:
            return _heading_by_number(scene, text)
        case Reply(text):
            return _typed(scene, question, text)
    return None


def _moved(scene: Scene, inbound: AnyInbound, question: Question) -> Turn | None:
    match inbound:
        case Annotate():
            return scene.with_cursor(part=NOTES).turn()
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
    return _proposed(scene, question, key) if scene.cursor.handover else _kept(scene, question, key)


def _kept(scene: Scene, question: Question, key: str) -> Turn:
    run, person = scene.run, scene.cursor.person
    shown, _, waiting_shown = scene.cursor.draft.partition("+")
    before, waiting = run.answers.get(question.id), run.unconfirmed.get(question.id)
    if before is not None and before.by != person and before.key not in {shown, key}:
        return _meanwhile(scene, question, before.key)
    if waiting is not None and waiting.key not in {waiting_shown, key}:
        return _meanwhile(scene, question, waiting.key)
    changed: dict[str, object] = {}
    if before is None or before.key != key:
        given = waiting if waiting is not None and waiting.key == key else Answer(key=key, by=person, at=scene.moment.now)
        changed["answers"] = {**run.answers, question.id: given}
    if waiting is not None:
        changed["unconfirmed"] = {known: answer for known, answer in run.unconfirmed.items() if known != question.id}
    kept = AnswerKept(question.id, key, before.key if before is not None and before.key != key else "")
    return _after(_unflagged(scene, question, changed), question, fills=before is None).turn(kept)


def _proposed(scene: Scene, question: Question, key: str) -> Turn:
    """A helper's answer: it waits beside the enterprise's own, which it never replaces by itself."""
    run, person = scene.run, scene.cursor.person
    known, before = run.answers.get(question.id), scene.given.get(question.id)
    if before is not None and before.by != person and before.key not in {scene.cursor.draft, key}:
        return _meanwhile(scene, question, before.key)
    changed: dict[str, object] = {}
    if before is None or before.key != key:
        rest = {other: answer for other, answer in run.unconfirmed.items() if other != question.id}
        agrees = known is not None and known.key == key
        changed["unconfirmed"] = rest if agrees else {**rest, question.id: Answer(key=key, by=person, at=scene.moment.now)}
    proposed = AnswerProposed(question.id, key, before.key if before is not None and before.key != key else "")
    return _after(_unflagged(scene, question, changed), question, fills=before is None).turn(proposed)


def _meanwhile(scene: Scene, question: Question, key: str) -> Turn:
    """Somebody else was first: theirs is shown, and stands until it is answered once more."""
    return scene.with_cursor(draft=seen(scene, question.id), part="").turn(AnsweredMeanwhile(question.id, key))


def _unflagged(scene: Scene, question: Question, changed: dict[str, object]) -> Scene:
    if question.id in scene.run.flags:
        changed = {**changed, "flags": tuple(flag for flag in scene.run.flags if flag != question.id)}
    return scene.with_run(**changed) if changed else scene


def _after(scene: Scene, question: Question, fills: bool = False) -> Scene:
    """The question that follows in order, or the review behind the last. Who `fills` a gap among answered ones goes on to the next gap,
    so that nobody has to step through, and perhaps overwrites, what is answered."""
    following = scene.questions()[scene.places()[question.id] + 1 :]
    if fills and following and following[0].id in scene.given:
        following = tuple(found for found in following if found.id not in scene.given)
    return to_question(scene, "moved", following[0].id) if following else scene.moved("reviewed")


def _onward(scene: Scene, question: Question) -> Turn:
    after = scene.with_cursor(part="") if scene.cursor.part == CONTENTS else _after(scene, question)
    return after.turn()


def _flag(scene: Scene, question: Question) -> Turn:
    flags = scene.run.flags if question.id in scene.run.flags else (*scene.run.flags, question.id)
    after = _after(scene.with_run(flags=flags), question, fills=question.id not in scene.given)
    return after.turn(QuestionFlagged(question.id))


def _back(scene: Scene, question: Question) -> Turn:
    if scene.cursor.part == CONTENTS:
        return _onward(scene, question)
    place = scene.places()[question.id]
    if place == 0:
        return refused(scene, Refusal.FIRST_ALREADY)
    return to_question(scene, "moved", scene.questions()[place - 1].id).turn()


def _weigh(scene: Scene, question: Question) -> Turn:
    sheet = scene.sheet()
    weighed = [(option.key, what_if(scene.bank, sheet, question.id, option.key)) for option in question.options]
    before = weighed[0][1].before
    outcomes = tuple(Outcome(key, decimal_text(result.after.value), _reaches(scene, result)) for key, result in weighed)
    return scene.turn(QuestionWeighed(question.id, decimal_text(before.value), len(before.missing), outcomes))


def _reaches(scene: Scene, result: WhatIf) -> bool:
    threshold = scene.bank.threshold
    return result.reached if threshold is None else result.after.value >= threshold


def navigate(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """What leads about within a level, from a card or from the review: contents, review, a question or heading by name."""
    match inbound:
        case Contents() if scene.cursor.phase is Phase.QUESTION:
            return scene.with_cursor(part=CONTENTS).turn()
        case Contents():
            return _contents_from_review(scene)
        case Review():
            return scene.moved("reviewed").turn()
        case Jump(to):
            return jump(scene, to) or refused(scene, Refusal.NOT_FOUND, answers.quoted(to))
        case Reply(text) if "." in text:
            return jump(scene, text.strip())
    return None


def _contents_from_review(scene: Scene) -> Turn | None:
    questions = scene.questions()
    if not questions:
        return None
    return to_question(scene, "moved", questions[0].id).with_cursor(part=CONTENTS).turn()


def jump(scene: Scene, to: str) -> Turn | None:
    """To a question by id or number, or to the first open question of a heading."""
    questions = scene.questions()
    found = next((question for question in questions if to in {question.id, question.number}), None)
    if found is None:
        under = [question for question in questions if scene.bank.heading_of(question.area).id == to]
        found = next((question for question in under if question.id not in scene.given), under[0] if under else None)
    if found is None:
        return None
    return to_question(scene, "moved", found.id).turn()


def headings(scene: Scene) -> tuple[str, ...]:
    """The headings that have questions at this level, in the order they are asked."""
    return tuple(dict.fromkeys(str(scene.bank.heading_of(question.area).id) for question in scene.questions()))


def _heading_by_number(scene: Scene, text: str) -> Turn | None:
    plain = answers.folded(text)
    found = next((heading for heading in headings(scene) if plain == scene.bank.area_by_id[AreaId(heading)].number), None)
    return jump(scene, found) if found else refused(scene, Refusal.CHOICE_EXPECTED)
