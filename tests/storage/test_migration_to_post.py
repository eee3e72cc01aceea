"""From the first schema, frozen with its rows in `golden/r0001.sql`, to the one with inbox and outbox: every row stays what it was."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql as names

from bot.ports import Sealed, Transaction
from bot.storage.opening import migrate, open_store, schema_state
from bot.storage.schema import SCRIPTS, SchemaState, head_of
from dialogs.model import Phase
from tests.contract.given import NOW, PHONE, CountedIds, stored

GOLDEN = Path(__file__).parent / "golden" / "r0001.sql"
# In the order in which their rows can be added.
TABLES = ("persons", "cursors", "enterprises", "contacts", "runs", "answers", "slots", "audit")
# The columns that a table had at first, where later ones added some.
COLUMNS = {
    "cursors": ("person", "run", "updated_at", "document"),
    "enterprises": ("id", "code", "name", "district", "first_contact", "created_at", "updated_at", "profile"),
    "runs": (
        "seq", "id", "version", "owner", "enterprise", "bank", "bank_version", "state", "answered", "created_at", "started_at",
        "finished_at", "updated_at", "level", "total", "seal", "sealed_at", "document",
    ),
    "slots": ("enterprise", "month", "slot", "run"),
}  # fmt: skip

Rows = dict[str, list[tuple[Any, ...]]]


def old_file(path: Path) -> Rows:
    """Make the file as the first version of the program left it; returns its rows."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(GOLDEN.read_text(encoding="utf-8"))
        return sqlite_rows(connection)


def only_first(tmp_path: Path) -> Path:
    """The revisions as the first version of the program had them: one."""
    later = [found.name for found in (SCRIPTS / "versions").glob("r*_*.py") if not found.name.startswith("r0001_")]
    return shutil.copytree(SCRIPTS, tmp_path / "first", ignore=shutil.ignore_patterns("__pycache__", *later))


def sqlite_rows(connection: sqlite3.Connection) -> Rows:
    """Every row of the tables of the first schema."""
    found = {table: connection.execute(f"SELECT {', '.join(COLUMNS.get(table, '*'))} FROM {table}").fetchall() for table in TABLES}
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


def postgres_rows(connection: psycopg.Connection) -> Rows:
    """The same on PostgreSQL."""
    found = {}
    for table in TABLES:
        columns = names.SQL(", ").join(map(names.Identifier, COLUMNS[table])) if table in COLUMNS else names.SQL("*")
        found[table] = connection.execute(names.SQL("SELECT {} FROM {}").format(columns, names.Identifier(table))).fetchall()
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


def old_database(url: str, tmp_path: Path) -> Rows:
    """Bring an empty PostgreSQL database to the first schema, with the rows of the frozen file."""
    assert migrate(url, only_first(tmp_path)) == ("0001",)
    rows = old_file(tmp_path / "frozen.db")
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("SET session_replication_role = replica")  # a sealed run takes no answers otherwise
        for table, found in rows.items():
            places = names.SQL(", ").join(names.Placeholder() * len(found[0]))
            add = names.SQL("INSERT INTO {} VALUES ({})").format(names.Identifier(table), places)
            connection.cursor().executemany(add, found)
    return rows


def usable(tx: Transaction) -> None:
    """The old rows mean what they did, are guarded as they were, and the new tables take rows beside them."""
    person = tx.person("console", "1", NOW)
    cursor, run = tx.load(person)
    assert cursor is not None
    assert cursor.phase is Phase.QUESTION
    assert cursor.contact is not None
    assert cursor.contact.mobile == PHONE
    assert run is not None
    assert {question: answer.key for question, answer in run.run.answers.items()} == {"q1": "C"}
    enterprise = tx.enterprise_by_code("91310000MA1FL0ABCD")
    assert enterprise is not None
    last = tx.last_finished(enterprise.id)
    assert last is not None
    assert [past.id for past in tx.past_runs(enterprise.id)] == ["run-1"]
    assert not all(tx.take_slot(enterprise.id, "cmmm-2020", "2025-12", run, 3) for run in ("run-3", "run-4"))
    assert tx.take_update("telegram", "u1", NOW)
    tx.reach("telegram", person, "5", NOW)
    assert tx.post("telegram", person, "5", "Screen", b"", NOW).id == 1


def check(url: str) -> None:
    """The store opens on the migrated database and works."""
    store = open_store(url, CountedIds())
    store.submit(usable).result()
    assert isinstance(store.submit(lambda tx: tx.save_run(stored(tx), stored(tx).run, NOW)).exception(), Sealed)
    store.close()


def test_an_sqlite_file_of_the_first_schema_keeps_every_row(path: Path, url: str) -> None:
    """And a copy of it as it was is left beside it."""
    before = old_file(path)
    assert min(map(len, before.values())) >= 1
    assert schema_state(url) is SchemaState.OLD
    assert migrate(url)[0] == "0002"
    with closing(sqlite3.connect(path)) as connection:
        assert sqlite_rows(connection) == before
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with closing(sqlite3.connect(path.with_name(f"zhiping.db.before-{head_of()}"))) as copy:
        assert sqlite_rows(copy) == before
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    check(url)


def test_opening_such_a_file_migrates_it(path: Path, url: str) -> None:
    """Nobody has to run a command."""
    old_file(path)
    check(url)
    assert schema_state(url) is SchemaState.CURRENT


def test_a_postgresql_database_of_the_first_schema_keeps_every_row(empty_postgres_url: str, tmp_path: Path) -> None:
    """The same rows, moved there."""
    before = old_database(empty_postgres_url, tmp_path)
    assert schema_state(empty_postgres_url) is SchemaState.OLD
    assert migrate(empty_postgres_url)[0] == "0002"
    with psycopg.connect(empty_postgres_url.replace("+psycopg", "")) as connection:
        assert postgres_rows(connection) == before
        # The rows came with their numbers, of which the sequence knows nothing.
        connection.execute("SELECT setval('audit_seq_seq', 100), setval('runs_seq_seq', 100)")
    check(empty_postgres_url)


def test_the_first_revision_still_makes_what_was_shipped(path: Path, tmp_path: Path) -> None:
    """The frozen file's tables, indexes and triggers, word for word."""
    migrate(f"sqlite:///{path}", only_first(tmp_path))
    frozen = tmp_path / "frozen.db"
    old_file(frozen)
    assert schema_of(path) == schema_of(frozen)
    assert len(schema_of(path)) > 20


def schema_of(path: Path) -> dict[str, str]:
    """The statements that a file's schema consists of, blanks aside."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: " ".join(statement.split()) for name, statement in found}


@pytest.mark.parametrize("table", ["inbox", "parked_updates", "chats", "letters", "timers"])
def test_a_new_table_begins_empty(path: Path, url: str, table: str) -> None:
    """Nothing is made up for people who were there before."""
    old_file(path)
    migrate(url)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
