"""Exact fractions as people read them.

A score is cut, never rounded up, so that 0.7996 is not shown as a 0.80 that did not pass; a gap is rounded up, so that score and gap
shown always add up to the threshold shown. Nothing here is used in a comparison.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor


def score_text(value: Fraction, digits: int = 2) -> str:
    """The value cut to `digits` decimals: 0.7996 reads "0.79"."""
    return _fixed(floor(value * 10**digits), digits)


def gap_text(value: Fraction, digits: int = 2) -> str:
    """The value rounded up to `digits` decimals: 0.0004 reads "0.01"."""
    return _fixed(ceil(value * 10**digits), digits)


def near_text(value: Fraction, digits: int) -> str:
    """The value rounded to the nearest; for weights, shares and gains, which are compared with nothing."""
    return _fixed(round(value * 10**digits), digits)


def percent_text(value: Fraction) -> str:
    """A fraction of one as percent with one decimal, without a needless ".0"."""
    return plain(Decimal(near_text(value * 100, 1))) + "%"


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fixed(scaled: int, digits: int) -> str:
    return format(Decimal(scaled).scaleb(-digits), "f")
