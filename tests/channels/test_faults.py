"""The bot before a server that misbehaves: nothing is lost, nothing is done twice, nobody waits for somebody else's trouble."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import client as telegram
from bot.channels.telegram import intake, letters, polling, sender, upkeep
from bot.channels.telegram.client import Refused
from bot.ports import Store
from bot.storage.opening import open_store
from bot.storage.scratch import ScratchStore
from tests.bot.office import CountedIds
from tests.channels.stand import Stand, keyboard, labels, serving, standing

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting times of a test."""
    monkeypatch.setattr(sender, "BACK_OFF", (0.05, 0.1, 0.2))
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(upkeep, "SWEEP_SECONDS", 0.1)
    monkeypatch.setattr(upkeep, "TIMER_SECONDS", 0.02)


@pytest.fixture
def memory() -> Store:
    """One store is enough where only calls are looked at."""
    return ScratchStore(CountedIds())


# -- sends whose answers are lost --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["lost", "half", "500", "502"])
def test_a_new_message_whose_answer_is_lost_is_recorded_and_the_screen_shown_again(store: Store, kind: str) -> None:
    """Whether the person got it nobody knows; whoever stands before something can go on from there."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        await stand.fault(kind, method="sendMessage", count=1)
        shown = await stand.wang.say("D")
        assert "第 2/" in shown["text"]
        found = await stand.store.doubtful_letters(10)
        assert len(found) == 1
        assert len([call for call in await stand.calls("sendMessage") if call["fault"]]) == 1
        assert "第 3/" in (await stand.wang.press("D"))["text"]
        assert len(await stand.store.doubtful_letters(10)) == 1

    serving(script, store)


@pytest.mark.parametrize("kind", ["lost", "half", "502"])
def test_an_edit_whose_answer_is_lost_is_repeated(memory: Store, kind: str) -> None:
    """It makes no second message."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        await stand.fault(kind, method="editMessageText", count=2)
        shown = await stand.wang.press("D")
        assert shown["message_id"] == first["message_id"]
        assert "第 2/" in shown["text"]
        assert len(await stand.calls("editMessageText")) >= 3
        assert await stand.store.doubtful_letters(10) == ()

    serving(script, memory)


