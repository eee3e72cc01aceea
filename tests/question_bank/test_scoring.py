"""Scores by the vectors of the method standard, and by examples small enough to check by eye."""

from __future__ import annotations

from fractions import Fraction

import pytest

from question_bank.answer_sheet import AnswerSheet, SheetError, SheetProblemCode
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, EmptyCell, EnterpriseType, QuestionId, Rescale
from question_bank.scoring import Part, decimal_text, score_level, score_run
from tests.question_bank.banks import DISCRETE, PROCESS, Row, answers_of, bank_2020, bank_of, small_bank

CUT = frozenset({AreaId("manufacturing.logistics"), AreaId("manufacturing.service")})
PRODUCTION_HALF = {"": "D", "manufacturing.production": "B"}


def sheet_of(
    bank: Bank,
    keys: str | dict[str, str],
    levels: tuple[int, ...] = (1,),
    kind: EnterpriseType = DISCRETE,
    out: frozenset[AreaId] = frozenset(),
) -> AnswerSheet:
    """A complete sheet of these levels, answered by area."""
    return AnswerSheet(kind, out, answers_of(bank, keys, levels))


def test_vector_1_every_mark_one_half_is_one_half_and_below_level_one() -> None:
    """A1 = 0.5, S = 0.5, 未达到一级."""
    run = score_run(bank_2020(), sheet_of(bank_2020(), "B"))
    assert (run.total, run.level) == (Fraction(1, 2), 0)
    assert run.levels[0].value == Fraction(1, 2)
    assert not run.levels[0].met


def test_vector_2_two_levels_met_and_half_of_the_third_is_level_two() -> None:
    """L1 all 1, L2 all 0.8, L3 all 0.5: S = 2.5, 二级."""
    bank = bank_2020()
    answers = answers_of(bank, "D", (1,)) | answers_of(bank, "C", (2,)) | answers_of(bank, "B", (3,))
    run = score_run(bank, AnswerSheet(DISCRETE, frozenset(), answers))
    assert (run.total, run.level) == (Fraction(5, 2), 2)
    assert [(found.level, found.value, found.met) for found in run.levels] == [
        (1, 1, True),
        (2, Fraction(4, 5), True),
        (3, Fraction(1, 2), False),
    ]


VECTORS = [
    ("3", DISCRETE, 1, {"": "D", "personnel": "A"}, frozenset(), Rescale.PROPORTIONAL, "0.94", True),
    ("4a", DISCRETE, 1, PRODUCTION_HALF, frozenset(), Rescale.PROPORTIONAL, "0.8152", True),
    ("4b", PROCESS, 1, PRODUCTION_HALF, frozenset(), Rescale.PROPORTIONAL, "0.7858", False),
    ("5a", DISCRETE, 1, PRODUCTION_HALF, CUT, Rescale.PROPORTIONAL, "0.7502702702702702702702702703", False),
    ("5b", DISCRETE, 1, PRODUCTION_HALF, CUT, Rescale.EQUAL, "0.7818333333333333333333333333", False),
    ("6", DISCRETE, 5, {"": "D", "technology.data": "A"}, frozenset(), Rescale.PROPORTIONAL, "0.8829787234042553191489361702", True),
    ("7", DISCRETE, 1, {"": "D", "technology.data": "A"}, frozenset(), Rescale.PROPORTIONAL, "0.9494", True),
]


@pytest.mark.parametrize(("vector", "kind", "level", "keys", "out", "rescale", "text", "met"), VECTORS, ids=[row[0] for row in VECTORS])
def test_vectors_3_to_7(
    vector: str,
    kind: EnterpriseType,
    level: int,
    keys: dict[str, str],
    out: frozenset[AreaId],
    rescale: Rescale,
    text: str,
    met: bool,
) -> None:
    """One weak area in an otherwise perfect level, for both types and both rules of rescaling."""
    bank = bank_2020(rescale)
    found = score_level(bank, sheet_of(bank, keys, (level,), kind, out), level)
    assert (decimal_text(found.value), found.met) == (text, met), vector


def test_vector_6_has_no_personnel_and_technology_is_data_alone() -> None:
    """At level 5 the empty cells drop, and what remains of a family carries its whole weight."""
    bank = bank_2020()
    areas = {area.id: area for area in score_level(bank, sheet_of(bank, "D", (5,)), 5).areas()}
    assert "personnel" not in areas
    assert areas["technology.data"].weight == 100
    assert "technology.security" not in areas
    assert areas["technology"].weight == Fraction(1100, 94)


@pytest.mark.parametrize("kind", [DISCRETE, PROCESS])
@pytest.mark.parametrize("rescale", list(Rescale))
@pytest.mark.parametrize("out", [frozenset(), CUT])
def test_a_plant_with_every_mark_point_eight_passes_every_level(kind: EnterpriseType, rescale: Rescale, out: frozenset[AreaId]) -> None:
    """Means of three and weights of seventy-fourths never push an exact 0.8 below the threshold."""
    bank = bank_2020(rescale)
    run = score_run(bank, sheet_of(bank, "C", (1, 2, 3, 4, 5), kind, out))
    assert [found.value for found in run.levels] == [Fraction(4, 5)] * 5
    assert (run.total, run.level) == (Fraction(5), 5)


