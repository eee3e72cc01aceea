"""The people's side: what they can do, see and not do, and who may come in at all."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.server import Sandbox
from tests.sandbox.echo import PNG
from tests.sandbox.stage import Stage, staged

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="甲", callback_data="a")]])


@staged()
async def test_five_people_are_there_and_more_can_come(stage: Stage) -> None:
    """With ids that do not change."""
    people = (await stage.get("/people"))["people"]
    assert [(one["key"], one["id"]) for one in people] == [("wang", 1001), ("li", 1002), ("chen", 1003), ("zhao", 1004), ("sun", 1005)]
    new = {"key": "qian", "name": "钱工", "username": "qian_gong", "language_code": "en"}
    async with stage.http.post("/people", json=new) as answer:
        assert (answer.status, (await answer.json())["id"]) == (201, 1006)
    async with stage.http.post("/people", json=new) as answer:
        assert answer.status == 409
    async with stage.http.post("/people", json={"key": "a b", "name": "x"}) as answer:
        assert answer.status == 400
    await stage.act("qian", "start", payload="invite_1")
    message = (await stage.updates())[0].message
    assert message is not None
    assert message.from_user is not None
    assert (message.text, message.from_user.language_code, message.from_user.username) == ("/start invite_1", "en", "qian_gong")


@staged()
async def test_what_a_client_would_not_allow_is_declined(stage: Stage) -> None:
    """Each with a status and a sentence, and without an update."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(1001, "x", reply_markup=BUTTONS)
    cases: list[tuple[str, dict[str, Any], int]] = [
        ("say", {"text": " "}, 400),
        ("say", {"text": "x", "chat": 1002}, 404),
        ("say", {"text": "x", "reply_to": 99}, 404),
        ("start", {"payload": "a b"}, 400),
        ("start", {"payload": "x" * 65}, 400),
        ("tap", {"message_id": sent.message_id, "data": "b"}, 409),
        ("tap", {"message_id": 99, "data": "a"}, 409),
        ("edit", {"message_id": sent.message_id, "text": "x"}, 404),
        ("unblock", {}, 409),
        ("upload", {}, 400),
        ("upgrade", {"chat": -1}, 404),
        ("dance", {}, 404),
    ]
    for act, body, status in cases:
        assert await stage.declined("wang", act, **body) == status, act
    assert await stage.declined("nobody", "say", text="x") == 404
    assert await stage.declined("li", "block") == 409
    assert await stage.updates() == []


