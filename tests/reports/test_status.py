"""What may be shown of counts, and an attacker who adds up and takes away all that is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.status import SMALLEST, Count, Hidden, hidden_cells, hidden_rows, small
from tests.reports.attacker import Attacker

WHOLE = "*"


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ({}, ""),
        ({"a": (5,), "b": (7,)}, ""),
        ({"a": (0,), "b": (7,)}, ""),
        ({"a": (4,), "b": (7,), "c": (9,)}, "ab"),
        ({"a": (4,), "b": (9,), "c": (7,)}, "ac"),
        ({"a": (2,), "b": (3,), "c": (9,)}, "ab"),
        ({"a": (2,), "b": (2,), "c": (9,)}, "abc"),
        ({"a": (1,), "b": (1,), "c": (6,), "d": (50,)}, "abc"),
        ({"a": (4,), "b": (0,), "c": (9,)}, "ac"),
        ({"a": (6, 2), "b": (6, 0), "c": (8, 20), "d": (5, 30)}, "ac"),
        ({"a": (3, 50), "b": (30, 2), "c": (9, 9), "d": (20, 40)}, "ab"),
        ({"a": (3,)}, "a"),
        ({"a": (2,), "b": (1,)}, "ab"),
    ],
)
def test_a_small_row_is_hidden_together_with_the_smallest_that_keeps_it_company(rows: dict[str, Count], hidden: str) -> None:
    """So many that the hidden ones together are not small either; an empty row is no company, and none that must be hidden."""
    assert hidden_rows(rows) == frozenset(hidden)


def test_a_small_cell_of_a_table_stands_in_a_ring_of_hidden_ones() -> None:
    """The ring that hides the fewest enterprises more."""
    table = {(row, column): (20,) for row in "abc" for column in "xyz"} | {("a", "x"): (2,), ("b", "z"): (6,), ("a", "z"): (7,)}
    hidden = hidden_cells(table, frozenset(), frozenset())
    assert hidden.cells == {("a", "x"), ("a", "z"), ("b", "z"), ("b", "x")}
    assert hidden.covers("a", "x")
    assert not hidden.covers("c", "x")


def test_a_table_without_any_ring_is_hidden_with_its_empty_cells() -> None:
    """Which cells are empty would tell the rest."""
    table: dict[tuple[str, str], Count] = {("a", "x"): (6,), ("a", "y"): (3,), ("b", "y"): (6,)}
    hidden = hidden_cells(table, frozenset(), frozenset())
    assert hidden.everything
    assert hidden.covers("b", "x")


def test_what_joins_two_rings_is_not_safe_until_it_is_in_one_itself() -> None:
    """Rows and columns of one ring add up to the cell between two, though each of its lines hides several."""
    table = {(row, column): (30,) for row in "abcd" for column in "wxyz"}
    for row, column in ("aw", "ax", "bw", "bx", "cy", "cz", "dy", "dz", "ay"):
        table[row, column] = (2,)
    hidden = hidden_cells(table, frozenset(), frozenset())
    lines = Lines(rows={row: (sum(table[row, column][0] for column in "wxyz"),) for row in "abcd"}, table=table, hidden=hidden)
    attacker = Attacker()
    lines.tell(attacker)
    assert not [key for key, value in attacker.derived().items() if small(value)]
    assert len(hidden.cells) > 9


@dataclass
class Lines:
    """One table of two ways with its rows, as an attacker learns it."""

    rows: Mapping[str, Count]
    table: Mapping[tuple[str, str], Count]
    hidden: Hidden
    names: dict[str, str] = field(default_factory=dict)

    def tell(self, attacker: Attacker) -> None:
        columns = sorted({column for _, column in self.table})
        for row in self.rows:
            attacker.told([self._cell(attacker, row, column) for column in columns], sum(self.table[row, column][0] for column in columns))
        for column in columns:
            attacker.told([self._cell(attacker, row, column) for row in self.rows], sum(self.table[row, column][0] for row in self.rows))

    def _cell(self, attacker: Attacker, row: str, column: str) -> str:
        name = f"{row}{column}"
        if not self.hidden.covers(row, column):
            attacker.told([name], self.table[row, column][0])
        return name


# -- all that the pages of the city show, of any population ----------------------------------------------------------


@dataclass(frozen=True)
class One:
    """An enterprise as the figures know it: a level only where there is a result, and the week of this year it came in, if it did."""

    district: str
    industry: str
    size: str
    level: str
    week: str


CROSSED = ("industry", "size", "level")


@st.composite
def populations(draw: st.DrawFn) -> list[One]:
    """Some districts are large, others have two or three enterprises; most industries are in few districts."""
    found: list[One] = []
    kinds = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    for district in "ABCD"[: kinds[0]]:
        for industry in "klmn"[: kinds[1]]:
            number = draw(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12, 20]))
            for _ in range(number):
                level = draw(st.sampled_from(["", "", "0", "1", "2"]))
                week = draw(st.sampled_from(["", "w1", "w2", "w3"])) if level else ""
                found.append(One(district, industry, draw(st.sampled_from("stu"[: kinds[2]])), level, week))
    return found


def layers(ones: list[One], by: str) -> dict[str, Count]:
    """How many have a result and how many have none; levels count only those with one."""
    if by in {"level", "week"}:
        counted = Counter(getattr(one, by) for one in ones if getattr(one, by))
        return {key: (number,) for key, number in sorted(counted.items())}
    done, not_done = Counter[str](), Counter[str]()
    for one in ones:
        (done if one.level else not_done)[getattr(one, by)] += 1
    return {key: (done[key], not_done[key]) for key in sorted({*done, *not_done})}


def shown_numbers(ones: list[One], attacker: Attacker) -> dict[str, int]:
    """Tells the attacker everything that can be seen, and gives every number there is by its name; nothing if nothing can be seen."""
    truth: dict[str, int] = {}
    rows = layers(ones, "district")
    if any(small(sum(column)) for column in zip(*rows.values(), strict=True)):
        return {}
    hidden = {by: hidden_rows(layers(ones, by)) for by in ("district", *CROSSED)}
    for by in ("district", *CROSSED):
        found = layers(ones, by)
        for key, count in found.items():
            _say(attacker, truth, f"{by}={key}", count, key not in hidden[by])
        for layer in range(1 if by == "level" else 2):
            attacker.told([f"{by}={key}/{layer}" for key in found], sum(count[layer] for count in found.values()))
    for by in CROSSED:
        _say_table(ones, by, hidden, attacker, truth)
    _say_weeks(ones, attacker, truth)
    return truth


def _say_weeks(ones: list[One], attacker: Attacker, truth: dict[str, int]) -> None:
    weeks = layers(ones, "week")
    this_year, ever = sum(count[0] for count in weeks.values()), sum(bool(one.level) for one in ones)
    if small(this_year) or small(ever - this_year):
        return
    hidden = hidden_rows(weeks)
    for week, count in weeks.items():
        _say(attacker, truth, f"week={week}", count, week not in hidden)
    attacker.told([f"week={week}/0" for week in weeks], this_year)


def _say(attacker: Attacker, truth: dict[str, int], name: str, count: Count, shown: bool) -> None:
    for layer, number in enumerate(count):
        truth[f"{name}/{layer}"] = number
        if shown:
            attacker.told([f"{name}/{layer}"], number)


def _say_table(ones: list[One], by: str, hidden: Mapping[str, frozenset[str]], attacker: Attacker, truth: dict[str, int]) -> None:
    districts, keys = sorted(layers(ones, "district")), sorted(layers(ones, by))
    inside = {district: layers([one for one in ones if one.district == district], by) for district in districts}
    table = {(district, key): count for district, counts in inside.items() for key, count in counts.items()}
    covered = hidden_cells(table, hidden["district"], hidden[by])
    width = 1 if by == "level" else 2
    for district in districts:
        for key in keys:
            count = table.get((district, key), (0,) * width)
            _say(attacker, truth, f"{district}x{by}={key}", count, not covered.covers(district, key))
    for layer in range(width):
        for district in districts:
            attacker.equal([f"{district}x{by}={key}/{layer}" for key in keys], f"district={district}/{layer}")
        for key in keys:
            attacker.equal([f"{district}x{by}={key}/{layer}" for district in districts], f"{by}={key}/{layer}")


@given(populations())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_count_under_five_can_be_worked_out_from_all_that_is_shown(ones: list[One]) -> None:
    """Over every list and every pair of filters, with sums, differences and the knowledge that nothing is negative."""
    attacker = Attacker()
    truth = shown_numbers(ones, attacker)
    derived = attacker.derived()
    assert all(truth[name] == value for name, value in derived.items()), "the attacker adds up wrongly"
    assert not {name: value for name, value in derived.items() if small(value)}


def _without_company(rows: Mapping[str, Count]) -> frozenset[str]:
    return frozenset(row for row, count in rows.items() if any(small(layer) for layer in count))


def test_the_attacker_finds_what_is_hidden_without_company() -> None:
    """Otherwise the test above could not fail."""
    rows: dict[str, Count] = {"a": (3,), "b": (9,), "c": (8,)}
    attacker = Attacker()
    for row, count in rows.items():
        if row not in _without_company(rows):
            attacker.told([row], count[0])
    attacker.told(list(rows), 20)
    assert attacker.derived()["a"] == 3


def test_the_attacker_uses_that_nothing_is_negative() -> None:
    """Two hidden numbers that are nothing together are nothing each."""
    attacker = Attacker()
    attacker.told(["a", "b"], 0)
    attacker.told(["a", "c"], 4)
    assert attacker.derived() == {"a": 0, "b": 0, "c": 4}


def test_most_numbers_of_a_large_population_are_shown() -> None:
    """Hiding everything would be safe, too."""
    ones = [
        One(district, industry, "s" if place % 3 else "t", str(place % 3) if place % 2 else "", "")
        for district, number in zip("ABCD", (60, 40, 30, 24), strict=True)
        for industry in "kl"
        for place in range(number)
    ]
    attacker = Attacker()
    truth = shown_numbers(ones, attacker)
    shown = [name for name in attacker.derived() if name in truth]
    assert len(shown) > 0.8 * len(truth)
    assert SMALLEST == 5
