"""Times as staff type them for a broadcast."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Unreadable
from dialogs.desk.bcast import times
from dialogs.limits import SHANGHAI
from dialogs.refusals import Refusal

NOON = 1_762_056_000_000
"""2025-11-02, noon in Shanghai."""


def said(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明天 9:00", "2025-11-03 09:00"),
        ("今天15点", "2025-11-02 15:00"),
        ("后天 下午3点半", "2025-11-04 15:30"),
        ("明天上午 9点05分", "2025-11-03 09:05"),
        ("11月30日 14:30", "2025-11-30 14:30"),
        ("１１月３０日　１４：３０", "2025-11-30 14:30"),
        ("11-2 8:00", "2025-11-02 08:00"),
        ("11-1 8:00", "2026-11-01 08:00"),
        ("2/29 8:00", ""),
        ("2026-11-30T09:00", "2026-11-30 09:00"),
        ("2026年11月30号9时", "2026-11-30 09:00"),
        ("2026.1.5 晚上8点", "2026-01-05 20:00"),
        ("tomorrow 9 pm", "2025-11-03 21:00"),
        ("2025-11-01 9:00", "2025-11-01 09:00"),
        ("今天 24:00", "2025-11-03 00:00"),
        ("明天", ""),
        ("9:00", ""),
        ("2026-13-01 9:00", ""),
        ("明天 25:00", ""),
        ("明天 9:60", ""),
        ("下周一 9:00", ""),
        ("", ""),
    ],
)
def test_a_day_with_an_hour(text: str, expected: str) -> None:
    """Of Shanghai; a day without a year is the next one of that name, and nothing is guessed."""
    if expected:
        assert said(times.moment(text, NOON)) == expected
        return
    with pytest.raises(Unreadable) as caught:
        times.moment(text, NOON)
    assert caught.value.code is Refusal.TIME_EXPECTED


@given(st.integers(min_value=NOON // 60_000, max_value=NOON // 60_000 * 2))
def test_every_minute_is_read_as_it_is_shown(minute: int) -> None:
    """There and back."""
    assert times.moment(said(minute * 60_000), NOON) == minute * 60_000


@pytest.mark.parametrize(
    ("text", "expected"), [("11月30日", "2025-11-30"), ("2026-1-5", "2026-01-05"), ("明天", "2025-11-03"), ("11-30 9:00", "")]
)
def test_a_day_alone(text: str, expected: str) -> None:
    """Without an hour."""
    if expected:
        assert times.day(text, NOON) == expected
        return
    with pytest.raises(Unreadable):
        times.day(text, NOON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:00-18:00", (540, 1080)),
        ("９点～１７点半", (540, 1050)),
        ("上午9点到下午5点", (540, 1020)),
        ("9 to 24", (540, 1440)),
        ("18:00-9:00", None),
        ("9:00-9:00", None),
        ("9:00", None),
        ("一直", None),
        ("9:00-一直", None),
    ],
)
def test_hours_of_the_day(text: str, expected: tuple[int, int] | None) -> None:
    """From and to, in this order."""
    if expected is not None:
        assert times.hours(text) == expected
        return
    with pytest.raises(Unreadable):
        times.hours(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7，1", (1, 7)),
        ("3、7、14天", (3, 7, 14)),
        ("6", (6,)),
        ("7 7", (7,)),
        ("0", None),
        ("367", None),
        ("1 2 3 4 5 6 7", None),
        ("七", None),
    ],
)
def test_some_days_or_months(text: str, expected: tuple[int, ...] | None) -> None:
    """Each once, smallest first; not too many, not too large."""
    if expected is not None:
        assert times.steps(text) == expected
        return
    with pytest.raises(Unreadable):
        times.steps(text)
