"""A helper in somebody else's run: sees and answers what was handed over, and nothing else, whatever is tapped, typed or forged."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.effects import (
    AnsweredMeanwhile,
    AnswerKept,
    AnswerProposed,
    Asked,
    DocumentAsked,
    HandoverShown,
    LevelReviewed,
    Refused,
    Wanted,
)
from dialogs.inbound import (
    Abandon,
    Annotate,
    AnyInbound,
    Back,
    Choose,
    Contents,
    Correct,
    Delete,
    Explain,
    Flag,
    Forward,
    History,
    Home,
    Jump,
    Pause,
    Renew,
    Reply,
    Retailor,
    Review,
    Send,
    Show,
    Speak,
    Start,
    Stored,
    Submit,
    Tap,
    Upload,
    Weigh,
)
from dialogs.model import HandoverState, Phase, Run
from dialogs.refusals import Refusal
from dialogs.stages import sharing
from dialogs.stages.helping import HandoverGivenBack, HandoverLeft
from tests.dialogs.conversation import FIRST_CONTACT, Conversation
from tests.dialogs.helping import (
    AREA,
    ELSEWHERE,
    FILE,
    FIRST,
    HANDOVER,
    HELPER,
    OTHER_HELPER,
    SECOND,
    back_to_contact,
    handed,
    in_hands_of,
    state,
)
from tests.dialogs.preludes import begun
from tests.question_bank.banks import small_bank


def helped(prelude: str = "question") -> Conversation:
    """A helper before the first screen of what was handed over."""
    talk = begun(small_bank(), prelude)
    handed(talk)
    in_hands_of(talk)
    return talk


def reviewed(talk: Conversation) -> LevelReviewed:
    """What the review says."""
    shown = talk.hear(Review())[-1]
    assert isinstance(shown, LevelReviewed)
    return shown


def enterprises_own(run: Run) -> Run:
    """The run without what a helper may add to it."""
    return msgspec.structs.replace(run, unconfirmed={}, notes={}, evidence={}, flags=())


# -- what a helper sees --------------------------------------------------------------------------------------------------


def test_a_helper_sees_the_questions_of_the_heading_and_no_others() -> None:
    """By order, by number, and in the review."""
    talk = helped()
    assert talk.hear(Start())[-1] == HandoverShown()
    assert [question.id for question in talk.scene.questions()] == [FIRST, SECOND]
    talk.hear(Submit())
    assert talk.cursor.at == FIRST
    assert talk.hear(Jump(ELSEWHERE))[0] == Refused(Refusal.NOT_FOUND, ELSEWHERE[:20])
    assert talk.hear(Jump("people"))[0] == Refused(Refusal.NOT_FOUND, "people")
    assert talk.cursor.at == FIRST
    talk.hear(Jump(SECOND))
    assert talk.cursor.at == SECOND


FORBIDDEN: tuple[AnyInbound, ...] = (
    Weigh(),
    Retailor(),
    Correct(),
    History(),
    Renew(),
    Abandon(),
    Show("pdf"),
    Show("json", "run-1"),
    Choose("same"),
    Choose("take"),
)


@pytest.mark.parametrize("step", FORBIDDEN, ids=str)
@pytest.mark.parametrize("phase", [Phase.HOME, Phase.QUESTION, Phase.LEVEL_REVIEW])
def test_what_belongs_to_the_enterprise_cannot_be_reached(phase: Phase, step: AnyInbound) -> None:
    """It changes nothing and shows nothing, whether typed or forged."""
    talk = helped()
    if phase is not Phase.HOME:
        talk.hear(Submit())
    if phase is Phase.LEVEL_REVIEW:
        talk.hear(Review())
    before, place = talk.scene.run, (talk.phase, talk.cursor.at)
    cursor = talk.cursor
    effects = talk.hear(Tap(step, cursor.run, cursor.where, cursor.revision))
    assert talk.scene.run == before
    assert (talk.phase, talk.cursor.at) == place
    assert isinstance(effects[0], Refused)
    assert not any(isinstance(effect, DocumentAsked) for effect in effects)


def test_a_forged_button_for_a_question_outside_changes_nothing() -> None:
    """Even where the cursor was somehow left at such a question."""
    talk = helped()
    talk.hear(Submit())
    talk.stand(at=ELSEWHERE)
    before = talk.scene.run
    cursor = talk.cursor
    effects = talk.hear(Tap(Choose("A"), cursor.run, cursor.where, cursor.revision))
    assert isinstance(effects[-1], HandoverLeft)
    assert talk.scene.run == before


EVERYTHING: tuple[AnyInbound, ...] = (
    *(Choose(key) for key in ("A", "B", "C", "D", "NA", "yes", "no", "take", "same", "all", "withdraw")),
    *(Jump(to) for to in (FIRST, SECOND, ELSEWHERE, "people", AREA, "sales")),
    *(Reply(text) for text in ("A", "备注一下", "1", "2", "是", "5.4.2", FIRST)),
    *(Submit(), Back(), Forward(), Explain(), Weigh(), Flag(), Contents(), Review(), Retailor(), Correct(), Home(), Pause(), Renew()),
    *(Abandon(), History(), Show("pdf"), Speak("en"), Annotate(), Start(), Send("sticker")),
    Upload("photo", "x.jpg", 1, "", "ref"),
    *(Stored(FILE, "x.pdf", "application/pdf", 9, run="run-1", question=question) for question in (FIRST, ELSEWHERE)),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(EVERYTHING), max_size=25))
def test_whatever_a_helper_does_the_enterprise_keeps_its_own(steps: list[AnyInbound]) -> None:
    """No answer, no place, no document changes; what a helper adds lies under the heading; no screen names another question."""
    talk = begun(small_bank(), "question")
    talk.hear_all(Choose("B"), Choose("C"))
    handed(talk)
    in_hands_of(talk)
    own = enterprises_own(talk.scene.run)
    for step in steps:
        effects = talk.hear(step)
        if isinstance(effects[-1], Wanted):
            break
        assert isinstance(effects[-1], Asked)
        run = talk.scene.run
        assert enterprises_own(run) == own
        assert {*run.unconfirmed, *run.notes, *run.evidence, *run.flags} <= {FIRST, SECOND}
        assert "人员做到哪一步" not in talk.text()


def test_every_inbound_was_tried_on_a_helper() -> None:
    """One that is added later must be tried too."""
    tried = {type(step) for step in (*EVERYTHING, *FORBIDDEN, Delete())}
    names = {kind.__name__ for kind in get_args(AnyInbound)} - {kind.__name__ for kind in tried}
    assert names <= {"Open", "Known", "Unstored", "Card"}, "these are the desk's and the shell's"


# -- what becomes of a helper's answers ----------------------------------------------------------------------------------


def test_an_answer_waits_beside_the_enterprises_own() -> None:
    """It counts nothing, and replaces nothing, until a contact takes it over; then it is signed by who gave it."""
    talk = begun(small_bank(), "question")
    talk.hear_all(Jump(FIRST), Choose("A"))
    handed(talk)
    in_hands_of(talk)
    talk.hear_all(Start(), Submit(), Jump(FIRST))
    assert talk.hear(Choose("C"))[0] == AnswerProposed(FIRST, "C", "A")
    assert talk.scene.run.answers[FIRST].key == "A"
    back_to_contact(talk)
    talk.hear(Jump(FIRST))
    assert talk.hear(Choose("take"))[0] == AnswerKept(FIRST, "C", "A")
    answer = talk.scene.run.answers[FIRST]
    assert (answer.key, answer.by) == ("C", HELPER)
    assert talk.scene.run.unconfirmed == {}


def test_agreeing_with_the_enterprise_leaves_nothing_to_confirm() -> None:
    """Nor does going back to its answer."""
    talk = begun(small_bank(), "question")
    talk.hear_all(Jump(FIRST), Choose("A"))
    handed(talk)
    in_hands_of(talk)
    talk.hear_all(Submit(), Jump(FIRST), Choose("A"))
    assert talk.scene.run.unconfirmed == {}
    talk.hear_all(Jump(FIRST), Choose("B"), Jump(FIRST), Choose("A"))
    assert talk.scene.run.unconfirmed == {}


def test_the_contact_may_decide_otherwise() -> None:
    """With the colleague's answer before the eyes, an own one settles it."""
    talk = helped()
    talk.hear_all(Submit(), Choose("B"))
    back_to_contact(talk)
    talk.hear_all(Jump(FIRST), Choose("D"))
    assert talk.scene.run.answers[FIRST].key == "D"
    assert talk.scene.run.answers[FIRST].by == FIRST_CONTACT
    assert talk.scene.run.unconfirmed == {}


