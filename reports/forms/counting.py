"""How many signs a text has, by the two rules that forms go by: the count of words that Word shows, and a name's length in Chinese signs.

Word's count (字数): every Chinese sign and every Chinese punctuation mark is one; a run of other signs between blanks or Chinese signs is
one, however long (`GB/T 39116-2020` is two, `5G+` is one). Blanks count nothing.
"""

from __future__ import annotations

import unicodedata

LETTERS_A_SIGN = 3
"""So many Latin letters, figures or half-width marks count as one Chinese sign in a name."""

MEGABYTE = 1 << 20

_CHINESE_MARKS = frozenset("“”‘’—…·‥×÷")
"""Marks of no width of their own, which a Chinese font sets as wide as a sign."""


def word_count(text: str) -> int:
    """The count that Word shows as 字数.

    >>> word_count("智能工厂，达到 GB/T 39116-2020 三级。"), word_count("AI+质检"), word_count(" \\n")
    (12, 3, 0)
    """
    found = 0
    inside = False
    for place, sign in enumerate(text):
        if sign.isspace() or not _is_seen(sign):
            inside = inside and not sign.isspace()
        elif _is_chinese(sign, text[place - 1 : place], text[place + 1 : place + 2]):
            found += 1
            inside = False
        elif not inside:
            found += 1
            inside = True
    return found


def sign_count(name: str) -> int:
    """A name's length in Chinese signs: a wide sign is one, three of all others are one, and what is left over is one more.

    >>> sign_count("智能工厂"), sign_count("ABC智能工厂"), sign_count("ABCD智能工厂")
    (4, 5, 6)
    """
    seen = [sign for sign in name.strip() if _is_seen(sign)]
    wide = sum(_is_wide(sign) for sign in seen)
    return wide + -(-(len(seen) - wide) // LETTERS_A_SIGN)


def megabytes(size: int) -> str:
    """Bytes in MB of 1024 × 1024, cut and not rounded, so that what is too small never reads as large enough.

    >>> megabytes(5 << 20), megabytes((5 << 20) - 1)
    ('5.00', '4.99')
    """
    return f"{size * 100 // MEGABYTE / 100:.2f}"


def _is_chinese(sign: str, before: str, after: str) -> bool:
    """An apostrophe or dash between two Latin letters belongs to their word."""
    if sign in _CHINESE_MARKS:
        return not (before.isascii() and before.isalpha() and after.isascii() and after.isalpha())
    return _is_wide(sign)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _is_seen(sign: str) -> bool:
    """Signs that nobody sees (joiners, direction marks, combining marks) count nothing."""
    return unicodedata.category(sign) not in {"Cf", "Mn", "Me", "Cc"} or sign.isspace()
