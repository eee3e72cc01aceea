"""Each method as a real client calls it."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.sandbox.echo import PNG
from tests.sandbox.stage import Stage, staged

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="A", callback_data="a"), InlineKeyboardButton(text="网站", url="https://e.org")]]
)
PHOTO = BufferedInputFile(PNG, "图.png")


@staged()
async def test_the_bot_learns_who_it_is(stage: Stage) -> None:
    """getMe, and the texts about itself per language."""
    me = await stage.bot.get_me()
    assert (me.id, me.is_bot, me.username) == (7000000001, True, "zhiping_bot")
    await stage.bot.set_my_name("评估助手")
    await stage.bot.set_my_description("第一句", language_code="zh")
    await stage.bot.set_my_short_description("short")
    assert (await stage.bot.get_me()).first_name == "评估助手"
    assert (await stage.bot.get_my_name()).name == "评估助手"
    assert (await stage.bot.get_my_description(language_code="zh")).description == "第一句"
    assert (await stage.bot.get_my_description()).description == ""
    assert (await stage.bot.get_my_short_description(language_code="en")).short_description == "short"
    assert await stage.bot.log_out()
    assert await stage.bot.close()


@staged()
async def test_a_message_carries_text_entities_buttons_and_reply(stage: Stage) -> None:
    """sendMessage returns the message as the person sees it."""
    asked = (await stage.act("wang", "say", text="在吗"))["message_ids"][0]
    more = {"reply_to_message_id": asked, "protect_content": True}
    sent = await stage.bot.send_message(1001, "<b>在</b>", parse_mode="HTML", reply_markup=BUTTONS, **more)
    assert (sent.text, sent.chat.id, sent.from_user and sent.from_user.is_bot) == ("在", 1001, True)
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == BUTTONS.model_dump()
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "在吗"
    assert sent.has_protected_content
    shown = (await stage.get("/people/wang/messages"))["messages"]
    assert [one["message"]["message_id"] for one in shown] == [asked, sent.message_id]
    assert [one["from_bot"] for one in shown] == [False, True]


@staged()
async def test_a_reply_to_nothing_may_be_allowed(stage: Stage) -> None:
    """`allow_sending_without_reply` sends without the quotation."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(1001, "x", reply_parameters=ReplyParameters(message_id=99, allow_sending_without_reply=True))
    assert sent.reply_to_message is None
    words = await stage.refusal("sendMessage", chat_id=1001, text="x", reply_parameters={"message_id": 99})
    assert words == "Bad Request: message to be replied not found"


@staged()
async def test_a_reply_keyboard_is_seen_by_people_and_not_by_the_bot(stage: Stage) -> None:
    """It belongs to the chat, not to the message."""
    await stage.meet("wang")
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="我的号码", request_contact=True)]], one_time_keyboard=True)
    sent = await stage.bot.send_message(1001, "x", reply_markup=keyboard)
    assert sent.reply_markup is None
    await stage.bot.send_message(1001, "y", reply_markup=ReplyKeyboardRemove())
    shown = (await stage.get("/people/wang/messages"))["messages"]
    assert shown[-2]["keyboard"] == {"keyboard": [[{"text": "我的号码", "request_contact": True}]], "one_time_keyboard": True}
    assert shown[-1]["keyboard"] == {"remove_keyboard": True}


@staged()
async def test_documents_and_photos_come_back_byte_for_byte(stage: Stage) -> None:
    """Upload, file id, path, download, sending again by id."""
    await stage.meet("wang")
    report = BufferedInputFile("总分 1.94".encode(), "诊断 总结.pdf")
    sent = await stage.bot.send_document(1001, report, caption="<i>请查收</i>", parse_mode="HTML")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.caption) == ("诊断 总结.pdf", "application/pdf", "请查收")
    assert sent.caption_entities is not None
    loaded = await stage.bot.download(sent.document)
    assert loaded is not None
    assert loaded.read() == "总分 1.94".encode()
    again = await stage.bot.send_document(1001, sent.document.file_id)
    assert again.document == sent.document
    picture = await stage.bot.send_photo(1001, PHOTO)
    assert picture.photo is not None
    assert (picture.photo[-1].width, picture.photo[-1].height) == (8, 8)
    async with stage.http.get(f"/people/wang/files/{picture.photo[-1].file_id}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", PNG)


