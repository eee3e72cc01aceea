"""The banks: those that come with the program, and versions kept in the database; which one new runs begin with.

A version that enterprises may answer never changes, so that it is read once and costs a turn nothing afterwards; of a draft every turn
asks which sheets it has now. What came with the program is kept in the database too, for the day when the program brings another version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.ports import Transaction
from bot.usecases.banks.brought import bank_of
from bot.usecases.banks.packing import Packed, packed, unpacked
from bot.usecases.versions.shelves import BANKS
from bot.usecases.versions.shipping import Name, keep_shipped
from question_bank.model import Bank

Shipped = Callable[[str, str], Bank]
"""The bank of an id and version that comes with the program; raises `LookupError` if it brings none."""


class Banks:
    """What one process knows of banks. `main` is the shipped bank that counts for offices, and the one of new runs where the database
    says nothing else."""

    def __init__(self, shipped: Shipped, main: Bank) -> None:
        self.main = main
        self._shipped = shipped
        self._replaced: frozenset[Name] = frozenset()
        self._fixed: dict[Name, Bank] = {}
        self._read: dict[str, Bank] = {}

    def within(self, tx: Transaction) -> BanksHere:
        """The banks as this transaction sees them."""
        return BanksHere(self, tx)

    def keep(self, tx: Transaction, names: Iterable[Name], now: int) -> None:
        """Keep what comes with the program, if it is not kept yet: open to enterprises, unless it says that it is a draft or another
        version of the bank is open already; then it waits for an admin. Call it at every start."""
        brought = tuple(names)
        known = keep_shipped(BANKS, tx, brought, self._packed, now)
        self._replaced = frozenset(name for name in brought if name in known and not known[name].shipped)

    def _packed(self, bank: str, version: str) -> tuple[Bank, Packed]:
        brought = self._shipped(bank, version)
        return brought, packed(brought)

    def own(self, bank: str, version: str) -> Bank | None:
        """A version that can be had without the database: one that comes with the program and is no draft, or that was read before."""
        found = self._fixed.get((bank, version))
        if found is not None or (bank, version) in self._replaced:
            return found
        try:
            brought = self._shipped(bank, version)
        except LookupError:
            return None
        return None if brought.draft else brought

    def read(self, tx: Transaction, bank: str, version: str) -> Bank:
        """A version from the database, its sheets read unless they were before; raises `LookupError` if it is not kept there either."""
        kept = tx.bank_version(bank, version)
        if kept is None:
            return self._shipped(bank, version)
        if kept.digest not in self._read:
            self._read[kept.digest] = unpacked(_sheets(tx, bank, version))
        found = self._read[kept.digest]
        if kept.published_at is not None:
            self._fixed[bank, version] = found
        return found


class BanksHere:
    """The banks within one transaction."""

    __slots__ = ("_banks", "_tx")

    def __init__(self, banks: Banks, tx: Transaction) -> None:
        self._banks = banks
        self._tx = tx

    @property
    def main(self) -> str:
        """The id of the bank whose runs are counted."""
        return self._banks.main.id

    def of(self, bank: str, version: str) -> Bank:
        """The version; raises `LookupError` if there is none."""
        return self._banks.own(bank, version) or self._banks.read(self._tx, bank, version)

    def newest(self, bank: str = "") -> Bank:
        """The version that new runs of this bank (the main one if not named) begin with, as it is now; raises `LookupError` if none."""
        wanted = bank or self.main
        found = next((found for found in self.names() if found[0] == wanted), None)
        if found is None:
            raise LookupError(f"no run can be begun with bank {wanted}")
        return self.of(*found)

    def offered(self) -> tuple[Bank, ...]:
        """The banks that a new run can be begun with, the main one first."""
        return tuple(self.of(*found) for found in self.names())

    def names(self) -> tuple[Name, ...]:
        """The versions that new runs begin with, that of the main bank first."""
        names = [(found.bank, found.version) for found in self._tx.current_versions()]
        main = next((name for name in names if name[0] == self.main), (self.main, self._banks.main.version))
        return (main, *(name for name in names if name[0] != self.main))


def sheets_of(tx: Transaction, bank: str, version: str) -> bytes | None:
    """The sheets for a process that cannot ask the database; nothing where the program brings this very version itself."""
    kept = tx.bank_version(bank, version)
    return None if kept is None or (kept.shipped and _is_brought(bank, version)) else tx.bank_sheets(bank, version)


def bank_in(sheets: bytes | None, bank: str, version: str) -> Bank:
    """The bank in what `sheets_of` or `Reader.read_sheets` gave; raises `LookupError` as `bank_of` does."""
    return bank_of(bank, version) if sheets is None else unpacked(sheets)


def _is_brought(bank: str, version: str) -> bool:
    try:
        return not bank_of(bank, version).draft
    except LookupError:
        return False


def _sheets(tx: Transaction, bank: str, version: str) -> bytes:
    sheets = tx.bank_sheets(bank, version)
    if sheets is None:
        raise LookupError(f"bank {bank} {version} is gone")
    return sheets
