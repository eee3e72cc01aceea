"""Working days and allowed hours: against a reference that goes minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.campaigns.calendar import DAY, MINUTE, Calendar, day_in, finished_by, first_moment, is_open, midnight
from dialogs.campaigns.model import When
from dialogs.limits import months_later
from tests.dialogs.campaigns.making import HOLIDAYS, PLAIN, at, days

USUAL = When()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def minute_by_minute(when: When, moment: int, calendar: Calendar) -> int:
    """What `first_moment` should find, as slowly as it can be found."""
    for later in range(0, 60 * DAY + 1, MINUTE):
        local = datetime.fromtimestamp((moment + later) / 1000, UTC).astimezone(SHANGHAI)
        works = calendar.days.get(local.date(), local.isoweekday() <= 5)
        if (works or when.any_day) and when.opens <= local.hour * 60 + local.minute < when.closes:
            return moment if later == 0 else moment + later - local.second * 1000 - local.microsecond // 1000
    return moment


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-10-10", True),
        ("2026-09-20", True),
        ("2026-10-05", False),
        ("2026-10-08", True),
    ],
)
def test_a_day_is_worked_by_its_weekday_unless_the_calendar_says_otherwise(day: str, works: bool) -> None:
    """A Saturday that is worked instead, a holiday Monday."""
    assert HOLIDAYS.works(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("when", "asked", "found"),
    [
        (USUAL, "2026-11-20 10:00", "2026-11-20 10:00"),
        (USUAL, "2026-11-20 08:59:59", "2026-11-20 09:00"),
        (USUAL, "2026-11-20 17:59:59", "2026-11-20 17:59:59"),
        (USUAL, "2026-11-20 18:00", "2026-11-23 09:00"),
        (USUAL, "2026-11-21 12:00", "2026-11-23 09:00"),
        (When(any_day=True), "2026-11-21 12:00", "2026-11-21 12:00"),
        (When(any_day=True), "2026-11-21 18:00", "2026-11-22 09:00"),
        (USUAL, "2026-09-30 18:00", "2026-10-08 09:00"),
        (USUAL, "2026-10-09 18:00", "2026-10-10 09:00"),
        (USUAL, "2026-12-31 18:00", "2027-01-04 09:00"),
        (When(opens=0, closes=1440, any_day=True), "2026-12-31 23:59:59", "2026-12-31 23:59:59"),
        (When(opens=0, closes=1440), "2026-11-20 23:59:59", "2026-11-20 23:59:59"),
    ],
)
def test_the_first_allowed_moment_lies_within_hours_and_working_days(when: When, asked: str, found: str) -> None:
    """Over weekends, holidays and the end of the year; the end of the hours is outside."""
    assert first_moment(when, at(asked), HOLIDAYS) == at(found)
    assert is_open(when, at(found), HOLIDAYS)
    assert is_open(when, at(asked), HOLIDAYS) is (asked == found)


def test_no_moment_later_than_sixty_days_is_found() -> None:
    """A calendar that is wrong for months, or hours that never open, leave the moment as it is."""
    asked = at("2026-11-20 10:00")
    never = Calendar(days("2026-11-01", "2027-03-01", False))
    assert first_moment(USUAL, asked, never) == asked
    assert first_moment(When(opens=600, closes=600), asked, PLAIN) == asked
    until = Calendar(days("2026-11-01", "2027-01-18", False))
    assert first_moment(USUAL, asked, until) == at("2027-01-19 09:00")
    assert first_moment(When(opens=600, closes=700), asked, until) == at("2027-01-19 10:00")
    assert first_moment(When(opens=601, closes=700), asked, until) == asked
    assert not is_open(USUAL, first_moment(USUAL, asked, never), never)


@settings(max_examples=60, deadline=None)
@given(
    moment=st.integers(at("2026-09-15 00:00"), at("2027-01-05 00:00")),
    opens=st.integers(0, 1439),
    length=st.integers(1, 1440),
    any_day=st.booleans(),
)
def test_the_first_allowed_moment_is_that_of_a_search_minute_by_minute(moment: int, opens: int, length: int, any_day: bool) -> None:
    """To the millisecond."""
    when = When(opens=opens, closes=min(opens + length, 1440), any_day=any_day)
    found = first_moment(when, moment, HOLIDAYS)
    assert found == minute_by_minute(when, moment, HOLIDAYS)
    assert is_open(when, found, HOLIDAYS)


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    """Eight hours before it does in Greenwich."""
    assert midnight(date(2026, 11, 21)) == at("2026-11-21 00:00")
    assert midnight(date(2027, 1, 1)) - midnight(date(2026, 12, 31)) == timedelta(days=1) // timedelta(milliseconds=1)


@pytest.mark.parametrize("months", [1, 2, 6, 12, 13])
def test_the_latest_finish_of_so_many_months_ago_is_that_of_a_search_day_by_day(months: int) -> None:
    """For every day of two years, a leap day among them; at any hour of the day, and up to its last millisecond."""
    for number in range(730):
        today = date(2027, 3, 15) + timedelta(days=number)
        latest = max(day for ago in range(28 * months, 32 * months) if months_later(day := today - timedelta(days=ago), months) <= today)
        found = finished_by(midnight(today) + number % 24 * 60 * MINUTE, months)
        assert found == midnight(latest + timedelta(days=1)) - 1


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-30", date(2026, 11, 30)), ("2026-02-30", None), ("20261130", None), ("2026-W48-1", None), ("明天", None), ("", None)],
)
def test_a_day_is_written_in_one_way(text: str, day: date | None) -> None:
    """With the year first and hyphens."""
    assert day_in(text) == day
