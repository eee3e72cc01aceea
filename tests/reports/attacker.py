"""Somebody who has every figure that is shown and wants those that are not: exact linear algebra, then bounds over whole numbers.

All unknowns are counts: whole, not negative. What has one possible value left is derived.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

Equation = tuple[dict[str, Fraction], Fraction]
"""Coefficients, and what they add up to."""


class Attacker:
    """Collects equations and works out what follows."""

    def __init__(self) -> None:
        self._equations: list[Equation] = []
        self._names: dict[str, None] = {}

    def told(self, names: Iterable[str], total: int) -> None:
        """These add up to this."""
        self._learn(dict.fromkeys(names, Fraction(1)), Fraction(total))

    def equal(self, names: Iterable[str], whole: str) -> None:
        """These add up to that one, whatever it is."""
        self._learn({**dict.fromkeys(names, Fraction(1)), whole: Fraction(-1)}, Fraction(0))

    def derived(self) -> dict[str, int]:
        """Everything that has one possible value."""
        reduced = self._reduced()
        low, high = dict.fromkeys(self._names, 0), dict[str, int]()
        while self._tightened([*reduced, *self._equations], low, high):
            pass
        return {name: low[name] for name in self._names if high.get(name) == low[name]}

    def _learn(self, parts: dict[str, Fraction], total: Fraction) -> None:
        self._equations.append((parts, total))
        self._names |= dict.fromkeys(parts)

    def _reduced(self) -> list[Equation]:
        """The equations in reduced echelon form: an unknown that they determine stands alone in one."""
        rows: dict[str, Equation] = {}
        for parts, total in self._equations:
            left, rest = dict(parts), total
            for name in [name for name in left if name in rows]:
                if name in left:
                    left, rest = _less(left, rest, rows[name], left[name])
            if not left:
                assert rest == 0, "what is shown contradicts itself"
                continue
            pivot = min(left)
            factor = left[pivot]
            fresh = {name: part / factor for name, part in left.items()}, rest / factor
            for name, row in list(rows.items()):
                if pivot in row[0]:
                    rows[name] = _less(row[0], row[1], fresh, row[0][pivot])
            rows[pivot] = fresh
        return list(rows.values())

    def _tightened(self, equations: list[Equation], low: dict[str, int], high: dict[str, int]) -> bool:
        """One round over all equations; whether any bound became tighter."""
        moved = False
        for parts, total in equations:
            for name, part in parts.items():
                others = [(other, factor) for other, factor in parts.items() if other != name]
                least = _sum(others, low, high)
                most = _sum([(other, -factor) for other, factor in others], low, high)
                bounds = [(total - least) / part if least is not None else None, (total + most) / part if most is not None else None]
                top, bottom = bounds if part > 0 else bounds[::-1]
                if top is not None and floor(top) < high.get(name, floor(top) + 1):
                    high[name], moved = floor(top), True
                if bottom is not None and ceil(bottom) > low[name]:
                    low[name], moved = ceil(bottom), True
        return moved


def _less(parts: dict[str, Fraction], total: Fraction, row: Equation, factor: Fraction) -> Equation:
    """The equation less so many times the other."""
    left = dict(parts)
    for name, part in row[0].items():
        left[name] = left.get(name, Fraction(0)) - factor * part
        if left[name] == 0:
            del left[name]
    return left, total - factor * row[1]


def _sum(parts: list[tuple[str, Fraction]], low: dict[str, int], high: dict[str, int]) -> Fraction | None:
    """The least that these can add up to; nothing if there is no bound."""
    least = Fraction(0)
    for name, factor in parts:
        bound = low[name] if factor > 0 else high.get(name)
        if bound is None:
            return None
        least += factor * bound
    return least
