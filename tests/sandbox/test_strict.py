"""A strict sandbox: calls that are not by the Bot API's models are refused, all others go through."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyParameters,
)

from bot.sandbox.server import Sandbox
from tests.sandbox.echo import PNG
from tests.sandbox.stage import Stage, staged

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="A", callback_data="a")]])
PHOTO = InputMediaPhoto(media=BufferedInputFile(PNG, "a.png"))


@staged(strict=True)
async def test_what_a_real_client_sends_goes_through(stage: Stage) -> None:
    """Every form of nested argument and of a file."""
    await stage.meet("wang")
    sent = await stage.bot.send_message(
        1001,
        "{x",
        reply_markup=BUTTONS,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(message_id=1),
        disable_notification=True,
    )
    assert sent.text == "{x"
    await stage.bot.edit_message_text("[y", chat_id=1001, message_id=sent.message_id, reply_markup=BUTTONS)
    await stage.bot.send_document(1001, BufferedInputFile(b"x", "x.txt"), caption="y")
    await stage.bot.send_media_group(1001, [PHOTO, PHOTO])
    await stage.bot.set_my_commands([BotCommand(command="help", description="x")], BotCommandScopeChat(chat_id=1001))
    await stage.bot.set_chat_menu_button(1001, MenuButtonCommands())
    await stage.bot.get_updates(allowed_updates=["message"], timeout=0)
    await stage.bot.delete_messages(1001, [sent.message_id])
    assert (await stage.call("sendPoll"))[0] == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"chat_id": 1001, "text": "x", "replymarkup": "{}"}, "sendMessage has no argument replymarkup"),
        ({"chat_id": 1001}, "text: Field required"),
        ({"chat_id": 1001, "text": 5}, "text: Input should be a valid string"),
        ({"chat_id": 1001, "text": "x", "disable_notification": "perhaps"}, "disable_notification"),
        ({"chat_id": [1001], "text": "x"}, "chat_id"),
    ],
)
@staged(strict=True)
async def test_what_is_not_by_the_models_is_refused(stage: Stage, values: dict[str, object], words: str) -> None:
    """With the place and the reason."""
    await stage.meet("wang")
    told = await stage.refusal("sendMessage", **values)
    assert told.startswith("Bad Request: the call is not by the Bot API: ")
    assert words in told


def test_a_port_that_is_taken_leaves_the_sandbox_free_to_try_another(tmp_path: Path) -> None:
    """The same sandbox starts on the next attempt, with the same folder."""

    async def play() -> None:
        sandbox = Sandbox(tmp_path)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            with pytest.raises(OSError, match="in use"):
                await sandbox.start(port=taken.getsockname()[1])
        await sandbox.start()
        assert sandbox.page.startswith("http://127.0.0.1:")
        await sandbox.stop()

    asyncio.run(play())