def test_a_server_that_is_silent_for_a_while_loses_nothing(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetching and sending both wait it out."""
    monkeypatch.setattr(telegram.Client.call, "__defaults__", (0.2,))

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        await stand.fault("silence", method="editMessageText", count=1)
        await stand.wang.press("D")
        await stand.fault("502", method="getUpdates", count=2)
        await stand.fault("half", method="getUpdates", count=2)
        shown = await stand.wang.press("D")
        assert "第 3/" in shown["text"]
        assert ("cannot receive", {"kind": "Uncertain"}) in stand.notes.lines

    serving(script, memory)


# -- 429, 403 ----------------------------------------------------------------------------------------------------------------


def test_after_a_429_nothing_is_called_before_its_time(memory: Store) -> None:
    """By nobody, for nobody; then everybody is served."""

    async def script(stand: Stand) -> None:
        people = (stand.wang, stand.li, stand.chen)
        for person in people:
            await person.begin()
        await stand.fault("429", method="editMessageText", count=1, retry_after=2, hold=False)
        held = time.monotonic()
        for person in people:
            shown = await person.last()
            await person.act("tap", message_id=shown["message_id"], data=keyboard(shown)[0][3]["callback_data"])
        await stand.settled()
        assert time.monotonic() - held >= 2
        for person in people:
            assert "第 2/" in (await person.last())["text"]
        assert (await stand.violations()).get("inside_retry_window", 0) == 0
        assert stand.bot.pacer.paused_for == 0

    serving(script, memory)


def test_a_429_for_a_tap_holds_the_screens_back_too(memory: Store) -> None:
    """The limit is the token's, not the method's."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        await stand.li.begin()
        await stand.fault("429", count=1, retry_after=2, hold=False)
        began = time.monotonic()
        for person in (stand.wang, stand.li):
            shown = await person.last()
            await person.act("tap", message_id=shown["message_id"], data=keyboard(shown)[0][3]["callback_data"])
            await stand.until(lambda: stand.bot.pacer.paused_for > 0, "the pause")
        await stand.settled()
        assert time.monotonic() - began >= 2
        for person in (stand.wang, stand.li):
            assert "第 2/" in (await person.last())["text"]
        early = (await stand.violations()).get("inside_retry_window", 0)
        assert early <= 1, "only the screen of the same tap may have been on its way already"
        assert [call["status"] for call in await stand.calls("answerCallbackQuery")][-2:] in ([429, 200], [200, 200])

    serving(script, memory)


def test_who_blocked_the_bot_gets_no_second_call_and_comes_back(store: Store) -> None:
    """403 marks the person; START lets the bot in again."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        await stand.fault("403", chat=stand.wang.id)
        await stand.wang.act("say", text="D")
        await stand.settled()
        assert (await stand.store.counts())["unreachable"] == 1
        refused = [call for call in await stand.calls() if call["status"] == 403]
        assert len(refused) == 1
        await stand.mend()
        await stand.wang.act("block")
        await stand.settled()
        assert (await stand.store.counts())["unreachable"] == 1
        await stand.wang.act("unblock")
        await stand.settled()
        assert (await stand.store.counts())["unreachable"] == 0
        assert "第 2/" in (await stand.wang.start())["text"]

    serving(script, store)


def test_a_refused_message_is_kept_for_the_operator_and_the_next_one_goes(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 400 is permanent: one call."""

    async def script(stand: Stand) -> None:
        stand.expected = (Refused,)
        await stand.wang.begin()
        monkeypatch.setattr(letters, "keyboard", lambda screen: {"inline_keyboard": [[{"text": "A", "callback_data": "x" * 65}]]})
        await stand.wang.say("D")
        assert (await stand.store.letters_by_state())["failed"] == 1
        assert [call["status"] for call in await stand.calls("sendMessage")][-1] == 400
        monkeypatch.undo()
        assert "第 2/" in (await stand.wang.start())["text"]

    serving(script, memory)


# -- poison, duplicates, order -----------------------------------------------------------------------------------------------


def test_poison_is_parked_and_others_are_served_meanwhile(store: Store) -> None:
    """Its person reads a number for the admin; the operator finds the update under it."""

    async def script(stand: Stand) -> None:
        stand.expected = (ZeroDivisionError,)
        for person in (stand.wang, stand.li):
            await person.begin()
        turn = stand.conversation.turn
        poisoned = stand.store.submit(lambda tx: tx.person("telegram", str(stand.wang.id), 1)).result()

        def failing(tx: Any, person: str, arrival: Any) -> Any:
            return 1 / 0 if person == poisoned else turn(tx, person, arrival)

        object.__setattr__(stand.conversation, "turn", failing)
        told = await stand.wang.say("D")
        assert "REF" in told["text"]
        assert len(stand.notes.failures) == 1
        (parked,) = await stand.store.parked_updates(10)
        assert parked.reference in told["text"]
        assert b'"text":"D"' in parked.body.replace(b" ", b"")
        assert "第 2/" in (await stand.li.press("D"))["text"]
        object.__setattr__(stand.conversation, "turn", turn)
        assert "第 2/" in (await stand.wang.say("D"))["text"]

    serving(script, store)


def test_updates_delivered_ten_times_in_any_order_have_the_effect_of_once(store: Store) -> None:
    """As a network does that answers late."""

    async def script(stand: Stand) -> None:
        await stand.fault("duplicate", times=10)
        await stand.fault("shuffle", seed=5)
        for person in (stand.wang, stand.li):
            await person.begin()
            assert "第 2/" in (await person.press("D"))["text"]
            assert "第 3/" in (await person.say("D"))["text"]
        assert (await stand.store.counts())["runs"] == 2

    serving(script, store)


def test_numbers_that_begin_anew_and_lower_are_no_reason_to_ignore_anybody(store: Store) -> None:
    """After a quiet week the server starts somewhere else."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        await stand.fault("reset_ids")
        assert "第 2/" in (await stand.wang.press("D"))["text"]
        assert "第 3/" in (await stand.wang.say("D"))["text"]

    serving(script, store)


def test_a_second_program_on_the_token_is_noticed_and_waited_for(memory: Store) -> None:
    """The server ends one poller with 409; that one says so, and goes on when it may."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        for _ in range(2):
            await stand.api("getUpdates", timeout=0, offset=0)
            await asyncio.sleep(0.1)
        await stand.until(lambda: ("cannot receive", {"kind": "Conflict"}) in stand.notes.lines, "the alarm")
        assert "第 2/" in (await stand.wang.press("D"))["text"]

    serving(script, memory)


# -- levels that open by themselves, restarts --------------------------------------------------------------------------------


async def _reach_the_result(stand: Stand) -> Json:
    """Everything of level 1 answered well: its result is on the screen."""
    await stand.wang.begin()
    while "提交本级" not in {label for row in labels(await stand.wang.last()) for label in row}:
        await stand.wang.press("D")
    return await stand.wang.press("提交本级")


def test_the_next_level_opens_by_itself_in_a_new_message(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three seconds after the result, here a fifth of one."""
    monkeypatch.setattr(intake, "AUTO_ADVANCE_MS", 200)

    async def script(stand: Stand) -> None:
        result = await _reach_the_result(stand)
        assert "进入下一级" in {label for row in labels(result) for label in row}

        async def opened() -> bool:
            return bool((await stand.wang.last())["message_id"] > result["message_id"])

        await stand.later(opened, "the next level")
        await stand.settled()
        await asyncio.sleep(0.3)
        shown = await stand.wang.last()
        assert "开始答题" in {label for row in labels(shown) for label in row}
        assert len([one for one in await stand.wang.all() if one["message_id"] > result["message_id"]]) == 1

    serving(script, store)


def test_nothing_opens_by_itself_for_who_tapped_first(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are where they went."""
    monkeypatch.setattr(intake, "AUTO_ADVANCE_MS", 150)

    async def script(stand: Stand) -> None:
        await _reach_the_result(stand)
        shown = await stand.wang.press("首页")
        await asyncio.sleep(0.4)
        await stand.settled()
        assert await stand.wang.last() == shown

    serving(script, memory)


def test_a_restart_between_the_result_and_the_next_level_forgets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The timer is in the database."""
    monkeypatch.setattr(intake, "AUTO_ADVANCE_MS", 300)

    async def run() -> None:
        path = f"sqlite:///{tmp_path / 'z.db'}"
        first = open_store(path, CountedIds())
        async with standing(first) as stand:
            result = await _reach_the_result(stand)
            await stand.stop()
            first.close()
            await asyncio.sleep(0.5)
            assert await stand.wang.last() == result
            stand.store = open_store(path, CountedIds())
            again = Stand(stand.sandbox, stand.http, stand.store, stand.conversation.bank, stand.clock, {})
            await again.start()

            async def opened() -> bool:
                return "开始答题" in {label for row in labels(await again.wang.last()) for label in row}

            await again.later(opened, "the next level")
            await again.settled()
            pressed = await again.wang.press("开始答题")
            assert pressed["message_id"] == (await again.wang.last())["message_id"]
            await again.stop()
            assert not again.notes.failures
            stand.store.close()

    asyncio.run(run())


def test_a_poison_timer_stops_nobody_elses(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noted and dropped: the button does the same."""
    monkeypatch.setattr(intake, "AUTO_ADVANCE_MS", 50)

    async def script(stand: Stand) -> None:
        stand.expected = (ZeroDivisionError,)
        elapse = stand.conversation.elapse
        poisoned = stand.store.submit(lambda tx: tx.person("telegram", "999", 1)).result()
        stand.store.submit(lambda tx: tx.set_timer(poisoned, 1, 1)).result()
        stand.store.submit(lambda tx: tx.reach("telegram", poisoned, "999", 1)).result()

        def failing(tx: Any, person: str, revision: int) -> Any:
            return 1 / 0 if person == poisoned else elapse(tx, person, revision)

        object.__setattr__(stand.conversation, "elapse", failing)
        result = await _reach_the_result(stand)

        async def opened() -> bool:
            return bool((await stand.wang.last())["message_id"] > result["message_id"])

        await stand.later(opened, "the next level")
        assert (await stand.store.counts())["timers"] == 0

    assert len(serving(script, memory).notes.failures) == 1


def test_a_bot_that_dies_in_the_middle_of_a_send_shows_the_screen_again(tmp_path: Path) -> None:
    """The next start finds what was under way, records it, and sends what waited."""

    async def run() -> None:
        path = f"sqlite:///{tmp_path / 'z.db'}"
        store = open_store(path, CountedIds())
        async with standing(store) as stand:
            await stand.wang.begin()
            await stand.fault("silence", method="sendMessage")
            await stand.wang.act("say", text="D")

            async def sending() -> bool:
                return (await stand.store.letters_by_state())["sending"] == 1

            await stand.later(sending, "the call")
            await stand.crash()
            await stand.mend()
            again = Stand(stand.sandbox, stand.http, store, stand.conversation.bank, stand.clock, {})
            await again.start()

            async def shown() -> bool:
                return "第 2/" in (await again.wang.last())["text"]

            await again.later(shown, "the screen")
            await again.settled()
            assert len(await store.doubtful_letters(5)) == 1
            assert "第 3/" in (await again.wang.press("D"))["text"]
            await again.stop()
            assert not again.notes.failures
        store.close()

    asyncio.run(run())


def test_a_token_that_is_revoked_ends_the_bot_with_one_error(memory: Store) -> None:
    """Nothing more is taken in, and what waits stays in the outbox."""

    async def run() -> None:
        async with standing(memory) as stand:
            stand.expected = (telegram.Unauthorized,)
            await stand.wang.begin()
            right, stand._client._token = stand._client._token, "7000000001:revoked"
            assert stand._running is not None
            with pytest.raises(telegram.Unauthorized):
                await asyncio.wait_for(_said(stand), 10)
            stand._running = None
            stand._client._token = right
            await stand._client.__aexit__(None, None, None)

    asyncio.run(run())


async def _said(stand: Stand) -> None:
    await stand.wang.act("say", text="D")
    assert stand._running is not None
    await stand._running


def test_the_published_limits_are_kept(memory: Store) -> None:
    """At the paces that the bot has by default: a person who taps as fast as they can."""

    async def script(stand: Stand) -> None:
        await stand.wang.start()
        for text in ["1", "是", "上海申安机械有限公司", "x", "x", "x", "x", "x", "x", "x", "x"]:
            await stand.wang.act("say", text=text)
        await asyncio.sleep(1.5)
        assert await stand.violations() == {}

    serving(script, memory, rate=25.0, rate_person=1.0)
