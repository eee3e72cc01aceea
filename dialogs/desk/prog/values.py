"""What a person says to a fact, as its value, by the fact's kind; and a long list of choices in pages, by its headings.

Refuses with `Unreadable` what does not fit; never guesses. Bounds and days ahead are looked at here, where people type.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from dialogs import answers
from dialogs.answers import Unreadable, folded, quoted
from dialogs.refusals import Refusal
from dialogs.words import is_no, is_there
from question_bank.programmes.model import Choice, Fact, FactKind, Value

LONGEST_TEXT = 1000
"""Characters of a text that is stated here; the long ones of a form are written with the form."""

PAGE = 10
"""So many choices are shown together; more are shown by heading."""

LARGEST_GROUP = 12
"""So many choices of one heading are still shown together."""

_SEPARATORS = str.maketrans(dict.fromkeys("、，,;；/ \t\n", " "))


class Page(NamedTuple):
    """Choices that are shown together, under their heading in the person's language, each with its number in the whole list."""

    heading: str
    choices: tuple[tuple[int, Choice], ...]


def typed(fact: Fact, text: str, today: date) -> Value:
    """The value that a typed text means; of several choices those that it names."""
    match fact.kind:
        case FactKind.FLAG:
            return _flag(text)
        case FactKind.NUMBER:
            return _number(fact, text)
        case FactKind.DATE:
            return _day(fact, text, today)
        case FactKind.CHOICE:
            return chosen(fact, text).key
        case FactKind.CHOICES:
            return frozenset(choice.key for choice in several(fact, text))
    return answers.clean(text, LONGEST_TEXT)


def keyed(fact: Fact, key: str) -> Value:
    """The value that a button with this key means: yes or no, or one of the choices."""
    if fact.kind is FactKind.FLAG and key in {"yes", "no"}:
        return key == "yes"
    if fact.kind is FactKind.CHOICE and fact.choice(key) is not None:
        return key
    raise Unreadable(Refusal.CHOICE_EXPECTED)


def chosen(fact: Fact, text: str) -> Choice:
    """The one choice that a number or (part of) a name means."""
    plain = folded(text)
    if plain.isdecimal() and 1 <= int(plain) <= len(fact.choices):
        return fact.choices[int(plain) - 1]
    named = [(choice, [folded(name) for name in (choice.name.base, *choice.name.translations.values())]) for choice in fact.choices]
    exact = [choice for choice, names in named if plain in names]
    found = exact or [choice for choice, names in named if plain and any(plain in name for name in names)]
    if len(found) == 1:
        return found[0]
    raise Unreadable(Refusal.TOO_MANY_FOUND if found else Refusal.NOT_FOUND, quoted(text))


def several(fact: Fact, text: str) -> tuple[Choice, ...]:
    """The choices that a text names: numbers with anything usual between them, or one name."""
    parts = folded(text).translate(_SEPARATORS).split()
    if parts and all(part.isdecimal() for part in parts):
        return tuple({(choice := chosen(fact, part)).key: choice for part in parts}.values())
    return (chosen(fact, text),)


def toggled(before: frozenset[str], keys: Sequence[str]) -> frozenset[str]:
    """What is chosen after these were tapped or typed: one alone is put in or taken out, several are put in."""
    return before ^ frozenset(keys) if len(keys) == 1 else before | frozenset(keys)


def pages(fact: Fact, language: str) -> tuple[Page, ...]:
    """The choices as they are shown: together where they are few, else by heading."""
    numbered = tuple(enumerate(fact.choices, 1))
    if len(numbered) <= PAGE:
        return (Page("", numbered),) if numbered else ()
    found: list[Page] = []
    for heading, group in groupby(numbered, key=lambda pair: pair[1].heading.in_(language)):
        together = tuple(group)
        found += [Page(heading, together[start : start + LARGEST_GROUP]) for start in range(0, len(together), LARGEST_GROUP)]
    return tuple(found)


def _flag(text: str) -> bool:
    if is_there(text, 1):
        return True
    if is_no(text, 2):
        return False
    raise Unreadable(Refusal.CHOICE_EXPECTED)


def _number(fact: Fact, text: str) -> Decimal:
    value = answers.amount(text, fact.unit.base, tuple(fact.unit.translations.values()))
    return answers.bounded(value, fact.low, fact.high, fact.unit.base)


def _day(fact: Fact, text: str, today: date) -> date:
    """A day that is past, or so many days ahead at most as the fact's upper bound says."""
    value = answers.day(text)
    last = today + timedelta(days=int(fact.high or 0))
    if value > last:
        raise Unreadable(Refusal.DAY_AHEAD, value.isoformat())
    return value
