"""Methods about chats and their members, and the small signs in them: typing, pins."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.exchange import Exchange
from bot.sandbox.methods.common import chat_of
from bot.sandbox.refusals import bad
from bot.sandbox.wire import Args, Json
from bot.sandbox.world import Group, Person

ACTIONS = frozenset(
    {"typing", "choose_sticker", "find_location", "cancel"}
    | {f"{doing}_{what}" for doing in ("record", "upload") for what in ("video", "voice", "video_note")}
    | {"upload_photo", "upload_document"}
)
GIFTS = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False)


def get_chat(exchange: Exchange, args: Args) -> Json:
    """`getChat`: `ChatFullInfo`, as far as a sandbox has it."""
    found = exchange.world.chat(chat_of(args))
    full = {**found.chat(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": GIFTS}
    if isinstance(found, Person):
        return {**full, "active_usernames": [found.username]} if found.username else full
    return {**full, "permissions": {"can_send_messages": True}}


def get_member(exchange: Exchange, args: Args) -> Json:
    """`getChatMember`."""
    found = exchange.world.require_reachable(chat_of(args))
    return _member(exchange, found, args.whole("user_id"))


def count_members(exchange: Exchange, args: Args) -> int:
    """`getChatMemberCount`, the bot included."""
    found = exchange.world.require_reachable(chat_of(args))
    return 2 if isinstance(found, Person) else len(found.members) + 1


def get_administrators(exchange: Exchange, args: Args) -> list[Json]:
    """`getChatAdministrators`."""
    found = exchange.world.require_reachable(chat_of(args))
    if isinstance(found, Person):
        raise bad("there are no administrators in the private chat")
    return [_member(exchange, found, found.owner)]


def leave(exchange: Exchange, args: Args) -> bool:
    """`leaveChat`."""
    found = exchange.world.require_reachable(chat_of(args))
    if isinstance(found, Person):
        raise bad("chat member status can't be changed in private chats")
    exchange.world.put_group(replace(found, bot_in=False))
    exchange.feed.tell(found.members, "state")
    return True


def send_action(exchange: Exchange, args: Args) -> bool:
    """`sendChatAction`: shown for five seconds at most."""
    chat = chat_of(args)
    exchange.world.require_reachable(chat)
    action = args.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    exchange.feed.tell(exchange.world.members(chat), "typing", chat=chat, action=action)
    return True


def pin(exchange: Exchange, args: Args) -> bool:
    """`pinChatMessage`; the sandbox keeps the latest pin only."""
    chat = chat_of(args)
    exchange.world.require_reachable(chat)
    number = args.whole("message_id")
    if exchange.messages.get(chat, number) is None:
        raise bad("message to pin not found")
    exchange.store.remember(f"pin:{chat}", number)
    exchange.feed.tell(exchange.world.members(chat), "pin", chat=chat, message_id=number)
    return True


def unpin(exchange: Exchange, args: Args) -> bool:
    """`unpinChatMessage` and `unpinAllChatMessages`."""
    chat = chat_of(args)
    exchange.world.require_reachable(chat)
    exchange.store.remember(f"pin:{chat}", None)
    exchange.feed.tell(exchange.world.members(chat), "pin", chat=chat, message_id=None)
    return True


def _member(exchange: Exchange, found: Person | Group, number: int) -> Json:
    if number == exchange.bot_id:
        return {"status": "member", "user": exchange.bot_user()}
    person = exchange.world.people.get(number)
    if person is None:
        raise bad("user not found")
    if isinstance(found, Group) and number == found.owner:
        return {"status": "creator", "user": person.user(), "is_anonymous": False}
    inside = number in exchange.world.members(found.id)
    return {"status": "member" if inside else "left", "user": person.user()}
