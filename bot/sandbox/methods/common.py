"""What several methods read from their arguments in the same way: the chat, and the message that is replied to."""

from __future__ import annotations

from bot.sandbox.exchange import Exchange
from bot.sandbox.refusals import bad
from bot.sandbox.wire import Args, Json


def chat_of(args: Args, name: str = "chat_id") -> int:
    """The chat id. A name beginning with `@` belongs to channels, of which there are none."""
    if not args.has(name):
        raise bad(f"{name} is empty" if name != "chat_id" else "chat_id is empty")
    number = args.whole(name)
    if number == 0:
        raise bad("chat not found")
    return number


def reply_of(exchange: Exchange, chat: int, args: Args) -> Json:
    """The field `reply_to_message`, if the call asks for it; without that message's own reply."""
    wanted = args
    parameters = args.loaded("reply_parameters")
    if isinstance(parameters, dict):
        wanted = Args(parameters)
    number = wanted.whole("message_id" if wanted is not args else "reply_to_message_id")
    if not number:
        return {}
    kept = exchange.messages.get(chat, number)
    if kept is not None:
        return {"reply_to_message": {name: value for name, value in kept.body.items() if name != "reply_to_message"}}
    if wanted.flag("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")
