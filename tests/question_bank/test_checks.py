"""Checks of a whole bank at their edges: what is just right, what is just wrong, and what must not be said twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tries

from question_bank import checks
from question_bank.answer_sheet import AnswerSheet
from question_bank.checks import CHECKS, check
from question_bank.draft import MAX_DEPTH, Draft
from question_bank.model import AreaId, Bank, EmptyCell, EnterpriseType
from question_bank.problems import Code
from question_bank.scoring import score_level
from tests.question_bank.banks import bank_2020
from tests.question_bank.drawn import banks
from tests.question_bank.tiny import Edit, add_row, drop_column, put, read_tables, spoilt, together

HALF_LEVEL_2 = together(put("questions", 5, "marks", "0/0.3/0.8"), put("questions", 6, "marks", "0/0.2/0.6/0.8"))


def codes(*edits: Edit) -> list[Code]:
    """The codes of every problem these edits cause, in order."""
    return [problem.code for problem in read_tables(spoilt(*edits)).problems]


def test_every_check_in_the_folder_is_registered() -> None:
    """A check that nobody calls finds nothing; public generators of drafts in these files are checks."""
    written = {
        line.split("(")[0].removeprefix("def ")
        for file in Path(checks.__file__).parent.glob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("def ") and not line.startswith("def _") and line.endswith("(draft: Draft) -> Iterator[Problem]:")
    }
    assert written == {each.__name__ for each in CHECKS}


def test_a_level_whose_best_answers_reach_the_threshold_exactly_can_be_passed() -> None:
    """Met means at least the threshold, and 0.8 is 0.8."""
    assert codes(HALF_LEVEL_2) == []
    assert set(codes(HALF_LEVEL_2, put("bank", 10, "value", "0.800001"))) == {Code.LEVEL_CANNOT_PASS}


def test_an_empty_level_cannot_be_passed_unless_empty_cells_count_as_met() -> None:
    """Both rules exist, so both are checked."""
    bank = replace(bank_2020(), requirements=(), questions=bank_2020().questions[:0])
    assert check(Draft(bank))
    one = replace(bank_2020(), requirements=bank_2020().requirements[:1], questions=bank_2020().questions[:1])
    unmet = [problem.params["level"] for problem in check(Draft(one)) if problem.code is Code.LEVEL_CANNOT_PASS]
    assert unmet == ["2", "2", "3", "3", "4", "4", "5", "5"]
    met = check(Draft(replace(one, empty_cell=EmptyCell.MET)))
    assert [problem for problem in met if problem.code is Code.LEVEL_CANNOT_PASS] == []


@tries(max_examples=60, deadline=None)
@given(banks())
def test_the_best_that_the_check_reckons_is_the_best_that_scoring_gives(bank: Bank) -> None:
    """Two ways to one number: a level is called impossible exactly if the best answers do not meet it."""
    capped = tuple(
        replace(question, options=question.options[:3]) if number % 2 else question for number, question in enumerate(bank.questions)
    )
    bank = replace(bank, version=f"{bank.version} capped", questions=capped, threshold=Decimal("0.95"))
    told = {(problem.params["kind"], problem.params["level"]) for problem in check(Draft(bank)) if problem.code is Code.LEVEL_CANNOT_PASS}
    best = {question.id: question.options[-1].key for question in bank.questions}
    for kind in bank.kinds:
        sheet = AnswerSheet(EnterpriseType(kind.id), frozenset(), best)
        for level in bank.levels if bank.questions else ():
            assert ((kind.id, str(level.number)) in told) is not score_level(bank, sheet, level.number).met


def test_a_bank_built_without_sheets_can_be_checked_too() -> None:
    """Its problems have no rows, and that is all they lack."""
    bank = replace(bank_2020(), areas=bank_2020().areas[1:])
    problems = check(Draft(bank))
    assert Code.WEIGHTS_SUM in {problem.code for problem in problems}
    assert {problem.row for problem in problems} == {None}


def test_ten_layers_are_fine_and_eleven_are_not() -> None:
    """The bound is exact."""
    tree = [replace(bank_2020().areas[0], id=AreaId(f"a{depth}"), parent=AreaId(f"a{depth - 1}") if depth else None) for depth in range(11)]
    for layers, found in ((MAX_DEPTH, 0), (MAX_DEPTH + 1, 1)):
        problems = check(Draft(replace(bank_2020(), areas=tuple(tree[:layers]))))
        assert [problem.code for problem in problems].count(Code.TREE_TOO_DEEP) == found


def test_a_circle_is_told_once_with_its_members() -> None:
    """Not once per member."""
    problems = read_tables(spoilt(put("areas", 3, "parent", "making.plan"))).problems
    loops = [problem for problem in problems if problem.code is Code.PARENT_LOOP]
    assert [problem.params["loop"] for problem in loops] == ["making → making.plan → making"]


def test_an_area_below_a_circle_is_not_called_too_deep() -> None:
    """It is the circle that is wrong."""
    assert Code.TREE_TOO_DEEP not in codes(put("areas", 3, "parent", "making.plan"))


def test_a_weight_that_cannot_be_read_is_one_problem() -> None:
    """The sum is not complained about as well."""
    assert codes(put("areas", 4, "weight:discrete", "half")) == [Code.NUMBER_EXPECTED]
    assert codes(put("areas", 3, "weight:process", "many")) == [Code.NUMBER_EXPECTED]


def test_a_type_without_its_column_of_weights_is_one_problem() -> None:
    """What cannot be scored is not also called impossible to pass."""
    assert codes(add_row("kinds", id="mixed", name="混合型")) == [Code.COLUMN_MISSING]
    assert set(codes(put("areas", 2, "weight:mixed", ""), add_row("kinds", id="mixed", name="混合型"))) == {Code.WEIGHTS_SUM}


def test_weights_are_summed_exactly() -> None:
    """Three thirds to two digits are not a hundred; to any digits they cannot be, so one of them is 33.34."""
    third = add_row("areas", id="making.pack", parent="making", heading="no", name="包装", tailorable="no", weight__discrete="33.33")
    shares = together(third, put("areas", 4, "weight:discrete", "33.33"), put("areas", 5, "weight:discrete", "33.33"))
    assert Code.WEIGHTS_SUM in codes(shares)
    assert Code.WEIGHTS_SUM not in codes(shares, put("areas", 5, "weight:discrete", "33.34"))


def test_a_missing_column_is_one_problem_not_one_per_row() -> None:
    """An author who forgot the explanations knows it after the first line."""
    assert codes(drop_column("questions", "explanation"), drop_column("questions", "explanation@en")) == [Code.COLUMN_MISSING]


def test_the_scale_is_blamed_once_for_what_every_question_takes_from_it() -> None:
    """Not once per question."""
    assert codes(put("scale", 3, "mark", "0.9")) == [Code.MARKS_OUT_OF_ORDER]


def test_a_misspelt_option_key_is_not_also_a_missing_option() -> None:
    """The texts are still there."""
    assert Code.OPTION_MISSING not in codes(put("questions", 1, "D", "E"))


def test_the_same_stem_at_another_level_is_no_duplicate() -> None:
    """Levels ask about one thing again, further on."""
    assert codes(put("questions", 5, "stem", "有没有计划？")) == []


@pytest.mark.parametrize("stem", ["有没有计划", " 有没有 计划？", "有没有计划?"])
def test_stems_that_differ_in_spaces_or_the_final_mark_are_one(stem: str) -> None:
    """A reader would not see the difference."""
    assert codes(put("questions", 4, "stem", stem)) == [Code.TEXT_DUPLICATE]


@pytest.mark.parametrize(("column", "limit"), [("stem", 200), ("A", 120), ("explanation", 900), ("evidence", 400), ("example", 600)])
def test_screen_limits_are_exact(column: str, limit: int) -> None:
    """As many characters as fit pass, one more does not."""
    assert codes(put("questions", 4, column, "长" * limit)) == []
    assert codes(put("questions", 4, column, "长" * (limit + 1))) == [Code.TEXT_TOO_LONG]


def test_a_row_without_any_translation_is_left_in_the_banks_own_language() -> None:
    """Only half-translated rows are slips."""
    assert codes(put("questions", 3, "stem@en", "Is there a plan?")).count(Code.TRANSLATION_MISSING) == 8


def test_an_area_of_one_type_only_is_reachable() -> None:
    """And one whose only weight cannot be read is given the benefit of the doubt."""
    assert Code.QUESTION_UNREACHABLE not in codes()
    assert codes(put("areas", 5, "weight:discrete", "half")) == [Code.NUMBER_EXPECTED]
