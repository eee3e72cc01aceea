"""Which characters the bundled faces can print, and what is printed in place of the others.

Names and remarks may hold anything a telephone can type. On paper a character without a shape would be an empty box; it is refused, and a
mark that printers know stands for it. What has no shape of its own anyway (joiners, selectors) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from struct import iter_unpack, unpack_from
from unicodedata import category

from reports.bundle import face_table, sans_font, serif_font

MISSING = "〓"
"""What stands for a character that a face does not have (the printers' geta mark)."""

GROUPS = 12
"""The kind of character map that lists all planes, in groups of consecutive characters."""

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
    return (frozenset(_mapped(face_table(sans_font(), b"cmap"))) & frozenset(_mapped(face_table(serif_font(), b"cmap")))) | _LAYOUT


def _mapped(table: bytes) -> Iterator[int]:
    """The characters of a face, from its `cmap` table (OpenType, part `cmap`)."""
    count = unpack_from(">H", table, 2)[0]
    places = {unpack_from(">I", table, 4 + 8 * number + 4)[0] for number in range(count)}
    start = next(place for place in sorted(places) if unpack_from(">H", table, place)[0] == GROUPS)
    groups = unpack_from(">I", table, start + 12)[0]
    for first, last, _ in iter_unpack(">III", table[start + 16 : start + 16 + 12 * groups]):
        yield from range(first, last + 1)
