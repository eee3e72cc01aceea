"""Numbers as people read them never flatter: scores are cut, gaps rounded up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rounding import gap_text, near_text, percent_text, plain, score_text


@pytest.mark.parametrize(
    ("value", "score", "gap"),
    [
        ("0", "0.00", "0.00"),
        ("0.8", "0.80", "0.80"),
        ("0.7996", "0.79", "0.80"),
        ("0.0004", "0.00", "0.01"),
        ("2.605", "2.60", "2.61"),
        ("5", "5.00", "5.00"),
    ],
)
def test_scores_are_cut_and_gaps_are_rounded_up(value: str, score: str, gap: str) -> None:
    """The two directions, on values near a step."""
    assert score_text(Fraction(value)) == score
    assert gap_text(Fraction(value)) == gap


@given(st.fractions(min_value=0, max_value=Fraction(8, 10)))
def test_the_score_shown_and_the_gap_shown_add_up_to_the_threshold(value: Fraction) -> None:
    """So no reader finds the report cannot add."""
    threshold = Fraction(8, 10)
    assert Decimal(score_text(value)) + Decimal(gap_text(threshold - value)) == Decimal("0.80")


@given(st.fractions(min_value=0, max_value=5))
def test_a_score_that_misses_the_threshold_is_never_shown_as_the_threshold(value: Fraction) -> None:
    """Cutting keeps the order of value and threshold."""
    assert (value >= Fraction(8, 10)) == (Decimal(score_text(value)) >= Decimal("0.80"))


def test_shares_and_plain_numbers_lose_needless_zeros() -> None:
    """Percent with one decimal at most; decimals without exponent."""
    assert percent_text(Fraction(1, 20)) == "5%"
    assert percent_text(Fraction(117, 1000)) == "11.7%"
    assert plain(Decimal("12.50")) == "12.5"
    assert plain(Decimal("1E+3")) == "1000"
    assert near_text(Fraction(2, 3), 3) == "0.667"
