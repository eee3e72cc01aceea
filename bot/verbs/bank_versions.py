"""`zhiping bank versions`, `load`, `publish`, `rollback`, `retire`: versions of banks in the database, for whoever runs the program.

The same moves as in chat, recorded without a person. Publishing a draft asks the admins; whoever runs the program may agree to what an
admin asked for.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.verbs.bank import Json, Language, LanguageOption
from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.ports import Transaction
    from bot.ports.banks import BankVersion
    from bot.usecases.bank_files import Brought
    from bot.usecases.desk.visit import Visit
    from bot.usecases.publishing import Move

verbs = typer.Typer(rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the bank.")]
Version = Annotated[str, typer.Argument(metavar="VERSION", help="`zhiping bank versions` lists them.")]

SAID = {
    "own": "was asked for by the same person; another admin has to agree in chat",
    "early": "was asked for less than 10 minutes ago and there is no other admin; read it once more and try again later",
    "says_draft": "says state = draft in its sheet bank; remove that, load it again, then publish",
    "main": "is what new assessments of the main bank begin with; roll back or publish another version first",
    "used": "cannot be deleted",
}


@verbs.command("versions")
def versions(bank: Annotated[str, typer.Argument(metavar="[ID]", help="Of this bank only.")] = "", as_json: Json = False) -> None:
    """Versions of banks in the database, newest first."""
    import asyncio

    from bot.cli import _print, _settings, _storage_errors
    from bot.storage.opening import open_reader

    with _storage_errors():
        found = asyncio.run(open_reader(_settings().database_url).read_bank_versions(bank))
    rows = [_row(version) for version in found]
    _print(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(map(_line, found)) or "There are no versions yet.")


@verbs.command("load")
def load(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook, a JSON file, or a folder of CSV sheets.")],
    by: Annotated[int, typer.Option("--by", min=0, help="Telegram user id of the admin whose draft it becomes; the operator's if 0.")] = 0,
    language: LanguageOption = Language.ZH,
    marked: Annotated[Path | None, typer.Option("--marked", help="Write the workbook with a comment on each problem here.")] = None,
) -> None:
    """Keep a bank as a draft, unless it has an error; prints every problem and what changed. Exit code 1 if it is not kept."""
    from bot.cli import _print, _read, _storage_errors, _write
    from bot.verbs.bank_sources import as_json_bytes

    data = as_json_bytes(path) if path.is_dir() else _read(path)
    with _storage_errors(), _app() as ready:
        brought = _brought(ready, path.name, data, language, str(by or ""))
    if marked is not None and brought.workbook:
        _write(marked, brought.workbook)
    _print("\n\n".join(part for part in ("\n\n".join(p.text(language) for p in brought.read.problems), _outcome(brought)) if part))
    if brought.kept is None:
        raise typer.Exit(1)


@verbs.command("shadow")
def shadow(bank: Id, version: Version, language: LanguageOption = Language.ZH, as_json: Json = False) -> None:
    """Score the runs that were finished with the current version by this one; changes nobody's result."""
    from bot.cli import _print, _storage_errors

    with _storage_errors(), _app() as ready:
        found = _shadowed(ready, bank, version, language)
    _print(
        json.dumps(found, ensure_ascii=False, indent=1)
        if as_json
        else "\n".join(f"{name}: {_plain(value)}" for name, value in found.items())
    )


@verbs.command("publish")
def publish(bank: Id, version: Version) -> None:
    """Ask for a draft to be published, or agree to what an admin asked for."""
    from bot.ports.banks import BankState
    from bot.usecases.publishing import Move

    _move(bank, version, lambda found: Move.AGREE if found.state is BankState.WAITING else Move.ASK)


@verbs.command("rollback")
def rollback(bank: Id, version: Version) -> None:
    """Let new assessments begin with this published version; those under way go on as they are."""
    from bot.usecases.publishing import Move

    _move(bank, version, lambda found: Move.USE)


@verbs.command("retire")
def retire(bank: Id, version: Version) -> None:
    """Take a published version out of use for good; assessments with it go on."""
    from bot.usecases.publishing import Move

    _move(bank, version, lambda found: Move.RETIRE)


# -- what they do ------------------------------------------------------------------------------------------------------


def _app() -> Any:
    from bot import bootstrap
    from bot.cli import _settings

    return bootstrap.app(_settings())


def _row(version: BankVersion) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(version), "state": version.state.value}


def _line(version: BankVersion) -> str:
    from dialogs.views.common import day_and_hour

    state = "current" if version.current else version.state.value
    source = "shipped" if version.shipped else day_and_hour(version.made_at)
    return f"{version.bank}  {version.version}  {state}  {source}  {version.title}"


def _move(bank: str, version: str, choose: Any) -> None:
    from bot.cli import _print, _storage_errors

    with _storage_errors(), _app() as ready:
        _print(ready.store.submit(lambda tx: _moved(ready, tx, bank, version, choose)).result())


