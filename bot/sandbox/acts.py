"""What a person can do, and what the bot then hears of it: one function per act.

It declines what a real client would not let a person do, in words for that person.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot.sandbox.entities import TEXT_LENGTH, plain
from bot.sandbox.exchange import Exchange
from bot.sandbox.files import PHOTO_BYTES, photo_sizes
from bot.sandbox.messages import Kept
from bot.sandbox.refusals import Declined, Refused
from bot.sandbox.wire import Json, Upload
from bot.sandbox.world import Group, Person

PAYLOAD = 64
CAPTION = 1024
SILENCE = b"OggS\x00\x02" + bytes(58)
"""What stands for a recording: nobody listens to it."""


def say(exchange: Exchange, person: Person, text: str, chat: int = 0, reply_to: int = 0) -> list[int]:
    """Write a text; a long one goes out in pieces, as clients do it. The ids of the messages."""
    if not text.strip():
        raise Declined(400, "不能发送空消息。An empty message cannot be sent.")
    pieces = [text[start : start + TEXT_LENGTH] for start in range(0, len(text), TEXT_LENGTH)]
    return [_write(exchange, person, chat, plain(piece).under("text"), reply_to) for piece in pieces if piece.strip()]


def start(exchange: Exchange, person: Person, payload: str = "") -> list[int]:
    """Press START, perhaps after a deep link; this also ends a block."""
    if payload and not (len(payload) <= PAYLOAD and payload.isascii() and payload.replace("_", "").replace("-", "").isalnum()):
        raise Declined(400, "链接参数只能是 64 个以内的字母、数字、_ 和 -。A payload has at most 64 of A-Z a-z 0-9 _ -.")
    if person.blocked:
        person = unblock(exchange, person)
    return say(exchange, person, f"/start {payload}".strip())


def tap(exchange: Exchange, person: Person, chat: int, number: int, data: str, *, forged: bool = False) -> str:
    """Press an inline button; the id of the query. `forged` sends data that no button has, as a hostile client can."""
    chat = _chat(exchange, person, chat)
    kept = exchange.messages.get(chat, number)
    labels = _labels(kept) if kept is not None and kept.mine else {}
    if not forged and data not in labels:
        raise Declined(409, "这个按钮已经不在了。This button is not there any more.")
    query = exchange.taps.add(person.id, chat, number, exchange.clock())
    body: Json = {"id": query, "from": person.user(), "chat_instance": str(chat * 7919), "data": data}
    place = exchange.world.chat(chat).chat()
    body["message"] = {"chat": place, "message_id": number, "date": 0} if kept is None else kept.body
    exchange.feed.tell((person.id,), "tap", chat=chat, message_id=number, data=data, label=labels.get(data, ""), callback=query)
    exchange.updates.create("callback_query", body, f"user:{person.id}")
    return query


def upload(exchange: Exchange, person: Person, upload: Upload, caption: str = "", chat: int = 0, kind: str = "document") -> int:
    """Send a file as a document or a photo."""
    if not upload.body:
        raise Declined(400, "文件是空的。The file is empty.")
    kept = exchange.files.add(kind, upload)
    content: Json = plain(caption[:CAPTION]).under("caption")
    if kind == "photo":
        if kept.size > PHOTO_BYTES:
            raise Declined(413, "照片超过 10 MB，请作为文件发送。The photo is over 10 MB; send it as a file.")
        try:
            sizes = photo_sizes(kept, upload.body)
        except Refused:
            raise Declined(400, "看不懂这张图片，请作为文件发送。This picture cannot be read; send it as a file.") from None
        return _write(exchange, person, chat, {"photo": sizes, **content})
    return _write(exchange, person, chat, {"document": kept.document(), **content})


def share_contact(exchange: Exchange, person: Person, phone: str, name: str = "", user_id: int | None = None) -> int:
    """Share a contact card: one's own, unless another user id (0 for none) is given."""
    number = person.id if user_id is None else user_id
    card: Json = {"phone_number": phone, "first_name": name or person.name}
    return _write(exchange, person, 0, {"contact": {**card, "user_id": number} if number else card})


def speak(exchange: Exchange, person: Person, seconds: int = 3) -> int:
    """Send a voice message."""
    kept = exchange.files.add("voice", Upload("voice.oga", "audio/ogg", SILENCE))
    return _write(exchange, person, 0, {"voice": {**kept.fields(), "duration": seconds, "mime_type": "audio/ogg"}})


def send_sticker(exchange: Exchange, person: Person, emoji: str = "👍") -> int:
    """Send a sticker, which no bot asked for."""
    kept = exchange.files.add("sticker", Upload("sticker.webp", "image/webp", b"RIFF\x00\x00\x00\x00WEBP" + emoji.encode()))
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": emoji}
    return _write(exchange, person, 0, {"sticker": {**kept.fields(), **shape}})


