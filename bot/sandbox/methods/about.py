"""Methods about the bot itself and about files: getMe, names, descriptions, getFile."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.exchange import Exchange
from bot.sandbox.files import DOWNLOAD_BYTES
from bot.sandbox.refusals import bad
from bot.sandbox.wire import Args, Json

LENGTHS = {"name": 64, "description": 512, "short_description": 120}


def get_me(exchange: Exchange, args: Args) -> Json:
    """`getMe`."""
    return {
        **exchange.bot_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def yes(exchange: Exchange, args: Args) -> bool:
    """`logOut` and `close`, which change nothing here."""
    return True


def get_file(exchange: Exchange, args: Args) -> Json:
    """`getFile`: the path below `/file/bot<token>/`."""
    kept = exchange.files.get(args.text("file_id"))
    if kept is None:
        raise bad("invalid file_id")
    if kept.size > DOWNLOAD_BYTES:
        raise bad("file is too big")
    return {**kept.fields(), "file_path": kept.path}


def set_text(name: str) -> Callable[[Exchange, Args], bool]:
    """`setMyName`, `setMyDescription` and `setMyShortDescription`, per language."""

    def method(exchange: Exchange, args: Args) -> bool:
        text = args.text(name)
        if len(text) > LENGTHS[name]:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        exchange.store.remember(f"{name}:{args.text('language_code')}", text or None)
        exchange.bot_name = text_of(exchange, "name", "")
        exchange.feed.tell(exchange.world.people, "commands")
        return True

    return method


def get_text(name: str) -> Callable[[Exchange, Args], Json]:
    """The three that read them back, falling to the text without a language."""

    def method(exchange: Exchange, args: Args) -> Json:
        return {name: text_of(exchange, name, args.text("language_code"))}

    return method


def text_of(exchange: Exchange, name: str, language: str) -> str:
    """What the bot says of itself to people of a language."""
    default = exchange.first_name if name == "name" else ""
    found = exchange.store.recall(f"{name}:{language}") or exchange.store.recall(f"{name}:{language.partition('-')[0]}")
    return str(found or exchange.store.recall(f"{name}:", default))
