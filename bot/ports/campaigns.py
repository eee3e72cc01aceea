"""Campaigns and what becomes of each for every person, as `bot.ports` passes it on.

A delivery is one row for one campaign and one person, unique, marked before the call that sends it: what is found marked later is
doubtful, listed, and never repeated by itself. Only values and protocols; times are UTC milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dialogs.campaigns.model import Audience, Campaign, CampaignState, DeliveryState, Facts, Kind, Span

SAMPLES = 10
"""How many recipients a count of an audience names."""

STALLED_DAYS = 14
"""A run that nobody touched for so many days stands still: what a liaison's figures call idle, as the pages of the desk do."""

INTERRUPTED = "interrupted"
"""The reason of what is doubtful because whoever marked it is gone."""

TAPPED = "tapped"
"""The reason of what was doubtful until the person used a button of the message, so that it did arrive."""


@dataclass(frozen=True, slots=True)
class StoredCampaign:
    """A campaign as it was read, with the row version that `save_campaign` will insist on."""

    campaign: Campaign
    version: int


@dataclass(frozen=True, slots=True)
class Counted:
    """An audience: how many persons for how many enterprises (0 for liaisons), the SHA-256 (hex) of the sorted ids of the persons (lines of
    `person enterprise`, the one it is written to about), and some of them as (name of the enterprise or unit, name of the person)."""

    persons: int
    enterprises: int
    digest: str
    samples: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a campaign for one person: when it last changed, and why; what the person did then, as far as it is known yet.

    `enterprise` is empty for a liaison (`name` is then that of the unit); `name`, its credit `code` and `contact_name` are what they are
    now, empty where they are gone. `digest` is the SHA-256 (hex) of the body that was handed over.
    """

    campaign: str
    person: str
    enterprise: str
    state: DeliveryState
    reason: str
    at: int
    digest: str = ""
    message: str = ""
    name: str = ""
    code: str = ""
    contact_name: str = ""
    tapped_at: int | None = None
    continued_at: int | None = None
    finished_at: int | None = None


@dataclass(frozen=True, slots=True)
class Responses:
    """How many of the persons written to tapped a button, and in whose enterprises somebody went on or finished afterwards."""

    tapped: int
    continued: int
    finished: int


class CampaignsTransaction(Protocol):
    """The part of `bot.ports.Transaction` that knows campaigns. A transaction of the sender asks `facts`, decides, and marks in one."""

    # -- campaigns

    def add_campaign(self, campaign: Campaign, now: int) -> bool:
        """Keep a new campaign at version 1; false if the id is in use, as for an occasion that was begun before."""

    def campaign(self, campaign: str) -> StoredCampaign | None:
        """The campaign of this id."""

    def save_campaign(self, before: StoredCampaign, campaign: Campaign, now: int) -> None:
        """Replace it; `Conflict` if the row is no longer at the version of `before`."""

    def drop_campaign(self, campaign: str) -> bool:
        """Forget a draft and what it refers to; false if it is no draft or not there."""

    def campaigns(self, states: Collection[CampaignState], limit: int, before: int = 0) -> tuple[StoredCampaign, ...]:
        """Campaigns in these states, latest made first; `before` is a `made_at` to go on from."""

    def due_campaigns(self, now: int) -> tuple[StoredCampaign, ...]:
        """What is scheduled and begins by now, and what is being sent, by start."""

    def keep_file_ref(self, campaign: str, ref: str) -> None:
        """What the server calls the attachment once it was sent, so that it is uploaded once only. It changes no version."""

    def file_ref(self, campaign: str) -> str:
        """What `keep_file_ref` kept; empty if nothing."""

    # -- audience

    def count_audience(self, audience: Audience, units: Collection[str], now: int) -> Counted:
        """Who is meant now: within these units only (`shanghai` is all), a person once however many enterprises it is contact of.

        Of liaisons only language, districts and zones are asked. An indicator is missing where the latest run says nothing of it, not even
        that it does not apply; where there is no run, nothing is missing.
        """

    def freeze_audience(self, campaign: Campaign, now: int, occasion: str = "", span: Span | None = None) -> Counted:
        """Add a queued delivery for everybody who is meant now, and say who is in the ledger of this campaign by then. Nobody whom the same
        series reached on this very occasion is added again (`OUTSIDE` and `STOPPED` is not reached); with a `span` only enterprises in it,
        each on the occasion that follows from it."""

    def thaw_audience(self, campaign: str) -> int:
        """Forget the deliveries of a campaign of which nothing was ever sent; 0, and nothing is forgotten, if something was."""

    # -- deliveries

    def facts(self, campaign: str, person: str, now: int, programme: str | None = None) -> Facts | None:
        """What is true of a recipient now; nothing if the ledger has no such row. Counts for a liaison are of the last seven days.

        What programmes say to the enterprise is looked up only with a `programme` (as `Campaign.programme`, which may be empty).
        """

    def sample_facts(
        self, audience: Audience, units: Collection[str], limit: int, now: int, longest: bool = False, programme: str | None = None
    ) -> tuple[Facts, ...]:
        """The same for some of an audience that is not frozen: the first by enterprise, or those with the `longest` names."""

    def queued(self, campaign: str, limit: int, after: str = "") -> tuple[str, ...]:
        """Persons to whom it is still to be sent, by id; `after` is the last of a page."""

    def begin_delivery(self, campaign: str, person: str, holder: str, digest: str, now: int) -> bool:
        """Mark a queued delivery as being sent by this holder; false unless it is queued, its campaign is being sent and this holder has
        the lease: of several processes, and against a stop, one wins."""

    def end_delivery(
        self, campaign: str, person: str, holder: str, state: DeliveryState, now: int, reason: str = "", message: str = ""
    ) -> bool:
        """Record what became of a delivery that this holder marked, even if somebody called it doubtful meanwhile; or drop one that is
        queued (`state` is then neither `SENT` nor `DOUBTFUL`). `OUTSIDE` and `STOPPED` are of queued ones only. False if it is neither."""

    def put_back_delivery(self, campaign: str, person: str, holder: str, now: int) -> bool:
        """Queue a delivery again that this holder marked and that surely did not arrive; of a campaign that was stopped or is done by now
        it ends as `STOPPED` or `OUTSIDE` instead. False if this holder did not mark it."""

    def doubt_deliveries(self, holder: str, now: int) -> int:
        """Whatever is marked by others than this holder is doubtful from now on (`INTERRUPTED`); returns how many. Ask while holding the
        lease."""

    def drop_queued(self, campaign: str, state: DeliveryState, reason: str, now: int) -> int:
        """End everything that is still queued, as after a stop or beyond its window; returns how many."""

    def tally(self, campaign: str) -> Mapping[DeliveryState, int]:
        """How many persons are in each state; states without any are 0."""

    def responses(self, campaign: str) -> Responses:
        """What those who were written to did then."""

    def deliveries(self, campaign: str, states: Collection[DeliveryState], limit: int, after: str = "") -> tuple[Delivery, ...]:
        """Lines of the ledger in these states (or all, if none is named), by person; `after` is the last person of a page."""

    def tap_delivery(self, campaign: str, person: str, now: int) -> str | None:
        """The person used a button of the message: the id of the enterprise it is about (empty for none); nothing if it was not sent to
        this person. The first time is kept. What was doubtful did arrive then, and is sent (`TAPPED`)."""

    def follow_up(self, now: int) -> int:
        """Note, for what was sent in the last `FOLLOWED_DAYS`, whose enterprise has done something or finished a run since; returns how
        many lines changed."""

    # -- what a person does not want

    def mute(self, person: str, kind: Kind, now: int) -> bool:
        """The person declines this kind; false if so already."""

    def unmute(self, person: str, kind: Kind) -> bool:
        """The person wants this kind again; false if nothing was declined."""

    def mutes(self, person: str) -> frozenset[Kind]:
        """The kinds that the person declines."""

    # -- one sender at a time

    def take_lease(self, name: str, holder: str, now: int, milliseconds: int) -> bool:
        """Have or keep the lease of this name until so much later; false while another holds it. A lease that reaches ahead twice as far as
        this one would is of a clock that was wrong, and is void. In a database that only one process can open everybody gets it."""

    def drop_lease(self, name: str, holder: str) -> None:
        """Give the lease back; nothing happens if it is another's."""

    # -- the calendar

    def calendar(self) -> Mapping[date, bool]:
        """Days that are otherwise than their weekday says: whether they are working days. Only what was loaded."""

    def load_calendar(self, days: Mapping[date, bool], source: str, now: int) -> int:
        """Replace what was loaded of the years in `days`; returns how many days changed."""


class CampaignsReader(Protocol):
    """The part of `bot.ports.Reader` for exports."""

    async def read_deliveries(self, campaign: str) -> tuple[Delivery, ...]:
        """The whole ledger of a campaign, by person."""

    async def read_campaign(self, campaign: str) -> Campaign | None:
        """The campaign of this id."""

    async def read_campaigns(self, states: Collection[CampaignState], limit: int) -> tuple[Campaign, ...]:
        """Campaigns in these states, latest made first."""

    async def read_tally(self, campaign: str) -> Mapping[DeliveryState, int]:
        """How many persons are in each state; states without any are 0."""

    async def read_responses(self, campaign: str) -> Responses:
        """As `CampaignsTransaction.responses`."""

    async def read_calendar(self) -> Mapping[date, bool]:
        """As `CampaignsTransaction.calendar`."""
