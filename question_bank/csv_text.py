"""CSV as people and spreadsheet programs write it <-> rows of cells: encodings, separators, texts that could be taken for formulas.

Reads UTF-8, UTF-16 with a byte order mark, and GB18030 (so GBK and GB2312); separated by commas, tabs or semicolons. Writes UTF-8 with
a byte order mark, without which Excel misreads Chinese, and commas.

The quote-prefix rule: a spreadsheet program calculates a CSV cell that begins with `=`, `+`, `-`, `@`, a tab or a line end, also in full
width. Such a text is written with an apostrophe before it, and reading takes one apostrophe away from before such a text, so that every
text reads back as it was (but for line ends, which become one kind). Plain numbers (`-5`) need none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from question_bank.problems import Code, Problem

RISKY = "=+\\-@\t\r\n＝＋－＠"
GUARDED = re.compile(f"'+[{RISKY}]")
UNGUARDED = re.compile(f"'*[{RISKY}]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
QUOTED = re.compile('"[^"]*"')
CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]+")
PRIVATE = re.compile("[\ue000-\uf8ff]")
SEPARATORS = ",\t;"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LOST = "\ufffd"

Table = list[list[str]]


def guarded(text: str) -> str:
    """The text as it may stand in a CSV file.

    >>> guarded("=1+1"), guarded("'=1"), guarded("-5"), guarded("5")
    ("'=1+1", "''=1", '-5', '5')
    """
    return f"'{text}" if UNGUARDED.match(text) and not NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that was meant by a CSV cell; the reverse of `guarded`."""
    return text[1:] if GUARDED.match(text) else text


def table_of(name: str, data: bytes) -> tuple[Table, tuple[Problem, ...]]:
    """The rows of a CSV file, and where it could not be read; what comes before the damage is still there."""
    text, problems = decoded(name, data)
    table: Table = []
    try:
        table.extend([unguarded(cell) for cell in line] for line in csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True))
    except csv.Error as error:
        problems = (*problems, unreadable(name, str(error), len(table) + 1))
    return table, problems


def bytes_of(table: Sequence[Sequence[str]]) -> bytes:
    """The rows as a CSV file."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for place, line in enumerate(table):
        cells = [guarded(cell) for cell in line]
        if place == 0 and any(sign in cell for sign in SEPARATORS[1:] for cell in cells):
            csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)  # or these signs would be taken for separators
        else:
            writer.writerow(cells)
    return file.getvalue().encode("utf-8-sig")


def unreadable(name: str, detail: str, row: int | None = None) -> Problem:
    """The problem of a file that cannot be read (any further)."""
    return Problem(Code.FILE_UNREADABLE, name, row, None, {"detail": detail})


def decoded(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text with one kind of line end, and the line where it first stops being text."""
    if data.startswith(UTF_16):
        text, problems = _decoded_as(name, data, "UTF-16")
    else:
        text, problems = _decoded_as(name, data, "UTF-8")
        if problems and text.count(LOST) >= _chinese(text):
            text, problems = _gb18030(name, data) or (text, problems)
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def _decoded_as(name: str, data: bytes, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    codec = "utf-8-sig" if encoding == "UTF-8" else encoding
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError as error:
        problem = unreadable(name, encoding, data.count(b"\n", 0, error.start) + 1)
        return data.decode(codec, errors="replace"), (problem,)


def _gb18030(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]] | None:
    """The text of a sheet that an older Chinese Excel saved; nothing if it is not that either."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return (text, ()) if _chinese(text) and not PRIVATE.search(text) else None


def _chinese(text: str) -> int:
    """How many Chinese characters and marks there are; bytes in a wrong encoding hardly ever make any."""
    return sum(map(len, CHINESE.findall(text)))


def _separator(text: str) -> str:
    """The sign that separates the cells of the first line, a comma unless another is there and no comma is."""
    line = QUOTED.sub("", text.partition("\n")[0])
    return next((sign for sign in SEPARATORS if sign in line), ",")
