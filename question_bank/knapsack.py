"""The multiple-choice knapsack in whole numbers: at most one step of each item, enough gain, least cost, then fewest steps.

Exact by dynamic programming while the table stays under a named size; beyond it a greedy answer with the bound of the relaxed problem
(steps may be taken in part). It knows nothing of questions, and it refuses costs below 0 and gains of 0 by never being given any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

EXACT_CELLS = 1_000_000
"""How many table cells (steps on offer times cost) are filled before the answer becomes approximate; about a tenth of a second."""


class Step(NamedTuple):
    """One choice of an item: what it costs and what it gains."""

    cost: int
    gain: int


Item = Sequence[Step]
Picks = tuple[int | None, ...]
"""By item the place of the step taken, or nothing."""

_Layer = dict[tuple[int, int], tuple[int, int | None]]
"""By (cost, steps taken) so far: the highest gain, and the step of the last item that led there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The steps to take; `bound` is a cost below which there is no answer: the true least cost if `exact`."""

    picks: Picks
    exact: bool
    bound: Fraction


@dataclass(frozen=True, slots=True)
class _Increment:
    """A stretch of an item's upper hull: from one worthwhile step to the next."""

    item: int
    step: int
    cost: int
    gain: int


def cheapest(items: Sequence[Item], need: int) -> Answer | None:
    """The cheapest steps whose gains reach `need`, or nothing if all of them together do not."""
    if sum(max((step.gain for step in item), default=0) for item in items) < need:
        return None
    rough, bound = _relaxed(items, need)
    ceiling = _cost(items, rough)
    if sum(len(item) for item in items) * (ceiling + 1) > EXACT_CELLS:
        return Answer(rough, exact=False, bound=bound)
    picks = _exact(items, need, ceiling)
    return Answer(picks, exact=True, bound=Fraction(_cost(items, picks)))


def _cost(items: Sequence[Item], picks: Picks) -> int:
    return sum(item[pick].cost for item, pick in zip(items, picks, strict=True) if pick is not None)


def _gain(items: Sequence[Item], picks: Picks) -> int:
    return sum(item[pick].gain for item, pick in zip(items, picks, strict=True) if pick is not None)


def _relaxed(items: Sequence[Item], need: int) -> tuple[Picks, Fraction]:
    """Greedy along the hulls, cheapest gain first, and the cost at which the last stretch, taken in part, would just be enough."""
    stretches = [stretch for place, item in enumerate(items) for stretch in _hull(place, item)]
    picks: list[int | None] = [None] * len(items)
    lacking, bound = need, Fraction(0)
    for stretch in sorted(stretches, key=lambda found: Fraction(found.cost, found.gain)):
        if lacking <= 0:
            break
        bound += min(Fraction(1), Fraction(lacking, stretch.gain)) * stretch.cost
        lacking -= stretch.gain
        picks[stretch.item] = stretch.step
    return _trimmed(items, tuple(picks), need), bound


def _hull(place: int, item: Item) -> Iterator[_Increment]:
    """The steps worth taking in part, as stretches of falling gain per cost."""
    at = Step(0, 0)
    while ahead := [number for number, step in enumerate(item) if step.gain > at.gain]:
        best = min(ahead, key=lambda number: (Fraction(item[number].cost - at.cost, item[number].gain - at.gain), -item[number].gain))
        yield _Increment(place, best, item[best].cost - at.cost, item[best].gain - at.gain)
        at = item[best]


def _trimmed(items: Sequence[Item], picks: Picks, need: int) -> Picks:
    """Without the steps that are not needed, the dearest dropped first."""
    spare = _gain(items, picks) - need
    kept = list(picks)
    taken = [
        (item[pick].cost, item[pick].gain, place) for place, (item, pick) in enumerate(zip(items, picks, strict=True)) if pick is not None
    ]
    for _, gain, place in sorted(taken, reverse=True):
        if gain <= spare:
            spare -= gain
            kept[place] = None
    return tuple(kept)


def _exact(items: Sequence[Item], need: int, ceiling: int) -> Picks:
    """Fewest steps at the least cost: only partial answers that can still reach `need` at that cost are carried on."""
    rests = _rests(items, ceiling)
    least = next(cost for cost, gain in enumerate(rests[0]) if gain >= need)
    layers: list[_Layer] = [{(0, 0): (0, None)}]
    for item, rest in zip(items, rests[1:], strict=True):
        layers.append(_next_layer(layers[-1], item, rest[: least + 1], need))
    return _traced(items, layers)


def _rests(items: Sequence[Item], ceiling: int) -> list[list[int]]:
    """By item, for every cost up to the ceiling: the most that this item and all after it can gain."""
    rests = [[0] * (ceiling + 1)]
    for item in reversed(items):
        without = rests[-1]
        best = without
        for step in item:
            with_step = [gain + step.gain for gain in without[: max(0, len(without) - step.cost)]]
            best = best[: step.cost] + list(map(max, best[step.cost :], with_step))
        rests.append(best)
    return rests[::-1]


def _next_layer(layer: _Layer, item: Item, rest: list[int], need: int) -> _Layer:
    least = len(rest) - 1
    choices = [(None, 0, 0, 0), *((place, 1, step.cost, step.gain) for place, step in enumerate(item))]
    found: _Layer = {}
    for (cost, count), (gain, _) in layer.items():
        for place, taken, more_cost, more_gain in choices:
            key, total = (cost + more_cost, count + taken), gain + more_gain
            hopeful = key[0] <= least and total + rest[least - key[0]] >= need
            if hopeful and (key not in found or found[key][0] < total):
                found[key] = (total, place)
    return _undominated(found)


def _undominated(layer: _Layer) -> _Layer:
    """Without what another state of the same cost equals in gain with fewer steps."""
    best: dict[int, int] = {}
    kept: _Layer = {}
    for key in sorted(layer):
        if layer[key][0] > best.get(key[0], -1):
            best[key[0]] = layer[key][0]
            kept[key] = layer[key]
    return kept


def _traced(items: Sequence[Item], layers: Sequence[_Layer]) -> Picks:
    """The picks behind the final state of fewest steps, highest gain."""
    cost, count = min(layers[-1], key=lambda key: (key[1], -layers[-1][key][0]))
    picks: list[int | None] = []
    for item, layer in zip(reversed(items), reversed(layers[1:]), strict=True):
        pick = layer[cost, count][1]
        picks.append(pick)
        if pick is not None:
            cost, count = cost - item[pick].cost, count - 1
    return tuple(picks[::-1])
