"""`zhiping targets load`: yearly targets from a sheet, by default those of the notice that came with the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.config import Settings

SHIPPED = Path(__file__).parent.parent / "targets" / "2023-625.csv"
"""The table of notice 沪经信软〔2023〕625号, annex 2, as printed; its rows do not add up to its totals."""

verbs = typer.Typer(help="Yearly targets of the districts.", rich_markup_mode=None)


@verbs.callback()
def targets() -> None:
    """Yearly targets of the districts."""


@verbs.command()
def load(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX; the shipped table of the 2023 notice if not given.")] = SHIPPED,
) -> None:
    """Load targets: a row for each unit, a column for each year. Numbers there already are replaced."""
    from bot.cli import _print, _settings, _storage_errors

    with _storage_errors():
        _print("\n".join(_loaded(_settings(), path)))


def _loaded(settings: Settings, path: Path) -> Iterator[str]:
    from bot import bootstrap
    from bot.ports.registry import CITY
    from bot.system import SystemClock
    from bot.usecases.targets import loading
    from question_bank.formats import read

    if not path.exists():
        raise Failed(f"There is no file {path}; give the path of a CSV or XLSX file.")
    sheets, problems = read(path)
    if problems or not sheets:
        raise Failed("\n\n".join(problem.text("en") for problem in problems) or f"{path} holds no table.", 1)
    with bootstrap.app(settings) as app:
        found = app.store.submit(loading(next(iter(sheets.values())), path.stem, SystemClock().now())).result()
    if found.faults:
        raise Failed("\n".join(f"{zh}\n{en}" for zh, en in found.faults) + "\nNothing was loaded.", 1)
    sums = Counter[int]()
    stated = {target.year: target.number for target in found.targets if target.unit == CITY}
    for target in found.targets:
        sums.update({target.year: target.number} if target.unit != CITY else {})
    yield f"{len({target.unit for target in found.targets} - {CITY})} units loaded."
    for year in sorted({*sums, *stated}):
        total = f"; the total as stated is {stated[year]}" if stated.get(year, sums[year]) != sums[year] else ""
        yield f"{year}: the units add up to {sums[year]}{total}."
