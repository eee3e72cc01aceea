"""Holidays and working days: the shipped year as the State Council arranged it, sheets of operators, and what is wrong with them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.ports import Store
from bot.usecases.campaigns.calendars import bring_shipped, loading, missing_years, read_days, shipped
from question_bank.sheets import Sheet, sheet_of
from tests.bot.commands import zhiping
from tests.bot.office import NOON

DECEMBER_2026 = 1_796_097_600_000
"""2026-12-01, noon in Shanghai."""


def _sheet(*lines: str) -> Sheet:
    return sheet_of("t", [line.split(",") for line in lines])[0]


def test_the_shipped_year_has_the_days_of_the_notice() -> None:
    """33 days off with their feasts, six weekends worked instead, each with the notice as its source; nothing that goes without saying
    but the weekends within a feast."""
    days = shipped()
    assert days.years == (2026,)
    assert sum(not works for works in days.days.values()) == 33
    worked = [day.isoformat() for day, works in sorted(days.days.items()) if works]
    assert worked == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert (days.names[date(2026, 2, 17)], days.names[date(2026, 10, 10)]) == ("春节", "国庆节调休")
    assert "国务院办公厅关于2026年部分节假日安排的通知" in days.source
    assert all(day.weekday() >= 5 for day, works in days.days.items() if works)


def test_every_feast_of_the_shipped_year_is_as_long_as_the_notice_says() -> None:
    """3, 9, 3, 5, 3, 3 and 7 days, without a gap."""
    off = sorted(day for day, works in shipped().days.items() if not works)
    lengths, last = [0], off[0]
    for day in off:
        lengths = [*lengths[:-1], lengths[-1] + 1] if day - last <= timedelta(1) else [*lengths, 1]
        last = day
    assert lengths == [3, 9, 3, 5, 3, 3, 7]


def test_all_that_is_wrong_with_a_sheet_is_said_at_once_with_its_row() -> None:
    """A bad date, a year out of reach, a word that is neither yes nor no, a day twice; a day that is so anyway is only a remark."""
    lines = ("日期,上班", "2027-02-30,否", "1999-01-01,否", "2027-01-01,也许", "2027-01-04,否", "2027-01-04,是", "2027-01-05,是")
    found = read_days(_sheet(*lines), "x")
    assert [en.partition(":")[0] for _, en in found.faults] == ["Row 2", "Row 3", "Row 4", "Row 6"]
    assert found.days == {}
    fine = read_days(_sheet("day,working,source", "2027/01/01,no,the notice", "2027-01-05,yes,"), "x")
    assert (fine.days, fine.source) == ({date(2027, 1, 1): False, date(2027, 1, 5): True}, "the notice")
    assert [en for _, en in fine.remarks] == ["Row 3: 2027-01-05 is so by its weekday already."]


@pytest.mark.parametrize("lines", [("日期,名称", "2027-01-01,元旦"), ("日期,上班",)])
def test_a_sheet_without_columns_or_days_is_refused(lines: tuple[str, ...]) -> None:
    """One sentence."""
    assert len(read_days(_sheet(*lines), "x").faults) == 1


def test_a_loaded_year_replaces_what_was_known_of_it_and_leaves_a_line(store: Store) -> None:
    """Other years stay; what the operator loaded is not overwritten by what is shipped."""
    store.submit(lambda tx: bring_shipped(tx, NOON)).result()
    days = read_days(_sheet("day,working", "2026-01-01,no", "2027-01-01,no"), "mine")
    store.submit(loading(days, NOON)).result()
    assert store.submit(lambda tx: bring_shipped(tx, NOON)).result() == 0
    assert store.submit(lambda tx: dict(tx.calendar())).result() == {date(2026, 1, 1): False, date(2027, 1, 1): False}


def test_a_year_is_missed_when_it_has_begun_and_from_the_december_before() -> None:
    """What is shipped counts as known."""
    day = 86_400_000
    assert missing_years((), DECEMBER_2026 - day) == ()
    assert missing_years((), DECEMBER_2026) == (2027,)
    assert missing_years((date(2027, 1, 1),), DECEMBER_2026) == ()
    assert missing_years((), DECEMBER_2026 + 40 * day) == (2027,)


def test_a_calendar_is_loaded_whole_or_not_at_all_and_shown_a_year_at_a_time(tmp_path: Path) -> None:
    """Exit code 1 with every fault; as text and as JSON; a year without data says what then holds."""
    assert zhiping("migrate", folder=tmp_path).code == 0
    file = tmp_path / "2027.csv"
    file.write_text("日期,上班,名称,来源\n2027-01-01,否,元旦,通知\n2027-01-02,?,,\n", encoding="utf-8")
    ran = zhiping("calendar", "load", file, folder=tmp_path)
    assert (ran.code, "Row 3" in ran.out, ran.out.endswith("Nothing was loaded.\n")) == (1, True, True)
    assert "Monday to Friday" in zhiping("calendar", "show", "2027", folder=tmp_path).out
    file.write_text("日期,上班,名称,来源\n2027-01-01,否,元旦,通知\n", encoding="utf-8")
    ran = zhiping("calendar", "load", file, folder=tmp_path)
    assert (ran.code, ran.out) == (0, "2027: 1 days loaded, 1 changed. Source: 通知\n")
    assert zhiping("calendar", "show", "2027", folder=tmp_path).out == "2027-01-01  Fri  off\n"
    shown = json.loads(zhiping("calendar", "show", "2027", "--json", folder=tmp_path).out)
    assert shown == [{"day": "2027-01-01", "weekday": "Fri", "working": False, "name": ""}]
    assert "calendar_loaded  years=2027 changed=1" in zhiping("audit", folder=tmp_path).out
    missing = zhiping("calendar", "load", tmp_path / "no.csv", folder=tmp_path)
    assert (missing.code, len(missing.complaints)) == (2, 1)
