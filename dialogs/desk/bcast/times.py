"""Times as staff type them for a broadcast: `明天 9:00`, `11月30日 14点半`, `2026-11-30`, `9:00-17:30`, `7, 3, 1`. Shanghai's clock.

Refuses with `Unreadable`; a day without a year is the next one of that name, a time without a day is refused.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from dialogs.answers import Unreadable, folded
from dialogs.campaigns.model import Every
from dialogs.limits import SHANGHAI, day_of
from dialogs.refusals import Refusal

MOST_STEPS = 6
LARGEST_STEP = 366

_WITH_STEPS = frozenset({Every.WINDOW, Every.IDLE, Every.FINISHED})
_OF_DAYS = "-/.月今明后"
"""What only a day has, where a day may be meant or a number of days."""

_NEAR = {"今天": 0, "明天": 1, "后天": 2, "today": 0, "tomorrow": 1}
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_HOUR = re.compile(r"(上午|下午|晚上|am|pm)?\s*(\d{1,2})(?:[:点时](?:(\d{1,2})分?|(半))?)?\s*(am|pm)?")
_HOURS = re.compile(r"(.+?)\s*(?:[-–—~至到]|to)\s*(.+)")


def moment(text: str, now: int) -> int:
    """A day with an hour, in UTC milliseconds."""
    plain = folded(text)
    day, rest = _day(plain, day_of(now))
    minutes = _minutes(rest.removeprefix("t").strip()) if day and rest else None
    if day is None or minutes is None:
        raise Unreadable(Refusal.TIME_EXPECTED)
    at = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
    return int(at.timestamp() * 1000)


def day(text: str, now: int) -> str:
    """A day, as `2026-11-30`."""
    found, rest = _day(folded(text), day_of(now))
    if found is None or rest:
        raise Unreadable(Refusal.DAY_EXPECTED)
    return found.isoformat()


def hours(text: str) -> tuple[int, int]:
    """From when to when, in minutes of the day."""
    match = _HOURS.fullmatch(folded(text))
    opens, closes = (_minutes(match[1].strip()), _minutes(match[2].strip())) if match else (None, None)
    if opens is None or closes is None or opens >= closes:
        raise Unreadable(Refusal.HOURS_EXPECTED)
    return opens, closes


def steps(text: str) -> tuple[int, ...]:
    """Some whole numbers, each once, smallest first."""
    found = [int(part) for part in re.findall(r"\d{1,4}", folded(text))]
    if not found or len(set(found)) > MOST_STEPS or not all(1 <= step <= LARGEST_STEP for step in found):
        raise Unreadable(Refusal.STEPS_EXPECTED)
    return tuple(sorted(set(found)))


def fitting(every: Every, text: str, now: int) -> tuple[str, str]:
    """The field of the time that a text is about where none was asked for, and its value: how often it is sent says what can be meant."""
    if every in _WITH_STEPS:
        return "steps", ",".join(map(str, steps(text)))
    if every is not Every.DEADLINE:
        return "at", str(moment(text, now))
    if any(mark in folded(text) for mark in _OF_DAYS):
        return "deadline", day(text, now)
    return "steps", ",".join(map(str, steps(text)))


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day that the text begins with, and what follows."""
    for word, ahead in _NEAR.items():
        if text.startswith(word):
            return today + timedelta(days=ahead), text.removeprefix(word).strip()
    match = _DAY.match(text)
    if match is None:
        return None, text
    return _dated(match, today), text[match.end() :].strip()


def _dated(match: re.Match[str], today: date) -> date | None:
    for year in (int(match[1]),) if match[1] else (today.year, today.year + 1):
        try:
            found = date(year, int(match[2]), int(match[3]))
        except ValueError:
            continue
        if match[1] or found >= today:
            return found
    return None


def _minutes(text: str) -> int | None:
    match = _HOUR.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[2]), 30 if match[4] else int(match[3] or 0)
    late = {match[1], match[5]} & {"下午", "晚上", "pm"}
    hour += 12 if late and hour < 12 else 0
    return hour * 60 + minute if (hour, minute) <= (24, 0) and minute < 60 else None
