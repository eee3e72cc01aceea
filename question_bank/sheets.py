"""The neutral table between file formats and meaning: sheets, numbered rows, cells of plain text.

Knows no file format and opens nothing. Row numbers are those the author sees, so blank rows are skipped but keep their place.
What cannot be right in any table (two columns of one name, cells beside the table, too many rows) is reported here; what the
cells mean is decided in `reading`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from question_bank.problems import Code, Problem

REMARK = "#"
"""A sheet or column whose name begins with this is the author's own remark and is not read."""

MAX_ROWS = 20_000
"""More rows than this in one sheet are not read; a bank of twenty thousand questions is a mistake."""

MAX_COLUMNS = 300
MAX_SHEETS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the number the author sees, and the text of each cell that is not empty, by column name."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with the names of its columns in order."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Sheets = Mapping[str, Sheet]


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A column's name taken apart: `name[:kind][@language]`."""

    name: str
    kind: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        kind = "" if self.kind is None else f":{self.kind}"
        language = "" if self.language is None else f"@{self.language}"
        return f"{self.name}{kind}{language}"


def column_name(written: str) -> ColumnName:
    """The parts of a column's name.

    >>> column_name("example:process@en")
    ColumnName(name='example', kind='process', language='en')
    """
    rest, at, language = written.partition("@")
    name, colon, kind = rest.partition(":")
    return ColumnName(name, kind if colon else None, language if at else None)


def sheet_of(name: str, table: Sequence[Sequence[str]]) -> tuple[Sheet, tuple[Problem, ...]]:
    """A sheet from rows of cells, the first row being the column names (row 1), and what is wrong with its shape."""
    written = tuple(cell.strip() for cell in table[0]) if table else ()
    header = written[:MAX_COLUMNS]
    problems = [*_doubled(name, header), *_beside(name, written, table[: MAX_ROWS + 1]), *_too_large(name, written, table)]
    places = [(index, column) for index, column in enumerate(header) if _is_read(header, index)]
    rows = tuple(_rows(places, table[1 : MAX_ROWS + 1]))
    return Sheet(name, tuple(column for _, column in places), rows), tuple(problems)


def _is_read(header: tuple[str, ...], index: int) -> bool:
    column = header[index]
    return bool(column) and not column.startswith(REMARK) and header.index(column) == index


def _rows(places: Sequence[tuple[int, str]], table: Sequence[Sequence[str]]) -> Iterator[Row]:
    for number, line in enumerate(table, start=2):
        width = len(line)
        cells = {column: text for index, column in places if index < width and (text := line[index].strip())}
        if cells:
            yield Row(number, cells)


def _doubled(name: str, header: tuple[str, ...]) -> Iterator[Problem]:
    for column, times in Counter(column for column in header if column and not column.startswith(REMARK)).items():
        if times > 1:
            yield Problem(Code.COLUMN_DUPLICATE, name, 1, column)


def _beside(name: str, header: tuple[str, ...], table: Sequence[Sequence[str]]) -> Iterator[Problem]:
    for number, line in enumerate(table[1:], start=2):
        for index, text in enumerate(line):
            if text.strip() and (index >= len(header) or not header[index]):
                yield Problem(Code.COLUMN_UNNAMED, name, number, None, {"value": text.strip()})
                break


def _too_large(name: str, written: tuple[str, ...], table: Sequence[Sequence[str]]) -> Iterator[Problem]:
    for code, count, limit in ((Code.ROWS_TOO_MANY, len(table) - 1, MAX_ROWS), (Code.COLUMNS_TOO_MANY, len(written), MAX_COLUMNS)):
        if count > limit:
            yield Problem(code, name, None, None, {"count": str(count), "limit": str(limit)})
