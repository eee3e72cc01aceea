"""A bank as bytes that can be kept and handed to another process, by the rules of `packing`.

What is unpacked was checked before it was packed; bytes that are no bank are a fault of this program.
"""

from __future__ import annotations

from functools import lru_cache

from bot.usecases.versions.packing import Packed, packed_sheets, sheets_in
from question_bank.model import Bank
from question_bank.reading import read_bank
from question_bank.writing import to_sheets

__all__ = ["Packed", "packed", "unpacked"]

REMEMBERED = 32
"""How many unpacked banks a process keeps at hand."""


def packed(bank: Bank) -> Packed:
    """The bank's canonical sheets."""
    return packed_sheets(to_sheets(bank))


@lru_cache(maxsize=REMEMBERED)
def unpacked(sheets: bytes) -> Bank:
    """The bank in these bytes; read once per process."""
    reading = read_bank(*sheets_in(sheets))
    if reading.bank is None:
        raise ValueError(f"kept sheets that are no bank: {reading.problems[0].text('en')}")
    return reading.bank
