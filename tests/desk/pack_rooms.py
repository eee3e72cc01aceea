"""A stage with admins who look after rule packs: the small pack of the template is kept, open to enterprises, as at a start."""

from __future__ import annotations

from collections.abc import Callable

from bot.ports.banks import BankVersion
from bot.roles import Role
from bot.usecases.packs import Packs
from question_bank.programmes.model import Programme
from question_bank.programmes.pack_template import template_sheets
from question_bank.programmes.pack_workbook import dressed
from question_bank.programmes.reading import read_pack
from question_bank.sheets import Row, Sheet, Sheets
from question_bank.workbook_writing import workbook_bytes
from tests.desk.sending import Desk
from tests.desk.stage import Stage

ADMIN, SECOND = "林馆", "何馆"
PACK = "my-programme-2026"

Tables = dict[str, list[dict[str, str]]]
Edit = Callable[[Tables], None]


def put(sheet: str, row: int, column: str, text: str) -> Edit:
    """Writes one cell; the first row below the head is 2."""

    def edit(tables: Tables) -> None:
        tables[sheet][row - 2][column] = text

    return edit


def add(sheet: str, **cells: str) -> Edit:
    """Adds a row."""
    return lambda tables: tables[sheet].append(cells)


def drop(sheet: str, row: int) -> Edit:
    """Takes a row away."""

    def edit(tables: Tables) -> None:
        del tables[sheet][row - 2]

    return edit


def setting(name: str, value: str) -> Edit:
    """Writes a setting."""

    def edit(tables: Tables) -> None:
        next(row for row in tables["programme"] if row["setting"] == name)["value"] = value

    return edit


def open_to_all(tables: Tables) -> None:
    """Takes away that the template is a draft."""
    tables["programme"] = [row for row in tables["programme"] if row["setting"] != "state"]


def sheets(*edits: Edit) -> Sheets:
    """The small pack as sheets, after these edits."""
    tables = {name: [dict(row.cells) for row in sheet.rows] for name, sheet in template_sheets().items()}
    for edit in (open_to_all, *edits):
        edit(tables)
    return {
        name: Sheet(
            name,
            tuple(dict.fromkeys((*template_sheets()[name].columns, *(column for row in rows for column in row)))),
            tuple(Row(number, {column: text for column, text in row.items() if text}) for number, row in enumerate(rows, start=2)),
        )
        for name, rows in tables.items()
    }


def small(*edits: Edit) -> Programme:
    """The small pack as a programme."""
    found = read_pack(sheets(*edits)).programme
    assert found is not None
    return found


def workbook(*edits: Edit) -> bytes:
    """The workbook that an admin would send; it need not be right."""
    return workbook_bytes(dressed(sheets(*edits), "测试"))


def version(number: str, *edits: Edit) -> bytes:
    """The workbook of a further version."""
    return workbook(setting("version", number), *edits)


def shelf(stage: Stage, *admins: str) -> Desk:
    """The stage with these admins, each with the page open."""
    stage.work(lambda tx: Packs(lambda _: small()).keep(tx, [(PACK, "1.0.0")], stage.clock.at))
    for admin in admins:
        stage.grant(admin, Role.ADMIN)
        _walk_in(stage, admin)
    return Desk(stage)


def _walk_in(stage: Stage, admin: str) -> None:
    stage.silently(lambda: stage.say(admin, "/packs"))


def versions(stage: Stage) -> tuple[BankVersion, ...]:
    """All versions."""
    return stage.work(lambda tx: tx.pack_versions())


def states(stage: Stage) -> dict[str, str]:
    """Where every version stands."""
    return {found.version: f"{found.state.value}{'*' if found.current else ''}" for found in versions(stage)}


def begun(stage: Stage, number: str) -> str:
    """How a version is named on a button."""
    return next(found.digest[:32] for found in versions(stage) if found.version == number)
