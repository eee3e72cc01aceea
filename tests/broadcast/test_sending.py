"""A campaign on its way to people: everybody the right text with the right buttons, once; what pauses, stops and ends it."""

from __future__ import annotations

import zlib

import pytest
from msgspec.structs import replace

from bot.broadcast.sender import WORKERS
from bot.ports import Store, Transaction
from bot.ports.banks import BankState
from bot.ports.programmes import PackVersion
from bot.usecases.campaigns import campaigning
from bot.usecases.desk.visit import Visit
from dialogs.campaigns.fields import body
from dialogs.campaigns.model import Audience, Button, ButtonKind, CampaignState, DeliveryState, Kind
from dialogs.model import CURSOR_SPEC, Cursor
from tests.bot.programmes import keep_all, of_flag
from tests.broadcast.crowd import MONDAY, Crowd, digest, plain, sending
from tests.channels.desk import code_of
from tests.channels.stand import keyboard


def test_everybody_gets_the_own_text_with_the_own_buttons_once(store: Store) -> None:
    """Thirty people; the ledger has the digest of each body and the id of each message."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        done = await crowd.ended(campaign.id)
        assert done.state is CampaignState.DONE
        assert crowd.tally(campaign.id) == {"sent": 30}
        lines = crowd.lines(campaign.id)
        for number in crowd.numbers:
            (message,) = await crowd.messages(number)
            assert message["text"] == plain(number)
            rows = keyboard(message)
            assert [[button["text"] for button in row] for row in rows] == [["继续自诊断"], ["不再接收这类消息"]]
            assert [row[0]["callback_data"].rpartition("@")[2] for row in rows] == [campaign.id + ".go", campaign.id + ".mu"]
            assert lines[number].digest == digest(number)
            assert lines[number].message == str(message["message_id"])

    figures = sending(script, store).metrics.text().decode()
    assert 'zhiping_deliveries_total{state="sent"} 30.0' in figures
    assert "zhiping_broadcast_lease 1.0" in figures
    assert "zhiping_broadcast_queued" in figures


def test_a_programme_is_called_in_the_language_of_the_text(store: Store) -> None:
    """Its pack has the title in English: who reads English gets that, who reads Chinese the Chinese one; the preview says the same."""

    async def script(crowd: Crowd) -> None:
        keep_all(crowd.store, of_flag(name="factory"))
        first = crowd.persons[crowd.numbers[0]]
        crowd.store.submit(lambda tx: _reads_english(tx, first)).result()
        texts = {"zh": "请看{申报项目}。", "en": "About {programme}, or {申报项目}."}
        campaign = crowd.begin(texts=texts, button=Button(kind=ButtonKind.PROGRAMME, programme="factory"))
        await crowd.ended(campaign.id)
        wanted = ["About factory programme, or factory programme.", "请看factory申报。"]
        assert [message["text"] for number in crowd.numbers for message in await crowd.messages(number)] == wanted

        def previewed(tx: Transaction) -> list[str]:
            visit = Visit(tx, Cursor(spec=CURSOR_SPEC, person=crowd.maker), MONDAY, str)
            samples = campaigning.samples(visit, campaign, 2)
            return [body(campaign, facts, crowd.stand.conversation.bank, MONDAY) for facts in samples]

        assert sorted(crowd.store.submit(previewed).result()) == wanted

    sending(script, store, 2)


@pytest.mark.parametrize("sheets", [b"no pack", zlib.compress(b"{}")])
def test_a_title_whose_pack_cannot_be_read_is_the_one_that_is_known(store: Store, sheets: bytes) -> None:
    """Nobody waits for it: the message goes out with the Chinese title."""

    async def script(crowd: Crowd) -> None:
        version = PackVersion("factory", "1", "智能工厂", BankState.PUBLISHED, "d", shipped=True, made_by="", made_at=0, current=True)
        crowd.store.submit(lambda tx: tx.add_pack_version(version, sheets)).result()
        campaign = crowd.begin(texts={"en": "About {programme}."}, button=Button(kind=ButtonKind.PROGRAMME, programme="factory"))
        await crowd.ended(campaign.id)
        assert [message["text"] for message in await crowd.messages(crowd.numbers[0])] == ["About 智能工厂."]

    sending(script, store, 1, expected=(LookupError,))


def _reads_english(tx: Transaction, person: str) -> None:
    cursor = tx.cursor(person)
    assert cursor is not None
    tx.save_cursor(replace(cursor, language="en", revision=cursor.revision + 1), MONDAY)


def test_a_link_is_opened_and_a_label_can_be_chosen(store: Store) -> None:
    """The other kinds of buttons."""

    async def script(crowd: Crowd) -> None:
        link = crowd.begin(button=Button(kind=ButtonKind.LINK, label="看通知", url="https://example.cn/notice?a=1"))
        await crowd.ended(link.id)
        status = crowd.begin(button=Button(kind=ButtonKind.STATUS))
        await crowd.ended(status.id)
        programme = crowd.begin(button=Button(kind=ButtonKind.PROGRAMME, programme="factory"))
        await crowd.ended(programme.id)
        bare = crowd.begin(button=None)
        await crowd.ended(bare.id)
        shown = [keyboard(message) for message in await crowd.messages(crowd.numbers[0])]
        assert shown[0][0] == [{"text": "看通知", "url": "https://example.cn/notice?a=1"}]
        assert shown[1][0][0]["callback_data"].endswith(status.id + ".st")
        assert shown[2][0][0]["callback_data"].endswith(programme.id + ".pr")
        assert shown[2][0][0]["text"] == "查看申报项目"
        assert [len(rows) for rows in shown] == [2, 2, 2, 1]

    sending(script, store, 1)


def test_who_declined_is_left_out_with_the_reason_and_costs_no_turn(store: Store) -> None:
    """At the rate of one a second nobody waits for those who are dropped."""

    async def script(crowd: Crowd) -> None:
        for number in crowd.numbers[1:]:
            crowd.mute(number)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 1, "opted_out": 29}
        assert await crowd.messages(crowd.numbers[1]) == []

    sending(script, store, rate=2)


def test_who_declined_another_kind_gets_it(store: Store) -> None:
    """Each kind by itself."""

    async def script(crowd: Crowd) -> None:
        crowd.mute(crowd.numbers[0], Kind.WEEKLY)
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 1}

    sending(script, store, 1)


@pytest.mark.parametrize("state", [CampaignState.PAUSED, CampaignState.STOPPED])
def test_a_stop_or_a_pause_holds_at_once(store: Store, state: CampaignState) -> None:
    """In the middle of 300 people at 200 a second: no more than what was marked already."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENT, 20)
        crowd.change(campaign.id, state)
        sent = crowd.tally(campaign.id)["sent"]
        await crowd.stand.until(lambda: not crowd.stand.bot.broadcasts._delivering.marking, "the calls under way")
        at_once = crowd.tally(campaign.id)["sent"]
        assert at_once - sent <= WORKERS
        await crowd.stand.settled()
        assert crowd.tally(campaign.id)["sent"] == at_once
        assert crowd.found(campaign.id).state is state
        if state is CampaignState.PAUSED:
            crowd.change(campaign.id, CampaignState.SENDING)
            await crowd.ended(campaign.id)
            assert crowd.tally(campaign.id) == {"sent": 300}

    sending(script, store, 300, rate=200)


