"""Broadcasts at the desk: lists, a new draft, one campaign, the ledger.

Who may not agree to a campaign does not learn that it exists. Nothing is sent from here: what is confirmed waits for the sender.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.ports.campaigns import Delivery, Responses
from bot.roles import Action, UnitKind
from bot.usecases.campaigns import campaigning
from bot.usecases.desk.bcast import parts, sending
from bot.usecases.desk.bcast.timing import time_of
from bot.usecases.desk.bcast.words import base_text, counted, leads_to, listed, narrowings, title_of, units_of
from bot.usecases.desk.units_seen import name_of_unit
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs.campaigns.fault_texts import fault_text
from dialogs.campaigns.model import UNDO_SECONDS, Campaign, CampaignState, DeliveryState
from dialogs.campaigns.moving import Move, can_undo
from dialogs.desk.bcast import wishes as page
from dialogs.desk.bcast.effects import (
    AudienceCount,
    CampaignBrief,
    CampaignShown,
    CampaignsShown,
    DraftUnitsShown,
    LedgerLine,
    LedgerShown,
    RemindersShown,
    TallyRow,
)
from dialogs.desk.bcast.offers import CLOSED, LEDGER_PAGE, STANDING
from dialogs.desk.bcast.parts import NEW
from dialogs.desk.bcast.wishes import LedgerComing
from dialogs.effects import Wanted
from dialogs.views.common import brief

LEDGER = "campaign"
"""The file of a ledger."""

WRITTEN_FOR = frozenset({UnitKind.CITY, UnitKind.DISTRICT, UnitKind.ZONE})
"""The units in whose name somebody can write to many."""

MOST_LISTED = 8
SCANNED, MOST_SCANS = 200, 5
"""Campaigns that are looked through at a time for those that the person may know of, and how often."""

RECALL = "recall"
"""What the maker does who thinks better of it before anybody agreed: the same move as a refusal."""

LONGEST_SHOWN = 300

_S = CampaignState
_RUNNING = (_S.SENDING, _S.PAUSED, _S.WAITING, _S.SCHEDULED)
_ENDED = (_S.DONE, _S.STOPPED)
_SERIES = (_S.STANDING, _S.OFF)


def is_open(visit: Visit) -> bool:
    """Whether the person writes to many, or agrees where others do."""
    return bool(visit.grants_for(Action.BROADCAST) or visit.grants_for(Action.SECOND_BROADCAST))


def waiting(visit: Visit) -> int:
    """How many campaigns wait for this person's agreement."""
    return sum(_agrees(visit, one) for one in _known(visit, (_S.WAITING,)))


def _agrees(visit: Visit, campaign: Campaign) -> bool:
    return campaign.state is _S.WAITING and visit.person not in {campaign.made_by, campaign.confirmed_by}


def _known(visit: Visit, states: tuple[CampaignState, ...], wanted: Callable[[Campaign], bool] = bool) -> list[Campaign]:
    """The latest campaigns in these states that the person may know of and that are wanted; those long ago are not looked for."""
    found: list[Campaign] = []
    may: dict[tuple[str, ...], bool] = {}
    before = 0
    for _ in range(MOST_SCANS):
        scanned = [stored.campaign for stored in visit.tx.campaigns(states, SCANNED, before)]
        for one in scanned:
            if one.units not in may:
                may[one.units] = campaigning.allows(visit, one, Action.SECOND_BROADCAST)
        found += [one for one in scanned if may[one.units] and wanted(one)]
        if len(found) >= MOST_LISTED or len(scanned) < SCANNED:
            break
        before = scanned[-1].made_at
    return found


def _list(visit: Visit, wanted: page.CampaignsWanted) -> Served | None:
    if not is_open(visit):
        return None
    series = _known(visit, _SERIES)
    if wanted.of == STANDING:
        return Served((RemindersShown(tuple(listed(visit, one) for one in series)),))
    running = [one for state in _RUNNING for one in _known(visit, (state,))]
    shown = CampaignsShown(
        running=_lines(visit, running),
        drafts=_lines(visit, _known(visit, (_S.DRAFT,), lambda one: one.made_by == visit.person)),
        ended=_lines(visit, _known(visit, _ENDED, lambda one: not one.series)),
        reminders=len(series),
        makes=bool(campaigning.units_for(visit)),
    )
    return Served((shown,))


def _lines(visit: Visit, campaigns: list[Campaign]) -> tuple[CampaignBrief, ...]:
    return tuple(listed(visit, one) for one in campaigns[:MOST_LISTED])


def _units(visit: Visit, wanted: page.DraftUnitsWanted) -> Served | None:
    units = campaigning.units_for(visit)
    named = tuple((unit, name_of_unit(visit, unit)) for unit in units)
    return Served((DraftUnitsShown(named),)) if units else None


def _draft(visit: Visit, wanted: page.DraftWanted) -> Served | None:
    units = campaigning.units_for(visit)
    if not units or (not wanted.unit and len(units) > 1):
        return Served(()) if units else None
    unit = visit.unit(wanted.unit or units[0], Action.BROADCAST)
    if unit is None or unit.kind not in WRITTEN_FOR:
        return None
    made = _untouched(visit, unit.id) or campaigning.draft(visit, (unit.id,))
    return Served((), to=("bcast", made.id, NEW)) if made else None


def _untouched(visit: Visit, unit: str) -> Campaign | None:
    """A draft of the person for this unit in which nothing was ever said: it is begun once, however often it is begun."""
    for one in _known(visit, (_S.DRAFT,), lambda one: one.made_by == visit.person):
        if one == Campaign(id=one.id, made_by=one.made_by, made_at=one.made_at, units=(unit,)):
            return one
    return None


