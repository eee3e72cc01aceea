"""A store that nothing outlives, for rehearsals and tests: SQLite in memory, the same statements, no file and no thread.

One work runs at a time, in the thread that submits it, so that its future is done when `submit` returns; reads wait for it. What only
files, threads and other processes can do to a store does not happen here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Engine, Executable, NullPool, StaticPool, create_engine

from bot.ports import Ids, StoreClosed, Transaction
from bot.storage.reading import SqlReader
from bot.storage.schema import upgrade
from bot.storage.session import Session
from bot.storage.sqlite import WRITER_PRAGMAS
from bot.storage.tidying import fold_some, forget_nudges, forget_some
from bot.storage.transaction import SqlTransaction

T = TypeVar("T")


class ScratchStore(SqlReader):
    """`bot.ports.Store` in memory."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._session = Session(_engine())
        self._lock = Lock()
        self._closed = False

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise StoreClosed("the store is closed")
            transaction = SqlTransaction(self._session, self._ids)
            self._session.begin()
            try:
                value = work(transaction)
                self._session.commit()
            except BaseException as error:
                self._session.rollback_if_open()
                future.set_exception(error)
            else:
                future.set_result(value)
            finally:
                transaction.end()
        return future

    async def tidy(self, now: int) -> int:
        forgotten = 0
        while found := self.submit(forget_some(now)).result():
            forgotten += found
        while self.submit(fold_some).result():
            pass
        self.submit(forget_nudges(now)).result()
        return forgotten

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._session.close()

    async def _rows(self, statement: Executable, **values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._session.all(statement, **values)


@cache
def _engine() -> Engine:
    """Each of its connections is a database of its own, as the migrations leave one."""
    return create_engine("sqlite+pysqlite://", creator=_copy, poolclass=NullPool)


def _copy() -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    for name, value in WRITER_PRAGMAS.items():
        copy.execute(f"PRAGMA {name} = {value}")
    _migrated().backup(copy)
    return copy


@cache
def _migrated() -> sqlite3.Connection:
    """A database in memory that nobody writes."""
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    upgrade(create_engine("sqlite+pysqlite://", creator=lambda: connection, poolclass=StaticPool))
    return connection
