"""What can be wrong with a table, as values: a code, a place, and the words to say it in Chinese and English.

A problem is never raised and never stops the reading; all of them are collected and shown together. `Problem` is one of a bank or of
any file; its words live in `problem_texts`, one entry per code. Other tables have codes and words of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from question_bank.problem_codes import Code, Severity
from question_bank.problem_texts import PLACE_JOIN, PLACE_PARTS, SENTENCE_GAP, SUGGESTION, WHOLE_FILE, WORDS
from question_bank.problem_words import Words

__all__ = ["Code", "Finding", "Problem", "Severity", "shown", "suggest"]

SHOWN = 40
"""How many characters of a faulty cell are quoted back."""

LISTED = 300
"""How long a list inside a message may be, such as the choices of a cell."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding and its place. `row` is the number the author sees; a problem of a whole sheet or file has none."""

    code: StrEnum
    sheet: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The entry of this code in its catalogue."""
        raise NotImplementedError

    @property
    def severity(self) -> Severity:
        return self.words.severity

    def reason(self, language: str) -> str:
        """What is wrong, in Chinese (`zh`) or English (`en`)."""
        return self.words.reason.in_(language).format_map(self._shown())

    def remedy(self, language: str) -> str:
        """What to do about it; begins with the nearest match where a name seems misspelt."""
        said = self.words.remedy.in_(language)
        hint = SUGGESTION.in_(language) if self.params.get("suggestion") else ""
        return (hint + said).format_map(self._shown())

    def place(self, language: str) -> str:
        """Where it is: sheet, row and column as far as they are known."""
        known = PLACE_JOIN.in_(language).join(
            part.in_(language).format(shown(str(value)))
            for part, value in zip(PLACE_PARTS, (self.sheet, self.row, self.column), strict=True)
            if value not in (None, "")
        )
        return known or WHOLE_FILE.in_(language)

    def text(self, language: str) -> str:
        """All of it as an admin reads it: place and code on one line, reason and remedy on the next."""
        gap = SENTENCE_GAP.in_(language)
        return f"{self.place(language)}  [{self.code}]\n{self.reason(language)}{gap}{self.remedy(language)}"

    def _shown(self) -> Mapping[str, str]:
        return {name: shown(value, SHOWN if name == "value" else LISTED) for name, value in self.params.items()}


@dataclass(frozen=True, slots=True)
class Problem(Finding):
    """A finding about a bank, or about the file of any table."""

    code: Code

    @property
    def words(self) -> Words:
        return WORDS[self.code]


def shown(value: str, limit: int = SHOWN) -> str:
    """A cell's text as it can be quoted: invisible characters spelt out, long text cut."""
    visible = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in value[:limit])
    return visible if len(value) <= limit else f"{visible}…"


def suggest(written: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """The known word nearest to what was written, or the empty string if none is near; capitals do not count.

    `cutoff` is how much of both words must agree, from 0 to 1.
    """
    folded = {word.lower(): word for word in known}
    near = get_close_matches(written.lower(), folded, n=1, cutoff=cutoff)
    return folded[near[0]] if near else ""
