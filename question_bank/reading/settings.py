"""The sheet `bank`: one setting per row. What is optional has its default here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from question_bank.model import EmptyCell, Rescale, Text, Total
from question_bank.problems import Code, Problem, suggest
from question_bank.reading.cells import Cells
from question_bank.sheets import Row, Sheet

REQUIRED = ("id", "version", "title", "standard", "language", "threshold")
MOST_LANGUAGES = 8
LONGEST_LANGUAGES = 80
"""Every text is looked for in each of a bank's languages, so there is an end to them."""

OPTIONAL = ("method", "note", "languages", "rescale", "empty_cell", "total", "kind_name", "kind_hint", "state", "a_month", "months_apart")
MAX_VERSION = 32
MIN_THRESHOLD = "0.000001"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
LANGUAGE_LENGTH = 8
DRAFT = "draft"
STATES = {DRAFT: DRAFT, "草稿": DRAFT, "ready": ""}
"""A bank is ready for enterprises unless its sheet says otherwise."""

MOST_A_MONTH = 31
MOST_MONTHS = 60

USUAL_THRESHOLD = Decimal("0.8")
"""What GB/T 39117-2020 asks; only stands in while the setting cannot be read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The bank's settings by name."""

    id: str
    version: str
    title: Text
    standard: str
    method: str
    note: Text
    language: str
    languages: tuple[str, ...]
    threshold: Decimal | None
    rescale: Rescale
    empty_cell: EmptyCell
    total: Total
    kind_name: Text
    kind_hint: Text
    draft: bool
    a_month: int | None
    months_apart: int | None


@dataclass(slots=True)
class _Rows:
    """The rows by setting; asking for a setting that has none is a problem only if it is required."""

    rows: dict[str, Row]
    others: tuple[str, ...]
    asked: list[Cells] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, setting: str) -> Cells:
        row = self.rows.get(setting)
        cells = Cells("bank", row or Row(0, {}), self.others)
        if row:
            self.asked.append(cells)
        elif setting in REQUIRED:
            self.problems.append(Problem(Code.SETTING_MISSING, "bank", params={"setting": setting}))
        return cells


def languages_of(sheet: Sheet | None) -> tuple[str, tuple[str, ...]]:
    """The bank's own language and all its languages, as far as they can be made out before anything is checked."""
    values = {row.cells.get("setting", ""): row.cells.get("value", "") for row in (sheet.rows if sheet else ())}
    own = values.get("language", "")
    listed = (part.strip() for part in re.split("[,，、]", values.get("languages", "")))
    found = tuple(dict.fromkeys(part for part in listed if part))[:MOST_LANGUAGES]
    return own, found if own in found or not own else (own, *found)


def settings(sheet: Sheet, others: tuple[str, ...]) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings, and what is wrong with them."""
    rows, problems = _by_name(sheet)
    given = _Rows(rows, others)
    own, languages = languages_of(sheet)
    total = Total(given["total"].choice("value", {each.value: each.value for each in Total}, Total.LEVELS))
    read = Settings(
        id=given["id"].identifier("value"),
        version=given["version"].identifier("value", MAX_VERSION),
        title=given["title"].text("value", required=True),
        standard=given["standard"].plain("value", required=True),
        method=given["method"].plain("value"),
        note=given["note"].text("value"),
        language=_languages(given["language"], (own,))[0],
        languages=_languages(given["languages"], languages),
        threshold=_threshold(given, total),
        rescale=Rescale(given["rescale"].choice("value", {each.value: each.value for each in Rescale}, Rescale.PROPORTIONAL)),
        empty_cell=EmptyCell(given["empty_cell"].choice("value", {each.value: each.value for each in EmptyCell}, EmptyCell.LEAVE_OUT)),
        total=total,
        kind_name=given["kind_name"].text("value"),
        kind_hint=given["kind_hint"].text("value"),
        draft=given["state"].choice("value", STATES, "") == DRAFT if "state" in given.rows else False,
        a_month=given["a_month"].whole("value", 1, MOST_A_MONTH, required=False),
        months_apart=given["months_apart"].whole("value", 1, MOST_MONTHS, required=False),
    )
    return read, (*problems, *given.problems, *(problem for cells in given.asked for problem in cells.problems))


def _threshold(given: _Rows, total: Total) -> Decimal | None:
    """Where the total is a mean no level is ever unmet, so a threshold would be a misunderstanding."""
    if total is Total.LEVELS:
        return given["threshold"].number("value", MIN_THRESHOLD, "1") or USUAL_THRESHOLD
    cells = given["threshold"] if "threshold" in given.rows else None
    if cells is not None and (value := cells.plain("value")):
        cells.report(Code.THRESHOLD_UNUSED, "value", value=value)
    return None


def _languages(cells: Cells, written: tuple[str, ...]) -> tuple[str, ...]:
    length = len(cells.plain("value", required=True))
    if length > LONGEST_LANGUAGES:
        cells.report(Code.CELL_TOO_LONG, "value", length=str(length), limit=str(LONGEST_LANGUAGES))
    for language in written:
        if language and not LANGUAGE.fullmatch(language):
            cells.report(Code.ID_MALFORMED, "value", value=language, limit=str(LANGUAGE_LENGTH))
    return written


def _by_name(sheet: Sheet) -> tuple[dict[str, Row], list[Problem]]:
    found: dict[str, Row] = {}
    problems: list[Problem] = []
    known = (*REQUIRED, *OPTIONAL)
    for row in sheet.rows:
        cells = Cells("bank", row)
        name = cells.plain("setting", required=True)
        if name and name not in known:
            near = suggest(name, [other for other in known if other not in found])
            cells.report(Code.CHOICE_EXPECTED, "setting", value=name, choices=" / ".join(known), suggestion=near)
            name = near
        if name in found:
            cells.report(Code.ID_DUPLICATE, "setting", value=name, first=str(found[name].number))
        elif name:
            found[name] = row
        problems.extend(cells.problems)
    return found, problems
