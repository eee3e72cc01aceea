"""What comes with the program, kept in the database at every start: banks and rule packs alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from bot.ports import Transaction
from bot.ports.banks import BankState
from bot.ports.banks import BankVersion as Version
from bot.usecases.versions.packing import Packed
from bot.usecases.versions.shelves import Shelf
from question_bank.model import Text

Name = tuple[str, str]
"""Id and version."""


class Shipped(Protocol):
    """What is kept of a bank or a rule pack beside its sheets."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def draft(self) -> bool: ...


def keep_shipped(
    shelf: Shelf, tx: Transaction, names: Iterable[Name], brought: Callable[[str, str], tuple[Shipped, Packed]], now: int
) -> Mapping[Name, Version]:
    """Keep what is not kept yet: open to enterprises, unless it says that it is a draft or another version of it is open already; then it
    waits for an admin. What was kept before, by id and version."""
    known = {(found.bank, found.version): found for found in shelf.versions(tx, "")}
    current = {found.bank for found in known.values() if found.current}
    for name in names:
        if name not in known:
            thing, kept = brought(*name)
            _add(shelf, tx, thing, kept, thing.id not in current and not thing.draft, now)
    return known


def _add(shelf: Shelf, tx: Transaction, thing: Shipped, kept: Packed, opened: bool, now: int) -> None:
    version = Version(
        bank=thing.id,
        version=thing.version,
        title=thing.title.base,
        state=BankState.PUBLISHED if opened else BankState.DRAFT,
        digest=kept.digest,
        shipped=True,
        made_by="",
        made_at=now,
        published_at=now if opened else None,
        current=opened,
    )
    shelf.add(tx, version, kept.sheets)
