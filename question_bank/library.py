"""The banks that come with the program, by id. Refuses to hand out one that has an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from question_bank.formats import folders, read
from question_bank.model import Bank
from question_bank.problems import Severity, suggest
from question_bank.reading import read_bank

BANKS = Path(__file__).parent / "banks"


class UnknownBank(LookupError):
    """No bank of this id comes with the program."""


class FaultyBank(ValueError):
    """A shipped bank cannot be used; the message lists its errors as an admin would read them."""


def shipped() -> tuple[str, ...]:
    """The ids of the shipped banks, in alphabetical order."""
    return tuple(folder.name for folder in folders(BANKS))


def versions() -> tuple[tuple[str, str], ...]:
    """Id and version of each shipped bank, read from the first of its sheets alone."""
    return tuple((bank, _setting(bank, "version")) for bank in shipped())


def _setting(bank: str, name: str) -> str:
    sheets, _ = read(BANKS / bank / "bank.csv")
    return next(row.cells["value"] for row in sheets["bank"].rows if row.cells["setting"] == name)


@cache
def load(bank: str) -> Bank:
    """The shipped bank of this id, read and checked once per process."""
    if bank not in shipped():
        near = suggest(bank, shipped())
        known = ", ".join(shipped())
        raise UnknownBank(f'There is no bank "{bank}".{f" Did you mean {near}?" if near else ""} Shipped banks: {known}.')
    reading = read_bank(*read(BANKS / bank))
    if reading.bank is None:
        raise FaultyBank("\n".join(problem.text("en") for problem in reading.problems if problem.severity is Severity.ERROR))
    return reading.bank
