"""Checks of what conditions come to together: none that nobody can meet, none that everybody meets, no two at odds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import combinations

from question_bank.problems import Code, Problem
from question_bank.programmes.checks.conditions import is_sound
from question_bank.programmes.draft import MAX_DEPTH, PackDraft
from question_bank.programmes.exploring import GaveUp, borders, holds
from question_bank.programmes.model import Condition, Fact, FactId, FactKind, Force, Join, Track
from question_bank.programmes.reaching import conditions_at_odds

EARLIEST = date(2000, 1, 1)
Required = tuple[Condition, bool]
"""A single condition that a track cannot do without, and whether it must hold or must not."""


def single_conditions_tell_apart(draft: PackDraft) -> Iterator[Problem]:
    """A single condition can be met, and can be missed."""
    today = day_of(draft)
    for condition in draft.programme.conditions:
        if not is_sound(draft, condition):
            continue
        fact = _fact(draft, condition)
        answers = {holds(condition, fact, value, today) for value in borders(fact, [condition], today)}
        if answers == {False}:
            yield draft.problem(Code.CONDITION_NEVER, "conditions", condition.id, "values")
        elif answers == {True} and fact.kind is not FactKind.TEXT:
            yield draft.problem(Code.CONDITION_ALWAYS, "conditions", condition.id, "values")


def conditions_of_a_track_agree(draft: PackDraft) -> Iterator[Problem]:
    """There are facts that meet all that a track asks. Two conditions at odds over one fact are told as such, at the later of them and
    with the first that it is at odds with; more than two at the track, if nothing else is wrong with the conditions."""
    today, agree = day_of(draft), dict[tuple[str, str], bool]()
    whole, told = _is_whole(draft), set[str]()
    for track in draft.programme.tracks:
        at_odds = False
        for first, second in _pairs(draft, track):
            pair = (first[0].id, second[0].id)
            if pair not in agree:
                agree[pair] = _together(draft, (first, second), today)
            at_odds = at_odds or not agree[pair]
            if not agree[pair] and second[0].id not in told:
                told.add(second[0].id)
                yield _at_odds(draft, first[0], second[0])
        if whole and not at_odds:
            yield from _unreachable(draft, track, today)


def _pairs(draft: PackDraft, track: Track) -> Iterator[tuple[Required, Required]]:
    """Any two conditions on one fact that a track cannot do without."""
    by_fact: dict[FactId | None, list[Required]] = {}
    for found in required(draft, track):
        by_fact.setdefault(found[0].fact, []).append(found)
    for same in by_fact.values():
        yield from combinations(same, 2)


def _at_odds(draft: PackDraft, first: Condition, second: Condition) -> Problem:
    params = {"first": str(draft.row("conditions", first.id) or ""), "other": first.text.base, "fact": str(second.fact)}
    return draft.problem(Code.CONDITIONS_CONTRADICT, "conditions", second.id, "values", **params)


def _unreachable(draft: PackDraft, track: Track, today: date) -> Iterator[Problem]:
    with suppress(GaveUp):
        if found := conditions_at_odds(draft.programme, track, today):
            named = ", ".join(condition.id for condition in found)
            yield draft.problem(Code.TRACK_UNREACHABLE, "tracks", track.id, "id", track=track.id, conditions=named)


def required(draft: PackDraft, track: Track) -> Iterator[Required]:
    """The sound single conditions that a track cannot do without, in the order of the sheet."""
    for condition in draft.programme.below.get(None, ()):
        if condition.force is Force.MUST and condition.track in {None, track.id}:
            yield from _required(draft, condition, True, MAX_DEPTH)


def _required(draft: PackDraft, condition: Condition, met: bool, depth: int) -> Iterator[Required]:
    below = draft.programme.below.get(condition.id, ())
    if condition.join is None:
        if is_sound(draft, condition):
            yield condition, met
    elif depth and (turned := _every_one(condition, met, len(below))) is not None:
        for under in below:
            yield from _required(draft, under, turned, depth - 1)


def _every_one(condition: Condition, met: bool, below: int) -> bool | None:
    """What every condition below must be for the join to be met (or missed), or nothing if there is a choice."""
    match condition.join:
        case Join.ALL if met or below == 1:
            return met
        case Join.ANY if not met or below == 1:
            return met
        case Join.NONE if met or below == 1:
            return not met
        case Join.SOME if met and condition.values == (str(below),):
            return True
    return None


def _together(draft: PackDraft, wanted: tuple[Required, Required], today: date) -> bool:
    fact = _fact(draft, wanted[0][0])
    values = borders(fact, [condition for condition, _ in wanted], today)
    return any(all(holds(condition, fact, value, today) is met for condition, met in wanted) for value in values)


def _is_whole(draft: PackDraft) -> bool:
    """Whether every condition can be compiled: sound, or a join with something below it, and no circle anywhere."""
    conditions = draft.programme.conditions
    known = draft.programme.conditions_by_id
    for condition in conditions:
        parent = known.get(condition.parent) if condition.parent is not None else None
        if condition.parent is not None and (parent is None or parent.join is None):
            return False
        if list(draft.above(condition))[-1].parent is not None:
            return False
        if not is_sound(draft, condition) and not _is_sound_join(draft, condition):
            return False
    return True


def _is_sound_join(draft: PackDraft, condition: Condition) -> bool:
    below = len(draft.programme.below.get(condition.id, ()))
    if condition.join is None or not below or condition.fact is not None:
        return False
    counted = len(condition.values) == 1 and condition.values[0].isdecimal() and 1 <= int(condition.values[0]) <= below
    return counted or condition.join is not Join.SOME


def _fact(draft: PackDraft, condition: Condition) -> Fact:
    return draft.programme.facts_by_id[FactId(str(condition.fact))]


def day_of(draft: PackDraft) -> date:
    """The day as of which conditions are tried: that of the notice."""
    return max(draft.programme.notice.issued, EARLIEST)
