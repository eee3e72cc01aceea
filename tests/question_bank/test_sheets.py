"""Tables into sheets: row numbers, remarks, and what can be wrong with the shape of any table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.problems import Code
from question_bank.sheets import MAX_ROWS, ColumnName, column_name, sheet_of

WORD = st.text("abcXYZ09._-中文", min_size=1)


def test_blank_rows_are_skipped_but_keep_their_place() -> None:
    """The author's row numbers survive blank rows and rows of spaces."""
    sheet, problems = sheet_of("kinds", [["id"], ["a"], [], ["  "], ["b"]])
    assert [(row.number, row.cells["id"]) for row in sheet.rows] == [(2, "a"), (5, "b")]
    assert problems == ()


def test_cells_are_trimmed_and_empty_ones_left_out() -> None:
    """What looks empty is empty."""
    sheet, _ = sheet_of("kinds", [[" id ", "name"], [" a ", " "]])
    assert sheet.columns == ("id", "name")
    assert dict(sheet.rows[0].cells) == {"id": "a"}


def test_a_column_that_begins_with_a_hash_is_a_remark() -> None:
    """Authors may keep notes beside their data, even twice."""
    sheet, problems = sheet_of("kinds", [["#todo", "id", "#todo"], ["ask Li", "a", "again"]])
    assert sheet.columns == ("id",)
    assert dict(sheet.rows[0].cells) == {"id": "a"}
    assert problems == ()


def test_of_two_columns_of_one_name_the_first_is_read() -> None:
    """And the second is reported once, however many there are."""
    sheet, problems = sheet_of("kinds", [["id", "id", "id"], ["a", "b", "c"]])
    assert dict(sheet.rows[0].cells) == {"id": "a"}
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [(Code.COLUMN_DUPLICATE, 1, "id")]


@pytest.mark.parametrize("table", [[["id", ""], ["a", "x"]], [["id"], ["a", "x"]], [["id"], ["a", "", "x", "y"]]])
def test_text_beside_the_table_is_reported_once_per_row(table: list[list[str]]) -> None:
    """A cell without a column would otherwise be lost in silence."""
    _, problems = sheet_of("kinds", table)
    assert [(problem.code, problem.row, problem.params["value"]) for problem in problems] == [(Code.COLUMN_UNNAMED, 2, "x")]


def test_empty_cells_beside_the_table_are_no_problem() -> None:
    """Spreadsheet programs write them all the time."""
    assert sheet_of("kinds", [["id", "", ""], ["a", "", " "]])[1] == ()


def test_an_empty_table_is_an_empty_sheet() -> None:
    """A file of zero bytes is not a crash."""
    sheet, problems = sheet_of("kinds", [])
    assert (sheet.columns, sheet.rows, problems) == ((), (), ())


def test_rows_beyond_the_limit_are_not_read() -> None:
    """The limit is exact, and reaching it is a problem, not a hang."""
    full, none = sheet_of("shares", [["year"], *([["x"]] * MAX_ROWS)])
    assert len(full.rows) == MAX_ROWS
    assert none == ()
    cut, problems = sheet_of("shares", [["year"], *([["x"]] * (MAX_ROWS + 1))])
    assert len(cut.rows) == MAX_ROWS
    assert [problem.code for problem in problems] == [Code.ROWS_TOO_MANY]


@given(WORD, st.none() | WORD, st.none() | WORD)
def test_a_column_name_survives_being_taken_apart(name: str, kind: str | None, language: str | None) -> None:
    """`name[:kind][@language]` has one reading."""
    assert column_name(str(ColumnName(name, kind, language))) == ColumnName(name, kind, language)