# -- one campaign -----------------------------------------------------------------------------------------------------


def _one(visit: Visit, wanted: page.CampaignWanted) -> Served | None:
    stored = campaigning.visible(visit, wanted.id)
    return Served((_card(visit, stored.campaign),)) if stored else None


def _card(visit: Visit, campaign: Campaign) -> CampaignShown:
    own = campaigning.own_draft(visit, campaign.id) is not None
    draft = campaign.state is _S.DRAFT
    now = campaigning.count(visit, campaign) if draft or campaign.is_series else None
    faults = campaigning.faults(visit, campaign, now) if own and now else ()
    reached = visit.tx.responses(campaign.id) if campaign.state in CLOSED else Responses(0, 0, 0)
    tally = _tally(visit, campaign) if campaign.state in CLOSED else ()
    left = (campaign.confirmed_at or 0) + UNDO_SECONDS * 1000 - visit.now if can_undo(campaign, visit.now) else 0
    return CampaignShown(
        id=campaign.id,
        title=title_of(campaign, visit.language),
        state=campaign.state.value,
        units=units_of(visit, campaign),
        narrowings=narrowings(visit, campaign.audience),
        text=brief(base_text(campaign), LONGEST_SHOWN),
        languages=tuple(sorted(campaign.texts)),
        attachment=campaign.attachment.name if campaign.attachment else "",
        button=campaign.button.kind.value if campaign.button else "",
        url=leads_to(visit, campaign),
        time=time_of(visit, campaign),
        counted=counted(now) if now else AudienceCount(0, campaign.persons),
        series=campaign.is_series,
        own=own,
        faults=tuple(fault_text(fault, visit.language) for fault in faults),
        offered=() if own else offered(visit, campaign),
        made_by=visit.name_of(campaign.made_by),
        confirmed_by=visit.name_of(campaign.confirmed_by),
        seconded_by=visit.name_of(campaign.seconded_by),
        starts_at=campaign.starts_at or 0,
        ends_at=campaign.ends_at or 0,
        left=left // 1000,
        tally=tally,
        tapped=reached.tapped,
        continued=reached.continued,
        finished=reached.finished,
        reason=campaign.reason.partition(":")[0],
        digest="" if draft or campaign.is_series else campaign.digest,
        occasions=_occasions(visit, campaign) if campaign.is_series and not draft else (),
    )


def _occasions(visit: Visit, series: Campaign) -> tuple[CampaignBrief, ...]:
    """What was sent of a series last."""
    return _lines(visit, _known(visit, (*_RUNNING, *_ENDED), lambda one: one.series == series.id))


def offered(visit: Visit, campaign: Campaign) -> tuple[str, ...]:
    """The moves that this person may make now."""
    match campaign.state:
        case _S.WAITING:
            return (Move.SECOND, Move.REFUSE) if _agrees(visit, campaign) else (RECALL,)
        case _S.SCHEDULED:
            return (Move.UNDO, Move.STOP) if can_undo(campaign, visit.now) else (Move.STOP,)
        case _S.SENDING:
            return (Move.PAUSE, Move.STOP)
        case _S.PAUSED:
            return (Move.RESUME, Move.STOP)
        case _S.STANDING if campaigning.switches(visit, campaign):
            return (Move.SWITCH_OFF,)
        case _S.OFF if campaigning.switches(visit, campaign):
            return (Move.SWITCH_ON,)
    return ()


def _tally(visit: Visit, campaign: Campaign) -> tuple[TallyRow, ...]:
    found = visit.tx.tally(campaign.id)
    return tuple(TallyRow(state.value, found[state]) for state in DeliveryState if found.get(state))


# -- the ledger --------------------------------------------------------------------------------------------------------


def _ledger(visit: Visit, wanted: page.LedgerWanted) -> Served | None:
    stored = campaigning.visible(visit, wanted.id)
    if stored is None or wanted.state not in {"", *DeliveryState}:
        return None
    states = (DeliveryState(wanted.state),) if wanted.state else ()
    found = visit.tx.deliveries(wanted.id, states, LEDGER_PAGE + 1, wanted.after)
    tally = _tally(visit, stored.campaign)
    shown = LedgerShown(
        id=wanted.id,
        title=title_of(stored.campaign, visit.language),
        state=wanted.state,
        first=wanted.seen + 1,
        of=sum(row.number for row in tally if wanted.state in {"", row.state}),
        lines=tuple(_line(one) for one in found[:LEDGER_PAGE]),
        after=found[LEDGER_PAGE - 1].person if len(found) > LEDGER_PAGE else "",
        tally=tally,
    )
    return Served((shown,))


def _line(one: Delivery) -> LedgerLine:
    acted = "finished" if one.finished_at else "continued" if one.continued_at else "tapped" if one.tapped_at else ""
    return LedgerLine(one.name, one.contact_name, one.state.value, one.reason, one.at, acted)


def _file(visit: Visit, wanted: page.LedgerFileWanted) -> Served | None:
    if campaigning.visible(visit, wanted.id) is None:
        return None
    return Served((LedgerComing(),), files=(FileWanted(LEDGER, wanted.id),))


SERVED: dict[type[Wanted], Serve] = {
    page.CampaignsWanted: _list,
    page.DraftUnitsWanted: _units,
    page.DraftWanted: _draft,
    page.CampaignWanted: _one,
    page.LedgerWanted: _ledger,
    page.LedgerFileWanted: _file,
    **sending.SERVED,
    **parts.SERVED,
}
