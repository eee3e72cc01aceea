"""Every message of every chat, as the bot sees it, with the reply keyboard that came with it. Message ids never repeat.

It refuses nothing: a missing message is nothing, and what that means is for the caller.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.store import Store
from bot.sandbox.wire import Json, decode, encode


@dataclass(frozen=True, slots=True)
class Kept:
    """A message in its chat; `mine` means that the bot sent it. `body` is the Bot API's `Message`."""

    chat: int
    id: int
    at: int
    mine: bool
    body: Json


class Messages:
    """The messages in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last = int(store.recall("last_message", 0))
        row = store.one("select max(id) from message")
        self._last = max(self._last, row[0] or 0)

    def next_id(self) -> int:
        """A number that no message had."""
        self._last += 1
        return self._last

    def add(self, body: Json, *, mine: bool, keyboard: Json | None = None) -> bytes:
        """Keep a new message; its JSON, encoded once."""
        encoded = encode(body)
        self._store.run(
            "insert into message (chat, id, at, mine, body, keyboard) values (?, ?, ?, ?, ?, ?)",
            (body["chat"]["id"], body["message_id"], body["date"], mine, encoded, None if keyboard is None else encode(keyboard)),
        )
        return encoded

    def get(self, chat: int, number: int) -> Kept | None:
        """The message, unless there is none or it was deleted."""
        row = self._store.one("select at, mine, body from message where chat = ? and id = ?", (chat, number))
        return None if row is None else Kept(chat, number, row[0], bool(row[1]), decode(row[2]))

    def replace(self, chat: int, number: int, body: Json) -> bytes:
        """Put another body in the place of the old one."""
        encoded = encode(body)
        self._store.run("update message set body = ? where chat = ? and id = ?", (encoded, chat, number))
        return encoded

    def delete(self, chat: int, number: int) -> None:
        """The message is gone for both sides."""
        self._store.run("delete from message where chat = ? and id = ?", (chat, number))

    def of_chat(self, chat: int, limit: int = 500) -> list[Json]:
        """The latest messages of a chat, oldest first, as people see them: message, reply keyboard, whose it is."""
        rows = self._store.rows("select body, keyboard, mine from message where chat = ? order by id desc limit ?", (chat, limit))
        return [seen(decode(body), None if keyboard is None else decode(keyboard), bool(mine)) for body, keyboard, mine in reversed(rows)]

    def move(self, old: int, new: int) -> None:
        """A group's messages go with it when it becomes a supergroup."""
        for number, body in self._store.rows("select id, body from message where chat = ?", (old,)):
            message = decode(body)
            message["chat"]["id"] = new
            self._store.run("update message set chat = ?, body = ? where chat = ? and id = ?", (new, encode(message), old, number))

    def clear(self) -> None:
        """Forget all messages, but not which numbers were used."""
        self._store.run("delete from message")
        self._store.remember("last_message", self._last)


def seen(message: object, keyboard: Json | None, mine: bool) -> Json:
    """A message as people see it; `from_bot` says that the bot wrote it."""
    shown: Json = {"message": message, "from_bot": mine}
    return shown if keyboard is None else {**shown, "keyboard": keyboard}
