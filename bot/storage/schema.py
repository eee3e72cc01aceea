"""The schema of a database: which revision it is at, and the way to the newest. The only file that runs Alembic.

All revisions of one call and their version number are one transaction. On SQLite foreign keys are off meanwhile, because a table that is
rebuilt would delete its children, and checked before the commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.storage.refusals import damaged, unavailable

if TYPE_CHECKING:
    from alembic.config import Config

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
            revision = _revision(connection) if "alembic_version" in tables else None
    except DBAPIError as error:
        raise unavailable(error) from error
    if not tables:
        return SchemaState.EMPTY
    if revision is None or not {"persons", "cursors", "runs", "answers", "audit"} <= tables:
        return SchemaState.DAMAGED
    known = revisions(scripts)
    if revision == known[-1]:
        return SchemaState.CURRENT
    return SchemaState.OLD if revision in known else SchemaState.NEWER


def revisions(scripts: Path = SCRIPTS) -> tuple[str, ...]:
    """All revisions, oldest first, by the names of their files: a start with a current schema need not load Alembic."""
    return tuple(sorted(found.stem.split("_")[0].removeprefix("r") for found in (scripts / "versions").glob("r*_*.py")))


def _revision(connection: Connection) -> str | None:
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def head_of(scripts: Path = SCRIPTS) -> str:
    """The newest revision that this program knows."""
    return revisions(scripts)[-1]


def upgrade(engine: Engine, scripts: Path = SCRIPTS) -> tuple[str, ...]:
    """Bring the schema to the newest revision; returns the revisions applied, oldest first. Either all of it happens or nothing."""
    if state_of(engine, scripts) is SchemaState.CURRENT:
        return ()
    run = _upgrade_sqlite if engine.dialect.name == "sqlite" else _upgrade_postgres
    try:
        with engine.connect() as connection, run(connection):
            return _apply(connection, scripts)
    except DBAPIError as error:
        raise unavailable(error) from error


def _apply(connection: Connection, scripts: Path) -> tuple[str, ...]:
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

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
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config
