"""The methods of the Bot API that the sandbox has, by name in small letters. Any other name is answered with 404.

Polls, payments, stickers, inline mode, games, stories, business and passport are not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.sandbox.exchange import Exchange
from bot.sandbox.methods import about, chats, commands, editing, sending
from bot.sandbox.wire import Args

Method: TypeAlias = Callable[[Exchange, Args], object]

METHODS: Mapping[str, Method] = {
    "getme": about.get_me,
    "logout": about.yes,
    "close": about.yes,
    "getfile": about.get_file,
    "setmyname": about.set_text("name"),
    "getmyname": about.get_text("name"),
    "setmydescription": about.set_text("description"),
    "getmydescription": about.get_text("description"),
    "setmyshortdescription": about.set_text("short_description"),
    "getmyshortdescription": about.get_text("short_description"),
    "setmycommands": commands.set_commands,
    "getmycommands": commands.get_commands,
    "deletemycommands": commands.delete_commands,
    "setchatmenubutton": commands.set_menu_button,
    "getchatmenubutton": commands.get_menu_button,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_member,
    "getchatmembercount": chats.count_members,
    "getchatadministrators": chats.get_administrators,
    "leavechat": chats.leave,
    "sendchataction": chats.send_action,
    "pinchatmessage": chats.pin,
    "unpinchatmessage": chats.unpin,
    "unpinallchatmessages": chats.unpin,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendmediagroup": sending.send_media_group,
    "copymessage": sending.copy_message,
    "forwardmessage": sending.forward_message,
    "editmessagetext": editing.edit_text,
    "editmessagecaption": editing.edit_caption,
    "editmessagemedia": editing.edit_media,
    "editmessagereplymarkup": editing.edit_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": editing.answer_tap,
}
"""All but those that need the queue of updates."""

KNOWN = frozenset(METHODS) | {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}
"""All."""

POSTING = frozenset({"sendmessage", "sendphoto", "senddocument", "sendmediagroup", "copymessage", "forwardmessage"})
"""What puts a message into a chat, and so counts for the limits of Telegram."""
