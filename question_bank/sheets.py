"""The neutral table between file formats and meaning: sheets, numbered rows, cells of plain text.

Knows no file format and opens nothing. Row numbers are those the author sees, so blank rows are skipped but keep their place.
What cannot be right in any table (two columns of one name, cells beside the table, too many rows) is reported here; what the
cells mean is decided in `reading`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from question_bank.problems import Code, Problem

REMARK = "#"
"""A sheet or column whose name begins with this is the author's own remark and is not read."""

MAX_ROWS = 20_000
"""More rows than this in one sheet are not read; a bank of twenty thousand questions is a mistake."""

MAX_COLUMNS = 300
MAX_SHEETS = 100

PLAIN_NAME = re.compile(r"#?[A-Za-z][\w.:@-]*", re.ASCII)


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


def name_of(heading: str) -> str:
    """The name of a column as read from its heading. Of several lines the last counts if it is a plain word, as in our own workbooks.

    >>> name_of("题干（英文）\\nstem@en"), name_of("联系人\\n（选填）")
    ('stem@en', '联系人\\n（选填）')
    """
    written = heading.strip()
    last = written.rpartition("\n")[2].strip()
    return last if PLAIN_NAME.fullmatch(last) else written


def sheet_of(name: str, table: Sequence[Sequence[str]], head: int = 1) -> tuple[Sheet, tuple[Problem, ...]]:
    """A sheet from rows of cells, row `head` being the column names, and what is wrong with its shape. What is above is not read."""
    written = tuple(name_of(cell) for cell in table[head - 1]) if len(table) >= head else ()
    header = written[:MAX_COLUMNS]
    body = list(enumerate(table[head : head + MAX_ROWS], start=head + 1))
    too_large = _too_large(name, len(table) - head, len(written))
    problems = [*_doubled(name, head, header), *_beside(name, header, body), *too_large]
    places = [(index, column) for index, column in enumerate(header) if _is_read(header, index)]
    return Sheet(name, tuple(column for _, column in places), tuple(_rows(places, body))), tuple(problems)


def _is_read(header: tuple[str, ...], index: int) -> bool:
    column = header[index]
    return bool(column) and not column.startswith(REMARK) and header.index(column) == index


def _rows(places: Sequence[tuple[int, str]], body: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    for number, line in body:
        width = len(line)
        cells = {column: text for index, column in places if index < width and (text := line[index].strip())}
        if cells:
            yield Row(number, cells)


def _doubled(name: str, head: int, header: tuple[str, ...]) -> Iterator[Problem]:
    for column, times in Counter(column for column in header if column and not column.startswith(REMARK)).items():
        if times > 1:
            yield Problem(Code.COLUMN_DUPLICATE, name, head, column)


def _beside(name: str, header: tuple[str, ...], body: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Problem]:
    for number, line in body:
        for index, text in enumerate(line):
            if text.strip() and (index >= len(header) or not header[index]):
                yield Problem(Code.COLUMN_UNNAMED, name, number, None, {"value": text.strip()})
                break


def _too_large(name: str, rows: int, columns: int) -> Iterator[Problem]:
    for code, count, limit in ((Code.ROWS_TOO_MANY, rows, MAX_ROWS), (Code.COLUMNS_TOO_MANY, columns, MAX_COLUMNS)):
        if count > limit:
            yield Problem(code, name, None, None, {"count": str(count), "limit": str(limit)})
