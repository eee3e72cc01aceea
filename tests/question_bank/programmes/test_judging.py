"""Verdicts on the tiny programme: outcomes of both tracks, why, what is missing, what to ask next, and what cannot be mended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from question_bank.programmes.judging import judge, needed_level, outcomes
from question_bank.programmes.model import ConditionId, FactId, Outcome, Truth, Value, Values
from question_bank.programmes.verdicts import TrackVerdict
from tests.question_bank.programmes.faults import MATURE, condition, one_more
from tests.question_bank.programmes.tiny import tiny
from tests.question_bank.tiny import Edit, put, together

TODAY = date(2025, 8, 1)
YES, NOT_YET, NO = Outcome.ELIGIBLE, Outcome.NOT_YET, Outcome.NOT_ELIGIBLE

GOOD: dict[str, Value] = {
    "legal_person": True,
    "recognised": False,
    "level": Decimal(3),
    "output": Decimal(10000),
    "founded": date(2020, 8, 15),
    "sector": "cars",
    "scenes": frozenset({"s2", "s3", "s4"}),
    "guidance": False,
    "accident": False,
}


def known(**changed: Value | None) -> Values:
    """The facts of a good enterprise, with some changed, or unknown."""
    return {FactId(fact): value for fact, value in {**GOOD, **changed}.items() if value is not None}


CASES: list[tuple[dict[str, Value | None], tuple[Outcome, Outcome]]] = [
    ({}, (YES, YES)),
    ({"legal_person": False}, (NO, NO)),
    ({"legal_person": None}, (NOT_YET, NOT_YET)),
    ({"recognised": True}, (NO, NO)),
    ({"output": Decimal("9999.99")}, (YES, YES)),
    ({"output": None}, (YES, YES)),
    ({"founded": date(2020, 8, 16)}, (NOT_YET, NOT_YET)),
    ({"founded": None}, (NOT_YET, NOT_YET)),
    ({"sector": "other"}, (YES, YES)),
    ({"level": Decimal(2)}, (NOT_YET, NOT_YET)),
    ({"level": Decimal(2), "guidance": True}, (YES, YES)),
    ({"level": Decimal(2), "guidance": None}, (NOT_YET, NOT_YET)),
    ({"level": None, "guidance": True}, (YES, YES)),
    ({"accident": True}, (NO, NO)),
    ({"accident": None}, (NOT_YET, NOT_YET)),
    ({"scenes": frozenset({"s2"})}, (YES, NOT_YET)),
    ({"scenes": frozenset({"s1", "s2", "s3"})}, (YES, NOT_YET)),
    ({"scenes": frozenset({"s2", "s4"})}, (YES, NOT_YET)),
    ({"scenes": frozenset({"s1"})}, (NOT_YET, NOT_YET)),
    ({"scenes": None}, (NOT_YET, NOT_YET)),
    ({"legal_person": False, "scenes": None, "level": None}, (NO, NO)),
]


@pytest.mark.parametrize(("changed", "expected"), CASES)
def test_outcomes_and_verdicts_say_the_same(changed: dict[str, Value | None], expected: tuple[Outcome, Outcome]) -> None:
    """The fast way and the one with reasons."""
    programme, values = tiny(), known(**changed)
    assert outcomes(programme, values, TODAY) == expected
    assert tuple(track.outcome for track in judge(programme, values, TODAY).tracks) == expected


def ids(findings: object) -> list[str]:
    """The conditions of findings."""
    assert isinstance(findings, tuple)
    return [found.condition.id for found in findings]


def plain(**changed: Value | None) -> TrackVerdict:
    """The verdict on the first track."""
    return judge(tiny(), known(**changed), TODAY).tracks[0]


def test_a_verdict_names_what_is_missing_what_bars_what_is_open_and_what_is_to_be_explained() -> None:
    """Each in the order of the sheet, and only what stands at the top."""
    track = plain(level=Decimal(2), recognised=True, accident=None, output=Decimal(1), sector="other")
    assert ids(track.missing()) == ["mature"]
    assert ids(track.barring()) == ["fresh"]
    assert ids(track.to_confirm()) == ["safe"]
    assert ids(track.to_explain()) == ["money"]
    assert track.outcome is NO


def test_a_verdict_keeps_version_and_the_facts_it_used() -> None:
    """So that it can be understood years later; a fact that only a form needs is not among them."""
    programme = tiny()
    values = {**known(accident=None), FactId("factory_name"): "某智能工厂", FactId("stranger"): True}
    verdict = judge(programme, values, TODAY)
    assert (verdict.programme, verdict.version) == ("tiny-2025", "1.0.0")
    assert verdict.used == known(accident=None)
    assert list(verdict.used) == [fact.id for fact in programme.facts if fact.id in verdict.used]
    assert verdict.truth_of(ConditionId("wide_count")) is Truth.MET
    assert verdict.truth_of(ConditionId("nothing")) is None


def test_only_facts_that_may_change_something_are_worth_asking() -> None:
    """Where one of two ways is known to do, the other is not asked; where all is lost, nothing is."""
    programme = tiny()
    assert judge(programme, {}, TODAY).lacks == tuple(GOOD)
    assert judge(programme, known(guidance=None, level=None), TODAY).lacks == ("level", "guidance")
    assert judge(programme, known(guidance=None), TODAY).lacks == ()
    assert judge(programme, known(guidance=None, level=Decimal(2)), TODAY).lacks == ("guidance",)
    fixed = tiny(condition(MATURE, join="all"), condition(MATURE + 2, mendable="no"))
    assert judge(fixed, known(guidance=None, level=Decimal(2)), TODAY).lacks == ("guidance",)
    assert judge(programme, known(sector=None, output=None), TODAY).lacks == ("output", "sector")
    assert judge(programme, known(sector=None, legal_person=False), TODAY).lacks == ()


def test_the_best_track_is_the_highest_that_one_may_apply_for_else_the_lowest() -> None:
    """Somebody who misses only the higher track still may have the lower one."""
    programme = tiny()
    assert judge(programme, known(), TODAY).best.track.id == "fine"
    assert judge(programme, known(scenes=frozenset({"s2"})), TODAY).best.track.id == "plain"
    assert judge(programme, known(founded=None), TODAY).best.track.id == "plain"
    assert judge(programme, known(legal_person=False), TODAY).outcome is NO


def test_a_value_of_another_kind_counts_as_not_known() -> None:
    """Whatever a source gives, nobody is refused for it."""
    for wrong in ("yes", Decimal(1), date(2025, 1, 1), frozenset[str]()):
        assert plain(legal_person=wrong).outcome is NOT_YET
        assert plain(founded=wrong if not isinstance(wrong, date) else True).outcome is NOT_YET


BELOW: list[tuple[str, str, dict[str, Value | None], Outcome]] = [
    ("any", "", {"level": Decimal(2)}, NOT_YET),
    ("all", "", {"guidance": False}, NO),
    ("all", "", {"level": Decimal(2), "guidance": True}, NOT_YET),
    ("all", "", {"level": None, "guidance": False}, NO),
    ("some", "1", {"level": Decimal(2)}, NOT_YET),
    ("some", "2", {"guidance": False}, NO),
    ("some", "2", {"level": Decimal(2), "guidance": True}, NOT_YET),
    ("none", "", {"guidance": True, "level": Decimal(2)}, NO),
    ("none", "", {"guidance": False, "level": Decimal(3)}, NOT_YET),
    ("none", "", {"guidance": False, "level": Decimal(2)}, YES),
]


@pytest.mark.parametrize(("join", "values", "changed", "expected"), BELOW)
def test_what_cannot_be_mended_bars_only_where_nothing_else_would_do(
    join: str, values: str, changed: dict[str, Value | None], expected: Outcome
) -> None:
    """The level can be raised, the guidance (here) cannot: joined in every way."""
    fixed = condition(MATURE + 2, mendable="no")
    programme = tiny(condition(MATURE, join=join, values=values), fixed)
    verdict = judge(programme, known(**changed), TODAY)
    assert verdict.tracks[0].outcome is expected
    assert (ids(verdict.tracks[0].barring()) == ["mature"]) is (expected is NO)


def test_a_join_that_cannot_be_mended_bars_although_what_is_below_it_could_be() -> None:
    """The author of a pack has the last word."""
    programme = tiny(condition(MATURE, mendable="no"))
    assert outcomes(programme, known(level=Decimal(2)), TODAY) == (NO, NO)
    assert outcomes(programme, known(level=Decimal(2), guidance=None), TODAY) == (NOT_YET, NOT_YET)


def test_a_condition_as_of_today_is_met_when_its_day_comes() -> None:
    """The day of the verdict, not that of the notice."""
    programme = tiny(put("conditions", 5, "values", "5"))
    assert [outcomes(programme, known(), date(2025, 8, day))[0] for day in (14, 15)] == [NOT_YET, YES]
    until = tiny(one_more(fact="founded", operator="by", values="today"))
    assert outcomes(until, known(founded=date(2026, 1, 1)), date(2025, 12, 31))[0] is NO


LEVELS: list[tuple[dict[str, Value | None], Edit | None, int | None]] = [
    ({}, None, None),
    ({"level": Decimal(2)}, None, 3),
    ({"level": Decimal(0)}, None, 3),
    ({"level": Decimal(2), "guidance": None}, None, None),
    ({"level": None}, None, None),
    ({"founded": None}, None, None),
    ({"founded": date(2025, 1, 1), "level": Decimal(2)}, None, 3),
    (
        {"level": Decimal(1), "scenes": None},
        one_more(fact="level", operator=">", values="3", mendable="", remedy="做到四级", **{"remedy@en": "4"}),
        4,
    ),
    ({"level": Decimal(1)}, condition(MATURE, join="all"), 3),
    ({"level": Decimal(3)}, condition(MATURE, join="all"), None),
    ({"level": Decimal(1)}, together(condition(MATURE, join="all"), condition(MATURE + 2, mendable="no")), None),
]


@pytest.mark.parametrize(("changed", "edit", "level"), LEVELS)
def test_the_level_that_is_missing_is_named(changed: dict[str, Value | None], edit: Edit | None, level: int | None) -> None:
    """Only where a level is what is missing, and the least that does; for nobody who is barred."""
    programme = tiny(*([edit] if edit else []))
    assert needed_level(programme, judge(programme, known(**changed), TODAY)) == level
