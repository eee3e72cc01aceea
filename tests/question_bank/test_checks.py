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
from question_bank.checks.tables import lengths, terms
from question_bank.draft import MAX_DEPTH, Draft
from question_bank.model import AreaId, Bank, EmptyCell, EnterpriseType, Rescale
from question_bank.problems import Code, Problem
from question_bank.scoring import score_level
from tests.question_bank.banks import Row, bank_2020, bank_of
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


def test_an_area_that_a_type_lacks_below_frees_its_weight_as_the_bank_says() -> None:
    """Found at random: under the rule of equal shares the best that the check reckoned was another than the score's."""
    rows = (
        Row("core", "核心", ("1", "3"), (1,), heading=True),
        Row("gone", "空", ("1", "1"), heading=True),
        Row("gone.a", "空", ("1", None), (0,)),
        Row("other", "其余", ("1", "1"), (1,), heading=True),
    )
    bank = bank_of(rows, id="freed", rescale=Rescale.EQUAL, threshold="0.95")
    capped = replace(
        bank,
        questions=tuple(replace(question, options=question.options[: 3 if question.area == "other" else 4]) for question in bank.questions),
    )
    told = [problem.params for problem in check(Draft(capped)) if problem.code is Code.LEVEL_CANNOT_PASS]
    assert [(params["kind"], params["best"]) for params in told] == [("discrete", "0.9"), ("process", "0.94")]
    best = AnswerSheet(EnterpriseType("process"), frozenset(), {question.id: question.options[-1].key for question in capped.questions})
    assert float(score_level(capped, best, 1).value) == 0.94


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
    mixed = add_row("kinds", id="mixed", name="混合型", **{"name@en": "mixed"})
    assert codes(mixed) == [Code.COLUMN_MISSING]
    assert set(codes(put("areas", 2, "weight:mixed", ""), mixed)) == {Code.WEIGHTS_SUM}


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
    assert set(codes(put("questions", 4, column, "长" * limit))) <= {Code.TEXT_UNCOMFORTABLE}
    assert codes(put("questions", 4, column, "长" * (limit + 1))) == [Code.TEXT_TOO_LONG]


@pytest.mark.parametrize(("column", "limit"), [("stem", 60), ("A", 60), ("explanation", 400)])
def test_what_is_comfortable_to_read_is_exact_too(column: str, limit: int) -> None:
    """Beyond it there is a warning; a translation may be longer."""
    assert codes(put("questions", 4, column, "长" * limit)) == []
    assert codes(put("questions", 4, column, "长" * (limit + 1))) == [Code.TEXT_UNCOMFORTABLE]
    assert codes(put("questions", 4, f"{column}@en", "x" * (limit + 1))) == []


def test_an_area_of_one_type_only_is_reachable() -> None:
    """And one whose only weight cannot be read is given the benefit of the doubt."""
    assert Code.QUESTION_UNREACHABLE not in codes()
    assert codes(put("areas", 5, "weight:discrete", "half")) == [Code.NUMBER_EXPECTED]


# -- wording, clauses, what passes itself, translations --------------------------------------------------------------


def first(code: Code, *edits: Edit) -> Problem:
    """The one problem of this code that the edits cause."""
    (found,) = (problem for problem in read_tables(spoilt(*edits)).problems if problem.code is code)
    return found


def test_a_level_that_the_worst_answers_just_miss_is_a_level() -> None:
    """The threshold itself counts as reached."""
    half = together(*(put("scale", row, "mark", mark) for row, mark in ((2, "0.79"), (3, "0.8"), (4, "0.9"))))
    assert Code.LEVEL_CANNOT_FAIL not in codes(half, put("questions", 3, "marks", ""))
    assert codes(half, put("questions", 3, "marks", ""), put("bank", 10, "value", "0.79")).count(Code.LEVEL_CANNOT_FAIL) == 4


def test_a_level_that_asks_nothing_is_not_said_to_pass_itself() -> None:
    """Its empty cells may count as met; that is the bank's rule."""
    bank = replace(bank_2020(empty_cell=EmptyCell.MET), questions=bank_2020().questions[:56], requirements=bank_2020().requirements)
    assert [problem for problem in check(Draft(bank)) if problem.code is Code.LEVEL_CANNOT_FAIL] == []


