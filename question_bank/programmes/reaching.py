"""Which facts meet a track, or a single condition: found by a search over what can be at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from question_bank.programmes.exploring import MOST_STEPS, GaveUp, Goal, find, telling
from question_bank.programmes.judging import standing_of
from question_bank.programmes.model import Condition, FactId, Force, Programme, Track, Value, Values

FEWER_STEPS = MOST_STEPS // 20
"""For every condition that might be left out of those at odds; there may be hundreds."""


def reach_track(programme: Programme, track: Track, today: date) -> Values | None:
    """Facts that make an enterprise eligible for a track, or nothing if there are none; raises `exploring.GaveUp`."""
    return _together(programme, _must(programme, track), today)


def conditions_at_odds(programme: Programme, track: Track, today: date) -> tuple[Condition, ...]:
    """Conditions of a track that nobody can meet together, as few as could be told. Empty if somebody can meet all of the track; raises
    `exploring.GaveUp`."""
    left = _must(programme, track)
    if _together(programme, left, today) is not None:
        return ()
    for condition in tuple(left):
        without = [other for other in left if other is not condition]
        with suppress(GaveUp):
            if _together(programme, without, today, FEWER_STEPS) is None:
                left = without
    return tuple(left)


def reach(programme: Programme, condition: Condition, met: bool, today: date) -> Values | None:
    """Facts that meet (or miss) one condition, or nothing if there are none; raises `exploring.GaveUp`."""
    return find([_goal(programme, condition, met)], telling_values(programme, [condition], today), today)


def telling_values(programme: Programme, conditions: Sequence[Condition], today: date) -> Mapping[FactId, tuple[Value, ...]]:
    """For every fact that these conditions look at, at any depth, the values that answer the programme's conditions in different ways."""
    looking: dict[FactId, list[Condition]] = {}
    for condition in conditions:
        for single in _singles(programme, condition):
            looking.setdefault(FactId(str(single.fact)), []).append(single)
    return {fact: telling(programme.facts_by_id[fact], found, today) for fact, found in looking.items()}


def _must(programme: Programme, track: Track) -> list[Condition]:
    top = programme.below.get(None, ())
    return [condition for condition in top if condition.force is Force.MUST and condition.track in {None, track.id}]


def _together(programme: Programme, conditions: Sequence[Condition], today: date, steps: int = MOST_STEPS) -> Values | None:
    goals = [_goal(programme, condition, True) for condition in conditions]
    return find(goals, telling_values(programme, conditions, today), today, steps)


def _goal(programme: Programme, condition: Condition, met: bool) -> Goal:
    facts = frozenset(FactId(str(single.fact)) for single in _singles(programme, condition))
    return Goal(standing_of(programme, condition), facts, met)


def _singles(programme: Programme, condition: Condition) -> list[Condition]:
    if condition.fact is not None:
        return [condition]
    return [single for below in programme.below[condition.id] for single in _singles(programme, below)]
