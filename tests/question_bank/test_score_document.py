"""The score as other programs read it: one JSON document of exact decimals, or every reason why there is none."""

from __future__ import annotations

import doctest
import json
from fractions import Fraction

import pytest

from question_bank import scoring
from question_bank.answer_sheet import AnswerSheet, SheetError, SheetProblemCode
from question_bank.model import AreaId, QuestionId
from question_bank.scoring import decimal_text, score_document
from tests.question_bank.banks import DISCRETE, answers_of, small_bank


def test_the_score_document_is_exact_and_complete() -> None:
    """The whole JSON document of a small run, level 2 answered although level 1 is not met."""
    bank = small_bank()
    answers = answers_of(bank, {"": "D", "making.line": "A"}, (1,)) | answers_of(bank, "B", (2,))
    out = frozenset({AreaId("making.design.product")})
    document = score_document(bank, AnswerSheet(DISCRETE, out, answers))
    assert json.loads(json.dumps(document)) == {
        "bank": "test-small",
        "version": "1",
        "level": 0,
        "total": "0.58",
        "levels": [
            {
                "level": 1,
                "score": "0.58",
                "met": False,
                "areas": {
                    "people": {"score": "1", "weight": "40"},
                    "making": {"score": "0.3", "weight": "60"},
                    "making.line": {"score": "0", "weight": "70"},
                    "making.design": {"score": "1", "weight": "30"},
                    "making.design.process": {"score": "1", "weight": "100"},
                },
            },
            {
                "level": 2,
                "score": "0.5",
                "met": False,
                "areas": {
                    "people": {"score": "0.5", "weight": "40"},
                    "making": {"score": "0.5", "weight": "60"},
                    "making.line": {"score": "0.5", "weight": "100"},
                },
                "counted": False,
            },
        ],
    }


def test_the_score_document_refuses_a_gap_in_the_level_being_counted() -> None:
    """An unanswered question of level 2 is named when level 1 is met and level 2 was begun."""
    answers = answers_of(small_bank(), "D", (1, 2))
    del answers[QuestionId("L2-people-a1")]
    with pytest.raises(SheetError) as caught:
        score_document(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["questions"]) == (SheetProblemCode.ANSWERS_MISSING, "L2-people-a1")


def test_the_score_document_refuses_an_empty_sheet_and_accepts_a_run_that_stopped_after_a_level() -> None:
    """Level 1 must be answered; a next level that nobody began is simply not there."""
    with pytest.raises(SheetError):
        score_document(small_bank(), AnswerSheet(DISCRETE, frozenset(), {}))
    document = score_document(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers_of(small_bank(), {"": "D", "people": "B"})))
    assert (document["total"], document["level"]) == ("1", 1)
    levels = document["levels"]
    assert isinstance(levels, list)
    assert [(found["level"], found["score"], found["met"]) for found in levels] == [(1, "0.8", True)]


def test_a_gap_in_a_level_that_does_not_count_is_no_error() -> None:
    """Level 1 unmet, level 2 half answered: level 2 is listed with what it has."""
    answers = answers_of(small_bank(), "B", (1,)) | {QuestionId("L2-people-a1"): "D"}
    levels = score_document(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))["levels"]
    assert isinstance(levels, list)
    assert [(found["level"], found.get("counted", True), found["met"]) for found in levels] == [(1, True, False), (2, False, False)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(47, 50), "0.94"),
        (Fraction(0), "0"),
        (Fraction(1), "1"),
        (Fraction(100), "100"),
        (Fraction(1, 2**40), "0.0000000000009094947017729282379150390625"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "0.3333333333333333333333333333"),
        (Fraction(2, 3), "0.6666666666666666666666666667"),
        (Fraction(1, 3 * 10**30), "0." + "0" * 30 + "3" * 28),
        (Fraction(10**30, 3), "3" * 28 + "00"),
        (Fraction(1, 7 * 10**3), "0.0001428571428571428571428571429"),
    ],
)
def test_decimals_are_written_in_full_or_to_28_digits(value: Fraction, text: str) -> None:
    """No exponent and no trailing zeros behind the point, whatever the size."""
    assert decimal_text(value) == text


def test_the_documented_example_runs() -> None:
    """The doctest of the module holds."""
    assert doctest.testmod(scoring).attempted > 0
    assert doctest.testmod(scoring).failed == 0