@staged()
async def test_an_album_is_several_messages_of_one_group(stage: Stage) -> None:
    """Files come as attach:// parts."""
    await stage.meet("wang")
    sent = await stage.bot.send_media_group(1001, [InputMediaPhoto(media=PHOTO, caption="一"), InputMediaPhoto(media=PHOTO)])
    assert len({one.media_group_id for one in sent}) == 1
    assert [one.caption for one in sent] == ["一", None]
    assert "must have 2-10 items" in await stage.refusal("sendMediaGroup", chat_id=1001, media=[{"type": "photo", "media": "x"}])
    mixed = [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]
    assert "can't be mixed" in await stage.refusal("sendMediaGroup", chat_id=1001, media=mixed)


@staged()
async def test_editing_changes_what_everybody_sees(stage: Stage) -> None:
    """Text, buttons, caption and medium; without markup in the call the buttons go."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(1001, "一", reply_markup=BUTTONS)
    edited = await stage.bot.edit_message_text("二", chat_id=1001, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup, bool(edited.edit_date)) == ("二", None, True)
    buttons = await stage.bot.edit_message_reply_markup(chat_id=1001, message_id=sent.message_id, reply_markup=BUTTONS)
    assert not isinstance(buttons, bool)
    assert buttons.reply_markup is not None
    assert buttons.reply_markup.model_dump() == BUTTONS.model_dump()
    first = await stage.bot.send_document(1001, BufferedInputFile(b"x", "x.txt"), caption="旧")
    named = await stage.bot.edit_message_caption(chat_id=1001, message_id=first.message_id, caption="新")
    assert not isinstance(named, bool)
    assert named.caption == "新"
    other = await stage.bot.edit_message_media(InputMediaPhoto(media=PHOTO, caption="图"), chat_id=1001, message_id=first.message_id)
    assert not isinstance(other, bool)
    assert (other.document, bool(other.photo), other.caption) == (None, True, "图")
    paper = InputMediaDocument(media=BufferedInputFile(b"y", "y.txt"))
    filed = await stage.bot.edit_message_media(paper, chat_id=1001, message_id=sent.message_id)
    assert not isinstance(filed, bool)
    assert (filed.text, filed.document and filed.document.file_name) == (None, "y.txt")


@staged()
async def test_deleting_takes_messages_away_on_both_sides(stage: Stage) -> None:
    """Own and incoming; those that are gone already are passed over in a list."""
    said = (await stage.act("wang", "say", text="x"))["message_ids"][0]
    sent = [await stage.bot.send_message(1001, text) for text in "abc"]
    assert await stage.bot.delete_message(1001, said)
    assert await stage.bot.delete_messages(1001, [sent[0].message_id, sent[1].message_id, 999])
    shown = (await stage.get("/people/wang/messages"))["messages"]
    assert [one["message"]["text"] for one in shown] == ["c"]


@staged(tap_window=0.2)
async def test_a_tap_is_answered_once_and_in_time(stage: Stage) -> None:
    """Afterwards the query is too old."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(1001, "x", reply_markup=BUTTONS)
    tapped = (await stage.act("wang", "tap", message_id=sent.message_id, data="a"))["callback"]
    query = (await stage.updates())[0].callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id, query.message and query.message.message_id) == (tapped, "a", 1001, sent.message_id)
    assert await query.answer("好", show_alert=True).as_(stage.bot)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await stage.refusal("answerCallbackQuery", callback_query_id=tapped) == too_old
    late = (await stage.act("wang", "tap", message_id=sent.message_id, data="a"))["callback"]
    await asyncio.sleep(0.25)
    assert await stage.refusal("answerCallbackQuery", callback_query_id=late) == too_old
    assert await stage.refusal("answerCallbackQuery", callback_query_id="1") == too_old


