"""The steps of a campaign that the chat and the command line share: draft, change, count, check, preview, confirm, second, move, drop.

Each asks `bot.roles` first and is nothing where the campaign is not there or not for this person; each leaves a line in the audit. Whom a
confirmed campaign goes to is frozen with the first confirmation; refused or taken back, it is a draft again and nobody's delivery waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from bot.ports import Transaction
from bot.ports.campaigns import Counted, StoredCampaign
from bot.ports.registry import CITY
from bot.roles import GRANTED_IN, Action, Grant, Role, UnitKind, may, to_unit
from bot.usecases.campaigns.closing_windows import closing_windows, to_do
from bot.usecases.campaigns.titles import Titles
from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.checking import Fault, FaultCode, check
from dialogs.campaigns.model import Campaign, CampaignState, DeliveryState, Facts
from dialogs.campaigns.moving import Move, moved
from dialogs.campaigns.occasions import closings_ahead, owing

if TYPE_CHECKING:  # the desk imports this file
    from bot.usecases.desk.visit import Visit

LEAST_DIGITS = 8
"""So many digits of the audience's digest a confirmation names at least."""

MOST_CHECKED = 10
"""Recipients for whom a text is filled in before it is sent: the first, and those with the longest names."""

SWITCHES = frozenset({Move.SWITCH_ON, Move.SWITCH_OFF})
_BACK = frozenset({Move.REFUSE, Move.UNDO})

_GOING = (CampaignState.SCHEDULED, CampaignState.SENDING, CampaignState.PAUSED)
MOST_GOING = 200
"""Campaigns under way that are looked through for those of a series."""

_RECORDED = {
    Move.CONFIRM: "campaign_confirmed",
    Move.SECOND: "campaign_seconded",
    Move.REFUSE: "campaign_refused",
    Move.UNDO: "campaign_undone",
    Move.PAUSE: "campaign_paused",
    Move.RESUME: "campaign_resumed",
    Move.STOP: "campaign_stopped",
    Move.SWITCH_ON: "reminder_on",
    Move.SWITCH_OFF: "reminder_off",
}
"""What each move is called in the audit; the others are the sender's own."""


