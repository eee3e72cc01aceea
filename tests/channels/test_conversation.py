"""The bot before the sandbox: what people see of a conversation, over real HTTP."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.ports import Store
from bot.storage.opening import open_store
from dialogs import phrasebook
from tests.bot.office import CountedIds
from tests.channels.stand import Person, Stand, keyboard, labels, serving, shipped

FOOT = ["上一题", "说明", "稍后", "目录"]


def _kinds(messages: list[dict[str, object]]) -> list[str]:
    """What each message is."""
    return [next(kind for kind in ("photo", "document", "text") if kind in message) for message in messages]


async def _tap_through(person: Person, letter: str, most: int = 400) -> None:
    """Answer every question with this letter, yes to every area, and go on wherever that is offered, until a run is finished."""
    wanted = [letter, "有", "确认", "开始答题", "提交本级", "进入下一级", "填写成效指标", "不适用", "提交自诊断"]
    for _ in range(most):
        shown = await person.last()
        offered = {button["text"] for row in keyboard(shown) for button in row}
        if "新建自诊断" in offered:
            return
        press = next((label for label in wanted if label in offered), None) or keyboard(shown)[0][0]["text"]
        await person.press(press)
    raise AssertionError("no end")


@pytest.fixture
def on_disk(tmp_path: Path) -> Store:
    """SQLite with FULL commits, as people have it."""
    return open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())


def test_a_whole_assessment_by_taps(on_disk: Store) -> None:
    """From START to the result: one message edited from question to question; at the end the summary, three charts and the report."""

    async def script(stand: Stand) -> None:
        person = stand.wang
        first = await person.begin()
        assert labels(first)[-1] == FOOT
        second = await person.press("B")
        assert second["message_id"] == first["message_id"]
        assert second["text"] != first["text"]
        assert "edit_date" in second
        before = await person.all()
        await _tap_through(person, "B")
        after = [message for message in await person.all() if message["message_id"] > before[-1]["message_id"]]
        kinds = _kinds(after)
        assert kinds.count("photo") == 3
        assert kinds.count("document") == 1
        assert kinds.index("photo") < kinds.index("document") < len(kinds) - 1
        report = next(message["document"] for message in after if "document" in message)
        assert re.fullmatch(r"report-\d{4}-\d\d-\d\d\.pdf", report["file_name"])
        assert report["file_size"] > 20_000
        summary = next(message for message in after if "总分" in message.get("text", "") or "得分" in message.get("text", ""))
        assert "上海申安机械有限公司" in "".join(message.get("text", "") for message in after), summary
        calls = await stand.calls("editMessageText")
        assert len(calls) > 56
        assert all(call["status"] == 200 for call in await stand.calls())

    serving(script, on_disk, shipped())
    on_disk.close()


def test_an_enterprise_may_be_called_what_it_likes(on_disk: Store) -> None:
    """Everything is escaped: in screens, in the summary, on its way through charts and report."""
    name = "<b>&amp;</i>{{7*7}} 上海<a href='x'>测试厂</a>"

    async def script(stand: Stand) -> None:
        person = stand.wang
        await person.begin(name)
        await _tap_through(person, "A")
        texts = "\n".join(message.get("text", "") for message in await person.all())
        assert name in texts
        assert all(call["status"] == 200 for call in await stand.calls())

    serving(script, on_disk, shipped())
    on_disk.close()


def test_after_typing_the_next_screen_is_a_new_message_and_then_edited_again(store: Store) -> None:
    """Else the dialog would scroll out of sight."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        typed = await stand.wang.say("D")
        assert typed["message_id"] > first["message_id"]
        tapped = await stand.wang.press("D")
        assert tapped["message_id"] == typed["message_id"]
        told = await stand.wang.act("sticker")
        assert told
        await stand.settled()
        calm = await stand.wang.last()
        assert calm["message_id"] > typed["message_id"]
        assert labels(calm) == labels(tapped)

    serving(script, store)


def test_an_explanation_toggles_inside_the_same_message(store: Store) -> None:
    """And back, without losing the place."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        explained = await stand.wang.press("说明")
        assert explained["message_id"] == first["message_id"]
        assert len(explained["text"]) > len(first["text"])
        assert labels(explained)[-1] == FOOT
        back = await stand.wang.press("A")
        assert "第 2/" in back["text"]

    serving(script, store)


def test_a_deleted_message_is_replaced_by_a_new_one(store: Store) -> None:
    """A person may clear the chat at any time."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        data = keyboard(first)[0][3]["callback_data"]
        await stand.api("deleteMessage", chat_id=stand.wang.id, message_id=first["message_id"])
        await stand.wang.act("tap", message_id=first["message_id"], data=data, forged=True)
        await stand.settled()
        shown = await stand.wang.last()
        assert shown["message_id"] > first["message_id"]
        assert "第 2/" in shown["text"]
        assert (await stand.wang.press("D"))["message_id"] == shown["message_id"]

    serving(script, store)


def test_a_screen_that_does_not_change_is_no_trouble(store: Store) -> None:
    """The same stale button twice: the server refuses the second edit, and nobody notices."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        old = keyboard(first)[0][3]["callback_data"]
        await stand.wang.press("D")
        once = await stand.wang.forge(old)
        twice = await stand.wang.forge(old)
        assert once["text"] == twice["text"]
        assert [call["status"] for call in await stand.calls("editMessageText")][-2:] == [200, 400]
        assert await stand.store.parked_updates(10) == ()

    serving(script, store)


def test_a_foreign_button_shows_ones_own_screen(store: Store) -> None:
    """What was on somebody else's screen means nothing here."""

    async def script(stand: Stand) -> None:
        theirs = keyboard(await stand.li.begin())[0][3]["callback_data"]
        first = await stand.wang.begin()
        shown = await stand.wang.forge(theirs)
        assert labels(shown) == labels(first)
        assert first["text"].split("\n")[1] in shown["text"]
        for forged in ("x" * 64, "role=admin", f"{theirs[:9]}ffff.cA", "." * 30):
            assert labels(await stand.wang.forge(forged)) == labels(first)

    serving(script, store)


