"""Sheets -> a programme, or nothing, and every problem found on the way.

Raises nothing and stops at nothing: a faulty cell is read as something harmless so that the rest is still looked at. There is a programme
only if no problem is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.layout import Frame
from question_bank.problems import Problem
from question_bank.programmes.checks import check
from question_bank.programmes.day_cells import days_taken
from question_bank.programmes.drafting import draft_of
from question_bank.programmes.layout import LAYOUTS, PROGRAMME
from question_bank.programmes.model import Programme
from question_bank.reading.columns import known_sheets
from question_bank.reading.setting_rows import languages_of
from question_bank.reading.tidying import sound, tidied
from question_bank.sheets import Sheets

__all__ = ["ReadPack", "read_pack"]


@dataclass(frozen=True, slots=True)
class ReadPack:
    """What came of reading: the programme if it may be used, and all problems by place."""

    programme: Programme | None
    problems: tuple[Problem, ...]


def read_pack(sheets: Sheets, met: Iterable[Problem] = ()) -> ReadPack:
    """Reads and checks a whole rule pack; problems are sorted by sheet, row and column.

    `met` are the problems of the files, which count like the others: `read_pack(*formats.read(path))`.
    """
    sheets, of_files = days_taken(sheets, met)
    if not sheets and not sound(of_files):
        return ReadPack(None, of_files)  # nothing was read: that everything is missing would be no news
    named, unnamed = known_sheets(sheets, LAYOUTS)
    own, languages = languages_of(named.get(PROGRAMME))
    frame = Frame(others=tuple(language for language in languages if language != own))
    tidy = tidied(named, LAYOUTS, frame)
    draft, misread = draft_of(tidy.sheets, frame.others)
    everything = tidy.told([*misread, *check(draft)], unnamed, of_files)
    return ReadPack(draft.programme if sound(everything) else None, everything)
