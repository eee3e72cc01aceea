"""What each operator asks, on both sides of every border, for every kind of fact that it fits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from question_bank.model import Text
from question_bank.programmes.exploring import holds
from question_bank.programmes.model import Choice, Condition, ConditionId, Fact, FactId, FactKind, Operator, Value
from question_bank.programmes.operators import FITS, is_dated, years_before
from question_bank.programmes.sources import SOURCES, source_of

TODAY = date(2025, 8, 15)
GROUPS = {"a": "making", "b": "making", "c": "running", "d": ""}


def fact(kind: FactKind) -> Fact:
    """A fact of this kind with four choices, two of one group, one of another, one of none."""
    choices = tuple(Choice(key, Text(key), group) for key, group in GROUPS.items())
    return Fact(FactId("it"), kind, Text("它"), Text("它？"), choices=choices if "choice" in kind else ())


def asks(kind: FactKind, operator: str, values: str, value: Value) -> bool:
    """Whether the value meets the condition."""
    condition = Condition(
        ConditionId("c"), None, None, "一", Text("要"), fact=FactId("it"), operator=Operator(operator), values=tuple(values.split(";"))
    )
    return holds(condition, fact(kind), value, TODAY)


def some(*keys: str) -> frozenset[str]:
    """Several choices."""
    return frozenset(keys)


FLAG, NUMBER, DATE, CHOICE, CHOICES, TEXT = FactKind
TABLE: list[tuple[FactKind, str, str, Value, Value]] = [
    (FLAG, "is", "yes", True, False),
    (FLAG, "is", "no", False, True),
    (FLAG, "is_not", "yes", False, True),
    (NUMBER, "is", "3", Decimal("3.0"), Decimal("3.1")),
    (NUMBER, "is_not", "3", Decimal("3.1"), Decimal("3.00")),
    (NUMBER, ">=", "10000", Decimal(10000), Decimal("9999.99")),
    (NUMBER, ">", "20", Decimal("20.01"), Decimal(20)),
    (NUMBER, "<=", "20", Decimal(20), Decimal("20.01")),
    (NUMBER, "<", "20", Decimal("19.99"), Decimal(20)),
    (NUMBER, "one_of", "1;2.50", Decimal("2.5"), Decimal(3)),
    (NUMBER, "none_of", "1;2.50", Decimal(3), Decimal("2.5")),
    (DATE, "is", "2025-08-15", date(2025, 8, 15), date(2025, 8, 16)),
    (DATE, "is_not", "2025-08-15", date(2025, 8, 16), date(2025, 8, 15)),
    (DATE, "is", "today", TODAY, date(2025, 8, 16)),
    (DATE, "by", "2025-08-15", date(2025, 8, 15), date(2025, 8, 16)),
    (DATE, "from", "2025-08-15", date(2025, 8, 15), date(2025, 8, 14)),
    (DATE, "by", "today", TODAY, date(2025, 8, 16)),
    (DATE, "from", "today", TODAY, date(2025, 8, 14)),
    (DATE, "aged", "5", date(2020, 8, 15), date(2020, 8, 16)),
    (DATE, "aged", "5;today", date(2020, 8, 15), date(2020, 8, 16)),
    (DATE, "aged", "5;2023-10-31", date(2018, 10, 31), date(2018, 11, 1)),
    (CHOICE, "is", "a", "a", "b"),
    (CHOICE, "is_not", "a", "b", "a"),
    (CHOICE, "one_of", "a;b", "b", "c"),
    (CHOICE, "none_of", "a;b", "c", "b"),
    (CHOICES, "one_of", "a;b", some("b", "c"), some("c")),
    (CHOICES, "one_of", "a;b", some("a"), some()),
    (CHOICES, "none_of", "a;b", some("c"), some("b", "c")),
    (CHOICES, "none_of", "a;b", some(), some("a")),
    (CHOICES, "counts", "2", some("a", "d"), some("a")),
    (CHOICES, "has", "a;c", some("a", "b", "c"), some("a", "b")),
    (CHOICES, "covers", "making;running", some("b", "c"), some("a", "b")),
    (CHOICES, "covers", "running", some("c"), some("d")),
    (TEXT, "is", "三级", "三级", "四级"),
    (TEXT, "is_not", "三级", "四级", "三级"),
]


@pytest.mark.parametrize(("kind", "operator", "values", "met", "unmet"), TABLE)
def test_an_operator_tells_what_meets_it_from_what_does_not(kind: FactKind, operator: str, values: str, met: Value, unmet: Value) -> None:
    """The nearest value on either side of the border."""
    assert asks(kind, operator, values, met)
    assert not asks(kind, operator, values, unmet)


def test_the_table_tries_every_operator_with_every_kind_that_it_fits() -> None:
    """An operator that is added has to be tried here."""
    tried = {(kind, Operator(operator)) for kind, operator, *_ in TABLE}
    assert tried == {(kind, operator) for kind, operators in FITS.items() for operator in operators}


def test_only_conditions_that_name_no_fixed_day_depend_on_the_day_of_the_verdict() -> None:
    """The word today in a text is a text."""
    made = {
        written: Condition(
            ConditionId("c"), None, None, "一", Text("要"), operator=Operator(written.split()[0]), values=tuple(written.split()[1:])
        )
        for written in ("by today", "by 2025-08-15", "aged 5", "aged 5 today", "aged 5 2023-10-31", "is today", ">= 3")
    }
    assert [written for written, condition in made.items() if is_dated(condition)] == ["by today", "aged 5", "aged 5 today", "is today"]
    assert asks(FactKind.TEXT, "is", "today", "today")


def test_years_before_stay_within_the_calendar() -> None:
    """A leap day, and more years than there are."""
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(1, 5, 5), 150) == date(1, 5, 5)


def test_every_source_can_fill_some_kind_and_is_named_in_both_languages() -> None:
    """And is found by its name, with what it is of where it must say so."""
    for name, source in SOURCES.items():
        assert source.kinds
        assert set(source.name.translations) == {"en"}
        assert source_of(f"{name}:x" if source.of else name) is source
        assert source_of(name if source.of else f"{name}:x") is None
    assert [source_of(written) for written in ("", "run", "indicator:", "run.level:")] == [None] * 4
