"""A bank of one pass whose total is a mean: the whole conversation in words, and what holds of any way through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from dialogs.effects import AnswersSubmitted, HomeShown, IndicatorsShown, LevelFinished, LevelOpened, QuestionWeighed, ResultShown
from dialogs.inbound import AnyInbound, Back, Choose, Correct, History, Home, Jump, PastRun, Reply, Retailor, Start, Submit, Weigh
from dialogs.model import Phase, Reached, RunState
from dialogs.stages.suggesting import Suggestion, suggestion
from dialogs.views.common import band_name, next_band
from question_bank.model import AreaId, Bank, Text
from tests.dialogs.conversation import NOON, Conversation
from tests.dialogs.helping import handed, in_hands_of
from tests.dialogs.preludes import answer_level, begun
from tests.dialogs.register import Register
from tests.dialogs.shown import as_text, drawn
from tests.dialogs.test_walks import walk
from tests.question_bank.banks import small_bank
from tests.question_bank.single import OTHER_BANK, TAKEN, pass_bank

WHOLE: tuple[AnyInbound, ...] = (
    *(Submit(),) * 3,
    *(Reply(key) for key in "BCDEBCDC"),
    Choose("same"),
    *(Reply(key) for key in "CD"),
    Submit(),
    Reply("12.5"),
    Choose("suggested"),
    Choose("NA"),
    Submit(),
    Home(),
)
"""From the profile to the overview behind the result."""

LONG_AGO = NOON - 300 * 86_400_000
NOT_SAID = {"zh": ("未达到", "达到线", "本级", "达到本级", "进入下一级"), "en": ("reached", "threshold", "this level")}
"""What would make no sense where nothing is met or missed."""


@cache
def tailorable_bank() -> Bank:
    """The same with one area that may be left out."""
    bank = pass_bank()
    asked = replace(bank.area_by_id[AreaId("ability.product")], tailorable=True, presence=Text("贵企业自己做产品设计吗？"))
    return replace(bank, id="test-pass-cut", areas=tuple(asked if area.id == asked.id else area for area in bank.areas))


def finished(bank: Bank, key: str) -> Conversation:
    """A finished run with every answer the same."""
    talk = begun(bank, "level_opening")
    answer_level(talk, key)
    talk.hear_all(Choose("NA"), Choose("NA"), Submit())
    assert talk.phase is Phase.RESULT
    return talk


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_whole_run_in_words(language: str, golden: Callable[[str, str], None]) -> None:
    """Every screen from the profile to the overview, as reviewed; no word of a level met or missed."""
    talk = begun(pass_bank(), "profile_review", language, Register(reached={OTHER_BANK: Reached(level=2, title="测试题库")}))
    screens = []
    for step in WHOLE:
        talk.hear(step)
        screens.append(as_text(drawn(talk)))
    told = "\n".join(screens)
    golden(f"conversations/single_pass_{language}.txt", told)
    assert [word for word in NOT_SAID[language] if word in told] == []


def test_the_level_has_no_result_of_its_own() -> None:
    """Handing in leads straight to the indicators, and so nothing goes on by itself after some seconds."""
    talk = begun(pass_bank(), "level_review")
    effects = talk.hear(Submit())
    assert effects[0] == AnswersSubmitted(11)
    assert not any(isinstance(effect, LevelFinished) for effect in effects)
    assert (talk.phase, talk.run.levels[0].score) == (Phase.INDICATORS, "0.5")


@pytest.mark.parametrize(("key", "level", "total", "name"), [("A", 1, "0", "一级（规范级）B档"), ("E", 5, "1", "五级（生态级）A档")])
def test_the_lowest_and_the_highest_result(key: str, level: int, total: str, name: str) -> None:
    """The band by its own name; within the highest there is no next one."""
    talk = finished(pass_bank(), key)
    assert talk.effects[-1] == ResultShown(level, total)
    assert name in talk.text()
    assert ("下一档" in talk.text()) is (key == "A")


def test_history_and_overview_name_bands_by_their_totals() -> None:
    """Two runs of one level in two bands; a total that can only be another bank's is not forced into one of these."""
    past = (
        PastRun("p1", RunState.FINISHED, LONG_AGO, LONG_AGO + 1, 11, 3, "0.43"),
        PastRun("p2", RunState.FINISHED, LONG_AGO, LONG_AGO + 1, 11, 3, "0.5"),
        PastRun("p3", RunState.FINISHED, LONG_AGO, LONG_AGO + 1, 9, 1, "1.94"),
    )
    talk = begun(pass_bank(), "finished", register=Register(past))
    talk.hear(History())
    lines = talk.text().splitlines()
    assert "三级（领域级）B档，总分 0.43" in lines[2]
    assert "三级（领域级）A档，总分 0.50" in lines[3]
    assert "一级（规范级）B档 / 一级（规范级）A档" in lines[4]
    assert band_name(talk.scene, 9) == ""


def test_a_gap_is_never_rounded_down() -> None:
    """Total and gap together reach the next band."""
    found = next_band(begun(pass_bank(), "question").scene, "0.4333333333")
    assert found is not None
    assert (found.name, found.low, found.gap) == ("三级（领域级）A档", "0.50", "0.07")
    assert next_band(begun(small_bank(), "question").scene, "1.2") is None


