"""The report as JSON: complete, exact and always in the same order."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from question_bank.scoring import score_document
from reports.documents import Format, render
from reports.summary import summarise
from tests.question_bank.banks import answers_of as every_answer
from tests.question_bank.banks import bank_2020, small_bank
from tests.reports.runs import RUNS, assessment, level_two_run, summary_of


def _document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(summary_of(name), Format.JSON))
    return found


def test_the_document_of_a_small_run_is_as_reviewed(golden: Callable[[str, str], None]) -> None:
    """Golden file: every field, its order and its form."""
    bank = small_bank()
    run = assessment(bank, every_answer(bank, "D") | every_answer(bank, "B", (2,)))
    golden("reports/report_small.json", render(summarise(bank, run), Format.JSON).decode())


def test_the_score_document_is_inside_unchanged() -> None:
    """The same as the scoring rules write it."""
    assert _document("level_two")["score"] == score_document(bank_2020(), level_two_run().sheet)


@pytest.mark.parametrize("name", RUNS)
def test_the_fields_are_the_same_for_every_run_and_in_the_same_order(name: str) -> None:
    """A reader finds every field, empty or null where there is nothing to say."""
    assert list(_document(name)) == list(_document("level_two"))


def test_an_open_run_has_no_score_document() -> None:
    """A provisional score is not a result; the explanation is there all the same."""
    document = _document("open")
    assert document["score"] is None
    assert document["levels"][1]["unanswered"] > 0
    assert document["finished"] is None


def test_an_indicator_that_does_not_apply_is_zero_with_formula_none() -> None:
    """As the platform's form takes it; one not answered stays empty."""
    stated, inapplicable = _document("level_two")["indicators"]
    assert (stated["value"], stated["state"]) == ("12.5", "stated")
    assert (inapplicable["value"], inapplicable["formula"], inapplicable["state"]) == ("0", "无", "not_applicable")
    silent = summarise(bank_2020(), replace(level_two_run(), indicators={}))
    assert json.loads(render(silent, Format.JSON))["indicators"][0]["value"] is None


def test_the_explanation_goes_down_to_every_counted_question() -> None:
    """Questions in the tree are the answers that count at that level."""
    document = _document("level_two")
    for level in document["levels"][:3]:
        counted = {answer["question"] for answer in document["answers"] if answer["level"] == level["level"]}
        assert {node["id"] for node in _questions(level["explanation"])} == counted


def test_numbers_are_exact_decimals_in_strings() -> None:
    """No float anywhere in the document."""
    floats: list[str] = []

    def note(number: str) -> float:
        floats.append(number)
        return float(number)

    json.loads(render(summary_of("level_two"), Format.JSON), parse_float=note)
    assert floats == []


def _questions(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [node for part in parts for node in ([part] if part["what"] == "question" else _questions(part["parts"]))]