def test_a_word_in_the_name_of_an_area_is_the_banks_own_term() -> None:
    """An area called 装备 is the standard's word; texts about 设备 are no slip beside it."""
    mixed = together(put("questions", 2, "D", "设备都有人管"), put("questions", 3, "explanation", "装备的不算"))
    assert codes(mixed) == [Code.TERMS_VARY]
    assert codes(mixed, put("areas", 2, "name", "装备")) == []


def test_a_word_inside_another_word_is_not_that_word() -> None:
    """产品质量 is no 品质, and a control program no 制程."""
    texts = ("产品质量的计划，质量部门写", "修改控制程序不算工序")
    assert codes(*(put("questions", row, "explanation", text) for row, text in zip((3, 4), texts, strict=True))) == []
    assert codes(put("questions", 3, "explanation", "质量要求、品质要求都算")) == [Code.TERMS_VARY]


def test_the_rarer_word_is_blamed_with_the_place_of_the_other() -> None:
    """The author sees both."""
    edits = (put("questions", 2, "evidence", "台账；设备台账"), put("questions", 6, "evidence", "台帐"))
    problem = first(Code.TERMS_VARY, *edits)
    assert problem.place("en") == 'questions, row 6, column "evidence"'
    assert {name: problem.params[name] for name in ("word", "count", "usual", "times", "first")} == {
        "word": "台帐",
        "count": "1",
        "usual": "台账",
        "times": "3",
        "first": "levels 2 materials",
    }


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("见 2.2", ""),
        ("详见2.1，参见 L2-2.1", ""),
        ("第2.2题与此不同", ""),
        ("见 2.20", "2.20"),
        ("参照第9.1条", "9.1"),
        ("See 7.5.1", "7.5.1"),
        ("与 L2-2.9 相同", "L2-2.9"),
        ("公差见图，间隙 5.4 毫米，占 12.5%", ""),
        ("按 GB/T 39117-2020 5.4 计分，型号 X1-2.5mm", ""),
        ("同 1.2 级", ""),
        ("见 9.1，见9.1，参见 9.1", "9.1"),
    ],
)
def test_a_reference_to_what_is_not_there_is_told(text: str, unknown: str) -> None:
    """Numbers that send nobody anywhere are just numbers."""
    found = [
        problem.params["clause"]
        for problem in read_tables(spoilt(put("questions", 4, "explanation", text))).problems
        if problem.code is Code.CLAUSE_UNKNOWN
    ]
    assert found == ([unknown] if unknown else [])


def test_a_thousand_missing_translations_are_one_line_with_the_first_places() -> None:
    """For each sheet, column and language."""
    many = together(*(add_row("kinds", id=f"k{number}", name="某类") for number in range(10)))
    problem = first(Code.ROWS_UNTRANSLATED, many)
    assert (problem.sheet, problem.row, problem.column) == ("kinds", 4, None)
    assert (problem.params["count"], problem.params["rows"]) == ("10", "4, 5, 6, 7, 8 …")
    holes = together(*(put("questions", row, "evidence@en", "") for row in (3, 5)))
    hole = first(Code.TRANSLATION_MISSING, holes)
    assert (hole.row, hole.column, hole.params["count"], hole.params["rows"]) == (3, "evidence@en", "2", "3, 5")


def test_the_tables_of_the_checks_can_be_read() -> None:
    """Every row says something, no pair comes twice, and no variant is the term of another pair."""
    pairs = [(term.term, term.variant) for term in terms()]
    assert len(pairs) == len(set(pairs)) > 20
    assert not {term for term, _ in pairs} & {variant for _, variant in pairs}
    assert all(term.variant in word or term.term in word for term in terms() for word in term.within)
    assert {"name", "stem", "option", "explanation", "other"} <= lengths().keys()
    assert all(length.comfortable is None or length.comfortable < length.most for length in lengths().values())
