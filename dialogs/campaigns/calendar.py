"""Working days and allowed hours in Asia/Shanghai, which has had no summer time since 1991.

A day is a working day by its weekday, unless the calendar that was loaded says otherwise: a holiday Monday is none, a Saturday that is
worked instead (调休) is one. Times are UTC milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from dialogs.campaigns.model import When
from dialogs.limits import SHANGHAI, day_of, months_later

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
MINUTES_A_DAY = 24 * 60
FARTHEST_DAYS = 60
"""Beyond so many days no allowed moment is looked for; no calendar leaves so long a gap."""

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are otherwise than their weekday says: whether each is a working day."""

    days: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether this is a working day."""
        return self.days.get(day, day.weekday() < _SATURDAY)


def midnight(day: date) -> int:
    """The moment at which the day begins in Shanghai."""
    return round(datetime.combine(day, time(), SHANGHAI).astimezone(UTC).timestamp()) * 1000


def finished_by(now: int, months: int) -> int:
    """The last moment at which a run can have been finished so many months ago, by the day: on the last day of a month, all that the month
    has no day for have come."""
    tomorrow = day_of(now) + timedelta(days=1)
    if tomorrow.day == 1:
        return midnight(months_later(tomorrow, -months)) - 1
    return midnight(months_later(day_of(now), -months) + timedelta(days=1)) - 1


def day_in(text: str) -> date | None:
    """The day that is written as `2026-11-30`, or nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def hours(when: When, day: date, calendar: Calendar) -> tuple[int, int] | None:
    """From when (included) until when (excluded) it may be sent on this day; nothing on a day without such hours."""
    if when.opens >= when.closes or not (when.any_day or calendar.works(day)):
        return None
    begin = midnight(day)
    return begin + when.opens * MINUTE, begin + when.closes * MINUTE


def is_open(when: When, at: int, calendar: Calendar) -> bool:
    """Whether it may be sent at this moment; the minute in which the hours end is outside."""
    allowed = hours(when, day_of(at), calendar)
    return allowed is not None and allowed[0] <= at < allowed[1]


def first_moment(when: When, at: int, calendar: Calendar) -> int:
    """The first moment from `at` on at which it may be sent; `at` itself where there is none within `FARTHEST_DAYS`."""
    first = day_of(at)
    for days in range(FARTHEST_DAYS + 1):
        allowed = hours(when, first + timedelta(days=days), calendar)
        if allowed and at < allowed[1]:
            found = max(at, allowed[0])
            return found if found - at <= FARTHEST_DAYS * DAY else at
    return at
