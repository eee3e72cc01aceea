"""What the verbs of banks and of rule packs do alike with files: write one in a form, and print problems and changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from question_bank.comparing import Change
    from question_bank.problems import Finding
    from question_bank.sheets import Sheets
    from question_bank.workbook_writing import Workbook


class Form(StrEnum):
    """The encodings of sheets."""

    XLSX = "xlsx"
    JSON = "json"
    CSV = "csv"


def written(sheets: Sheets, workbook: Callable[[], Workbook], form: Form, path: Path, known: Collection[str]) -> None:
    """Write these sheets in this form; nothing is written over a folder that holds other sheets than the `known` ones."""
    from question_bank.formats import write_csv, write_json, write_xlsx

    try:
        match form:
            case Form.XLSX:
                write_xlsx(workbook(), path)
            case Form.JSON:
                write_json(sheets, path)
            case Form.CSV:
                _refuse_foreign(path, known)
                write_csv(sheets, path)
    except OSError as error:
        raise Failed(f"{path} cannot be written ({error.strerror}); choose another place.") from error


def _refuse_foreign(folder: Path, known: Collection[str]) -> None:
    """A CSV file that is left lying there would be read as a sheet."""
    found = sorted(file.name for file in folder.glob("*.csv") if file.stem not in known) if folder.is_dir() else []
    if found:
        raise Failed(f"{folder} holds {found[0]}, which is no sheet of it; choose an empty folder.")


def problems_said(problems: Sequence[Finding], language: str, as_json: bool, sound: Iterable[str]) -> str:
    """The problems as JSON or as text; the latter ends with what can be said of what is sound."""
    if as_json:
        return json.dumps([_problem(problem, language) for problem in problems], ensure_ascii=False, indent=1)
    return "\n\n".join([*(problem.text(language) for problem in problems), *sound])


def changes_said(changes: Iterable[Change]) -> str:
    """The changes as JSON."""
    return json.dumps([_change(change) for change in changes], ensure_ascii=False, indent=1)


def _problem(problem: Finding, language: str) -> dict[str, object]:
    return {
        "code": str(problem.code),
        "severity": str(problem.severity),
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "reason": problem.reason(language),
        "remedy": problem.remedy(language),
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "deed": str(change.deed),
        "sheet": change.sheet,
        "key": change.key,
        "name": change.name,
        "column": change.column,
        "before": change.before,
        "after": change.after,
        "meaning": change.meaning,
    }
