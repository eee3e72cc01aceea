"""Files <-> sheets: a folder of CSV sheets, or one CSV, XLSX or JSON file. The one file of the core that opens files.

A file's kind is told by its content, whatever its name. Raises nothing over what a file contains: what cannot be read is a problem, and
the rest is still read. Refuses files larger than `MAX_BYTES`. Decides nothing about meaning, and does not care which sheets a bank
should have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from question_bank.archives import LIMITS, OLE_MAGIC, ZIP_MAGIC, Limits
from question_bank.csv_text import bytes_of, decoded, table_of, unreadable
from question_bank.grids import Head, first_row
from question_bank.problems import Code, Problem, shown
from question_bank.sheets import MAX_SHEETS, Sheet, Sheets, sheet_of

if TYPE_CHECKING:
    from question_bank.workbook_writing import Workbook

MAX_BYTES = 20_000_000
"""The size of one file, or of all sheets of a folder together."""

FOREIGN = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x1f\x8b": "gzip",
}
MARKUP = ("<!doctype html", "<html", "<table", "<?xml", "<meta", "<style", "<head", "mime-version:")
"""How web pages and XML begin; some programs save these under the name of a workbook."""

Read = tuple[Sheets, tuple[Problem, ...]]


def read(path: Path) -> Read:
    """The sheets at `path`: a folder with one CSV file per sheet, or one file; and what is wrong with the files."""
    try:
        files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        if too_large := _too_large(path.name, sum(file.stat().st_size for file in files)):
            return {}, (too_large,)
        if path.is_dir():
            sheets, problems = _together([_csv_sheet(file.stem, file.read_bytes()) for file in files[:MAX_SHEETS]])
            return sheets, (*_few(path.name, len(files)), *problems)
        return read_bytes(path.name, path.read_bytes())
    except OSError as error:
        return {}, (unreadable(path.name, error.strerror or str(error)),)


def read_bytes(name: str, data: bytes, head_of: Head = first_row, limits: Limits = LIMITS) -> Read:
    """The sheets in one file called `name`: a workbook, JSON, or a CSV sheet, whichever it is.

    `head_of` finds the row of the column names where it need not be the first; `limits` bound what a workbook may unpack into.
    """
    if too_large := _too_large(name, len(data)):
        return {}, (too_large,)
    if data.startswith((*ZIP_MAGIC, OLE_MAGIC)):
        from question_bank.workbooks import read_workbook

        return read_workbook(name, data, head_of, limits)
    if foreign := next((kind for magic, kind in FOREIGN.items() if data.startswith(magic)), None) or _markup(data):
        return {}, (Problem(Code.FILE_FORMAT, name, params={"detail": foreign}),)
    if name.lower().endswith(".json") or data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return _json_sheets(name, data)
    return _together([_csv_sheet(Path(name).stem, data, head_of)])


def folders(root: Path) -> tuple[Path, ...]:
    """The folders directly under `root`, by name."""
    return tuple(sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))))


def csv_of(sheet: Sheet) -> bytes:
    """The sheet as a CSV file, by the rules of `csv_text`."""
    return bytes_of([sheet.columns, *([row.cells.get(column, "") for column in sheet.columns] for row in sheet.rows)])


def write_csv(sheets: Sheets, folder: Path) -> None:
    """Writes one CSV file per sheet into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets.values():
        (folder / f"{sheet.name}.csv").write_bytes(csv_of(sheet))


def write_json(sheets: Sheets, path: Path) -> None:
    """Writes all sheets into one file: sheet name -> list of rows, each row column name -> text."""
    written = {sheet.name: [dict(row.cells) for row in sheet.rows] for sheet in sheets.values()}
    path.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_xlsx(workbook: Workbook, path: Path) -> None:
    """Writes a workbook; raises `Unwritable` before touching the file if there is something that it cannot hold."""
    from question_bank.workbook_writing import workbook_bytes

    path.write_bytes(workbook_bytes(workbook))


def _too_large(name: str, size: int) -> Problem | None:
    if size <= MAX_BYTES:
        return None
    return Problem(Code.FILE_TOO_LARGE, name, params={"size": f"{size / 1_000_000:.1f}", "limit": f"{MAX_BYTES / 1_000_000:.0f}"})


def _markup(data: bytes) -> str | None:
    begin = data[:200].replace(b"\0", b"").decode("ascii", errors="ignore").lstrip().lower()
    return "HTML / XML" if begin.startswith(MARKUP) else None


def _together(parts: Sequence[tuple[Sheet, tuple[Problem, ...]]]) -> Read:
    problems = [problem for _, found in parts for problem in found]
    return {sheet.name: sheet for sheet, _ in parts}, tuple(problems)


def _few(name: str, count: int) -> tuple[Problem, ...]:
    if count <= MAX_SHEETS:
        return ()
    return (Problem(Code.SHEETS_TOO_MANY, name, params={"count": str(count), "limit": str(MAX_SHEETS)}),)


def _csv_sheet(name: str, data: bytes, head_of: Head = first_row) -> tuple[Sheet, tuple[Problem, ...]]:
    table, garbled = table_of(name, data)
    sheet, problems = sheet_of(name, table, head_of(table))
    return sheet, (*garbled, *problems)


class _NotABank(ValueError):
    """The JSON is well formed but cannot be read as sheets."""


def _json_sheets(name: str, data: bytes) -> Read:
    text, garbled = decoded(name, data)
    try:
        loaded = json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        return {}, (*garbled, _malformed(name, error.msg, error.lineno))
    except (_NotABank, RecursionError) as error:
        return {}, (*garbled, _malformed(name, str(error)))
    if not isinstance(loaded, dict):
        return {}, (*garbled, _malformed(name, shown(str(loaded))))
    sheets, problems = _together([_json_sheet(sheet, rows) for sheet, rows in islice(loaded.items(), MAX_SHEETS)])
    return sheets, (*garbled, *_few(name, len(loaded)), *problems)


def _malformed(sheet: str, detail: str, row: int | None = None, column: str | None = None) -> Problem:
    return Problem(Code.JSON_MALFORMED, sheet, row, column, {"detail": detail})


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _NotABank(f'"{shown(twice)}" x 2')
    return found


def _json_sheet(name: str, rows: object) -> tuple[Sheet, tuple[Problem, ...]]:
    if not isinstance(rows, list):
        return Sheet(name, (), ()), (_malformed(name, shown(str(rows))),)
    lines = [row if isinstance(row, dict) else {} for row in rows]
    columns = list(dict.fromkeys(column for line in lines for column in line))
    table = [columns, *([_plain(line.get(column)) for column in columns] for line in lines)]
    sheet, problems = sheet_of(name, table)
    return sheet, (*_nested(name, rows), *problems)


def _plain(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case _:
            return ""


def _nested(name: str, rows: Sequence[object]) -> Iterator[Problem]:
    # Rows are numbered as in a table with its column names in row 1, so that a place is the same in every format.
    for number, row in enumerate(rows, start=2):
        if not isinstance(row, dict):
            yield _malformed(name, shown(str(row)), number)
            continue
        for column, value in row.items():
            if not isinstance(value, str | bool | None):
                yield _malformed(name, shown(str(value)), number, column)
