"""What the tests of campaigns begin from: moments in Shanghai, a calendar with holidays, a campaign, a recipient."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.model import Campaign, Facts, When
from question_bank import library
from question_bank.model import Bank
from tests.dialogs.transcripts import millis

SECOND = 1_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR


def days(first: str, last: str, works: bool) -> dict[date, bool]:
    """Every day from the first to the last."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=number): works for number in range((end - start).days + 1)}


PLAIN = Calendar()
HOLIDAYS = Calendar(
    {
        **days("2026-10-01", "2026-10-07", False),
        **days("2026-09-20", "2026-09-20", True),
        **days("2026-10-10", "2026-10-10", True),
        **days("2027-01-01", "2027-01-03", False),
    }
)
"""The National Day of 2026 with the Sunday and the Saturday that are worked for it, and the New Year of 2027."""


def at(text: str) -> int:
    """A moment in Shanghai, written `2026-11-21 15:30` or with seconds."""
    return millis(f"{text.replace(' ', 'T')}+08:00")


NOW = at("2026-11-20 10:00")  # a Friday


def campaign(**changes: Any) -> Campaign:
    """A campaign with nothing wrong with it."""
    usual: dict[str, Any] = {
        "id": "c" * 32,
        "made_by": "maker",
        "units": ("shanghai",),
        "texts": {"zh": "{联系人}您好，请继续自评。"},
        "persons": 3,
        "when": When(),
    }
    return Campaign(**(usual | changes))


def facts(**changes: Any) -> Facts:
    """A recipient who can be written to, half-way through level 2."""
    usual: dict[str, Any] = {
        "person": "p1",
        "language": "zh",
        "chat": "42",
        "reachable": True,
        "contact_name": "王工",
        "enterprise": "e1",
        "name": "上海申安机械有限公司",
        "district": "310115",
        "stage": "in_progress",
        "answering": 2,
        "answered": 12,
        "of": 48,
        "idle_since": NOW - 8 * DAY,
    }
    return Facts(**(usual | changes))


@cache
def bank() -> Bank:
    """The bank that is shipped, for the names of its levels."""
    return library.load(library.shipped()[0])
