"""When a campaign is sent: as a screen says it, before the windows of a programme with the next time, or why there is none for now; and
what becomes of it when one thing of it is changed."""

from __future__ import annotations

import msgspec

from bot.usecases.campaigns import campaigning
from bot.usecases.campaigns.closing_windows import closing_windows
from bot.usecases.desk.bcast.words import is_over, programme_title, programmes_of
from bot.usecases.desk.visit import Visit
from dialogs.campaigns.model import Campaign, CampaignState, Every, When
from dialogs.campaigns.occasions import Occasion, child, closings_ahead
from dialogs.desk.bcast import times
from dialogs.desk.bcast.effects import TimeBrief
from dialogs.desk.bcast.parts import TYPED_TIME
from dialogs.limits import day_of

NOW, AT, PAST, LATE, NONE, GONE = "now", "at", "past", "late", "none", "gone"

_STEPS = {Every.DEADLINE: (1, 7), Every.WINDOW: (2, 7, 14), Every.IDLE: (3, 7, 14), Every.FINISHED: (6,)}
_MORNING = 9 * 3_600_000
_DAY = 86_400_000

_BEFORE = frozenset({CampaignState.DRAFT, CampaignState.WAITING})
"""Where an occasion that is under way has not begun: it would begin with the confirmation."""


def time_of(visit: Visit, campaign: Campaign) -> TimeBrief:
    """When it is sent, as a screen shows it."""
    brief = TimeBrief(**msgspec.structs.asdict(campaign.when))
    if not campaign.when.programme:
        return msgspec.structs.replace(brief, next=PAST) if campaign.state not in _BEFORE and is_over(visit, campaign) else brief
    told, found = _next(visit, campaign) if campaign.is_series else ("", None)
    return msgspec.structs.replace(
        brief,
        programme=programme_title(visit, campaign.when.programme),
        next=told,
        next_at=found.starts_at if found else 0,
        deadline=found.closing.closes.isoformat() if found and found.closing else brief.deadline,
    )


def ahead(visit: Visit, campaign: Campaign) -> tuple[Occasion, ...]:
    """What a series before the windows of programmes would send, by its start."""
    return closings_ahead(campaign, closing_windows(visit.packs.current()), visit.now, campaigning.calendar_of(visit.tx))


def _next(visit: Visit, campaign: Campaign) -> tuple[str, Occasion | None]:
    programme = next((found for found in programmes_of(visit) if found.id == campaign.when.programme), None)
    if programme is None:
        return GONE, None
    if not programme.windows:
        return NONE, None
    found = next((one for one in ahead(visit, campaign) if _is_to_come(visit, campaign, one)), None)
    if found is None:
        return (PAST if all(window.closes < day_of(visit.now) for window in programme.windows) else LATE), None
    return (AT if visit.now < found.starts_at else NOW), found


def _is_to_come(visit: Visit, campaign: Campaign, one: Occasion) -> bool:
    """Of a series that is on, what is under way has begun, or was for nobody."""
    return campaign.state in _BEFORE or (visit.now < one.starts_at and visit.tx.campaign(child(campaign, one).id) is None)


def changed(when: When, field: str, value: str, now: int) -> When | None:
    """The time with one field changed; nothing for what no screen offers. Raises `Unreadable` where what was typed says no time."""
    replace = msgspec.structs.replace
    if field == TYPED_TIME:
        field, value = times.fitting(when.every, value, now)
    match field:
        case "every" if value in set(Every) - {Every.WINDOW}:
            every, over = Every(value), when.deadline < day_of(now).isoformat()
            at, deadline = when.at or _tomorrow(now), "" if over else when.deadline
            return replace(when, every=every, steps=_STEPS.get(every, ()), at=at, deadline=deadline, programme="")
        case "programme":
            steps = when.steps if when.every is Every.WINDOW else _STEPS[Every.WINDOW]
            return replace(when, every=Every.WINDOW, steps=steps, deadline="", programme=value)
        case "at":
            return replace(when, at=int(value), every=Every.AT if when.every is Every.NOW else when.every)
        case "deadline":
            return replace(when, deadline=value)
        case "steps":
            return replace(when, steps=tuple(int(step) for step in value.split(",")))
        case "hours":
            opens, closes = value.split("-")
            return replace(when, opens=int(opens), closes=int(closes))
        case "any_day":
            return replace(when, any_day=not when.any_day)
        case "window":
            return replace(when, window=int(value))
    return None


def _tomorrow(now: int) -> int:
    """Nine o'clock tomorrow in Shanghai: what a time is before another is typed."""
    epoch = (day_of(now).toordinal() - 719_163) * _DAY - 8 * 3_600_000
    return epoch + _DAY + _MORNING
