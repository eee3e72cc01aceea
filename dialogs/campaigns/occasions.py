"""When a campaign is sent: from when to when one that is sent once, and what a series has to send now.

An occasion is named by the day of its step, or (counted for each enterprise) its day and spans of time. The names follow from the series
alone and never from when somebody looked, so that an occasion comes once whatever the clock does. What was missed is not made up for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import msgspec

from dialogs.campaigns.calendar import DAY, MINUTE, Calendar, day_in, finished_by, first_moment, hours, is_open, midnight
from dialogs.campaigns.model import ANY, UNDO_SECONDS, Audience, ButtonKind, Campaign, CampaignState, Every, Since, Span, When, verdict_key
from dialogs.limits import day_of, months_later

ID_DIGITS = 32
COMING = 3
WEEK = 7 * DAY
_LOOKED_AHEAD = 60
"""So many weeks or months ahead an occasion is looked for; what is left out that often never comes."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A window of a programme: from when on and until when one can hand in. `outcomes` are those of whoever still has to."""

    programme: str
    window: str
    opens: date | None
    closes: date
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a series has to send: its name, from when to when, and the enterprises it is for, where these are told apart by time or by what
    closes."""

    key: str
    starts_at: int
    ends_at: int
    spans: tuple[Span, ...] = ()
    closing: Closing | None = None


def bounds(when: When, confirmed_at: int, calendar: Calendar) -> tuple[int, int]:
    """From when to when a campaign that is sent once may be sent, if it was confirmed last at this moment.

    The window counts from its time, however late it was confirmed; where it is over before the first allowed moment, the end lies at or
    before the start.
    """
    confirmed = confirmed_at + UNDO_SECONDS * 1000
    due = when.at if when.every is Every.AT else confirmed
    return first_moment(when, max(due, confirmed), calendar), due + when.window * DAY


def occasion(when: When, now: int, calendar: Calendar) -> Occasion | None:
    """What a series has to send at this moment, if anything; nothing outside its allowed hours."""
    if not is_open(when, now, calendar):
        return None
    if when.every in _SINCE:
        return _of_today(when, now, calendar)
    found = next(iter(coming(when, now, calendar, 1)), None)
    return found if found and found.starts_at <= now else None


def due(series: Campaign, now: int, calendar: Calendar) -> Occasion | None:
    """The same for a series that is on; nothing while its last confirmation can still be thought better of."""
    if series.confirmed_at is not None and now < series.confirmed_at + UNDO_SECONDS * 1000:
        return None
    return occasion(series.when, now, calendar)


def coming(when: When, now: int, calendar: Calendar, limit: int = COMING) -> tuple[Occasion, ...]:
    """The next occasions that have a date, the one under way first; none for what is counted for each enterprise."""
    found: list[Occasion] = []
    for moment, next_one in _moments(when, now):
        starts_at = first_moment(when, moment, calendar)
        ends_at = min(moment + when.window * DAY, next_one)
        if starts_at < ends_at and now < ends_at:
            found.append(Occasion(day_of(moment).isoformat(), starts_at, ends_at))
        if len(found) == limit:
            break
    return tuple(found)


def closings(series: Campaign, windows: Iterable[Closing], now: int, calendar: Calendar) -> tuple[Occasion, ...]:
    """What a series before the windows of programmes has to send at this moment: one occasion for each window a step of which has come.

    An occasion is named by programme, window, its last day and the step's: a window that is put off has new occasions, and one that is
    loaded again with a newer version of its programme has none twice. Nothing comes before a window opens. A series whose audience asks
    what any programme says is for the windows of those outcomes only: to apply is something else than to do a duty. One that names its
    programme is for the windows of that one.
    """
    if series.confirmed_at is not None and now < series.confirmed_at + UNDO_SECONDS * 1000:
        return ()
    found = ((closing, _step_of(series.when, closing, now, calendar)) for closing in windows if _is_for(series, closing))
    return tuple(_closing(closing, step) for closing, step in found if step is not None)


def closings_ahead(series: Campaign, windows: Iterable[Closing], now: int, calendar: Calendar) -> tuple[Occasion, ...]:
    """The occasions before these windows that are under way or still to come, by their start: the first moment from now on at which it may
    be sent. One under way for which none is left is left out."""
    found = (
        replace(_closing(closing, step), starts_at=first_moment(series.when, max(step.starts_at, now), calendar))
        for closing in windows
        if _is_for(series, closing)
        for step in coming(_dated(series.when, closing), now, calendar, len(series.when.steps))
        if _is_opened(closing, step)
    )
    return tuple(sorted((one for one in found if one.starts_at < one.ends_at), key=lambda one: (one.starts_at, one.key)))


def _is_for(series: Campaign, closing: Closing) -> bool:
    if series.when.programme:
        return series.when.programme == closing.programme
    asked = set(series.audience.verdicts)
    return not asked or asked == {verdict_key(ANY, outcome) for outcome in closing.outcomes}


def _step_of(when: When, closing: Closing, now: int, calendar: Calendar) -> Occasion | None:
    step = occasion(_dated(when, closing), now, calendar)
    return step if step is not None and _is_opened(closing, step) else None


def _dated(when: When, closing: Closing) -> When:
    return msgspec.structs.replace(when, every=Every.DEADLINE, deadline=closing.closes.isoformat())


def _is_opened(closing: Closing, step: Occasion) -> bool:
    return closing.opens is None or closing.opens.isoformat() <= step.key


def _closing(closing: Closing, step: Occasion) -> Occasion:
    key = f"{closing.programme}.{closing.window}.{closing.closes.isoformat()}.{step.key}"
    return replace(step, key=key, closing=closing)


def child(series: Campaign, occasion: Occasion) -> Campaign:
    """The occasion as a campaign of its own, under way. Its id follows from the series and the occasion, so that it is made once only."""
    name = hashlib.blake2b(f"{series.id}{occasion.key}".encode()).hexdigest()
    return msgspec.structs.replace(
        series,
        id=name[:ID_DIGITS],
        series=series.id,
        made_at=occasion.starts_at,
        state=CampaignState.SENDING,
        digest="",
        persons=0,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        **_about(series, occasion.closing) if occasion.closing else {},
    )


def _about(series: Campaign, closing: Closing) -> dict[str, Any]:
    """For the programme whose window closes: only those who have not handed in, with its last day, and its page behind the button."""
    button = series.button
    if button is not None and button.kind is ButtonKind.PROGRAMME and not button.programme:
        button = msgspec.structs.replace(button, programme=closing.programme)
    return {
        "audience": owing(series, closing.programme, closing.outcomes),
        "when": msgspec.structs.replace(series.when, deadline=closing.closes.isoformat()),
        "button": button,
    }


def owing(series: Campaign, programme: str, outcomes: Iterable[str]) -> Audience:
    """Of a series' audience those who have not handed in for the programme: whoever it says one of these to. A series that names its
    programme and asks what programmes say means just that."""
    named = series.audience.verdicts if series.when.programme else ()
    verdicts = named or tuple(verdict_key(programme, outcome) for outcome in outcomes)
    return msgspec.structs.replace(series.audience, verdicts=verdicts, unsent=programme)


# -- occasions with a date


def _moments(when: When, now: int) -> Iterator[tuple[int, int]]:
    """The moments of a dated series that may still matter, in order, each with the moment from which it is over at the latest."""
    if when.every is Every.WEEK:
        yield from _weeks(when, now)
    elif when.every is Every.MONTH:
        yield from _months(when, now)
    elif when.every is Every.DEADLINE:
        yield from _before_deadline(when)


def _weeks(when: When, now: int) -> Iterator[tuple[int, int]]:
    first = max(0, (now - when.at) // WEEK)
    for week in range(first, first + _LOOKED_AHEAD):
        yield when.at + week * WEEK, when.at + (week + 1) * WEEK


def _months(when: When, now: int) -> Iterator[tuple[int, int]]:
    day, hour = day_of(when.at), when.at - midnight(day_of(when.at))
    today = day_of(now)
    first = max(0, (today.year - day.year) * 12 + today.month - day.month - 1)
    for month in range(first, first + _LOOKED_AHEAD):
        yield midnight(months_later(day, month)) + hour, midnight(months_later(day, month + 1)) + hour


def _before_deadline(when: When) -> Iterator[tuple[int, int]]:
    deadline = day_in(when.deadline)
    if deadline is None:
        return
    over = midnight(deadline + timedelta(days=1))
    moments = [midnight(deadline - timedelta(days=step)) + when.opens * MINUTE for step in sorted(set(when.steps), reverse=True)]
    yield from pairwise((*moments, over))


# -- occasions that are counted for each enterprise


_SINCE = {Every.IDLE: Since.IDLE, Every.FINISHED: Since.FINISHED}


def _of_today(when: When, now: int, calendar: Calendar) -> Occasion | None:
    """The occasion of today: an enterprise is in the span of a step for `window` days, unless its next step comes before."""
    today = day_of(now)
    allowed = hours(when, today, calendar)
    spans = tuple(span for span in _spans(when, now) if span.after < span.before)
    return Occasion(today.isoformat(), *allowed, spans) if allowed and spans else None


def _spans(when: When, now: int) -> Iterator[Span]:
    steps = sorted({step for step in when.steps if step > 0})
    for step, next_step in pairwise((*steps, 0)):
        after = _latest(when, step, now - when.window * DAY)
        if next_step:
            after = max(after, _latest(when, next_step, now))
        yield Span(since=_SINCE[when.every], step=step, after=after, before=_latest(when, step, now))


def _latest(when: When, step: int, now: int) -> int:
    """The latest moment from which this step has come by now: so many whole days ago, or so many months ago by the day."""
    if when.every is Every.IDLE:
        return now - step * DAY
    return finished_by(now, step)
