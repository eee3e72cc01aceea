"""What a spreadsheet program keeps in a sheet -> a neutral sheet, and what cannot be taken for text: formulas, errors, dates, lost digits,
merged cells. Knows no file format; a fault is told with its cell, and the cell itself is then empty, so that it is not told twice.

Cells in columns without a name of their own or with one that begins with `#` are the author's business, whatever they hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from question_bank.problems import Code, Problem
from question_bank.sheets import MAX_COLUMNS, MAX_ROWS, REMARK, Sheet, name_of, sheet_of

LISTED = 200
"""How many faults of one kind are listed per sheet; the rest are counted."""

NAMED = 20
"""How many hidden rows or columns are named."""

MAX_SPREAD = 100_000
"""How many cells of merged ranges are filled; beyond this the ranges are only told."""

MAX_HEAD = 20
"""Titles above a table take fewer rows than this."""

Lines = Sequence[Sequence[str]]
Head = Callable[[Lines], int]
"""Finds the row (counting from 1) that holds the column names."""


def first_row(_: Lines) -> int:
    """The column names are in row 1, as in a bank."""
    return 1


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken for text, and what its problem speaks of."""

    code: Code
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Area:
    """A merged range, both ends included, counting from 1; `name` as the program writes it."""

    name: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it lies in the file: cells by row and column, counting from 1, only those that hold something.

    `width` and `height` are where the last of them is, also of those beyond what is read.
    """

    name: str
    rows: Mapping[int, Mapping[int, str | Fault]]
    merged: Sequence[Area] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    width: int = 0
    height: int = 0


def letter(column: int) -> str:
    """A column as spreadsheets call it.

    >>> letter(1), letter(27)
    ('A', 'AA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet_from(grid: Grid, head_of: Head = first_row) -> tuple[Sheet, tuple[Problem, ...]]:
    """The grid as a sheet, and everything that is wrong with its shape and its cells."""
    head = head_of(_lines(grid.rows, MAX_HEAD))
    merged = [area for area in grid.merged if area.bottom >= head]
    lines = _lines(_spread(grid, merged), head + MAX_ROWS)
    sheet, problems = sheet_of(grid.name, lines, head)
    names = [name_of(text) for text in lines[head - 1]] if len(lines) >= head else []
    place = _Place(grid.name, head, {column: name or letter(column) for column, name in enumerate(names, start=1)})
    return sheet, (*problems, *_too_far(grid, head), *_faults(grid, place), *_merges(merged, place), *_hidden(grid, place))


@dataclass(frozen=True, slots=True)
class _Place:
    """How the cells of one sheet are called."""

    sheet: str
    head: int
    names: Mapping[int, str]

    def column(self, number: int) -> str:
        return self.names.get(number) or letter(number)

    def is_remark(self, number: int) -> bool:
        return self.column(number).startswith(REMARK)


def _lines(rows: Mapping[int, Mapping[int, str | Fault]], last: int) -> Lines:
    """Rows of text from row 1 to the last that holds something, at most to `last`."""
    height = max((number for number in rows if number <= last), default=0)
    return [_line(rows.get(number, {})) for number in range(1, height + 1)]


def _line(cells: Mapping[int, str | Fault]) -> Sequence[str]:
    line = [""] * max(cells, default=0)
    for column, cell in cells.items():
        if isinstance(cell, str):
            line[column - 1] = cell
    return line


def _spread(grid: Grid, merged: Sequence[Area]) -> Mapping[int, Mapping[int, str | Fault]]:
    """The rows with every merged range filled by what stands in its corner: likely what is meant, so that only the merging is told."""
    rows = {number: dict(cells) for number, cells in grid.rows.items()} if merged else {}
    for area, number, column in islice(_covered(grid, merged), MAX_SPREAD):
        corner = rows.get(area.top, {}).get(area.left, "")
        if number in rows:
            rows[number].setdefault(column, corner)
    return rows or grid.rows


def _covered(grid: Grid, merged: Sequence[Area]) -> Iterator[tuple[Area, int, int]]:
    for area in merged[:LISTED]:
        for number in range(area.top, min(area.bottom, grid.height) + 1):
            for column in range(area.left, min(area.right, grid.width, MAX_COLUMNS) + 1):
                yield area, number, column


def _too_far(grid: Grid, head: int) -> Iterator[Problem]:
    rows = grid.height - head
    for code, count, limit in ((Code.ROWS_TOO_MANY, rows, MAX_ROWS), (Code.COLUMNS_TOO_MANY, grid.width, MAX_COLUMNS)):
        if count > limit:
            yield Problem(code, grid.name, None, None, {"count": str(count), "limit": str(limit)})


def _faults(grid: Grid, place: _Place) -> Iterator[Problem]:
    told: Counter[Code] = Counter()
    for number, cells in sorted(grid.rows.items()):
        if not place.head <= number <= place.head + MAX_ROWS:
            continue
        for column, cell in sorted(cells.items()):
            if isinstance(cell, Fault) and not place.is_remark(column):
                told[cell.code] += 1
                if told[cell.code] <= LISTED:
                    yield Problem(cell.code, place.sheet, number, place.column(column), cell.params)
    yield from (_more(place.sheet, code, count) for code, count in told.items() if count > LISTED)


def _merges(merged: Sequence[Area], place: _Place) -> Iterator[Problem]:
    for area in merged[:LISTED]:
        yield Problem(Code.CELLS_MERGED, place.sheet, area.top, place.column(area.left), {"range": area.name})
    if len(merged) > LISTED:
        yield _more(place.sheet, Code.CELLS_MERGED, len(merged))


def _more(sheet: str, code: Code, count: int) -> Problem:
    return Problem(Code.MORE_LIKE_THIS, sheet, params={"kind": code, "count": str(count - LISTED)})


def _hidden(grid: Grid, place: _Place) -> Iterator[Problem]:
    rows = [str(number) for number in grid.hidden_rows if number > place.head and grid.rows.get(number)]
    columns = [letter(number) for number in grid.hidden_columns if number in place.names and not place.is_remark(number)]
    if rows:
        yield Problem(Code.ROWS_HIDDEN, grid.name, params={"rows": _listed(rows)})
    if columns:
        yield Problem(Code.COLUMNS_HIDDEN, grid.name, params={"columns": _listed(columns)})


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (f", … ({len(names)})" if len(names) > NAMED else "")
