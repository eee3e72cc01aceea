"""联络员信息登记表: the official table of all confirmed liaisons, in the columns of notice 沪经信制〔2022〕529号, annex 2.

It holds numbers in full, so each entry is recorded; only those who confirm liaisons get it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.roles import Action, Role
from bot.usecases.desk.visit import Visit
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order
from dialogs.limits import day_of
from question_bank.sheets import Row, Sheet

TITLE = "联络员信息登记表"
COLUMNS = {"序号": 6, "区/管委会/集团": 28, "姓名": 12, "职务": 20, "手机号": 16, "备注": 30}
"""The columns of the annex and how wide they are; the table is a Chinese form in every language."""

MOST = 5_000


async def _table(order: Order) -> Sequence[File]:
    """The table; nothing for who confirms no liaisons."""
    rows = await order.look(_rows)
    if rows is None:
        return ()
    content = await order.drawing.made(workbook, rows)
    return (("document", f"{TITLE}-{day_of(order.now):%Y%m%d}.xlsx", content),)


def _rows(visit: Visit) -> tuple[tuple[str, ...], ...] | None:
    """One row for each entry whose person still holds the role."""
    if not visit.may_all(Action.CONFIRM_LIAISON):
        return None
    found: list[tuple[str, ...]] = []
    for entry in visit.tx.confirmed_liaisons("", MOST):
        unit = visit.tx.unit(entry.unit)
        if unit is None or entry.person not in visit.tx.holders(Role.LIAISON, entry.unit):
            continue
        visit.record("phone_shown", of=entry.person, unit=entry.unit)
        found.append((str(len(found) + 1), unit.name, entry.name, entry.post, entry.mobile, entry.remark))
    return tuple(found)


def workbook(rows: Sequence[tuple[str, ...]]) -> bytes:
    """The table as a workbook; runs in the worker."""
    from question_bank.workbook_writing import ColumnStyle, SheetStyle, Workbook, workbook_bytes

    body = tuple(Row(number, dict(zip(COLUMNS, row, strict=True))) for number, row in enumerate(rows, start=2))
    styles = {column: ColumnStyle(width=width) for column, width in COLUMNS.items()}
    return workbook_bytes(Workbook({TITLE: Sheet(TITLE, tuple(COLUMNS), body)}, {TITLE: SheetStyle(styles)}))


MAKERS: Mapping[str, Maker] = {"liaisons": _table}
