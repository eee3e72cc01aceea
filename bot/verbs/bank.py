"""`zhiping bank`: question banks for whoever runs the program: what there is, files out, files checked, two compared.

Files are read as an upload in chat is; nothing is stored by any of these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.verbs.sheet_files import Form
from bot.watching.failures import Failed

if TYPE_CHECKING:
    from question_bank.model import Bank
    from question_bank.reading import Reading
    from question_bank.sheets import Sheets

verbs = typer.Typer(help="Question banks.", rich_markup_mode=None)


class Language(StrEnum):
    """The languages of texts."""

    ZH = "zh"
    EN = "en"


Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LanguageOption = Annotated[Language, typer.Option("--language", help="zh or en.")]
Which = Annotated[str, typer.Argument(metavar="BANK", help="Id, id@version, or the path of a file or folder.")]


@verbs.command("list")
def list_(as_json: Json = False) -> None:
    """The banks that come with the program."""
    from bot.cli import _print
    from question_bank import library

    rows = [{"id": found.id, "version": found.version, "title": found.title.base} for found in map(library.load, library.shipped())]
    _print(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join("  ".join(row.values()) for row in rows))


@verbs.command("show")
def show(bank: Which, as_json: Json = False) -> None:
    """A bank's areas and questions."""
    from bot.cli import _print
    from bot.verbs.bank_sources import found
    from bot.verbs.bank_view import as_document, as_text

    loaded = found(bank)
    _print(json.dumps(as_document(loaded), ensure_ascii=False, indent=1) if as_json else as_text(loaded))


@verbs.command("export")
def export(
    bank: Annotated[str, typer.Argument(metavar="ID", help="Id of the bank.")],
    version: Annotated[str, typer.Option("--version", help="The version that comes with the program if not given.")] = "",
    as_xlsx: Annotated[bool, typer.Option("--xlsx", help="A workbook to edit; so if nothing else is said.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON file.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A folder with one CSV file per sheet.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="File or folder to write; ID-VERSION here if not given.")] = None,
) -> None:
    """Write a bank as a workbook, JSON, or CSV; read back unchanged, each is the same bank."""
    from bot.cli import _print
    from bot.verbs.bank_sources import of_version

    wished = [form for form, said in zip(Form, (as_xlsx, as_json, as_csv), strict=True) if said] or [Form.XLSX]
    if len(wished) > 1:
        raise Failed("Choose one of --xlsx, --json and --csv.")
    loaded = of_version(bank, version)
    name = f"{loaded.id}-{loaded.version}"
    path = out or Path(name if wished[0] is Form.CSV else f"{name}.{wished[0]}")
    _written(loaded, wished[0], path)
    _print(f"{path}: {loaded.id} {loaded.version}, {len(loaded.questions)} questions.")


@verbs.command("check")
def check(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A bank: a workbook, a JSON file, or a folder of CSV sheets.")],
    as_json: Json = False,
    language: LanguageOption = Language.ZH,
    marked: Annotated[Path | None, typer.Option("--marked", help="Write a workbook with a comment on each problem here.")] = None,
) -> None:
    """Every problem of a bank, with place, reason and remedy; exit code 1 if there is an error."""
    from bot.cli import _print
    from bot.verbs.sheet_files import problems_said
    from question_bank.formats import read
    from question_bank.problems import Severity
    from question_bank.reading import read_bank

    if not path.exists():
        raise Failed(f"There is no file or folder {path}; give the path of a bank.")
    sheets, met = read(path)
    reading = read_bank(sheets, met)
    if marked is not None and reading.problems:
        _mark(sheets, reading, language, marked)
    _print(problems_said(reading.problems, language, as_json, _sound(reading, language)))
    if any(problem.severity is Severity.ERROR for problem in reading.problems):
        raise typer.Exit(1)


@verbs.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Id, id@version, or the path of a file or folder.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")],
    out: Annotated[Path | None, typer.Option("--out", help="Also write all changes as a workbook.")] = None,
    as_json: Json = False,
    language: LanguageOption = Language.ZH,
) -> None:
    """What changed from one bank to another: counts and the first changes; all of them as a workbook or as JSON."""
    from bot.cli import _print, _write
    from bot.verbs.bank_sources import found
    from bot.verbs.sheet_files import changes_said
    from question_bank.comparing import compare
    from question_bank.comparing_words import changes_in_words, comparison_workbook
    from question_bank.workbook_writing import workbook_bytes

    before, after = found(old), found(new)
    changes = compare(before, after)
    if out is not None:
        _write(out, workbook_bytes(comparison_workbook(before, after)))
    _print(changes_said(changes) if as_json else "\n".join(changes_in_words(changes, language)))


# -- what they do ------------------------------------------------------------------------------------------------------


def _written(loaded: Bank, form: Form, path: Path) -> None:
    """The bank in this form."""
    from bot.verbs.sheet_files import written
    from question_bank.bank_workbook import bank_workbook
    from question_bank.layout import LAYOUT
    from question_bank.writing import to_sheets

    written(to_sheets(loaded), lambda: bank_workbook(loaded), form, path, LAYOUT)


def _mark(sheets: Sheets, reading: Reading, language: str, path: Path) -> None:
    from bot.cli import _write
    from question_bank.bank_workbook import marked_bank_workbook
    from question_bank.workbook_writing import workbook_bytes

    _write(path, workbook_bytes(marked_bank_workbook(sheets, reading.problems, language)))


def _sound(reading: Reading, language: str) -> Iterator[str]:
    """What can be said of a bank that can be used."""
    if reading.bank is not None:
        name, asked, doubts = f"{reading.bank.id} {reading.bank.version}", len(reading.bank.questions), len(reading.problems)
        if language == "en":
            yield f"{name}: {asked} questions, {f'no error, {doubts} to be looked at' if doubts else 'no problem'}."
        else:
            yield f"{name}：{asked} 道题，{f'没有错误，{doubts} 处请核对' if doubts else '没有问题'}。"
