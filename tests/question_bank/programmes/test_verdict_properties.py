"""What holds for every verdict, whatever the pack: the same by another way of reckoning, and stable as more becomes known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.programmes.exploring import GaveUp, holds
from question_bank.programmes.judging import judge, outcomes
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import Condition, FactId, Force, Join, Operator, Outcome, Programme, Truth, Value, Values
from question_bank.programmes.reaching import conditions_at_odds, reach, reach_track, telling_values
from question_bank.programmes.simulating import simulate
from question_bank.programmes.sources import LEVEL
from question_bank.programmes.values import TYPES
from question_bank.programmes.verdicts import Finding
from tests.question_bank.programmes.drawn import TODAY, known_of, programmes, value_of

MANY = settings(max_examples=80)
MOST_COMBINATIONS = 3_000


def truth_of(programme: Programme, condition: Condition, values: Values) -> Truth:
    """Three-valued truth as a textbook has it, without knowing what can be mended."""
    if condition.fact is not None:
        fact = programme.facts_by_id[condition.fact]
        value = values.get(fact.id)
        if type(value) is not TYPES[fact.kind]:
            return Truth.OPEN
        return Truth.MET if holds(condition, fact, value, TODAY) else Truth.UNMET
    below = [truth_of(programme, under, values) for under in programme.below[condition.id]]
    met, unmet = below.count(Truth.MET), below.count(Truth.UNMET)
    needed = {Join.ALL: len(below), Join.ANY: 1, Join.NONE: 1, Join.SOME: int(condition.values[0]) if condition.values else 0}
    enough = needed[condition.join or Join.ALL]
    yes, no = (Truth.UNMET, Truth.MET) if condition.join is Join.NONE else (Truth.MET, Truth.UNMET)
    if met >= enough:
        return yes
    return no if len(below) - unmet < enough else Truth.OPEN


def may_become(programme: Programme, condition: Condition, values: Values, met: bool) -> bool:
    """Whether mending what can be mended, and confirming what is open, could make a condition met (or not met)."""
    truth = truth_of(programme, condition, values)
    if condition.fact is not None:
        return condition.mendable or truth is not (Truth.UNMET if met else Truth.MET)
    below = programme.below[condition.id]
    if condition.join is Join.NONE:
        met = not met
    can = sum(may_become(programme, under, values, met) for under in below)
    enough = {Join.ALL: len(below), Join.SOME: int(condition.values[0]) if condition.values else 0}.get(condition.join or Join.ALL, 1)
    found = can >= enough if met else can > len(below) - enough
    return found and (condition.mendable or truth is not Truth.UNMET or not _wants_met(condition, met))


def _wants_met(condition: Condition, met: bool) -> bool:
    return met is not (condition.join is Join.NONE)


def outcome_of(programme: Programme, values: Values, track: str) -> Outcome:
    """The outcome of a track by the rules as they are written down."""
    must = [found for found in programme.below[None] if found.force is Force.MUST and found.track in {None, track}]
    if any(truth_of(programme, found, values) is Truth.UNMET and not may_become(programme, found, values, True) for found in must):
        return Outcome.NOT_ELIGIBLE
    return Outcome.ELIGIBLE if all(truth_of(programme, found, values) is Truth.MET for found in must) else Outcome.NOT_YET


def all_findings(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings at any depth."""
    for found in findings:
        yield found
        yield from all_findings(found.below)


@MANY
@given(st.data())
def test_verdicts_follow_the_rules_as_written_down(data: st.DataObject) -> None:
    """Truth by the textbook, "for good" by its definition, outcomes by the force of conditions; and the fast way says the same."""
    programme = data.draw(programmes())
    values = data.draw(known_of(programme))
    verdict = judge(programme, values, TODAY)
    assert outcomes(programme, values, TODAY) == tuple(track.outcome for track in verdict.tracks)
    for track in verdict.tracks:
        assert track.outcome is outcome_of(programme, values, track.track.id)
        for found in all_findings(track.findings):
            assert found.truth is truth_of(programme, found.condition, values)
            hopeless = found.truth is Truth.UNMET and not may_become(programme, found.condition, values, True)
            assert found.barred is hopeless


@MANY
@given(st.data())
def test_stating_one_more_fact_settles_and_never_turns_anything_round(data: st.DataObject) -> None:
    """What was met stays met, what was not stays so, who may apply still may, who never may never will."""
    programme = data.draw(programmes())
    before = data.draw(known_of(programme))
    fact = data.draw(st.sampled_from(programme.facts))
    after = {fact.id: data.draw(value_of(programme, fact)), **before}
    for old, new in zip(judge(programme, before, TODAY).tracks, judge(programme, after, TODAY).tracks, strict=True):
        assert old.outcome is Outcome.NOT_YET or new.outcome is old.outcome
        for was, now in zip(all_findings(old.findings), all_findings(new.findings), strict=True):
            assert was.truth is Truth.OPEN or now.truth is was.truth
            assert now.barred or not was.barred


