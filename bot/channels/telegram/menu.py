"""The command menu and the description texts, by language. Display only: what a person may do is asked elsewhere."""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.client import Client
from dialogs import phrasebook

LANGUAGES = ("zh", "en")
COMMANDS = ("start", "home", "contents", "review", "explain", "tailor", "profile", "history", "pause", "delete", "english", "chinese")


def menu(language: str) -> list[dict[str, str]]:
    """The commands with their descriptions."""
    return [{"command": command, "description": phrasebook.sentence(language, "menu", command)} for command in COMMANDS]


async def publish(client: Client) -> None:
    """Tell the server menu and descriptions; Chinese is what everybody sees whose language is no other of ours."""
    for language in LANGUAGES:
        code: dict[str, Any] = {} if language == phrasebook.DEFAULT_LANGUAGE else {"language_code": language}
        await client.call("setMyCommands", {"commands": menu(language), "scope": {"type": "all_private_chats"}, **code})
        await client.call("setMyDescription", {"description": phrasebook.sentence(language, "about", "description"), **code})
        await client.call("setMyShortDescription", {"short_description": phrasebook.sentence(language, "about", "short"), **code})
