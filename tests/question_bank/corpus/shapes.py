"""Faults of sheets, columns and rows: missing, unknown, doubled, hidden, merged, too many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from question_bank.grids import LISTED
from question_bank.problems import Code
from question_bank.sheets import MAX_COLUMNS, MAX_ROWS
from tests.question_bank.corpus.case import Case, FileCase, Place
from tests.question_bank.corpus.forms import CMMM, CSV, DIAGNOSIS, FORMS, TINY, XLSX, packed, spoilt_parts, tables
from tests.question_bank.packages import value
from tests.question_bank.tiny import Edit, Tables, append_column, drop, drop_column, drop_row, empty, move, put, rename, together

GROWN = frozenset(
    {
        Code.REFERENCE_UNKNOWN,
        Code.LEVEL_UNKNOWN,
        Code.REQUIREMENT_UNASKED,
        Code.LEVEL_CANNOT_PASS,
        Code.OPTION_MISSING,
        Code.EXPLANATION_MISSING,
    }
)
"""What comes of a sheet or column that is gone, beside the complaint about it."""

COLUMN = re.compile(r'<col min="(\d+)" max="(\d+)"')


def shapes() -> Iterator[Case]:
    """Every case of this kind that can be in more forms than one."""
    yield from _sheets()
    yield from _columns()
    yield from _settings()
    yield from _too_many()
    yield from _many_alike()


def pages() -> Iterator[FileCase]:
    """Every case of this kind that only a workbook can have."""
    for sheet, number, row, column in (("questions", 3, 2, "stem"), ("areas", 5, 15, "name"), ("shares", 1, 13, "year")):
        yield _page(
            Code.CELLS_MERGED,
            sheet,
            row,
            column,
            _after(f'<mergeCells><mergeCell ref="{_letter(sheet, column)}{row}:{_letter(sheet, column, number)}{row}"/></mergeCells>'),
        )
    for sheet in ("areas", "questions", "shares"):
        last = len(tables(CMMM)[sheet])
        for row in (2, last):
            yield _page(Code.ROWS_HIDDEN, sheet, None, None, partial(_hide_row, row), note=str(row))
    for sheet in ("kinds", "areas", "questions"):
        yield _page(Code.COLUMNS_HIDDEN, sheet, None, None, _hide_column)
    for sheet in ("shares", "indicators", "cells"):
        yield FileCase(f"{Code.SHEET_HIDDEN}-{sheet}", partial(_hidden_sheet, sheet), _hidden(sheet))


def _hidden(sheet: str) -> tuple[Place, ...]:
    return ((Code.SHEET_HIDDEN, sheet, None, None),)


def _torn(base: str, edit: Edit, code: Code, sheet: str, row: int | None, column: str | None, forms: tuple[str, ...] = FORMS) -> Case:
    return Case(base, edit, ((code, sheet, row, column),), forms, follows=GROWN)


def _sheets() -> Iterator[Case]:
    for base, sheet in ((TINY, "questions"), (CMMM, "levels"), (DIAGNOSIS, "requirements")):
        yield _torn(base, drop(sheet), Code.SHEET_MISSING, sheet, None, None)
        yield _torn(base, empty(sheet), Code.SHEET_EMPTY, sheet, None, None, (XLSX, CSV))
    for base, sheet, written in (
        (CMMM, "questions", "question"),
        (CMMM, "shares", "share"),
        (DIAGNOSIS, "kinds", "kindes"),
        (TINY, "areas", "Areas "),
    ):
        yield Case(base, move(sheet, written.strip()), ((Code.SHEET_UNKNOWN, written.strip(), None, None),))
    yield Case(CMMM, lambda given: given.update({"给老张看": [["备注"], ["x"]]}), ((Code.SHEET_UNKNOWN, "给老张看", None, None),))


def _columns() -> Iterator[Case]:
    for base, sheet, column in (
        (CMMM, "questions", "stem"),
        (CMMM, "areas", "weight:process"),
        (DIAGNOSIS, "indicators", "high"),
        (TINY, "shares", "percent"),
    ):
        yield _torn(base, drop_column(sheet, column), Code.COLUMN_MISSING, sheet, 1, column)
    for base, sheet, column, written in (
        (CMMM, "questions", "explanation", "explanaton"),
        (CMMM, "areas", "id", "ID"),
        (DIAGNOSIS, "questions", "evidence", "evidences"),
        (TINY, "bands", "low", "lower"),
    ):
        yield Case(base, rename(sheet, column, written), ((Code.COLUMN_UNKNOWN, sheet, 1, written),))
    for base, sheet in ((CMMM, "areas"), (DIAGNOSIS, "areas"), (CMMM, "questions")):
        yield Case(
            base,
            put(sheet, 2, "weight:chemical" if sheet == "areas" else "F", "5"),
            ((Code.COLUMN_UNKNOWN, sheet, 1, "weight:chemical" if sheet == "areas" else "F"),),
        )
    for base, sheet, column, written in (
        (CMMM, "kinds", "name@en", "name@fr"),
        (CMMM, "questions", "D@en", "D@ja"),
        (TINY, "areas", "presence@en", "presence@de"),
    ):
        yield Case(base, rename(sheet, column, written), ((Code.LANGUAGE_UNKNOWN, sheet, 1, written),))
    for base, sheet, column in ((CMMM, "questions", "stem"), (CMMM, "shares", "source"), (DIAGNOSIS, "areas", "name")):
        yield Case(base, append_column(sheet, column, "再写一次"), ((Code.COLUMN_DUPLICATE, sheet, 1, column),), (XLSX, CSV))
        yield Case(base, _beside(sheet), ((Code.COLUMN_UNNAMED, sheet, len(tables(base)[sheet]), None),), (XLSX, CSV))


def _beside(sheet: str) -> Edit:
    """A remark to the right of the last row, two columns beyond the table."""

    def edit(given: Tables) -> None:
        given[sheet][-1] += ["", "备注：下次再改"]

    return edit


def _settings() -> Iterator[Case]:
    for name in ("id", "version", "title", "standard", "threshold"):
        row = next(row for row, line in enumerate(tables(CMMM)["bank"], start=1) if line[0] == name)
        yield Case(CMMM, drop_row("bank", row), ((Code.SETTING_MISSING, "bank", None, None),), note=name)


def _too_many() -> Iterator[Case]:
    for base, sheet in ((CMMM, "shares"), (TINY, "requirements"), (DIAGNOSIS, "questions")):
        width = len(tables(base)[sheet][0])
        yield Case(base, _widened(sheet), ((Code.COLUMNS_TOO_MANY, sheet, None, None),), (XLSX, CSV), note=str(width))
    yield Case(TINY, _lengthened("shares"), ((Code.ROWS_TOO_MANY, "shares", None, None),), (XLSX, CSV))
    for base, sheet, rows in ((TINY, "indicators", 500), (CMMM, "kinds", 20), (DIAGNOSIS, "scale", 20)):
        yield Case(base, _filled(sheet, rows), ((Code.ROWS_TOO_MANY, sheet, None, None),), follows=frozenset(Code))


def _widened(sheet: str) -> Edit:
    def edit(given: Tables) -> None:
        given[sheet][0] += [f"# {number}" for number in range(MAX_COLUMNS)]

    return edit


def _lengthened(sheet: str) -> Edit:
    def edit(given: Tables) -> None:
        table = given[sheet]
        table += [[""] * len(table[0]) for _ in range(MAX_ROWS)] + [table[-1]]
        table[-1] = ["2031", *table[-1][1:]]

    return edit


def _filled(sheet: str, rows: int) -> Edit:
    def edit(given: Tables) -> None:
        table = given[sheet]
        table += [[f"n{number}", *table[1][1:]] for number in range(rows)]

    return edit


def _many_alike() -> Iterator[Case]:
    """A broken link in a whole column: the first faults are listed, the others counted."""
    table = tables(CMMM)["questions"]
    at = table[0].index("number")
    edit = together(*(put("questions", row, "number", value("#REF!", "e")) for row in range(2, len(table) + 1)))
    listed: list[Place] = [(Code.CELL_ERROR, "questions", row, table[0][at]) for row in range(2, LISTED + 2)]
    yield Case(CMMM, edit, ((Code.MORE_LIKE_THIS, "questions", None, None), *listed), (XLSX,))


def _letter(sheet: str, column: str, further: int = 0) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[tables(CMMM)[sheet][0].index(column) + further]


def _page(code: Code, sheet: str, row: int | None, column: str | None, spoil: Callable[[str], str], note: str = "") -> FileCase:
    name = "-".join(filter(None, (str(code), sheet, str(row or ""), column, note)))
    return FileCase(name, partial(_spoilt_page, sheet, spoil), ((code, sheet, row, column),))


def _spoilt_page(sheet: str, spoil: Callable[[str], str]) -> bytes:
    made = spoilt_parts(CMMM, tables(CMMM))
    place = f"xl/worksheets/sheet{[*tables(CMMM)].index(sheet) + 2}.xml"
    return packed({**made, place: spoil(made[place].decode()).encode()})


def _after(text: str) -> Callable[[str], str]:
    return lambda page: page.replace("</sheetData>", f"</sheetData>{text}")


def _hide_row(row: int, page: str) -> str:
    return page.replace(f'<row r="{row}"', f'<row r="{row}" hidden="1"')


def _hide_column(page: str) -> str:
    return COLUMN.sub(r'<col hidden="1" min="\1" max="\2"', page, count=1)


def _hidden_sheet(sheet: str) -> bytes:
    made = spoilt_parts(CMMM, tables(CMMM))
    book = made["xl/workbook.xml"].decode().replace(f'<sheet name="{sheet}"', f'<sheet state="hidden" name="{sheet}"')
    return packed({**made, "xl/workbook.xml": book.encode()})
