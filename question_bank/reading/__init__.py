"""Sheets -> a bank, or nothing, and every problem found on the way.

Raises nothing and stops at nothing: a faulty cell is read as something harmless so that the rest is still looked at. There is a bank
only if no problem is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.checks import check
from question_bank.layout import LAYOUT, LAYOUTS, Frame
from question_bank.model import Bank
from question_bank.problems import Problem
from question_bank.reading.columns import known_sheets
from question_bank.reading.drafting import draft_of
from question_bank.reading.setting_rows import languages_of
from question_bank.reading.tidying import sound, tidied, words
from question_bank.sheets import Sheets

__all__ = ["Reading", "read_bank"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the bank if it may be used, and all problems by place."""

    bank: Bank | None
    problems: tuple[Problem, ...]


def read_bank(sheets: Sheets, met: Iterable[Problem] = ()) -> Reading:
    """Reads and checks a whole bank; problems are sorted by sheet, row and column.

    `met` are the problems of the files, which count like the others: `read_bank(*formats.read(path))`.
    """
    of_files = tuple(met)
    if not sheets and not sound(of_files):
        return Reading(None, of_files)  # nothing was read: that everything is missing would be no news
    named, unnamed = known_sheets(sheets, LAYOUTS)
    frame = _frame(named)
    tidy = tidied(named, LAYOUTS, frame)
    draft, misread = draft_of(tidy.sheets, frame)
    everything = tidy.told([*misread, *check(draft)], unnamed, of_files)
    return Reading(draft.bank if sound(everything) else None, everything)


def _frame(sheets: Sheets) -> Frame:
    own, languages = languages_of(sheets.get("bank"))
    others = tuple(language for language in languages if language != own)
    return Frame(kinds=words(sheets, LAYOUT["kinds"], "id"), keys=words(sheets, LAYOUT["scale"], "key"), others=others)
