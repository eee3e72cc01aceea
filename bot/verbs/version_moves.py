"""What the verbs of banks and of rule packs do alike with versions in the database: the moves of the chat, recorded without a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.ports import Transaction
    from bot.ports.banks import BankVersion
    from bot.usecases.desk.versions import Counter
    from bot.usecases.desk.visit import Visit
    from bot.usecases.versions.bringing import Brought, Workshop
    from bot.usecases.versions.publishing import Move

OWN = "was asked for by the same person; another admin has to agree in chat"
EARLY = "was asked for less than 10 minutes ago and there is no other admin; read it once more and try again later"


@dataclass(frozen=True, slots=True)
class Noun:
    """What is spoken of: its words, and where it is moved and made (found when a verb runs, so that help is quick).

    `begun` says what a version does once it counts; `said` why a move is not made, by the code of the outcome.
    """

    verb: str
    one: str
    sheet: str
    begun: str
    said: Mapping[str, str]
    counter: Callable[[], Counter]
    workshop: Callable[[], Workshop]


def listed(versions: Sequence[BankVersion], as_json: bool) -> str:
    """Versions as lines, or as JSON."""
    if as_json:
        return json.dumps([_row(version) for version in versions], ensure_ascii=False, indent=1)
    return "\n".join(map(_line, versions)) or "There are no versions yet."


def _row(version: BankVersion) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(version), "state": version.state.value}


def _line(version: BankVersion) -> str:
    from dialogs.views.common import day_and_hour

    state = "current" if version.current else version.state.value
    source = "shipped" if version.shipped else day_and_hour(version.made_at)
    return f"{version.bank}  {version.version}  {state}  {source}  {version.title}"


# -- moves -------------------------------------------------------------------------------------------------------------


def app() -> Any:
    """The program, ready to work on its database."""
    from bot import bootstrap
    from bot.cli import _settings

    return bootstrap.app(_settings())


def move(noun: Noun, thing: str, version: str, choose: Callable[[BankVersion], Move]) -> None:
    """Make the move that is chosen for the version as it stands, and print what came of it."""
    from bot.cli import _print, _storage_errors

    with _storage_errors(), app() as ready:
        _print(ready.store.submit(lambda tx: _moved(noun, ready, tx, thing, version, choose)).result())


def publishing_move(found: BankVersion) -> Move:
    """Asking for a draft, agreeing to what was asked for."""
    from bot.ports.banks import BankState
    from bot.usecases.versions.publishing import Move

    return Move.AGREE if found.state is BankState.WAITING else Move.ASK


def _moved(noun: Noun, ready: App, tx: Transaction, thing: str, version: str, choose: Callable[[BankVersion], Move]) -> str:
    from bot.usecases.desk.versions import told
    from bot.usecases.versions import publishing
    from bot.usecases.versions.publishing import Outcome

    counter = noun.counter()
    found = counter.shelf.version(tx, thing, version)
    if found is None:
        raise Failed(f"There is no {thing} {version} in the database; `zhiping {noun.verb} versions` lists what there is.", 1)
    visit, what = _visit(ready, tx), choose(found)
    outcome = publishing.move(visit, counter.shelf, found, what, counter.main(visit))
    if outcome is not Outcome.DONE:
        why = noun.said.get(outcome.value, f"is {'current' if found.current else found.state.value}")
        raise Failed(f"{thing} {version} {why}; nothing was changed.", 1)
    notices = told(counter, visit, found, what)
    for notice in notices:
        ready.conversation.tell(tx, notice)
    return f"{thing} {version} {_done(noun, what, len(notices))}"


def _done(noun: Noun, what: Move, asked: int) -> str:
    from bot.usecases.versions.publishing import Move

    match what:
        case Move.ASK if asked:
            return f"waits: {asked} admins were asked to agree."
        case Move.ASK:
            return "waits: there is no admin to agree; run this again in 10 minutes to publish it."
        case Move.RETIRE:
            return "is retired."
    return noun.begun


def _visit(ready: App, tx: Transaction) -> Visit:
    """As the operator, with the banks of this database."""
    import secrets

    from bot.system import SystemClock
    from bot.usecases.operating import OperatorsVisit
    from dialogs.model import CURSOR_SPEC, Cursor

    cursor = Cursor(spec=CURSOR_SPEC, person="", language="zh")
    return OperatorsVisit(tx, cursor, SystemClock().now(), lambda: secrets.token_hex(16), banks=ready.conversation.banks.within(tx))


# -- files -------------------------------------------------------------------------------------------------------------


def load(noun: Noun, name: str, data: bytes, by: int, language: str, marked: Path | None) -> None:
    """Keep a file as a draft, unless it has an error; prints every problem and what changed. Exit code 1 if it is not kept."""
    from bot.cli import _print, _storage_errors, _write

    with _storage_errors(), app() as ready:
        brought = _brought(noun, ready, name, data, language, str(by or ""))
    if marked is not None and brought.workbook:
        _write(marked, brought.workbook)
    problems = "\n\n".join(problem.text(language) for problem in brought.read.problems)
    _print("\n\n".join(part for part in (problems, _outcome(noun, brought)) if part))
    if brought.kept is None:
        raise typer.Exit(1)


def _brought(noun: Noun, ready: App, name: str, data: bytes, language: str, telegram: str) -> Brought:
    import asyncio

    from bot.system import SystemClock
    from bot.usecases.drawing import Drawing, DrawingFailed
    from bot.usecases.files.order import Order
    from bot.usecases.founding import CHANNEL
    from bot.usecases.operating import operator
    from bot.usecases.versions.bringing import bring

    now, drawing = SystemClock().now(), Drawing()
    look: Any = operator(ready.store, now, language)
    if telegram:
        person = ready.store.submit(lambda tx: tx.known_as(CHANNEL, telegram)).result()
        look = Order(ready.store, person, language, now, "").look
    try:
        brought = asyncio.run(bring(look, drawing, noun.workshop(), name, data, language))
    except DrawingFailed as error:
        raise Failed(f"The {noun.one} is too large or too complicated to read; keep only its own sheets.", 1) from error
    finally:
        drawing.close()
    if brought is None:
        raise Failed(f"{telegram} looks after no {noun.one}s; `zhiping grant admin --telegram {telegram}` lets this person.", 1)
    return brought


def _outcome(noun: Noun, brought: Brought) -> str:
    if brought.taken is not None:
        taken = brought.taken
        return (
            f"{taken.bank} {taken.version} is {taken.state.value} already; give a new version in the sheet {noun.sheet}. Nothing was kept."
        )
    if brought.kept is None:
        return f"{len(brought.read.errors)} errors. Nothing was kept."
    against = f"Against {brought.against}:\n" if brought.against else ""
    return f"{against}{chr(10).join(brought.lines)}\n{brought.kept.bank} {brought.kept.version} is kept as a draft.".strip()
