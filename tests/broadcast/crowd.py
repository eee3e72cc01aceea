"""A broadcast before the real bot and the sandbox: people with an enterprise each, campaigns in the store, and what everybody got."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import msgspec

from bot.channels.notices import notify
from bot.channels.telegram.incoming import CHANNEL
from bot.ports import Store, Transaction
from bot.ports.campaigns import Delivery, StoredCampaign
from bot.roles import Affiliation, Role
from bot.system import RandomIds
from dialogs.campaigns.model import Audience, Button, ButtonKind, Campaign, CampaignState, DeliveryState, Every, Kind, When
from dialogs.model import CURSOR_SPEC, Contact, Cursor, Phase, Profile
from question_bank.model import Bank
from tests.bot.office import NOON, StoppedClock
from tests.channels.desk import code_of
from tests.channels.stand import Stand, standing
from tests.question_bank.banks import small_bank

MONDAY = NOON + 22 * 3_600_000
"""2025-11-03, ten in the morning in Shanghai: a working day within the usual hours."""

DISTRICT = "310112"
MAKER = 1004
"""The sandbox's member of staff, who makes and confirms the campaigns."""

FIRST = 5001
TEXT = {"zh": "<b>{企业名称}</b>，{联系人}您好，请在月底前完成。", "en": "<b>{enterprise}</b>: please finish this month."}
HOUR = 3_600_000


class Crowd:
    """People by number, their persons and enterprises; and the campaigns for them."""

    def __init__(self, stand: Stand, count: int) -> None:
        self.stand = stand
        self.store = stand.store
        self.numbers = tuple(range(FIRST, FIRST + count))
        self.persons: dict[int, str] = {}
        self.maker = ""

    def gather(self) -> None:
        """Everybody has written to the bot before, is contact of an enterprise of one's own and stands before a question."""
        world = self.stand.exchange.world
        for number in self.numbers:
            person = world.create(f"p{number}", f"人{number}", "", "zh-hans", number)
            world.put(replace(person, met=True))
        for number in (1003, MAKER):
            world.put(replace(world.people[number], met=True))
        self.store.submit(self._settle).result()

    def _settle(self, tx: Transaction) -> None:
        now = self.stand.clock.now()
        self.maker = _person(tx, MAKER, "赵工", now)
        for number in self.numbers:
            self.persons[number] = person = _person(tx, number, f"联系人{number}", now)
            made = tx.add_enterprise(Profile(name=enterprise_of(number), code=code_of(number), kind="discrete"), person, now)
            tx.affiliate(made.id, Affiliation(district=DISTRICT), now)

    def liaison(self, number: int = 1003) -> str:
        """The liaison of the district."""

        def work(tx: Transaction) -> str:
            person = _person(tx, number, "陈联络", self.stand.clock.now())
            tx.grant(person, Role.LIAISON, DISTRICT, person, self.stand.clock.now())
            return person

        return self.store.submit(work).result()

    def campaign(self, **fields: Any) -> Campaign:
        """A campaign for all of them, confirmed a while ago, which may begin now."""
        now = self.stand.clock.now()
        usual: dict[str, Any] = {
            "id": RandomIds().new(),
            "title": "月底提醒",
            "made_by": self.maker,
            "confirmed_by": self.maker,
            "made_at": now - HOUR,
            "confirmed_at": now - HOUR,
            "units": ("shanghai",),
            "texts": TEXT,
            "button": Button(kind=ButtonKind.CONTINUE),
            "when": When(every=Every.NOW),
            "state": CampaignState.SCHEDULED,
            "starts_at": now - HOUR // 2,
            "ends_at": now + 24 * HOUR,
        }
        return Campaign(**{**usual, **fields})

    def begin(self, **fields: Any) -> Campaign:
        """Put one into the store, frozen."""
        campaign = self.campaign(**fields)

        def work(tx: Transaction) -> Campaign:
            now = self.stand.clock.now()
            tx.add_campaign(campaign, now)
            counted = tx.freeze_audience(campaign, now)
            frozen = msgspec.structs.replace(campaign, persons=counted.persons, digest=counted.digest)
            tx.save_campaign(StoredCampaign(campaign, 1), frozen, now)
            return frozen

        return self.store.submit(work).result()

    def one(self, number: int, **fields: Any) -> Campaign:
        """A campaign for one of them only."""
        return self.begin(audience=Audience(codes=(code_of(number),)), **fields)

    def change(self, campaign: str, state: CampaignState) -> None:
        """Somebody pauses, resumes or stops it."""

        def work(tx: Transaction) -> None:
            stored = tx.campaign(campaign)
            assert stored is not None
            tx.save_campaign(stored, msgspec.structs.replace(stored.campaign, state=state), self.stand.clock.now())
            if state is CampaignState.STOPPED:
                tx.drop_queued(campaign, DeliveryState.STOPPED, "", self.stand.clock.now())

        self.store.submit(work).result()

    def mute(self, number: int, kind: Kind = Kind.NEWS) -> None:
        """Somebody declines."""
        self.store.submit(lambda tx: tx.mute(self.persons[number], kind, self.stand.clock.now())).result()

    def found(self, campaign: str) -> Campaign:
        """The campaign as it is now."""
        stored = self.store.submit(lambda tx: tx.campaign(campaign)).result()
        assert stored is not None
        return stored.campaign

    def tally(self, campaign: str) -> dict[str, int]:
        """The states that somebody is in."""
        return {state.value: number for state, number in self.store.submit(lambda tx: tx.tally(campaign)).result().items() if number}

    def lines(self, campaign: str) -> dict[int, Delivery]:
        """The ledger by number."""
        found = self.store.submit(lambda tx: tx.deliveries(campaign, (), 10_000)).result()
        by_person = {person: number for number, person in self.persons.items()}
        return {by_person[line.person]: line for line in found}

    async def ended(self, campaign: str) -> Campaign:
        """Wait until it is over."""

        async def over() -> bool:
            return self.found(campaign).state in {CampaignState.DONE, CampaignState.STOPPED}

        await self.stand.later(over, "the campaign to end")
        await self.stand.settled()
        return self.found(campaign)

    async def reached(self, campaign: str, state: DeliveryState, number: int) -> None:
        """Wait until so many are in this state."""

        async def there() -> bool:
            return self.tally(campaign).get(state.value, 0) >= number

        await self.stand.later(there, f"{number} to be {state}")

    async def told(self, number: int, *words: str) -> None:
        """Wait until this one has a message with all of these words."""

        async def there() -> bool:
            return any(all(word in message["text"] for word in words) for message in await self.messages(number))

        await self.stand.later(there, f"{words} for {number}")

    async def messages(self, number: int) -> list[dict[str, Any]]:
        """The bot's messages to this one."""
        key = self.stand.exchange.world.people[number].key
        shown = await self.stand.get(f"/people/{key}/messages")
        return [one["message"] for one in shown["messages"] if one["from_bot"]]


