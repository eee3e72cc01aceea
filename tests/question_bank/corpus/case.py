"""What a case of the corpus is, and how cases at several places are made of one fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from question_bank.problems import Code
from tests.question_bank.corpus.forms import CSV, FILE, FORMS, JSON, XLSX, tables
from tests.question_bank.tiny import Edit, put

SHORT = 20

Place = tuple[Code, str, int | None, str | None]
"""A problem as an expectation: code, sheet, row, column."""


@dataclass(frozen=True, slots=True)
class Case:
    """One fault in one bank and the problem it must give, which is the first of `expected`; the others are its consequences.

    Only errors are compared one by one: a fault may well make a text uncomfortable too. `follows` are the errors that may come of it
    anywhere, where it tears the bank apart. `forms` are those in which the fault can be at all.
    """

    base: str
    edit: Edit
    expected: tuple[Place, ...]
    forms: tuple[str, ...] = FORMS
    note: str = ""
    follows: frozenset[Code] = frozenset()

    @property
    def code(self) -> Code:
        """What is wrong."""
        return self.expected[0][0]

    @property
    def name(self) -> str:
        """The fault, the bank and the place."""
        code, sheet, row, column = self.expected[0]
        return "-".join(str(part) for part in (code, self.base, sheet, row, column, self.note) if part)


def rows_of(base: str, sheet: str) -> tuple[int, ...]:
    """The first, the middle and the last row of a sheet; of a short one the first and the last."""
    last = len(tables(base)[sheet])
    return (2, (2 + last) // 2, last) if last > SHORT else (2, last)


def in_cells(
    code: Code, base: str, sheet: str, column: str, text: str, rows: Sequence[int] = (), also: Iterable[Place | Code] = (), note: str = ""
) -> Iterator[Case]:
    """One case for each row: this text in this column; the first of them in every form, the others as workbooks.

    `also` are further errors, of the same cell where they are only codes.
    """
    for turn, row in enumerate(rows or rows_of(base, sheet)):
        further = [(each, sheet, row, column) if isinstance(each, Code) else each for each in also]
        yield Case(base, put(sheet, row, column, text), ((code, sheet, row, column), *further), FORMS[: 1 if turn else None], note)


@dataclass(frozen=True, slots=True)
class FileCase:
    """A file that as a whole is faulty: its name, how it is made, and every problem it must give."""

    name: str
    make: Callable[[], bytes]
    expected: tuple[Place, ...]
    file: str = FILE

    @property
    def code(self) -> Code:
        """What is wrong."""
        return self.expected[0][0]


def find(base: str, sheet: str, column: str, text: str) -> int:
    """The row in which this column says this."""
    table = tables(base)[sheet]
    return next(row for row, line in enumerate(table, start=1) if line[table[0].index(column)] == text)


def only_in_workbooks(
    code: Code, base: str, sheet: str, column: str, cell: str, rows: Sequence[int] = (), also: Iterable[Place | Code] = ()
) -> Iterator[Case]:
    """One case for each row: a cell (XML) of a kind that only workbooks have."""
    return (replace(case, forms=(XLSX,)) for case in in_cells(code, base, sheet, column, cell, rows, also))


def only_as_text(code: Code, base: str, sheet: str, column: str, text: str, row: int, also: Iterable[Place | Code] = ()) -> Iterator[Case]:
    """A case of the forms that know nothing but text."""
    return (replace(case, forms=(CSV, JSON)) for case in in_cells(code, base, sheet, column, text, (row,), also, "as text"))
