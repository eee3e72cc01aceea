"""Holidays and working days from a sheet: a row for each day that is otherwise than its weekday says (调休).

A loaded year replaces what was known of it. Of a year without any row the working days are Monday to Friday. Nothing is loaded from a
sheet with a fault in it; a row that only says what the weekday says is no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from bot.ports import Transaction
from dialogs.limits import day_of
from question_bank.formats import read
from question_bank.sheets import Row, Sheet

SHIPPED = Path(__file__).parents[2] / "broadcast" / "calendar.csv"
"""The State Council's arrangements that were known when this version was made."""

DECEMBER = 12
SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 2020, 2100

_DAY = ("日期", "day", "date")
_WORKING = ("上班", "working")
_NAME = ("名称", "name")
_SOURCE = ("来源", "source")
_YES = frozenset({"是", "上班", "yes", "true", "1"})
_NO = frozenset({"否", "休息", "放假", "no", "false", "0"})
_NO_HEAD = ("表头要有“日期”和“上班”两列。", "The head needs the columns `day` and `working`.")
_NO_ROWS = ("表里没有一天。", "The sheet names no day.")

Said = tuple[str, str]
"""The same in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days in a sheet and their names, or what is wrong with it, each with its row; `remarks` keep nothing from being loaded."""

    days: Mapping[date, bool] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    source: str = ""
    faults: tuple[Said, ...] = ()
    remarks: tuple[Said, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({day.year for day in self.days}))


def read_days(sheet: Sheet, source: str) -> Days:
    """What the sheet says; `source` is named where it has no column for it. All problems at once."""
    columns = {column.casefold(): column for column in sheet.columns}
    day_column, working, name, origin = (
        next((columns[one] for one in known if one in columns), "") for known in (_DAY, _WORKING, _NAME, _SOURCE)
    )
    if not day_column or not working:
        return Days(faults=(_NO_HEAD,))
    days: dict[date, bool] = {}
    names: dict[date, str] = {}
    faults: list[Said] = []
    remarks: list[Said] = []
    for row in sheet.rows:
        day, works = _day(row, day_column), _works(row, working)
        if day is None:
            faults.append(_no_day(row.number, row.cells.get(day_column, "")))
        if works is None:
            faults.append(_no_answer(row.number, row.cells.get(working, "")))
        if day is None or works is None:
            continue
        if day in days:
            faults.append((f"第 {row.number} 行：{day} 出现了两次。", f"Row {row.number}: {day} stands twice."))
        elif works == (day.weekday() < SATURDAY):
            remarks.append((f"第 {row.number} 行：{day} 本来就是这样。", f"Row {row.number}: {day} is so by its weekday already."))
        days[day], names[day] = works, row.cells.get(name, "")
    said = "；".join(dict.fromkeys(found for row in sheet.rows if (found := row.cells.get(origin, ""))))
    faults += [] if days or faults else [_NO_ROWS]
    return Days(faults=tuple(faults)) if faults else Days(days, names, said or source, (), tuple(remarks))


def _day(row: Row, column: str) -> date | None:
    try:
        day = date.fromisoformat(row.cells.get(column, "").strip().replace("/", "-"))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _works(row: Row, column: str) -> bool | None:
    said = row.cells.get(column, "").strip().casefold()
    return True if said in _YES else False if said in _NO else None


def _no_day(row: int, text: str) -> Said:
    return (
        f"第 {row} 行：“{text}”不是 {FIRST_YEAR} 到 {LAST_YEAR} 年的日期，请写成 2026-10-01。",
        f"Row {row}: “{text}” is no date from {FIRST_YEAR} to {LAST_YEAR}; write it as 2026-10-01.",
    )


def _no_answer(row: int, text: str) -> Said:
    return (f"第 {row} 行：“{text}”要写成“是”或“否”。", f"Row {row}: “{text}” should be yes or no.")


@cache
def shipped() -> Days:
    """The days that come with the program."""
    sheets, problems = read(SHIPPED)
    found = read_days(next(iter(sheets.values())), SHIPPED.name)
    if problems or found.faults:
        raise ValueError(f"{SHIPPED.name}: {problems or found.faults}")
    return found


def bring_shipped(tx: Transaction, now: int) -> int:
    """Load the shipped years of which nothing is known yet; what an operator loaded stays. Returns how many days changed."""
    known = {day.year for day in tx.calendar()}
    fresh = {day: works for day, works in shipped().days.items() if day.year not in known}
    return tx.load_calendar(fresh, shipped().source, now) if fresh else 0


def loading(days: Days, now: int) -> Callable[[Transaction], int]:
    """A work that replaces the years in these days and leaves a line in the audit; returns how many days changed."""

    def work(tx: Transaction) -> int:
        changed = tx.load_calendar(days.days, days.source, now)
        tx.record(now, "", "", "calendar_loaded", {"years": " ".join(map(str, days.years)), "changed": str(changed)})
        return changed

    return work


def missing_years(known: Collection[date], now: int) -> tuple[int, ...]:
    """The years of which something should be known by now and is not: this one, and in December the next. What is shipped counts."""
    today = day_of(now)
    have = {day.year for day in (*known, *shipped().days)}
    wanted = (today.year, today.year + 1) if today.month == DECEMBER else (today.year,)
    return tuple(year for year in wanted if year not in have)
