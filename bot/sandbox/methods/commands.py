"""The menu of commands, per scope and language, and who sees which one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.sandbox.exchange import Exchange
from bot.sandbox.refusals import bad
from bot.sandbox.wire import Args, Json
from bot.sandbox.world import Person

NAME = re.compile(r"[a-z0-9_]{1,32}")
MOST = 100
DESCRIPTION = 256
SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators", "chat_member"}
)
MENU = "menu:"


def set_commands(exchange: Exchange, args: Args) -> bool:
    """`setMyCommands`."""
    listed = args.loaded("commands")
    if not isinstance(listed, list):
        raise bad("can't parse commands: expected an Array of BotCommand")
    if len(listed) > MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    exchange.store.remember(_place(exchange, args), [_command(item) for item in listed] or None)
    exchange.feed.tell(exchange.world.people, "commands")
    return True


def get_commands(exchange: Exchange, args: Args) -> list[Json]:
    """`getMyCommands`: exactly this scope and language, no falling back."""
    listed: list[Json] = exchange.store.recall(_place(exchange, args), [])
    return listed


def delete_commands(exchange: Exchange, args: Args) -> bool:
    """`deleteMyCommands`."""
    exchange.store.remember(_place(exchange, args), None)
    exchange.feed.tell(exchange.world.people, "commands")
    return True


def set_menu_button(exchange: Exchange, args: Args) -> bool:
    """`setChatMenuButton`."""
    button = args.loaded("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad("can't parse menu button: MenuButton has unsupported type specified")
    exchange.store.remember(MENU + _chat_text(exchange, args), button)
    return True


def get_menu_button(exchange: Exchange, args: Args) -> Json:
    """`getChatMenuButton`."""
    default = exchange.store.recall(MENU, {"type": "default"})
    button: Json = exchange.store.recall(MENU + _chat_text(exchange, args), default)
    return button


def menu_for(exchange: Exchange, person: Person, chat: int) -> list[Json]:
    """The commands that a person sees in a chat: the narrowest scope wins, in it the person's language."""
    for scope in _scopes(exchange, person, chat):
        for language in (person.language_code.partition("-")[0], ""):
            listed: list[Json] | None = exchange.store.recall(f"commands:{scope}:{language}")
            if listed:
                return listed
    return []


def _scopes(exchange: Exchange, person: Person, chat: int) -> Iterator[str]:
    group = exchange.world.groups.get(chat)
    if group is None:
        yield from (f"chat:{chat}", "all_private_chats", "default")
        return
    yield f"chat_member:{chat}:{person.id}"
    if group.owner == person.id:
        yield f"chat_administrators:{chat}"
    yield f"chat:{chat}"
    if group.owner == person.id:
        yield "all_chat_administrators"
    yield from ("all_group_chats", "default")


def _place(exchange: Exchange, args: Args) -> str:
    """The name under which a scope and language is kept."""
    scope = args.loaded("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    language = args.text("language_code")
    if language and not (len(language) == 2 and language.isascii() and language.islower()):
        raise bad("invalid language code specified")
    pieces = [scope["type"]]
    if scope["type"] in {"chat", "chat_administrators", "chat_member"}:
        number = Args(scope).whole("chat_id")
        exchange.world.chat(number)
        pieces.append(str(number))
    if scope["type"] == "chat_member":
        pieces.append(str(Args(scope).whole("user_id")))
    return f"commands:{':'.join(pieces)}:{language}"


def _command(item: object) -> Json:
    if not isinstance(item, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name, description = str(item.get("command", "")).removeprefix("/").lower(), str(item.get("description", "")).strip()
    if not NAME.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _chat_text(exchange: Exchange, args: Args) -> str:
    number = args.whole("chat_id")
    if number:
        exchange.world.chat(number)
    return str(number or "")