def test_counting_empty_cells_as_met_raises_the_upper_levels() -> None:
    """Vector 6 with empty cells met: 6 + 11 * (46 * 0 + 54) / 100 + 6 + 77 percent."""
    bank = bank_2020(empty_cell=EmptyCell.MET)
    found = score_level(bank, sheet_of(bank, {"": "D", "technology.data": "A"}, (5,)), 5)
    assert found.value == Fraction("0.9494")
    empty = next(area for area in found.areas() if area.id == "personnel.skills")
    assert (empty.value, empty.parts) == (Fraction(1), ())


@pytest.mark.parametrize(
    ("marks", "total", "level"),
    [("A", "0", 0), ("DA", "1", 1), ("DB", "1.5", 1), ("DD", "2", 2), ("CC", "2", 2)],
)
def test_each_total_has_its_level(marks: str, total: str, level: int) -> None:
    """Levels met count one each, then comes the unmet one."""
    answers = {name: key for number, key in enumerate(marks, 1) for name, key in answers_of(small_bank(), key, (number,)).items()}
    run = score_run(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))
    assert (decimal_text(run.total), run.level) == (total, level)


def test_a_level_above_the_first_unmet_is_shown_but_does_not_count() -> None:
    """Level 1 at 0.5 and level 2 at 1: the total stays 0.5."""
    answers = answers_of(small_bank(), "B", (1,)) | answers_of(small_bank(), "D", (2,))
    run = score_run(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))
    assert run.total == Fraction(1, 2)
    assert [(found.level, found.counted, found.value) for found in run.levels] == [(1, True, Fraction(1, 2)), (2, False, 1)]


def test_an_incomplete_level_is_never_met() -> None:
    """One answer missing of five, the rest perfect: the score is above 0.8, and still neither met nor level 1."""
    answers = answers_of(small_bank(), "D")
    del answers[QuestionId("L1-making.design.product-a1")]
    run = score_run(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))
    assert run.total == Fraction("0.91")
    assert not run.levels[0].met
    assert run.levels[0].missing == ("L1-making.design.product-a1",)
    assert run.level == 0


def test_a_requirement_is_the_plain_mean_of_its_questions() -> None:
    """Two questions about one clause of 生产, answered C and A, make 0.4 of it; NA questions drop out of the mean."""
    answers = answers_of(small_bank(), "D") | {QuestionId("L1-making.line-a1"): "C", QuestionId("L1-making.line-a2"): "A"}
    found = score_level(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers), 1)
    line = next(area for area in found.areas() if area.id == "making.line")
    (requirement,) = line.parts
    assert (requirement.what, requirement.value, requirement.share) == (Part.REQUIREMENT, Fraction(2, 5), Fraction("0.42"))
    assert [(part.what, part.value, part.weight, part.share) for part in requirement.parts] == [
        (Part.QUESTION, Fraction(4, 5), Fraction(50), Fraction("0.21")),
        (Part.QUESTION, Fraction(0), Fraction(50), Fraction("0.21")),
    ]


def test_a_not_applicable_area_gives_its_weight_to_its_siblings() -> None:
    """With the only product design question NA, process design carries all of 设计."""
    answers = answers_of(small_bank(), "A") | {
        QuestionId("L1-making.design.product-a1"): NOT_APPLICABLE,
        QuestionId("L1-making.design.process-a1"): "D",
    }
    found = score_level(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers), 1)
    assert found.value == Fraction("0.18")
    assert "making.design.product" not in {area.id for area in found.areas()}
    assert found.missing == ()


def test_every_part_names_its_clause() -> None:
    """Standard and area for an area; standard, area, level and letter for a requirement and its questions."""
    found = score_level(bank_2020(), sheet_of(bank_2020(), "C"), 1)
    area = next(area for area in found.areas() if area.id == "manufacturing.production.equipment")
    assert area.clause == "GB/T 39116-2020 设备管理"
    assert area.parts[0].clause == "GB/T 39116-2020 设备管理 一级 a)"
    assert area.parts[1].parts[0].clause == "GB/T 39116-2020 设备管理 一级 b)"


def test_a_level_with_nothing_to_count_is_worth_nothing() -> None:
    """If NA is allowed everywhere and given everywhere, there is no score to speak of."""
    bank = bank_of([Row("only", "唯一", ("100", "100"), (1,), heading=True, tailorable=True)], id="one")
    found = score_level(bank, AnswerSheet(DISCRETE, frozenset(), {QuestionId("L1-only-a1"): NOT_APPLICABLE}), 1)
    assert (found.value, found.met, found.parts, found.missing) == (Fraction(0), False, (), ())


@pytest.mark.parametrize(("key", "code"), [("X", SheetProblemCode.UNKNOWN_OPTION), (NOT_APPLICABLE, SheetProblemCode.NA_NOT_ALLOWED)])
def test_a_wrong_key_is_refused_and_never_scored_as_nothing(key: str, code: SheetProblemCode) -> None:
    """Both a made-up option and a forbidden NA stop the score, naming the question."""
    with pytest.raises(SheetError) as caught:
        score_level(small_bank(), AnswerSheet(DISCRETE, frozenset(), {QuestionId("L1-people-a1"): key}), 1)
    assert [(problem.code, problem.params["question"]) for problem in caught.value.problems] == [(code, "L1-people-a1")]


def test_an_unknown_type_or_level_is_refused() -> None:
    """A type that the bank does not weigh by has no score, nor has a level that the bank does not have."""
    with pytest.raises(SheetError):
        score_level(small_bank(), AnswerSheet(EnterpriseType("mixed"), frozenset(), {}), 1)
    with pytest.raises(KeyError):
        score_level(small_bank(), AnswerSheet(DISCRETE, frozenset(), {}), 3)
