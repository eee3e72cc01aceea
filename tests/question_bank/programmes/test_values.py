"""The kept form of values: each kind there and back, whatever does not fit refused, and what people read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.model import Text
from question_bank.programmes.model import Choice, Fact, FactId, FactKind, Value
from question_bank.programmes.values import Unfit, day, fits, number, parts, plain, read_value, said, write_value

KEYS = ("a", "b", "c")


def fact(kind: FactKind, unit: str = "") -> Fact:
    """A fact of this kind, with choices named 甲, 乙, 丙 in the order c, a, b of its list."""
    names = {"c": "丙", "a": "甲", "b": "乙"}
    choices = tuple(Choice(key, Text(name, {"en": key.upper()})) for key, name in names.items())
    chosen = choices if kind in {FactKind.CHOICE, FactKind.CHOICES} else ()
    return Fact(FactId("it"), kind, Text("它"), Text("它？"), unit=Text(unit, {"en": "yuan"} if unit == "元" else {}), choices=chosen)


KEPT = [
    (FactKind.FLAG, True, "yes"),
    (FactKind.FLAG, False, "no"),
    (FactKind.NUMBER, Decimal("10000"), "10000"),
    (FactKind.NUMBER, Decimal("1E+4"), "10000"),
    (FactKind.NUMBER, Decimal("-0.50"), "-0.5"),
    (FactKind.NUMBER, Decimal("-0.0"), "0"),
    (FactKind.DATE, date(2025, 8, 15), "2025-08-15"),
    (FactKind.CHOICE, "b", "b"),
    (FactKind.CHOICES, frozenset({"c", "a"}), "a;c"),
    (FactKind.CHOICES, frozenset[str](), "-"),
    (FactKind.TEXT, "某某智能工厂", "某某智能工厂"),
]


@pytest.mark.parametrize(("kind", "value", "text"), KEPT)
def test_a_value_is_kept_as_one_text_and_read_back_the_same(kind: FactKind, value: Value, text: str) -> None:
    """The kept form is part of every database, so it is spelt out here."""
    assert write_value(value) == text
    assert read_value(fact(kind), text) == value


REFUSED = [
    (FactKind.FLAG, "是"),
    (FactKind.FLAG, ""),
    (FactKind.NUMBER, "1e4"),
    (FactKind.NUMBER, "１"),
    (FactKind.NUMBER, "1,000"),
    (FactKind.NUMBER, "9" * 16),
    (FactKind.NUMBER, "NaN"),
    (FactKind.DATE, "2025-02-30"),
    (FactKind.DATE, "2025/08/15"),
    (FactKind.CHOICE, "d"),
    (FactKind.CHOICES, "a;d"),
    (FactKind.CHOICES, "a;;b"),
    (FactKind.TEXT, ""),
    (FactKind.TEXT, "长" * 20_001),
]


@pytest.mark.parametrize(("kind", "text"), REFUSED)
def test_a_text_that_is_no_value_is_refused(kind: FactKind, text: str) -> None:
    """Also a choice that a newer version of the pack no longer has."""
    with pytest.raises(Unfit, match="is no value of the fact it"):
        read_value(fact(kind), text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=6))
def test_any_number_is_read_back_the_same(value: Decimal) -> None:
    """Whatever its exponent and its zeros."""
    assert read_value(fact(FactKind.NUMBER), write_value(value)) == value


@given(st.sets(st.sampled_from(KEYS)))
def test_any_choices_are_read_back_the_same(keys: set[str]) -> None:
    """None and all of them included."""
    assert read_value(fact(FactKind.CHOICES), write_value(frozenset(keys))) == frozenset(keys)
    assert write_value(frozenset(keys)) == (";".join(sorted(keys)) or "-")


def test_a_value_of_another_kind_does_not_fit() -> None:
    """Yes is no 1, a moment is no day, a key is not several."""
    assert not fits(fact(FactKind.NUMBER), True)
    assert not fits(fact(FactKind.FLAG), Decimal(1))
    assert not fits(fact(FactKind.DATE), datetime(2025, 8, 15, tzinfo=UTC))
    assert not fits(fact(FactKind.CHOICES), "a")
    assert not fits(fact(FactKind.CHOICE), "d")
    assert fits(fact(FactKind.TEXT), "d")


SAID = [
    (FactKind.FLAG, True, "是", "yes"),
    (FactKind.FLAG, False, "否", "no"),
    (FactKind.DATE, date(2025, 8, 5), "2025年8月5日", "2025-08-05"),
    (FactKind.CHOICE, "b", "乙", "B"),
    (FactKind.CHOICE, "gone", "gone", "gone"),
    (FactKind.CHOICES, frozenset({"a", "c", "gone"}), "丙、甲、gone", "C, A, gone"),
    (FactKind.CHOICES, frozenset[str](), "", ""),
    (FactKind.TEXT, "某厂", "某厂", "某厂"),
]


@pytest.mark.parametrize(("kind", "value", "chinese", "english"), SAID)
def test_a_value_is_said_in_words(kind: FactKind, value: Value, chinese: str, english: str) -> None:
    """Choices by name, in the order of their list; what is no longer in the list by its key."""
    assert (said(fact(kind), value, "zh"), said(fact(kind), value, "en")) == (chinese, english)


def test_a_number_is_said_with_its_unit_and_large_ones_in_threes() -> None:
    """A percent sign stands close."""
    money = fact(FactKind.NUMBER, "元")
    assert [said(money, Decimal(text), "zh") for text in ("9999", "12345.60")] == ["9999 元", "12,345.6 元"]
    assert said(money, Decimal(1), "en") == "1 yuan"
    assert said(fact(FactKind.NUMBER, "%"), Decimal("99.50"), "zh") == "99.5%"
    assert said(fact(FactKind.NUMBER), Decimal(3), "zh") == "3"


def test_small_readers_refuse_what_is_not_exactly_theirs() -> None:
    """Days and numbers as sheets and stores have them; parts between semicolons of either width."""
    assert day("2024-02-29") == date(2024, 2, 29)
    assert [day(text) for text in ("2023-02-29", "2024-2-9", "", "0000-01-01")] == [None] * 4
    assert number("-1.5") == Decimal("-1.5")
    assert [number(text) for text in ("", "+1", "1.", ".5", "一")] == [None] * 5
    assert parts(" a;； b ;") == ("a", "b")
    assert plain(Decimal("100")) == "100"
