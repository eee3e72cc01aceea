"""A bank that may still be faulty, with the rows it was read from: what the checks look at.

The bank in a draft may point to areas and levels that do not exist, or in circles; only the safe ways through it are offered here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from question_bank.model import Area, AreaId, Bank
from question_bank.problems import Code, Problem

MAX_DEPTH = 10
"""How many layers of areas a bank may have; nothing here climbs further."""


class Placed:
    """Something whose things were read from the rows of sheets; checks say of which rows they speak."""

    __slots__ = ()

    rows: Mapping[tuple[str, Hashable], int]
    faulty: frozenset[tuple[str, int | None, str | None]]

    def row(self, sheet: str, key: Hashable) -> int | None:
        """The row of the thing with this key, if it came from a sheet."""
        return self.rows.get((sheet, key))

    def problem(self, code: Code, sheet: str, key: Hashable, column: str | None = None, /, **params: str) -> Problem:
        """A problem of the thing with this key."""
        return Problem(code, sheet, self.row(sheet, key), column, params)

    def is_faulty(self, sheet: str, key: Hashable, column: str) -> bool:
        """Whether this very cell could not be read."""
        return (sheet, self.row(sheet, key), column) in self.faulty


@dataclass(frozen=True, slots=True)
class Draft(Placed):
    """`rows` says in which row of which sheet a thing stands (by its id), `faulty` which cells are already complained about."""

    bank: Bank
    rows: Mapping[tuple[str, Hashable], int] = field(default_factory=dict)
    faulty: frozenset[tuple[str, int | None, str | None]] = frozenset()

    def above(self, area: AreaId) -> Iterator[Area]:
        """The area itself, then its parents, as far as they are known; stops at `MAX_DEPTH`, so a circle ends too."""
        current: AreaId | None = area
        for _ in range(MAX_DEPTH):
            if current is None or current not in self.bank.area_by_id:
                return
            yield (found := self.bank.area_by_id[current])
            current = found.parent
