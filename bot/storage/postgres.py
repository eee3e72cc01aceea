"""PostgreSQL by psycopg 3: engines whose connections are set to keep what they acknowledge. Imports the driver only when asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

WRITER_SETTINGS = {
    "synchronous_commit": "on",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "1min",
    "client_encoding": "UTF8",
}
"""What a writing connection is set to, whatever the server's own defaults are; a test asks the connection for each."""


def writing_engine(url: URL) -> Engine:
    """An engine for the writer threads; positional parameters, as the session passes them."""
    engine = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool, isolation_level="AUTOCOMMIT", paramstyle="format")
    event.listen(engine, "connect", _prepare_writer)
    return engine


def reading_engine(url: URL) -> AsyncEngine:
    """An engine for reads beside the writers."""
    from sqlalchemy.ext.asyncio import create_async_engine

    return create_async_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool)


def _prepare_writer(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for name, value in WRITER_SETTINGS.items():
        cursor.execute(f"SET SESSION {name} = '{value}'")
    cursor.close()
