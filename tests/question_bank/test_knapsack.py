"""The multiple-choice knapsack against trying every combination."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import knapsack
from question_bank.knapsack import Item, Picks, Step, cheapest
from tests.question_bank.drawn import UNHURRIED

STEPS = st.builds(Step, st.integers(0, 9), st.integers(1, 9))
ITEMS = st.lists(st.lists(STEPS, max_size=3), max_size=5)


def worth(items: list[Item], picks: Picks) -> tuple[int, int, int]:
    """Cost, number of steps and gain of some picks."""
    taken = [item[pick] for item, pick in zip(items, picks, strict=True) if pick is not None]
    return sum(step.cost for step in taken), len(taken), sum(step.gain for step in taken)


def every(items: list[Item]) -> list[Picks]:
    """All ways to pick."""
    return list(product(*((None, *range(len(item))) for item in items)))


@UNHURRIED
@given(ITEMS, st.integers(0, 50))
def test_the_exact_answer_is_the_best_of_all(items: list[Item], need: int) -> None:
    """Least cost, then fewest steps, then highest gain; nothing where the need cannot be met."""
    enough = [worth(items, picks) for picks in every(items) if worth(items, picks)[2] >= need]
    answer = cheapest(items, need)
    assert (answer is None) == (not enough)
    if answer is not None:
        cost, count, gain = worth(items, answer.picks)
        assert (cost, count, -gain) == min((cost, count, -gain) for cost, count, gain in enough)
        assert (answer.exact, answer.bound) == (True, Fraction(cost))


@UNHURRIED
@given(ITEMS, st.integers(0, 50))
def test_the_rough_answer_is_enough_and_its_bound_is_below_the_best(items: list[Item], need: int) -> None:
    """Beyond the named size nothing is claimed that is not true."""
    best = cheapest(items, need)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(knapsack, "EXACT_CELLS", -1)
        rough = cheapest(items, need)
    assert (rough is None) == (best is None)
    if rough is not None and best is not None:
        cost, _, gain = worth(items, rough.picks)
        assert not rough.exact
        assert gain >= need
        assert rough.bound <= best.bound <= cost


def test_the_greedy_answer_drops_what_turned_out_unneeded() -> None:
    """A cheap small step is let go when the dear one that follows is enough alone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(knapsack, "EXACT_CELLS", -1)
        rough = cheapest([[Step(1, 2)], [Step(8, 10)]], 10)
    assert rough is not None
    assert rough.picks == (None, 0)
    assert rough.bound == Fraction(37, 5)


def test_a_dearer_start_in_steps_is_kept_when_it_saves_steps_later() -> None:
    """At cost 6 one step gains 18 and two gain 24; only the two can be finished by a single step more."""
    light = [Step(2, 8)]
    items: list[Item] = [[Step(6, 18), Step(3, 12)], [Step(3, 12)], [Step(6, 18)], light, light, light]
    answer = cheapest(items, 42)
    assert answer is not None
    assert answer.picks == (1, 0, 0, None, None, None)
