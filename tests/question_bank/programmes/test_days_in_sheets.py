"""Days as people write them in sheets, and as spreadsheet programs keep what was typed."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from question_bank.formats import read_bytes
from question_bank.problems import Code
from question_bank.programmes.reading import ReadPack, read_pack
from tests.question_bank.programmes.tiny import TINY_PACK, read_pack_tables, spoilt_pack, tiny
from tests.question_bank.tiny import put, tables

MIDNIGHT = datetime.fromisoformat("2025-08-20")
HALF_PAST_FIVE = datetime.fromisoformat("2025-08-20 17:30")
"""As a workbook has them: without a zone."""


@pytest.mark.parametrize("written", ["2025-08-15", "2025/8/15", "2025.8.15", "2025年8月15日", "２０２５－０８－１５", "2025年08月15"])
def test_a_day_is_read_in_each_way_in_which_people_write_it(written: str) -> None:
    """It is kept in one."""
    assert tiny(put("windows", 2, "closes", written)).windows[0].closes == date(2025, 8, 15)


@pytest.mark.parametrize("written", ["2025-13-01", "15.8.2025", "20250815", "2025-08", "8月15日", "0000-01-01", "明天"])
def test_what_is_no_day_is_told(written: str) -> None:
    """Nothing is guessed."""
    codes = [problem.code for problem in read_pack_tables(spoilt_pack(put("windows", 2, "closes", written))).problems]
    assert codes == [Code.DAY_EXPECTED]


def workbook(**cells: object) -> ReadPack:
    """The tiny pack as a workbook with some cells (sheet and place joined by two underscores) as a program would keep them."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, table in tables(TINY_PACK).items():
        page = made.create_sheet(name)
        for line in table:
            page.append([cell or None for cell in line])
    for place, value in cells.items():
        sheet, _, at = place.partition("__")
        made[sheet][at] = value
    file = io.BytesIO()
    made.save(file)
    return read_pack(*read_bytes("pack.xlsx", file.getvalue()))


def test_a_day_that_became_a_date_in_the_workbook_is_a_day() -> None:
    """What Excel makes of a typed day, in windows, conditions and settings."""
    reading = workbook(windows__E2=MIDNIGHT, programme__B12=date(2025, 6, 2))
    assert reading.programme is not None, [problem.text("en") for problem in reading.problems]
    assert reading.programme.windows[0].closes == date(2025, 8, 20)
    assert reading.programme.notice.issued == date(2025, 6, 2)
    assert reading.problems == ()


def test_a_date_is_told_where_a_pack_has_no_day_and_where_it_is_a_moment() -> None:
    """A name is none, a time of day neither; and a version that became a day is told as no version."""
    reading = workbook(tracks__C2=date(2025, 8, 15), windows__E2=HALF_PAST_FIVE, quotas__A2=date(2025, 8, 15))
    assert reading.programme is None
    told = [(problem.sheet, problem.row, problem.code) for problem in reading.problems]
    assert told == [("tracks", 2, Code.DATE_CELL), ("windows", 2, Code.DATE_CELL), ("quotas", 2, Code.DATE_CELL)]
