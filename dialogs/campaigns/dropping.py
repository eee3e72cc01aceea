"""Why a message must not go to a person any more, asked once more right before it is sent.

What was true when the audience was frozen may have changed: the person left, declined, or did what the message asks for.
"""

from __future__ import annotations

from enum import StrEnum

from dialogs.campaigns.calendar import DAY, Calendar, finished_by, first_moment
from dialogs.campaigns.model import FINISHED, IN_PROGRESS, Audience, Campaign, DeliveryState, Every, Facts, Kind, Whom

_ENDS_WITH_FINISHING = frozenset({Kind.PROGRESS, Kind.DEADLINE})


class Reason(StrEnum):
    """Why it was not sent, more exactly than the state says: `AWAY` did not agree to the purposes or is gone, `ACTIVE` moved on from where
    the message found the enterprise, `LATE` is beyond the window."""

    AWAY = "away"
    UNREACHABLE = "unreachable"
    MUTED = "muted"
    NO_CONTACT = "no_contact"
    FINISHED = "finished"
    ACTIVE = "active"
    LATE = "late"


_STATES = {
    Reason.AWAY: DeliveryState.UNREACHABLE,
    Reason.UNREACHABLE: DeliveryState.UNREACHABLE,
    Reason.MUTED: DeliveryState.OPTED_OUT,
    Reason.NO_CONTACT: DeliveryState.MOVED_ON,
    Reason.FINISHED: DeliveryState.FINISHED,
    Reason.ACTIVE: DeliveryState.MOVED_ON,
    Reason.LATE: DeliveryState.OUTSIDE,
}


def dropped(campaign: Campaign, facts: Facts, now: int, calendar: Calendar) -> tuple[DeliveryState, str] | None:
    """The state it ends in and the `Reason`, or nothing where it goes. Closed hours are none: it then waits for the next day."""
    reason = _of_person(campaign, facts) or _of_enterprise(campaign, facts, now) or _of_time(campaign, now, calendar)
    return (_STATES[reason], reason.value) if reason else None


def _of_person(campaign: Campaign, facts: Facts) -> Reason | None:
    if facts.away:
        return Reason.AWAY
    if not (facts.reachable and facts.chat):
        return Reason.UNREACHABLE
    if campaign.kind in facts.mutes:
        return Reason.MUTED
    return None if facts.contact else Reason.NO_CONTACT


def _of_enterprise(campaign: Campaign, facts: Facts, now: int) -> Reason | None:
    if campaign.audience.whom is Whom.LIAISONS:
        return None
    if _has_finished(campaign, facts, now):
        return Reason.FINISHED
    return Reason.ACTIVE if _has_moved_on(campaign, facts, now) else None


def _has_finished(campaign: Campaign, facts: Facts, now: int) -> bool:
    """Whether a run was finished that the audience or the kind of message does not reckon with."""
    wanted, stages = campaign.audience, _stages(campaign.audience)
    asks_for_a_run = bool(stages) or (campaign.kind in _ENDS_WITH_FINISHING and campaign.programme is None)
    if facts.stage == FINISHED and asks_for_a_run and FINISHED not in stages:
        return True
    if wanted.levels and facts.level not in wanted.levels:
        return True
    months = max(wanted.months_since, min(campaign.when.steps, default=0) if campaign.when.every is Every.FINISHED else 0)
    return bool(months) and (facts.finished_at is None or facts.finished_at > finished_by(now, months))


def _has_moved_on(campaign: Campaign, facts: Facts, now: int) -> bool:
    """Whether the enterprise went on since: at another stage or level, no longer idle for so long, or elsewhere with the programme."""
    wanted, stages = campaign.audience, _stages(campaign.audience)
    if _is_elsewhere(wanted, facts):
        return True
    if stages and facts.stage not in stages:
        return True
    if wanted.answering and facts.answering != wanted.answering:
        return True
    days = _idle_days(campaign, wanted)
    return bool(days) and now - facts.idle_since < days * DAY


def _is_elsewhere(wanted: Audience, facts: Facts) -> bool:
    """Whether the programme says something else by now, or it was handed in."""
    return bool((wanted.verdicts and facts.verdicts.isdisjoint(wanted.verdicts)) or (wanted.unsent and facts.handed_in))


def _stages(wanted: Audience) -> tuple[str, ...]:
    """The stages that it is for; who is asked for by the level being answered is under way."""
    return (IN_PROGRESS,) if wanted.answering else wanted.stages


def _idle_days(campaign: Campaign, wanted: Audience) -> int:
    first_step = min(campaign.when.steps, default=0) if campaign.when.every is Every.IDLE else 0
    return max(wanted.idle_days, first_step)


def _of_time(campaign: Campaign, now: int, calendar: Calendar) -> Reason | None:
    """Beyond the window, or with no allowed moment left within it."""
    if campaign.ends_at is None or first_moment(campaign.when, now, calendar) < campaign.ends_at:
        return None
    return Reason.LATE