def test_each_tap_is_answered_first_and_once(store: Store) -> None:
    """Before the screen changes; however slow that is."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        since = len(await stand.calls())
        await stand.fault("slow", method="editMessageText", ms=200)
        await stand.wang.press("D")
        new = (await stand.calls())[since:]
        assert [call["method"] for call in sorted(new, key=lambda call: call["at"])] == ["answerCallbackQuery", "editMessageText"]
        assert [call["status"] for call in new] == [200, 200]

    serving(script, store)


def test_a_tap_that_can_no_longer_be_answered_still_counts(store: Store) -> None:
    """The answer is for the spinner only."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        shown = await stand.wang.press("D")
        assert "第 2/" in shown["text"]
        assert {call["status"] for call in await stand.calls("answerCallbackQuery")} == {400}

    serving(script, store, sandbox={"tap_window": -1.0})


def test_the_menu_is_there_in_each_language(store: Store) -> None:
    """Chinese for everybody whose language is no other of ours; texts about the bot too."""

    async def script(stand: Stand) -> None:
        await stand.post("/people", key="ann", name="Ann", language_code="en")
        await stand.post("/people", key="joao", name="João", language_code="pt-br")

        async def published() -> bool:
            return len(await stand.calls("setMyShortDescription")) == 2

        await stand.later(published, "the menu")
        for key, language in (("wang", "zh"), ("ann", "en"), ("joao", "zh")):
            found = (await stand.get(f"/people/{key}/commands"))["commands"]
            assert {one["command"] for one in found} >= {"start", "home", "explain", "pause", "delete"}
            assert found[0]["description"] == phrasebook.sentence(language, "menu", found[0]["command"])
        assert (await stand.get("/people/ann/chats"))["bot"]["description"] == phrasebook.sentence("en", "about", "description")

    serving(script, store)


def test_in_a_group_the_bot_shows_the_way_to_the_private_chat_and_nothing_else(store: Store) -> None:
    """Also after the group became a supergroup; it says nothing about any enterprise."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        chat = (await stand.wang.act("group", title="车间", members=["li"]))["chat"]
        for who, text in ((stand.wang, "/home"), (stand.wang, "大家好"), (stand.li, "/pdf")):
            await who.act("say", text=text, chat=chat)
            await stand.settled()
        shown = [one["message"] for one in (await stand.get(f"/people/wang/messages?chat={chat}"))["messages"] if one["from_bot"]]
        assert len(shown) == 2
        for message in shown:
            assert "https://t.me/zhiping_bot?start=group" in message["text"]
            assert "申安" not in message["text"]
            assert keyboard(message) == []
        moved = (await stand.wang.act("upgrade", chat=chat))["chat"]
        await stand.li.act("say", text="/home", chat=moved)
        await stand.settled()
        last = (await stand.get(f"/people/wang/messages?chat={moved}"))["messages"][-1]["message"]
        assert "t.me/zhiping_bot" in last["text"]
        started = await stand.wang.act("start", payload="group")
        assert started
        await stand.settled()
        assert "第 1/" in (await stand.wang.last())["text"]

    serving(script, store)


def test_contacts_voice_files_forwards_and_edits_are_answered_calmly(store: Store) -> None:
    """Each with one sentence and the question that still stands."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        said = await stand.wang.act("say", text="/explain")
        await stand.settled()
        acts: list[tuple[str, dict[str, object]]] = [
            ("contact", {"phone": "+8613912345678"}),
            ("voice", {}),
            ("sticker", {}),
            ("forward", {"text": "D", "from": "某人"}),
            ("edit", {"message_id": said["message_ids"][0], "text": "D"}),
        ]
        for act, fields in acts:
            await stand.wang.act(act, **fields)
            await stand.settled()
            shown = await stand.wang.last()
            assert labels(shown)[0] == labels(first)[0], act
            assert "第 1/" in shown["text"], act

    serving(script, store)


def test_updates_of_kinds_nobody_knows_are_recorded_and_ignored(store: Store) -> None:
    """And the conversation goes on."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        before = len(await stand.wang.all())
        await stand.wang.act("raw", kind="hologram_of_2031", body={"from": {"id": "me"}, "x": [1, {"y": None}]})
        await stand.wang.act("raw", kind="message", body={"message_id": "seven", "chat": 3})
        await stand.wang.act("raw", kind="callback_query", body={"id": "1", "from": {"id": 1001}, "data": "x" * 5000})
        await stand.settled()
        assert len(await stand.wang.all()) in {before, before + 1}
        assert "第 2/" in (await stand.wang.press("D"))["text"]

    serving(script, store)


def test_people_talk_side_by_side_and_each_in_order(store: Store) -> None:
    """Three at once, each sending five texts without waiting."""

    async def script(stand: Stand) -> None:
        people = (stand.wang, stand.li, stand.chen)
        for person in people:
            for text in ("/start", "1", "是", f"上海第{person.id}机械有限公司"):
                await person.act("say", text=text)
        await stand.settled()
        for person in people:
            texts = "\n".join(message["text"] for message in await person.all())
            assert f"第{person.id}机械" in texts
            assert "信用代码" in (await person.last())["text"]

    serving(script, store)
