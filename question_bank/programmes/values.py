"""The value of a fact <-> the text it is kept as, and the words it is said in.

Kept as: `yes` or `no`, plain digits, an ISO day, the key of a choice, sorted keys with `;` between (`-` for none), or the text
itself. Refuses whatever is not exactly that; what people type is read elsewhere, by more forgiving rules.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from question_bank.model import Text
from question_bank.programmes.model import Fact, FactKind, Value

YES, NO = "yes", "no"
NONE = "-"
"""No choice of several: an answer like any other, which the empty text is not."""

BETWEEN = ";"
"""Stands between the keys of several choices, and between the values of a condition."""

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_TEXT = 20_000
"""Characters of a text; more than any form asks for."""

FLAGS = {YES: Text("是", {"en": "yes"}), NO: Text("否", {"en": "no"})}
COMMA = Text("、", {"en": ", "})
DAYS = Text("{0.year}年{0.month}月{0.day}日", {"en": "{0:%Y-%m-%d}"})
GROUPED = 10_000
"""From here on the digits of a number are set apart in threes."""


class Unfit(ValueError):
    """The text is no value of this fact, or the value does not fit it."""


def read_value(fact: Fact, text: str) -> Value:
    """The value kept as this text; raises `Unfit` for one that does not fit the fact (any more): a choice that is gone, a wrong kind.

    A number outside `low` and `high` is still read: bounds are for those who type.
    """
    value = _read(fact.kind, text)
    if value is None or not fits(fact, value):
        raise Unfit(f'"{text[:40]}" is no value of the fact {fact.id} ({fact.kind})')
    return value


def write_value(value: Value) -> str:
    """The text that a value is kept as; `read_value` gives the same value again."""
    match value:
        case bool():
            return YES if value else NO
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case str():
            return value
    return BETWEEN.join(sorted(value)) or NONE


def fits(fact: Fact, value: Value) -> bool:
    """Whether the value is of the fact's kind and, for choices, among them."""
    if not is_of(fact.kind, value):
        return False
    match value:
        case frozenset():
            return all(fact.choice(key) is not None for key in value)
        case str() if fact.kind is FactKind.CHOICE:
            return fact.choice(value) is not None
    return True


def is_of(kind: FactKind, value: Value) -> bool:
    """Whether the value is of this kind, whatever its choices."""
    return type(value) is TYPES[kind]


TYPES: dict[FactKind, type] = {
    FactKind.FLAG: bool,
    FactKind.NUMBER: Decimal,
    FactKind.DATE: date,
    FactKind.CHOICE: str,
    FactKind.CHOICES: frozenset,
    FactKind.TEXT: str,
}
"""What a value of each kind is in Python, exactly: a time is no day, and yes is no 1."""


def said(fact: Fact, value: Value, language: str) -> str:
    """The value as people read it: with its unit, choices by their names, a day in words; no choice at all is the empty string."""
    match value:
        case bool():
            return FLAGS[YES if value else NO].in_(language)
        case Decimal():
            return f"{_grouped(value)}{_unit(fact, language)}"
        case date():
            return DAYS.in_(language).format(value)
        case str():
            return _named(fact, value, language) if fact.kind is FactKind.CHOICE else value
    order = [choice.key for choice in fact.choices]
    keys = sorted(value, key=lambda key: (order.index(key) if key in order else len(order), key))
    return COMMA.in_(language).join(_named(fact, key, language) for key in keys)


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros.

    >>> plain(Decimal("20.50")), plain(Decimal("1E+4"))
    ('20.5', '10000')
    """
    text = f"{value:f}"
    trimmed = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if trimmed == "-0" else trimmed


def day(text: str) -> date | None:
    """The day written as `2025-08-15`, or nothing.

    >>> day("2025-02-30") is None
    True
    """
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(text: str) -> Decimal | None:
    """The number written in plain digits, or nothing."""
    return Decimal(text) if NUMBER.fullmatch(text) else None


def parts(written: str) -> tuple[str, ...]:
    """What stands between the semicolons, of either width, without blanks and empty parts.

    >>> parts("a; b；c;")
    ('a', 'b', 'c')
    """
    return tuple(part for found in written.replace("；", BETWEEN).split(BETWEEN) if (part := found.strip()))


def _read(kind: FactKind, text: str) -> Value | None:
    match kind:
        case FactKind.FLAG:
            return {YES: True, NO: False}.get(text)
        case FactKind.NUMBER:
            return number(text)
        case FactKind.DATE:
            return day(text)
        case FactKind.CHOICES:
            return frozenset() if text == NONE else frozenset(text.split(BETWEEN))
    return text if 0 < len(text) <= LONGEST_TEXT else None


def _grouped(value: Decimal) -> str:
    text = plain(value)
    return f"{Decimal(text):,}" if abs(value) >= GROUPED else text


def _unit(fact: Fact, language: str) -> str:
    unit = fact.unit.in_(language)
    return f" {unit}" if unit and unit != "%" else unit


def _named(fact: Fact, key: str, language: str) -> str:
    choice = fact.choice(key)
    return choice.name.in_(language) if choice else key
