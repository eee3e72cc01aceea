"""A bank as a workbook: the same bank comes back, and every column has a Chinese heading."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from question_bank.bank_headings import HEADINGS, SHEET_NAMES
from question_bank.bank_workbook import IDS, bank_workbook, marked_bank_workbook
from question_bank.formats import read_bytes
from question_bank.layout import LAYOUTS, OPTIONS
from question_bank.library import load, shipped
from question_bank.model import Bank
from question_bank.problems import Code, Problem
from question_bank.reading import read_bank
from question_bank.sheets import Row, Sheet
from question_bank.workbook_writing import workbook_bytes
from question_bank.writing import to_sheets
from tests.question_bank.tiny import read_tables, tables


def tiny() -> Bank:
    """The tiny bank."""
    bank = read_tables(tables()).bank
    assert bank is not None
    return bank


@pytest.mark.parametrize("name", [*shipped(), "tiny"])
def test_an_unchanged_workbook_is_the_identical_bank(name: str) -> None:
    """With headings, hints, drop-downs, numbers as numbers, and locks."""
    bank = tiny() if name == "tiny" else load(name)
    sheets, problems = read_bytes("bank.xlsx", workbook_bytes(bank_workbook(bank)))
    assert problems == ()
    assert sheets == bank_workbook(bank).sheets
    assert read_bank(sheets).bank == bank


def test_a_workbook_saved_by_another_program_is_the_identical_bank() -> None:
    """It keeps what it understands of the looks, and all of the content."""
    made = io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(bank_workbook(load("cmmm-2020")))))
    book.save(made)
    assert read_bank(*read_bytes("bank.xlsx", made.getvalue())).bank == load("cmmm-2020")


def test_every_column_of_the_layout_has_a_heading() -> None:
    """And no heading is left over from a column that is gone."""
    columns = {(layout.sheet, column.name) for layout in LAYOUTS for column in layout.columns if column.name != OPTIONS}
    assert columns
    assert {place for place in columns if place not in HEADINGS and ("", place[1]) not in HEADINGS} == set()
    assert {(sheet, column) for sheet, column in HEADINGS if sheet and (sheet, column) not in columns} == set()
    assert {column for sheet, column in HEADINGS if not sheet} <= {column for _, column in columns}
    assert set(SHEET_NAMES) == {layout.sheet for layout in LAYOUTS}


def test_headings_are_chinese_above_the_name_that_counts() -> None:
    """Type and language are said in Chinese too."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(bank_workbook(tiny()))))
    assert [cell.value for cell in book["areas"][1]][:4] == ["编号\nid", "上级\nparent", "序号\nnumber", "是否标题\nheading"]
    heads = {str(cell.value).partition("\n")[2]: str(cell.value).partition("\n")[0] for cell in book["questions"][1]}
    assert heads["stem@en"] == "题干（英文）"
    assert heads["example:process"] == "举例·process"
    assert heads["B@en"] == "选项 B（英文）"


def test_ids_are_locked_and_all_else_is_free() -> None:
    """Against a slip of the hand; there is no password."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(bank_workbook(tiny()))))
    for name, column in IDS.items():
        page = book[name]
        cells = {str(head.value).rpartition("\n")[2]: page.cell(2, head.column or 0) for head in page[1]}
        # A cell that is not in the file takes the format of its column.
        assert {name for name, cell in cells.items() if cell.value is not None and cell.protection.locked} == {column}
        assert page.protection.sheet
        assert page.protection.password is None


def test_references_and_flags_are_chosen_from_lists() -> None:
    """Short lists stand in the cell's own rule, long ones on the hidden sheet."""
    bank = load("cmmm-2020")
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(bank_workbook(bank))))
    rules = {(name, str(rule.formula1)) for name in ("areas", "questions") for rule in book[name].data_validations.dataValidation}
    assert ("areas", '"yes,no"') in rules
    assert ("questions", '"1,2,3,4,5"') in rules
    lists = [[cell.value for cell in column if cell.value is not None] for column in book["#lists"].columns]
    assert [area.id for area in bank.areas] in lists
    assert [requirement.id for requirement in bank.requirements] in lists


def test_a_bank_workbook_holds_no_formula() -> None:
    """Drop-downs refer to cells; no cell calculates."""
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(bank_workbook(load("cmmm-2020"))))) as archive:
        pages = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert pages
    assert not any(b"<f>" in page or b"<hyperlink" in page for page in pages)


HOSTILE = {
    "'history'": Sheet("'history'", ("a",), (Row(2, {"a": "=cmd|' /C calc'!A0"}),)),
    "[x]:*?/\\": Sheet("[x]:*?/\\", ("<b>", "\ud800"), (Row(3, {"<b>": "\ud800\u202e", "\ud800": "x" * 40_000}),)),
    "#说明": Sheet("#说明", ("a",), ()),
    "HISTORY": Sheet("HISTORY", (), ()),
    "a" * 40: Sheet("a" * 40, ("a",), ()),
    "a" * 41: Sheet("a" * 41, ("a",), ()),
}
"""Names and texts that no workbook takes, or that a program would act on."""


def test_whatever_was_read_can_be_marked() -> None:
    """Names are made fit, each once; texts stay texts; problems without a cell are only listed."""
    problems = [
        Problem(Code.SHEET_UNKNOWN, "[x]:*?/\\", params={"sheet": "[x]"}),
        Problem(Code.UNSAFE_TEXT, "[x]:*?/\\", 3, "<b>", {"value": "\ud800", "char": "U+D800"}),
        Problem(Code.FORMULA_CELL, "'history'", 2, "a", {"value": "=cmd|' /C calc'!A0"}),
        *(Problem(Code.CELL_REQUIRED, "'history'", 2, "a", {"value": "y" * 300}) for _ in range(3_000)),
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(marked_bank_workbook(HOSTILE, problems, "zh"))))
    assert book.sheetnames == ["#说明", "history_2", "_x______", "#说明_2", "HISTORY_3", "a" * 28, "a" * 24 + "_2"]
    assert book["history_2"]["A2"].value == "=cmd|' /C calc'!A0"
    assert book["history_2"]["A2"].data_type == "s"
    assert book["history_2"]["A2"].comment is not None
    assert book["#说明"].max_row > 2_000


def test_a_bank_without_faults_is_marked_as_itself() -> None:
    """The same sheets come back."""
    bank = tiny()
    sheets, problems = read_bytes("x.xlsx", workbook_bytes(marked_bank_workbook(to_sheets(bank), (), "en")))
    assert (read_bank(sheets).bank, problems) == (bank, ())
