"""How labels of charts are broken into lines and how large they are set. Widths are counted in Chinese characters, without any font:
that is near enough to keep labels apart, and nothing here draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

LARGEST = 8.5
"""The size of a label that has room, in points."""


def ems(words: str) -> float:
    """About how wide a text is, in widths of a Chinese character."""
    return sum(1.0 if east_asian_width(sign) in "WFA" else 0.56 for sign in words)


def fitting(lines: tuple[str, ...], room: float) -> float:
    """The size of letters in which the longest of these lines takes no more than so many inches; `LARGEST` at most."""
    return min(LARGEST, 0.96 * 72 * room / max(1.0, *map(ems, lines)))


def halves(name: str) -> tuple[str, ...]:
    """The name in two lines of about the same width: cut at a space where it has one, else in its middle."""
    cuts = [place for place, sign in enumerate(name) if sign == " "] or [len(name) // 2]
    best = min(cuts, key=lambda place: abs(ems(name[:place]) - ems(name[place:])))
    return tuple(part for part in (name[:best].strip(), name[best:].strip()) if part)


def wrapped(label: str, most: float) -> Iterator[str]:
    """The label in lines of this width: Chinese anywhere, other scripts at spaces only."""
    if " " in label or label.isascii():
        yield from broken(label, most)
        return
    signs = max(1, int(most) - 1)
    yield from (label[start : start + signs] for start in range(0, len(label), signs))


def broken(label: str, most: float) -> Iterator[str]:
    """The label in lines of at most so many characters' width, broken at spaces only."""
    line = ""
    for word in label.split(" "):
        if line and ems(f"{line} {word}") > most:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line
