"""Every fault of a rule pack is found, placed and told in the recorded words, and an error keeps the pack from being used."""

from __future__ import annotations

from pathlib import Path

import pytest

from question_bank.problem_pack_texts import PACKS
from question_bank.problems import Code, Severity
from tests.question_bank.programmes.faults import FAULTS, report
from tests.question_bank.programmes.tiny import read_pack_tables, spoilt_pack
from tests.question_bank.tiny import put, together

RECORDED = Path(__file__).with_name("problems.txt").read_text(encoding="utf-8")
ELSEWHERE = {Code.FACT_DISAGREES}
"""Not of one pack: provoked in `test_agreeing`."""


def recorded(name: str) -> str:
    """The texts recorded for one fault."""
    return next((block.rstrip() for block in RECORDED.split("\n\n") if block.startswith(f"## {name}\n")), "")


def test_the_tiny_pack_is_without_fault() -> None:
    """What the faults are put into has none of its own, not even a warning."""
    assert read_pack_tables(spoilt_pack()).problems == ()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_pack_is_told_in_the_recorded_words(name: str) -> None:
    """Chinese and English, place, code, reason and remedy; `python -m tests.question_bank.programmes.faults` prints them anew."""
    assert report(name) == recorded(name)
    assert f"[{FAULTS[name][0]}]" in recorded(name)


@pytest.mark.parametrize("name", FAULTS)
def test_a_pack_with_an_error_is_no_pack_and_with_a_warning_it_is(name: str) -> None:
    """The severity in the catalogue decides."""
    reading = read_pack_tables(spoilt_pack(FAULTS[name][1]))
    assert (reading.programme is None) is any(problem.severity is Severity.ERROR for problem in reading.problems)


def test_nothing_is_recorded_for_faults_that_no_longer_exist() -> None:
    """The record and the table name the same faults."""
    assert {block.splitlines()[0][3:] for block in RECORDED.split("\n\n")} == set(FAULTS)


def test_every_code_of_packs_is_provoked_by_some_fault() -> None:
    """A code that nothing provokes is dead, or untested."""
    assert {code for code, _ in FAULTS.values()} | ELSEWHERE >= set(PACKS)


def test_all_faults_of_a_pack_are_told_at_once() -> None:
    """Nobody uploads a file ten times to learn of ten faults: every error above is found beside the others."""
    edits = [
        put("programme", 12, "value", "gestern"),
        put("windows", 2, "opens", "2025-09-01"),
        put("facts", 4, "source", "run.levels"),
        put("conditions", 4, "values", "viel"),
        put("parts", 6, "fact", "outputt"),
        put("rules", 2, "target", "pictures"),
    ]
    codes = [problem.code for problem in read_pack_tables(spoilt_pack(together(*edits))).problems]
    assert codes == [
        Code.DAY_EXPECTED,
        Code.WINDOW_REVERSED,
        Code.SOURCE_UNKNOWN,
        Code.NUMBER_EXPECTED,
        Code.REFERENCE_UNKNOWN,
        Code.RULE_UNFIT,
    ]