def _moved(ready: App, tx: Transaction, bank: str, version: str, choose: Any) -> str:
    from bot.usecases import publishing
    from bot.usecases.desk.banks import told
    from bot.usecases.publishing import Outcome

    found = tx.bank_version(bank, version)
    if found is None:
        raise Failed(f"There is no {bank} {version} in the database; `zhiping bank versions` lists what there is.", 1)
    visit, what = _visit(ready, tx), choose(found)
    outcome = publishing.move(visit, found, what, ready.conversation.bank.id)
    if outcome is not Outcome.DONE:
        why = SAID.get(outcome.value, f"is {'current' if found.current else found.state.value}")
        raise Failed(f"{bank} {version} {why}; nothing was changed.", 1)
    notices = told(visit, found, what)
    for notice in notices:
        ready.conversation.tell(tx, notice)
    return f"{bank} {version} {_done(what, len(notices))}"


def _done(what: Move, asked: int) -> str:
    from bot.usecases.publishing import Move

    match what:
        case Move.ASK if asked:
            return f"waits: {asked} admins were asked to agree."
        case Move.ASK:
            return "waits: there is no admin to agree; run this again in 10 minutes to publish it."
        case Move.RETIRE:
            return "is retired."
    return "is what new assessments begin with now."


def _visit(ready: App, tx: Transaction) -> Visit:
    """As the operator, with the banks of this database."""
    import secrets

    from bot.system import SystemClock
    from bot.usecases.operating import OperatorsVisit
    from dialogs.model import CURSOR_SPEC, Cursor

    cursor = Cursor(spec=CURSOR_SPEC, person="", language="zh")
    return OperatorsVisit(tx, cursor, SystemClock().now(), lambda: secrets.token_hex(16), banks=ready.conversation.banks.within(tx))


def _brought(ready: App, name: str, data: bytes, language: str, telegram: str) -> Brought:
    import asyncio

    from bot.system import SystemClock
    from bot.usecases.bank_files import bring
    from bot.usecases.drawing import Drawing, DrawingFailed
    from bot.usecases.founding import CHANNEL
    from bot.usecases.operating import operator
    from bot.usecases.ordering import Order

    now, drawing = SystemClock().now(), Drawing()
    look: Any = operator(ready.store, now, language)
    if telegram:
        person = ready.store.submit(lambda tx: tx.known_as(CHANNEL, telegram)).result()
        look = Order(ready.store, person, language, now, "").look
    try:
        brought = asyncio.run(bring(look, drawing, name, data, language))
    except DrawingFailed as error:
        raise Failed("The bank is too large or too complicated to read; keep only its own sheets.", 1) from error
    finally:
        drawing.close()
    if brought is None:
        raise Failed(f"{telegram} looks after no banks; `zhiping grant admin --telegram {telegram}` lets this person.", 1)
    return brought


def _shadowed(ready: App, bank: str, version: str, language: str) -> dict[str, object]:
    import asyncio

    from bot.system import SystemClock
    from bot.usecases import bank_shadows
    from bot.usecases.drawing import Drawing, DrawingFailed
    from bot.usecases.operating import operator

    current, base, sheets = ready.store.submit(lambda tx: _pair(tx, bank, version)).result()
    look: Any = operator(ready.store, SystemClock().now(), language)

    async def scored() -> dict[str, object]:
        found = await bank_shadows.shadowed(look, drawing, bank, current, (base, sheets))
        named = await drawing.made(bank_shadows.named, base, sheets, found, language)
        return {
            "against": current,
            "scored": found.scored,
            "moved": found.moved,
            "moves": [list(move) for move in named.moves],
            "areas": [list(area) for area in named.areas],
            "unscored": sum(found.unscored.values()),
            "further": found.further,
            "unfit": found.unfit,
            "assumed": len(found.assumed),
        }

    drawing = Drawing()
    try:
        return asyncio.run(scored())
    except DrawingFailed as error:
        raise Failed("The runs could not be scored in time; try again when the machine has less to do.", 1) from error
    finally:
        drawing.close()


def _pair(tx: Transaction, bank: str, version: str) -> tuple[str, bytes, bytes]:
    """The version that new runs begin with, its sheets, and those of the other."""
    from bot.usecases.publishing import current_of

    current = current_of(tx.bank_versions(bank), bank)
    base = tx.bank_sheets(bank, current.version) if current else None
    sheets = tx.bank_sheets(bank, version)
    if current is None or base is None or sheets is None:
        raise Failed(f"There is no {bank} {version} beside a current version; `zhiping bank versions` lists what there is.", 1)
    return current.version, base, sheets


def _plain(value: object) -> str:
    return "; ".join(" -> ".join(map(str, part)) for part in value) if isinstance(value, list) else str(value)


def _outcome(brought: Brought) -> str:
    if brought.taken is not None:
        taken = brought.taken
        return f"{taken.bank} {taken.version} is {taken.state.value} already; give a new version in the sheet bank. Nothing was kept."
    if brought.kept is None:
        return f"{len(brought.read.errors)} errors. Nothing was kept."
    against = f"Against {brought.against}:\n" if brought.against else ""
    return f"{against}{chr(10).join(brought.lines)}\n{brought.kept.bank} {brought.kept.version} is kept as a draft.".strip()
