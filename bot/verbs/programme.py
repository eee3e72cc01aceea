"""`zhiping programme`: rule packs for whoever runs the program: what there is, what one asks, and what it says to given facts.

Nothing here needs a database: a verdict is a self-check on the facts of a file.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.verbs.bank import Json, Language, LanguageOption
from bot.watching.failures import Failed

if TYPE_CHECKING:
    from question_bank.programmes.model import Programme

verbs = typer.Typer(help="Programmes: what one may apply for, and why not.", rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the programme; `zhiping programme list` names them.")]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="As on this day, such as 2025-08-31; today in Shanghai if not given.")]


@verbs.command("list")
def list_(as_json: Json = False, on: On = "", language: LanguageOption = Language.ZH) -> None:
    """The programmes that come with the program, with their notice and whether one can hand in now."""
    from bot.cli import _print
    from bot.verbs.programme_view import line, row
    from question_bank.programmes import library

    today = _day(on)
    found = [library.load(programme) for programme in library.shipped()]
    rows = [row(programme, today, language) for programme in found]
    _print(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(map(line, rows)))


@verbs.command("show")
def show(programme: Id, as_json: Json = False, language: LanguageOption = Language.ZH) -> None:
    """A programme's windows, facts and conditions, each with its clause."""
    from bot.cli import _print
    from bot.verbs.programme_view import as_document, as_text

    found = _programme(programme)
    _print(json.dumps(as_document(found, language), ensure_ascii=False, indent=1) if as_json else as_text(found, language))


@verbs.command("verdict")
def verdict(
    programme: Id,
    facts: Annotated[
        Path, typer.Option("--facts", help='JSON file such as {"legal_person": true, "maturity_level": 3}; - for standard input.')
    ],
    as_json: Json = False,
    on: On = "",
    language: LanguageOption = Language.ZH,
) -> None:
    """What a programme says to these facts: a self-check that stores nothing."""
    from bot.cli import _print, _read
    from bot.verbs.fact_file import read_facts
    from bot.verbs.verdict_view import as_text, document
    from question_bank.programmes.judging import judge

    found, today = _programme(programme), _day(on)
    given = judge(found, read_facts(found, _read(facts)), today)
    _print(
        json.dumps(document(found, given, today, language), ensure_ascii=False, indent=1)
        if as_json
        else as_text(found, given, today, language)
    )


# -- what they share ---------------------------------------------------------------------------------------------------


def _programme(programme: str) -> Programme:
    from question_bank.programmes import library

    try:
        return library.load(programme)
    except LookupError as error:
        raise Failed(str(error.args[0])) from error


def _day(on: str) -> date:
    from bot.system import SystemClock
    from dialogs.limits import day_of
    from question_bank.programmes.values import day

    found = day(on) if on else day_of(SystemClock().now())
    if found is None:
        raise Failed("--on takes a day such as 2025-08-31.")
    return found
