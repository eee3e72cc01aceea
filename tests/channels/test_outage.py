"""Long outages, jumping clocks, groups that move, and what a crash leaves in the outbox: nothing kept is lost, nobody is stuck."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.channels.telegram import intake, letters
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.letters import DocumentLetter, ScreenLetter
from bot.channels.telegram.outbox import Outbox
from bot.ports import Letter, Store, Transaction
from bot.storage.scratch import ScratchStore
from tests.bot.office import CountedIds
from tests.channels.stand import Stand, keyboard, standing

HOUR = 3600.0
NOW = 1_795_000_000.0


class Wall:
    """One clock for server and bot, which somebody moves."""

    def __init__(self) -> None:
        self.seconds = NOW

    def now(self) -> int:
        return int(self.seconds * 1000)

    def server(self) -> float:
        return self.seconds


def _outage(script: Callable[[Stand, Wall], Awaitable[None]], store: Store) -> None:
    async def run() -> None:
        wall = Wall()
        async with standing(store, clock=wall, sandbox={"clock": wall.server}) as stand:
            await script(stand, wall)

    asyncio.run(run())


# -- 25 hours ----------------------------------------------------------------------------------------------------------------


def test_after_25_hours_away_everything_taken_is_there_and_everybody_goes_on(store: Store) -> None:
    """The server forgot what was written meanwhile; whoever writes again stands where they stood, and no old tap moves them."""

    async def script(stand: Stand, wall: Wall) -> None:
        await stand.wang.begin()
        await stand.li.begin("乙厂")
        await stand.wang.say("D", "D")
        stood = await stand.li.last()
        await stand.crash()
        await stand.wang.act("say", text="D")
        await stand.li.act("tap", message_id=stood["message_id"], data=keyboard(stood)[0][0]["callback_data"])
        wall.seconds += 25 * HOUR
        stand.notes.lines.clear()
        await stand.start()
        await stand.settled()
        assert "第 3/" in (await stand.wang.last())["text"], "what the server dropped was never acknowledged"
        assert await stand.li.last() == stood
        assert "第 4/" in (await stand.wang.say("D"))["text"]
        assert "第 2/" in (await stand.li.press("D"))["text"]

    _outage(script, store)


def test_an_answer_whose_reply_was_cut_off_is_shown_after_25_hours(store: Store) -> None:
    """The letter was committed with the answer; its age does not matter."""

    async def script(stand: Stand, wall: Wall) -> None:
        await stand.wang.begin()
        await stand.fault("500")
        await stand.wang.act("say", text="D")
        await stand.until(lambda: not stand.exchange.updates.waiting() and stand.bot.sender.waiting == 0, "the answer to be taken")
        await stand.crash()
        await stand.mend()
        wall.seconds += 25 * HOUR
        stand.notes.lines.clear()
        await stand.start()
        await stand.settled()
        assert "第 2/" in (await stand.wang.last())["text"]

    _outage(script, store)


@pytest.mark.parametrize("hours", [25.0, -1.0, -24.0 * 365])
def test_a_clock_that_jumps_under_the_running_bot_stops_nobody(hours: float, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forward a day, back an hour, back a year: taps, replies and the menu of the next level go on."""
    monkeypatch.setattr(intake, "AUTO_ADVANCE_MS", 0)

    async def script(stand: Stand, wall: Wall) -> None:
        first = await stand.wang.begin()
        wall.seconds += hours * HOUR
        assert "第 2/" in (await stand.wang.press("D"))["text"]
        shown = await stand.wang.say("D")
        assert "第 3/" in shown["text"]
        assert shown["message_id"] > first["message_id"]

    _outage(script, store)


# -- groups -----------------------------------------------------------------------------------------------------------------


