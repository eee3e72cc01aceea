"""One connection to one database, used by one thread: statements in, rows out, driver errors translated.

SQLAlchemy compiles each statement once per session; the hot path then talks to the driver's cursor, which halves the time of a turn.
Knows nothing of runs and persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NoReturn, TypeVar, cast

from sqlalchemy import ClauseElement, Engine, Executable, text
from sqlalchemy.engine.interfaces import Compiled, DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler

from bot.ports import Conflict, Sealed
from bot.storage.refusals import unavailable
from bot.storage.statements import BEGIN, COMMIT, RELEASE, ROLLBACK, ROLLBACK_TO, SAVEPOINT

Row = tuple[Any, ...]
T = TypeVar("T")

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for a lock; with one writer it never should."""

_WAIT_FOR_NOBODY = text("PRAGMA busy_timeout = 0")
_EMPTY_THE_LOG = text("PRAGMA wal_checkpoint(TRUNCATE)")
_WAIT_AS_USUAL = text(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

# Deadlock and serialization failure: the other transaction won, as with a stale version.
_LOST_RACES = frozenset({"40001", "40P01"})


@dataclass(frozen=True, slots=True)
class _Prepared:
    sql: str
    order: tuple[str, ...]
    constants: Mapping[str, Any]

    def values(self, named: Mapping[str, Any]) -> Row:
        known = {**self.constants, **named} if self.constants else named
        return tuple([known[name] for name in self.order])


class Session:
    """A connection in the driver's autocommit mode, on which BEGIN and COMMIT are said aloud."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection = engine.raw_connection()
        self._cursor: DBAPICursor = self._connection.cursor()
        self._driver = cast("ModuleType", engine.dialect.dbapi)
        self._prepared: dict[Executable, _Prepared] = {}
        self._sqlite = engine.dialect.name == "sqlite"
        self.locks_rows = not self._sqlite

    def one(self, statement: Executable, **values: Any) -> Row | None:
        """The first row, or nothing."""
        self._execute(statement, values)
        return cast("Row | None", self._cursor.fetchone())

    def all(self, statement: Executable, **values: Any) -> list[Row]:
        """All rows."""
        self._execute(statement, values)
        return cast("list[Row]", self._cursor.fetchall())

    def spelt(self, statements: Mapping[str, T]) -> T:
        """The spelling for this database, where the two differ."""
        return statements[self._engine.dialect.name]

    def change(self, statement: Executable, **values: Any) -> int:
        """How many rows the statement changed."""
        self._execute(statement, values)
        return self._cursor.rowcount

    def add(self, statements: Mapping[str, Executable], **values: Any) -> int:
        """Add one row by the statement for this database; returns the number that the database gave it."""
        self._execute(self.spelt(statements), values)
        row = cast("Row", self._cursor.fetchone()) if self.locks_rows else (cast("Any", self._cursor).lastrowid,)
        return int(row[0])

    def change_each(self, statement: Executable, many: Iterable[Mapping[str, Any]]) -> None:
        """Run the statement once for each set of values."""
        prepared = self._prepare(statement)
        self._guarded(self._cursor.executemany, prepared.sql, [prepared.values(values) for values in many])

    def begin(self) -> None:
        self._execute(BEGIN[self._engine.dialect.name], {})

    def commit(self) -> None:
        self._execute(COMMIT, {})
        # PostgreSQL answers COMMIT with ROLLBACK, and without an error, when a statement had failed and the work went on regardless.
        if getattr(self._cursor, "statusmessage", "COMMIT") != "COMMIT":
            raise unavailable(RuntimeError("a statement had failed and the work went on"))

    def rollback(self) -> None:
        self._execute(ROLLBACK, {})

    def savepoint(self) -> None:
        self._execute(SAVEPOINT, {})

    def release(self) -> None:
        self._execute(RELEASE, {})

    def rollback_to_savepoint(self) -> None:
        self._execute(ROLLBACK_TO, {})
        self._execute(RELEASE, {})

    def rollback_if_open(self) -> None:
        """Roll back unless the database did so by itself, as SQLite does on some errors."""
        if self._is_open():
            self.rollback()

    def check_open(self) -> None:
        """Refuse to go on where the transaction was ended inside a work: a savepoint would silently begin another."""
        if not self._is_open():
            raise unavailable(RuntimeError("a work has ended its transaction"))

    def _is_open(self) -> bool:
        """PostgreSQL ends none by itself."""
        return bool(getattr(self._connection.driver_connection, "in_transaction", True))

    def erase_traces(self) -> bool:
        """Empty SQLite's log, where deleted values live on; false if a reader was in the way. PostgreSQL's vacuum does it there."""
        if not self._sqlite:
            return True
        self.all(_WAIT_FOR_NOBODY)
        busy = self.one(_EMPTY_THE_LOG)
        self.all(_WAIT_AS_USUAL)
        return busy is not None and busy[0] == 0

    def close(self) -> None:
        """Give the connection back in good order."""
        self._connection.close()

    def discard(self) -> None:
        """Give up a connection that is broken."""
        self._connection.invalidate()

    def _execute(self, statement: Executable, values: Mapping[str, Any]) -> None:
        prepared = self._prepared.get(statement) or self._prepare(statement)
        self._guarded(self._cursor.execute, prepared.sql, prepared.values(values))

    def _prepare(self, statement: Executable) -> _Prepared:
        if statement not in self._prepared:
            compiled: Compiled = cast("ClauseElement", statement).compile(dialect=self._engine.dialect)
            order = tuple(cast("SQLCompiler", compiled).positiontup or ())
            constants = {name: value for name, value in compiled.params.items() if value is not None}
            self._prepared[statement] = _Prepared(str(compiled), order, constants)
        return self._prepared[statement]

    def _guarded(self, call: Callable[[Any, Any], Any], sql: str, values: Any) -> None:
        try:
            call(sql, values)
        except self._driver.Error as error:
            self._translate(error)

    def _translate(self, error: Exception) -> NoReturn:
        if isinstance(error, self._driver.IntegrityError):
            raise (Sealed if "sealed" in str(error) else Conflict)(str(error)) from error
        if getattr(error, "sqlstate", None) in _LOST_RACES:
            raise Conflict(str(error)) from error
        if isinstance(error, self._driver.ProgrammingError | self._driver.InterfaceError | self._driver.DataError):
            raise error  # the caller passed what no database could keep
        raise unavailable(error) from error
