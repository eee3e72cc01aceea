"""SQLite: the pragmas that make it safe, the lock that keeps a second process out, and the checks before a file is trusted.

One connection writes and it alone checkpoints, because SQLite up to 3.51.2 can damage a file when several connections do. Readers are
told not to. Opens only files; a database in memory could not be shared with the readers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.refusals import in_use, library_too_old, unreachable
from bot.storage.session import BUSY_TIMEOUT_MS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

OLDEST_LIBRARY = (3, 24, 0)
"""The first version with `ON CONFLICT … DO UPDATE`."""

WRITER_PRAGMAS = {
    "page_size": 8192,  # a run is about 20 KB, and fewer pages for it measured a little faster
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: an acknowledged answer survives a power cut; NORMAL loses some
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "secure_delete": 1,  # a deleted phone number is overwritten
    "temp_store": 2,  # memory: statement journals must not leave such values in temporary files
    "wal_autocheckpoint": 2000,
    "recursive_triggers": 1,  # so that REPLACE cannot pass the triggers that guard seals and audit
    "cell_size_check": 1,
    "fullfsync": 1,  # only macOS has it: there a plain fsync does not reach the disk
    "cache_size": -65_536,
}
"""What the writing connection is set to; a test asks the connection for each."""

READER_PRAGMAS = {"query_only": 1, "wal_autocheckpoint": 0, "busy_timeout": BUSY_TIMEOUT_MS}

_HEADER = b"SQLite format 3\x00"


def check_library(version: tuple[int, ...]) -> None:
    """Refuse an SQLite library that lacks what the statements need."""
    if version < OLDEST_LIBRARY:
        raise library_too_old(".".join(map(str, version)))


def writing_engine(path: Path) -> Engine:
    """An engine whose connections carry the writer's pragmas; the caller opens one of them."""
    engine = create_engine(URL.create("sqlite+pysqlite", database=str(path)), poolclass=NullPool)
    event.listen(engine, "connect", _prepare_writer)
    return engine


def reading_engine(path: Path, *, alone: bool = False) -> AsyncEngine:
    """An engine for reads beside the writer; `alone` opens the file read-only, for a process that does not own it."""
    from sqlalchemy.ext.asyncio import create_async_engine

    query = {"mode": "ro", "uri": "true"} if alone else {}
    database = path.resolve().as_uri() if alone else str(path)
    engine = create_async_engine(URL.create("sqlite+aiosqlite", database=database, query=query), poolclass=NullPool)
    event.listen(engine.sync_engine, "connect", _prepare_reader)
    return engine


def looking_engine(path: Path) -> Engine:
    """An engine that opens the file read-only, to look at its schema without owning it."""
    url = URL.create("sqlite+pysqlite", database=path.resolve().as_uri(), query={"mode": "ro", "uri": "true"})
    return create_engine(url, poolclass=NullPool)


def _prepare_writer(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Autocommit in the driver's words: it opens no transaction by itself, so that BEGIN IMMEDIATE is always ours.
    connection.isolation_level = None
    _set(connection, WRITER_PRAGMAS)


def _prepare_reader(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _set(connection, READER_PRAGMAS)


def _set(connection: DBAPIConnection, pragmas: Mapping[str, object]) -> None:
    cursor = connection.cursor()
    for name, value in pragmas.items():
        cursor.execute(f"PRAGMA {name} = {value}")
        cursor.fetchall()
    cursor.close()


class FileLock:
    """The right to write a database file, held by SQLite's own lock on a file beside it.

    The kernel takes it back when the process ends, also after kill -9, and a forked child does not inherit it.
    """

    def __init__(self, path: Path) -> None:
        beside = path.with_name(path.name + ".lock")
        try:
            self._connection = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise unreachable(str(path)) from error
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise (in_use(path.name) if "locked" in str(error) else unreachable(str(path))) from error

    def release(self) -> None:
        """Let another process have it."""
        self._connection.close()


def damage_of(path: Path) -> str | None:
    """Why this file is no sound database, or nothing if it is one or is not there yet. Reads only."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            return None
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
        if header != _HEADER:
            return "not an SQLite file"
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except (sqlite3.OperationalError, OSError) as error:
        raise unreachable(str(path)) from error
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else found.splitlines()[-1]


def copy_file(path: Path, revision: str) -> Path:
    """A copy of the database as it is now, `<name>.before-<revision>` beside it; complete or not there at all."""
    target = path.with_name(f"{path.name}.before-{revision}")
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as copy:
        source.backup(copy)
    draft.replace(target)
    return target
