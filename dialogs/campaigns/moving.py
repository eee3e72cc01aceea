"""The table of states of a campaign: which move is allowed from where, and what it leads to.

Refuses by returning nothing. Nothing goes out before somebody confirmed it, before a second person agreed where there are many recipients,
and before the time is over in which it can be taken back. Whether a person may do it at all is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.model import SECOND_PERSON, UNDO_SECONDS, Campaign, CampaignState
from dialogs.campaigns.occasions import bounds

_S = CampaignState
_with = msgspec.structs.replace


class Move(StrEnum):
    """What can be done with a campaign. `SECOND` is the agreement of another person, `REFUSE` its opposite (or the maker's second thought);
    `START` and `FINISH` are the sender's."""

    CONFIRM = "confirm"
    SECOND = "second"
    REFUSE = "refuse"
    UNDO = "undo"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    STOP = "stop"
    SWITCH_ON = "switch_on"
    SWITCH_OFF = "switch_off"


FROM: Mapping[Move, frozenset[CampaignState]] = {
    Move.CONFIRM: frozenset({_S.DRAFT}),
    Move.SECOND: frozenset({_S.WAITING}),
    Move.REFUSE: frozenset({_S.WAITING}),
    Move.UNDO: frozenset({_S.SCHEDULED}),
    Move.START: frozenset({_S.SCHEDULED}),
    Move.PAUSE: frozenset({_S.SENDING}),
    Move.RESUME: frozenset({_S.PAUSED}),
    Move.FINISH: frozenset({_S.SENDING, _S.SCHEDULED, _S.PAUSED}),
    Move.STOP: frozenset({_S.WAITING, _S.SCHEDULED, _S.SENDING, _S.PAUSED, _S.STANDING, _S.OFF}),
    Move.SWITCH_ON: frozenset({_S.OFF}),
    Move.SWITCH_OFF: frozenset({_S.STANDING}),
}
"""From which states each move is allowed; what is not here is not."""


def moved(campaign: Campaign, move: Move, by: str, now: int, calendar: Calendar) -> Campaign | None:
    """The campaign after this move of this person, or nothing where it is not allowed.

    `confirmed_at` becomes the moment of the last confirmation, that of the second person included.
    """
    if campaign.state not in FROM[move]:
        return None
    return _MOVES[move](campaign, by, now, calendar)


def can_undo(campaign: Campaign, now: int) -> bool:
    """Whether the confirmation can still be taken back."""
    return campaign.state is _S.SCHEDULED and now < _confirmed(campaign) + UNDO_SECONDS * 1000


def _confirm(campaign: Campaign, by: str, now: int, calendar: Calendar) -> Campaign | None:
    if not by or not (campaign.persons or campaign.is_series):
        return None
    agreed = _agreed(_with(campaign, confirmed_by=by, seconded_by="", reason=""), now, calendar)
    if agreed is None or campaign.persons <= SECOND_PERSON:
        return agreed
    return _with(agreed, state=_S.WAITING, starts_at=None, ends_at=None)


def _second(campaign: Campaign, by: str, now: int, calendar: Calendar) -> Campaign | None:
    if by in {"", campaign.made_by, campaign.confirmed_by}:
        return None
    return _agreed(_with(campaign, seconded_by=by), now, calendar)


def _agreed(campaign: Campaign, now: int, calendar: Calendar) -> Campaign | None:
    """Confirmed by all who had to; nothing where its window would be over before it may begin."""
    if campaign.is_series:
        return _with(campaign, state=_S.STANDING, confirmed_at=now)
    starts_at, ends_at = bounds(campaign.when, now, calendar)
    if starts_at >= ends_at:
        return None
    return _with(campaign, state=_S.SCHEDULED, confirmed_at=now, starts_at=starts_at, ends_at=ends_at)


def _forgotten(campaign: Campaign) -> Campaign:
    """A draft again: the confirmation and what it was given for are forgotten."""
    return _with(
        campaign,
        state=_S.DRAFT,
        digest="",
        persons=0,
        confirmed_by="",
        confirmed_at=None,
        seconded_by="",
        starts_at=None,
        ends_at=None,
    )


def _refuse(campaign: Campaign, by: str, now: int, calendar: Calendar) -> Campaign:
    return _forgotten(campaign)


def _undo(campaign: Campaign, by: str, now: int, calendar: Calendar) -> Campaign | None:
    return _forgotten(campaign) if can_undo(campaign, now) else None


def _start(campaign: Campaign, by: str, now: int, calendar: Calendar) -> Campaign | None:
    early = can_undo(campaign, now) or campaign.starts_at is None or now < campaign.starts_at
    return None if early else _with(campaign, state=_S.SENDING)


def _finish(campaign: Campaign, by: str, now: int, calendar: Calendar) -> Campaign | None:
    """What is not under way is finished only when its time is over."""
    over = campaign.ends_at is not None and campaign.ends_at <= now
    return _with(campaign, state=_S.DONE, ended_at=now) if over or campaign.state is _S.SENDING else None


def _stop(campaign: Campaign, by: str, now: int, calendar: Calendar) -> Campaign:
    return _with(campaign, state=_S.STOPPED, ended_at=now)


def _to(state: CampaignState) -> Callable[[Campaign, str, int, Calendar], Campaign]:
    return lambda campaign, by, now, calendar: _with(campaign, state=state, reason="")


def _confirmed(campaign: Campaign) -> int:
    return campaign.confirmed_at or 0


_MOVES: Mapping[Move, Callable[[Campaign, str, int, Calendar], Campaign | None]] = {
    Move.CONFIRM: _confirm,
    Move.SECOND: _second,
    Move.REFUSE: _refuse,
    Move.UNDO: _undo,
    Move.START: _start,
    Move.PAUSE: _to(_S.PAUSED),
    Move.RESUME: _to(_S.SENDING),
    Move.FINISH: _finish,
    Move.STOP: _stop,
    Move.SWITCH_ON: _to(_S.STANDING),
    Move.SWITCH_OFF: _to(_S.OFF),
}
