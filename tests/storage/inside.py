"""A look inside a work's transaction, for tests that disturb the database or watch it."""

from __future__ import annotations

import sqlite3
from typing import Any, cast

from sqlalchemy import text

from bot.ports import Transaction
from bot.storage.session import Session
from bot.storage.transaction import SqlTransaction


def session(tx: Transaction) -> Session:
    """The session that the work runs on."""
    return cast("SqlTransaction", tx)._session


def driver(tx: Transaction) -> sqlite3.Connection:
    """The SQLite connection that the work runs on."""
    return cast("sqlite3.Connection", session(tx)._connection.driver_connection)


def ask(tx: Transaction, statement: str) -> Any:
    """The first value that the database answers with."""
    row = session(tx).one(text(statement))
    assert row is not None
    return row[0]