def test_a_group_that_becomes_a_supergroup_while_the_answer_is_on_its_way_still_gets_it(store: Store) -> None:
    """The server refuses the old id and names the new one; nothing crashes, and the private chat does not notice."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        chat = (await stand.wang.act("group", title="车间", members=["li"]))["chat"]
        await stand.fault("slow", method="sendMessage", count=1, ms=300)
        await stand.wang.act("say", text="/home", chat=chat)
        await stand.until(lambda: stand.bot.sender._tasks != {}, "the answer to be on its way")
        moved = (await stand.wang.act("upgrade", chat=chat))["chat"]
        await stand.settled()
        (shown,) = [
            one["message"] for one in (await stand.get(f"/people/li/messages?chat={moved}"))["messages"] if one["from_bot"]
        ]  # fmt: skip
        assert "https://t.me/zhiping_bot?start=group" in shown["text"]
        assert "第 2/" in (await stand.wang.press("D"))["text"]

    _stood(script, store)


@pytest.mark.parametrize("body", [{"migrate_to_chat_id": -1001}, {"migrate_from_chat_id": -5}], ids=["to", "from"])
def test_a_message_that_only_says_that_the_group_moved_is_noted_and_ignored(body: dict[str, int], store: Store) -> None:
    """Even where its sender stands in the middle of a questionnaire."""

    async def script(stand: Stand) -> None:
        stood = await stand.wang.begin()
        sender = {"id": stand.wang.id, "is_bot": False, "first_name": "王工"}
        chat = {"id": -5, "type": "group", "title": "车间"}
        message = {"message_id": 9, "date": 1, "from": sender, "chat": chat, **body}
        await stand.wang.act("raw", kind="message", body=message)
        await stand.settled()
        assert await stand.wang.last() == stood
        assert "第 2/" in (await stand.wang.press("D"))["text"]

    _stood(script, store)


def _stood(script: Callable[[Stand], Awaitable[None]], store: Store) -> None:
    async def run() -> None:
        async with standing(store) as stand:
            await script(stand)

    asyncio.run(run())


# -- what a crash leaves in the outbox --------------------------------------------------------------------------------------

SHOWN = ScreenLetter("older", fresh=True)
LATER = ScreenLetter("newer", fresh=True)
PDF = DocumentLetter("run-1", "pdf", "zh")


def _posted(tx: Transaction, chat: str, *contents: letters.AnyLetter, bulk: bool = False) -> list[Letter]:
    person = tx.person(CHANNEL, chat, 1)
    tx.reach(CHANNEL, person, chat, 1)
    return [tx.post(CHANNEL, person, chat, type(one).__name__, letters.encode(one), 1, bulk=bulk) for one in contents]


def _left(store: Store, *begun: tuple[str, int], **posted: Any) -> list[tuple[str, letters.AnyLetter]]:
    """What waits after a start, where these letters of these chats were under way when the program ended."""

    def before(tx: Transaction) -> None:
        found = {chat: _posted(tx, chat.strip("_"), *contents) for chat, contents in posted.items()}
        for chat, place in begun:
            tx.begin_letter(found[chat][place].id)

    async def run() -> list[tuple[str, letters.AnyLetter]]:
        outbox = Outbox(store, Wall(), lambda error: "")
        await outbox.doubt_interrupted()
        return [(letter.chat, letters.decode(letter.payload)) for letter in await outbox.due()]

    store.submit(before).result()
    return asyncio.run(run())


def test_a_screen_that_was_left_out_before_a_later_one_does_not_come_after_it(store: Store) -> None:
    """Leaving it out was not recorded in time. It would be an older screen below a newer one, whose buttons are of no use."""
    assert _left(store, ("_7", 1), _7=(SHOWN, LATER)) == [("7", ScreenLetter("newer", fresh=True, again=1))]


def test_what_comes_after_the_interrupted_screen_and_other_chats_lose_nothing(store: Store) -> None:
    """Only what the interrupted one overtook is left out, and never a document."""
    assert _left(store, ("_7", 2), _7=(SHOWN, PDF, LATER, SHOWN), _8=(SHOWN, LATER)) == [
        ("7", PDF),
        ("7", SHOWN),
        ("8", SHOWN),
        ("8", LATER),
    ]


def test_nothing_interrupted_leaves_everything_in_its_place() -> None:
    """A plain restart with a backlog."""
    store = ScratchStore(CountedIds())
    assert [one for _, one in _left(store, _7=(SHOWN, LATER), _8=(LATER,))] == [SHOWN, LATER, LATER]
