"""What-if and the cheapest path, against full re-scoring and against trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from question_bank import knapsack
from question_bank.answer_sheet import AnswerSheet, SheetError, SheetProblemCode
from question_bank.improvement import Path, cheapest_path, what_if
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, EmptyCell, Option, Question, QuestionId, Text
from question_bank.scoring import decimal_text, score_level
from question_bank.tailoring import may_be_not_applicable
from tests.question_bank.banks import DISCRETE, PROCESS, Row, answers_of, bank_2020, bank_of, small_bank
from tests.question_bank.drawn import UNHURRIED, filled


def applied(sheet: AnswerSheet, path: Path, blanks: tuple[QuestionId, ...] = ()) -> AnswerSheet:
    """The sheet after the path, unanswered questions answered with their first option."""
    changed = {change.question: change.to_key for change in path.changes}
    return replace(sheet, answers={**sheet.answers, **dict.fromkeys(blanks, "A"), **changed})


def fewest_by_trying_all(bank: Bank, sheet: AnswerSheet, level: int) -> tuple[Fraction, int] | None:
    """Least effort, then fewest changes, found by scoring every combination of higher options."""
    asked = [bank.question_by_id[QuestionId(score.id)] for score in score_level(bank, sheet, level).questions()]
    full = {question.id: sheet.answers.get(question.id, "A") for question in asked}

    def costs() -> Iterator[tuple[Fraction, int]]:
        for keys in product(*("ABCD"["ABCD".index(full[question.id]) :] for question in asked)):
            changed = replace(sheet, answers={**sheet.answers, **{question.id: key for question, key in zip(asked, keys, strict=True)}})
            if score_level(bank, changed, level).value >= Fraction(bank.threshold):
                steps = [("ABCD".index(key) - "ABCD".index(full[one.id]), one.effort) for one, key in zip(asked, keys, strict=True)]
                yield sum((Fraction(step * effort, 3) for step, effort in steps), Fraction(0)), sum(1 for step, _ in steps if step)

    return min(costs(), default=None)


def test_what_if_tells_the_gain_and_that_the_level_is_reached() -> None:
    """Raising 人员 (40 percent) from A to B lifts the plant from 0.6 to the threshold."""
    sheet = AnswerSheet(DISCRETE, frozenset(), answers_of(small_bank(), {"": "D", "people": "A"}))
    tried = what_if(small_bank(), sheet, QuestionId("L1-people-a1"), "B")
    assert (tried.from_key, tried.to_key, tried.before.value, tried.after.value) == ("A", "B", Fraction("0.6"), Fraction("0.8"))
    assert tried.gain == Fraction("0.2")
    assert tried.reached
    assert not what_if(small_bank(), sheet, QuestionId("L1-people-a1"), "A").reached
    above = AnswerSheet(DISCRETE, frozenset(), answers_of(small_bank(), "C"))
    assert not what_if(small_bank(), above, QuestionId("L1-people-a1"), "D").reached, "the level was met before"


def test_what_if_in_an_area_left_out_changes_nothing() -> None:
    """Parked answers may be tried, and gain nothing."""
    sheet = AnswerSheet(DISCRETE, frozenset({AreaId("making.design")}), answers_of(small_bank(), "B"))
    assert what_if(small_bank(), sheet, QuestionId("L1-making.design.product-a1"), "D").gain == 0


def test_what_if_refuses_what_the_bank_does_not_have() -> None:
    """An unknown question, an unknown option and a forbidden NA are each named."""
    sheet = AnswerSheet(DISCRETE, frozenset(), answers_of(small_bank(), "B"))
    wrong = [
        ("L1-people-a7", "A", SheetProblemCode.UNKNOWN_QUESTION),
        ("L1-people-a1", "E", SheetProblemCode.UNKNOWN_OPTION),
        ("L1-people-a1", NOT_APPLICABLE, SheetProblemCode.NA_NOT_ALLOWED),
    ]
    for question, option, code in wrong:
        with pytest.raises(SheetError) as caught:
            what_if(small_bank(), sheet, QuestionId(question), option)
        assert [problem.code for problem in caught.value.problems] == [code]


@UNHURRIED
@given(filled(), st.data())
def test_what_if_is_the_score_of_the_changed_sheet(case: tuple[Bank, AnswerSheet], data: st.DataObject) -> None:
    """Before and after agree with scoring the two sheets from scratch."""
    bank, sheet = case
    question = data.draw(st.sampled_from(bank.questions))
    option = data.draw(st.sampled_from(["A", "B", "C", "D", *([NOT_APPLICABLE] if may_be_not_applicable(bank, question) else [])]))
    tried = what_if(bank, sheet, question.id, option)
    changed = replace(sheet, answers={**sheet.answers, question.id: option})
    assert tried.before == score_level(bank, sheet, question.level)
    assert tried.after == score_level(bank, changed, question.level)


def test_the_cheapest_path_takes_the_light_question_first() -> None:
    """Two areas of equal weight, efforts 1 and 5: the light one goes all the way, the heavy one as far as it must."""
    rows = [Row("a", "甲", ("50", "50"), (1,), heading=True), Row("b", "乙", ("50", "50"), (1,), heading=True)]
    bank = bank_of(rows, id="pair", threshold="0.9", efforts=(1, 5))
    path = cheapest_path(bank, AnswerSheet(DISCRETE, frozenset(), answers_of(bank, "B")))
    assert path is not None
    assert [(change.question, change.from_key, change.to_key, change.gain) for change in path.changes] == [
        ("L1-a-a1", "B", "D", Fraction(1, 4)),
        ("L1-b-a1", "B", "C", Fraction("0.15")),
    ]
    assert [decimal_text(Fraction(change.effort)) for change in path.changes] == [
        "0.6666666666666666666666666667",
        "1.666666666666666666666666667",
    ]
    assert (path.level, path.before, path.after, path.exact) == (1, Fraction(1, 2), Fraction("0.9"), True)
    assert path.effort == path.bound == Decimal("2.333333333333333333333333333")


def test_of_equal_efforts_the_path_with_fewer_changes_is_taken() -> None:
    """Linear options of equal effort leave many ties; the fewest changes win."""
    rows = [Row(name, name, ("25", "25"), (1,), heading=True) for name in "abcd"]
    bank = bank_of(rows, id="ties", efforts=(3,), threshold="0.5")
    even = tuple(Option(key, Text(key), Decimal(mark)) for key, mark in zip("ABC", ("0", "0.5", "1"), strict=True))
    bank = replace(bank, questions=tuple(replace(question, options=even) for question in bank.questions))
    path = cheapest_path(bank, AnswerSheet(DISCRETE, frozenset(), answers_of(bank, "A")))
    assert path is not None
    assert (path.effort, [change.to_key for change in path.changes]) == (Decimal(6), ["C", "C"])


def test_the_default_level_is_the_first_unmet_and_there_is_none_when_all_are_met() -> None:
    """Level 1 met, level 2 half: the path is for level 2; with all met there is nothing to reach."""
    answers = answers_of(small_bank(), "D", (1,)) | answers_of(small_bank(), "B", (2,))
    path = cheapest_path(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))
    assert path is not None
    assert path.level == 2
    full = AnswerSheet(DISCRETE, frozenset(), answers_of(small_bank(), "C", (1, 2)))
    assert cheapest_path(small_bank(), full) is None
    assert cheapest_path(small_bank(), full, 1) is None


def test_an_unanswered_question_starts_from_its_first_option() -> None:
    """Its change says so by having no key to come from, and the effort is that of all the steps."""
    path = cheapest_path(small_bank(), AnswerSheet(DISCRETE, frozenset(), {}), 2)
    assert path is not None
    assert {change.from_key for change in path.changes} == {None}
    assert path.before == 0


def test_a_level_that_lacks_only_first_options_needs_no_change() -> None:
    """Above the threshold but incomplete: nothing has to be improved, only answered."""
    answers = answers_of(small_bank(), "D")
    del answers[QuestionId("L1-making.design.product-a1")]
    path = cheapest_path(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))
    assert path is not None
    assert (path.changes, path.effort, path.after) == ((), Decimal(0), Fraction("0.91"))


def test_there_is_no_path_where_the_best_answers_do_not_reach() -> None:
    """A bank whose best mark is 0.5 cannot be passed."""
    low = tuple(option for option in small_bank().questions[0].options if option.key in "AB")
    bank = replace(small_bank(), version="low", questions=tuple(replace(question, options=low) for question in small_bank().questions))
    assert cheapest_path(bank, AnswerSheet(DISCRETE, frozenset(), answers_of(bank, "A"))) is None


def test_a_question_of_one_option_is_a_free_change_while_unanswered() -> None:
    """A single option with a mark needs an answer and no effort."""

    def single(question: Question) -> Question:
        return replace(question, options=question.options[-1:])

    bank = replace(small_bank(), version="single", questions=tuple(single(question) for question in small_bank().questions))
    path = cheapest_path(bank, AnswerSheet(DISCRETE, frozenset(), {}))
    assert path is not None
    assert (path.effort, path.after >= Fraction(bank.threshold)) == (Decimal(0), True)


@UNHURRIED
@given(filled(groups=1), st.sampled_from((1, 2)))
def test_no_path_is_cheaper_and_none_as_cheap_has_fewer_changes(case: tuple[Bank, AnswerSheet], level: int) -> None:
    """Trying every combination on small banks finds the same effort and number of changes."""
    bank, sheet = case
    found = score_level(bank, sheet, level)
    assume(not found.met and len(list(found.questions())) <= 5)
    path = cheapest_path(bank, sheet, level)
    best = fewest_by_trying_all(bank, sheet, level)
    assert (path is None) == (best is None)
    if path is not None and best is not None:
        assert path.exact
        assert (path.effort, len(path.changes)) == (Decimal(decimal_text(best[0])), best[1])


@UNHURRIED
@given(st.data())
def test_a_path_followed_reaches_its_level(data: st.DataObject) -> None:
    """Scoring the full bank again after the changes gives exactly the score the path promised."""
    bank = bank_2020(empty_cell=data.draw(st.sampled_from(EmptyCell)))
    kind = data.draw(st.sampled_from((DISCRETE, PROCESS)))
    keys = data.draw(st.lists(st.sampled_from("ABCD"), min_size=7, max_size=7))
    level = data.draw(st.integers(1, 5))
    cut = frozenset(area.id for area in bank.areas if area.tailorable and data.draw(st.booleans()) and area.id != "manufacturing.sales")
    answers = {question.id: keys[place % 7] for place, question in enumerate(bank.questions) if place % 11}
    sheet = AnswerSheet(kind, cut, answers)
    found = score_level(bank, sheet, level)
    path = cheapest_path(bank, sheet, level)
    if path is None:
        assert found.met
        return
    after = score_level(bank, applied(sheet, path, found.missing), level)
    assert (path.before, path.after) == (found.value, after.value)
    assert after.met
    assert after.value - found.value == sum(change.gain for change in path.changes)


def test_beyond_the_named_size_the_path_says_that_it_is_not_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """The greedy path still reaches the level, and the true least effort lies between its bound and its effort."""
    sheet = AnswerSheet(DISCRETE, frozenset(), answers_of(bank_2020(), "A"))
    exact = cheapest_path(bank_2020(), sheet)
    monkeypatch.setattr(knapsack, "EXACT_CELLS", 0)
    rough = cheapest_path(bank_2020(), sheet)
    assert exact is not None
    assert rough is not None
    assert (exact.exact, rough.exact) == (True, False)
    assert score_level(bank_2020(), applied(sheet, rough), 1).met
    assert rough.bound <= exact.effort <= rough.effort
