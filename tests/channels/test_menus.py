"""Menus of those who hold a role: told once, told again when a grant changed, and never worth a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.channels.telegram import menus
from bot.channels.telegram.client import Client, Refused, RetryAfter
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.menu import BY_ROLE, menu
from bot.channels.telegram.menus import Menus
from bot.ports import Store
from bot.ports.registry import CITY
from bot.roles import Role
from bot.storage.opening import open_store
from dialogs.desk.pages import PAGES
from tests.bot.office import CountedIds

MINHANG = "310112"


class Server:
    """Takes the calls; refuses while it is told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.busy = False
        self.gone: set[int] = set()

    async def call(self, method: str, arguments: dict[str, Any]) -> None:
        if arguments["scope"]["chat_id"] in self.gone:
            raise Refused("Bad Request: chat not found")
        if self.busy:
            raise RetryAfter(1)
        self.calls.append((method, arguments))

    def taken(self) -> list[tuple[str, int, str]]:
        """Method, chat and language of what was called since the last look."""
        calls, self.calls = self.calls, []
        return [(method, said["scope"]["chat_id"], said.get("language_code", "")) for method, said in calls]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(menus, "BETWEEN_SECONDS", 0.0)
    opened = open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    yield opened
    opened.close()


def grant(store: Store, who: str) -> None:
    """Make somebody the liaison of a district."""
    store.submit(lambda tx: tx.grant(who, Role.LIAISON, MINHANG, "", 1)).result()


def person(store: Store, external: str) -> str:
    """Somebody who came once."""

    def come(tx: Any) -> str:
        found = tx.person(CHANNEL, external, 1)
        tx.reach(CHANNEL, found, external, 1)
        return str(found)

    return store.submit(come).result()


def test_a_chat_is_told_when_a_grant_changes_and_not_otherwise(store: Store) -> None:
    """Both languages; after the last role was taken back it has everybody's menu again."""
    server = Server()
    kept = Menus(store, cast("Client", server), str)
    chen, _ = person(store, "7"), person(store, "8")
    asyncio.run(kept.look())
    assert server.taken() == []
    store.submit(lambda tx: tx.grant(chen, Role.LIAISON, MINHANG, "", 1)).result()
    asyncio.run(kept.look())
    assert server.taken() == [("setMyCommands", 7, ""), ("setMyCommands", 7, "en")]
    asyncio.run(kept.look())
    assert server.taken() == []
    store.submit(lambda tx: tx.revoke(chen, Role.LIAISON, MINHANG)).result()
    asyncio.run(kept.look())
    assert server.taken() == [("deleteMyCommands", 7, ""), ("deleteMyCommands", 7, "en")]


def test_who_held_a_role_before_coming_is_told_on_coming(store: Store) -> None:
    """Before that nobody knows where."""
    server = Server()
    kept = Menus(store, cast("Client", server), str)
    chen = store.submit(lambda tx: tx.person(CHANNEL, "7", 1)).result()
    store.submit(lambda tx: tx.grant(chen, Role.ADMIN, CITY, "", 1)).result()
    asyncio.run(kept.look())
    assert server.taken() == []
    person(store, "7")
    asyncio.run(kept.look())
    assert len(server.taken()) == 2


def test_a_busy_server_is_told_later(store: Store) -> None:
    """Nothing is taken for told that was refused."""
    server = Server()
    kept = Menus(store, cast("Client", server), str)
    chen = person(store, "7")
    store.submit(lambda tx: tx.grant(chen, Role.LIAISON, MINHANG, "", 1)).result()
    server.busy = True
    with pytest.raises(RetryAfter):
        asyncio.run(kept.look())
    server.busy = False
    asyncio.run(kept.look())
    assert len(server.taken()) == 2


def test_a_chat_that_is_not_there_hinders_no_other(store: Store) -> None:
    """It is noted once."""
    server, failures = Server(), list[BaseException]()

    def failed(error: BaseException) -> str:
        failures.append(error)
        return ""

    kept = Menus(store, cast("Client", server), failed)
    first, second = person(store, "7"), person(store, "8")
    for chen in (first, second):
        grant(store, chen)
    server.gone = {7}
    asyncio.run(kept.look())
    asyncio.run(kept.look())
    assert server.taken() == [("setMyCommands", 8, ""), ("setMyCommands", 8, "en")]
    assert len(failures) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_role_has_a_menu_of_pages_that_are_there(language: str) -> None:
    """At most a hundred commands of the server's form, each once, with words."""
    everybody = {command["command"] for command in menu(language)}
    assert {"desk", "feedback", "mine"} <= everybody
    for roles in ([role] for role in Role):
        commands = [command["command"] for command in menu(language, roles)]
        assert len(commands) == len(set(commands)) <= 100
        assert everybody <= set(commands)
        assert all(command["description"].strip() for command in menu(language, roles))
    assert {page for pages in BY_ROLE.values() for page in pages} <= set(PAGES)