def test_what_if_says_when_the_next_band_is_reached() -> None:
    """`met` is about the band, as there is nothing else to meet."""
    talk = begun(pass_bank(), "question")
    for key in "DDDDDCCCCCC":
        talk.hear(Choose(key))
    talk.hear_all(Jump("L1-solution-a1"), Weigh())
    weighed = talk.effects[-1]
    assert isinstance(weighed, QuestionWeighed)
    assert weighed.score == "0.6"
    assert [outcome.met for outcome in weighed.outcomes] == [False] * 5
    talk.hear_all(Choose("D"), Jump("L1-governance-a1"), Weigh())
    weighed = talk.effects[-1]
    assert isinstance(weighed, QuestionWeighed)
    assert [(outcome.score, outcome.met) for outcome in weighed.outcomes][-1] == ("0.7125", True)


@pytest.mark.parametrize("step", [Home(), Correct(), Start()])
def test_who_leaves_between_answers_and_result_comes_back_to_the_indicators(step: AnyInbound) -> None:
    """Nobody is ever led to a level's result that there is none of."""
    talk = begun(pass_bank(), "indicators")
    talk.hear(step)
    if step == Correct():
        talk.hear(Home())
    if talk.phase is Phase.HOME:
        talk.hear(Submit())
    assert talk.phase is Phase.INDICATORS


def test_a_bank_without_indicators_comes_to_its_result_too() -> None:
    """The review says that there are none; back leads to the answers."""
    bank = replace(pass_bank(), id="test-bare", indicators=())
    talk = begun(bank, "level_review")
    assert talk.hear(Submit())[-1] == IndicatorsShown()
    assert "没有要填的指标" in talk.text()
    talk.hear(Back())
    assert (talk.phase, talk.run.levels) == (Phase.LEVEL_REVIEW, ())
    talk.hear_all(Submit(), Submit())
    assert talk.phase is Phase.RESULT


def test_a_level_bank_without_indicators_goes_back_to_the_levels_result() -> None:
    """As it would from the first indicator."""
    talk = begun(replace(small_bank(), id="test-small-bare", indicators=()), "not_met")
    talk.hear(Submit())
    assert talk.phase is Phase.INDICATORS_REVIEW
    assert isinstance(talk.hear(Back())[-1], LevelFinished)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_area_brought_back_after_handing_in_asks_for_its_answers(language: str) -> None:
    """The scope says what it does to the total; the pass is then handed in anew."""
    talk = begun(tailorable_bank(), "tailoring", language)
    talk.hear_all(Choose("no"), Submit())
    answer_level(talk, "C")
    assert talk.phase is Phase.INDICATORS
    talk.hear_all(Retailor(), Choose("yes"))
    shown = talk.text()
    assert {"zh": "已提交的回答要重新确认", "en": "have to be confirmed again"}[language] in shown
    assert {"zh": "对得分的影响：由 0.500 变为 0.464", "en": "the total goes from 0.500 to 0.464"}[language] in shown
    talk.hear(Submit())
    assert talk.run.levels == ()
    assert (talk.phase, talk.cursor.at) == (Phase.QUESTION, "L1-ability.product-a1")
    assert [word for word in NOT_SAID[language] if word in talk.text() + shown] == []


def test_where_nothing_can_be_left_out_the_scope_is_not_offered() -> None:
    """Neither at the opening, nor at the review, nor on the overview of a started run."""
    for bank, offered in ((pass_bank(), False), (tailorable_bank(), True)):
        talk = begun(bank, "level_opening")
        places = [talk.effects[-1]]
        labels = [choice.label for choice in talk.choices()]
        answer = talk.hear(Submit())
        places.append(answer[-1])
        talk.hear(Home())
        assert talk.effects[-1] == HomeShown()
        labels += [choice.label for choice in talk.choices()]
        assert ("业务范围" in labels) is offered
        assert places[0] == LevelOpened(1)


def test_a_helper_sees_no_suggestion() -> None:
    """What the enterprise reached elsewhere is none of the helper's business."""
    talk = begun(small_bank(), "level_opening")
    handed(talk)
    in_hands_of(talk)
    assert talk.cursor.handover
    assert suggestion(talk.scene, "L1-people-a1") is None


def test_the_own_result_elsewhere_stands_before_last_times_answer() -> None:
    """It is the newer of the two, and the card says which it is."""
    reached = {OTHER_BANK: Reached(level=1)}
    talk = begun(pass_bank(), "level_opening", register=Register(previous={TAKEN: "E", "L1-solution-a1": "B"}, reached=reached))
    assert suggestion(talk.scene, TAKEN) == Suggestion("B", taken=True)
    assert suggestion(talk.scene, "L1-solution-a1") == Suggestion("B")
    assert suggestion(talk.scene, "L1-governance-a1") is None
    assert talk.run.answers == {}, "suggested, never given"


@pytest.mark.parametrize("seed", range(8))
def test_who_taps_about_reaches_a_result(seed: int) -> None:
    """Whatever is tapped: no error, no dead end, nobody at a level's result."""
    talk, seen = walk(pass_bank(), seed, 0.67, 600)
    assert talk.phase is Phase.RESULT
    assert talk.run.result is not None
    assert pass_bank().band_of(Decimal(talk.run.result.total)).level == talk.run.result.level
    assert seen[Phase.LEVEL_RESULT] == 0