def test_several_campaigns_share_the_rate(store: Store) -> None:
    """A small one does not wait until a large one is over."""

    async def script(crowd: Crowd) -> None:
        large = crowd.begin()
        await crowd.reached(large.id, DeliveryState.SENT, 3)
        small = crowd.one(crowd.numbers[-1], title="加急")
        await crowd.ended(small.id)
        assert crowd.found(large.id).state is CampaignState.SENDING

    sending(script, store, 200, rate=50)


def test_the_maker_sees_how_it_goes_and_that_it_is_over(store: Store) -> None:
    """One message edited in place, and a notice at the end with a way to the campaign."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.ended(campaign.id)
        await crowd.stand.later(lambda: _count(crowd, 2), "the notice")
        going, ended = await crowd.messages(1004)
        assert "共 60 人" in ended["text"]
        assert "已发送 60 人" in ended["text"]
        assert "群发" in going["text"]
        assert await crowd.stand.calls("editMessageText")

    sending(script, store, 60, rate=60)


async def _count(crowd: Crowd, number: int) -> bool:
    return len(await crowd.messages(1004)) >= number


def test_what_a_person_does_next_is_answered_below_the_message(store: Store) -> None:
    """The screen from before stands above it, where nobody looks any more: the next one is a new message at the end."""

    async def script(crowd: Crowd) -> None:
        wang = crowd.stand.wang
        await wang.begin()
        screen = await wang.press("B")
        await crowd.ended(crowd.begin(audience=Audience(codes=(code_of(wang.id),))).id)
        message = (await wang.all())[-1]
        assert message["message_id"] > screen["message_id"]
        answered = await wang.press("继续自诊断", message)
        assert answered["message_id"] > message["message_id"]

    sending(script, store, 2)
