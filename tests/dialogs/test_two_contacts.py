"""Two contacts of one enterprise share a run while each stands in a place of their own: no place is a way around the rules."""

from __future__ import annotations

import pytest

from dialogs.effects import Asked
from dialogs.inbound import (
    Abandon,
    AnyInbound,
    Back,
    Choose,
    Correct,
    Explain,
    Flag,
    Forward,
    Home,
    Jump,
    Reply,
    Retailor,
    Review,
    Start,
    Submit,
    Weigh,
)
from dialogs.model import Phase, RunState
from tests.dialogs.conversation import FIRST_CONTACT, SECOND_CONTACT, Conversation
from tests.dialogs.preludes import answer_level, begun
from tests.question_bank.banks import small_bank

FIRST_QUESTION = "L1-people-a1"
PLACES: dict[Phase, str] = {
    Phase.HOME: "",
    Phase.PROFILE_REVIEW: "",
    Phase.PROFILE: "sales",
    Phase.TAILORING: "making.design",
    Phase.TAILORING_REVIEW: "",
    Phase.LEVEL_OPENING: "",
    Phase.QUESTION: FIRST_QUESTION,
    Phase.LEVEL_REVIEW: "",
    Phase.LEVEL_RESULT: "",
    Phase.INDICATORS: "defects",
    Phase.INDICATORS_REVIEW: "",
    Phase.ABANDONING: "",
    Phase.RESULT: "",
    Phase.DELETION: "",
}
"""Where the second contact may have been left, and at what."""

STEPS: tuple[AnyInbound, ...] = (
    Submit(),
    Choose("yes"),
    Choose("no"),
    Choose("D"),
    Choose("NA"),
    Choose("310101"),
    Reply("A"),
    Reply("3"),
    Flag(),
    Back(),
    Forward(),
    Review(),
    Explain(),
    Weigh(),
    Jump("L1-making.line-a1"),
    Retailor(),
    Abandon(),
)


def with_second(talk: Conversation, phase: Phase, at: str = "") -> Conversation:
    """The same conversation, with the second contact left in this phase and the first one speaking."""
    talk.join(phase=phase, at=at)
    talk.speaker = FIRST_CONTACT
    return talk


@pytest.mark.parametrize("step", STEPS, ids=str)
@pytest.mark.parametrize("phase", PLACES)
def test_a_run_finished_by_another_contact_never_changes(phase: Phase, step: AnyInbound) -> None:
    """Whatever screen was open meanwhile; the answer is a screen and no error."""
    talk = with_second(begun(small_bank(), "finished"), phase, PLACES[phase])
    sealed = talk.run
    talk.join()
    effects = talk.hear(step)
    assert isinstance(effects[-1], Asked)
    assert sealed in talk.runs


@pytest.mark.parametrize("step", STEPS, ids=str)
@pytest.mark.parametrize("phase", PLACES)
def test_a_run_given_up_by_another_contact_never_changes(phase: Phase, step: AnyInbound) -> None:
    """It may only be followed by a new one."""
    talk = begun(small_bank(), "question")
    talk.hear_all(Choose("A"), Abandon(), Choose("yes"))
    with_second(talk, phase, PLACES[phase])
    given_up = talk.run
    assert given_up.state is RunState.ABANDONED
    talk.join()
    effects = talk.hear(step)
    assert isinstance(effects[-1], Asked)
    assert given_up in talk.runs


def test_a_level_opened_by_another_contact_is_not_skipped() -> None:
    """The second contact still sees the result of level 1 and goes on from there, while level 2 is open and unanswered."""
    talk = begun(small_bank(), "level_review")
    talk.hear(Submit())
    with_second(talk, Phase.LEVEL_RESULT)
    talk.hear(Submit())
    assert talk.run.level == 2
    talk.join()
    talk.hear(Submit())
    assert talk.phase not in {Phase.INDICATORS, Phase.INDICATORS_REVIEW}


def test_a_level_reopened_by_another_contact_must_be_handed_in_again() -> None:
    """The second contact stands at the end of the indicators while the first takes the level back to its questions."""
    talk = begun(small_bank(), "indicators_review")
    with_second(talk, Phase.INDICATORS_REVIEW)
    talk.hear_all(Home(), Submit(), Back(), Back(), Back(), Back())
    assert talk.run.levels == ()
    talk.join()
    talk.hear(Submit())
    assert talk.run.state is RunState.OPEN


def test_a_question_left_out_by_another_contact_is_not_answered() -> None:
    """The person is led to what is asked now, and told why."""
    talk = begun(small_bank(), "question")
    talk.hear(Jump("making.design"))
    talk.join()
    talk.hear_all(Retailor(), Choose("no"), Submit())
    talk.speaker = FIRST_CONTACT
    effects = talk.hear(Choose("A"))
    assert talk.run.answers == {}
    assert len(effects) > 1, "a new screen without a word about why"


@pytest.mark.parametrize("step", STEPS, ids=str)
@pytest.mark.parametrize("phase", [phase for phase in PLACES if phase is not Phase.RESULT])
def test_wherever_another_contact_has_taken_the_run_there_is_a_screen(phase: Phase, step: AnyInbound) -> None:
    """The run has moved on to level 2; the second contact comes from anywhere and gets no error."""
    talk = with_second(begun(small_bank(), "level_opening"), phase, PLACES[phase])
    answer_level(talk, "D")
    talk.hear(Submit())
    talk.join()
    assert isinstance(talk.hear(step)[-1], Asked)


def test_each_contact_finds_their_own_place_again() -> None:
    """One at a question, one in the overview; the answers are the run's."""
    talk = begun(small_bank(), "question")
    talk.hear(Choose("A"))
    talk.join()
    talk.hear(Start())
    assert talk.phase is Phase.HOME
    talk.hear_all(Submit(), Choose("B"))
    talk.speaker = FIRST_CONTACT
    talk.hear(Start())
    assert talk.cursor.at == "L1-making.line-a1"
    assert {question: (answer.key, answer.by) for question, answer in talk.run.answers.items()} == {
        FIRST_QUESTION: ("A", FIRST_CONTACT),
        "L1-making.line-a1": ("B", SECOND_CONTACT),
    }


def test_an_area_that_the_changed_type_does_not_have_is_no_longer_asked_about() -> None:
    """The second contact stands at the tailoring while the first makes the plant a process plant, which has no such area here."""
    talk = with_second(begun(small_bank(), "question"), Phase.TAILORING, "making.design")
    talk.hear_all(Correct(), Jump("kind"), Choose("process"), Submit())
    talk.join()
    talk.hear(Start())
    assert talk.text()
    assert talk.cursor.at != "making.design"
