"""Trying a rule pack before enterprises meet it: what of it is never or always so, and what comes of many made-up enterprises.

What is never or always so is searched for, not sampled. The made-up enterprises stand on and beside every border; they come from a seed, so
that a trial can be repeated, and say nothing about how many there are of a kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from question_bank.programmes.exploring import GaveUp
from question_bank.programmes.judging import outcomes, standing_of
from question_bank.programmes.model import ConditionId, FactId, Outcome, Programme, TrackId, Truth, Value, Values
from question_bank.programmes.reaching import reach, reach_track, telling_values
from question_bank.programmes.standing import TRUTHS

ENTERPRISES = 500
UNKNOWN = 40
"""One fact in so many is left unknown."""

LIKE_THE_BEST = 10
"""Of so many facts all but one are as they are for somebody who is eligible; without that nobody ever would be."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of a trial of so many made-up enterprises: the best outcome of each, the outcome in every track, every condition's truth.

    `never` and `always` name conditions that no facts at all meet, or miss; `unsure` those too entangled to say. `examples` are facts that
    make somebody eligible, for every track for which there are any; `unreached` are the tracks for which there are none.
    """

    enterprises: int
    outcomes: Mapping[Outcome, int]
    by_track: Mapping[TrackId, Mapping[Outcome, int]]
    truths: Mapping[ConditionId, Mapping[Truth, int]]
    never: tuple[ConditionId, ...]
    always: tuple[ConditionId, ...]
    unsure: tuple[ConditionId, ...]
    examples: Mapping[TrackId, Values]
    unreached: tuple[TrackId, ...]


BEST_FIRST = (Outcome.ELIGIBLE, Outcome.NOT_YET, Outcome.NOT_ELIGIBLE)


def simulate(programme: Programme, today: date, enterprises: int = ENTERPRISES, seed: int = 1) -> Simulated:
    """Tries a programme on so many made-up enterprises, as of this day."""
    options = telling_values(programme, programme.below.get(None, ()), today)
    examples = _examples(programme, today)
    chance = _Chance(seed)
    best = dict.fromkeys(Outcome, 0)
    counted = {track.id: dict.fromkeys(Outcome, 0) for track in programme.tracks}
    truths = {condition.id: dict.fromkeys(Truth, 0) for condition in programme.conditions}
    stands = {condition.id: standing_of(programme, condition) for condition in programme.conditions}
    models = [{}, *(found for found in examples.values() if found is not None)]
    for _ in range(enterprises):
        values = dict(_drawn(options, chance.one(models), chance))
        came = outcomes(programme, values, today)
        best[min(came, key=BEST_FIRST.index)] += 1
        for track, outcome in zip(programme.tracks, came, strict=True):
            counted[track.id][outcome] += 1
        for condition, found in stands.items():
            truths[condition][TRUTHS[found(values, today)]] += 1
    never, always, unsure = _settled(programme, today)
    return Simulated(
        enterprises=enterprises,
        outcomes=best,
        by_track=counted,
        truths=truths,
        never=never,
        always=always,
        unsure=unsure,
        examples={track: found for track, found in examples.items() if found is not None},
        unreached=tuple(track for track, found in examples.items() if found is None),
    )


def _examples(programme: Programme, today: date) -> Mapping[TrackId, Values | None]:
    """By track somebody eligible, or nothing if nobody can be; a track too entangled to say is not among them."""
    found: dict[TrackId, Values | None] = {}
    for track in programme.tracks:
        with suppress(GaveUp):
            found[track.id] = reach_track(programme, track, today)
    return found


def _settled(programme: Programme, today: date) -> tuple[tuple[ConditionId, ...], ...]:
    """The conditions that are never so, always so, and those that could not be decided."""
    found: tuple[list[ConditionId], ...] = ([], [], [])
    for condition in programme.conditions:
        try:
            ways = [reach(programme, condition, met, today) is not None for met in (True, False)]
        except GaveUp:
            found[2].append(condition.id)
            continue
        if not all(ways):
            found[ways.index(False)].append(condition.id)
    return tuple(tuple(each) for each in found)


def _drawn(options: Mapping[FactId, Sequence[Value]], model: Values, chance: _Chance) -> Iterator[tuple[FactId, Value]]:
    for fact, values in options.items():
        if chance.below(UNKNOWN):
            like = fact in model and chance.below(LIKE_THE_BEST)
            yield fact, model[fact] if like else chance.one(values)


class _Chance:
    """Numbers that look like chance and follow from a seed alone (SplitMix64)."""

    def __init__(self, seed: int) -> None:
        self.state = seed & MASK

    def number(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = ((self.state ^ (self.state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def below(self, count: int) -> int:
        """A number from 0 up to `count`, which is not reached; so it is true but once in `count` times."""
        return self.number() % count

    def one(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]


MASK = 2**64 - 1