def edit(exchange: Exchange, person: Person, number: int, text: str, chat: int = 0) -> None:
    """Change one's own message."""
    chat = _chat(exchange, person, chat)
    kept = exchange.messages.get(chat, number)
    if kept is None or kept.mine or kept.body["from"]["id"] != person.id or "text" not in kept.body:
        raise Declined(404, "只能修改自己发的文字。Only your own texts can be changed.")
    rich = plain(text)
    if not rich.text or len(rich.text) > TEXT_LENGTH:
        raise Declined(400, "文字为空或太长。The text is empty or too long.")
    body = {key: value for key, value in kept.body.items() if key not in {"text", "entities"}} | rich.under("text")
    body["edit_date"] = exchange.now()
    encoded = exchange.change(chat, body, mine=False)
    if _bot_hears(exchange, chat, body):
        exchange.updates.create("edited_message", msgspec.Raw(encoded), f"chat:{chat}")


def forward(exchange: Exchange, person: Person, text: str, source: str) -> int:
    """Forward a text of somebody: of a person here by key, else of a hidden user with this name."""
    known = next((one for one in exchange.world.people.values() if one.key == source), None)
    origin: Json = {"date": exchange.now() - 60}
    origin |= {"type": "user", "sender_user": known.user()} if known else {"type": "hidden_user", "sender_user_name": source or "某人"}
    return _write(exchange, person, 0, {**plain(text).under("text"), "forward_origin": origin})


def block(exchange: Exchange, person: Person) -> Person:
    """Block the bot."""
    if not person.met or person.blocked:
        raise Declined(409, "现在没有可以停用的对话。There is no conversation to block.")
    return _turn(exchange, replace(person, blocked=True), "member", "kicked")


def unblock(exchange: Exchange, person: Person) -> Person:
    """Let the bot write again."""
    if not person.blocked:
        raise Declined(409, "没有停用过。The bot is not blocked.")
    return _turn(exchange, replace(person, blocked=False), "kicked", "member")


def send_raw(exchange: Exchange, person: Person, kind: str, body: Json) -> int | None:
    """Put any update into the queue, known to the Bot API or not; for tests with what nobody expects."""
    return exchange.updates.create(kind, body, f"chat:{person.id}")


def delete_account(exchange: Exchange, person: Person) -> Person:
    """Leave for good."""
    return exchange.world.put(replace(person, gone=True))


def _turn(exchange: Exchange, person: Person, old: str, new: str) -> Person:
    exchange.world.put(person)
    exchange.feed.tell((person.id,), "state")
    body: Json = {"chat": person.chat(), "from": person.user(), "date": exchange.now()}
    body |= {"old_chat_member": bot_as(exchange, old), "new_chat_member": bot_as(exchange, new)}
    exchange.updates.create("my_chat_member", body, f"chat:{person.id}")
    return person


def bot_as(exchange: Exchange, status: str) -> Json:
    """The bot as a `ChatMember` with this status."""
    member: Json = {"status": status, "user": exchange.bot_user()}
    return {**member, "until_date": 0} if status == "kicked" else member


def _write(exchange: Exchange, person: Person, chat: int, content: Json, reply_to: int = 0) -> int:
    """Post a person's message and let the bot hear of it."""
    place = _chat(exchange, person, chat)
    if place == person.id:
        if person.blocked:
            raise Declined(409, "你已停用这个助手，请先恢复。You blocked this bot; unblock it first.")
        if not person.met:
            exchange.world.put(replace(person, met=True))
            exchange.feed.tell((person.id,), "state")
    if reply_to:
        kept = exchange.messages.get(place, reply_to)
        if kept is None:
            raise Declined(404, "要回复的消息已不在。The message you reply to is gone.")
        content["reply_to_message"] = {name: value for name, value in kept.body.items() if name != "reply_to_message"}
    body, encoded = exchange.post(place, person.user(), content, mine=False)
    if _bot_hears(exchange, place, body):
        exchange.updates.create("message", msgspec.Raw(encoded), f"chat:{place}")
    return int(body["message_id"])


def _chat(exchange: Exchange, person: Person, chat: int) -> int:
    """The chat of an act: the private one unless a group is named, in which the person must be."""
    if chat in {0, person.id}:
        return person.id
    group: Group | None = exchange.world.groups.get(chat)
    if group is None or person.id not in group.members or group.moved_to is not None:
        raise Declined(404, "没有这个对话。There is no such chat.")
    return chat


def _bot_hears(exchange: Exchange, chat: int, body: Json) -> bool:
    """Privacy mode: in a group the bot hears commands and replies to it, nothing else."""
    group = exchange.world.groups.get(chat)
    if group is None:
        return True
    if not group.bot_in:
        return False
    text = str(body.get("text", ""))
    _, at, addressee = text.split(maxsplit=1)[0].partition("@") if text.startswith("/") else ("", "", "")
    to_bot = body.get("reply_to_message", {}).get("from", {}).get("id") == exchange.bot_id
    return to_bot or (text.startswith("/") and (not at or addressee.lower() == exchange.username.lower()))


def _labels(kept: Kept) -> dict[str, str]:
    """What stands on the buttons, by the data they send."""
    rows = kept.body.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["callback_data"]: button["text"] for row in rows for button in row if "callback_data" in button}
