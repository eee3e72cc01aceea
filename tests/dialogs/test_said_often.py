"""What is remembered between turns for speed says what it would say anew: texts of cards, and counts under headings."""

from __future__ import annotations

import msgspec
import pytest

from dialogs import phrasebook
from dialogs.effects import AnswerKept, QuestionAsked
from dialogs.model import RUN_SPEC, Answer, Cursor, Phase, Profile, Run, RunState
from dialogs.scene import Moment, Scene
from dialogs.views import context
from dialogs.views.common import answered, progress
from question_bank import library
from question_bank.model import Bank


def scene(bank: Bank, kept: int, *, flags: tuple[str, ...] = ()) -> Scene:
    """Somebody at the third question of level 1 with this many answers."""
    level = [question for question in bank.questions if question.level == 1]
    answers = {question.id: Answer(key="B", by="p", at=1) for question in level[:kept]}
    run = Run(
        spec=RUN_SPEC, id="r", bank=bank.id, bank_version=bank.version, state=RunState.OPEN, profile=Profile(kind="discrete"),
        level=1, answers=answers, flags=flags, created_at=1,
    )  # fmt: skip
    return Scene(run, Cursor(spec=1, person="p", run="r", language="zh", phase=Phase.QUESTION, at=level[2].id), bank, Moment(1, "x"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_card_said_again_says_what_is_true_now(language: str) -> None:
    """Answers that came in between, an answer that changed and a mark all show, however often the card was shown before."""
    bank = library.load("cmmm-2020")
    at = scene(bank, 0).cursor.at
    changed = scene(bank, 9)
    other = changed.with_run(answers={**changed.run.answers, at: msgspec.structs.replace(changed.run.answers[at], key="C")})
    scenes = (scene(bank, 0), scene(bank, 1), scene(bank, 1, flags=(at,)), scene(bank, 9), other)
    said = [phrasebook.say(QuestionAsked(at), each, language) for each in (*scenes, *scenes)]
    anew = [phrasebook._said(language, "question_asked", context(QuestionAsked(at), each)) for each in scenes]
    assert said == anew * 2
    assert len(set(said)) == len(scenes)


def test_an_answer_is_confirmed_in_the_words_for_this_answer() -> None:
    """Another letter, another question, another language: another sentence."""
    here = scene(library.load("cmmm-2020"), 3)
    first, second = list(here.run.answers)[:2]
    told = [(AnswerKept(first, "A", ""), "zh"), (AnswerKept(first, "B", "A"), "zh"), (AnswerKept(second, "A", ""), "zh")]
    told.append((AnswerKept(first, "A", ""), "en"))
    assert len({phrasebook.say(effect, here, language) for effect, language in told * 2}) == len(told)


def test_headings_are_counted_as_one_would_count_them() -> None:
    """Question by question, for every heading and any number of answers; the sum is what the card shows."""
    bank = library.load("cmmm-2020")
    for kept in (0, 1, 7, 30, 200):
        here = scene(bank, kept)
        for heading in bank.headings:
            under = [question for question in here.questions() if bank.heading_of(question.area).id == heading.id]
            found = progress(here, heading.id)
            assert (found.of, found.done) == (len(under), sum(question.id in here.run.answers for question in under))
        assert answered(here) == sum(question.id in here.run.answers for question in here.questions())
