"""The message that says how a campaign is going: one for the whole of it, whatever happens to the program or to the message meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.broadcast import progress, sender
from bot.ports import Store
from dialogs.campaigns.model import Campaign, CampaignState, DeliveryState
from tests.broadcast.crowd import MAKER, Crowd, sending

GOING, OVER = "正在群发", "群发已结束"


async def _told(crowd: Crowd, words: str) -> list[dict[str, Any]]:
    """The maker's messages that begin so."""
    return [message for message in await crowd.messages(MAKER) if message["text"].startswith(words)]


async def _shown(crowd: Crowd, campaign: Campaign) -> int:
    """The id of the message that says how it is going, once it is kept with the campaign."""

    async def kept() -> bool:
        return bool(crowd.found(campaign.id).shown)

    await crowd.stand.later(kept, "the message to be kept")
    (message,) = await _told(crowd, GOING)
    assert crowd.found(campaign.id).shown == {crowd.maker: str(message["message_id"])}
    return int(message["message_id"])


async def _edited(crowd: Crowd, message: int, times: int = 1) -> None:
    """Wait until this message was edited so many times more."""

    async def count() -> int:
        return sum(call["chat"] == MAKER for call in await crowd.stand.calls("editMessageText"))

    before = await count()

    async def more() -> bool:
        return await count() >= before + times

    await crowd.stand.later(more, f"message {message} to be edited")


async def _said_over(crowd: Crowd, campaign: Campaign, message: int) -> None:
    """Wait until this very message says that it is over, and nothing is kept any more; no other says that it goes on."""

    async def over() -> bool:
        return message in {one["message_id"] for one in await _told(crowd, OVER)} and not crowd.found(campaign.id).shown

    await crowd.stand.later(over, "the message to say that it is over")
    assert await _told(crowd, GOING) == []


def test_after_a_crash_the_same_message_goes_on_to_the_end(store: Store) -> None:
    """Two crashes while it is sent; the maker has one message edited to the summary, and the notice."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        message = await _shown(crowd, campaign)
        for _ in range(2):
            await crowd.stand.crash()
            await crowd.stand.start()
            assert crowd.found(campaign.id).state is CampaignState.SENDING
            await _edited(crowd, message)
            assert await _shown(crowd, campaign) == message
        await crowd.ended(campaign.id)
        await _said_over(crowd, campaign, message)
        first, notice = await crowd.messages(MAKER)
        assert first["message_id"] == message
        assert "共 150 人" in first["text"]
        assert notice["text"].startswith(OVER)

    sending(script, store, 150, rate=60)


def test_what_ended_right_before_a_crash_is_said_after_the_next_start(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The campaign is over by then, and nothing else is to be sent."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        message = await _shown(crowd, campaign)
        with monkeypatch.context() as dying:
            dying.setattr(progress.Progress, "_end", _never)
            await crowd.reached(campaign.id, DeliveryState.SENT, 40)
            await crowd.stand.until(lambda: crowd.found(campaign.id).state is CampaignState.DONE, "the end")
            await crowd.stand.crash()
        (said,) = await _told(crowd, GOING)
        assert said["message_id"] == message
        await crowd.stand.start()
        await _said_over(crowd, campaign, message)

    sending(script, store, 40, rate=60)


def test_what_staff_stop_says_so_in_the_same_message(store: Store) -> None:
    """It does not say for ever that it is being sent."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        message = await _shown(crowd, campaign)
        crowd.change(campaign.id, CampaignState.STOPPED)
        await _said_over(crowd, campaign, message)
        assert len(await crowd.messages(MAKER)) == 1

    sending(script, store, 150, rate=60)


def test_a_message_that_was_deleted_is_replaced_by_one_that_is_kept(store: Store) -> None:
    """It is found gone at the first edit after a start; the new one goes on to the end."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        message = await _shown(crowd, campaign)
        await crowd.stand.crash()
        await crowd.stand.api("deleteMessage", chat_id=MAKER, message_id=message)
        await crowd.stand.start()

        async def replaced() -> bool:
            return crowd.found(campaign.id).shown.get(crowd.maker) not in {None, str(message)}

        await crowd.stand.later(replaced, "another message")
        other = await _shown(crowd, campaign)
        await _edited(crowd, other)
        await crowd.ended(campaign.id)
        await _said_over(crowd, campaign, other)
        assert len(await crowd.messages(MAKER)) == 2

    sending(script, store, 150, rate=60)


def test_a_message_in_which_nothing_changed_is_not_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server refuses an edit that changes nothing."""
    monkeypatch.setattr(sender, "WORKERS", 1)

    async def script(crowd: Crowd) -> None:
        await crowd.stand.fault("slow", method="sendMessage", ms=3_000, chat=crowd.numbers[-1])
        campaign = crowd.begin()
        message = await _shown(crowd, campaign)
        await _edited(crowd, message, 4)
        assert await _shown(crowd, campaign) == message
        await crowd.stand.mend()
        await crowd.ended(campaign.id)
        await _said_over(crowd, campaign, message)

    sending(script, store, 4)


async def _never(*_: object) -> None:
    """What a program does that dies now."""
    await asyncio.Event().wait()