def test_an_answer_that_the_contact_has_not_seen_is_not_brushed_aside() -> None:
    """It came while the card was open: the card is shown anew, and only then an own answer settles it."""
    talk = begun(small_bank(), "question")
    talk.hear(Jump(FIRST))
    handed(talk)
    in_hands_of(talk)
    talk.hear_all(Submit(), Choose("B"))
    back_to_contact(talk)
    assert talk.hear(Choose("D"))[0] == AnsweredMeanwhile(FIRST, "B")
    assert (FIRST in talk.scene.run.answers, talk.scene.run.unconfirmed[FIRST].key) == (False, "B")
    assert talk.hear(Choose("D"))[0] == AnswerKept(FIRST, "D")


def test_a_helper_does_not_brush_aside_what_the_contact_answered_meanwhile() -> None:
    """The card is shown anew with it."""
    talk = helped()
    talk.hear(Submit())
    back_to_contact(talk)
    talk.hear_all(Jump(FIRST), Choose("D"))
    talk.speaker = HELPER
    assert talk.hear(Choose("B"))[0] == AnsweredMeanwhile(FIRST, "D")
    assert talk.scene.run.unconfirmed == {}
    talk.hear(Choose("B"))
    assert talk.scene.run.answers[FIRST].key == "D"
    assert talk.scene.run.unconfirmed[FIRST].key == "B"


