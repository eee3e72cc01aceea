"""The corpus: every kind of problem is found at its exact place, and nothing else is called an error.

Every case in every form that can have it with `ZHIPING_RIG=long`; else every case, and those of the small bank in every form.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from question_bank.formats import read_bytes
from question_bank.problem_pack_texts import PACKS
from question_bank.problem_texts import WORDS
from question_bank.problems import Code, Problem, Severity
from question_bank.reading import read_bank
from tests.question_bank.corpus import CASES, FILES
from tests.question_bank.corpus.case import Case, FileCase, Place
from tests.question_bank.corpus.forms import CMMM, DIAGNOSIS, FORMS, TINY, XLSX, bank, read_as, tables

WRITTEN_ONLY = {Code.SHEET_NAME}
"""Said of what cannot be written, which no file that is read can have."""

LONG = os.environ.get("ZHIPING_RIG") == "long"

# A workbook of the large bank takes a quarter of a second: of its cases every third is one here, the others come in a quicker form.
READ = [
    pytest.param(case, form, id=f"{case.name}-{form}")
    for number, case in enumerate(CASES)
    for form in (case.forms if LONG or case.base == TINY else (case.forms[0 if number % 3 == 0 else -1],))
]


def placed(problem: Problem) -> Place:
    """A problem as an expectation."""
    return problem.code, problem.sheet, problem.row, problem.column


def errors(places: list[Place]) -> Counter[Place]:
    """Those that keep the bank from being used."""
    return Counter(place for place in places if WORDS[place[0]].severity is Severity.ERROR)


@pytest.mark.parametrize(("case", "form"), READ)
def test_a_fault_is_found_at_its_place_and_no_other_error_is_told(case: Case, form: str, tmp_path: Path) -> None:
    """Code, sheet, row and column; consequences are listed with the case."""
    reading = read_as(form, case.base, tables(case.base, case.edit), tmp_path)
    found = [placed(problem) for problem in reading.problems]
    others = errors(found) - errors(list(case.expected))
    assert set(case.expected) <= set(found)
    assert [place for place in others if place[0] not in case.follows] == []
    assert (reading.bank is None) is bool(errors(found))


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_faulty_file_is_told_with_its_place_and_nothing_else(case: FileCase) -> None:
    """Whatever a whole file does not let through."""
    sheets, problems = read_bytes(case.file, case.make())
    assert [placed(problem) for problem in problems] == list(case.expected)
    assert (read_bank(sheets, problems).bank is None) is bool(errors(list(case.expected)) or case.file != "bank.xlsx")


@pytest.mark.parametrize("base", [CMMM, DIAGNOSIS, TINY])
@pytest.mark.parametrize("form", FORMS)
def test_without_a_fault_each_form_gives_the_bank_itself(base: str, form: str, tmp_path: Path) -> None:
    """Or a fault that is found could be one of the corpus."""
    reading = read_as(form, base, tables(base), tmp_path)
    assert reading.bank == bank(base)


def test_every_code_has_a_case() -> None:
    """A new kind of problem comes with a case; there is none for a kind that is gone. Those of rule packs have a table of their own."""
    assert {case.code for case in (*CASES, *FILES)} == set(Code) - WRITTEN_ONLY - set(PACKS)


def test_there_are_at_least_a_hundred_and_twenty_workbooks_and_no_case_twice() -> None:
    """As many as were asked for, each with a name of its own."""
    names = [case.name for case in (*CASES, *FILES)]
    assert sum(XLSX in case.forms for case in CASES) + len(FILES) >= 120
    assert [name for name, times in Counter(names).items() if times > 1] == []
