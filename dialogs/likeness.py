"""Names that are nearly the same: a slip of the pen rather than another place. Names that differ in their numbers are different places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

LIKENESS = 0.75
"""From here on two names are asked about: `张江镇` and `张江高科技园区` are not alike, `张江镇` and `张江 镇` are."""

_NUMBER = re.compile(r"[0-9０-９A-Za-zＡ-Ｚ一二三四五六七八九十百]+")


def alike(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names that this one may be a slip of, the nearest first.

    >>> alike("江川路街道办", ["江川路街道", "莘庄镇"])
    ('江川路街道',)
    >>> alike("第2工业园区", ["第1工业园区"])
    ()
    """
    numbers = _NUMBER.findall(name)
    same = [other for other in known if other != name and _NUMBER.findall(other) == numbers]
    return tuple(get_close_matches(name, same, most, LIKENESS))
