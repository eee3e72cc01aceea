"""A draft on its way out: its preview, a trial to its maker, what is confirmed, who has to agree, and how it is moved on afterwards.

Others are told by notices of what is theirs to know: those who may agree that somebody asks for it, and all of them who decided.
"""

from __future__ import annotations

from bot.usecases.campaigns import campaigning
from bot.usecases.campaigns.campaigning import Outcome, Step
from bot.usecases.campaigns.trial_file import ATTACHMENT
from bot.usecases.desk.bcast.timing import ahead, time_of
from bot.usecases.desk.bcast.words import base_text, counted, leads_to, title_of, units_of
from bot.usecases.desk.visit import FileWanted, Notice, Serve, Served, Visit
from dialogs.campaigns.dropping import dropped
from dialogs.campaigns.fault_texts import fault_text
from dialogs.campaigns.fields import body
from dialogs.campaigns.model import SECOND_PERSON, Campaign, CampaignState, DeliveryState, Every, Facts
from dialogs.campaigns.moving import Move
from dialogs.campaigns.occasions import COMING, bounds, coming
from dialogs.desk.bcast import wishes as page
from dialogs.desk.bcast.effects import PreviewShown, ReviewShown, SecondAsked, SecondDecided, SureAsked, TrialShown
from dialogs.desk.bcast.wishes import AudienceChanged, CampaignFaulty, CampaignMoved, CampaignStays, DraftDropped, TrialSent
from dialogs.effects import Wanted
from dialogs.views.common import brief

MOST_LOOKED = 1_000
"""Recipients who are looked at, before a confirmation, for those who will not get it."""

PREVIEWED = 3
LONGEST_SECOND = 1_500

_S = CampaignState


# -- preview and trial --------------------------------------------------------------------------------------------------


def _preview(visit: Visit, wanted: page.PreviewWanted) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    found = campaigning.samples(visit, stored.campaign, PREVIEWED) if stored else ()
    if stored is None:
        return None
    if not found or not stored.campaign.texts:
        return Served((CampaignFaulty(),), to=("bcast", wanted.id))
    place = min(wanted.place, len(found) - 1)
    return Served((_previewed(visit, stored.campaign, found, place),))


def _previewed(visit: Visit, campaign: Campaign, found: tuple[Facts, ...], place: int) -> PreviewShown:
    facts = found[place]
    return PreviewShown(
        id=campaign.id,
        place=place,
        of=len(found),
        name=facts.name or facts.unit,
        person=facts.contact_name,
        body=body(campaigning.aimed(visit, campaign), facts, visit.bank, visit.now),
        attachment=campaign.attachment.name if campaign.attachment else "",
        button=campaign.button.kind.value if campaign.button else "",
        url=leads_to(visit, campaign),
    )


def _trial(visit: Visit, wanted: page.TrialWanted) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    found = campaigning.samples(visit, stored.campaign, 1) if stored else ()
    if stored is None:
        return None
    if not found or not stored.campaign.texts:
        return Served((CampaignFaulty(),), to=("bcast", wanted.id))
    shown = _previewed(visit, stored.campaign, found, 0)
    visit.record("campaign_tried", campaign=wanted.id)
    trial = TrialShown(shown.name, shown.body, shown.attachment, shown.button, shown.url)
    files = (FileWanted(ATTACHMENT, wanted.id),) if stored.campaign.attachment else ()
    return Served((TrialSent(),), notices=(Notice(visit.person, trial),), files=files)


# -- confirming --------------------------------------------------------------------------------------------------------


def _review(visit: Visit, wanted: page.ReviewWanted) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    if stored is None:
        return None
    campaign, now = stored.campaign, campaigning.count(visit, stored.campaign)
    faults = campaigning.faults(visit, campaign, now)
    looked, unreachable, declined = _lost(visit, campaign)
    shown = ReviewShown(
        id=campaign.id,
        title=title_of(campaign, visit.language),
        counted=counted(now),
        digest=now.digest,
        time=time_of(visit, campaign),
        series=campaign.is_series,
        second=now.persons > SECOND_PERSON,
        looked=looked,
        unreachable=unreachable,
        declined=declined,
        faults=tuple(fault_text(fault, visit.language) for fault in faults),
        spans=() if faults else _spans(visit, campaign),
    )
    return Served((shown,))


def _spans(visit: Visit, campaign: Campaign) -> tuple[tuple[int, int], ...]:
    """From when to when it would be sent if it was confirmed now."""
    calendar = campaigning.calendar_of(visit.tx)
    if campaign.when.every is Every.WINDOW:
        return tuple((one.starts_at, one.ends_at) for one in ahead(visit, campaign)[:COMING])
    if campaign.is_series:
        return tuple((one.starts_at, one.ends_at) for one in coming(campaign.when, visit.now, calendar))
    return (bounds(campaign.when, visit.now, calendar),)


