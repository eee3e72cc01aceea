"""Methods that change or delete what was sent, and the answer to a tap."""

from __future__ import annotations

import msgspec

from bot.sandbox.entities import rich_caption, rich_text
from bot.sandbox.exchange import Exchange
from bot.sandbox.keyboards import read_markup
from bot.sandbox.messages import Kept
from bot.sandbox.methods.common import chat_of
from bot.sandbox.methods.sending import media
from bot.sandbox.refusals import NOT_MODIFIED, bad
from bot.sandbox.wire import Args, Json

DELETABLE_SECONDS = 48 * 3600
TOAST = 200
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", "reply_markup")


def edit_text(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`editMessageText`."""
    rich = rich_text(args)
    kept = _own(exchange, args)
    if "text" not in kept.body:
        raise bad("there is no text in the message to edit")
    return _changed(exchange, args, kept, rich.under("text"), ("text", "entities"))


def edit_caption(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`editMessageCaption`."""
    rich = rich_caption(args)
    kept = _own(exchange, args)
    if "text" in kept.body:
        raise bad("there is no caption in the message to edit")
    return _changed(exchange, args, kept, rich.under("caption"), ("caption", "caption_entities"))


def edit_media(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`editMessageMedia`; a text message may become a photo or a document."""
    item = args.loaded("media")
    if not isinstance(item, dict):
        raise bad("can't parse InputMedia: expected an Object")
    kept = _own(exchange, args)
    return _changed(exchange, args, kept, media(exchange, args, item), CONTENT[:-1])


def edit_markup(exchange: Exchange, args: Args) -> msgspec.Raw:
    """`editMessageReplyMarkup`."""
    return _changed(exchange, args, _own(exchange, args), {}, ())


def delete_message(exchange: Exchange, args: Args) -> bool:
    """`deleteMessage`: own and incoming messages of the last 48 hours."""
    chat, number = chat_of(args), args.whole("message_id")
    exchange.world.require_reachable(chat)
    kept = exchange.messages.get(chat, number)
    if kept is None:
        raise bad("message to delete not found")
    if not _deletable(exchange, kept):
        raise bad("message can't be deleted for everyone")
    exchange.remove(chat, number)
    return True


def delete_messages(exchange: Exchange, args: Args) -> bool:
    """`deleteMessages`: those that cannot be found are passed over."""
    chat, listed = chat_of(args), args.loaded("message_ids")
    exchange.world.require_reachable(chat)
    if not isinstance(listed, list) or not 1 <= len(listed) <= 100:
        raise bad("message identifiers are not specified")
    for number in listed:
        kept = exchange.messages.get(chat, number) if isinstance(number, int) else None
        if kept is not None and _deletable(exchange, kept):
            exchange.remove(chat, kept.id)
    return True


def answer_tap(exchange: Exchange, args: Args) -> bool:
    """`answerCallbackQuery`: ends the spinner, and says something if there is a text."""
    text = args.text("text")
    if len(text) > TOAST:
        raise bad("MESSAGE_TOO_LONG")
    tap = exchange.taps.answer(args.text("callback_query_id"), exchange.clock())
    said: Json = {"callback": tap.id, "message_id": tap.message, "text": text, "alert": args.flag("show_alert")}
    exchange.feed.tell((tap.person,), "answer", chat=tap.chat, **said)
    return True


def _own(exchange: Exchange, args: Args) -> Kept:
    """The message of the call, which must be one of the bot's own."""
    if args.has("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = chat_of(args)
    exchange.world.require_reachable(chat)
    if not args.whole("message_id"):
        raise bad("message identifier is not specified")
    kept = exchange.messages.get(chat, args.whole("message_id"))
    if kept is None:
        raise bad("message to edit not found")
    if not kept.mine:
        raise bad("message can't be edited")
    return kept


def _changed(exchange: Exchange, args: Args, kept: Kept, content: Json, replaced: tuple[str, ...]) -> msgspec.Raw:
    """The message with new content; its buttons are those of the call, and gone if the call has none."""
    markup = read_markup(args)
    body = {name: value for name, value in kept.body.items() if name not in replaced and name != "reply_markup"} | content
    if markup.inline is not None:
        body["reply_markup"] = markup.inline
    if all(body.get(name) == kept.body.get(name) for name in CONTENT):
        raise bad(NOT_MODIFIED)
    body["edit_date"] = exchange.now()
    return msgspec.Raw(exchange.change(kept.chat, body, mine=True))


def _deletable(exchange: Exchange, kept: Kept) -> bool:
    private = kept.chat > 0
    return exchange.now() - kept.at < DELETABLE_SECONDS and (kept.mine or private)
