"""Menus of those who hold a role: told to the server when a grant changed, whoever changed it, or when such a person first comes.

Compares what is stored with what was told, every few seconds and beside everything else. Display only; nobody waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from bot.channels.telegram import menu
from bot.channels.telegram.client import ApiError, Client, Gone, Migrated, Refused, RetryAfter
from bot.channels.telegram.incoming import CHANNEL
from bot.ports import Store
from bot.roles import Role

LOOK_SECONDS = 5.0
BETWEEN_SECONDS = 0.2
"""Between two chats, so that a start with hundreds of them hinders no message."""


class Menus:
    """Which menu each chat was told. After a start all are told anew, because a menu may have changed with the program."""

    def __init__(self, store: Store, client: Client, failed: Callable[[BaseException], str]) -> None:
        self._store = store
        self._client = client
        self._failed = failed
        self._told: dict[str, Collection[Role]] = {}

    async def keep(self) -> None:
        """Keep the menus as the grants are, without an end."""
        while True:
            pause = LOOK_SECONDS
            try:
                await self.look()
            except RetryAfter as error:
                pause = error.seconds
            except ApiError:
                pass  # the server is told with the next look
            except Exception as error:  # whatever it is, menus are not worth more than a note
                self._failed(error)
            await asyncio.sleep(pause)

    async def look(self) -> None:
        """Tell the server of every chat whose roles are others than it was told."""
        now = dict(await self._store.roles_by_chat(CHANNEL))
        for chat in [*now, *(chat for chat in self._told if chat not in now)]:
            roles = frozenset(now.get(chat, ()))
            if roles == self._told.get(chat, frozenset()):
                continue
            try:
                await menu.publish_for(self._client, chat, roles)
            except (Gone, Migrated, Refused) as error:  # this chat takes none; the others behind it do
                self._failed(error)
            self._told[chat] = roles
            await asyncio.sleep(BETWEEN_SECONDS)
