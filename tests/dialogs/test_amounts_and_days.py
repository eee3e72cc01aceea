"""Amounts in a unit, numbers within bounds, and days written in full: what is read, and what is refused rather than guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import answers
from dialogs.answers import Unreadable
from dialogs.refusals import Refusal

IN_WAN = {
    "12000": (
        "12000|１２０００|12,000|12，000|12000万|12000万元|１２０００万元|1.2亿|1.2亿元|１．２亿|约1.2亿|人民币1.2亿元|120000000元"
        "|12000 万元|120 million yuan|RMB 120 million"
    ),
    "350": "350|3500000元|3,500,000元|350万|350万元|0.035亿|3.5百万|¥3500000元",
    "20": "20|20万|20万元|200000元|２０万元",
    "10000": "10000|1亿|1亿元|10000万元|100000000元|１亿",
    "-5": "-5|-5万元|-50000元",
    "0.5": "0.5|0.5万元|5000元",
}
NO_AMOUNTS = "|二十万|20-30|20万到30万|20万左右|大概|万|元|20 万 30 万|1.2.3|20k|1e5|20％"


@pytest.mark.parametrize(("wan", "text"), [(wan, text) for wan, texts in IN_WAN.items() for text in texts.split("|")])
def test_an_amount_is_read_in_its_unit_however_it_is_said(wan: str, text: str) -> None:
    """With 万, 亿 or 元, in either width; a plain number is in the unit already."""
    assert answers.amount(text, "万元", ("10,000 yuan",)) == Decimal(wan)


@pytest.mark.parametrize("text", NO_AMOUNTS.split("|"))
def test_what_is_no_single_amount_is_not_guessed(text: str) -> None:
    """Nor is a span, a word, or a number that only looks like one."""
    with pytest.raises(Unreadable) as caught:
        answers.amount(text, "万元")
    assert caught.value.code is Refusal.NUMBER_EXPECTED


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("1.2亿", "亿元", "1.2"), ("12000万", "亿元", "1.2"), ("1.2", "亿元", "1.2"), ("3500元", "元", "3500"), ("0.35万", "元", "3500")],
)
def test_other_units_of_money_go_by_the_same_rule(text: str, unit: str, value: str) -> None:
    """亿元 and 元 as well as 万元."""
    assert answers.amount(text, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("12.5%", "%", "12.5"), ("１２．５％", "%", "12.5"), ("12.5", "%", "12.5"), ("5个", "个", "5"), ("5人", "人", "5"), ("3", "", "3")],
)
def test_a_number_that_is_no_money_may_carry_its_unit(text: str, unit: str, value: str) -> None:
    """A percentage stays a percentage."""
    assert answers.amount(text, unit) == Decimal(value)


def bound(text: str | None) -> Decimal | None:
    """A bound, or none."""
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("value", "low", "high", "code", "said"),
    [
        ("-0.1", None, None, Refusal.NUMBER_NEGATIVE, ""),
        ("-1", "0", "100", Refusal.NUMBER_NEGATIVE, ""),
        ("-101", "-100", "100", Refusal.NUMBER_OUTSIDE, "-100–100%"),
        ("100.01", "0", "100", Refusal.NUMBER_OUTSIDE, "0–100%"),
        ("0.9", "1", None, Refusal.NUMBER_OUTSIDE, "≥ 1%"),
        ("6", None, "5", Refusal.NUMBER_OUTSIDE, "≤ 5%"),
    ],
)
def test_a_number_outside_its_bounds_is_asked_for_again(value: str, low: str | None, high: str | None, code: Refusal, said: str) -> None:
    """The bounds are said with it; below 0 only where the lower bound is."""
    with pytest.raises(Unreadable) as caught:
        answers.bounded(Decimal(value), bound(low), bound(high), "%")
    assert (caught.value.code, caught.value.value) == (code, said)


@pytest.mark.parametrize(("value", "low", "high"), [("0", "0", "100"), ("100", "0", "100"), ("-100", "-100", None), ("7", None, None)])
def test_the_bounds_themselves_are_within(value: str, low: str | None, high: str | None) -> None:
    """Both of them."""
    assert answers.bounded(Decimal(value), bound(low), bound(high)) == Decimal(value)


FIRST_OF_SEPTEMBER = (
    "2023-09-01|2023-9-1|2023年9月1日|2023年09月01日|2023年9月1号|2023 年 9 月 1 日|2023.9.1|2023.09.01|2023/9/1|2023/09/01|20230901"
    "|２０２３－０９－０１|２０２３年９月１日|２０２３．９．１|２０２３／９／１|２０２３０９０１|2023。9。1| 2023-09-01 "
)
NO_DAYS = (
    "|2023|2023-09|2023年9月|9月1日|23-9-1|2023-13-01|2023-02-30|2023-9-31|20231301|2023-9/1|2023.9-1|昨天|1/9/2023|2023091"
    "|0000-01-01|1700-01-01"
)


@pytest.mark.parametrize("text", FIRST_OF_SEPTEMBER.split("|"))
def test_a_day_is_read_in_five_notations_and_full_width(text: str) -> None:
    """Always with its year."""
    assert answers.day(text) == date(2023, 9, 1)


@pytest.mark.parametrize("text", NO_DAYS.split("|"))
def test_half_a_day_or_one_that_never_was_is_refused(text: str) -> None:
    """A month has only its own days, and no day is guessed."""
    with pytest.raises(Unreadable) as caught:
        answers.day(text)
    assert caught.value.code is Refusal.FULL_DAY_EXPECTED


@settings(deadline=None, max_examples=150)
@given(st.dates(min_value=date(1800, 1, 1)))
def test_every_day_is_read_again_from_each_notation(day: date) -> None:
    """There and back."""
    notations = ("{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0.year}/{0.month}/{0.day}", "{0:%Y%m%d}")
    assert {answers.day(notation.format(day)) for notation in notations} == {day}


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=16))
def test_whatever_is_typed_is_a_value_or_refused(text: str) -> None:
    """And never another error."""
    for read in (answers.day, lambda said: answers.amount(said, "万元")):
        with suppress(Unreadable):
            assert read(text) is not None
