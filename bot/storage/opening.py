"""Opening a store by its address. An SQLite file is locked, checked, copied and migrated here before anything else touches it.

A PostgreSQL database is never migrated by opening it: several processes share it, so an operator runs `migrate`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.ports import Ids, Reader, Store
from bot.storage import postgres, sqlite
from bot.storage.reading import SqlReader
from bot.storage.refusals import damaged, newer, not_there, old, unknown_address
from bot.storage.schema import SCRIPTS, SchemaState, head_of, state_of, upgrade
from bot.storage.session import Session
from bot.storage.sql_store import SqlStore

SQLITE_BATCH = 128
"""How many works share one durable commit at most: 64 turns and the ends of as many letters. More would only make the last one wait."""

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
    state = _state(address, SCRIPTS)
    _refuse_unfit(state, _shown(address))
    if state is not SchemaState.CURRENT:
        raise (not_there if state is SchemaState.EMPTY else old)(_shown(address))
    if address.get_backend_name() == "sqlite":
        return SqlReader(partial(sqlite.reading_engine, _path(address), alone=True))
    return SqlReader(partial(postgres.reading_engine, address))


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
    return _state(_address(url), scripts)


def _address(url: str) -> URL:
    """The address taken apart. Only the part before the colon is ever shown: the rest may hold a password."""
    shown = url.partition(":")[0]
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise unknown_address(shown) from None
    if address.get_backend_name() not in {"sqlite", "postgresql"} or not address.database or address.database == ":memory:":
        raise unknown_address(shown)
    return address


def _open_sqlite(address: URL, ids: Ids) -> Store:
    path = _path(address)
    lock = sqlite.FileLock(path)
    try:
        _migrate_file(path, SCRIPTS)
        engine = sqlite.writing_engine(path)
        reader = SqlReader(partial(sqlite.reading_engine, path))
        return SqlStore(lambda: Session(engine), reader, ids, writers=1, batch=SQLITE_BATCH, on_close=lock.release)
    except BaseException:
        lock.release()
        raise


def _open_postgres(address: URL, ids: Ids) -> Store:
    state = _state(address, SCRIPTS)
    _refuse_unfit(state, _shown(address))
    if state is not SchemaState.CURRENT:
        raise old(_shown(address))
    engine = postgres.writing_engine(address)
    reader = SqlReader(partial(postgres.reading_engine, address))
    return SqlStore(lambda: Session(engine), reader, ids, writers=POSTGRES_WRITERS, batch=1, on_close=engine.dispose)


def _migrate_file(path: Path, scripts: Path) -> tuple[str, ...]:
    """The file's way to the newest schema; the caller holds its lock."""
    sqlite.check_library(sqlite3.sqlite_version_info)
    _refuse_damaged(path)
    with _disposed(sqlite.writing_engine(path)) as engine:
        state = state_of(engine, scripts)
        _refuse_unfit(state, path.name)
        if state is SchemaState.OLD:
            sqlite.copy_file(path, head_of(scripts))
        return upgrade(engine, scripts)


def _state(address: URL, scripts: Path) -> SchemaState:
    if address.get_backend_name() == "postgresql":
        with _disposed(postgres.writing_engine(address)) as engine:
            return state_of(engine, scripts)
    path = _path(address)
    if sqlite.damage_of(path) is not None:
        return SchemaState.DAMAGED
    if not path.exists() or path.stat().st_size == 0:
        return SchemaState.EMPTY
    with _disposed(sqlite.looking_engine(path)) as engine:
        return state_of(engine, scripts)


def _refuse_damaged(path: Path) -> None:
    reason = sqlite.damage_of(path)
    if reason is not None:
        raise damaged(path.name, reason)


def _refuse_unfit(state: SchemaState, shown: str) -> None:
    if state is SchemaState.NEWER:
        raise newer(shown)
    if state is SchemaState.DAMAGED:
        raise damaged(shown, "tables without a known revision")


def _path(address: URL) -> Path:
    return Path(str(address.database))


def _shown(address: URL) -> str:
    return Path(str(address.database)).name


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = sqlite.FileLock(path)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()