class Outcome(StrEnum):
    """What came of a step: done; another audience than the one shown; faults; no longer (or not by this person) possible."""

    DONE = "done"
    CHANGED = "changed"
    FAULTY = "faulty"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a step, and the campaign as it is now."""

    outcome: Outcome
    campaign: Campaign
    faults: tuple[Fault, ...] = ()


# -- whose ------------------------------------------------------------------------------------------------------------


def units_for(visit: Visit) -> tuple[str, ...]:
    """The units in whose name the person may write; the city alone where that is one of them."""
    units = tuple(dict.fromkeys(grant.unit for grant in visit.grants_for(Action.BROADCAST)))
    return (CITY,) if CITY in units else units


def allows(visit: Visit, campaign: Campaign, action: Action) -> bool:
    """Whether the person may do this in every unit of the campaign."""
    return bool(campaign.units) and all(visit.unit(unit, action) is not None for unit in campaign.units)


def visible(visit: Visit, campaign: str) -> StoredCampaign | None:
    """The campaign, if the person may know of it: whoever may agree to it, and its maker."""
    stored = visit.tx.campaign(campaign) if campaign else None
    return stored if stored is not None and allows(visit, stored.campaign, Action.SECOND_BROADCAST) else None


def own(visit: Visit, campaign: str) -> StoredCampaign | None:
    """The campaign, if the person made it and may still write in the name of its units."""
    stored = visible(visit, campaign)
    mine = stored is not None and stored.campaign.made_by == visit.person and allows(visit, stored.campaign, Action.BROADCAST)
    return stored if mine else None


def own_draft(visit: Visit, campaign: str) -> StoredCampaign | None:
    """The same, as long as it is a draft."""
    stored = own(visit, campaign)
    return stored if stored is not None and stored.campaign.state is CampaignState.DRAFT else None


def switches(visit: Visit, campaign: Campaign) -> bool:
    """Whether the person may turn this series on and off: the office any, others their own."""
    own_one = campaign.made_by == visit.person and allows(visit, campaign, Action.BROADCAST)
    return campaign.is_series and (visit.may_all(Action.SET_REMINDERS) or own_one)


def seconders(tx: Transaction, campaign: Campaign) -> tuple[str, ...]:
    """Everybody who may agree to this campaign: in each of its units, and neither its maker nor who confirmed it."""
    found = [set(_agreeing(tx, unit)) for unit in campaign.units]
    everybody = set[str].intersection(*found) if found else set()
    return tuple(sorted(everybody - {campaign.made_by, campaign.confirmed_by}))


def _agreeing(tx: Transaction, unit: str) -> Iterator[str]:
    here = tx.unit(unit)
    places = [tx.unit(place) for place in dict.fromkeys((unit, here.district if here else "", CITY)) if place]
    for place in places:
        for role in Role:
            if place is None or place.kind not in GRANTED_IN[role]:
                continue
            kind = UnitKind.CITY if place.id == CITY else place.kind
            if may(to_unit((Grant(role, place.id, kind),), unit, here.district if here else ""), Action.SECOND_BROADCAST):
                yield from tx.holders(role, place.id)


# -- a draft ----------------------------------------------------------------------------------------------------------


def draft(visit: Visit, units: tuple[str, ...], **fields: Any) -> Campaign | None:
    """A new draft in the name of these units."""
    campaign = Campaign(id=visit.fresh(), made_by=visit.person, made_at=visit.now, units=units, **fields)
    if not allows(visit, campaign, Action.BROADCAST) or not visit.tx.add_campaign(campaign, visit.now):
        return None
    visit.record("campaign_drafted", campaign=campaign.id)
    return campaign


def change(visit: Visit, campaign: str, **fields: Any) -> Campaign | None:
    """The draft with these fields changed."""
    stored = own_draft(visit, campaign)
    if stored is None:
        return None
    changed = msgspec.structs.replace(stored.campaign, **fields)
    if changed != stored.campaign:
        visit.tx.save_campaign(stored, changed, visit.now)
        visit.record("campaign_changed", campaign=campaign, what=",".join(sorted(fields)))
    return changed


def drop(visit: Visit, campaign: str) -> bool:
    """Forget a draft."""
    if own_draft(visit, campaign) is None or not visit.tx.drop_campaign(campaign):
        return False
    visit.record("campaign_dropped", campaign=campaign)
    return True


# -- what it would be -------------------------------------------------------------------------------------------------


def calendar_of(tx: Transaction) -> Calendar:
    """Working days as they were loaded."""
    return Calendar(tx.calendar())


def count(visit: Visit, campaign: Campaign) -> Counted:
    """Whom it would go to now."""
    return visit.tx.count_audience(aimed(visit, campaign).audience, campaign.units, visit.now)


def samples(visit: Visit, campaign: Campaign, limit: int, *, longest: bool = False) -> tuple[Facts, ...]:
    """The first recipients, or those with the longest names, as the text would be filled for them."""
    about, titles, meant = campaign.programme, Titles(), aimed(visit, campaign).audience
    found = visit.tx.sample_facts(meant, campaign.units, limit, visit.now, longest=longest, programme=about)
    return tuple(titles.beside(visit.tx, campaign, facts, visit.now) for facts in found)


def aimed(visit: Visit, campaign: Campaign) -> Campaign:
    """A series before the windows of one programme as its next occasion would be: to those who still have to hand in, with the last day.

    Everything else is as it is; so is one whose programme is gone."""
    about = visit.packs.find(campaign.when.programme) if campaign.is_series else None
    if about is None:
        return campaign
    ahead = closings_ahead(campaign, closing_windows((about,)), visit.now, calendar_of(visit.tx))
    closing = next((one.closing for one in ahead if one.closing), None)
    audience = owing(campaign, about.id, to_do(about))
    when = msgspec.structs.replace(campaign.when, deadline=closing.closes.isoformat() if closing else "")
    return msgspec.structs.replace(campaign, audience=audience, when=when)


def faults(visit: Visit, campaign: Campaign, counted: Counted) -> tuple[Fault, ...]:
    """All that is wrong with it, for this many recipients."""
    filled = (*samples(visit, campaign, MOST_CHECKED), *samples(visit, campaign, MOST_CHECKED, longest=True))
    ready = msgspec.structs.replace(campaign, persons=counted.persons, digest=counted.digest)
    return (*check(ready, filled, visit.bank, visit.now, calendar_of(visit.tx)), *_without_its_programme(visit, campaign))


def _without_its_programme(visit: Visit, campaign: Campaign) -> tuple[Fault, ...]:
    """Where the programme that the button opens, or before whose windows it is sent, is not there, or no longer."""
    named = {campaign.button.programme if campaign.button else "", campaign.when.programme} - {""}
    return (Fault(FaultCode.PROGRAMME_MISSING),) if any(visit.packs.find(name) is None for name in named) else ()


# -- moves ------------------------------------------------------------------------------------------------------------


def confirm(visit: Visit, campaign: str, begun: str) -> Step | None:
    """Send it, to the audience whose digest begins so: nothing is sent to another. Whoever confirms it again changes nothing."""
    stored = own(visit, campaign)
    if stored is None:
        return None
    before = stored.campaign
    if before.state is not CampaignState.DRAFT:
        return Step(Outcome.STAYS, before)
    counted = count(visit, before)
    if len(begun) < LEAST_DIGITS or not counted.digest.startswith(begun):
        return Step(Outcome.CHANGED, before)
    found = faults(visit, before, counted)
    if found:
        return Step(Outcome.FAULTY, before, found)
    ready = msgspec.structs.replace(before, persons=counted.persons, digest=counted.digest)
    after = moved(ready, Move.CONFIRM, visit.person, visit.now, calendar_of(visit.tx))
    if after is None:
        return Step(Outcome.STAYS, before)
    visit.tx.save_campaign(stored, after, visit.now)
    if not after.is_series:
        visit.tx.freeze_audience(after, visit.now)
    visit.record(_RECORDED[Move.CONFIRM], campaign=campaign, persons=str(counted.persons), audience=counted.digest[:16])
    return Step(Outcome.DONE, after)


def move(visit: Visit, campaign: str, what: Move) -> Step | None:
    """Second, refuse, take back, pause, resume, stop, switch on or off; for those who may agree to such a campaign."""
    stored = visible(visit, campaign)
    if stored is None or what not in _RECORDED or what is Move.CONFIRM:
        return None
    if what in SWITCHES and not switches(visit, stored.campaign):
        return None
    after = operate(visit.tx, campaign, what, visit.person, visit.now)
    return Step(Outcome.STAYS, stored.campaign) if after is None else Step(Outcome.DONE, after)


def operate(tx: Transaction, campaign: str, what: Move, by: str, now: int) -> Campaign | None:
    """The same without asking for rights, as the operator does it at the machine; nothing where the state does not allow it."""
    stored = tx.campaign(campaign)
    after = moved(stored.campaign, what, by, now, calendar_of(tx)) if stored else None
    if stored is None or after is None:
        return None
    tx.save_campaign(stored, after, now)
    if what in _BACK and not after.is_series:
        tx.thaw_audience(campaign)
    if what is Move.STOP:
        tx.drop_queued(campaign, DeliveryState.STOPPED, "", now)
    if what is Move.SWITCH_OFF:
        _stop_occasions(tx, campaign, by, now)
    tx.record(now, by, "", _RECORDED[what], {"campaign": campaign})
    return after


def _stop_occasions(tx: Transaction, series: str, by: str, now: int) -> None:
    """A series that is turned off sends nothing more, be it of an occasion that is under way."""
    for stored in tx.campaigns(_GOING, MOST_GOING):
        if stored.campaign.series == series:
            operate(tx, stored.campaign.id, Move.STOP, by, now)
