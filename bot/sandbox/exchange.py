"""Everything between the bot and the people in one place: who there is, what was written, what waits, who is told.

It composes and does the two things that both sides need: to post a message, and to change one. It refuses nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from bot.sandbox.feed import Feed
from bot.sandbox.files import Files
from bot.sandbox.messages import Messages, seen
from bot.sandbox.store import Store
from bot.sandbox.taps import Taps
from bot.sandbox.updates import Updates
from bot.sandbox.wire import Json
from bot.sandbox.world import World


class Exchange:
    """The parts of the sandbox that methods and acts work on."""

    def __init__(self, folder: Path | None, token: str, name: str, username: str, clock: Callable[[], float], tap_window: float) -> None:
        self.token = token
        self.first_name = name
        self.username = username
        self.clock = clock
        self.store = Store(folder)
        self.world = World(self.store)
        self.messages = Messages(self.store)
        self.files = Files(self.store)
        self.feed = Feed(self.store, clock)
        self.taps = Taps(self.store, tap_window)
        self.updates = Updates(self.store, clock)
        self.bot_id = int(token.partition(":")[0])
        self.bot_name = self.store.recall("name:", name)

    def now(self) -> int:
        """Seconds, as dates are in the Bot API."""
        return int(self.clock())

    def bot_user(self) -> Json:
        """The bot as the Bot API's `User`."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.bot_name, "username": self.username}

    def post(self, chat: int, sender: Json, content: Json, *, mine: bool, keyboard: Json | None = None) -> tuple[Json, bytes]:
        """A new message: kept, and told to everybody in the chat. Its JSON as a value and as bytes."""
        body: Json = {
            "message_id": self.messages.next_id(),
            "from": sender,
            "chat": self.world.chat(chat).chat(),
            "date": self.now(),
            **content,
        }
        encoded = self.messages.add(body, mine=mine, keyboard=keyboard)
        shown = seen(msgspec.Raw(encoded), keyboard, mine)
        self.feed.tell(self.world.members(chat), "message", chat=chat, **shown)
        return body, encoded

    def change(self, chat: int, body: Json, *, mine: bool) -> bytes:
        """Put a message's new body in the place of the old one, before everybody's eyes."""
        encoded = self.messages.replace(chat, body["message_id"], body)
        self.feed.tell(self.world.members(chat), "edit", chat=chat, **seen(msgspec.Raw(encoded), None, mine))
        return encoded

    def remove(self, chat: int, number: int) -> None:
        """Take a message away before everybody's eyes."""
        self.messages.delete(chat, number)
        self.feed.tell(self.world.members(chat), "delete", chat=chat, message_id=number)

    def clear(self) -> None:
        """Begin anew: five people who never met the bot. Numbers go on; the bot's own settings stay."""
        everybody = set(self.world.people)
        for part in (self.messages, self.files, self.feed, self.taps, self.updates):
            part.clear()
        self.world.clear()
        self.feed.tell(everybody | set(self.world.people), "reset")
