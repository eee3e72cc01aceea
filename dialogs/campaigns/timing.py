"""What is wrong with the time of a campaign: past, unreadable, never open, or over before it may begin."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.campaigns.calendar import DAY, MINUTES_A_DAY, Calendar, day_in, first_moment
from dialogs.campaigns.faults import Fault, FaultCode
from dialogs.campaigns.model import Campaign, Every, When, Whom
from dialogs.campaigns.occasions import bounds, coming
from dialogs.limits import day_of
from dialogs.views.common import day_and_hour

LONGEST_WINDOW = 30
FARTHEST = 366 * DAY
"""Nobody plans a message for later than this; a year that was mistyped is found so."""

_C = FaultCode
_STEPS = {Every.DEADLINE: (0, 180), Every.WINDOW: (0, 180), Every.IDLE: (1, 365), Every.FINISHED: (1, 36)}
_WITH_MOMENT = frozenset({Every.AT, Every.WEEK, Every.MONTH})
_OF_ENTERPRISES = frozenset({Every.WINDOW, Every.IDLE, Every.FINISHED})


def time_faults(campaign: Campaign, now: int, calendar: Calendar) -> tuple[Fault, ...]:
    """Everything that is wrong with its time; whether it ever comes is asked only where the rest is right."""
    when = campaign.when
    found = (*_moment(when, now), *_deadline(when, now), *_steps(campaign), *_hours(when))
    return found or tuple(_shut(when, now, calendar))


def _moment(when: When, now: int) -> Iterator[Fault]:
    if when.every not in _WITH_MOMENT:
        return
    if when.at <= 0:
        yield Fault(_C.TIME_MISSING)
    elif when.at > now + FARTHEST:
        yield Fault(_C.TIME_TOO_FAR)
    elif when.every is Every.AT and when.at < now:
        yield Fault(_C.TIME_PAST, day_and_hour(when.at))


def _deadline(when: When, now: int) -> Iterator[Fault]:
    if not when.deadline:
        if when.every is Every.DEADLINE:
            yield Fault(_C.DEADLINE_MISSING)
        return
    day = day_in(when.deadline)
    if day is None:
        yield Fault(_C.DEADLINE_UNREADABLE, when.deadline[:20])
    elif day < day_of(now):
        yield Fault(_C.DEADLINE_PAST, when.deadline)


def _steps(campaign: Campaign) -> Iterator[Fault]:
    when = campaign.when
    if when.every in _OF_ENTERPRISES and campaign.audience.whom is Whom.LIAISONS:
        yield Fault(_C.TIME_OF_ENTERPRISES)
    if when.every not in _STEPS:
        return
    if not when.steps:
        yield Fault(_C.STEPS_MISSING)
    least, most = _STEPS[when.every]
    yield from (Fault(_C.STEP_OUT_OF_RANGE, f"{step} ({least}–{most})") for step in when.steps if not least <= step <= most)


def _hours(when: When) -> Iterator[Fault]:
    if not 0 <= when.opens < when.closes <= MINUTES_A_DAY:
        yield Fault(_C.HOURS_REVERSED)
    if not 1 <= when.window <= LONGEST_WINDOW:
        yield Fault(_C.WINDOW_OUT_OF_RANGE, str(LONGEST_WINDOW))


def _shut(when: When, now: int, calendar: Calendar) -> Iterator[Fault]:
    """Whether the window is over before it may be sent, once or at all of its occasions."""
    if when.every in _OF_ENTERPRISES:
        return
    if when.every in {Every.NOW, Every.AT}:
        starts_at, ends_at = bounds(when, now, calendar)
        if starts_at >= ends_at:
            yield Fault(_C.WINDOW_SHUT, day_and_hour(starts_at))
    elif when.every is Every.DEADLINE and not coming(when, now, calendar, 1):
        yield Fault(_C.STEPS_PAST, when.deadline)
    elif not coming(when, now, calendar, 1):
        yield Fault(_C.WINDOW_SHUT, day_and_hour(first_moment(when, max(now, when.at), calendar)))
