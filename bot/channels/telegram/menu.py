"""The command menu and the description texts, by language. Display only: what a person may do is asked elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.channels.telegram.client import Client
from bot.roles import Role
from dialogs import phrasebook
from dialogs.desk.pages import PAGES

LANGUAGES = ("zh", "en")
COMMANDS = (
    *("start", "home", "contents", "review", "explain", "tailor", "profile", "history"),
    *("mine", "programmes", "desk", "feedback", "mute", "pause", "delete", "english", "chinese"),
)

BY_ROLE: Mapping[Role, tuple[str, ...]] = {
    Role.LIAISON: ("status", "find", "claim", "roster", "invite", "bcast"),
    Role.CITY: ("city", "status", "find", "reviews", "bcast", "audit"),
    Role.STAFF: ("bcast",),
    Role.PROVIDER: ("status", "find"),
    Role.REVIEWER: ("reviews",),
    Role.ADMIN: ("grants", "units", "liaison", "roster", "claim", "assign", "banks", "bcast", "audit"),
}
"""The pages that come before everything else in the menu of who has this role."""


def menu(language: str, roles: Collection[Role] = ()) -> list[dict[str, str]]:
    """The commands with their descriptions: those of the roles first, then everybody's."""
    first = dict.fromkeys(page for role in Role if role in roles for page in BY_ROLE[role] if page in PAGES)
    special = [_command(_word(page), phrasebook.sentence(language, "labels", f"page_{page}")) for page in first]
    return [*special, *(_command(command, phrasebook.sentence(language, "menu", command)) for command in COMMANDS)]


def _command(command: str, description: str) -> dict[str, str]:
    return {"command": command, "description": description}


def _word(page: str) -> str:
    """The command among the words that open a page."""
    words: tuple[str, ...] = PAGES[page].WORDS
    return next(word.removeprefix("/") for word in words if word.startswith("/"))


async def publish(client: Client) -> None:
    """Tell the server menu and descriptions; Chinese is what everybody sees whose language is no other of ours."""
    for language in LANGUAGES:
        code: dict[str, Any] = {} if language == phrasebook.DEFAULT_LANGUAGE else {"language_code": language}
        await client.call("setMyCommands", {"commands": menu(language), "scope": {"type": "all_private_chats"}, **code})
        await client.call("setMyDescription", {"description": phrasebook.sentence(language, "about", "description"), **code})
        await client.call("setMyShortDescription", {"short_description": phrasebook.sentence(language, "about", "short"), **code})


async def publish_for(client: Client, chat: str, roles: Collection[Role]) -> None:
    """Tell the server the menu of one chat; without a role the chat has everybody's again."""
    scope = {"type": "chat", "chat_id": int(chat)}
    for language in LANGUAGES:
        code: dict[str, Any] = {} if language == phrasebook.DEFAULT_LANGUAGE else {"language_code": language}
        if roles:
            await client.call("setMyCommands", {"commands": menu(language, roles), "scope": scope, **code})
        else:
            await client.call("deleteMyCommands", {"scope": scope, **code})
