"""The settings on which durability rests, asked of the connections themselves, so that none can go away unseen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.ports import StorageRefused, Store
from bot.storage import postgres, sqlite
from bot.storage.opening import open_store
from tests.contract.given import CountedIds
from tests.storage.inside import ask


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("recursive_triggers", 1),
        ("busy_timeout", 5000),
        ("fullfsync", 1),
        ("cell_size_check", 1),
        ("page_size", 8192),
        ("wal_autocheckpoint", 2000),
        ("locking_mode", "normal"),
    ],
)
def test_the_writing_connection_is_set_to_keep_what_it_acknowledges(store: Store, pragma: str, value: object) -> None:
    """Each pragma as the connection itself reports it."""
    assert store.submit(lambda tx: ask(tx, f"PRAGMA {pragma}")).result() == value


def test_every_pragma_of_the_writer_takes_effect(store: Store) -> None:
    """None is misspelt, which SQLite would not say."""
    found = store.submit(lambda tx: {pragma: ask(tx, f"PRAGMA {pragma}") for pragma in sqlite.WRITER_PRAGMAS}).result()
    assert found == sqlite.WRITER_PRAGMAS


@pytest.mark.parametrize("alone", [False, True])
def test_readers_write_nothing_and_never_checkpoint(store: Store, path: Path, alone: bool) -> None:
    """Two who checkpoint can damage the file on SQLite up to 3.51.2."""

    async def found() -> dict[str, object]:
        async with sqlite.reading_engine(path, alone=alone).connect() as connection:
            return {pragma: (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() for pragma in sqlite.READER_PRAGMAS}

    assert store.submit(lambda _tx: None).result() is None
    assert asyncio.run(found()) == {"query_only": 1, "wal_autocheckpoint": 0, "busy_timeout": 5000}


@pytest.mark.parametrize(("name", "value"), [*postgres.WRITER_SETTINGS.items(), ("transaction_isolation", "read committed")])
def test_a_writing_connection_to_postgresql_waits_for_the_disk(postgres_url: str, name: str, value: str) -> None:
    """Whatever the server's defaults are."""
    store = open_store(postgres_url, CountedIds())
    assert store.submit(lambda tx: ask(tx, f"SHOW {name}")).result() == value
    store.close()


def test_synchronous_commit_is_on_by_name() -> None:
    """The one setting that must not be lost from the list above."""
    assert postgres.WRITER_SETTINGS["synchronous_commit"] == "on"


def test_an_old_sqlite_library_is_refused() -> None:
    """By version, with both numbers in the text."""
    sqlite.check_library((3, 24, 0))
    with pytest.raises(StorageRefused, match=r"3\.23\.1.*3\.24"):
        sqlite.check_library((3, 23, 1))
