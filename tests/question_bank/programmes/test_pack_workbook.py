"""A rule pack as a workbook, and what changed between two: the same pack comes back, nothing is overlooked, every column has a heading."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.comparing import Change, Deed
from question_bank.formats import read_bytes
from question_bank.layout import Layout
from question_bank.problems import Severity
from question_bank.programmes.comparing import KEYS, TERMS, compare, comparison_workbook, in_words, lines
from question_bank.programmes.headings import HEADINGS, SHEET_NAMES
from question_bank.programmes.layout import LAYOUT, LAYOUTS
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import Programme
from question_bank.programmes.pack_template import template_sheets, template_workbook
from question_bank.programmes.pack_workbook import IDS, marked_pack_workbook, pack_workbook
from question_bank.programmes.reading import read_pack
from question_bank.programmes.writing import to_sheets
from question_bank.workbook_writing import workbook_bytes
from tests.question_bank.drawn import UNHURRIED
from tests.question_bank.fuzz.test_mutations import Mutation, mutations
from tests.question_bank.programmes.drawn import programmes
from tests.question_bank.programmes.tiny import read_pack_tables, spoilt_pack, tiny
from tests.question_bank.tiny import Edit, add_row, as_sheets, drop_row, put


@pytest.mark.parametrize("name", [*shipped(), "tiny"])
def test_an_unchanged_workbook_is_the_identical_pack(name: str) -> None:
    """With headings, hints, drop-downs, numbers as numbers, and locks; saved by another program too."""
    programme = tiny() if name == "tiny" else load(name)
    made = workbook_bytes(pack_workbook(programme))
    sheets, problems = read_bytes("pack.xlsx", made)
    assert problems == ()
    assert read_pack(sheets).programme == programme
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(made)).save(saved)
    assert read_pack(*read_bytes("pack.xlsx", saved.getvalue())).programme == programme


def test_every_column_of_the_layout_has_a_heading() -> None:
    """And no heading is left over from a column that is gone."""
    columns = {(layout.sheet, column.name) for layout in LAYOUTS for column in layout.columns}
    assert columns
    assert {place for place in columns if place not in HEADINGS and ("", place[1]) not in HEADINGS} == set()
    assert {(sheet, column) for sheet, column in HEADINGS if sheet and (sheet, column) not in columns} == set()
    assert {column for sheet, column in HEADINGS if not sheet} <= {column for _, column in columns}
    assert set(SHEET_NAMES) == {layout.sheet for layout in LAYOUTS}


def test_what_is_compared_are_columns_that_there_are() -> None:
    """Keys, names, and what touches the meaning."""

    def names(layout: Layout) -> set[str]:
        return {column.name for column in layout.columns}

    for table in (KEYS, TERMS.meaning):
        assert all(set(found) <= names(LAYOUT[sheet]) for sheet, found in table.items() if (sheet, table) != ("programme", TERMS.meaning))
    assert all(name in names(LAYOUT[sheet]) for sheet, name in TERMS.names.items())
    assert {name for sheet, name in IDS.items() if name} | {"id"} <= {column for layout in LAYOUTS for column in names(layout)}


def test_the_template_is_a_pack_without_a_problem_and_uses_every_sheet() -> None:
    """As it is, and as the workbook that is handed out; it says that it is a draft."""
    reading = read_pack(template_sheets())
    assert reading.problems == ()
    assert reading.programme is not None
    assert reading.programme.draft
    assert set(template_sheets()) == set(LAYOUT)
    assert all(sheet.rows for sheet in template_sheets().values())
    assert read_pack(*read_bytes("t.xlsx", workbook_bytes(template_workbook()))).programme == reading.programme


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_pack_has_not_changed_from_itself(name: str) -> None:
    """Nor is there anything to say but that; from another, everything is said once."""
    assert compare(load(name), load(name)) == ()
    assert in_words((), "en") == ("Nothing has changed.",)
    other = next(found for found in shipped() if found != name)
    found = compare(load(name), load(other))
    assert in_words(found, "zh")
    assert workbook_bytes(comparison_workbook(load(name), load(other)))


@UNHURRIED
@given(programmes(), programmes())
def test_two_packs_are_alike_exactly_if_nothing_changed(one: Programme, other: Programme) -> None:
    """Every cell is compared, and the counts add up: what one has and the other has not was removed, added, or is a change."""
    found = compare(one, other)
    assert compare(one, one) == ()
    assert (found == ()) == (lines(one) == lines(other))
    deeds = Counter((change.sheet, change.deed) for change in found)
    for sheet, rows in lines(one).items():
        if sheet != "programme":
            news = lines(other)[sheet]
            assert len(rows) - deeds[sheet, Deed.REMOVED] + deeds[sheet, Deed.ADDED] == len(news)


def one_change(*edits: Edit) -> Change:
    """The only change that these edits of the tiny pack make."""
    (found,) = compare(tiny(), tiny(*edits))
    return found


@pytest.mark.parametrize(
    ("edit", "sheet", "column", "meaning"),
    [
        (put("conditions", 4, "values", "20000"), "conditions", "values", True),
        (put("conditions", 4, "remedy", "另外想办法。"), "conditions", "remedy", False),
        (put("windows", 2, "closes", "2025-08-20"), "windows", "closes", True),
        (put("windows", 2, "clause", "二.2"), "windows", "clause", False),
        (put("programme", 6, "value", "另一个标题"), "programme", "value", False),
        (put("quotas", 2, "number", "11"), "quotas", "number", True),
    ],
)
def test_a_change_is_of_meaning_where_it_touches_who_may_apply(edit: Edit, sheet: str, column: str, meaning: bool) -> None:
    """And only of wording otherwise."""
    found = one_change(edit)
    assert (found.sheet, found.column, found.deed, found.meaning) == (sheet, column, Deed.CHANGED, meaning)


def test_rows_that_come_and_go_are_of_meaning_and_parts_alike_are_told_apart() -> None:
    """Two cells of a form with the same words are two things."""
    cells: Mapping[str, str] = {"form": "info", "kind": "field", "label": "再填一次", "label@en": "Again", "fact": "profile.name"}
    twice = (add_row("parts", **cells), add_row("parts", **cells))
    found = compare(tiny(), tiny(*twice))
    assert [(change.deed, change.meaning) for change in found] == [(Deed.ADDED, True)] * 2
    assert found[1].key == f"{found[0].key} #2"
    assert [change.deed for change in compare(tiny(*twice), tiny())] == [Deed.REMOVED] * 2
    last = len(lines(tiny())["windows"]) + 1
    assert one_change(drop_row("windows", last)).deed is Deed.REMOVED


def test_a_marked_workbook_reads_back_with_the_same_problems() -> None:
    """With a comment on the faulty cell, in the same dress."""
    sheets, met = as_sheets(spoilt_pack(put("conditions", 2, "values", "maybe")))
    problems = read_pack(sheets, met).problems
    book = workbook_bytes(marked_pack_workbook(sheets, problems, "zh"))
    assert read_pack(*read_bytes("m.xlsx", book)).problems == problems
    page = openpyxl.load_workbook(io.BytesIO(book))["conditions"]
    assert [cell.value for row in page.iter_rows(min_row=2) for cell in row if cell.comment] == ["maybe"]


@UNHURRIED
@given(st.lists(mutations(), min_size=1, max_size=6))
def test_no_change_of_a_pack_is_ever_raised_and_what_is_still_one_comes_back_the_same(changes: list[Mutation]) -> None:
    """A pack exactly if there is no error; written as a workbook and read it is the same; the faulty ones can be marked."""
    made = spoilt_pack()
    for change in changes:
        change(made)
    reading = read_pack_tables(made)
    errors = [problem for problem in reading.problems if problem.severity is Severity.ERROR]
    assert (reading.programme is None) is bool(errors)
    if reading.programme is not None:
        assert read_pack(*read_bytes("p.xlsx", workbook_bytes(pack_workbook(reading.programme)))).programme == reading.programme
        assert compare(reading.programme, reading.programme) == ()
    else:
        sheets, _ = as_sheets(made)
        assert workbook_bytes(marked_pack_workbook(sheets, reading.problems, "en"))


def test_the_csv_folders_that_are_shipped_are_written_the_same(tmp_path: Path) -> None:
    """A shipped pack is what an admin would export, so a diff of the repository shows what changed."""
    from question_bank.formats import read, write_csv

    for name in shipped():
        write_csv(to_sheets(load(name)), tmp_path / name)
        assert read_pack(*read(tmp_path / name)).programme == load(name)
