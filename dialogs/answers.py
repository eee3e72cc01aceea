"""Typed text to values, tolerant of how people write: full-width characters, units, 万 and 亿, `选C`, `第3个`.

Refuses by raising `Unreadable` with the reason; nothing is guessed that could become a wrong answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from dialogs.refusals import Refusal

LONGEST_NAME = 100
LONGEST_TEXT = 300
LARGEST_NUMBER = Decimal(10) ** 12

_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MULTIPLES = {
    "": Decimal(1),
    "thousand": Decimal(1_000),
    "万": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "million": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "billion": Decimal(1_000_000_000),
}
_THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(?:约|大约|about|~)?([+-]?\d{1,15}(?:\.\d{1,10})?)(亿|千万|百万|万|thousand|million|billion)?(?:元|yuan|cny|rmb)?")
_OPTION = re.compile(r"(?:我?选择?|option|choose|第)?\s*([a-z]|\d{1,2}|[一二三四五六七八九])\s*(?:个|项|选项)?[.。、)）]?")
_CHINESE_DIGITS = {character: number for number, character in enumerate("一二三四五六七八九", start=1)}


_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))"
)
EARLIEST_YEAR = 1800
MONEY = {"元": Decimal(1), "千元": Decimal(1_000), "万元": Decimal(10_000), "百万元": Decimal(1_000_000), "亿元": Decimal(100_000_000)}
"""Units of money, and how many yuan each is."""


class Unreadable(Exception):
    """The text is not what was asked for; `code` says why."""

    def __init__(self, code: Refusal, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text on one line in NFC; refuses control characters, direction marks and half characters instead of dropping them."""
    kept = " ".join(unicodedata.normalize("NFC", text).split())
    if not kept:
        raise Unreadable(Refusal.TEXT_EMPTY)
    if len(kept) > longest:
        raise Unreadable(Refusal.TEXT_TOO_LONG, str(longest))
    if any(_unsafe(character) for character in kept):
        raise Unreadable(Refusal.TEXT_UNSAFE)
    return kept


def _unsafe(character: str) -> bool:
    if character in _BIDI:
        return True
    return unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"}


