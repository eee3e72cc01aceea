"""Faults of single cells, in the first, the middle and the last row of many sheets."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.problems import Code
from question_bank.reading.cells import MAX_CELL
from tests.question_bank.corpus.case import Case, Place, find, in_cells, only_as_text, only_in_workbooks, rows_of
from tests.question_bank.corpus.forms import CMMM, DIAGNOSIS, TINY, tables
from tests.question_bank.packages import value

FORMULA = "<c><f>SUM(A1:A2)</f><v>3</v></c>"
DATE = '<c t="d"><v>2023-03-15</v></c>'
LOST = value("913101150000000190")
REFERENCE = value("#REF!", "e")


def cells() -> Iterator[Case]:
    """Every case of this kind."""
    yield from _empty()
    yield from _texts()
    yield from _numbers()
    yield from _choices_and_ids()
    yield from _kinds_of_cells()


def _empty() -> Iterator[Case]:
    for sheet, column in (("requirements", "topic"), ("questions", "stem"), ("indicators", "name"), ("shares", "percent")):
        yield from in_cells(Code.CELL_REQUIRED, CMMM, sheet, column, "")
    yield from in_cells(Code.CELL_REQUIRED, CMMM, "areas", "tailorable", "")
    for sheet, column in (("requirements", "area"), ("indicators", "low"), ("levels", "name"), ("scale", "name")):
        yield from in_cells(Code.CELL_REQUIRED, DIAGNOSIS, sheet, column, "", rows=(2,))
    unasked = (Code.REQUIREMENT_UNASKED, "requirements", 2, "id")
    yield from in_cells(Code.CELL_REQUIRED, DIAGNOSIS, "questions", "requirement", "", rows=(2,), also=(unasked,))
    yield from in_cells(Code.CELL_REQUIRED, TINY, "questions", "C", "", rows=(2, 6), note="translation without its original")
    yield from in_cells(Code.CELL_REQUIRED, CMMM, "bank", "value", "", rows=(2, 4, 8))


def _texts() -> Iterator[Case]:
    for base, sheet, column in (
        (CMMM, "areas", "number"),
        (CMMM, "indicators", "source"),
        (CMMM, "shares", "sample"),
        (DIAGNOSIS, "questions", "number"),
    ):
        yield from in_cells(Code.CELL_TOO_LONG, base, sheet, column, "1" * (MAX_CELL + 1))
    yield from in_cells(Code.CELL_TOO_LONG, CMMM, "areas", "name", "长" * (MAX_CELL + 1), also=(Code.TEXT_TOO_LONG,), rows=(3,))
    for char in ("\u202e", "\u200b", "\x07", "\ue000"):
        yield from in_cells(Code.UNSAFE_TEXT, CMMM, "questions", "explanation", f"怎么{char}安排，见说明", note=f"U+{ord(char):04X}")
    yield from in_cells(Code.UNSAFE_TEXT, DIAGNOSIS, "kinds", "name", "汽\u200e车")
    for sheet, column, length in (("areas", "name", 61), ("questions", "stem", 201), ("questions", "B", 121), ("levels", "opening", 901)):
        yield from in_cells(Code.TEXT_TOO_LONG, CMMM, sheet, column, "长" * length)
    yield from in_cells(Code.TEXT_TOO_LONG, CMMM, "questions", "D@en", "x" * 241)
    for column, length in (("stem", 61), ("E", 61), ("explanation", 401)):
        yield from in_cells(Code.TEXT_UNCOMFORTABLE, DIAGNOSIS, "questions", column, "长" * length)


def _numbers() -> Iterator[Case]:
    for sheet, column in (
        ("areas", "weight:process"),
        ("areas", "confidence:discrete"),
        ("cells", "confidence"),
        ("indicators", "high"),
        ("scale", "mark"),
    ):
        yield from in_cells(Code.NUMBER_EXPECTED, CMMM, sheet, column, "约50%")
    yield from in_cells(Code.NUMBER_EXPECTED, DIAGNOSIS, "bands", "low", "半")
    yield from in_cells(Code.NUMBER_EXPECTED, CMMM, "bank", "value", "百分之八十", rows=(find(CMMM, "bank", "setting", "threshold"),))
    yield from in_cells(Code.WHOLE_NUMBER_EXPECTED, CMMM, "questions", "effort", "2.5")
    yield from in_cells(Code.WHOLE_NUMBER_EXPECTED, CMMM, "shares", "low", "0.5")
    for sheet, column, number in (
        ("areas", "weight:discrete", "140"),
        ("cells", "confidence", "1.01"),
        ("questions", "effort", "6"),
        ("scale", "mark", "-0.5"),
    ):
        yield from in_cells(Code.OUT_OF_RANGE, CMMM, sheet, column, number)
    yield from in_cells(Code.OUT_OF_RANGE, DIAGNOSIS, "indicators", "low", "-1000000000")
    yield from in_cells(Code.RANGE_REVERSED, CMMM, "indicators", "low", "999999")
    yield from in_cells(Code.RANGE_REVERSED, CMMM, "shares", "low", "6")
    yield from in_cells(Code.LEVEL_UNKNOWN, CMMM, "shares", "high", "9")
    yield from in_cells(Code.LEVEL_UNKNOWN, CMMM, "cells", "level", "7")
    yield from in_cells(Code.MARKS_MALFORMED, CMMM, "questions", "marks", "0/1")
    yield from in_cells(Code.MARKS_OUT_OF_ORDER, CMMM, "questions", "marks", "0/0.8/0.5/1")
    yield from in_cells(Code.MARKS_EQUAL, DIAGNOSIS, "questions", "marks", "0/0.25/0.25/0.75/1")


def _choices_and_ids() -> Iterator[Case]:
    nameless: tuple[Place, ...] = tuple((Code.HEADING_MISSING, "areas", row, "heading") for row in (3, 4))
    yield from in_cells(Code.CHOICE_EXPECTED, CMMM, "areas", "heading", "也许", rows=(2,), also=nameless)
    for base, sheet, column in ((CMMM, "areas", "tailorable"), (CMMM, "cells", "empty"), (DIAGNOSIS, "indicators", "direction")):
        yield from in_cells(Code.CHOICE_EXPECTED, base, sheet, column, "也许")
    yield from in_cells(Code.CHOICE_EXPECTED, CMMM, "bank", "value", "equall", rows=(find(CMMM, "bank", "setting", "rescale"),))
    yield from in_cells(Code.CHOICE_EXPECTED, CMMM, "bank", "setting", "notes", rows=(find(CMMM, "bank", "setting", "note"),))
    yield from in_cells(Code.ID_MALFORMED, CMMM, "indicators", "id", "产值 1")
    yield from in_cells(Code.ID_MALFORMED, CMMM, "questions", "id", "L" * 33)
    yield from in_cells(Code.ID_MALFORMED, DIAGNOSIS, "questions", "taken", "cmmm 2020")
    yield from in_cells(Code.ID_MALFORMED, CMMM, "bank", "value", "1.0（新）", rows=(3,))
    yield from in_cells(Code.ID_DUPLICATE, CMMM, "indicators", "id", tables(CMMM)["indicators"][1][0], rows=(3, 13))
    for row in (3, len(tables(CMMM)["questions"])):
        unasked = (Code.REQUIREMENT_UNASKED, "requirements", _asked_by(CMMM, row), "id")
        yield from in_cells(Code.ID_DUPLICATE, CMMM, "questions", "id", "L1-1.1.1", rows=(row,), also=(unasked,))
    for row in rows_of(CMMM, "questions"):
        unasked = (Code.REQUIREMENT_UNASKED, "requirements", _asked_by(CMMM, row), "id")
        yield from in_cells(Code.REFERENCE_UNKNOWN, CMMM, "questions", "requirement", "nowhere.L9.z", rows=(row,), also=(unasked,))
    yield from in_cells(Code.REFERENCE_UNKNOWN, CMMM, "cells", "area", "nowhere")
    yield from in_cells(Code.REFERENCE_UNKNOWN, DIAGNOSIS, "requirements", "area", "nowhere")


def _asked_by(base: str, row: int) -> int:
    """The row of the requirement that the question of this row asks about."""
    table = tables(base)["questions"]
    return find(base, "requirements", "id", table[row - 1][table[0].index("requirement")])


def _kinds_of_cells() -> Iterator[Case]:
    yield from only_as_text(Code.FORMULA_CELL, CMMM, "questions", "stem", "=1+1", 119)
    yield from only_as_text(Code.FORMULA_CELL, CMMM, "areas", "weight:discrete", "=1+1", 3, also=(Code.NUMBER_EXPECTED,))
    orphans: tuple[Place, ...] = tuple((Code.WEIGHT_ORPHAN, "areas", row, "weight:discrete") for row in (3, 4))
    yield from only_in_workbooks(Code.FORMULA_CELL, CMMM, "areas", "weight:discrete", FORMULA, rows=(2,), also=orphans)
    for base, sheet, column in ((CMMM, "questions", "stem"), (CMMM, "cells", "confidence"), (TINY, "shares", "sample")):
        yield from only_in_workbooks(Code.FORMULA_CELL, base, sheet, column, FORMULA)
    for base, sheet, column in ((CMMM, "requirements", "topic"), (CMMM, "indicators", "high"), (DIAGNOSIS, "areas", "name")):
        yield from only_in_workbooks(Code.CELL_ERROR, base, sheet, column, REFERENCE)
    for base, sheet, column in ((CMMM, "areas", "number"), (CMMM, "questions", "A"), (TINY, "shares", "year")):
        yield from only_in_workbooks(Code.DATE_CELL, base, sheet, column, DATE)
    for base, sheet, column in ((CMMM, "questions", "number"), (CMMM, "indicators", "low"), (TINY, "shares", "sample")):
        yield from only_in_workbooks(Code.NUMBER_INEXACT, base, sheet, column, LOST)
