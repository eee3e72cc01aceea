"""Everything that can become of a call, over HTTP: what is put back, what is doubtful and never repeated, who is lost, what is paused."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot.broadcast.sender import WORKERS
from bot.channels.telegram.client import Unauthorized
from bot.ports import StorageUnavailable, Store, Transaction
from dialogs.campaigns.model import CampaignState, DeliveryState
from tests.broadcast.crowd import Crowd, enterprise_of, plain, sending

TOO_LONG = {"zh": "长" * 4097}


async def _texts(crowd: Crowd) -> dict[int, list[str]]:
    return {number: [message["text"] for message in await crowd.messages(number)] for number in crowd.numbers}


def test_a_pause_is_kept_by_everybody_and_nobody_is_left_out(store: Store) -> None:
    """429 for two seconds in the middle: no call inside the window, everybody once."""

    async def script(crowd: Crowd) -> None:
        await crowd.stand.fault("429", method="sendMessage", count=1, retry_after=2)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 30}
        assert await _texts(crowd) == {number: [plain(number)] for number in crowd.numbers}
        assert await crowd.stand.violations() == {}

    sending(script, store, rate=25)


@pytest.mark.parametrize(("kind", "arrived"), [("lost", True), ("half", True), ("500", False), ("502", False)])
def test_what_nobody_knows_is_doubtful_and_never_repeated(store: Store, kind: str, arrived: bool) -> None:
    """The answer was lost or half, or the server was in trouble; everybody else gets it."""

    async def script(crowd: Crowd) -> None:
        await crowd.stand.fault(kind, method="sendMessage", count=2)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 8, "doubtful": 2}
        lines = crowd.lines(campaign.id)
        for number, texts in (await _texts(crowd)).items():
            doubtful = lines[number].state is DeliveryState.DOUBTFUL
            assert texts == ([plain(number)] if arrived or not doubtful else [])

    sending(script, store, 10)


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "deactivated"),
        ("Forbidden: bot can't initiate conversation with a user", "unreachable"),
    ],
)
def test_who_is_not_reached_is_lost_and_the_liaison_told_once(store: Store, how: str, state: str) -> None:
    """Not written to by the next campaign, and the liaison not told of it again."""

    async def script(crowd: Crowd) -> None:
        crowd.liaison()
        lost = crowd.numbers[0]
        await crowd.stand.fault("403", method="sendMessage", chat=lost, description=how)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 4, state: 1}
        again = crowd.begin()
        await crowd.ended(again.id)
        assert crowd.tally(again.id) == {"sent": 4, "unreachable": 1}
        await crowd.stand.settled()
        (told,) = await crowd.messages(1003)
        assert enterprise_of(lost) in told["text"]
        assert f"联系人{lost}" in told["text"]

    sending(script, store, 5)


def test_a_chat_that_is_not_there_is_lost_too(store: Store) -> None:
    """The Bot API says so with a 400."""

    async def script(crowd: Crowd) -> None:
        del crowd.stand.exchange.world.people[crowd.numbers[0]]
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 2, "unreachable": 1}

    sending(script, store, 3)


def test_where_the_server_cannot_be_reached_everybody_waits_and_nobody_is_doubtful(store: Store) -> None:
    """No connection is made, so nothing can have arrived."""

    async def script(crowd: Crowd) -> None:
        before = crowd.begin()
        await crowd.ended(before.id)
        base = crowd.stand.sandbox.base
        bot: Any = crowd.stand.bot.broadcasts._messenger
        bot._bot._base_url = "http://127.0.0.1:9/bot" + crowd.stand.sandbox.token
        campaign = crowd.begin()
        await asyncio.sleep(0.5)
        assert crowd.tally(campaign.id).get("doubtful", 0) == 0
        assert crowd.tally(campaign.id).get("sent", 0) == 0
        bot._bot._base_url = f"{base}/bot{crowd.stand.sandbox.token}"
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 10}

    sending(script, store, 10)


def test_a_refusal_is_this_ones_failure_with_the_servers_words(store: Store) -> None:
    """A text that the server does not take."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin(texts=TOO_LONG)
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"failed": 3}
        assert all("message is too long" in line.reason.lower() for line in crowd.lines(campaign.id).values())

    sending(script, store, 3)


def test_twenty_failures_in_a_row_pause_the_campaign_and_its_maker_is_told(store: Store) -> None:
    """Those who were not tried are still queued."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin(texts=TOO_LONG)

        async def paused() -> bool:
            return crowd.found(campaign.id).state is CampaignState.PAUSED

        await crowd.stand.later(paused, "the pause")
        await crowd.stand.until(lambda: not crowd.stand.bot.broadcasts._delivering.marking, "the calls under way")
        await crowd.told(1004, "已暂停", "too long")
        assert crowd.found(campaign.id).reason.startswith("failing:")
        tally = crowd.tally(campaign.id)
        assert 20 <= tally["failed"] <= 20 + WORKERS
        assert tally["queued"] == 60 - tally["failed"]

    sending(script, store, 60)


def test_a_fault_of_ours_is_one_recipients_failure_with_a_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The campaign goes on."""
    from bot.broadcast import ledger

    right = ledger.body

    def wrong(campaign: Any, facts: Any, bank: Any, now: int) -> str:
        if "5003" in facts.name:
            raise ValueError(facts.name)
        return right(campaign, facts, bank, now)

    monkeypatch.setattr(ledger, "body", wrong)

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 4, "failed": 1}
        assert crowd.lines(campaign.id)[5003].reason == "ValueError [REF1]"

    sending(script, store, 5, expected=(ValueError,))