def folded(text: str) -> str:
    """The text as keywords are compared: half-width, lower case, without blanks at the ends."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def quoted(text: str, longest: int = 20) -> str:
    """The beginning of what was typed, fit to be said back: without what cannot be shown."""
    return "".join(character for character in " ".join(text.split()) if not _unsafe(character))[:longest]


def whole_number(text: str) -> int:
    """The place that a typed number names on a screen, full-width digits too; 0 for anything else."""
    plain_text = folded(text)
    return int(plain_text) if plain_text.isdecimal() and len(plain_text) <= 4 else 0


def option_key(text: str, keys: Sequence[str]) -> str | None:
    """The option meant by `A`, `b`, `选C`, `C.`, `3`, `第三个`, or nothing. Sentences that merely contain a letter mean nothing."""
    match = _OPTION.fullmatch(folded(text))
    if match is None:
        return None
    meant = match[1]
    by_letter = {key.casefold(): key for key in keys}
    if meant in by_letter:
        return by_letter[meant]
    place = _CHINESE_DIGITS.get(meant) or (int(meant) if meant.isdecimal() else 0)
    return keys[place - 1] if 1 <= place <= len(keys) else None


def number(text: str, units: Sequence[str] = ()) -> Decimal:
    """A number written by hand, in its plain unit: `１２.５％`, `3,500`, `1.2亿`, `约5` are read, `5-6` is not."""
    plain = _THOUSANDS.sub("", folded(text).replace("，", ","))
    plain = re.sub(r"(?<=\d) +(?=[^\d\s])|(?<=[^\d\s]) +", "", plain)  # blanks beside a unit or a sign, never between digits
    for unit in sorted((folded(unit) for unit in units), key=len, reverse=True):
        if unit and plain.endswith(unit):
            plain = plain.removesuffix(unit)
            break
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise Unreadable(Refusal.NUMBER_EXPECTED)
    try:
        value = Decimal(match[1]) * _MULTIPLES[match[2] or ""]
    except InvalidOperation as error:  # pragma: no cover - the pattern admits only decimals
        raise Unreadable(Refusal.NUMBER_EXPECTED) from error
    if abs(value) > LARGEST_NUMBER:
        raise Unreadable(Refusal.NUMBER_EXPECTED)
    return value


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_in_wan(text: str) -> str:
    """Sales in 万元. `1.2亿`, `12000万` and `12000` all mean 12000; `3500000元` means 350."""
    plain_text = folded(text).replace(" ", "").removeprefix("人民币").removeprefix("rmb").removeprefix("cny")
    value = number(plain_text)
    if value < 0:
        raise Unreadable(Refusal.NUMBER_NEGATIVE)
    named = plain_text[-1:].isalpha()  # with a unit the number is money, without one it is in 万元 already
    return plain(value / 10_000 if named else value)


def amount(text: str, unit: str, units: Sequence[str] = ()) -> Decimal:
    """A number in `unit`, which may be said in any of `units`. Of money, `1.2亿`, `12000万` and `12000万元` all mean 12000 万元, and so
    does a plain `12000`, which is in the unit already."""
    yuan = MONEY.get(unit)
    if yuan is None:
        return number(text, (unit, *units))
    plain_text = folded(text).replace(" ", "").removeprefix("人民币").removeprefix("rmb").removeprefix("cny").removeprefix("¥")
    if plain_text.endswith(unit):
        return number(plain_text.removesuffix(unit))
    named = plain_text[-1:].isalpha()
    return number(plain_text) / yuan if named else number(plain_text)


def bounded(value: Decimal, low: Decimal | None, high: Decimal | None, unit: str = "") -> Decimal:
    """The number itself; refused below 0 unless the lower bound is, and outside its bounds, which are then said."""
    if value < 0 and (low is None or low >= 0):
        raise Unreadable(Refusal.NUMBER_NEGATIVE)
    if (low is not None and value < low) or (high is not None and value > high):
        raise Unreadable(Refusal.NUMBER_OUTSIDE, f"{_span(low, high)}{unit}")
    return value


def _span(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return f"{plain(low)}–{plain(high)}"
    return f"≥ {plain(low)}" if low is not None else f"≤ {plain(high or Decimal(0))}"


def day(text: str) -> date:
    """A day with its year: `2023-09-01`, `2023年9月1日`, `2023.9.1`, `2023/9/1` or `20230901`, full-width too."""
    match = _DAY.fullmatch(re.sub(r"\s", "", folded(text)).replace("。", "."))
    if match is None:
        raise Unreadable(Refusal.FULL_DAY_EXPECTED)
    year, month, of_month = (int(part) for part in match.groups() if part is not None)
    try:
        found = date(year, month, of_month)
    except ValueError:
        raise Unreadable(Refusal.FULL_DAY_EXPECTED) from None
    if found.year < EARLIEST_YEAR:
        raise Unreadable(Refusal.FULL_DAY_EXPECTED)
    return found


def credit_code(text: str) -> str:
    """A credit code as typed: half-width, upper case, without blanks and hyphens."""
    return re.sub(r"[\s\-—]", "", unicodedata.normalize("NFKC", text)).upper()


def mobile(text: str) -> str:
    """A mobile number of the Chinese mainland, eleven digits; blanks, hyphens and +86 are taken off."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(?:\+?86|0086)(?=1\d{10}$)", "", digits)
    if re.fullmatch(r"1[3-9]\d{9}", digits) is None:
        raise Unreadable(Refusal.MOBILE_EXPECTED)
    return digits


def email(text: str) -> str:
    """An e-mail address of ordinary form."""
    address = unicodedata.normalize("NFKC", text).strip()
    if len(address) > LONGEST_NAME or re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", address, re.ASCII) is None:
        raise Unreadable(Refusal.EMAIL_EXPECTED)
    return address
