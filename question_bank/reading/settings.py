"""The sheet `bank`: one setting per row. What is optional has its default here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from question_bank.model import EmptyCell, Rescale, Text, Total
from question_bank.problems import Code, Problem
from question_bank.reading.setting_rows import MAX_VERSION, SettingRows, languages_of, setting_rows
from question_bank.sheets import Sheet

REQUIRED = ("id", "version", "title", "standard", "language", "threshold")
OPTIONAL = ("method", "note", "languages", "rescale", "empty_cell", "total", "kind_name", "kind_hint", "state", "a_month", "months_apart")
MIN_THRESHOLD = "0.000001"
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


def settings(sheet: Sheet, others: tuple[str, ...]) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings, and what is wrong with them."""
    given = setting_rows(sheet, "bank", REQUIRED, OPTIONAL, others)
    own, languages = languages_of(sheet)
    total = Total(given["total"].choice("value", {each.value: each.value for each in Total}, Total.LEVELS))
    read = Settings(
        id=given["id"].identifier("value"),
        version=given["version"].identifier("value", MAX_VERSION),
        title=given["title"].text("value", required=True),
        standard=given["standard"].plain("value", required=True),
        method=given["method"].plain("value"),
        note=given["note"].text("value"),
        language=given.languages("language", (own,))[0],
        languages=given.languages("languages", languages),
        threshold=_threshold(given, total),
        rescale=Rescale(given["rescale"].choice("value", {each.value: each.value for each in Rescale}, Rescale.PROPORTIONAL)),
        empty_cell=EmptyCell(given["empty_cell"].choice("value", {each.value: each.value for each in EmptyCell}, EmptyCell.LEAVE_OUT)),
        total=total,
        kind_name=given["kind_name"].text("value"),
        kind_hint=given["kind_hint"].text("value"),
        draft=given.is_draft(),
        a_month=given["a_month"].whole("value", 1, MOST_A_MONTH, required=False),
        months_apart=given["months_apart"].whole("value", 1, MOST_MONTHS, required=False),
    )
    return read, tuple(given.met())


def _threshold(given: SettingRows, total: Total) -> Decimal | None:
    """Where the total is a mean no level is ever unmet, so a threshold would be a misunderstanding."""
    if total is Total.LEVELS:
        return given["threshold"].number("value", MIN_THRESHOLD, "1") or USUAL_THRESHOLD
    cells = given["threshold"] if "threshold" in given.rows else None
    if cells is not None and (value := cells.plain("value")):
        cells.report(Code.THRESHOLD_UNUSED, "value", value=value)
    return None
