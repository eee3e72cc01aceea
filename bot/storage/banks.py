"""What one work does to versions of banks, the same on SQLite and PostgreSQL. Commits nothing.

Who changes versions holds their rows until the transaction ends, so that of two at once the second sees what the first did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.ports import StoredRun
from bot.ports.banks import REPLACEABLE, BankState, BankVersion
from bot.storage import bank_statements as sql
from bot.storage.rows import plain
from bot.storage.session import Row, Session
from dialogs.codec import decode_run
from dialogs.model import Run, RunState


class SqlBanks:
    """`bot.ports.banks.BanksTransaction` over one session."""

    __slots__ = ()

    _session: Session

    def add_bank_version(self, version: BankVersion, sheets: bytes) -> bool:
        before = self._held(version.bank, version.version)
        if before is None:
            since = version.made_at if version.current else None
            self._session.change(sql.ADD_VERSION, **_columns(version), current_since=since, sheets=sheets)
            return True
        if before.state not in REPLACEABLE:
            return False
        named = _named(version.bank, version.version)
        self._session.change(sql.DROP_TRIALS_WITH, **named)
        self._session.change(sql.REPLACE_VERSION, **_columns(version), **named, sheets=sheets)
        return True

    def bank_version(self, bank: str, version: str) -> BankVersion | None:
        row = self._session.one(sql.FIND_VERSION, **_named(bank, version))
        return as_version(row) if row else None

    def bank_versions(self, bank: str = "") -> tuple[BankVersion, ...]:
        rows = self._session.all(sql.VERSIONS_OF, bank=bank) if bank else self._session.all(sql.VERSIONS)
        return tuple(map(as_version, rows))

    def current_versions(self) -> tuple[BankVersion, ...]:
        return tuple(map(as_version, self._session.all(sql.CURRENT_VERSIONS)))

    def bank_sheets(self, bank: str, version: str) -> bytes | None:
        row = self._session.one(sql.FIND_SHEETS, **_named(bank, version))
        return bytes(row[0]) if row else None

    def change_bank_version(self, before: BankVersion, after: BankVersion) -> bool:
        if (before.bank, before.version) != (after.bank, after.version):
            raise ValueError(f"{after.bank} {after.version} cannot replace {before.bank} {before.version}")
        self._session.all(sql.HOLD_VERSIONS, bank=before.bank)  # all in one order, so that of two who go on to publish none waits for ever
        kept = int(after.state is BankState.PUBLISHED)
        unchanged = {"before": before.state.value, "known": before.digest, **_named(before.bank, before.version)}
        return self._session.change(sql.CHANGE_VERSION, **_columns(after), **unchanged, kept=kept) == 1

    def make_current(self, bank: str, version: str, now: int) -> bool:
        known = map(as_version, self._session.all(sql.HOLD_VERSIONS, bank=bank))
        wanted = next((found for found in known if found.version == version), None)
        if wanted is None or wanted.state is not BankState.PUBLISHED or wanted.current:
            return False
        self._session.change(sql.LEAVE_CURRENT, bank=bank)
        self._session.change(sql.MAKE_CURRENT, **_named(bank, version), now=now)
        return True

    def drop_bank_version(self, bank: str, version: str) -> bool:
        found = self._held(bank, version)
        if found is None or found.shipped or found.state is BankState.PUBLISHED or found.published_at is not None:
            return False
        if self._session.one(sql.REFERRED, **_named(bank, version)) is not None:
            return False
        self._session.change(sql.DROP_TRIALS_WITH, **_named(bank, version))
        return self._session.change(sql.DROP_VERSION, **_named(bank, version)) == 1

    def runs_with(self, bank: str, version: str) -> Mapping[RunState, int]:
        return {RunState(state): number for state, number in self._session.all(sql.RUNS_WITH, **_named(bank, version))}

    def finished_with(self, bank: str, version: str, limit: int, after: str = "") -> tuple[Run, ...]:
        return tuple(found.run for found in self._runs(RunState.FINISHED, bank, version, limit, after))

    def open_with(self, bank: str, version: str, limit: int, after: str = "") -> tuple[StoredRun, ...]:
        return self._runs(RunState.OPEN, bank, version, limit, after)

    def banks_used(self, enterprise: str) -> Mapping[str, tuple[str, int]]:
        return {bank: (title or bank, number) for bank, title, number in self._session.all(sql.BANKS_USED, enterprise=enterprise)}

    def drop_trials(self, person: str) -> int:
        return self._session.change(sql.DROP_TRIALS_OF, person=person)

    def _runs(self, state: RunState, bank: str, version: str, limit: int, after: str) -> tuple[StoredRun, ...]:
        rows = self._session.all(sql.PAGE_WITH, **_named(bank, version), state=state.value, most=limit, after=after)
        return tuple(StoredRun(decode_run(document), number) for document, number in rows)

    def _held(self, bank: str, version: str) -> BankVersion | None:
        row = self._session.one(sql.HOLD_VERSION, **_named(bank, version))
        return as_version(row) if row else None


def _named(bank: str, version: str) -> dict[str, str]:
    """Which version a statement is about."""
    return {"of": bank, "named": version}


def _columns(version: BankVersion) -> dict[str, Any]:
    """The version as its row has it."""
    words = {name: plain(value) if isinstance(value, str) else value for name, value in asdict(version).items()}
    return {**words, "state": version.state.value, "shipped": int(version.shipped), "current": int(version.current)}


def as_version(row: Row) -> BankVersion:
    """The version in a row of its fields."""
    known = dict(zip(sql.FIELDS, row, strict=True))
    said = {"state": BankState(known["state"]), "shipped": bool(known["shipped"]), "current": bool(known["current"])}
    return BankVersion(**{**known, **said})
