"""The data that checks go by, kept as sheets beside them so that a person can change them without reading code.

`lengths.csv`: how many characters of a text are comfortable on a phone, and how many it may have at most. `terms.csv`: words of which a
bank should use one for one thing; `within` are longer words in which the variant means something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from question_bank.formats import read
from question_bank.sheets import Row

FOLDER = Path(__file__).parent
OTHER = "other"
"""The row of `lengths.csv` for every column that has none of its own."""

OPTION = "option"
"""The row for the columns of options, whatever their keys."""


@dataclass(frozen=True, slots=True)
class Length:
    """Characters in the bank's own language; no `comfortable` number where only the most matters."""

    comfortable: int | None
    most: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word and a variant of it. `pattern` finds either; matches of `within` are neither."""

    term: str
    variant: str
    within: tuple[str, ...] = ()


@cache
def lengths() -> Mapping[str, Length]:
    """By column."""
    return {
        row.cells["column"]: Length(int(written) if (written := row.cells.get("comfortable")) else None, int(row.cells["most"]))
        for row in _rows("lengths")
    }


@cache
def terms() -> tuple[Term, ...]:
    """In the order of the sheet."""
    return tuple(Term(row.cells["term"], row.cells["variant"], _words(row.cells.get("within", ""))) for row in _rows("terms"))


@cache
def term_pattern() -> re.Pattern[str]:
    """Finds all words of `terms`, the longest first, so that a word inside another is not found in it."""
    words = {word for found in terms() for word in (found.term, found.variant, *found.within)}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


def _words(written: str) -> tuple[str, ...]:
    return tuple(word for part in written.split("/") if (word := part.strip()))


def _rows(name: str) -> Iterator[Row]:
    sheets, _ = read(FOLDER / f"{name}.csv")
    yield from sheets[name].rows
