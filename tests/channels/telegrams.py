"""Updates as the Bot API writes them, byte for byte what a poll or a webhook brings."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec

from bot.channels.telegram.incoming import Incoming, incoming
from bot.channels.telegram.wire import read_update

WANG, LI = 1001, 1002
GROUP = -4001
DATE = 1_790_000_000

Json = dict[str, Any]

_updates = count(870_000_001)
_messages = count(1)
_queries = count(4_000_000_001)


def update(kind: str, body: Json, number: int | None = None) -> bytes:
    """An update of this kind."""
    return msgspec.json.encode({"update_id": next(_updates) if number is None else number, kind: body})


def said(text: str, who: int = WANG, number: int | None = None, **more: Any) -> bytes:
    """A text in a private chat."""
    return update("message", message(who, text=text, **more), number)


def sent(kind: str, content: object, who: int = WANG) -> bytes:
    """Something that is no text."""
    return update("message", message(who, **{kind: content}))


def edited(text: str, who: int = WANG) -> bytes:
    """A text that was changed after it was sent."""
    return update("edited_message", message(who, text=text, edit_date=DATE + 5))


def in_group(text: str, who: int = WANG, chat: int = GROUP, **more: Any) -> bytes:
    """A text in a group."""
    return update("message", {**message(who, text=text), "chat": {"id": chat, "type": "supergroup", "title": "车间"}, **more})


def tap(data: str | None, who: int = WANG, number: int | None = None, **more: Any) -> bytes:
    """A button pressed in a private chat."""
    shown = {"message_id": 7, "date": DATE, "chat": private(who), "text": "第 1/20 题"}
    query = {"id": str(next(_queries)), "from": user(who), "chat_instance": "1", "message": shown, **more}
    return update("callback_query", query if data is None else {**query, "data": data}, number)


def moved(status: str, who: int = WANG, chat: Json | None = None) -> bytes:
    """The bot's place in a chat changed, as when it is blocked or let in again."""
    bot = {"id": 7000000001, "is_bot": True, "first_name": "智评助手"}
    member = {"status": status, "user": bot}
    body = {"chat": chat or private(who), "from": user(who), "date": DATE, "old_chat_member": member, "new_chat_member": member}
    return update("my_chat_member", body)


def message(who: int = WANG, **content: Any) -> Json:
    """A message of a person in the private chat."""
    return {"message_id": next(_messages), "date": DATE, "chat": private(who), "from": user(who), **content}


def user(who: int, **more: Any) -> Json:
    """A person."""
    return {"id": who, "is_bot": False, "first_name": "王工", "language_code": "zh-hans", **more}


def private(who: int) -> Json:
    """The chat with this person alone."""
    return {"id": who, "type": "private", "first_name": "王工"}


def read(body: bytes, username: str = "") -> Incoming:
    """What the channel makes of it."""
    return incoming(read_update(body), username)
