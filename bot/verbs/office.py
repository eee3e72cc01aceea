"""`zhiping grant`, `zhiping audit`, `zhiping roster`: what an admin does in chat, for whoever runs the program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.ports import Transaction
    from bot.ports.registry import AuditRow, Unit
    from bot.roles import Role
    from bot.usecases.rosters import Brought

verbs = typer.Typer(rich_markup_mode=None)
rosters = typer.Typer(help="Rosters of enterprises.", rich_markup_mode=None)
verbs.add_typer(rosters, name="roster")

TelegramOption = Annotated[int, typer.Option("--telegram", min=1, help="Telegram user id of the person.")]
English = Annotated[bool, typer.Option("--english", help="In English.")]


@verbs.command()
def grant(
    role: Annotated[str, typer.Argument(help="admin, staff, city, liaison, provider or reviewer.")],
    telegram: TelegramOption,
    unit: Annotated[str, typer.Option("--unit", help="Name of the unit; the city if not given.")] = "",
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the role back.")] = False,
) -> None:
    """Give a role in a unit to a person, or take it back."""
    from bot.cli import _print, _storage_errors

    with _storage_errors(), _app() as ready:
        _print(ready.store.submit(lambda tx: _granted(tx, role, unit, str(telegram), revoke=revoke)).result())


@verbs.command()
def audit(
    person: Annotated[str, typer.Option("--person", help="Id of a person: what this one did.")] = "",
    action: Annotated[str, typer.Option("--action", help="One kind of action, such as role_granted or phone_shown.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many lines, latest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, a line each.")] = False,
) -> None:
    """What was done and by whom, latest first."""
    import asyncio

    from bot.cli import _print, _settings, _storage_errors
    from bot.storage.opening import open_reader

    with _storage_errors():
        rows = asyncio.run(open_reader(_settings().database_url).audit(limit, person, action))
    for row in rows:
        _print(_as_json(row) if as_json else _as_text(row))


@rosters.command("load")
def load(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX or CSV.")],
    yes: Annotated[bool, typer.Option("--yes", help="Load it in spite of doubts.")] = False,
    marked: Annotated[Path | None, typer.Option("--marked", help="With errors: write the workbook with comments here.")] = None,
    english: English = False,
) -> None:
    """Load a roster of enterprises, all of it or nothing. Exit code 1 if it is not loaded."""
    from bot.cli import _print, _read, _storage_errors, _write

    data, language = _read(path), "en" if english else "zh"
    with _storage_errors(), _app() as ready:
        brought = _brought(ready, path.name, data, language, sure=yes)
    if marked is not None and brought.workbook:
        _write(marked, brought.workbook)
    for line in _lines(brought, language):
        _print(line)
    if brought.loaded is None:
        raise typer.Exit(1)


@rosters.command("template")
def template(
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output if not given.")] = None, english: English = False
) -> None:
    """The empty roster, an XLSX file with drop-downs and an explanation."""
    from bot.cli import _write
    from bot.usecases.rosters.files import empty

    content = empty("en" if english else "zh")
    if out is not None:
        _write(out, content)
    elif sys.stdout.isatty():
        raise Failed("A workbook cannot be shown here; name a file with --out roster.xlsx.")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


# -- what they do ------------------------------------------------------------------------------------------------------


def _app() -> AbstractContextManager[App]:
    from bot import bootstrap
    from bot.cli import _settings

    return bootstrap.app(_settings())


def _granted(tx: Transaction, role: str, unit: str, telegram: str, *, revoke: bool) -> str:
    """The role given or taken, recorded as the operator's doing; one sentence."""
    from bot.roles import Role, can_be_granted
    from bot.usecases.founding import CHANNEL

    if role not in set(Role):
        raise Failed(f"There is no role {role!r}; choose {', '.join(Role)}.")
    wanted = Role(role)
    places = [found for found in _units(tx, unit) if can_be_granted(wanted, found.kind)]
    if len(places) != 1:
        listed = "; ".join(f"{found.name} ({found.kind})" for found in places[:9])
        raise Failed(f"{len(places)} units are called {unit!r} and can have {role}{': ' + listed if listed else ''}; give the full name.")
    place = places[0]
    if revoke:
        return _revoked(tx, tx.known_as(CHANNEL, telegram), wanted, place)
    person = tx.person(CHANNEL, telegram, _now())
    if not tx.grant(person, wanted, place.id, "", _now()):
        return f"{telegram} holds {role} in {place.name} already."
    tx.record(_now(), "", "", "role_granted", {"role": role, "unit": place.id, "of": person})
    return f"{telegram} holds {role} in {place.name} now."


def _revoked(tx: Transaction, person: str, wanted: Role, place: Unit) -> str:
    from bot.roles import Role

    if wanted is Role.ADMIN and tx.hold_admins() == (person,):
        raise Failed("This is the only admin and must stay one; make somebody else an admin first.", 1)
    if not person or not tx.revoke(person, wanted, place.id):
        raise Failed(f"This person does not hold {wanted} in {place.name}; nothing was changed.", 1)
    tx.record(_now(), "", "", "role_revoked", {"role": wanted.value, "unit": place.id, "of": person})
    return f"{wanted} in {place.name} was taken back."


def _units(tx: Transaction, name: str) -> list[Unit]:
    """The units of this name, or whose name contains it where none is called exactly so; the city for no name."""
    from bot.roles import UnitKind

    if not name:
        return list(tx.units(UnitKind.CITY))
    every = [unit for kind in UnitKind for unit in tx.units(kind)]
    return [unit for unit in every if name in {unit.name, unit.id}] or [unit for unit in every if name in unit.name]


def _now() -> int:
    from bot.system import SystemClock

    return SystemClock().now()


def _as_json(row: AuditRow) -> str:
    known = {"seq": row.seq, "at": row.at, "person": row.person, "run": row.run, "action": row.action}
    return json.dumps({**known, "detail": json.loads(row.detail or "{}")}, ensure_ascii=False)


def _as_text(row: AuditRow) -> str:
    from dialogs.views.common import day_and_hour

    detail = " ".join(f"{key}={value}" for key, value in json.loads(row.detail or "{}").items() if value)
    return "  ".join(part for part in (day_and_hour(row.at), row.person or "operator", row.action, detail) if part)


def _brought(ready: App, name: str, data: bytes, language: str, *, sure: bool) -> Brought:
    """Read and loaded with an admin's rights: whoever runs the program may do what an admin may."""
    import asyncio

    from bot.usecases.drawing import Drawing, DrawingFailed
    from bot.usecases.operating import operator
    from bot.usecases.rosters import bring

    drawing = Drawing()
    try:
        brought = asyncio.run(bring(operator(ready.store, _now()), drawing, name, data, language, sure=sure))
    except DrawingFailed as error:
        raise Failed("The roster is too large or too complicated to read; keep only the one sheet, or split it.", 1) from error
    finally:
        drawing.close()
    if brought is None:
        raise Failed("Nothing was loaded.", 1)
    return brought


def _lines(brought: Brought, language: str) -> Iterator[str]:
    from bot.usecases.rosters import lines

    yield from lines(brought.problems, language)
    if brought.errors:
        yield f"Nothing was loaded: {len(brought.errors)} errors."
    elif brought.loaded is None:
        yield f"Nothing was loaded yet: {len(brought.doubts)} doubts; --yes loads it as it is."
    else:
        done = brought.loaded
        yield f"Loaded: {done.added} new, {done.changed} changed, {done.unchanged} unchanged."
