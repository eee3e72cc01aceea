"""Replies beside a broadcast, and two senders of one token: one sends, and the other takes over when it dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from bot.broadcast import ledger, sender
from bot.broadcast.sender import Broadcasts, Means
from bot.channels.pacing import Pace, Pacer
from bot.ports import Store, Transaction
from bot.storage.opening import open_store
from dialogs.campaigns.model import CampaignState, DeliveryState
from tests.bot.office import CountedIds, StoppedClock
from tests.broadcast.crowd import MAKER, MONDAY, Crowd, plain, sending
from tests.contract.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


class RunningClock(StoppedClock):
    """A Monday morning on which time goes on."""

    def __init__(self) -> None:
        super().__init__(MONDAY)
        self._began = time.monotonic()

    def now(self) -> int:
        return self.at + round((time.monotonic() - self._began) * 1000)


class OtherIds(CountedIds):
    """Ids that nobody else counts."""

    def new(self) -> str:
        return "ab" + super().new()[2:]


@pytest.fixture
def pair(postgres_url: str) -> Iterator[tuple[Store, Store]]:
    """Two stores on one PostgreSQL database, as two processes have them."""
    one, other = open_store(postgres_url, CountedIds()), open_store(postgres_url, OtherIds())
    yield one, other
    one.close()
    other.close()


def _means(crowd: Crowd, store: Store) -> Means:
    stand = crowd.stand
    return Means(
        stand.settings,
        store,
        stand.conversation,
        stand.clock,
        stand.notes,
        type(stand.metrics)(),
        Pacer(Pace(overall=stand.settings.rate)),
        lambda letters: None,
        lambda chat: None,
        stand.notes.failure,
        lambda: None,
    )


def test_replies_come_at_once_while_a_broadcast_runs(store: Store) -> None:
    """At the usual rate; the slowest of twenty answers takes less than half a second."""

    async def script(crowd: Crowd) -> None:
        await crowd.stand.wang.start()
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENT, 5)
        took = []
        for number in range(20):
            before, asked = len(await crowd.stand.wang.all()), time.monotonic()
            await crowd.stand.wang.act("start", payload="")

            async def answered(known: int = before) -> bool:
                return len(await crowd.stand.wang.all()) > known

            await crowd.stand.later(answered, f"answer {number}")
            took.append(time.monotonic() - asked)
        assert crowd.found(campaign.id).state is CampaignState.SENDING
        assert max(took) < 0.5, took
        assert set(await crowd.stand.violations()) <= {"over_1_per_second_in_chat"}, "somebody is very curious"

    sending(script, store, 400, rate=25)


def test_the_rate_is_kept_and_used(store: Store) -> None:
    """A hundred calls at 25 a second, with those that show how it goes; what a busy machine costs is measured elsewhere."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        own = {*crowd.numbers, MAKER}
        times = [entry["at"] for entry in await crowd.stand.calls("sendMessage", "editMessageText") if entry["chat"] in own][:100]
        assert 99 / (times[-1] - times[0]) >= 0.5 * 25
        assert await crowd.stand.violations() == {}

    sending(script, store, 100, rate=25)


def test_when_the_sender_dies_the_other_one_goes_on_and_nobody_is_written_to_twice(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL; what the first had marked is doubtful."""
    monkeypatch.setattr(ledger, "LEASE_MS", 6_000)
    monkeypatch.setattr(sender, "LEASE_MS", 6_000)
    monkeypatch.setattr(sender, "TAKE_SECONDS", 0.1)

    async def script(crowd: Crowd) -> None:
        await crowd.stand.until(lambda: crowd.stand.bot.broadcasts.leading, "the first to lead")
        other = Broadcasts(_means(crowd, pair[1]))
        running = asyncio.create_task(other.run())
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENT, 20)
        assert crowd.stand.bot.broadcasts.leading
        assert not other.leading
        monkeypatch.setattr(crowd.stand.bot.broadcasts._ledger, "drop_lease", _nothing)  # no dead program gives its lease back
        await crowd.stand.crash()
        before, died = sum(crowd.tally(campaign.id).get(state, 0) for state in ("sent", "doubtful")), time.monotonic()
        await crowd.stand.until(lambda: other.leading, "the other to take over")
        assert 0.3 < time.monotonic() - died < 18
        await crowd.stand.later(lambda: _over(crowd, campaign.id), "the end")
        tally = crowd.tally(campaign.id)
        assert set(tally) <= {"sent", "doubtful"}
        assert sum(tally.values()) == 200 > before
        lines = crowd.lines(campaign.id)
        for number in crowd.numbers:
            texts = [message["text"] for message in await crowd.messages(number)]
            assert texts in ([plain(number)], [] if lines[number].state is DeliveryState.DOUBTFUL else [plain(number)])
        running.cancel()
        await asyncio.wait({running})
        await other.close()

    sending(script, pair[0], 200, clock=RunningClock(), rate=100)


def test_who_loses_the_lease_marks_nobody_any_more(pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it does not know of it yet: the mark asks the database."""
    monkeypatch.setattr(sender, "RENEW_SECONDS", 60.0)

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENT, 10)
        own = crowd.stand.bot.broadcasts
        name = own._ledger._name

        def robbed(tx: Transaction) -> None:
            tx.drop_lease(name, own._ledger._holder)
            assert tx.take_lease(name, "another", crowd.stand.clock.now(), ledger.LEASE_MS)

        crowd.store.submit(robbed).result()
        sent = crowd.tally(campaign.id)["sent"]
        await crowd.stand.until(lambda: not own.leading, "the loss to be seen")
        await crowd.stand.until(lambda: not own._delivering.marking, "the calls under way")
        assert crowd.tally(campaign.id)["sent"] - sent <= sender.WORKERS

    sending(script, pair[0], 200, clock=RunningClock(), rate=100)


async def _nothing() -> None:
    """What a dead program does."""


async def _over(crowd: Crowd, campaign: str) -> bool:
    return crowd.found(campaign).state is CampaignState.DONE
