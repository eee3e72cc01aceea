"""Opening a store by its address. An SQLite file is locked, checked, copied and migrated here before anything else touches it.

A PostgreSQL database is never migrated by opening it: several processes share it, so an operator runs `migrate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.ports import Ids, Reader, StorageRefused, Store
from bot.storage import postgres, sqlite
from bot.storage.reading import SqlReader
from bot.storage.refusals import damaged, newer, not_there, old, unavailable, unknown_address
from bot.storage.schema import SCRIPTS, SchemaState, head_of, state_of, upgrade
from bot.storage.session import Session
from bot.storage.sql_store import SqlStore

SQLITE_BATCH = 64
"""How many turns share one durable commit at most; more would only make the last one wait."""

POSTGRES_WRITERS = 4
"""Writer threads on PostgreSQL: enough that one commit's wait is another's work."""


def open_store(url: str, ids: Ids) -> Store:
    """The store at this address, ready to write. An SQLite file is made or migrated first, after a copy was made beside it.

    Raises `StorageRefused` (unknown address, in use, damaged, newer, PostgreSQL not migrated) or `StorageUnavailable`.
    """
    address = _address(url)
    return _open_sqlite(address, ids) if address.get_backend_name() == "sqlite" else _open_postgres(address, ids)


def open_reader(url: str) -> Reader:
    """Reads of a database that another process may be writing; changes nothing and takes no lock. It must be of the current schema."""
    address = _address(url)
    _require_current(_state(address, SCRIPTS), _shown(address))
    if address.get_backend_name() == "sqlite":
        return SqlReader(sqlite.reading_engine(_path(address), alone=True))
    return SqlReader(postgres.reading_engine(address))


def migrate(url: str, scripts: Path = SCRIPTS) -> tuple[str, ...]:
    """Bring the database to the newest schema; returns the revisions applied, none if it was there already.

    An SQLite file is copied to `<name>.before-<revision>` first. Refuses a newer, damaged or used database like `open_store`.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        with _locked(_path(address)):
            return _migrate_file(_path(address), scripts)
    _refuse_unfit(_state(address, scripts), _shown(address))
    with _disposed(postgres.writing_engine(address)) as engine:
        return upgrade(engine, scripts)


def schema_state(url: str, scripts: Path = SCRIPTS) -> SchemaState:
    """How the database's schema relates to this program; a file that is no sound database is damaged, one that is not there empty."""
    try:
        return _state(_address(url), scripts)
    except _Damaged:
        return SchemaState.DAMAGED
