"""The queue of updates as a poller meets it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramConflictError

from tests.sandbox.stage import Stage, opened, staged


async def texts(stage: Stage, **values: object) -> list[str]:
    """The texts of the messages that getUpdates gives."""
    status, answer = await stage.call("getUpdates", **values)
    assert status == 200
    return [update["message"]["text"] for update in answer["result"]]


async def says(stage: Stage, *words: str, person: str = "wang") -> None:
    """A person writes several messages."""
    for text in words:
        await stage.act(person, "say", text=text)


@staged()
async def test_an_update_is_given_again_until_a_higher_offset_arrives(stage: Stage) -> None:
    """Reading is not confirming."""
    await says(stage, "a", "b", "c")
    assert await texts(stage) == ["a", "b", "c"]
    first = (await stage.call("getUpdates"))[1]["result"][0]["update_id"]
    assert await texts(stage, offset=first + 1) == ["b", "c"]
    assert await texts(stage, offset=first) == ["b", "c"]
    assert await texts(stage) == ["b", "c"]
    assert await texts(stage, offset=first + 3) == []
    assert await texts(stage) == []


@staged()
async def test_limit_and_negative_offset_cut_the_batch(stage: Stage) -> None:
    """A negative offset keeps the last ones and forgets the rest."""
    await says(stage, "a", "b", "c", "d")
    assert await texts(stage, limit=2) == ["a", "b"]
    assert await texts(stage, offset=-2) == ["c", "d"]
    assert await texts(stage) == ["c", "d"]
    assert await texts(stage, limit=1000) == ["c", "d"]


@staged()
async def test_an_offset_far_beyond_the_end_starts_from_the_head(stage: Stage) -> None:
    """A leftover of other times forgets nothing."""
    await says(stage, "a")
    assert await texts(stage, offset=2_000_000_000) == ["a"]
    assert await texts(stage) == ["a"]


@staged()
async def test_a_long_poll_ends_with_the_first_update(stage: Stage) -> None:
    """And with nothing when its time is over."""
    poll = asyncio.create_task(texts(stage, timeout=10))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await says(stage, "a")
    assert await poll == ["a"]
    number = (await stage.call("getUpdates"))[1]["result"][0]["update_id"]
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await texts(stage, offset=number + 1, timeout=1) == []
    assert 0.9 < loop.time() - began < 3


@staged()
async def test_a_second_poller_ends_the_first_with_a_conflict(stage: Stage) -> None:
    """409, in the official words."""
    first = asyncio.create_task(stage.bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(texts(stage, timeout=10))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request; make sure that only one bot"):
        await first
    await says(stage, "a")
    assert await second == ["a"]


@staged()
async def test_allowed_updates_are_remembered_and_applied_when_an_update_is_made(stage: Stage) -> None:
    """What was not wanted then does not come later."""
    await stage.call("getUpdates", allowed_updates=["callback_query"])
    await says(stage, "a")
    await stage.call("getUpdates")
    await says(stage, "b")
    assert await texts(stage, allowed_updates=["message"]) == []
    await says(stage, "c")
    assert await texts(stage) == ["c"]
    assert (await stage.bot.get_webhook_info()).allowed_updates == ["message"]
    await stage.call("getUpdates", allowed_updates=[])
    assert (await stage.bot.get_webhook_info()).allowed_updates is None


@staged()
async def test_every_kind_of_act_arrives_as_its_kind_of_update(stage: Stage) -> None:
    """Messages of all kinds, edits, taps, membership; parsed by a real client."""
    number = (await stage.act("wang", "say", text="a"))["message_ids"][0]
    await stage.act("wang", "edit", message_id=number, text="b")
    await stage.act("wang", "contact", phone="13800000000", name="王", user_id=1002)
    await stage.act("wang", "voice", seconds=4)
    await stage.act("wang", "sticker")
    await stage.act("wang", "forward", text="听说", **{"from": "li"})
    await stage.act("wang", "say", text="c", reply_to=number)
    await stage.act("wang", "block")
    found = await stage.updates()
    kinds = [update.event_type for update in found]
    assert kinds == ["message", "edited_message", "message", "message", "message", "message", "message", "my_chat_member"]
    messages = [update.message for update in found]
    assert found[1].edited_message is not None
    assert found[1].edited_message.text == "b"
    assert messages[2] is not None
    assert messages[2].contact is not None
    assert (messages[2].contact.phone_number, messages[2].contact.user_id) == ("13800000000", 1002)
    assert messages[3] is not None
    assert messages[3].voice is not None
    assert messages[4] is not None
    assert messages[4].sticker is not None
    assert messages[5] is not None
    assert messages[5].forward_origin is not None
    assert messages[6] is not None
    assert messages[6].reply_to_message is not None
    assert messages[6].reply_to_message.text == "b"
    assert found[7].my_chat_member is not None
    assert (found[7].my_chat_member.old_chat_member.status, found[7].my_chat_member.new_chat_member.status) == ("member", "kicked")


@staged()
async def test_an_update_of_an_unknown_kind_reaches_the_bot(stage: Stage) -> None:
    """So that a bot can be tested with what nobody expects."""
    await stage.act("wang", "raw", kind="levitation", body={"height": 3})
    _, answer = await stage.call("getUpdates")
    assert answer["result"][0]["levitation"] == {"height": 3}


def test_what_waits_survives_a_restart(tmp_path: Path) -> None:
    """Updates, numbers, messages, people, files, commands."""

    async def before() -> int:
        async with opened(tmp_path) as stage:
            await says(stage, "a", "b")
            await stage.call("setMyCommands", commands=[{"command": "help", "description": "x"}])
            await stage.call("sendMessage", chat_id=1001, text="c")
            first: int = (await stage.call("getUpdates"))[1]["result"][0]["update_id"]
            return first

    async def after(first: int) -> None:
        async with opened(tmp_path) as stage:
            assert await texts(stage, offset=first + 1) == ["b"]
            await says(stage, "d")
            assert [one["update_id"] for one in (await stage.call("getUpdates"))[1]["result"]] == [first + 1, first + 2]
            shown = (await stage.get("/people/wang/messages"))["messages"]
            assert [one["message"]["text"] for one in shown] == ["a", "b", "c", "d"]
            assert [one["message"]["message_id"] for one in shown] == [1, 2, 3, 4]
            assert len((await stage.get("/people/wang/commands"))["commands"]) == 1

    asyncio.run(after(asyncio.run(before())))


def test_what_was_answered_is_in_the_file_at_once(tmp_path: Path) -> None:
    """So that even a killed sandbox comes back with it."""

    async def play() -> None:
        async with opened(tmp_path) as stage:
            await says(stage, "a")
            await stage.call("sendMessage", chat_id=1001, text="b")
            with closing(sqlite3.connect(tmp_path / "sandbox.db")) as other:
                assert other.execute("select count(*) from pending").fetchone() == (1,)
                assert other.execute("select count(*) from message").fetchone() == (2,)

    asyncio.run(play())


def test_a_tap_waits_150_seconds_and_a_message_a_day() -> None:
    """On a clock of our own."""
    now = [1_700_000_000.0]

    @staged(clock=lambda: now[0])
    async def play(stage: Stage) -> None:
        await stage.meet("wang")
        sent = await stage.bot.send_message(1001, "x", reply_markup=None)
        await says(stage, "a")
        await stage.act("wang", "tap", message_id=sent.message_id, data="forged", forged=True)
        now[0] += 149
        assert len(await stage.bot.get_updates()) == 2
        now[0] += 2
        assert await texts(stage) == ["a"]
        now[0] += 86_400
        assert await texts(stage) == []

    play()


@staged()
async def test_numbers_can_go_on_lower_once_nothing_waits(stage: Stage) -> None:
    """As after a quiet week; a bot with its old offset still gets everything."""
    await says(stage, "a")
    await stage.fault(kind="reset_ids")
    await says(stage, "b")
    found = (await stage.call("getUpdates"))[1]["result"]
    assert found[1]["update_id"] == found[0]["update_id"] + 1
    offset = found[1]["update_id"] + 1
    assert await texts(stage, offset=offset) == []
    await says(stage, "c")
    lower = (await stage.call("getUpdates", offset=offset))[1]["result"]
    assert [one["message"]["text"] for one in lower] == ["c"]
    assert lower[0]["update_id"] < found[0]["update_id"]
    assert await texts(stage, offset=lower[0]["update_id"] + 1) == []
