"""Numbers as spreadsheets keep them <-> the text of a cell. A spreadsheet keeps 15 digits; what cannot be exact is no text."""

from __future__ import annotations

import math
import re
from decimal import Decimal

DIGITS = 15
SMALLEST = 1e-9
"""Numbers nearer to nothing than this are what is left over from a calculation, or no business of ours."""

PLAIN = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{0,11}[1-9])?")


def numeral(value: float) -> str | None:
    """The plain digits of a number, or nothing if they cannot all be known.

    >>> numeral(0.8), numeral(13812345678.0), numeral(9.131011500000002e17)
    ('0.8', '13812345678', None)
    """
    if not math.isfinite(value) or abs(value) >= 10**DIGITS or 0 < abs(value) < SMALLEST:
        return None
    written = Decimal(f"{value:.{DIGITS}g}")
    return str(int(written)) if written == int(written) else f"{written.normalize():f}"


def about(value: float) -> str:
    """A number too large to be exact, as a spreadsheet shows it: `9.13E+17`."""
    return f"{value:.3G}"


def as_number(text: str) -> float | None:
    """The number that reads back as exactly this text, or nothing: `0.80` and `007` are texts."""
    if not PLAIN.fullmatch(text):
        return None
    value = float(text)
    return value if numeral(value) == text else None
