"""Files <-> sheets: a folder of CSV sheets, or one JSON file. The one file of the core that opens files.

Raises nothing over what a file contains: what cannot be read is a problem, and the rest is still read. Refuses files larger than
`MAX_BYTES`. Decides nothing about meaning, and does not care which sheets a bank should have.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from question_bank.problems import Code, Problem, shown
from question_bank.sheets import MAX_SHEETS, Sheet, Sheets, sheet_of

MAX_BYTES = 20_000_000
"""The size of a JSON file, or of all sheets of a folder together."""

Read = tuple[Sheets, tuple[Problem, ...]]


def read(path: Path) -> Read:
    """The sheets at `path`: a folder with one CSV file per sheet, or a `.json` file; and what is wrong with the files."""
    try:
        files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        size = sum(file.stat().st_size for file in files)
        if size > MAX_BYTES:
            params = {"size": f"{size / 1_000_000:.1f}", "limit": f"{MAX_BYTES / 1_000_000:.0f}"}
            return {}, (Problem(Code.FILE_TOO_LARGE, path.name, params=params),)
        if path.is_dir():
            sheets, problems = _together([_csv_sheet(file.stem, file.read_bytes()) for file in files[:MAX_SHEETS]])
            return sheets, (*_few(path.name, len(files)), *problems)
        if path.suffix.lower() == ".json":
            return _json_sheets(path.name, path.read_bytes())
    except OSError as error:
        return {}, (_unreadable(path.name, error.strerror or str(error)),)
    return {}, (_unreadable(path.name, "CSV, JSON"),)


def folders(root: Path) -> tuple[Path, ...]:
    """The folders directly under `root`, by name."""
    return tuple(sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))))


def write_csv(sheets: Sheets, folder: Path) -> None:
    """Writes one CSV file per sheet into `folder`, with a byte order mark, without which Excel misreads Chinese."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets.values():
        with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(sheet.columns)
            writer.writerows([row.cells.get(column, "") for column in sheet.columns] for row in sheet.rows)


def write_json(sheets: Sheets, path: Path) -> None:
    """Writes all sheets into one file: sheet name -> list of rows, each row column name -> text."""
    written = {sheet.name: [dict(row.cells) for row in sheet.rows] for sheet in sheets.values()}
    path.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _together(parts: Sequence[tuple[Sheet, tuple[Problem, ...]]]) -> Read:
    problems = [problem for _, found in parts for problem in found]
    return {sheet.name: sheet for sheet, _ in parts}, tuple(problems)


def _few(name: str, count: int) -> tuple[Problem, ...]:
    if count <= MAX_SHEETS:
        return ()
    return (Problem(Code.SHEETS_TOO_MANY, name, params={"count": str(count), "limit": str(MAX_SHEETS)}),)


def _unreadable(sheet: str, detail: str, row: int | None = None) -> Problem:
    return Problem(Code.FILE_UNREADABLE, sheet, row, None, {"detail": detail})


def _csv_sheet(name: str, data: bytes) -> tuple[Sheet, tuple[Problem, ...]]:
    text, garbled = _decoded(name, data)
    table: list[list[str]] = []
    try:
        table.extend(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        garbled = (*garbled, _unreadable(name, str(error), len(table) + 1))
    sheet, problems = sheet_of(name, table)
    return sheet, (*garbled, *problems)


def _decoded(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text with one kind of line end, and the line where it first stops being UTF-8 (often a sheet saved as GBK)."""
    garbled: tuple[Problem, ...] = ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        garbled = (_unreadable(name, "UTF-8", data.count(b"\n", 0, error.start) + 1),)
        text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n"), garbled


class _NotABank(ValueError):
    """The JSON is well formed but cannot be read as sheets."""


def _json_sheets(name: str, data: bytes) -> Read:
    text, garbled = _decoded(name, data)
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
