"""Which counts of a table may be shown: none under five, and none from which one under five could be worked out.

A table tells enterprises apart by one thing (district, industry, size, week, level) or by district and one other. Each cell counts in
layers (finished, not finished), all of which can be seen where the cell can. Totals are always known to whoever looks, so what is hidden
needs company: a second cell in a list, a ring of cells in a table of two ways.

Why nothing under five can be worked out: for every hidden count of that size there is another population with the same shown numbers in
all tables, where it differs by one. In a list two hidden rows can trade an enterprise, because all their cells in other tables are hidden
too. In a table of two ways the enterprises around a ring trade what they are told apart by, each within its own row; every row and column
keeps its sum, and no other table notices, because no table crosses two things of which neither is the row.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

SMALLEST = 5
"""The smallest count of enterprises that is shown."""

Count = tuple[int, ...]
"""How many enterprises a cell has in each layer."""

Place = tuple[str, str]
"""Row and column of a cell."""


def small(number: int) -> bool:
    """Whether a count would point at single enterprises. Nobody is pointed at by none."""
    return 0 < number < SMALLEST


def telling(count: Count) -> bool:
    """Whether a cell with these layers must be hidden for its own sake."""
    return any(small(layer) for layer in count)


def hidden_rows(rows: Mapping[str, Count]) -> frozenset[str]:
    """The rows of a list that must be hidden: those with a small layer, and as many others as keep each layer's hidden sum from telling.

    With a small sum over all rows everything is hidden; then the sum itself must not be shown either.
    """
    hidden = {row for row, count in rows.items() if telling(count)}
    for layer in range(max((len(count) for count in rows.values()), default=0)):
        _accompany(rows, layer, hidden)
    return frozenset(hidden)


def _accompany(rows: Mapping[str, Count], layer: int, hidden: set[str]) -> None:
    """Hide more rows, the smallest first, until a hidden small layer is one of several, together not small."""
    others = sorted((row for row in rows if row not in hidden and rows[row][layer]), key=lambda row: (rows[row][layer], row))
    for row in (*others, None):
        kept = [rows[known][layer] for known in hidden if rows[known][layer]]
        if not any(small(number) for number in kept) or (len(kept) > 1 and sum(kept) >= SMALLEST):
            return
        hidden.update({row} if row is not None else rows)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden of a table of two ways: whole rows and columns, single cells, or everything, empty cells too."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    cells: frozenset[Place] = frozenset()
    everything: bool = False

    def covers(self, row: str, column: str) -> bool:
        """Whether this cell is hidden. An empty cell in a shown row and column is not, unless everything is."""
        return self.everything or row in self.rows or column in self.columns or (row, column) in self.cells


def hidden_cells(table: Mapping[Place, Count], rows: frozenset[str], columns: frozenset[str]) -> Hidden:
    """What must be hidden of a table whose rows and columns are hidden as the lists of them are."""
    web = _Web(table, {place for place, count in table.items() if telling(count) or place[0] in rows or place[1] in columns})
    exposed = [place for place in sorted(table) if telling(table[place]) and place[0] not in rows and place[1] not in columns]
    for layer in range(max((len(count) for count in table.values()), default=0)):
        for place in exposed:
            if small(table[place][layer]) and not web.close_ring(place, layer):
                return Hidden(rows, columns, frozenset(table), everything=True)
    return Hidden(rows, columns, frozenset(web.hidden))


@dataclass(slots=True)
class _Web:
    """The table as a web: rows and columns are knots, cells with anybody in a layer are threads between them."""

    table: Mapping[Place, Count]
    hidden: set[Place]
    _threads: dict[int, dict[Place, list[tuple[Place, Place]]]] = field(default_factory=dict)

    def close_ring(self, place: Place, layer: int) -> bool:
        """Make the cell part of a ring of hidden cells, hiding as few enterprises more as possible; false where there is no ring."""
        start, end = ("row", place[0]), ("column", place[1])
        best: dict[Place, int] = {start: 0}
        came: dict[Place, tuple[Place, Place]] = {}
        queue = [(0, start)]
        while queue:
            cost, knot = heapq.heappop(queue)
            if knot == end:
                self.hidden.update(_way(came, start, end))
                return True
            if cost > best[knot]:
                continue
            for neighbour, thread in self._from(layer, knot):
                further = cost + 1 + (0 if thread in self.hidden else 1000 * sum(self.table[thread]))
                if thread != place and further < best.get(neighbour, further + 1):
                    best[neighbour], came[neighbour] = further, (knot, thread)
                    heapq.heappush(queue, (further, neighbour))
        return False

    def _from(self, layer: int, knot: Place) -> Collection[tuple[Place, Place]]:
        if layer not in self._threads:
            found: dict[Place, list[tuple[Place, Place]]] = {}
            for thread, count in sorted(self.table.items()):
                if count[layer]:
                    row, column = ("row", thread[0]), ("column", thread[1])
                    found.setdefault(row, []).append((column, thread))
                    found.setdefault(column, []).append((row, thread))
            self._threads[layer] = found
        return self._threads[layer].get(knot, ())


def _way(came: Mapping[Place, tuple[Place, Place]], start: Place, end: Place) -> Iterator[Place]:
    """The cells on the way found."""
    knot = end
    while knot != start:
        knot, thread = came[knot]
        yield thread
