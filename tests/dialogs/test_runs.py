"""What becomes of a run: levels that hold or come back into question, suggestions for the next run, levels without a question."""

from __future__ import annotations

import pytest

from dialogs.effects import Asked, ContentsShown, IndicatorAsked, LevelReopened, Refused
from dialogs.inbound import Abandon, AnyInbound, Back, Choose, Contents, Forward, Home, Jump, Renew, Reply, Retailor, Submit
from dialogs.model import Contact, Phase
from dialogs.refusals import Refusal
from tests.dialogs.conversation import Conversation
from tests.dialogs.preludes import begun
from tests.question_bank.banks import Row, bank_of, small_bank

DESIGN = ("L1-making.design.product-a1", "L1-making.design.process-a1")


def handed_in(keys: str, *tailoring: AnyInbound) -> Conversation:
    """Level 1 of the small bank answered with these keys and handed in, after this tailoring."""
    talk = begun(small_bank(), "tailoring")
    talk.hear_all(*(tailoring or (Choose("yes"),)), Submit(), Submit())
    for key in keys:
        talk.hear(Choose(key))
    talk.hear(Submit())
    assert talk.phase is Phase.LEVEL_RESULT
    return talk


def test_a_level_no_longer_met_after_a_tailoring_comes_back_into_question() -> None:
    """Design lifted it over the threshold; without design 0.77 is left, and the person stands before the answers again."""
    talk = handed_in("CDBDD")
    talk.hear(Submit())
    assert talk.run.level == 2
    talk.hear_all(Retailor(), Choose("no"))
    effects = talk.hear(Submit())
    assert LevelReopened(1) in effects
    assert (talk.run.level, talk.run.levels, talk.phase) == (1, (), Phase.LEVEL_REVIEW)


def test_an_unmet_level_with_new_questions_comes_back_into_question() -> None:
    """It was not met before and is not met now, but it is no longer complete."""
    talk = handed_in("BBB", Choose("no"))
    talk.hear_all(Retailor(), Choose("yes"), Submit())
    assert talk.run.levels == ()
    assert (talk.phase, talk.cursor.at) == (Phase.QUESTION, DESIGN[0])


def test_a_level_that_still_holds_keeps_its_time_and_gets_its_new_score() -> None:
    """The person is told what the change did; when it was handed in does not change."""
    talk = handed_in("DDCDD")
    before = talk.run.levels[0]
    talk.now += 1000
    talk.hear_all(Retailor(), Choose("no"), Submit())
    after = talk.run.levels[0]
    assert (after.level, after.met, after.at) == (1, True, before.at)
    assert (before.score, after.score) == ("0.958", "0.94")


def test_the_same_answer_again_keeps_its_author_and_time() -> None:
    """Nothing was changed, so nobody changed it."""
    talk = begun(small_bank(), "question")
    talk.hear(Choose("B"))
    answers = talk.run.answers
    talk.now += 1000
    talk.join()
    talk.hear_all(Submit(), Jump("L1-people-a1"), Choose("B"))
    assert talk.run.answers == answers


def test_suggestions_outlive_a_run_given_up_without_an_answer() -> None:
    """The answers before it are still the last ones."""
    talk = begun(small_bank(), "renewed")
    previous = talk.run.previous
    assert len(previous) == 5
    talk.hear_all(Choose("yes"), Submit(), Abandon(), Choose("yes"), Renew())
    assert talk.run.id == "run-3"
    assert talk.run.previous == previous


@pytest.mark.parametrize("prelude", ["tailoring", "question"])
def test_a_new_run_is_not_begun_while_there_is_an_open_one(prelude: str) -> None:
    """It would be lost."""
    talk = begun(small_bank(), prelude)
    talk.hear(Home())
    run = talk.run
    assert talk.hear(Renew())[0] == Refused(Refusal.UNEXPECTED)
    assert talk.run == run


def test_a_value_out_of_the_usual_range_is_confirmed_in_a_word() -> None:
    """Typed as well as tapped; a number instead is a new value."""
    talk = begun(small_bank(), "indicators")
    talk.say("9999", "8888", "是")
    assert talk.run.indicators["productivity"].value == "8888"


def test_a_profile_stored_with_a_gap_is_not_handed_in() -> None:
    """Whatever left the gap: an older program, or a field that is new."""
    talk = begun(small_bank(), "profile_review")
    talk.stand(contact=Contact(name="王敏"))
    assert talk.hear(Submit())[0] == Refused(Refusal.PROFILE_INCOMPLETE)
    assert talk.phase is not Phase.SOUGHT


ROWS = (
    Row("people", "人员", ("60", "60"), (1, 0), heading=True),
    Row("design", "设计", ("40", "40"), (1, 1), heading=True, tailorable=True),
)


def at_an_empty_level() -> Conversation:
    """Level 2 of a bank in which only design has questions there, and design is left out."""
    talk = begun(bank_of(ROWS, id="test-empty"), "tailoring")
    talk.hear_all(Choose("no"), Submit(), Submit(), Choose("D"), Submit(), Submit())
    assert (talk.run.level, talk.phase) == (2, Phase.LEVEL_OPENING)
    return talk


def test_a_level_without_a_question_can_be_handed_in() -> None:
    """There is nothing to count, so it is not met, and the run goes on to the indicators."""
    talk = at_an_empty_level()
    talk.hear(Submit())
    assert talk.phase is Phase.LEVEL_REVIEW
    talk.hear_all(Submit(), Submit())
    assert isinstance(talk.effects[-1], IndicatorAsked)


@pytest.mark.parametrize("step", [Contents(), Back(), Forward(), Jump("people"), Reply("1"), Reply("1.1")])
def test_at_a_level_without_a_question_there_is_nowhere_to_go_but_on(step: AnyInbound) -> None:
    """Refused, and the review again."""
    talk = at_an_empty_level()
    talk.hear(Submit())
    effects = talk.hear(step)
    assert isinstance(effects[0], Refused)
    assert isinstance(effects[-1], Asked)
    assert not isinstance(effects[-1], ContentsShown)
    assert talk.phase is Phase.LEVEL_REVIEW
