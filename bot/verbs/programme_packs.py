"""`zhiping programme check`, `export`, `template`, `diff`, `simulate`, `load`, `versions`, `publish`, `rollback`, `retire`, `shadow`.

Files are read as an upload in chat is. The moves are those of the chat, recorded without a person: publishing a draft asks the admins;
whoever runs the program may agree to what an admin asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.verbs import version_moves as versioned
from bot.verbs.bank import Json, Language, LanguageOption
from bot.verbs.sheet_files import Form
from bot.verbs.version_moves import EARLY, OWN, Noun, app, publishing_move
from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.ports import Transaction
    from bot.usecases.desk.versions import Counter
    from bot.usecases.versions.bringing import Workshop
    from question_bank.programmes.model import Programme

verbs = typer.Typer(rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the programme.")]
Version = Annotated[str, typer.Argument(metavar="VERSION", help="`zhiping programme versions` lists them.")]
Which = Annotated[str, typer.Argument(metavar="ID|FILE", help="Id, id@version, or the path of a file or folder.")]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="As on this day, such as 2025-08-31; today in Shanghai if not given.")]

SAID = {
    "own": OWN,
    "early": EARLY,
    "says_draft": "says state = draft in its sheet programme; remove that, load it again, then publish",
    "used": "cannot be deleted",
    "apart": "means something else by a fact that another programme has too; loading its workbook names the cell",
}


def _counter() -> Counter:
    from bot.usecases.desk.packs import COUNTER

    return COUNTER


def _workshop() -> Workshop:
    from bot.usecases.packs.files import WORKSHOP

    return WORKSHOP


PACK = Noun("programme", "rule pack", "programme", "is what verdicts are given by now.", SAID, _counter, _workshop)


# -- files ---------------------------------------------------------------------------------------------------------------


@verbs.command("check")
def check(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A rule pack: a workbook, a JSON file, or a folder of CSV sheets.")],
    as_json: Json = False,
    language: LanguageOption = Language.ZH,
    marked: Annotated[Path | None, typer.Option("--marked", help="Write a workbook with a comment on each problem here.")] = None,
) -> None:
    """Every problem of a rule pack, by itself and beside those that come with the program; exit code 1 if there is an error."""
    from bot.cli import _print, _write
    from bot.usecases.packs.files import checked
    from bot.verbs.sheet_files import problems_said
    from question_bank.formats import read
    from question_bank.problems import Severity
    from question_bank.programmes import library
    from question_bank.programmes.pack_workbook import marked_pack_workbook
    from question_bank.workbook_writing import workbook_bytes

    if not path.exists():
        raise Failed(f"There is no file or folder {path}; give the path of a rule pack.")
    sheets, met = read(path)
    found, problems = checked(sheets, met, map(library.load, library.shipped()))
    if marked is not None and problems:
        _write(marked, workbook_bytes(marked_pack_workbook(sheets, problems, language)))
    _print(problems_said(problems, language, as_json, _sound(found, len(problems), language)))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise typer.Exit(1)


@verbs.command("export")
def export(
    programme: Annotated[str, typer.Argument(metavar="ID", help="Id, or id@version.")],
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .xlsx or .json; anything else is a folder of CSV sheets.")],
) -> None:
    """Write a rule pack as a workbook, JSON, or CSV; read back unchanged, each is the same."""
    from bot.cli import _print
    from bot.verbs.pack_sources import AT, of_version
    from bot.verbs.sheet_files import written
    from question_bank.programmes.layout import LAYOUT
    from question_bank.programmes.pack_workbook import pack_workbook
    from question_bank.programmes.writing import to_sheets

    name, _, version = programme.partition(AT)
    found = of_version(name, version)
    written(to_sheets(found), lambda: pack_workbook(found), _form(path), path, LAYOUT)
    _print(f"{path}: {found.id} {found.version}, {len(found.conditions)} conditions.")


@verbs.command("template")
def template(path: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook to write.")]) -> None:
    """Write a small made-up rule pack to write another over; it says that it is a draft."""
    from bot.cli import _print, _write
    from bot.usecases.packs.files import template as made

    _write(path, made())
    _print(f"{path}: fill it in, then `zhiping programme check {path}`.")


@verbs.command("diff")
def diff(
    old: Which,
    new: Which,
    out: Annotated[Path | None, typer.Option("--out", help="Also write all changes as a workbook.")] = None,
    as_json: Json = False,
    language: LanguageOption = Language.ZH,
) -> None:
    """What changed from one rule pack to another: counts and the first changes; all of them as a workbook or as JSON."""
    from bot.cli import _print, _write
    from bot.verbs.pack_sources import found
    from bot.verbs.sheet_files import changes_said
    from question_bank.programmes.comparing import compare, comparison_workbook, in_words
    from question_bank.workbook_writing import workbook_bytes

    before, after = found(old), found(new)
    changes = compare(before, after)
    if out is not None:
        _write(out, workbook_bytes(comparison_workbook(before, after)))
    _print(changes_said(changes) if as_json else "\n".join(in_words(changes, language)))


@verbs.command("simulate")
def simulate(which: Which, as_json: Json = False, on: On = "", language: LanguageOption = Language.ZH) -> None:
    """Made-up enterprises on every border: what they come to, and conditions that all or none can meet. Exit code 1 if there are some."""
    from bot.cli import _print
    from bot.usecases.packs.simulation import in_words
    from bot.verbs.pack_sources import found
    from bot.verbs.pack_view import simulation_as_document, simulation_as_text

    fared = in_words(found(which), language, _day(on))
    _print(
        json.dumps(simulation_as_document(fared), ensure_ascii=False, indent=1)
        if as_json
        else "\n".join(simulation_as_text(fared, language))
    )
    if fared.never or fared.always or not all(track.reached for track in fared.tracks):
        raise typer.Exit(1)


# -- versions --------------------------------------------------------------------------------------------------------------


@verbs.command("versions")
def versions(programme: Annotated[str, typer.Argument(metavar="[ID]", help="Of this programme only.")] = "", as_json: Json = False) -> None:
    """Versions of rule packs in the database, newest first."""
    import asyncio

    from bot.cli import _print, _settings, _storage_errors
    from bot.storage.opening import open_reader

    with _storage_errors():
        found = asyncio.run(open_reader(_settings().database_url).read_pack_versions(programme))
    _print(versioned.listed(found, as_json))


@verbs.command("load")
def load(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook, a JSON file, or a folder of CSV sheets.")],
    by: Annotated[int, typer.Option("--by", min=0, help="Telegram user id of the admin whose draft it becomes; the operator's if 0.")] = 0,
    language: LanguageOption = Language.ZH,
    marked: Annotated[Path | None, typer.Option("--marked", help="Write the workbook with a comment on each problem here.")] = None,
) -> None:
    """Keep a rule pack as a draft, unless it has an error; prints every problem and what changed. Exit code 1 if it is not kept."""
    from bot.cli import _read
    from bot.verbs.pack_sources import as_json_bytes

    versioned.load(PACK, path.name, as_json_bytes(path) if path.is_dir() else _read(path), by, language, marked)


@verbs.command("publish")
def publish(programme: Id, version: Version) -> None:
    """Ask for a draft to be published, or agree to what an admin asked for."""
    versioned.move(PACK, programme, version, publishing_move)


@verbs.command("rollback")
def rollback(programme: Id, version: Version) -> None:
    """Let verdicts be given by this published version; all are reckoned anew in the background."""
    from bot.usecases.versions.publishing import Move

    versioned.move(PACK, programme, version, lambda found: Move.USE)


@verbs.command("retire")
def retire(programme: Id, version: Version) -> None:
    """Take a published version out of use for good; the verdicts given by it stay in the history."""
    from bot.usecases.versions.publishing import Move

    versioned.move(PACK, programme, version, lambda found: Move.RETIRE)


@verbs.command("shadow")
def shadow(programme: Id, version: Version, as_json: Json = False) -> None:
    """How many enterprises would get another verdict if this version were published now; changes nobody's verdict."""
    from bot.cli import _print, _storage_errors
    from bot.verbs.pack_view import plain

    with _storage_errors(), app() as ready:
        found = _shadowed(ready, programme, version)
    _print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(f"{name}: {plain(it)}" for name, it in found.items()))


