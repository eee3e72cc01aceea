"""The statements that depend on what is asked for: pages of lines, counts, sums. Each shape is put together once and kept.

Values are always passed; only names of columns differ, and those are this program's own.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Executable, Select, Table, bindparam, func, literal_column, select, text, tuple_, union_all

from bot.storage.standing_statements import STATUS, UNITS, of, wanted
from bot.storage.standing_tables import area_changes, area_tallies, statuses, tallies, tally_changes

Question = Select[tuple[object, ...]]


@cache
def lines(names: tuple[str, ...], order: str, after: bool, limited: bool) -> Question:
    """Lines by `name` or `idle_since`; those behind `place` and `after` where a page goes on."""
    ordered = (statuses.c[order], statuses.c.enterprise)
    found = STATUS.where(*wanted(names)).order_by(*ordered)
    if after:
        found = found.where(tuple_(*ordered) > tuple_(bindparam("place"), bindparam("after")))
    return found.limit(bindparam("most")) if limited else found


@cache
def counts(names: tuple[str, ...], key: str, placed: bool = False) -> Question:
    """Rows counted one by one, by a column; with `placed` only those that have such a unit."""
    told_by = statuses.c[key] if key else literal_column("''")
    level = func.coalesce(statuses.c.level, text("-1"))
    found = select(told_by, statuses.c.stage, level, func.count()).where(*wanted(names))
    if placed:
        found = found.where(text(f"statuses.{key} <> ''"))
    grouped = (told_by, statuses.c.stage, level) if key else (statuses.c.stage, level)
    return found.group_by(*grouped).order_by(*grouped)


@cache
def counted(names: tuple[str, ...], key: str) -> Question:
    """The same from the tallies and the changes not folded in yet."""
    cells = union_all(*(_cells(table, names, (key, "stage", "level", "number")) for table in (tallies, tally_changes))).subquery()
    told_by = cells.c[key] if key else literal_column("''")
    grouped = (told_by, cells.c.stage, cells.c.level) if key else (cells.c.stage, cells.c.level)
    total = func.sum(cells.c.number)
    return select(told_by, cells.c.stage, cells.c.level, total).group_by(*grouped).having(total != text("0")).order_by(*grouped)


@cache
def area_sums(names: tuple[str, ...]) -> Question:
    """For each area how many and the sum of their scores in millionths."""
    cells = union_all(*(_cells(table, names, ("area", "number", "score")) for table in (area_tallies, area_changes))).subquery()
    number = func.sum(cells.c.number)
    found = select(cells.c.area, number, func.sum(cells.c.score)).group_by(cells.c.area)
    return found.having(number != text("0")).order_by(cells.c.area)


@cache
def weeks(names: tuple[str, ...]) -> Question:
    """What was finished since, by the number of the week (Monday to Sunday in Shanghai) since the one that 1970 began in."""
    week: ColumnElement[int] = literal_column("(finished_at + 288000000) / 604800000")
    found = select(week, statuses.c.level, func.count()).where(*wanted(names), statuses.c.finished_at >= bindparam("since"))
    if not set(names) & UNITS.keys():
        found = found.where(text("statuses.finished_at > 0"))
    return found.group_by(week, statuses.c.level).order_by(week, statuses.c.level)


@cache
def finished(names: tuple[str, ...]) -> Executable:
    """How many were finished since."""
    found = select(func.count()).select_from(statuses).where(*wanted(names), statuses.c.finished_at >= bindparam("since"))
    return found if set(names) & UNITS.keys() else found.where(text("statuses.finished_at > 0"))


def _cells(table: Table, names: tuple[str, ...], columns: tuple[str, ...]) -> Question:
    return select(*(table.c[column] for column in columns if column)).where(*(of(table, name) == bindparam(name) for name in names))