def test_a_fault_of_ours_before_the_call_is_a_failure_and_after_it_a_doubt(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was not handed over is known not to have arrived."""
    from bot.broadcast import calling

    async def script(crowd: Crowd) -> None:
        monkeypatch.setattr(calling, "_keyboard", lambda rows: 1 / 0)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"failed": 3}
        monkeypatch.undo()
        monkeypatch.setattr(calling, "Sent", lambda message: 1 / 0)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"doubtful": 3}
        assert await _texts(crowd) == {number: [plain(number)] for number in crowd.numbers}

    sending(script, store, 3, expected=(ZeroDivisionError,))


def test_an_end_that_the_database_cannot_keep_now_is_kept_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is written to again meanwhile."""
    from bot.broadcast import ledger

    right, faults = ledger.Ledger._end, [StorageUnavailable("磁盘已满", "disk full")] * 3

    def full(self: Any, tx: Transaction, *rest: Any) -> Any:
        if faults:
            raise faults.pop()
        return right(self, tx, *rest)

    monkeypatch.setattr(ledger.Ledger, "_end", full)

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 5}
        assert await _texts(crowd) == {number: [plain(number)] for number in crowd.numbers}

    sending(script, store, 5, expected=(StorageUnavailable,))


def test_a_void_token_ends_the_program_and_loses_nothing(store: Store) -> None:
    """As where it is void for replies; who was marked is queued again."""
    found: list[Crowd] = []

    async def script(crowd: Crowd) -> None:
        found.append(crowd)
        await crowd.stand.fault("401", method="sendMessage")
        crowd.begin()
        assert crowd.stand._running is not None
        await crowd.stand._running

    with pytest.raises(Unauthorized):
        sending(script, store, 5)
    crowd = found[0]
    (campaign,) = store.submit(lambda tx: tx.campaigns({CampaignState.SENDING}, 5)).result()
    assert crowd.tally(campaign.campaign.id) == {"queued": 5}


def test_nothing_of_token_text_or_name_gets_out(store: Store, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative setting of every logger there is, with every kind of failure."""
    caplog.set_level(logging.DEBUG)
    token: list[str] = []

    async def script(crowd: Crowd) -> None:
        token.append(crowd.stand.sandbox.token)
        for name in ("httpx", "httpcore", "httpcore.http11", "telegram.Bot", "telegram.ext.ExtBot"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        for kind in ("lost", "half", "502", "403"):
            await crowd.stand.fault(kind, method="sendMessage", count=2)
        await crowd.stand.fault("429", method="sendMessage", count=1, retry_after=1)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert sum(crowd.tally(campaign.id).values()) == 20

    stand = sending(script, store, 20)
    out, err = capfd.readouterr()
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("bot.sandbox"))
    reasons = "\n".join(str(line) for line in stand.notes.lines)
    for canary in (token[0], token[0].partition(":")[2], "有限公司", "联系人50", "月底前完成", "5001"):
        assert canary not in out + err + ours + caplog.text + reasons + stand.metrics.text().decode(), canary
    assert '"event": "campaign ended"' in err


def test_a_stop_of_the_program_lets_what_is_under_way_end(store: Store) -> None:
    """What is marked is sent and recorded, the rest stays queued, and it is over within ten seconds."""

    async def script(crowd: Crowd) -> None:
        await crowd.stand.fault("slow", method="sendMessage", ms=700)
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENDING, 3)
        assert await crowd.stand.stop() < 10
        tally = crowd.tally(campaign.id)
        assert tally.get("sending", 0) == 0
        assert tally["queued"] + tally["sent"] == 30
        assert tally["queued"] > 0

    sending(script, store)


@pytest.mark.parametrize("after", [False, True])
def test_who_was_marked_when_the_program_died_is_doubtful_and_not_written_to_again(store: Store, after: bool) -> None:
    """Whether the call had arrived or not; everybody else gets it from the next program."""

    async def script(crowd: Crowd) -> None:
        await crowd.stand.fault("silence", method="sendMessage", count=4) if not after else await crowd.stand.fault(
            "slow", method="sendMessage", ms=60_000, count=4
        )
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENDING, 3)
        await crowd.stand.crash()
        marked = [number for number, line in crowd.lines(campaign.id).items() if line.state is DeliveryState.SENDING]
        assert marked
        await crowd.stand.mend()
        await crowd.stand.start()
        await crowd.ended(campaign.id)
        lines = crowd.lines(campaign.id)
        assert {number for number, line in lines.items() if line.state is DeliveryState.DOUBTFUL} == set(marked)
        texts = await _texts(crowd)
        assert all(texts[number] == [plain(number)] for number in crowd.numbers if number not in marked)
        assert all(len(texts[number]) <= 1 for number in marked)

    sending(script, store)
