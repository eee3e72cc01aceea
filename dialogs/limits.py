"""How often an enterprise may assess itself with a bank, by the bank's own two settings.

Two rules for two things: at most so many runs started in a calendar month, which refuses; and so many months between two organised
assessments, which only advises (for GB/T 39116-2020 three and six: notice 沪经信制〔2022〕529号, annex 1, 2.1, and section 2). Both are
counted in Asia/Shanghai, which has had no summer time since 1991.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from dialogs.inbound import PastRun
from dialogs.model import RunState

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(now: int) -> date:
    """The calendar day in Shanghai of a time in UTC milliseconds."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(SHANGHAI).date()


def month_of(now: int) -> str:
    """The calendar month in Shanghai, as `2026-11`."""
    return f"{day_of(now):%Y-%m}"


def first_of_next_month(now: int) -> date:
    """The day from which the enterprise may start again when the month is full."""
    return months_later(day_of(now).replace(day=1), 1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, clamped to that month's end (31 August + 6 months = 28 or 29 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def started_in_month(runs: Iterable[PastRun], now: int) -> int:
    """How many runs count against this month: those started in it, but not those given up without an answer."""
    month = month_of(now)
    return sum(
        run.started_at is not None and month_of(run.started_at) == month and not (run.state is RunState.ABANDONED and run.answered == 0)
        for run in runs
    )


def advised_from(runs: Iterable[PastRun], now: int, months: int | None) -> date | None:
    """The day from which the next assessment is advised, so many months after the last, if it lies ahead of now."""
    if months is None:
        return None
    finished = [run.finished_at for run in runs if run.state is RunState.FINISHED and run.finished_at is not None]
    if not finished:
        return None
    day = months_later(day_of(max(finished)), months)
    return day if day > day_of(now) else None