def enterprise_of(number: int) -> str:
    """What an enterprise is called; some of them as awkward as real ones."""
    return f"上海<{number}>&机械有限公司"


def plain(number: int) -> str:
    """What this one is to read, in Chinese."""
    return f"{enterprise_of(number)}，联系人{number}您好，请在月底前完成。"


def digest(number: int) -> str:
    """The digest of the body for this one."""
    body = f"<b>上海&lt;{number}&gt;&amp;机械有限公司</b>，联系人{number}您好，请在月底前完成。"
    return hashlib.sha256(body.encode()).hexdigest()


def _person(tx: Transaction, number: int, name: str, now: int) -> str:
    person = tx.person(CHANNEL, str(number), now)
    tx.save_cursor(
        Cursor(spec=CURSOR_SPEC, person=person, language="zh", phase=Phase.HOME, consented_at=now, contact=Contact(name=name), revision=7),
        now,
    )
    tx.reach(CHANNEL, person, str(number), now)
    return person


def sending(
    script: Callable[[Crowd], Awaitable[None]],
    store: Store,
    count: int = 30,
    clock: StoppedClock | None = None,
    bank: Bank | None = None,
    expected: tuple[type[BaseException], ...] = (),
    **settings: Any,
) -> Stand:
    """Run a script while the bot serves a crowd."""

    async def run() -> Stand:
        async with standing(store, bank or small_bank(), clock or StoppedClock(MONDAY), **settings) as stand:
            stand.conversation._notify = notify
            stand.expected = expected
            crowd = Crowd(stand, count)
            crowd.gather()
            await script(crowd)
        return stand

    return asyncio.run(run())
