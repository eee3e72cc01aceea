"""What people type at the wrong place or once too often: it is understood or refused, never taken for something else, and leads on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from dialogs import phrasebook
from dialogs.desk import privacy
from dialogs.effects import (
    Asked,
    ContentsShown,
    FieldAsked,
    Helped,
    HistoryShown,
    HomeShown,
    LevelFinished,
    LevelReviewed,
    Paused,
    ProfileShown,
    Pull,
    QuestionAsked,
    Refused,
    Returned,
    TailoringDropped,
)
from dialogs.fields import given_name
from dialogs.inbound import (
    Back,
    Choose,
    Contents,
    Correct,
    Delete,
    Explain,
    Forward,
    History,
    Home,
    Jump,
    Pause,
    Retailor,
    Review,
    Start,
)
from dialogs.model import Phase
from dialogs.refusals import Refusal
from question_bank.scoring import decimal_text
from reports.rounding import gap_text
from tests.dialogs.conversation import Conversation
from tests.dialogs.preludes import PRELUDES, begun
from tests.question_bank.banks import small_bank

AFTER_LANGUAGE = [name for name in PRELUDES if name != "new"]


def at(prelude: str, language: str = "zh") -> Conversation:
    """A conversation about the small bank that has come this far."""
    return begun(small_bank(), prelude, language)


def test_saying_once_too_often_that_something_is_there_confirms_nothing() -> None:
    """The last `有` would else start the run before anybody read what is left out."""
    talk = at("tailoring_review")
    talk.say("有")
    assert (talk.phase, talk.run.started_at) == (Phase.TAILORING_REVIEW, None)


def test_saying_that_something_is_there_deletes_nothing() -> None:
    """What cannot be undone wants a plain yes."""
    talk = at("question")
    talk.hear(Delete())
    talk.say("有")
    assert (talk.phase, talk.cursor.contact.name) == (Phase.DELETION, "王敏")


@pytest.mark.parametrize("text", ["跳过", "不知道", "取消", "SKIP", "I don’t know", "-5", "🙂", "138 1234"])
@pytest.mark.parametrize("field", ["name", "contact", "post"])
def test_what_is_no_name_never_becomes_one(field: str, text: str) -> None:
    """The field is asked again with a way to leave it for later, and what was there stays."""
    talk = at("profile_review")
    before = (talk.run.profile, talk.cursor.contact)
    talk.hear(Jump(field))
    assert isinstance(refused := talk.say(text)[0], Refused)
    assert refused.code is Refusal.NAME_EXPECTED
    assert (talk.run.profile, talk.cursor.contact) == before


@pytest.mark.parametrize("text", ["上海申安机械有限公司", "3M", "B&Q 1", "无", "Ünal", "总工"])
def test_any_name_with_a_letter_is_one(text: str) -> None:
    """Nothing is said about what names look like."""
    assert given_name(f" {text} ") == text


def test_a_step_back_from_the_whole_profile_leads_to_its_last_field() -> None:
    """And on from there to the whole again, or further back."""
    talk = at("profile_review")
    assert talk.hear(Back())[-1] == FieldAsked("email")
    assert isinstance(talk.hear(Forward())[-1], ProfileShown)
    talk.hear_all(Back(), Back())
    assert talk.effects[-1] == FieldAsked("mobile")


def test_after_the_result_the_profile_says_where_own_details_are_corrected() -> None:
    """The enterprise's part is sealed with the result, a person's own never is."""
    talk = at("finished")
    assert talk.hear(Correct())[0] == Refused(Refusal.PROFILE_SEALED)
    for language in ("zh", "en"):
        told = phrasebook.sentence(language, "refusals", Refusal.PROFILE_SEALED)
        assert any(word in told for word in privacy.WORDS)


@pytest.mark.parametrize("text", ["跳过", "不知道", "skip"])
def test_a_formula_is_not_made_of_words_for_none(text: str) -> None:
    """The report would print them as the enterprise's own formula."""
    talk = at("indicators")
    talk.say("5")
    assert talk.say(text)[0] == Refused(Refusal.FORMULA_EXPECTED, text)
    assert [value.formula for value in talk.run.indicators.values()] == [""]


@pytest.mark.parametrize("prelude", AFTER_LANGUAGE)
def test_who_asks_for_help_gets_it_and_stays(prelude: str) -> None:
    """At a question its explanation, everywhere else how to go on; never that it was not understood."""
    talk = at(prelude)
    before = (talk.phase, talk.cursor.at)
    effects = talk.hear(Explain())
    assert isinstance(effects[0], Helped) == (talk.phase is not Phase.QUESTION)
    assert isinstance(effects[-1], Asked)
    assert (talk.phase, talk.cursor.at) == before


