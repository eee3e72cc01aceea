"""Checks of what people read in a rule pack: short enough for a phone, and translated."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.checks.texts import long_text
from question_bank.checks.translations import untranslated
from question_bank.problems import Problem
from question_bank.programmes.draft import PackDraft
from question_bank.programmes.layout import PROGRAMME
from question_bank.programmes.texts import texts_by_row


def texts_fit_a_screen(draft: PackDraft) -> Iterator[Problem]:
    """No text is longer than its place on the screen."""
    for sheet, key, texts in texts_by_row(draft.programme, draft.rows):
        for column, text in texts.items():
            yield from long_text(draft, sheet, key, column, text, f"{sheet}.{key if sheet == PROGRAMME else column}")


def rows_are_translated(draft: PackDraft) -> Iterator[Problem]:
    """As for banks: a row is translated to each of the languages."""
    languages = draft.programme.languages
    yield from untranslated(draft, tuple(texts_by_row(draft.programme, draft.rows)), languages, languages[0], PROGRAMME)
