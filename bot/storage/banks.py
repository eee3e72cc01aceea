"""What one work does to versions of banks and asks of the runs with them, the same on SQLite and PostgreSQL. Commits nothing."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ports.banks import BankVersion
from bot.storage import bank_statements as sql
from bot.storage.versions import Shelf, SqlVersions
from dialogs.codec import decode_run
from dialogs.model import Run, RunState


class SqlBanks(SqlVersions):
    """`bot.ports.banks.BanksTransaction` over one session."""

    __slots__ = ()

    def add_bank_version(self, version: BankVersion, sheets: bytes) -> bool:
        added = self._add_version(Shelf.BANKS, version, sheets)
        if added:
            self._drop_trials_with(version.bank, version.version)
        return added

    def bank_version(self, bank: str, version: str) -> BankVersion | None:
        return self._version(Shelf.BANKS, bank, version)

    def bank_versions(self, bank: str = "") -> tuple[BankVersion, ...]:
        return self._versions(Shelf.BANKS, bank)

    def current_versions(self) -> tuple[BankVersion, ...]:
        return self._current(Shelf.BANKS)

    def bank_sheets(self, bank: str, version: str) -> bytes | None:
        return self._sheets(Shelf.BANKS, bank, version)

    def change_bank_version(self, before: BankVersion, after: BankVersion) -> bool:
        return self._change_version(Shelf.BANKS, before, after)

    def make_current(self, bank: str, version: str, now: int) -> bool:
        return self._make_current(Shelf.BANKS, bank, version, now)

    def drop_bank_version(self, bank: str, version: str) -> bool:
        if not self._may_go(Shelf.BANKS, bank, version) or self._session.one(sql.REFERRED, of=bank, named=version) is not None:
            return False
        self._drop_trials_with(bank, version)
        return self._drop_version(Shelf.BANKS, bank, version)

    def runs_with(self, bank: str, version: str) -> Mapping[RunState, int]:
        return {RunState(state): number for state, number in self._session.all(sql.RUNS_WITH, of=bank, named=version)}

    def finished_with(self, bank: str, version: str, limit: int, after: str = "") -> tuple[Run, ...]:
        page = {"state": RunState.FINISHED.value, "most": limit, "after": after}
        return tuple(decode_run(document) for (document,) in self._session.all(sql.PAGE_WITH, of=bank, named=version, **page))

    def banks_used(self, enterprise: str) -> Mapping[str, tuple[str, int]]:
        return {bank: (title or bank, number) for bank, title, number in self._session.all(sql.BANKS_USED, enterprise=enterprise)}

    def drop_trials(self, person: str) -> int:
        return self._session.change(sql.DROP_TRIALS_OF, person=person)

    def _drop_trials_with(self, bank: str, version: str) -> None:
        self._session.change(sql.DROP_TRIALS_WITH, of=bank, named=version)
