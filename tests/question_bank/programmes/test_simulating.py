"""Trials of a pack: what is never or always so, who could be eligible, and that a seed gives the same trial again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations, product

import pytest

from question_bank.model import Text
from question_bank.programmes.checks.logic import required
from question_bank.programmes.judging import judge, outcomes
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import Condition, ConditionId, FactId, Join, Outcome, TrackId, Truth
from question_bank.programmes.simulating import Simulated, simulate
from question_bank.programmes.standing import BARRED, FIRM, MET, OPEN, UNMET, weigher
from tests.question_bank.programmes.faults import FAULTS, LEVEL, MATURE, condition, one_more
from tests.question_bank.programmes.test_verdict_properties import entangled
from tests.question_bank.programmes.tiny import faulty, read_pack_tables, spoilt_pack, tiny
from tests.question_bank.tiny import put, together

TODAY = date(2025, 8, 1)


def test_a_trial_finds_every_outcome_and_both_sides_of_every_condition() -> None:
    """Five hundred enterprises on and beside the borders."""
    found = simulate(tiny(), TODAY)
    assert found.enterprises == 500
    assert sum(found.outcomes.values()) == 500
    for counted in (found.outcomes, *found.by_track.values()):
        assert all(counted[outcome] for outcome in Outcome)
    for truths in found.truths.values():
        assert all(truths[truth] for truth in Truth)
        assert sum(truths.values()) == 500
    assert (found.never, found.always, found.unsure, found.unreached) == ((), (), (), ())


def test_the_best_outcome_of_each_is_counted() -> None:
    """Whoever may have one track is eligible; only who may never have any is not."""
    found = simulate(tiny(), TODAY, 300)
    assert found.outcomes[Outcome.ELIGIBLE] == max(tracks[Outcome.ELIGIBLE] for tracks in found.by_track.values())
    assert found.outcomes[Outcome.NOT_ELIGIBLE] <= min(tracks[Outcome.NOT_ELIGIBLE] for tracks in found.by_track.values())


def test_a_seed_gives_the_same_trial_again_and_another_gives_another() -> None:
    """So that two people look at the same."""
    assert simulate(tiny(), TODAY, seed=7) == simulate(tiny(), TODAY, seed=7)
    assert simulate(tiny(), TODAY, seed=7).outcomes != simulate(tiny(), TODAY, seed=8).outcomes


def test_the_examples_are_eligible() -> None:
    """In every shipped programme there is somebody for every track."""
    for programme in (tiny(), *map(load, shipped())):
        found: Simulated = simulate(programme, TODAY, 20)
        assert found.unreached == ()
        for place, track in enumerate(programme.tracks):
            assert outcomes(programme, found.examples[track.id], TODAY)[place] is Outcome.ELIGIBLE
            assert judge(programme, found.examples[track.id], TODAY).outcome is Outcome.ELIGIBLE


def test_conditions_that_are_never_or_always_so_are_named() -> None:
    """Joins too, which no value alone gives away. Such a pack is refused or warned of; here it is tried all the same."""
    never = together(condition(MATURE, join="all"), condition(LEVEL + 1, fact="level", operator="<", values="3"))
    always = one_more(id="either", mendable="", join="any")
    both = [
        one_more(id="yes", parent="either", fact="guidance", operator="is", values="yes"),
        one_more(id="no", parent="either", fact="guidance", operator="is", values="no"),
    ]
    sheets = spoilt_pack(never, always, *both, put("conditions", MATURE, "force", "principle"))
    reading = read_pack_tables(sheets)
    assert reading.programme is not None
    found = simulate(reading.programme, TODAY, 50)
    assert (found.never, found.always) == (("mature",), ("either",))
    assert found.truths[ConditionId("mature")][Truth.MET] == 0


def test_a_track_that_nobody_reaches_is_named() -> None:
    """The trial finds what the checks refuse: three conditions at odds though no two are."""
    edit = FAULTS["three conditions are at odds though no two are"][1]
    assert read_pack_tables(spoilt_pack(edit)).programme is None
    found = simulate(faulty(edit).programme, TODAY, 100)
    assert found.unreached == ("fine",)
    assert list(found.examples) == ["plain"]
    assert found.by_track[TrackId("fine")][Outcome.ELIGIBLE] == 0


def test_a_condition_too_entangled_to_decide_is_named_as_such() -> None:
    """More than half of the flags yes and more than half no, in one condition."""
    flat = entangled(24)
    top = Condition(ConditionId("both"), None, None, "一", Text("都要"), join=Join.ALL)
    below = tuple(replace(found, parent=found.parent or top.id) for found in flat.conditions)
    found = simulate(replace(flat, conditions=(top, *below)), TODAY, 5)
    assert found.unsure == ("both",)
    assert (found.unreached, found.examples) == ((), {})


REQUIRED = [
    ({"join": "any"}, []),
    ({"join": "all"}, [("mature_level", True), ("mature_guidance", True)]),
    ({"join": "none"}, [("mature_level", False), ("mature_guidance", False)]),
    ({"join": "some", "values": "2"}, [("mature_level", True), ("mature_guidance", True)]),
    ({"join": "some", "values": "1"}, []),
]


@pytest.mark.parametrize(("cells", "found"), REQUIRED)
def test_what_a_track_cannot_do_without_is_seen_through_joins(cells: dict[str, str], found: list[tuple[str, bool]]) -> None:
    """Only what is certain; what is refused under `none` must not be."""
    draft = faulty(condition(MATURE, **cells))
    names = [(single.id, met) for single, met in required(draft, draft.programme.tracks[0])]
    assert [pair for pair in names if pair[0].startswith("mature")] == found
    assert [pair for pair in names if not pair[0].startswith("mature")] == [
        ("legal", True),
        ("fresh", True),
        ("old", True),
        ("accident_free", False),
        ("breadth", True),
    ]


def test_what_lies_between_two_borders_is_not_forgotten() -> None:
    """Above 2 and below 3 there is 2.5, though neither condition names it."""
    between = [
        one_more(id=name, fact="output", operator=operator, values=value) for name, operator, value in (("a", ">", "2"), ("b", "<", "3"))
    ]
    programme = tiny(*between)
    found = simulate(programme, TODAY, 10).examples[TrackId("plain")]
    assert Decimal(2) < found[FactId("output")] < Decimal(3)
    narrow = spoilt_pack(*between, one_more(id="c", fact="output", operator="is_not", values="2.5"))
    assert read_pack_tables(narrow).programme is not None


def joined(join: Join, values: tuple[str, ...] = (), mendable: bool = True) -> Condition:
    """A bare join."""
    return Condition(ConditionId("j"), None, None, "一", Text("都要"), join=join, values=values, mendable=mendable)


def standings() -> Iterator[tuple[int, int, int]]:
    """Every three standings."""
    yield from product((BARRED, UNMET, OPEN, MET, FIRM), repeat=3)


def test_joins_do_not_care_about_order_and_none_is_the_opposite_of_any() -> None:
    """All of 125 combinations."""
    none, any_, all_ = joined(Join.NONE), joined(Join.ANY), joined(Join.ALL)
    for three in standings():
        for join in (none, any_, all_, joined(Join.SOME, ("2",))):
            assert len({weigher(join)(order) for order in permutations(three)}) == 1
        assert weigher(none)(three) == MET - weigher(any_)(three)
        assert weigher(all_)(three) == MET - weigher(any_)(MET - one for one in three)
        assert weigher(joined(Join.SOME, ("1",)))(three) == weigher(any_)(three)
        assert weigher(joined(Join.SOME, ("3",)))(three) == weigher(all_)(three)


def test_a_stern_join_bars_as_soon_as_it_is_not_met_and_otherwise_stands_as_it_would() -> None:
    """Not mendable is said of the join itself."""
    for three in standings():
        mild, stern = weigher(joined(Join.ALL))(three), weigher(joined(Join.ALL, mendable=False))(three)
        assert stern == (BARRED if mild == UNMET else mild)