def test_two_helpers_of_one_heading_do_not_overwrite_each_other_unseen() -> None:
    """The second reads the first one's answer before replacing it."""
    talk = helped()
    talk.hear(Submit())
    back_to_contact(talk)
    handed(talk, "handover-2", name="李工")
    in_hands_of(talk, OTHER_HELPER, "handover-2")
    talk.hear_all(Submit(), Choose("A"))
    talk.speaker = HELPER
    assert talk.hear(Choose("C"))[0] == AnsweredMeanwhile(FIRST, "A")
    assert talk.scene.run.unconfirmed[FIRST].by == OTHER_HELPER
    assert talk.hear(Choose("C"))[0] == AnswerProposed(FIRST, "C", "A")


def test_the_level_cannot_be_submitted_while_answers_wait() -> None:
    """The reason names the questions; taken over, the level goes."""
    talk = begun(small_bank(), "level_review")
    handed(talk)
    in_hands_of(talk)
    talk.hear_all(Submit(), Jump(FIRST), Choose("A"))
    back_to_contact(talk)
    assert reviewed(talk).unconfirmed == (FIRST,)
    assert talk.hear(Submit())[0] == Refused(Refusal.UNCONFIRMED, FIRST)
    assert talk.phase is Phase.LEVEL_REVIEW
    talk.hear_all(Jump(FIRST), Choose("take"), Review(), Submit())
    assert talk.phase is Phase.LEVEL_RESULT


def test_answers_of_a_heading_that_is_left_out_by_now_hold_nothing_up() -> None:
    """They stay, in case the heading comes back."""
    talk = begun(small_bank(), "level_review")
    handed(talk)
    in_hands_of(talk)
    talk.hear_all(Submit(), Jump(FIRST), Choose("A"))
    back_to_contact(talk)
    talk.hear_all(Retailor(), Choose("no"), Submit(), Submit())
    assert reviewed(talk).unconfirmed == ()
    assert FIRST in talk.scene.run.unconfirmed
    talk.hear(Submit())
    assert talk.phase is Phase.LEVEL_RESULT


def test_a_finished_run_keeps_no_word_of_who_helped() -> None:
    """Names and what was never confirmed are gone; answers that were taken over are signed by an id."""
    talk = begun(small_bank(), "level_review")
    handed(talk)
    in_hands_of(talk)
    talk.hear_all(Submit(), Jump(FIRST), Choose("A"))
    back_to_contact(talk)
    talk.hear_all(Jump(FIRST), Choose("take"), Review(), Submit(), Submit())
    while talk.phase is Phase.QUESTION or talk.phase is Phase.LEVEL_OPENING:
        talk.hear(Submit() if talk.phase is Phase.LEVEL_OPENING else Choose("A"))
    talk.hear_all(Submit(), Submit(), Choose("NA"), Choose("NA"), Submit())
    assert talk.scene.run.result is not None
    assert (talk.scene.run.unconfirmed, talk.scene.run.handovers) == ({}, {})
    assert talk.scene.run.answers[FIRST].by == HELPER


# -- when it is over -----------------------------------------------------------------------------------------------------


def _submitted(talk: Conversation) -> None:
    talk.hear_all(Jump(FIRST), Choose("A"), Choose("A"), Jump("people"), Choose("A"), Choose("A"), Choose("A"), Review(), Submit())
    assert talk.phase is Phase.LEVEL_RESULT


def _tailored(talk: Conversation) -> None:
    talk.hear_all(Retailor(), Choose("no"), Submit())