# -- what they do ------------------------------------------------------------------------------------------------------


def _form(path: Path) -> Form:
    return {".xlsx": Form.XLSX, ".json": Form.JSON}.get(path.suffix.lower(), Form.CSV)


def _day(on: str) -> date:
    from bot.system import SystemClock
    from dialogs.limits import day_of

    try:
        return date.fromisoformat(on) if on else day_of(SystemClock().now())
    except ValueError as error:
        raise Failed(f"{on!r} is no day; write it as 2025-08-31.") from error


def _sound(found: Programme | None, doubts: int, language: str) -> Iterator[str]:
    """What can be said of a rule pack that can be used."""
    if found is not None:
        name, conditions, facts = f"{found.id} {found.version}", len(found.conditions), len(found.facts)
        if language == "en":
            yield f"{name}: {conditions} conditions, {facts} facts, {f'no error, {doubts} to be looked at' if doubts else 'no problem'}."
        else:
            yield f"{name}：{conditions} 条条件，{facts} 项事实，{f'没有错误，{doubts} 处请核对' if doubts else '没有问题'}。"


def _shadowed(ready: App, programme: str, version: str) -> dict[str, object]:
    import asyncio

    from bot.system import SystemClock
    from bot.usecases.drawing import Drawing, DrawingFailed
    from bot.usecases.operating import operator
    from bot.usecases.packs import shadows as pack_shadows
    from bot.usecases.packs.packing import unpacked
    from dialogs.limits import day_of

    now, drawing = SystemClock().now(), Drawing()
    against, sheets = ready.store.submit(lambda tx: _sheets(tx, programme, version)).result()
    look: Any = operator(ready.store, now)
    try:
        found = asyncio.run(pack_shadows.shadowed(look, drawing, unpacked(sheets), sheets, day_of(now)))
    except DrawingFailed as error:
        raise Failed("The verdicts could not be reckoned in time; try again when the machine has less to do.", 1) from error
    finally:
        drawing.close()
    return {
        "against": against,
        "judged": found.judged,
        "changed": sum(count for _, _, count in found.changed),
        "without": found.fresh,
        "moves": [list(move) for move in found.changed],
        "after": [list(one) for one in found.after],
    }


def _sheets(tx: Transaction, programme: str, version: str) -> tuple[str, bytes]:
    """The current version's name, and the sheets of this one."""
    from bot.usecases.versions.shelves import PACKS

    current, sheets = PACKS.current(tx, programme), PACKS.sheets(tx, programme, version)
    if sheets is None:
        raise Failed(f"There is no {programme} {version} in the database; `zhiping programme versions` lists what there is.", 1)
    return current.version if current else "", sheets
