"""The catalogue of problems: complete, in both languages, each provoked, each worded exactly as recorded."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from question_bank.model import Text
from question_bank.problem_texts import WORDS
from question_bank.problems import Code, Problem, Severity, shown, suggest
from tests.question_bank.faults import FAULTS, report
from tests.question_bank.programmes.faults import FAULTS as PACK_FAULTS
from tests.question_bank.test_formats import FILE_FAULTS
from tests.question_bank.tiny import read_tables, spoilt
from tests.question_bank.workbook_faults import WORKBOOK_FAULTS

OTHERS = {Code.MORE_LIKE_THIS, Code.SHEET_NAME, Code.FACT_DISAGREES}
"""Provoked in `test_workbooks`, in `test_workbooks_written` and in `programmes/test_agreeing`."""

RECORDED = Path(__file__).with_name("problems.txt").read_text(encoding="utf-8")


def recorded(name: str) -> str:
    """The texts recorded for one fault."""
    return next((block.rstrip() for block in RECORDED.split("\n\n") if block.startswith(f"## {name}\n")), "")


def test_every_code_has_its_words() -> None:
    """A code without an entry would fail only when it is shown."""
    assert set(WORDS) == set(Code)


def test_every_code_is_provoked_by_some_fault() -> None:
    """A code that nothing provokes is dead, or untested."""
    tables, files, workbooks = (
        (code for code, _ in FAULTS.values()),
        (code for code, _, _ in FILE_FAULTS.values()),
        WORKBOOK_FAULTS.values(),
    )
    packs = {code for code, _ in PACK_FAULTS.values()}
    assert {*tables, *files, *(code for code, _, _, _ in workbooks), *packs, *OTHERS} == set(Code)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_in_the_recorded_words(name: str) -> None:
    """Chinese and English, place, code, reason and remedy; `python -m tests.question_bank.faults` prints them anew."""
    assert report(name) == recorded(name)
    assert f"[{FAULTS[name][0]}]" in recorded(name)


@pytest.mark.parametrize("name", FAULTS)
def test_a_bank_with_an_error_is_no_bank_and_with_a_warning_it_is(name: str) -> None:
    """The severity in the catalogue decides."""
    reading = read_tables(spoilt(FAULTS[name][1]))
    own = [problem for problem in reading.problems if problem.code is FAULTS[name][0]]
    assert own
    assert (reading.bank is None) is any(problem.severity is Severity.ERROR for problem in reading.problems)


def test_nothing_is_recorded_for_faults_that_no_longer_exist() -> None:
    """The record and the table name the same faults."""
    assert {block.splitlines()[0][3:] for block in RECORDED.split("\n\n")} == set(FAULTS)


def fields_of(text: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", Code)
def test_both_languages_are_filled_from_the_same_params(code: Code) -> None:
    """A translation that forgets a value, or its language, shows here."""
    for text in (WORDS[code].reason, WORDS[code].remedy):
        assert set(text.translations) == {"en"}
        assert fields_of(text.base) == fields_of(text.in_("en"))
        assert text.base.endswith("。")
        assert text.in_("en").endswith(".")


def test_values_with_braces_are_quoted_not_filled() -> None:
    """What an author wrote is never a template."""
    problem = Problem(Code.NUMBER_EXPECTED, "areas", 2, "weight:discrete", {"value": "{0.__class__} {low}"})
    assert problem.reason("en") == '"{0.__class__} {low}" is not a number.'


def test_a_place_names_only_what_is_known() -> None:
    """Sheet alone, sheet and column, or all three."""
    assert Problem(Code.SHEET_EMPTY, "areas").place("en") == "areas"
    assert Problem(Code.BAND_MISSING, "bands", None, "level").place("zh") == "bands，“level”列"
    assert Problem(Code.CELL_REQUIRED, "areas", 3, "name").place("en") == 'areas, row 3, column "name"'


def test_names_of_sheets_and_columns_are_quoted_visibly_too() -> None:
    """A lone surrogate from a JSON file could not even be printed."""
    assert Problem(Code.COLUMN_UNKNOWN, "a\ud800", 1, "b\u202e").place("en") == 'a\\ud800, row 1, column "b\\u202e"'


@pytest.mark.parametrize(
    ("written", "quoted"), [("a\u202eb", "a\\u202eb"), ("x" * 40, "x" * 40), ("x" * 41, "x" * 40 + "…"), ("a\nb", "a\\u000ab")]
)
def test_a_faulty_cell_is_quoted_visibly_and_briefly(written: str, quoted: str) -> None:
    """An invisible character is spelt out, and a chapter is cut."""
    assert shown(written) == quoted


@pytest.mark.parametrize(
    ("written", "found"), [("explanaton", "explanation"), ("Explanation", "explanation"), ("zzz", ""), ("", ""), ("evidenc", "evidence")]
)
def test_the_nearest_word_is_suggested(written: str, found: str) -> None:
    """Only if it is near."""
    assert suggest(written, ["explanation", "evidence"]) == found


def test_an_unknown_language_reads_chinese() -> None:
    """The catalogue is written in Chinese first."""
    assert Problem(Code.CELL_REQUIRED, "areas", 3, "name").reason("fr") == "这里不能为空。"
    assert isinstance(WORDS[Code.CELL_REQUIRED].reason, Text)
