"""The rule packs that come with the program, by id. Refuses to hand out one that has an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from question_bank.formats import folders, read
from question_bank.problems import Severity, suggest
from question_bank.programmes.model import Programme

PACKS = Path(__file__).parent.parent / "packs"


class UnknownPack(LookupError):
    """No rule pack of this id comes with the program."""


class FaultyPack(ValueError):
    """A shipped rule pack cannot be used; the message lists its errors as an admin would read them."""


def shipped() -> tuple[str, ...]:
    """The ids of the shipped programmes, in alphabetical order."""
    return tuple(folder.name for folder in folders(PACKS))


def versions() -> tuple[tuple[str, str], ...]:
    """Id and version of each shipped programme, read from the first of its sheets alone."""
    return tuple((programme, _setting(programme, "version")) for programme in shipped())


def _setting(programme: str, name: str) -> str:
    sheets, _ = read(PACKS / programme / "programme.csv")
    return next(row.cells["value"] for row in sheets["programme"].rows if row.cells["setting"] == name)


@cache
def load(programme: str) -> Programme:
    """The shipped programme of this id, read and checked once per process."""
    from question_bank.programmes.reading import read_pack  # with all its checks: who only lists packs does not wait for them

    if programme not in shipped():
        near = suggest(programme, shipped())
        known = ", ".join(shipped())
        raise UnknownPack(f'There is no programme "{programme}".{f" Did you mean {near}?" if near else ""} Shipped programmes: {known}.')
    reading = read_pack(*read(PACKS / programme))
    if reading.programme is None:
        raise FaultyPack("\n".join(problem.text("en") for problem in reading.problems if problem.severity is Severity.ERROR))
    return reading.programme