@staged()
async def test_a_blocked_bot_hears_nothing_until_start(stage: Stage) -> None:
    """START lets it in again, with the membership before the message."""
    await stage.meet("wang")
    await stage.act("wang", "block")
    assert await stage.declined("wang", "say", text="x") == 409
    await stage.act("wang", "start")
    kinds = [update.event_type for update in await stage.updates()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


@staged()
async def test_a_long_text_goes_out_in_pieces(stage: Stage) -> None:
    """As clients cut it."""
    await stage.act("wang", "say", text="字" * 5000)
    assert [len(update.message.text or "") for update in await stage.updates() if update.message] == [4096, 904]


@staged()
async def test_files_of_people_reach_the_bot(stage: Stage) -> None:
    """Documents and photos with captions; a broken picture is declined."""
    for kind, name, body in (("document", "台账.xlsx", b"PK\x03\x04"), ("photo", "图.png", PNG)):
        form = aiohttp.FormData(quote_fields=False)
        form.add_field(kind, body, filename=name)
        form.add_field("caption", "请看 /help")
        async with stage.http.post("/people/wang/upload", data=form) as answer:
            assert answer.status == 200
        message = (await stage.updates())[0].message
        assert message is not None
        assert message.caption == "请看 /help"
        file = message.document or (message.photo[-1] if message.photo else None)
        assert file is not None
        loaded = await stage.bot.download(file)
        assert loaded is not None
        assert loaded.read() == body
    form = aiohttp.FormData()
    form.add_field("photo", b"x", filename="x.png")
    async with stage.http.post("/people/wang/upload", data=form) as answer:
        assert answer.status == 400


@staged()
async def test_a_group_keeps_its_privacy_and_moves_to_a_supergroup(stage: Stage) -> None:
    """The bot hears commands and replies; the old id says where the group went."""
    group = (await stage.act("wang", "group", title="工作群", members=["li"]))["chat"]
    sent = await stage.bot.send_message(group, "大家好", reply_markup=BUTTONS)
    await stage.act("li", "say", chat=group, text="随便说说")
    await stage.act("li", "say", chat=group, text="/status@zhiping_bot")
    await stage.act("li", "say", chat=group, text="/status@other_bot")
    await stage.act("li", "say", chat=group, text="回你", reply_to=sent.message_id)
    await stage.act("li", "tap", chat=group, message_id=sent.message_id, data="a")
    heard = await stage.updates()
    assert [update.event_type for update in heard] == ["my_chat_member", "message", "message", "message", "callback_query"]
    assert [update.message.text for update in heard if update.message] == [None, "/status@zhiping_bot", "回你"]
    assert len((await stage.get("/people/wang/messages", chat=group))["messages"]) == 6
    new = (await stage.act("wang", "upgrade", chat=group))["chat"]
    with pytest.raises(TelegramMigrateToChat) as caught:
        await stage.bot.send_message(group, "x")
    assert caught.value.migrate_to_chat_id == new
    assert (await stage.bot.send_message(new, "x")).chat.type == "supergroup"
    await stage.act("wang", "remove", chat=new)
    with pytest.raises(Exception, match="bot was kicked from the supergroup chat"):
        await stage.bot.send_message(new, "x")
    await stage.act("wang", "add", chat=new)
    await stage.bot.send_message(new, "y")
    assert await stage.declined("chen", "say", chat=new, text="x") == 404
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await stage.bot.send_message(-77, "x")


@staged()
async def test_forged_taps_reach_the_bot_when_asked_for(stage: Stage) -> None:
    """As a hostile client could send them, also on a message that is gone."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(1001, "x", reply_markup=BUTTONS)
    await stage.bot.delete_message(1001, sent.message_id)
    await stage.act("wang", "tap", message_id=sent.message_id, data="\u0000" * 64, forged=True)
    query = (await stage.updates())[0].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.date) == ("\u0000" * 64, 0)


@staged()
async def test_events_stream_and_resume_by_number(stage: Stage) -> None:
    """Messages, edits, answers, typing, deletion: in order, over SSE and WebSocket alike."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(1001, "一", reply_markup=BUTTONS)
    query = (await stage.act("wang", "tap", message_id=sent.message_id, data="a"))["callback"]
    await stage.bot.answer_callback_query(query, text="好", show_alert=True)
    await stage.bot.edit_message_text("二", chat_id=1001, message_id=sent.message_id)
    await stage.bot.send_chat_action(1001, "typing")
    await stage.bot.delete_message(1001, sent.message_id)
    kinds = ["message", "state", "message", "tap", "answer", "edit", "typing", "delete"]
    async with stage.http.get("/people/wang/events?since=0") as stream:
        assert stream.content_type == "text/event-stream"
        told = [await _event(stream) for _ in kinds]
    assert sorted(event["type"] for _, event in told) == sorted(kinds)
    assert told[4][1] == {"type": "answer", "chat": 1001, "callback": query, "message_id": sent.message_id, "text": "好", "alert": True}
    async with stage.http.get("/people/wang/events", headers={"Last-Event-ID": str(told[-2][0])}) as stream:
        assert await _event(stream) == told[-1]
    async with stage.http.ws_connect(f"/people/wang/events?since={told[-2][0]}") as socket:
        assert await socket.receive_json() == {"id": told[-1][0], "event": told[-1][1]}
        await stage.act("wang", "say", text="还在")
        assert (await socket.receive_json())["event"]["message"]["text"] == "还在"


async def _event(stream: aiohttp.ClientResponse) -> tuple[int, dict[str, Any]]:
    number = 0
    while True:
        line = (await stream.content.readline()).decode()
        if line.startswith("id: "):
            number = int(line[4:])
        if line.startswith("data: "):
            return number, json.loads(line[6:])


@staged()
async def test_a_transcript_tells_what_was_done_and_shown(stage: Stage) -> None:
    """Enough to make a test of it."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(1001, "<b>一</b>", parse_mode="HTML", reply_markup=BUTTONS)
    query = (await stage.act("wang", "tap", message_id=sent.message_id, data="a"))["callback"]
    await stage.bot.answer_callback_query(query, text="好")
    await stage.bot.edit_message_text("二", chat_id=1001, message_id=sent.message_id)
    found = await stage.get("/people/wang/transcript")
    number = sent.message_id
    assert found["steps"] == [
        {"did": "say", "chat": 1001, "text": "/start"},
        {"shown": {"message_id": number, "text": "一", "buttons": [[{"text": "甲", "callback_data": "a"}]]}},
        {"did": "tap", "message_id": number, "data": "a", "label": "甲"},
        {"shown": {"toast": "好"}},
        {"changed": {"message_id": number, "text": "二"}},
    ]


@staged()
async def test_only_this_machine_comes_in(stage: Stage) -> None:
    """A foreign host name bent to this machine, a page of another origin and a wrong port are turned away everywhere."""
    port = stage.sandbox.base.rpartition(":")[2]
    here = [{"Host": f"127.0.0.1:{port}"}, {"Host": f"localhost:{port}"}, {"Host": f"[::1]:{port}"}, {"Origin": f"http://localhost:{port}"}]
    away = [
        {"Host": f"evil.example:{port}"},
        {"Host": "127.0.0.1:1"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{port}"},
        {"Origin": f"http://127.0.0.1:{int(port) - 1}"},
        {"Origin": "http://127.0.0.1:x"},
    ]
    for path in ("/people", "/", "/history", "/faults", "/people/wang/events", f"/bot{stage.sandbox.token}/getMe"):
        for headers in away:
            async with stage.http.get(path, headers=headers) as answer:
                assert answer.status == 403, (path, headers)
        if not path.endswith("events"):
            for headers in here:
                async with stage.http.get(path, headers=headers) as answer:
                    assert answer.status == 200, (path, headers)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "example.org"])
def test_the_sandbox_listens_on_this_machine_only(host: str) -> None:
    """Anything else is an error at the start."""
    with pytest.raises(ValueError, match="this machine only"):
        asyncio.run(Sandbox().start(host))


@staged()
async def test_the_page_lets_nothing_else_in(stage: Stage) -> None:
    """Own scripts and styles only, no handler in the markup."""
    async with stage.http.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " on" not in {piece[:3] for piece in text.split('"')}
    for name in ("page.css", "chat.js", "panels.js", "acts.js", "rendering.js"):
        async with stage.http.get(f"/{name}") as answer:
            assert answer.status == 200
            assert "innerHTML" not in await answer.text()
