"""The rows of one sheet -> the things they describe, with their places; a second thing of one key is reported and left out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from question_bank.problems import Code, Problem
from question_bank.reading.cells import Cells
from question_bank.sheets import Sheet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The things of one sheet, the row of each by its key, and the problems met."""

    things: tuple[T, ...]
    rows: Mapping[Hashable, int]
    problems: tuple[Problem, ...]


def each(sheet: Sheet, others: tuple[str, ...], make: Callable[[Cells], T | None], key: Callable[[T], Hashable], column: str) -> Found[T]:
    """Everything in a sheet. A second thing of the same key, or one without a key, is reported and left out."""
    things: list[T] = []
    places: dict[Hashable, int] = {}
    problems: list[Problem] = []
    for row in sheet.rows:
        cells = Cells(sheet.name, row, others)
        thing = make(cells)
        if thing is not None and (name := key(thing)) != "":
            if name in places:
                cells.report(Code.ID_DUPLICATE, column, value=_spelt(name), first=str(places[name]))
            else:
                places[name] = row.number
                things.append(thing)
        problems.extend(cells.problems)
    return Found(tuple(things), places, tuple(problems))


def _spelt(key: Hashable) -> str:
    return " / ".join(str(part) for part in key if part != "") if isinstance(key, tuple) else str(key)
