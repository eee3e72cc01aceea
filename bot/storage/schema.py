"""The schema of a database: which revision it is at, and the way to the newest. The only file that runs Alembic.

All revisions of one call and their version number are one transaction. On SQLite foreign keys are off meanwhile, because a table that is
rebuilt would delete its children, and checked before the commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.storage.refusals import damaged, unavailable

SCRIPTS = Path(__file__).parent / "migrations"

_MIGRATION_LOCK = 0x7A_68_69_70  # any number will do, as long as every process uses the same


class SchemaState(StrEnum):
    """How the database's schema relates to this program."""

    EMPTY = "empty"
    OLD = "old"
    CURRENT = "current"
    NEWER = "newer"
    DAMAGED = "damaged"


def state_of(engine: Engine, scripts: Path = SCRIPTS) -> SchemaState:
    """The state of the database behind this engine; damaged means tables without a revision, or a revision without its tables."""
    try:
        with engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            revision = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise unavailable(error) from error
    if not tables:
        return SchemaState.EMPTY
    if revision is None or not {"persons", "cursors", "runs", "answers", "audit"} <= tables:
        return SchemaState.DAMAGED
    script = ScriptDirectory.from_config(_config(scripts))
    if revision == script.get_current_head():
        return SchemaState.CURRENT
    known = {found.revision for found in script.walk_revisions()}
    return SchemaState.OLD if revision in known else SchemaState.NEWER


def head_of(scripts: Path = SCRIPTS) -> str:
    """The newest revision that this program knows."""
    return str(ScriptDirectory.from_config(_config(scripts)).get_current_head())


def upgrade(engine: Engine, scripts: Path = SCRIPTS) -> tuple[str, ...]:
    """Bring the schema to the newest revision; returns the revisions applied, oldest first. Either all of it happens or nothing."""
    run = _upgrade_sqlite if engine.dialect.name == "sqlite" else _upgrade_postgres
    try:
        with engine.connect() as connection, run(connection):
            return _apply(connection, scripts)
    except DBAPIError as error:
        raise unavailable(error) from error


def _apply(connection: Connection, scripts: Path) -> tuple[str, ...]:
    config = _config(scripts)
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    pending = ScriptDirectory.from_config(config).iterate_revisions("head", current or "base")
    applied = tuple(reversed([script.revision for script in pending]))
    if applied:
        command.upgrade(config, "head")
    return applied


@contextmanager
def _upgrade_sqlite(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise damaged(str(connection.engine.url.database), f"{len(orphans)} rows refer to nothing")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")


@contextmanager
def _upgrade_postgres(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("BEGIN")
    try:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        yield
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config
