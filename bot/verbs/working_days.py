"""`zhiping calendar`: holidays and the weekends that are worked instead (调休), a year at a time."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.usecases.campaigns.calendars import Days

verbs = typer.Typer(help="Holidays and working days.", rich_markup_mode=None)

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@verbs.command("load")
def load(path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX with the columns day, working, name, source.")]) -> None:
    """Replace the years that the file holds, all of it or nothing. Exit code 1 if it is not loaded."""
    from bot import bootstrap
    from bot.cli import _print, _settings, _storage_errors
    from bot.system import SystemClock
    from bot.usecases.campaigns.calendars import loading

    days = _read(path)
    for zh, en in (*days.faults, *days.remarks):
        _print(f"{zh}\n{en}")
    if days.faults:
        _print("Nothing was loaded.")
        raise typer.Exit(1)
    with _storage_errors(), bootstrap.app(_settings()) as app:
        changed = app.store.submit(loading(days, SystemClock().now())).result()
    _print(f"{', '.join(map(str, days.years))}: {len(days.days)} days loaded, {changed} changed. Source: {days.source}")


@verbs.command("show")
def show(year: Annotated[int, typer.Argument(min=2020, max=2100, help="Such as 2026.")], as_json: Json = False) -> None:
    """The days of a year that are otherwise than their weekday says."""
    from bot.cli import _print, _settings, _storage_errors
    from bot.storage.opening import open_reader
    from bot.usecases.campaigns.calendars import shipped

    with _storage_errors():
        known = asyncio.run(open_reader(_settings().database_url).read_calendar())
    names = shipped().names
    rows = [
        {"day": day.isoformat(), "weekday": WEEKDAYS[day.weekday()], "working": works, "name": names.get(day, "")}
        for day, works in sorted(known.items())
        if day.year == year
    ]
    if as_json:
        _print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    lines = [f"{row['day']}  {row['weekday']}  {'working' if row['working'] else 'off    '}  {row['name']}".rstrip() for row in rows]
    _print("\n".join(lines) or f"Nothing is loaded for {year}: Monday to Friday are working days.")


def _read(path: Path) -> Days:
    """The days of the file, or what is wrong with it."""
    from bot.usecases.campaigns.calendars import read_days
    from question_bank.formats import read

    if not path.exists():
        raise Failed(f"There is no file {path}; give the path of a CSV or XLSX file.")
    sheets, problems = read(path)
    if problems or not sheets:
        raise Failed("\n\n".join(problem.text("en") for problem in problems) or f"{path} holds no table.", 1)
    return read_days(next(iter(sheets.values())), path.name)
