"""What the sender of broadcasts tells people: how one is going and how it ended, that it stands still, and whom nothing reaches now."""

from __future__ import annotations

from typing import Any

from dialogs.campaigns.model import DeliveryState
from dialogs.desk.figures import percent
from dialogs.effects import DeskShown, Effect
from dialogs.inbound import Open
from dialogs.scene import Scene
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context

FAILING, NO_FILE = "failing", "no_file"
"""Why the sender stops a campaign by itself: what it sends fails again and again, or its attachment is not there any more."""

WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})


class CampaignGoing(DeskShown, frozen=True, tag="campaign_going"):
    """A broadcast is being sent: how many persons are in each state by now, those with none left out."""

    campaign: str
    title: str
    counts: dict[str, int]


class CampaignEnded(DeskShown, frozen=True, tag="campaign_ended"):
    """A broadcast was sent to its end, or its time is over."""

    campaign: str
    title: str
    counts: dict[str, int]


class CampaignHeld(DeskShown, frozen=True, tag="campaign_held"):
    """The sender stopped a broadcast by itself; `said` is what the server says, or a reference number."""

    campaign: str
    title: str
    why: str
    said: str = ""


class ContactLost(DeskShown, frozen=True, tag="contact_lost"):
    """To the liaison: a contact of the enterprise blocked the assistant, deleted the account, or cannot be written to."""

    enterprise: str
    enterprise_name: str
    name: str
    why: str


def _campaign_offers(effect: CampaignGoing | CampaignEnded | CampaignHeld, scene: Scene) -> Rows:
    return ((Offer("bcast_look", Open("bcast", effect.campaign)),),)


def _lost_offers(effect: ContactLost, scene: Scene) -> Rows:
    return ((Offer("page_ent", Open("ent", effect.enterprise)),),)


def _figures(effect: CampaignGoing | CampaignEnded, scene: Scene) -> Context:
    """How many of how many are done, and each state that somebody is in."""
    persons = sum(effect.counts.values())
    done = persons - sum(effect.counts.get(state, 0) for state in WAITING)
    states = tuple((state.value, effect.counts[state]) for state in DeliveryState if effect.counts.get(state) and state not in WAITING)
    share = {"persons": persons, "done": done, "percent": percent(done, persons)}
    return {"title": effect.title, **share, "states": states, "doubtful": effect.counts.get(DeliveryState.DOUBTFUL, 0)}


OFFERS: dict[type[Effect], Any] = {
    CampaignGoing: _campaign_offers,
    CampaignEnded: _campaign_offers,
    CampaignHeld: _campaign_offers,
    ContactLost: _lost_offers,
}
VIEWS: dict[type[Effect], Any] = {CampaignGoing: _figures, CampaignEnded: _figures}