def test_contents_and_review_lead_from_the_overview_into_the_level() -> None:
    """The menu of the chat offers them at any time."""
    for asked, shown in ((Contents(), ContentsShown), (Review(), LevelReviewed)):
        talk = at("question")
        talk.hear_all(Choose("C"), Home())
        assert isinstance(talk.hear(asked)[-1], shown)


def test_contents_of_a_level_not_begun_are_refused_as_understood() -> None:
    """With nothing begun there is nothing to list."""
    talk = at("level_opening")
    talk.hear(Home())
    assert talk.hear(Contents()) == (Refused(Refusal.NOT_NOW), HomeShown())


@pytest.mark.parametrize("prelude", ["tailoring", "level_opening", "question", "level_review", "not_met", "indicators"])
def test_the_history_can_be_asked_for_anywhere_in_a_run(prelude: str) -> None:
    """It is shown with the overview, from which one goes on."""
    talk = at(prelude)
    assert isinstance(talk.hear(History())[-1], HistoryShown)
    assert talk.phase is Phase.HOME


def test_filling_a_gap_leads_to_the_next_gap() -> None:
    """And not through what is answered, where the same letter typed once more would overwrite it."""
    talk = at("question")
    order = [question.id for question in talk.scene.questions()]
    for place in range(len(order)):
        talk.hear(Choose("C") if place not in (0, 2) else Jump(order[place + 1]))
    talk.hear(Jump(order[0]))
    assert talk.hear(Choose("B"))[-1] == QuestionAsked(order[2])
    assert isinstance(talk.hear(Choose("B"))[-1], LevelReviewed)
    assert [talk.run.answers[question].key for question in order] == ["B", "C", "B", *["C"] * (len(order) - 3)]


def test_who_changes_an_answer_goes_on_in_order() -> None:
    """Only gaps are leapt to; on the way back everything is seen again."""
    talk = at("level_review")
    order = [question.id for question in talk.scene.questions()]
    talk.hear(Jump(order[0]))
    assert talk.hear(Choose("B"))[-1] == QuestionAsked(order[1])


@pytest.mark.parametrize("left", [Home(), Correct(), History()])
def test_leaving_the_tailoring_unconfirmed_is_told(left: Home | Correct | History) -> None:
    """What was chosen is gone; without a word people would believe it was taken."""
    talk = at("question")
    talk.hear_all(Retailor(), Choose("no"))
    assert TailoringDropped() in talk.hear(left)
    assert talk.run.tailored_out == ()


def test_leaving_the_tailoring_unchanged_is_not_worth_a_word() -> None:
    """Back from its first area."""
    talk = at("question")
    talk.hear(Retailor())
    assert TailoringDropped() not in talk.hear(Back())


def test_who_chooses_anew_sees_what_was_chosen() -> None:
    """Before the run too, where a wrong choice is undone on the way back; what was never left out needs no word."""
    talk = at("tailoring")
    talk.hear_all(Choose("no"), Back())
    shown = phrasebook.screen(talk.advance(Start()), talk.bank).text
    assert shown.endswith("现在的选择：没有")
    talk.hear_all(Choose("yes"), Back())
    assert "现在的选择" not in phrasebook.screen(talk.advance(Start()), talk.bank).text


def test_before_the_consent_nothing_is_said_to_be_saved() -> None:
    """Nor to somebody who had everything deleted and begins anew."""
    talk = at("consent")
    assert Returned() not in talk.hear(Start())
    assert talk.hear(Pause()) == (Paused(kept=False),)


def test_a_level_that_is_not_translated_says_so_before_it_begins() -> None:
    """Else somebody who chose English meets Chinese questions unprepared."""
    bank = small_bank()
    plain = tuple(replace(question, stem=replace(question.stem, translations={})) for question in bank.questions)
    said = "are in Chinese only"
    assert said not in opening(Conversation(bank), "en")
    assert said in opening(Conversation(replace(bank, questions=plain)), "en")
    assert "只有" not in opening(Conversation(replace(bank, questions=plain)), "zh")


def opening(talk: Conversation, language: str) -> str:
    """What is said before the first question."""
    PRELUDES["level_opening"](talk, language)
    return phrasebook.screen(talk.advance(Start()), talk.bank).text


@pytest.mark.parametrize("loss", [Fraction(23, 400), Fraction(1, 30), Fraction(1, 2)])
def test_a_loss_has_the_figure_that_the_report_prints(loss: Fraction) -> None:
    """Both round what is missing up."""
    told = LevelFinished(1, "0.5", met=False, last=False, pulls=(Pull("people", "0.5", decimal_text(loss)),))
    assert f"少得 {gap_text(loss, 3)} 分" in phrasebook.say(told, at("not_met").scene, "zh")
