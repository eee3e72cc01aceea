"""Where the verbs find a bank: in a file or folder, among those that come with the program, or among the versions in the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from question_bank.model import Bank

AT = "@"


def found(name: str) -> Bank:
    """The bank of a path, of `ID` (what comes with the program, else the current version in the database), or of `ID@VERSION`."""
    path = Path(name)
    if path.exists():
        return _in_file(path)
    bank, _, version = name.partition(AT)
    return of_version(bank, version)


def of_version(bank: str, version: str = "") -> Bank:
    """What comes with the program, if it is of this version or none is wanted; else from the database."""
    from question_bank import library

    if bank in library.shipped():
        shipped = library.load(bank)
        if version in {"", shipped.version}:
            return shipped
    kept = _kept(bank, version)
    if kept is None:
        raise Failed(_unknown(bank, version))
    return kept


def _unknown(bank: str, version: str) -> str:
    from question_bank import library

    try:
        known = library.load(bank).version
    except library.UnknownBank as error:
        return f"{error.args[0]} `zhiping bank versions` lists those in the database."
    return f"There is no {bank} {version}; {known} comes with the program, `zhiping bank versions` lists those in the database."


def _in_file(path: Path) -> Bank:
    from question_bank.formats import read
    from question_bank.problems import Severity
    from question_bank.reading import read_bank

    reading = read_bank(*read(path))
    if reading.bank is None:
        errors = sum(problem.severity is Severity.ERROR for problem in reading.problems)
        raise Failed(f"{path} is no bank yet: {errors} errors. `zhiping bank check {path}` lists them.", 1)
    return reading.bank


def as_json_bytes(folder: Path) -> bytes:
    """A folder of CSV sheets without an error as one file."""
    import json

    from question_bank.writing import to_sheets

    sheets = to_sheets(_in_file(folder))
    return json.dumps({name: [dict(row.cells) for row in sheet.rows] for name, sheet in sheets.items()}, ensure_ascii=False).encode()


def _kept(bank: str, version: str) -> Bank | None:
    """From the database, read beside a bot that may be running; nothing where there is no database to read."""
    import asyncio

    from bot.cli import _settings
    from bot.ports import BilingualError
    from bot.storage.opening import open_reader
    from bot.usecases.banks.packing import unpacked

    try:
        reader = open_reader(_settings().database_url)
        wanted = version or next((one.version for one in asyncio.run(reader.read_bank_versions(bank)) if one.current), "")
        sheets = asyncio.run(reader.read_sheets(bank, wanted)) if wanted else None
    except BilingualError:
        return None
    return unpacked(sheets) if sheets is not None else None