@staged()
async def test_commands_are_kept_per_scope_and_language_and_seen_by_the_narrowest(stage: Stage) -> None:
    """A person sees the narrowest scope that has any, in it their language."""
    await stage.meet("wang")
    await stage.bot.set_my_commands([BotCommand(command="help", description="Help")])
    await stage.bot.set_my_commands([BotCommand(command="help", description="帮助")], language_code="zh")
    await stage.bot.set_my_commands([BotCommand(command="status", description="状态")], BotCommandScopeChat(chat_id=1003))
    await stage.bot.set_my_commands([BotCommand(command="start", description="Go")], BotCommandScopeAllPrivateChats(), language_code="en")
    assert (await stage.get("/people/wang/commands"))["commands"] == [{"command": "help", "description": "帮助"}]
    assert (await stage.get("/people/chen/commands"))["commands"] == [{"command": "status", "description": "状态"}]
    assert [(one.command, one.description) for one in await stage.bot.get_my_commands()] == [("help", "Help")]
    assert await stage.bot.get_my_commands(BotCommandScopeChat(chat_id=1001)) == []
    await stage.bot.delete_my_commands(BotCommandScopeChat(chat_id=1003))
    assert (await stage.get("/people/chen/commands"))["commands"] == [{"command": "help", "description": "帮助"}]


@staged()
async def test_chats_and_members_can_be_asked_for(stage: Stage) -> None:
    """Private chats and groups."""
    await stage.meet("wang")
    group = (await stage.act("wang", "group", title="工作群", members=["li"]))["chat"]
    assert (await stage.bot.get_chat(1001)).first_name == "王工"
    assert (await stage.bot.get_chat(group)).title == "工作群"
    assert (await stage.bot.get_chat_member(group, 1001)).status == "creator"
    assert (await stage.bot.get_chat_member(group, 1002)).status == "member"
    assert (await stage.bot.get_chat_member(group, 1003)).status == "left"
    assert (await stage.bot.get_chat_member(group, stage.bot.id)).status == "member"
    assert await stage.bot.get_chat_member_count(group) == 3
    assert [one.user.id for one in await stage.bot.get_chat_administrators(group)] == [1001]
    assert await stage.bot.leave_chat(group)
    assert await stage.refusal("sendMessage", chat_id=group, text="x") == "Forbidden: bot was kicked from the group chat"


@staged()
async def test_small_signs_are_taken(stage: Stage) -> None:
    """Typing, pins, menu button, copies and forwards."""
    await stage.meet("wang", "li")
    sent = await stage.bot.send_message(1001, "原文")
    assert await stage.bot.send_chat_action(1001, "typing")
    assert await stage.bot.pin_chat_message(1001, sent.message_id)
    assert (await stage.get("/people/wang/chats"))["chats"][0]["pinned"] == sent.message_id
    assert await stage.bot.unpin_chat_message(1001)
    assert await stage.bot.set_chat_menu_button(1001, MenuButtonCommands())
    assert (await stage.bot.get_chat_menu_button(1001)).type == "commands"
    assert (await stage.bot.get_chat_menu_button(1002)).type == "default"
    copy = await stage.bot.copy_message(1002, 1001, sent.message_id)
    assert copy.message_id > sent.message_id
    forwarded = await stage.bot.forward_message(1002, 1001, sent.message_id)
    assert forwarded.text == "原文"
    assert forwarded.forward_origin is not None


@staged()
async def test_what_the_sandbox_has_not_is_not_found(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """404 in the official words, and a line in the log."""
    assert await stage.call("sendPoll") == (404, {"ok": False, "error_code": 404, "description": "Not Found: method not found"})
    assert "sendpoll" in caplog.text
