"""Targets (年度指标) from a sheet: a row for each unit, a column for each year, and the total as it was printed.

A printed total need not be the sum of its rows; both are kept apart, and whoever looks sees both. Nothing is loaded from a sheet with a
fault in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.ports import Transaction
from bot.ports.registry import CITY, Unit
from bot.roles import UnitKind
from question_bank.sheets import Sheet

UNIT_COLUMNS = ("负责单位", "单位", "unit")
SOURCE_COLUMNS = ("来源", "source")
TOTALS = frozenset({"区级总计", "总计", "合计", "全市", "上海市", "total"})
LARGEST = 1_000_000

_YEAR = re.compile(r"(20\d\d)\s*(?:年(?:度指标)?)?")
_NO_HEAD = (
    "表头要有“负责单位”一列和以年份命名的列，例如“2025”。",
    "The head needs a column `unit` and columns named by years.",
)
_ENDINGS = ("新片区管委会", "管委会", "新区", "区", "县", "岛")
_SHORT = {"化工": "化学工业"}


@dataclass(frozen=True, slots=True)
class Target:
    """How many enterprises a unit is to have finished in a year, and who says so."""

    unit: str
    year: int
    number: int
    source: str


@dataclass(frozen=True, slots=True)
class Read:
    """The targets in a sheet, or what is wrong with it, each with its row, in Chinese and English."""

    targets: tuple[Target, ...]
    faults: tuple[tuple[str, str], ...] = ()


def read_targets(sheet: Sheet, units: Sequence[Unit], source: str) -> Read:
    """What the sheet says of these units; `source` is named where the sheet has no column for it."""
    unit_column = next((column for column in sheet.columns if column.casefold() in UNIT_COLUMNS), None)
    years = {column: int(found[1]) for column in sheet.columns if (found := _YEAR.fullmatch(column.strip()))}
    if unit_column is None or not years:
        return Read((), (_NO_HEAD,))
    by_name = {_folded(unit.name): unit.id for unit in units} | {unit.id: unit.id for unit in units}
    targets: list[Target] = []
    faults: list[tuple[str, str]] = []
    for row in sheet.rows:
        name = row.cells.get(unit_column, "")
        unit_id = CITY if name.casefold() in TOTALS else by_name.get(_folded(name)) or by_name.get(name)
        if unit_id is None:
            faults.append((f"第 {row.number} 行：没有叫“{name}”的单位。", f"Row {row.number}: there is no unit called “{name}”."))
            continue
        said = next((row.cells[column] for column in SOURCE_COLUMNS if row.cells.get(column)), source)
        for column, year in years.items():
            text = row.cells.get(column, "").strip()
            if text.isascii() and text.isdecimal() and int(text) <= LARGEST:
                targets.append(Target(unit_id, year, int(text), said))
            elif text:
                faults.append(_no_number(row.number, column, text))
    faults += _twice(targets)
    return Read((), tuple(faults)) if faults else Read(tuple(targets))


def _no_number(row: int, column: str, text: str) -> tuple[str, str]:
    return (
        f"第 {row} 行，{column}：“{text}”不是从 0 到 {LARGEST} 的整数。",
        f"Row {row}, {column}: “{text}” is not a whole number from 0 to {LARGEST}.",
    )


def _twice(targets: Sequence[Target]) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, int]] = set()
    for target in targets:
        if (target.unit, target.year) in seen:
            yield f"{target.year} 年有一个单位写了两次。", f"A unit stands twice for {target.year}."
        seen.add((target.unit, target.year))


def _folded(name: str) -> str:
    """A unit's name without what is often left out of it: 松江区 and 松江, 化工区管委会 and 化学工业区管委会."""
    short = "".join(name.split())
    for ending in _ENDINGS:
        short = short.removesuffix(ending) if len(short) > len(ending) + 1 else short
    return _SHORT.get(short, short)


def units_with_targets(tx: Transaction) -> tuple[Unit, ...]:
    """The units that a target can be set for by name, the whole city aside."""
    return (*tx.units(UnitKind.DISTRICT), *tx.units(UnitKind.ZONE))


def loading(sheet: Sheet, source: str, now: int) -> Callable[[Transaction], Read]:
    """Reads the sheet against the units there are and keeps its targets, all or none; leaves a line in the audit."""

    def load(tx: Transaction) -> Read:
        read = read_targets(sheet, units_with_targets(tx), source)
        for target in read.targets:
            tx.set_target(target.unit, target.year, target.number, target.source)
        if read.targets:
            tx.record(now, "", "", "targets_loaded", {"targets": str(len(read.targets))})
        return read

    return load
