"""Where the verbs find a rule pack: in a file or folder, among those that come with the program, or among the versions in the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from question_bank.programmes.model import Programme

AT = "@"


def found(name: str) -> Programme:
    """The pack of a path, of `ID` (what comes with the program, else the current version in the database), or of `ID@VERSION`."""
    path = Path(name)
    if path.exists():
        return _in_file(path)
    programme, _, version = name.partition(AT)
    return of_version(programme, version)


def of_version(programme: str, version: str = "") -> Programme:
    """What comes with the program, if it is of this version or none is wanted; else from the database."""
    from question_bank.programmes import library

    if programme in library.shipped():
        shipped = library.load(programme)
        if version in {"", shipped.version}:
            return shipped
    kept = _kept(programme, version)
    if kept is None:
        raise Failed(_unknown(programme, version))
    return kept


def as_json_bytes(folder: Path) -> bytes:
    """A folder of CSV sheets as one file; what is wrong with them is told when it is read."""
    from question_bank.formats import read

    sheets, met = read(folder)
    if met:
        raise Failed("\n".join(problem.text("en") for problem in met), 1)
    rows = {name: [dict(row.cells) for row in sheet.rows] for name, sheet in sheets.items()}
    return json.dumps(rows, ensure_ascii=False).encode()


def _in_file(path: Path) -> Programme:
    from question_bank.formats import read
    from question_bank.problems import Severity
    from question_bank.programmes.reading import read_pack

    reading = read_pack(*read(path))
    if reading.programme is None:
        errors = sum(problem.severity is Severity.ERROR for problem in reading.problems)
        raise Failed(f"{path} is no rule pack yet: {errors} errors. `zhiping programme check {path}` lists them.", 1)
    return reading.programme


def _unknown(programme: str, version: str) -> str:
    from question_bank.programmes import library

    more = "`zhiping programme versions` lists those in the database."
    try:
        known = library.load(programme).version
    except LookupError as error:
        return f"{error.args[0]} {more}"
    return f"There is no {programme} {version}; {known} comes with the program, {more}"


def _kept(programme: str, version: str) -> Programme | None:
    """From the database, read beside a bot that may be running; nothing where there is no database to read."""
    import asyncio

    from bot.cli import _settings
    from bot.ports import BilingualError
    from bot.storage.opening import open_reader
    from bot.usecases.packs.packing import unpacked

    try:
        reader = open_reader(_settings().database_url)
        wanted = version or next((one.version for one in asyncio.run(reader.read_pack_versions(programme)) if one.current), "")
        sheets = asyncio.run(reader.read_pack_sheets(programme, wanted)) if wanted else None
    except BilingualError:
        return None
    return unpacked(sheets) if sheets is not None else None
