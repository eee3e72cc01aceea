"""What one work does to versions of what admins load, banks and rule packs alike; the same on SQLite and PostgreSQL. Commits nothing.

Who changes versions holds their rows until the transaction ends, so that of two at once the second sees what the first did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from bot.ports.banks import REPLACEABLE, BankState, BankVersion
from bot.storage import version_statements as sql
from bot.storage.rows import plain
from bot.storage.session import Row, Session


class Shelf(StrEnum):
    """What a version is one of; a bank and a pack of one id have nothing to do with each other."""

    BANKS = "bank"
    PACKS = "pack"


class SqlVersions:
    """Versions in their shelves, over one session."""

    __slots__ = ()

    _session: Session

    def _add_version(self, shelf: Shelf, version: BankVersion, sheets: bytes) -> bool:
        """Keep it, or replace one that is its author's own."""
        before = self._held(shelf, version.bank, version.version)
        if before is None:
            since = version.made_at if version.current else None
            self._session.change(sql.ADD_VERSION, shelf=shelf.value, **_columns(version), current_since=since, sheets=sheets)
            return True
        if before.state not in REPLACEABLE:
            return False
        named = _named(shelf, version.bank, version.version)
        self._session.change(sql.REPLACE_VERSION, **_columns(version), **named, sheets=sheets)
        return True

    def _version(self, shelf: Shelf, of: str, version: str) -> BankVersion | None:
        row = self._session.one(sql.FIND_VERSION, **_named(shelf, of, version))
        return as_version(row) if row else None

    def _versions(self, shelf: Shelf, of: str) -> tuple[BankVersion, ...]:
        return as_versions(self._session.all(sql.VERSIONS_OF if of else sql.VERSIONS, shelf=shelf.value, bank=of))

    def _current(self, shelf: Shelf) -> tuple[BankVersion, ...]:
        return as_versions(self._session.all(sql.CURRENT_VERSIONS, shelf=shelf.value))

    def _sheets(self, shelf: Shelf, of: str, version: str) -> bytes | None:
        row = self._session.one(sql.FIND_SHEETS, **_named(shelf, of, version))
        return bytes(row[0]) if row else None

    def _change_version(self, shelf: Shelf, before: BankVersion, after: BankVersion) -> bool:
        if (before.bank, before.version) != (after.bank, after.version):
            raise ValueError(f"{after.bank} {after.version} cannot replace {before.bank} {before.version}")
        self._hold_all(shelf, before.bank)  # all in one order, so that of two who go on to publish none waits for ever
        kept = int(after.state is BankState.PUBLISHED)
        unchanged = {"before": before.state.value, "known": before.digest, **_named(shelf, before.bank, before.version)}
        return self._session.change(sql.CHANGE_VERSION, **_columns(after), **unchanged, kept=kept) == 1

    def _make_current(self, shelf: Shelf, of: str, version: str, now: int) -> bool:
        wanted = next((found for found in self._hold_all(shelf, of) if found.version == version), None)
        if wanted is None or wanted.state is not BankState.PUBLISHED or wanted.current:
            return False
        self._session.change(sql.LEAVE_CURRENT, shelf=shelf.value, bank=of)
        self._session.change(sql.MAKE_CURRENT, **_named(shelf, of, version), now=now)
        return True

    def _may_go(self, shelf: Shelf, of: str, version: str) -> bool:
        """Whether nobody but admins ever saw it; it is held."""
        found = self._held(shelf, of, version)
        return found is not None and not found.shipped and found.state is not BankState.PUBLISHED and found.published_at is None

    def _drop_version(self, shelf: Shelf, of: str, version: str) -> bool:
        return self._session.change(sql.DROP_VERSION, **_named(shelf, of, version)) == 1

    def _hold_all(self, shelf: Shelf, of: str) -> tuple[BankVersion, ...]:
        return as_versions(self._session.all(sql.HOLD_VERSIONS, shelf=shelf.value, bank=of))

    def _held(self, shelf: Shelf, of: str, version: str) -> BankVersion | None:
        row = self._session.one(sql.HOLD_VERSION, **_named(shelf, of, version))
        return as_version(row) if row else None


def _named(shelf: Shelf, of: str, version: str) -> dict[str, str]:
    """Which version a statement is about."""
    return {"shelf": shelf.value, "of": of, "named": version}


def _columns(version: BankVersion) -> dict[str, Any]:
    """The version as its row has it."""
    words = {name: plain(value) if isinstance(value, str) else value for name, value in asdict(version).items()}
    return {**words, "state": version.state.value, "shipped": int(version.shipped), "current": int(version.current)}


def as_version(row: Row) -> BankVersion:
    """The version in a row of its fields."""
    known = dict(zip(sql.FIELDS, row, strict=True))
    said = {"state": BankState(known["state"]), "shipped": bool(known["shipped"]), "current": bool(known["current"])}
    return BankVersion(**{**known, **said})


def as_versions(rows: Iterable[Row]) -> tuple[BankVersion, ...]:
    """The versions in such rows."""
    return tuple(map(as_version, rows))
