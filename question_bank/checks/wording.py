"""Checks of the words in a bank as a whole: one word for one thing, and no reference to a clause that is not there.

Looks at the bank's own language only; it cannot know what a text means, so it only warns.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from question_bank.checks.tables import Term, term_pattern, terms
from question_bank.checks.texts import things_of
from question_bank.draft import Draft
from question_bank.problems import Code, Problem
from question_bank.texts import texts_of

REFERENCE = re.compile(
    r"(?:参见|详见|参照|见|同|第|(?i:clause|section|question|see) )\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,4})(?!\.?\d|\s*[%级小倍A-Za-z])"
    r"|(?<![A-Za-z0-9-])(?P<id>[A-Z]{1,2}\d{0,2}-\d{1,2}(?:\.\d{1,2}){1,4})(?!\.?\d|[A-Za-z])"
)
"""`见 5.4`, `第5.4.2题`, `see 5.4`, or an id in the manner of `L1-5.4.2`."""


@dataclass(slots=True)
class _Use:
    """Where a word is used first, and how often."""

    sheet: str
    key: Hashable
    column: str
    count: int = 0


def one_word_for_one_thing(draft: Draft) -> Iterator[Problem]:
    """Of the pairs in `terms.csv` a bank uses one word. A word in the name of an area or an enterprise type is its own term and no slip."""
    uses = _uses(draft)
    own = {word for word in uses if any(word in name for name in _names(draft))}
    for pair in terms():
        both = sorted((uses[word].count, word) for word in (pair.term, pair.variant) if word in uses)
        if len(both) == 2 and not own & {pair.term, pair.variant}:
            yield _varied(draft, pair, uses, rarer=both[0][1])


def _varied(draft: Draft, pair: Term, uses: Mapping[str, _Use], rarer: str) -> Problem:
    usual = pair.variant if rarer == pair.term else pair.term
    here, there = uses[rarer], uses[usual]
    row = draft.row(there.sheet, there.key)
    place = f"{there.sheet} {row or ''} {there.column}".replace("  ", " ")
    params = {"word": rarer, "count": str(here.count), "usual": usual, "times": str(there.count), "first": place}
    return draft.problem(Code.TERMS_VARY, here.sheet, here.key, here.column, **params)


def _names(draft: Draft) -> tuple[str, ...]:
    return (*(area.name.base for area in draft.bank.areas), *(kind.name.base for kind in draft.bank.kinds))


def _uses(draft: Draft) -> Mapping[str, _Use]:
    found: dict[str, _Use] = {}
    watched = {word for pair in terms() for word in (pair.term, pair.variant)}
    for sheet, key, thing in things_of(draft):
        for column, text in texts_of(thing).items():
            for match in term_pattern().finditer(text.base):
                if match.group() in watched:
                    found.setdefault(match.group(), _Use(sheet, key, column)).count += 1
    return found


def clauses_named_are_there(draft: Draft) -> Iterator[Problem]:
    """A text that sends the reader to 5.4 or to question 5.4.2 sends to an area or question that the bank has; told once per cell."""
    bank = draft.bank
    known = {*(area.number for area in bank.areas), *(question.number for question in bank.questions), *bank.question_by_id}
    for sheet, key, thing in things_of(draft):
        for column, text in texts_of(thing).items():
            named = dict.fromkeys(match["number"] or match["id"] for match in REFERENCE.finditer(text.base))
            for clause in named:
                if clause not in known:
                    yield draft.problem(Code.CLAUSE_UNKNOWN, sheet, key, column, clause=clause)
