"""Which characters the bundled faces can print, and what is printed in place of the others.

Names and remarks may hold anything a telephone can type. On paper a character without a shape would be an empty box; it is refused, and a
mark that printers know stands for it. What has no shape of its own anyway (joiners, selectors) is left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from unicodedata import category

from reports.bundle import sans_font, serif_font

MISSING = "〓"
"""What stands for a character that a face does not have (the printers' geta mark)."""

_LAYOUT = frozenset({ord("\n")})
_SELECTORS = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})


def printable(words: str) -> str:
    """The text with `MISSING` for every character that cannot be printed.

    >>> printable("上海🏭厂"), printable("a\\u200bb")
    ('上海〓厂', 'ab')
    """
    if words.isascii() and words.isprintable():
        return words
    strange = {ord(sign) for sign in words} - printed_signs()
    return words.translate({sign: None if _is_shapeless(sign) else MISSING for sign in strange})


def _is_shapeless(sign: int) -> bool:
    return sign in _SELECTORS or category(chr(sign)) == "Cf"


@cache
def printed_signs() -> frozenset[int]:
    """The characters that every bundled face has."""
    return (_of_face(sans_font()) & _of_face(serif_font())) | _LAYOUT


def _of_face(face: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # a text of ASCII alone needs no face looked into

    with TTFont(face, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
