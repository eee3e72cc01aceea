"""Notices of the sender: to those who answer for a campaign, and to the liaison of somebody whom nothing reaches any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.ports import Letter, Transaction
from bot.usecases.conversation import Conversation
from bot.usecases.desk.visit import Notice, Visit
from dialogs.campaigns.model import Campaign, DeliveryState, Every
from dialogs.desk.bcast.notices import CampaignEnded, CampaignHeld, ContactLost
from dialogs.effects import DeskShown
from dialogs.model import CURSOR_SPEC, Cursor

_SHIPPED = frozenset({Every.WINDOW, Every.IDLE, Every.FINISHED})
"""Occasions that come by themselves, many of them; how each went is nobody's news."""


def answerable(campaign: Campaign) -> tuple[str, ...]:
    """Who wants to know how it goes: who made it and who confirmed it; nobody for what comes by itself."""
    if campaign.series and campaign.when.every in _SHIPPED:
        return ()
    return tuple(dict.fromkeys(person for person in (campaign.confirmed_by, campaign.made_by) if person))


def ended(tx: Transaction, conversation: Conversation, campaign: Campaign, tally: Mapping[DeliveryState, int]) -> Sequence[Letter]:
    """A campaign came to its end."""
    return _tell(tx, conversation, campaign, CampaignEnded(campaign.id, campaign.title, counts(tally)))


def held(tx: Transaction, conversation: Conversation, campaign: Campaign, why: str, said: str) -> Sequence[Letter]:
    """The sender stopped a campaign by itself."""
    return _tell(tx, conversation, campaign, CampaignHeld(campaign.id, campaign.title, why, said))


def counts(tally: Mapping[DeliveryState, int]) -> dict[str, int]:
    """The states that somebody is in."""
    return {state.value: number for state, number in tally.items() if number}


def contact_lost(
    tx: Transaction, conversation: Conversation, person: str, enterprise: str, state: DeliveryState, now: int
) -> Sequence[Letter]:
    """To the liaisons of the enterprise, once: asked only where the chat could be reached until now."""
    found = tx.enterprise(enterprise) if enterprise else None
    if found is None:
        return ()
    visit = Visit(tx, Cursor(spec=CURSOR_SPEC, person=person), now, _no_ids)
    shown = ContactLost(found.id, found.name, visit.name_of(person), state.value)
    told = [liaison for liaison in visit.liaisons_of(found) if liaison != person]
    return [letter for liaison in told for letter in conversation.tell(tx, Notice(liaison, shown))]


def _tell(tx: Transaction, conversation: Conversation, campaign: Campaign, shown: DeskShown) -> Sequence[Letter]:
    return [letter for person in answerable(campaign) for letter in conversation.tell(tx, Notice(person, shown))]


def _no_ids() -> str:
    raise AssertionError("a notice makes nothing that needs an id")
