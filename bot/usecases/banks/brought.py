"""The banks that come with the program, before the database says anything of them."""

from __future__ import annotations

from question_bank import library
from question_bank.model import Bank

DEFAULT_BANK = "cmmm-2020"


def bank_of(bank_id: str, version: str) -> Bank:
    """The bank that a run was begun with; raises `LookupError` if this program does not have it."""
    bank = library.load(bank_id)
    if bank.version != version:
        raise LookupError(f"bank {bank_id} {version} is not here; this program has {bank.version}")
    return bank
