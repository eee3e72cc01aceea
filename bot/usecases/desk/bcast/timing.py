"""When a campaign is sent, as a screen says it; before the windows of a programme with the next time, or why there is none for now."""

from __future__ import annotations

import msgspec

from bot.usecases.campaigns import campaigning
from bot.usecases.campaigns.closing_windows import closing_windows
from bot.usecases.desk.bcast.words import programme_title, programmes_of
from bot.usecases.desk.visit import Visit
from dialogs.campaigns.model import Campaign, CampaignState
from dialogs.campaigns.occasions import Occasion, child, closings_ahead
from dialogs.desk.bcast.effects import TimeBrief
from dialogs.limits import day_of

NOW, AT, PAST, LATE, NONE, GONE = "now", "at", "past", "late", "none", "gone"

_BEFORE = frozenset({CampaignState.DRAFT, CampaignState.WAITING})
"""Where an occasion that is under way has not begun: it would begin with the confirmation."""


def time_of(visit: Visit, campaign: Campaign) -> TimeBrief:
    """When it is sent, as a screen shows it."""
    brief = TimeBrief(**msgspec.structs.asdict(campaign.when))
    if not campaign.when.programme:
        return brief
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
