"""Groups as people handle them: made with the bot, turned into a supergroup, the bot put out and let in again."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot.sandbox.acts import bot_as
from bot.sandbox.exchange import Exchange
from bot.sandbox.refusals import Declined
from bot.sandbox.wire import Json
from bot.sandbox.world import Group, Person

FIRST_GROUP = -5_000_001


def make(exchange: Exchange, person: Person, title: str, keys: list[str]) -> Group:
    """A group of this person, the bot and others."""
    others = tuple(exchange.world.by_key(key).id for key in keys)
    number = min(FIRST_GROUP + 1, *(group for group in (0, *exchange.world.groups) if group > -(10**12))) - 1
    group = exchange.world.put_group(Group(number, title or "群聊", person.id, tuple(dict.fromkeys((person.id, *others)))))
    _membership(exchange, person, group, "left", "member")
    body, encoded = exchange.post(group.id, person.user(), {"group_chat_created": True}, mine=False)
    exchange.updates.create("message", msgspec.Raw(encoded), f"chat:{body['chat']['id']}")
    return group


def put_out(exchange: Exchange, person: Person, chat: int) -> None:
    """Remove the bot from the group."""
    group = own(exchange, person, chat)
    if not group.bot_in:
        raise Declined(409, "助手不在群里。The bot is not in the group.")
    _membership(exchange, person, exchange.world.put_group(replace(group, bot_in=False)), "member", "kicked")


def let_in(exchange: Exchange, person: Person, chat: int) -> None:
    """Add the bot again."""
    group = own(exchange, person, chat)
    if group.bot_in:
        raise Declined(409, "助手已在群里。The bot is in the group already.")
    _membership(exchange, person, exchange.world.put_group(replace(group, bot_in=True)), "left", "member")


def upgrade(exchange: Exchange, person: Person, chat: int) -> Group:
    """The group becomes a supergroup with another id, which both chats say to the bot."""
    group = own(exchange, person, chat)
    new = exchange.world.upgrade(group)
    exchange.messages.move(group.id, new.id)
    for place, content in ((group, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": group.id})):
        _, encoded = exchange.post(place.id, person.user(), content, mine=False)
        exchange.updates.create("message", msgspec.Raw(encoded), f"chat:{place.id}")
    exchange.feed.tell(new.members, "state")
    return new


def own(exchange: Exchange, person: Person, chat: int) -> Group:
    """The group with this id that the person is in."""
    group = exchange.world.groups.get(chat)
    if group is None or person.id not in group.members or group.moved_to is not None:
        raise Declined(404, "没有这个群。There is no such group.")
    return group


def _membership(exchange: Exchange, person: Person, group: Group, old: str, new: str) -> None:
    body: Json = {"chat": group.chat(), "from": person.user(), "date": exchange.now()}
    body |= {"old_chat_member": bot_as(exchange, old), "new_chat_member": bot_as(exchange, new)}
    exchange.updates.create("my_chat_member", body, f"chat:{group.id}")
    exchange.feed.tell(group.members, "state")