@MANY
@given(st.data())
def test_a_fact_that_is_not_worth_asking_changes_no_outcome(data: st.DataObject) -> None:
    """Nobody is asked in vain, and nobody is left unasked."""
    programme = data.draw(programmes())
    before = data.draw(known_of(programme))
    verdict = judge(programme, before, TODAY)
    fact = data.draw(st.sampled_from(programme.facts))
    if fact.id in before:
        assert fact.id not in verdict.lacks
    elif fact.id not in verdict.lacks:
        after = {**before, fact.id: data.draw(value_of(programme, fact))}
        assert outcomes(programme, after, TODAY) == outcomes(programme, before, TODAY)


@given(st.data())
def test_the_order_of_conditions_does_not_matter(data: st.DataObject) -> None:
    """Sheets are sorted by people."""
    programme = data.draw(programmes())
    turned = replace(programme, id="turned", conditions=tuple(reversed(programme.conditions)))
    values = data.draw(known_of(programme))
    assert outcomes(programme, values, TODAY) == outcomes(turned, values, TODAY)


@MANY
@given(st.data())
def test_the_search_finds_facts_exactly_where_there_are_some(data: st.DataObject) -> None:
    """Against trying every combination: for single conditions both ways, and for whole tracks."""
    programme = data.draw(programmes(most=3))
    options = telling_values(programme, programme.below[None], TODAY)
    everything = list(islice(_combinations(options), MOST_COMBINATIONS + 1))
    if len(everything) > MOST_COMBINATIONS:
        return
    for condition in programme.conditions:
        for met, truth in ((True, Truth.MET), (False, Truth.UNMET)):
            found = reach(programme, condition, met, TODAY)
            assert (found is not None) is any(truth_of(programme, condition, values) is truth for values in everything)
            assert found is None or truth_of(programme, condition, found) is truth
    for place, track in enumerate(programme.tracks):
        found = reach_track(programme, track, TODAY)
        assert (found is not None) is any(outcomes(programme, values, TODAY)[place] is Outcome.ELIGIBLE for values in everything)
        assert (found is None) is bool(conditions_at_odds(programme, track, TODAY))


def _combinations(options: object) -> Iterator[Values]:
    assert isinstance(options, dict)
    for values in product(*options.values()):
        yield dict(zip(options, values, strict=True))


SHIPPED = st.sampled_from(shipped()).map(load)


@MANY
@given(st.data())
def test_a_higher_level_never_loses_anything_in_a_shipped_programme(data: st.DataObject) -> None:
    """Whatever else is known: who does better in a run is not worse off anywhere."""
    programme = data.draw(SHIPPED)
    order = [Outcome.NOT_ELIGIBLE, Outcome.NOT_YET, Outcome.ELIGIBLE]
    known = data.draw(known_of(programme))
    levels = [fact.id for fact in programme.facts if fact.source == LEVEL]
    low, high = sorted((data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))))
    before, after = (outcomes(programme, known | dict.fromkeys(levels, Decimal(level)), TODAY) for level in (low, high))
    assert all(order.index(new) >= order.index(old) for old, new in zip(before, after, strict=True))


@MANY
@given(st.data())
def test_a_shipped_programme_is_judged_by_the_rules_as_written_down(data: st.DataObject) -> None:
    """The same reckoning as for drawn packs, on the real ones."""
    programme = data.draw(SHIPPED)
    values = data.draw(known_of(programme))
    verdict = judge(programme, values, TODAY)
    assert [track.outcome for track in verdict.tracks] == [outcome_of(programme, values, track.track.id) for track in verdict.tracks]
    assert outcomes(programme, values, TODAY) == tuple(track.outcome for track in verdict.tracks)


def test_a_search_that_would_take_for_ever_says_so() -> None:
    """More than half of the flags yes and more than half no: nobody can, but no fact shows it; neither yes nor no is claimed."""
    programme = entangled(24)
    with pytest.raises(GaveUp):
        reach_track(programme, programme.tracks[0], TODAY)
    simulated = simulate(programme, TODAY, enterprises=10)
    assert simulated.unreached == ()
    assert simulated.examples == {}


def entangled(count: int) -> Programme:
    """A programme that asks for more than half of its flags to be yes, and for more than half to be no."""
    base = load(shipped()[0])
    flag = next(fact for fact in base.facts if fact.kind == "flag")
    known = tuple(replace(flag, id=FactId(f"f{number}"), form_only=False) for number in range(count))
    tops: list[Condition] = []
    single = next(condition for condition in base.conditions if condition.fact is not None)
    for value in ("yes", "no"):
        join = replace(single, id=f"some_{value}", parent=None, track=None, fact=None, operator=None, join=Join.SOME, force=Force.MUST)
        tops.append(replace(join, values=(str(count // 2 + 1),)))
        tops.extend(
            replace(
                single, id=f"{value}_{fact.id}", parent=f"some_{value}", track=None, fact=fact.id, operator=Operator.IS, values=(value,)
            )
            for fact in known
        )
    return replace(base, id="entangled", facts=known, conditions=tuple(tops))


def test_values_of_the_wrong_kind_leave_every_shipped_programme_undecided_or_barred() -> None:
    """Nothing that a faulty source gives makes anybody eligible."""
    wrong: Value = "?"
    for programme in map(load, shipped()):
        values = {fact.id: wrong if fact.kind not in {"choice", "text"} else Decimal(0) for fact in programme.facts}
        assert set(outcomes(programme, values, TODAY)) <= {Outcome.NOT_YET}