ENDS = {
    "withdrawn": lambda talk: state(talk, HandoverState.WITHDRAWN),
    "given back elsewhere": lambda talk: state(talk, HandoverState.RETURNED),
    "forgotten": lambda talk: talk.put(msgspec.structs.replace(talk.scene.run, handovers={})),
    "submitted": _submitted,
    "left out": _tailored,
    "given up": lambda talk: talk.hear_all(Abandon(), Choose("yes")),
}


@pytest.mark.parametrize("step", [Choose("A"), Start(), Submit(), Review(), Annotate(), Reply("A"), Jump(SECOND)], ids=str)
@pytest.mark.parametrize("how", ENDS)
def test_a_part_that_is_over_is_left_calmly(how: str, step: AnyInbound) -> None:
    """From the card, whatever is tapped: nothing changes, and the shell leads away."""
    talk = helped()
    talk.hear(Submit())
    back_to_contact(talk)
    ENDS[how](talk)
    talk.speaker = HELPER
    before = talk.scene.run
    effects = talk.hear(step)
    assert effects == (HandoverLeft("run-1", HANDOVER),)
    assert talk.scene.run == before


def test_a_part_in_other_hands_is_left() -> None:
    """Should ever two persons stand in one hand-over, one of them has it."""
    talk = helped()
    talk.stand(person=HELPER)
    handover = talk.scene.run.handovers[HANDOVER]
    talk.put(msgspec.structs.replace(talk.scene.run, handovers={HANDOVER: msgspec.structs.replace(handover, helper=OTHER_HELPER)}))
    assert isinstance(talk.hear(Start())[-1], HandoverLeft)


def test_handing_back_says_what_waits() -> None:
    """Also with questions left open."""
    talk = helped()
    talk.hear_all(Submit(), Choose("B"), Review())
    assert talk.hear(Submit()) == (HandoverGivenBack("run-1", HANDOVER, "设计", 1),)


def test_a_helper_may_still_delete_everything_of_the_own() -> None:
    """And may change that mind."""
    talk = helped()
    talk.hear_all(Submit(), Delete(), Choose("no"))
    assert talk.effects[-1] == HandoverShown()
    talk.hear_all(Speak("en"), Pause(), Delete())
    assert talk.phase is Phase.DELETION


# -- what a hand-over does to a run --------------------------------------------------------------------------------------


def test_a_link_opens_once() -> None:
    """And not after the level was submitted, or the part withdrawn."""
    talk = begun(small_bank(), "question")
    handed(talk)
    run = talk.scene.run
    opened = sharing.opened(run, HANDOVER, HELPER)
    assert opened is not None
    assert opened.handovers[HANDOVER].helper == HELPER
    assert sharing.opened(opened, HANDOVER, OTHER_HELPER) is None
    assert sharing.opened(run, "handover-9", HELPER) is None
    assert sharing.opened(msgspec.structs.replace(run, level=2), HANDOVER, HELPER) is None
    assert sharing.opened(sharing.withdrawn(run, HANDOVER), HANDOVER, HELPER) is None
    _submitted(talk)
    assert sharing.opened(talk.scene.run, HANDOVER, HELPER) is None


def test_only_who_has_a_part_gives_it_back() -> None:
    """And only once."""
    talk = helped()
    run = talk.scene.run
    assert sharing.given_back(run, HANDOVER, OTHER_HELPER) is None
    returned = sharing.given_back(run, HANDOVER, HELPER)
    assert returned is not None
    assert sharing.given_back(returned, HANDOVER, HELPER) is None


def test_what_was_answered_survives_the_withdrawal() -> None:
    """A link that nobody opened is as if it had never been."""
    talk = helped()
    talk.hear_all(Submit(), Choose("B"))
    after = sharing.withdrawn(talk.scene.run, HANDOVER)
    assert after.unconfirmed[FIRST].key == "B"
    assert after.handovers[HANDOVER].state is HandoverState.WITHDRAWN
    unopened = begun(small_bank(), "question")
    handed(unopened)
    assert sharing.withdrawn(unopened.scene.run, HANDOVER).handovers == {}


def test_hand_overs_of_earlier_levels_that_brought_nothing_are_forgotten() -> None:
    """Those that brought something keep the name of who signs."""
    talk = helped()
    handed(talk, "handover-2")
    back_to_contact(talk)
    talk.put(msgspec.structs.replace(talk.scene.run, level=2))
    after = sharing.handed_over(talk.scene, "handover-3", AREA, "赵工")
    assert set(after.handovers) == {HANDOVER, "handover-3"}
    assert sharing.in_hand(after) == 1
    assert (after.handovers["handover-3"].title, after.handovers["handover-3"].questions) == ("设计", 1)
