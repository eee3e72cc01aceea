"""Checks of translations: what lacks one, told once by language and column with the first places, not once per cell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from question_bank.checks.texts import things_of
from question_bank.draft import Draft, Placed
from question_bank.problems import Code, Problem
from question_bank.texts import Texts, texts_of

FIRST_PLACES = 5
"""How many rows a problem names; the author finds the others by filtering the column for empty cells."""

WHOLE_ROW = ""
"""Stands for the column where a row has no translation at all."""


Keyed = tuple[str, Hashable, Texts]
"""The texts of one row, by column, with its sheet and key."""


class _Gap(NamedTuple):
    sheet: str
    column: str
    language: str


def rows_are_translated(draft: Draft) -> Iterator[Problem]:
    """A row is translated to each of the bank's languages. One that is so in part is a slip of its columns; one that is not at all counts
    for its whole sheet, and a language that nothing is translated to is told as such."""
    keyed = tuple((sheet, key, texts_of(thing)) for sheet, key, thing in things_of(draft))
    yield from untranslated(draft, keyed, draft.bank.languages, draft.bank.language, "bank")


def untranslated(draft: Placed, keyed: Sequence[Keyed], languages: Sequence[str], own: str, settings: str) -> Iterator[Problem]:
    """What of these texts lacks a translation; `settings` is the sheet that names the languages."""
    used = {language for _, _, texts in keyed for text in texts.values() for language in text.translations}
    unused = [language for language in languages if language not in {*used, own}]
    yield from (Problem(Code.LANGUAGE_UNUSED, settings, None, "value", {"language": language}) for language in unused)
    gaps: dict[_Gap, list[int | None]] = {}
    for gap, row in _gaps(draft, keyed, [language for language in languages if language in used]):
        gaps.setdefault(gap, []).append(row)
    for gap, rows in gaps.items():
        known = [str(row) for row in rows[:FIRST_PLACES] if row is not None]
        params = {"language": gap.language, "count": str(len(rows)), "rows": ", ".join(known) + (" …" if len(rows) > FIRST_PLACES else "")}
        if gap.column == WHOLE_ROW:
            yield Problem(Code.ROWS_UNTRANSLATED, gap.sheet, rows[0], None, params)
        else:
            yield Problem(Code.TRANSLATION_MISSING, gap.sheet, rows[0], f"{gap.column}@{gap.language}", params)


def _gaps(draft: Placed, keyed: Sequence[Keyed], languages: Sequence[str]) -> Iterator[tuple[_Gap, int | None]]:
    for sheet, key, all_texts in keyed if languages else ():
        texts = {column: text for column, text in all_texts.items() if text.base}
        for language in languages:
            without = [column for column, text in texts.items() if language not in text.translations]
            columns = [WHOLE_ROW] if without and len(without) == len(texts) else without
            yield from ((_Gap(sheet, column, language), draft.row(sheet, key)) for column in columns)
