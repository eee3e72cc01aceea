"""The two shelves that versions stand on: question banks, and rule packs of programmes. What is done with a version is the same on both.

Only names the store's methods and the words that tell the shelves apart; decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NewType

from bot.ports import Transaction
from bot.ports.banks import BankVersion as Version

Kind = NewType("Kind", str)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where versions of one kind are kept. `kind` begins the codes of the audit, `sheet` is the sheet that names id and version."""

    kind: Kind
    sheet: str
    add: Callable[[Transaction, Version, bytes], bool]
    version: Callable[[Transaction, str, str], Version | None]
    versions: Callable[[Transaction, str], tuple[Version, ...]]
    sheets: Callable[[Transaction, str, str], bytes | None]
    change: Callable[[Transaction, Version, Version], bool]
    make_current: Callable[[Transaction, str, str, int], bool]
    drop: Callable[[Transaction, str, str], bool]
    fits: Callable[[Transaction, Version], bool] = lambda tx, version: True
    """Whether a version agrees with what counts beside it now."""

    def current(self, tx: Transaction, thing: str) -> Version | None:
        """The version of this bank or programme that counts now."""
        return next((found for found in self.versions(tx, thing) if found.current), None)


def _agrees(tx: Transaction, version: Version) -> bool:
    from bot.usecases.packs.files import agrees

    return agrees(tx, version)


BANKS = Shelf(
    kind=Kind("bank"),
    sheet="bank",
    add=lambda tx, version, sheets: tx.add_bank_version(version, sheets),
    version=lambda tx, bank, version: tx.bank_version(bank, version),
    versions=lambda tx, bank: tx.bank_versions(bank),
    sheets=lambda tx, bank, version: tx.bank_sheets(bank, version),
    change=lambda tx, before, after: tx.change_bank_version(before, after),
    make_current=lambda tx, bank, version, now: tx.make_current(bank, version, now),
    drop=lambda tx, bank, version: tx.drop_bank_version(bank, version),
)
"""Question banks."""

PACKS = Shelf(
    kind=Kind("pack"),
    sheet="programme",
    add=lambda tx, version, sheets: tx.add_pack_version(version, sheets),
    version=lambda tx, programme, version: tx.pack_version(programme, version),
    versions=lambda tx, programme: tx.pack_versions(programme),
    sheets=lambda tx, programme, version: tx.pack_sheets(programme, version),
    change=lambda tx, before, after: tx.change_pack_version(before, after),
    make_current=lambda tx, programme, version, now: tx.make_pack_current(programme, version, now),
    drop=lambda tx, programme, version: tx.drop_pack_version(programme, version),
    fits=_agrees,
)
"""Rule packs of programmes."""
