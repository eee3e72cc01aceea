"""What is asked of the store for each recipient and each campaign, every step in a transaction of its own. Makes no call.

A recipient is marked only in the transaction that has just looked at what is true of the person, and only while the campaign is being
sent and the lease is held; what became of it is recorded afterwards, and a mark that is found without an end is doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.broadcast import telling
from bot.broadcast.addressing import buttons_of, digest_of
from bot.broadcast.outcomes import PUT_BACK, Enclosed, Fate, Outcome, Post
from bot.channels.telegram.handover import Handover
from bot.channels.telegram.incoming import CHANNEL
from bot.ports import Clock, Letter, Store, Transaction
from bot.usecases.campaigns.titles import Titles
from bot.usecases.conversation import Conversation
from dialogs.campaigns.calendar import Calendar, is_open
from dialogs.campaigns.dropping import dropped
from dialogs.campaigns.fields import body
from dialogs.campaigns.model import Campaign, CampaignState, DeliveryState, Facts
from dialogs.model import CURSOR_SPEC, Cursor

T = TypeVar("T")

PAGE = 50
"""Recipients that are looked at in one transaction; a reply may have to wait for it, some milliseconds."""

LONGEST_REASON = 200
LEASE_MS = 15_000


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a campaign goes to, and in which chat."""

    person: str
    chat: str


@dataclass(frozen=True, slots=True)
class Page:
    """The next recipients, how many were dropped on the way, the last person looked at, and whether it was the last page."""

    recipients: tuple[Recipient, ...]
    dropped: tuple[DeliveryState, ...]
    last: str
    over: bool
    file: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A recipient marked, or dropped right before it; neither where it is not to be sent by this holder now."""

    post: Post | None = None
    enterprise: str = ""
    dropped: DeliveryState | None = None


class Ledger:
    """The store, as this holder of the lease uses it. `calendar` is looked at again from time to time."""

    def __init__(self, store: Store, clock: Clock, conversation: Conversation, name: str, holder: str) -> None:
        self._store = store
        self._clock = clock
        self._conversation = conversation
        self._name = name
        self._holder = holder
        self._handover = Handover()
        self._titles = Titles()
        self.calendar = Calendar()

    @property
    def now(self) -> int:
        """The time by the clock that people see."""
        return self._clock.now()

    async def done(self, work: Callable[[Transaction], T]) -> T:
        """What the work returned, once it is durable."""
        return await self._handover.done(self._store, work)

    # -- the lease

    async def take_lease(self, *, anew: bool) -> int | None:
        """Have or keep the lease: how many marks of others are doubtful now (asked when it is taken `anew`); nothing if another has it."""

        def work(tx: Transaction) -> int | None:
            now = self.now
            if not tx.take_lease(self._name, self._holder, now, LEASE_MS):
                return None
            return tx.doubt_deliveries(self._holder, now) if anew else 0

        return await self.done(work)

    async def drop_lease(self) -> None:
        """Let another have it at once."""
        await self.done(lambda tx: tx.drop_lease(self._name, self._holder))

    # -- recipients

    async def page(self, campaign: Campaign, after: str, held: Collection[str]) -> Page:
        """The next recipients who are not held already. Who is not to get it any more is dropped here, before it costs a turn."""
        return await self.done(lambda tx: self._page(tx, campaign, after, held))

    def _page(self, tx: Transaction, campaign: Campaign, after: str, held: Collection[str]) -> Page:
        stored = tx.campaign(campaign.id)
        if stored is None or stored.campaign.state is not CampaignState.SENDING:
            return Page((), (), "", over=True)
        found, fell, now = list[Recipient](), list[DeliveryState](), self.now
        persons = tx.queued(campaign.id, PAGE, after)
        for person in persons:
            facts = tx.facts(campaign.id, person, now, campaign.programme) if person not in held else None
            if facts is None:
                continue
            if state := self._drop(tx, campaign, facts, now):
                fell.append(state)
            else:
                found.append(Recipient(person, facts.chat))
        file = tx.file_ref(campaign.id) if campaign.attachment else ""
        return Page(tuple(found), tuple(fell), persons[-1] if persons else "", len(persons) < PAGE, file)

    def _drop(self, tx: Transaction, campaign: Campaign, facts: Facts, now: int) -> DeliveryState | None:
        why = dropped(campaign, facts, now, self.calendar)
        if why is None:
            return None
        tx.end_delivery(campaign.id, facts.person, self._holder, why[0], now, why[1])
        return why[0]

    async def begin(self, campaign: Campaign, person: str, file: Enclosed | None) -> Begun:
        """Mark a recipient whose turn it is, with the message as it is to be handed over."""
        return await self.done(lambda tx: self._begin(tx, campaign, person, file))

    def _begin(self, tx: Transaction, campaign: Campaign, person: str, file: Enclosed | None) -> Begun:
        now = self.now
        facts = tx.facts(campaign.id, person, now, campaign.programme)
        if facts is None or not is_open(campaign.when, now, self.calendar):
            return Begun()
        if state := self._drop(tx, campaign, facts, now):
            return Begun(dropped=state)
        text = body(campaign, self._titles.beside(tx, campaign, facts, now), self._conversation.bank, now)
        cursor = facts.cursor or Cursor(spec=CURSOR_SPEC, person=person)
        post = Post(facts.chat, text, buttons_of(campaign, cursor, facts.language), file)
        if not tx.begin_delivery(campaign.id, person, self._holder, digest_of(text), now):
            return Begun()
        tx.forget_message(CHANNEL, person)  # the person's next screen belongs below this message
        return Begun(post, facts.enterprise)

    async def fail(self, campaign: Campaign, person: str, reason: str) -> None:
        """A fault of ours before anything was handed over; nothing happens if it is not this holder's turn any more."""

        def work(tx: Transaction) -> None:
            if tx.begin_delivery(campaign.id, person, self._holder, "", self.now):
                tx.end_delivery(campaign.id, person, self._holder, DeliveryState.FAILED, self.now, reason)

        await self.done(work)

    async def end(self, campaign: Campaign, recipient: Recipient, enterprise: str, outcome: Outcome) -> Sequence[Letter]:
        """Record what became of a marked recipient; the letters that tell the liaison of a lost contact."""
        return await self.done(lambda tx: self._end(tx, campaign, recipient, enterprise, outcome))

    def _end(self, tx: Transaction, campaign: Campaign, recipient: Recipient, enterprise: str, outcome: Outcome) -> Sequence[Letter]:
        now, person = self.now, recipient.person
        if outcome.fate in PUT_BACK:
            tx.put_back_delivery(campaign.id, person, self._holder, now)
            if outcome.file and tx.file_ref(campaign.id) == outcome.file:
                tx.keep_file_ref(campaign.id, "")
            return ()
        reason = outcome.reason[:LONGEST_REASON]
        tx.end_delivery(campaign.id, person, self._holder, outcome.state, now, reason, outcome.message)
        if outcome.file and not tx.file_ref(campaign.id):
            tx.keep_file_ref(campaign.id, outcome.file)
        if outcome.fate is not Fate.LOST or tx.lose(CHANNEL, recipient.chat, reason, now) is None:
            return ()
        return telling.contact_lost(tx, self._conversation, person, enterprise, outcome.state, now)
