"""The sandbox's one SQLite database: tables, and statements that are committed together once a turn of the event loop.

A restart finds what was committed. It promises nothing on a power cut, and it is the only file here that opens the database.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.wire import decode, encode

TABLES = """
create table if not exists meta (name text primary key, value blob not null) without rowid;
create table if not exists person (id integer primary key, key text not null unique, body blob not null);
create table if not exists grp (id integer primary key, body blob not null);
create table if not exists message (
    chat integer not null, id integer not null, at integer not null, mine integer not null, body blob not null, keyboard blob,
    primary key (chat, id)) without rowid;
create table if not exists tap (
    id text primary key, person integer not null, chat integer not null, message integer not null, at real not null,
    answered integer not null default 0) without rowid;
create table if not exists file (
    id text primary key, unique_id text not null, name text not null, mime text not null, path text not null unique,
    size integer not null, body blob not null);
create table if not exists pending (
    id integer primary key, kind text not null, queue text not null, expires real not null, body blob not null);
create index if not exists pending_queue on pending (queue, id);
create index if not exists pending_expires on pending (expires);
create table if not exists feed (seq integer primary key autoincrement, person integer not null, at real not null, body blob not null);
create index if not exists feed_person on feed (person, seq);
create table if not exists history (
    seq integer primary key autoincrement, at real not null, took real not null, actor text not null, method text not null,
    chat integer, address text not null, content_type text not null, body blob not null, status integer not null,
    answer blob not null, fault text, violations text not null);
"""

Value = str | int | float | bytes | None


class Store:
    """The connection. Statements return at once; the commit follows before the event loop waits again."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(":memory:" if folder is None else folder / "sandbox.db")
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = off")
        self._db.executescript(TABLES)
        self._dirty = False

    def run(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Change something; the number of the row that an insert made."""
        cursor = self._db.execute(statement, values)
        if not self._dirty:
            self._dirty = True
            asyncio.get_running_loop().call_soon(self._commit)
        return cursor.lastrowid or 0

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[Any]:
        """All rows of a question."""
        return self._db.execute(statement, values).fetchall()

    def one(self, statement: str, values: Sequence[Value] = ()) -> Any:
        """The first row, or nothing."""
        return self._db.execute(statement, values).fetchone()

    def remember(self, name: str, value: object) -> None:
        """Keep a value under a name; `None` forgets it."""
        if value is None:
            self.run("delete from meta where name = ?", (name,))
        else:
            self.run("insert or replace into meta (name, value) values (?, ?)", (name, encode(value)))

    def recall(self, name: str, default: Any = None) -> Any:
        """What was kept under the name."""
        row = self.one("select value from meta where name = ?", (name,))
        return default if row is None else decode(row[0])

    def close(self) -> None:
        """Commit and close; nothing works afterwards."""
        self._commit()
        self._db.close()

    def _commit(self) -> None:
        if self._dirty:
            self._dirty = False
            self._db.commit()
