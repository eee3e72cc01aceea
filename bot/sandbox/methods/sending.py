"""Methods that put messages into chats."""

from __future__ import annotations

import msgspec

from bot.sandbox.entities import rich_caption, rich_text
from bot.sandbox.exchange import Exchange
from bot.sandbox.files import from_value, given, photo_sizes
from bot.sandbox.keyboards import Markup, read_markup
from bot.sandbox.methods.common import chat_of, reply_of
from bot.sandbox.refusals import bad
from bot.sandbox.wire import Args, Json

ALBUM = range(2, 11)
COPIED = ("text", "entities", "caption", "caption_entities", "photo", "document", "voice", "contact", "sticker")


def send_message(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`sendMessage`."""
    return _post(exchange, args, rich_text(args).under("text"))


def send_photo(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`sendPhoto`."""
    exchange.world.require_reachable(chat_of(args))
    return _post(exchange, args, {**photo(exchange, args, args.values.get("photo")), **rich_caption(args).under("caption")})


def send_document(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`sendDocument`."""
    exchange.world.require_reachable(chat_of(args))
    content = {"document": given(exchange.files, args, "document", "document").document()}
    return _post(exchange, args, {**content, **rich_caption(args).under("caption")})


def send_media_group(exchange: Exchange, args: Args) -> list[msgspec.Raw]:
    """`sendMediaGroup`: photos, or documents, 2 to 10."""
    chat = chat_of(args)
    exchange.world.require_reachable(chat)
    listed = args.loaded("media")
    if not isinstance(listed, list) or len(listed) not in ALBUM or not all(isinstance(item, dict) for item in listed):
        raise bad("wrong number of messages: a media group must have 2-10 items")
    if len({item.get("type") for item in listed}) != 1:
        raise bad("documents can't be mixed with other media types")
    contents = [media(exchange, args, item) for item in listed]
    group = str(exchange.messages.next_id() + 13_000_000_000)
    reply = reply_of(exchange, chat, args)
    return [_send(exchange, chat, {**content, "media_group_id": group, **reply}, Markup()) for content in contents]


def copy_message(exchange: Exchange, args: Args) -> Json:
    """`copyMessage`."""
    source = exchange.messages.get(chat_of(args, "from_chat_id"), args.whole("message_id"))
    if source is None:
        raise bad("message to copy not found")
    content = {name: source.body[name] for name in COPIED if name in source.body}
    if args.has("caption"):
        content.pop("caption_entities", None)
        content |= rich_caption(args).under("caption")
    sent = msgspec.json.decode(_post(exchange, args, content))
    return {"message_id": sent["message_id"]}


def forward_message(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`forwardMessage`."""
    source = exchange.messages.get(chat_of(args, "from_chat_id"), args.whole("message_id"))
    if source is None:
        raise bad("message to forward not found")
    origin = {"type": "user", "sender_user": source.body["from"], "date": source.body["date"]}
    content = {name: source.body[name] for name in COPIED if name in source.body}
    return _post(exchange, args, {**content, "forward_origin": origin})


def photo(exchange: Exchange, args: Args, value: object, name: str = "photo") -> Json:
    """The field `photo` of a message."""
    kept = from_value(exchange.files, args, name, value, "photo")
    return {"photo": photo_sizes(kept, exchange.files.body(kept.id))}


def media(exchange: Exchange, args: Args, item: Json) -> Json:
    """The content of a message from an `InputMedia`."""
    caption = rich_caption(Args(item)).under("caption")
    match item.get("type"):
        case "photo":
            return {**photo(exchange, args, item.get("media"), ""), **caption}
        case "document":
            return {"document": from_value(exchange.files, args, "", item.get("media"), "document").document(), **caption}
    raise bad("can't parse InputMedia: the sandbox has photos and documents only")


def _post(exchange: Exchange, args: Args, content: Json) -> msgspec.Raw:
    """Post to the chat of the call, with its reply and its keyboard."""
    chat = chat_of(args)
    markup = read_markup(args)
    exchange.world.require_reachable(chat)
    if args.has("reply_parameters") or args.has("reply_to_message_id"):
        content |= reply_of(exchange, chat, args)
    if args.flag("protect_content"):
        content["has_protected_content"] = True
    return _send(exchange, chat, content, markup)


def _send(exchange: Exchange, chat: int, content: Json, markup: Markup) -> msgspec.Raw:
    if markup.inline is not None:
        content["reply_markup"] = markup.inline
    _, encoded = exchange.post(chat, exchange.bot_user(), content, mine=True, keyboard=markup.reply)
    return msgspec.Raw(encoded)
