"""The sheet `programme`: one setting per row. What is optional has its default here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from question_bank.model import Text
from question_bank.problems import Problem
from question_bank.programmes.layout import PROGRAMME
from question_bank.programmes.model import FactId, Notice, ProgrammeId, Purpose, Subject
from question_bank.programmes.rows import words
from question_bank.reading.cells import Known
from question_bank.reading.setting_rows import MAX_VERSION, languages_of, setting_rows
from question_bank.sheets import Sheet

REQUIRED = (
    "id",
    "version",
    "language",
    "title",
    "short",
    "summary",
    "notice_number",
    "notice_title",
    "issuer",
    "issued",
    "purpose",
    "subject",
)
OPTIONAL = ("languages", "recognises", "state")
MAX_PROGRAMME_ID = 40
PURPOSES, SUBJECTS = words(Purpose), words(Subject)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings by name; the first of `languages` is the pack's own."""

    id: ProgrammeId
    version: str
    title: Text
    short: Text
    summary: Text
    notice: Notice
    purpose: Purpose
    subject: Subject
    languages: tuple[str, ...]
    recognises: FactId | None
    draft: bool


def settings(sheet: Sheet, others: tuple[str, ...], facts: Known) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings, and what is wrong with them."""
    given = setting_rows(sheet, PROGRAMME, REQUIRED, OPTIONAL, others)
    own, languages = languages_of(sheet)
    given.languages("language", (own,))
    given.languages("languages", languages)
    read = Settings(
        id=ProgrammeId(given["id"].identifier("value", MAX_PROGRAMME_ID)),
        version=given["version"].identifier("value", MAX_VERSION),
        title=given["title"].text("value", required=True),
        short=given["short"].text("value", required=True),
        summary=given["summary"].text("value", required=True),
        notice=Notice(
            number=given["notice_number"].plain("value", required=True),
            title=given["notice_title"].text("value", required=True),
            issuer=given["issuer"].text("value", required=True),
            issued=given["issued"].day("value") or date.min,
        ),
        purpose=Purpose(given["purpose"].choice("value", PURPOSES, Purpose.APPLY)),
        subject=Subject(given["subject"].choice("value", SUBJECTS, Subject.ENTERPRISE)),
        languages=(own, *(language for language in languages if language != own)),
        recognises=FactId(given["recognises"].reference("value", facts, required=False)) or None,
        draft=given.is_draft(),
    )
    return read, tuple(given.met())
