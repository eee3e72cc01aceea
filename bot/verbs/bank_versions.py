"""`zhiping bank versions`, `load`, `publish`, `rollback`, `retire`, `shadow`: versions of banks in the database, for whoever runs it.

The same moves as in chat, recorded without a person. Publishing a draft asks the admins; whoever runs the program may agree to what an
admin asked for.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.verbs import version_moves as versioned
from bot.verbs.bank import Json, Language, LanguageOption
from bot.verbs.version_moves import EARLY, OWN, Noun, app, publishing_move
from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.ports import Transaction
    from bot.usecases.desk.versions import Counter
    from bot.usecases.versions.bringing import Workshop

verbs = typer.Typer(rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the bank.")]
Version = Annotated[str, typer.Argument(metavar="VERSION", help="`zhiping bank versions` lists them.")]

SAID = {
    "own": OWN,
    "early": EARLY,
    "says_draft": "says state = draft in its sheet bank; remove that, load it again, then publish",
    "main": "is what new assessments of the main bank begin with; roll back or publish another version first",
    "used": "cannot be deleted",
}


def _counter() -> Counter:
    from bot.usecases.desk.banks import COUNTER

    return COUNTER


def _workshop() -> Workshop:
    from bot.usecases.banks.files import WORKSHOP

    return WORKSHOP


BANK = Noun("bank", "bank", "bank", "is what new assessments begin with now.", SAID, _counter, _workshop)


@verbs.command("versions")
def versions(bank: Annotated[str, typer.Argument(metavar="[ID]", help="Of this bank only.")] = "", as_json: Json = False) -> None:
    """Versions of banks in the database, newest first."""
    import asyncio

    from bot.cli import _print, _settings, _storage_errors
    from bot.storage.opening import open_reader

    with _storage_errors():
        found = asyncio.run(open_reader(_settings().database_url).read_bank_versions(bank))
    _print(versioned.listed(found, as_json))


@verbs.command("load")
def load(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook, a JSON file, or a folder of CSV sheets.")],
    by: Annotated[int, typer.Option("--by", min=0, help="Telegram user id of the admin whose draft it becomes; the operator's if 0.")] = 0,
    language: LanguageOption = Language.ZH,
    marked: Annotated[Path | None, typer.Option("--marked", help="Write the workbook with a comment on each problem here.")] = None,
) -> None:
    """Keep a bank as a draft, unless it has an error; prints every problem and what changed. Exit code 1 if it is not kept."""
    from bot.cli import _read
    from bot.verbs.bank_sources import as_json_bytes

    versioned.load(BANK, path.name, as_json_bytes(path) if path.is_dir() else _read(path), by, language, marked)


@verbs.command("shadow")
def shadow(bank: Id, version: Version, language: LanguageOption = Language.ZH, as_json: Json = False) -> None:
    """Score the runs that were finished with the current version by this one; changes nobody's result."""
    from bot.cli import _print, _storage_errors

    with _storage_errors(), app() as ready:
        found = _shadowed(ready, bank, version, language)
    _print(
        json.dumps(found, ensure_ascii=False, indent=1)
        if as_json
        else "\n".join(f"{name}: {_plain(value)}" for name, value in found.items())
    )


@verbs.command("publish")
def publish(bank: Id, version: Version) -> None:
    """Ask for a draft to be published, or agree to what an admin asked for."""
    versioned.move(BANK, bank, version, publishing_move)


@verbs.command("rollback")
def rollback(bank: Id, version: Version) -> None:
    """Let new assessments begin with this published version; those under way go on as they are."""
    from bot.usecases.versions.publishing import Move

    versioned.move(BANK, bank, version, lambda found: Move.USE)


@verbs.command("retire")
def retire(bank: Id, version: Version) -> None:
    """Take a published version out of use for good; assessments with it go on."""
    from bot.usecases.versions.publishing import Move

    versioned.move(BANK, bank, version, lambda found: Move.RETIRE)


# -- what they do ------------------------------------------------------------------------------------------------------


def _shadowed(ready: App, bank: str, version: str, language: str) -> dict[str, object]:
    import asyncio

    from bot.system import SystemClock
    from bot.usecases.banks import shadows as bank_shadows
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
    from bot.usecases.versions.shelves import BANKS

    current = BANKS.current(tx, bank)
    base = tx.bank_sheets(bank, current.version) if current else None
    sheets = tx.bank_sheets(bank, version)
    if current is None or base is None or sheets is None:
        raise Failed(f"There is no {bank} {version} beside a current version; `zhiping bank versions` lists what there is.", 1)
    return current.version, base, sheets


def _plain(value: object) -> str:
    return "; ".join(" -> ".join(map(str, part)) for part in value) if isinstance(value, list) else str(value)