def _lost(visit: Visit, campaign: Campaign) -> tuple[int, int, int]:
    """Of how many recipients it was looked up, how many cannot be reached and how many declined."""
    found = campaigning.samples(visit, campaign, MOST_LOOKED)
    calendar = campaigning.calendar_of(visit.tx)
    states = [drop[0] for facts in found if (drop := dropped(campaign, facts, visit.now, calendar)) is not None]
    declined = sum(state is DeliveryState.OPTED_OUT for state in states)
    unreachable = sum(state is DeliveryState.UNREACHABLE for state in states)
    return len(found), unreachable, declined


def _confirmed(visit: Visit, wanted: page.Confirmed) -> Served | None:
    step = campaigning.confirm(visit, wanted.id, wanted.begun)
    if step is None:
        return None
    match step.outcome:
        case Outcome.CHANGED:
            return Served((AudienceChanged(campaigning.count(visit, step.campaign).persons),))
        case Outcome.FAULTY:
            return Served((CampaignFaulty(),), to=("bcast", wanted.id))
    return Served((_told(visit, step, Move.CONFIRM),), notices=_asked(visit, step), to=("bcast", wanted.id))


def _asked(visit: Visit, step: Step) -> tuple[Notice, ...]:
    """To everybody who may agree, where somebody has to."""
    if step.outcome is not Outcome.DONE or step.campaign.state is not _S.WAITING:
        return ()
    now = campaigning.count(visit, step.campaign)
    shown = SecondAsked(
        id=step.campaign.id,
        title=title_of(step.campaign, visit.language),
        by=visit.name_of(visit.person),
        units=units_of(visit, step.campaign),
        enterprises=now.enterprises,
        persons=step.campaign.persons,
        text=brief(base_text(step.campaign), LONGEST_SECOND),
        time=time_of(visit, step.campaign),
        samples=now.samples,
    )
    return tuple(Notice(person, shown) for person in campaigning.seconders(visit.tx, step.campaign))


def _told(visit: Visit, step: Step, move: Move) -> CampaignMoved | CampaignStays:
    campaign = step.campaign
    if step.outcome is Outcome.DONE:
        return CampaignMoved(move.value, campaign.state.value, campaign.persons)
    return CampaignStays(move.value, campaign.state.value, visit.person in {campaign.made_by, campaign.confirmed_by})


def _moved(visit: Visit, wanted: page.MoveWanted) -> Served | None:
    if wanted.move not in set(Move):
        return None
    before = campaigning.visible(visit, wanted.id)
    step = campaigning.move(visit, wanted.id, Move(wanted.move))
    if before is None or step is None:
        return None
    notices = _decided(visit, before.campaign, step, Move(wanted.move))
    return Served((_told(visit, step, Move(wanted.move)),), notices=notices, to=("bcast", wanted.id))


def _decided(visit: Visit, before: Campaign, step: Step, move: Move) -> tuple[Notice, ...]:
    """To all who were asked to agree, and to the maker: who decided."""
    if step.outcome is not Outcome.DONE or move not in {Move.SECOND, Move.REFUSE}:
        return ()
    shown = SecondDecided(
        before.id, title_of(before, visit.language), visit.name_of(visit.person), move is Move.SECOND, visit.person == before.made_by
    )
    others = dict.fromkeys((before.made_by, before.confirmed_by, *campaigning.seconders(visit.tx, before)))
    return tuple(Notice(person, shown) for person in others if person and person != visit.person)


def _sure(visit: Visit, wanted: page.SureWanted) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id) if wanted.what == "drop" else campaigning.visible(visit, wanted.id)
    if stored is None:
        return None
    queued = visit.tx.tally(wanted.id).get(DeliveryState.QUEUED, 0)
    return Served((SureAsked(wanted.id, title_of(stored.campaign, visit.language), wanted.what, queued),))


def _dropped(visit: Visit, wanted: page.DropWanted) -> Served | None:
    return Served((DraftDropped(),)) if campaigning.drop(visit, wanted.id) else None


SERVED: dict[type[Wanted], Serve] = {
    page.PreviewWanted: _preview,
    page.TrialWanted: _trial,
    page.ReviewWanted: _review,
    page.Confirmed: _confirmed,
    page.MoveWanted: _moved,
    page.SureWanted: _sure,
    page.DropWanted: _dropped,
}
