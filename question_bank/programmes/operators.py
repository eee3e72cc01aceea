"""What each operator asks of a value: which kinds of facts it fits, what its values must be, and the test itself.

Refuses nothing: conditions come here after they were checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from question_bank.programmes.model import Condition, Fact, FactKind, Operator, Value
from question_bank.programmes.values import YES, day, number

TODAY = "today"
"""Stands for the day of the verdict where a condition names a day."""

FITS: Mapping[FactKind, tuple[Operator, ...]] = {
    FactKind.FLAG: (Operator.IS, Operator.IS_NOT),
    FactKind.NUMBER: (
        Operator.IS,
        Operator.IS_NOT,
        Operator.AT_LEAST,
        Operator.ABOVE,
        Operator.AT_MOST,
        Operator.BELOW,
        Operator.ONE_OF,
        Operator.NONE_OF,
    ),
    FactKind.DATE: (Operator.IS, Operator.IS_NOT, Operator.BY, Operator.FROM, Operator.AGED),
    FactKind.CHOICE: (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF),
    FactKind.CHOICES: (Operator.ONE_OF, Operator.NONE_OF, Operator.COUNTS, Operator.HAS, Operator.COVERS),
    FactKind.TEXT: (Operator.IS, Operator.IS_NOT),
}
"""Of several choices `one_of` asks that at least one of these is among them, `none_of` that none is."""

MANY = (Operator.ONE_OF, Operator.NONE_OF, Operator.HAS, Operator.COVERS)
"""The operators that take any number of values; `aged` takes one or two, the others one."""

Test = Callable[[Any], bool]
DatedTest = Callable[[Any, date], bool]
"""Tests of values of the fact's own kind; whoever calls one has looked at the kind."""


def is_dated(condition: Condition) -> bool:
    """Whether what it asks depends on the day of the verdict."""
    if condition.operator is Operator.AGED:
        return len(condition.values) < 2 or condition.values[1] == TODAY
    return TODAY in condition.values and condition.operator in {Operator.IS, Operator.IS_NOT, Operator.BY, Operator.FROM}


def dated_test_of(condition: Condition, fact: Fact) -> DatedTest:
    """The test of a condition for which `is_dated`; a fact of another kind than a date never names today."""
    if fact.kind is not FactKind.DATE:
        test = test_of(condition, fact)
        return lambda value, today: test(value)
    return lambda value, today: _on(condition, today)(value)


def test_of(condition: Condition, fact: Fact) -> Test:
    """The test of a condition that is about the same on every day, for values of the fact's kind."""
    match fact.kind:
        case FactKind.FLAG | FactKind.TEXT:
            return _same(condition.operator, condition.values[0] == YES if fact.kind is FactKind.FLAG else condition.values[0])
        case FactKind.NUMBER:
            return _number(condition)
        case FactKind.DATE:
            return _on(condition, date.min)
        case FactKind.CHOICE:
            return _among(condition.operator, frozenset(condition.values))
    return _choices(condition, fact)


def years_before(when: date, years: int) -> date:
    """The same day so many years earlier; the 29th of February becomes the 28th.

    >>> years_before(date(2024, 2, 29), 5)
    datetime.date(2019, 2, 28)
    """
    year = max(when.year - years, date.min.year)
    try:
        return when.replace(year=year)
    except ValueError:
        return when.replace(year=year, day=28)


def _same(operator: Operator | None, wanted: Value) -> Test:
    return wanted.__ne__ if operator is Operator.IS_NOT else wanted.__eq__


def _among(operator: Operator | None, wanted: frozenset[str] | frozenset[Decimal]) -> Test:
    if operator in {Operator.IS, Operator.ONE_OF}:
        return wanted.__contains__
    return lambda value: value not in wanted


def _number(condition: Condition) -> Test:
    wanted = [found for value in condition.values if (found := number(value)) is not None]
    match condition.operator:
        case Operator.AT_LEAST:
            return wanted[0].__le__
        case Operator.ABOVE:
            return wanted[0].__lt__
        case Operator.AT_MOST:
            return wanted[0].__ge__
        case Operator.BELOW:
            return wanted[0].__gt__
    return _among(condition.operator, frozenset(wanted))


def _on(condition: Condition, today: date) -> Test:
    """The test on a day. `aged` counts whole years: who is five on a day is at least five on that day."""
    values = condition.values
    if condition.operator is Operator.AGED:
        return years_before(_day(values[1] if len(values) > 1 else TODAY, today), int(values[0])).__ge__
    wanted = _day(values[0], today)
    match condition.operator:
        case Operator.BY:
            return wanted.__ge__
        case Operator.FROM:
            return wanted.__le__
    return _same(condition.operator, wanted)


def _day(written: str, today: date) -> date:
    return today if written == TODAY else day(written) or today


def _choices(condition: Condition, fact: Fact) -> Test:
    wanted = frozenset(condition.values)
    match condition.operator:
        case Operator.ONE_OF:
            return lambda keys: not wanted.isdisjoint(keys)
        case Operator.NONE_OF:
            return wanted.isdisjoint
        case Operator.HAS:
            return wanted.issubset
        case Operator.COUNTS:
            enough = int(condition.values[0])
            return lambda keys: len(keys) >= enough
    groups = {choice.key: choice.group for choice in fact.choices}
    return lambda keys: wanted.issubset(groups.get(key, "") for key in keys)
