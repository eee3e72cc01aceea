"""Typed numbers and sums of money to values: what is read, and what is refused rather than guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import answers
from dialogs.refusals import Refusal
from tests.dialogs.test_answers import refusal_of


def pairs(table: str) -> list[tuple[str, str]]:
    """What is typed and what it means, written `typed = value`, one a line or apart by a bar."""
    rows = [row for line in table.strip().splitlines() for row in line.split("|")]
    return [(typed.strip(), value.strip()) for typed, _, value in (row.partition("=") for row in rows)]


NUMBERS = pairs("""
    0 = 0 | 12 = 12 | 12.5 = 12.5 | -3 = -3 | +3 = 3 | １２.５ = 12.5 | 12.50 = 12.50 | 007 = 7
    3,500 = 3500 | 3，500 = 3500 | 1 000 = 1000
    1.2亿 = 120000000 | 3万 = 30000 | 3百万 = 3000000 | 3千万 = 30000000 | 5元 = 5 | 5万元 = 50000
    3 thousand = 3000 | 1.5 million = 1500000 | 2 billion yuan = 2000000000 | 5 CNY = 5 | 5rmb = 5
    约5 = 5 | 大约 5 = 5 | ~5 = 5 | about 5 = 5
""")


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    """Exactly, in its plain unit."""
    assert answers.number(text) == Decimal(value)


NOT_ONE_NUMBER = [
    "",
    " ",
    "五",
    "很多",
    "5-6",
    "5~6",
    "5到6",
    "1e3",
    "0x10",
    "1.2.3",
    ".5",
    "5.",
    "--5",
    "NaN",
    "inf",
    "%",
    "万",
    "5亿万",
    "5 dozen",
    "1000000000001",
    "=1+1",
]


@pytest.mark.parametrize("text", [*NOT_ONE_NUMBER, "9" * 16, "1." + "1" * 11])
def test_what_is_not_one_number_is_refused(text: str) -> None:
    """A range, a word or a formula is no number; nor is one that cannot be meant."""
    assert refusal_of(answers.number, text) == (Refusal.NUMBER_EXPECTED, "")


@pytest.mark.parametrize("text", ["1,5", "12,34", "1,2.50", "3,5000", ",5", "5,", "1,,000", "1 5"])
def test_a_comma_that_does_not_part_thousands_is_refused(text: str) -> None:
    """Somebody may have meant a decimal point: 1,5 must not be kept as 15."""
    assert refusal_of(answers.number, text) == (Refusal.NUMBER_EXPECTED, "")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("12%", "%", "12"), ("12％", "%", "12"), ("12", "%", "12"), ("3 天", "天", "3"), ("3万", "%", "30000"), ("5KWH", "kWh", "5")],
)
def test_the_unit_of_an_indicator_may_stand_behind_the_number(text: str, unit: str, value: str) -> None:
    """In either width and case."""
    assert answers.number(text, (unit, "")) == Decimal(value)


def test_another_unit_is_not_taken_off() -> None:
    """Days are no percent."""
    assert refusal_of(lambda text: answers.number(text, ("%",)), "3天") == (Refusal.NUMBER_EXPECTED, "")


def test_the_longest_unit_is_taken_off_first() -> None:
    """`万元` ends with `元`, which may be a unit too."""
    assert answers.number("5万元", ("元", "万元")) == Decimal(5)


MONEY = pairs("""
    12000 = 12000 | 12,000 = 12000 | １２０００ = 12000 | 0 = 0 | 12.5 = 12.5 | 12.50 = 12.5 | 100 = 100
    12000万 = 12000 | 12000万元 = 12000 | 12000 万元 = 12000 | 5千万 = 5000 | 5百万元 = 500
    1.2亿 = 12000 | 1.2亿元 = 12000 | 人民币1.2亿元 = 12000 | 约1.2亿 = 12000 | RMB 1.2亿 = 12000
    3500000元 = 350 | 1元 = 0.0001 | 120 million = 12000 | 1.2 billion yuan = 120000
""")


@pytest.mark.parametrize(("text", "wan"), MONEY)
def test_sales_are_kept_in_ten_thousand_yuan(text: str, wan: str) -> None:
    """A bare number is in 万元 already; with a unit it is money."""
    assert answers.money_in_wan(text) == wan


def test_negative_sales_are_refused_as_such() -> None:
    """With a sentence of their own."""
    assert refusal_of(answers.money_in_wan, "-5万") == (Refusal.NUMBER_NEGATIVE, "")
    assert refusal_of(answers.money_in_wan, "赚得不多") == (Refusal.NUMBER_EXPECTED, "")


@pytest.mark.parametrize(("value", "text"), pairs("1E+3 = 1000 | 12.50 = 12.5 | -0.10 = -0.1 | 100 = 100 | 0.0001 = 0.0001 | 5.000 = 5"))
def test_a_decimal_is_written_without_exponent_or_needless_zeros(value: str, text: str) -> None:
    """As storage and forms need it."""
    assert answers.plain(Decimal(value)) == text


@settings(deadline=None, max_examples=150)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_written_plainly_is_read_back_as_itself(value: Decimal) -> None:
    """Reading and writing agree."""
    assert answers.number(answers.plain(value)) == value
