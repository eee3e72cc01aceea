"""How often an enterprise may assess itself: months and days of Shanghai, whatever the clock of the machine says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.inbound import PastRun
from dialogs.limits import advised_from, day_of, first_of_next_month, month_of, months_later, started_in_month
from dialogs.model import RunState
from tests.dialogs.transcripts import millis

DAY = 86_400_000


def run(started: str | None = None, finished: str | None = None, state: RunState = RunState.FINISHED, answered: int = 5) -> PastRun:
    return PastRun("r", state, millis(started) if started else None, millis(finished) if finished else None, answered)


@pytest.mark.parametrize(
    ("now", "month", "free"),
    [
        ("2025-05-31T15:59:59Z", "2025-05", "2025-06-01"),
        ("2025-05-31T16:00:00Z", "2025-06", "2025-07-01"),
        ("2025-12-31T23:59:59+08:00", "2025-12", "2026-01-01"),
        ("2026-01-01T00:00:00+08:00", "2026-01", "2026-02-01"),
        ("2024-02-29T23:59:00+08:00", "2024-02", "2024-03-01"),
        ("2024-03-01T00:01:00+08:00", "2024-03", "2024-04-01"),
        ("2025-01-31T12:00:00+08:00", "2025-01", "2025-02-01"),
        ("1999-12-31T16:00:00Z", "2000-01", "2000-02-01"),
    ],
)
def test_a_month_begins_at_midnight_in_shanghai(now: str, month: str, free: str) -> None:
    """Not at midnight in Greenwich; the next month is the first of the following one."""
    assert month_of(millis(now)) == month
    assert first_of_next_month(millis(now)) == date.fromisoformat(free)


def test_every_day_of_forty_years_is_that_of_the_time_zone_database() -> None:
    """Shanghai has had no summer time since 1991; days follow one another, each minute before midnight on the day before."""
    zone = ZoneInfo("Asia/Shanghai")
    midnight = millis("2010-01-01T00:00:00+08:00")
    day = date(2010, 1, 1)
    for place in range(40 * 365 + 10):
        now = midnight + place * DAY
        assert day_of(now) == day == datetime.fromtimestamp(now / 1000, zone).date()
        assert day_of(now - 60_000) == day - timedelta(days=1)
        assert day_of(now + 60_000) == day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2023-08-29", 6, "2024-02-29"),
        ("2025-03-31", 6, "2025-09-30"),
        ("2025-01-15", 6, "2025-07-15"),
        ("2025-07-01", 6, "2026-01-01"),
        ("2025-06-30", 6, "2025-12-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-05-05", 0, "2025-05-05"),
    ],
)
def test_a_day_some_months_later_is_clamped_to_the_end_of_its_month(day: str, months: int, later: str) -> None:
    """31 August and six months is the last of February."""
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


def test_six_months_later_never_goes_back_in_forty_years() -> None:
    """A later day has a later or the same anniversary, between 181 and 184 days on."""
    days = [date(2010, 1, 1) + timedelta(days=place) for place in range(40 * 365 + 10)]
    later = [months_later(day, 6) for day in days]
    assert later == sorted(later)
    assert {(after - day).days for day, after in zip(days, later, strict=True)} <= set(range(180, 185))


NOW = millis("2025-05-20T12:00:00+08:00")


@pytest.mark.parametrize(
    ("past", "counted"),
    [
        ((), 0),
        ((run(None, state=RunState.PREPARING),), 0),
        ((run("2025-05-01T00:00:00+08:00"),), 1),
        ((run("2025-04-30T23:59:59+08:00"),), 0),
        ((run("2024-05-20T12:00:00+08:00"),), 0),
        ((run("2025-05-20T12:00:00+08:00", state=RunState.OPEN, answered=0),), 1),
        ((run("2025-05-02T12:00:00+08:00", state=RunState.ABANDONED, answered=0),), 0),
        ((run("2025-05-02T12:00:00+08:00", state=RunState.ABANDONED, answered=1),), 1),
        ((run("2025-05-31T23:59:59+08:00", state=RunState.OPEN),), 1),
        ((run("2025-06-01T00:00:00+08:00", state=RunState.OPEN),), 0),
        (tuple(run(f"2025-05-0{day}T12:00:00+08:00") for day in range(1, 5)), 4),
    ],
)
def test_a_run_counts_in_the_month_it_was_begun_in_unless_given_up_unanswered(past: tuple[PastRun, ...], counted: int) -> None:
    """Finished or not."""
    assert started_in_month(past, NOW) == counted


@pytest.mark.parametrize(
    ("finished", "now", "advised"),
    [
        ("2025-01-31T10:00:00+08:00", "2025-05-20T12:00:00+08:00", "2025-07-31"),
        ("2025-01-31T10:00:00+08:00", "2025-07-30T23:59:59+08:00", "2025-07-31"),
        ("2025-01-31T10:00:00+08:00", "2025-07-31T00:00:00+08:00", None),
        ("2025-08-31T10:00:00+08:00", "2026-02-27T23:59:59+08:00", "2026-02-28"),
        ("2025-08-31T10:00:00+08:00", "2026-02-28T00:00:00+08:00", None),
        ("2025-05-31T15:59:59Z", "2025-11-30T15:59:59Z", None),
        ("2025-05-31T16:00:00Z", "2025-11-30T15:59:59Z", "2025-12-01"),
    ],
)
def test_a_repeat_is_advised_against_until_six_months_have_passed(finished: str, now: str, advised: str | None) -> None:
    """On the day itself it is no longer."""
    found = advised_from((run(finished, finished),), millis(now), 6)
    assert (found.isoformat() if found else None) == advised


def test_only_the_last_finished_run_counts_for_the_advice() -> None:
    """Open and abandoned ones never do."""
    past = (
        run("2025-02-01T00:00:00+08:00", "2025-02-02T00:00:00+08:00"),
        run("2024-12-01T00:00:00+08:00", "2024-12-02T00:00:00+08:00"),
        run("2025-05-01T00:00:00+08:00", None, RunState.OPEN),
        run("2025-05-02T00:00:00+08:00", None, RunState.ABANDONED),
    )
    assert advised_from(past, NOW, 6) == date(2025, 8, 2)
    assert advised_from(past[2:], NOW, 6) is None
    assert advised_from((), NOW, 6) is None
    assert advised_from(past, NOW, None) is None


def test_times_are_read_as_utc() -> None:
    """The machine's own time zone plays no part."""
    assert day_of(int(datetime(2025, 5, 4, 16, 0, tzinfo=UTC).timestamp() * 1000)) == date(2025, 5, 5)
