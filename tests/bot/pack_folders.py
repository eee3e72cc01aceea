"""Shipped rule packs copied to a folder of CSV sheets, with one thing changed as an author would."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from question_bank.programmes.library import PACKS

Table = list[dict[str, str]]
Edit = Callable[[Path], None]


def copied(place: Path, programme: str, *edits: Edit) -> Path:
    """The pack as a folder of its own, after these edits."""
    folder = place / programme
    shutil.copytree(PACKS / programme, folder)
    for edit in edits:
        edit(folder)
    return folder


def rows_of(folder: Path, sheet: str) -> tuple[list[str], Table]:
    """The columns and rows of a sheet."""
    with (folder / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def write_rows(folder: Path, sheet: str, columns: list[str], rows: Table) -> None:
    """The sheet with these rows."""
    with (folder / f"{sheet}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def put(sheet: str, key: str, **cells: str) -> Edit:
    """Writes cells of the first row whose first cell is this."""

    def edit(folder: Path) -> None:
        columns, rows = rows_of(folder, sheet)
        next(row for row in rows if row[columns[0]] == key).update(cells)
        write_rows(folder, sheet, list(dict.fromkeys((*columns, *cells))), rows)

    return edit


def add(sheet: str, **cells: str) -> Edit:
    """Adds a row."""

    def edit(folder: Path) -> None:
        columns, rows = rows_of(folder, sheet)
        write_rows(folder, sheet, list(dict.fromkeys((*columns, *cells))), [*rows, cells])

    return edit


def drop(sheet: str, *keys: str) -> Edit:
    """Takes away the rows whose first cell is one of these."""

    def edit(folder: Path) -> None:
        columns, rows = rows_of(folder, sheet)
        write_rows(folder, sheet, columns, [row for row in rows if row[columns[0]] not in keys])

    return edit


def keep_only(sheet: str, *keys: str) -> Edit:
    """Takes away all other rows."""

    def edit(folder: Path) -> None:
        columns, rows = rows_of(folder, sheet)
        write_rows(folder, sheet, columns, [row for row in rows if row[columns[0]] in keys])

    return edit
