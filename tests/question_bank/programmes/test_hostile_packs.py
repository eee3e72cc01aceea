"""Rule packs as nobody should write them: any cells anywhere, endless sheets, entangled conditions. Never an exception, never for ever."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.problems import Code
from question_bank.programmes.checks import check
from question_bank.programmes.draft import PackDraft
from question_bank.programmes.exploring import borders
from question_bank.programmes.judging import judge, outcomes
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import Condition, ConditionId, Fact, FactId, FactKind, Force, Operator
from question_bank.programmes.reading import read_pack
from question_bank.programmes.simulating import simulate
from question_bank.programmes.writing import to_sheets
from tests.question_bank.programmes.test_verdict_properties import entangled
from tests.question_bank.programmes.tiny import TINY_PACK, faulty, read_pack_tables, spoilt_pack, tiny
from tests.question_bank.tiny import Edit, add_row, put, tables

TODAY = date(2025, 8, 1)
WORDS = [
    *(
        "",
        "yes",
        "no",
        "是",
        "3",
        "-1",
        "0.5",
        "９",
        "٣",
        "²",
        "1e9",
        "9" * 30,
        "2025-02-30",
        "0001-01-01",
        "9999-12-31",
        "today",
        "；",
        ";;",
    ),
    *("legal_person", "level", "founded", "sector", "scenes", "factory_name", "mature", "wide", "safe", "plain", "fine", "info", "sectors"),
    *("flag", "number", "date", "choice", "choices", "text", "all", "any", "none", "some", "principle", "preferred"),
    *("is", ">=", "aged", "counts", "covers", "has", "by", "none_of", "run.level", "indicator:x", "ends_with", "same", "pictures"),
    *("{0}", "{value}", "%s", "=1+1", "'", '"', "\u202e", "长" * 500, "a b", "a.b", "-", "_", "#"),
]


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    """A few cells of a few sheets, each overwritten with something."""
    found: list[Edit] = []
    for _ in range(draw(st.integers(1, 6))):
        sheet = draw(st.sampled_from(sorted(TINY_PACK)))
        table = tables(TINY_PACK)[sheet]
        row, column = draw(st.integers(1, len(table))), draw(st.sampled_from(table[0]))
        found.append(put(sheet, row, column, draw(st.sampled_from(WORDS))))
    return found


@settings(max_examples=250)
@given(edits())
def test_any_cells_are_read_or_told(changes: list[Edit]) -> None:
    """Every problem can be said; what is without error can be judged, tried and written, and is read back as it was."""
    reading = read_pack_tables(spoilt_pack(*changes))
    for problem in reading.problems:
        assert "{" not in problem.text("zh").replace("{0}", "").replace("{value}", "")
        assert problem.place("en")
    if reading.programme is None:
        return
    assert judge(reading.programme, {}, TODAY).tracks
    assert simulate(reading.programme, TODAY, 3).enterprises == 3
    again = read_pack(to_sheets(reading.programme))
    assert again.programme == reading.programme


def test_a_pack_of_the_largest_size_is_checked_in_seconds() -> None:
    """Four hundred facts and conditions in twenty tracks, a hundred of them on one fact."""
    base = load(shipped()[0])
    kinds = [FactKind.NUMBER, FactKind.FLAG]
    facts = tuple(Fact(FactId(f"f{number}"), kinds[number % 2], base.title, base.title) for number in range(400))
    conditions = tuple(_single(number, facts[number if number % 4 else 0]) for number in range(400))
    tracks = tuple(replace(base.tracks[0], id=f"t{rank}", rank=rank) for rank in range(20))
    large = replace(base, id="large", facts=facts, conditions=conditions, tracks=tracks, forms=(), recognises=None)
    start = time.perf_counter()
    problems = check(PackDraft(large))
    assert time.perf_counter() - start < 20
    assert {problem.code for problem in problems} <= {Code.FACT_UNUSED, Code.REMEDY_MISSING, Code.TEXT_TOO_LONG, Code.TEXT_UNCOMFORTABLE}
    assert outcomes(large, {}, TODAY)


def test_of_many_conditions_at_odds_each_is_told_once() -> None:
    """Two hundred that ask for much, two hundred that ask for little: forty thousand pairs, two hundred problems."""
    base = tiny()
    fact = base.facts_by_id[FactId("output")]
    much = [_single(number + 1_000, fact) for number in range(200)]
    little = [replace(_single(number, fact), operator=Operator.BELOW) for number in range(1, 201)]
    crowded = replace(base, conditions=(*much, *little))
    found = [problem for problem in check(PackDraft(crowded)) if problem.code is Code.CONDITIONS_CONTRADICT]
    assert len(found) == 200


def _single(number: int, fact: Fact) -> Condition:
    text = fact.name
    operator, values = (Operator.AT_LEAST, (str(number),)) if fact.kind is FactKind.NUMBER else (Operator.IS, ("yes",))
    return Condition(ConditionId(f"c{number}"), None, None, "一", text, text, Force.MUST, True, None, fact.id, operator, values)


def test_entangled_conditions_are_left_to_the_trial() -> None:
    """Where the search gives up nothing is claimed, and what else is wrong is still told."""
    found = check(PackDraft(entangled(24)))
    assert Code.TRACK_UNREACHABLE not in {problem.code for problem in found}
    small = check(PackDraft(entangled(5)))
    told = [problem for problem in small if problem.code is Code.TRACK_UNREACHABLE]
    assert [problem.params["conditions"] for problem in told] == ["some_yes, some_no"]


def test_days_at_the_ends_of_the_calendar_have_one_neighbour() -> None:
    """There is no day before the first and none after the last."""
    ends = faulty(put("conditions", 5, "operator", "by"), put("conditions", 5, "values", "0001-01-01")).programme
    fact = ends.facts_by_id[FactId("founded")]
    found = borders(fact, [ends.conditions_by_id[ConditionId("old")]], date.max)
    assert date.min in found
    assert len(set(found)) == 4


@pytest.mark.parametrize("kind", ["forms", "facts"])
def test_a_sheet_longer_than_allowed_is_cut_and_told(kind: str) -> None:
    """Checks multiply rows, so there is an end to them."""
    columns = {"name": "多", "name@en": "more", "kind": "flag", "ask": "多？", "ask@en": "More?", "format": "docx"}
    many = [add_row(kind, id=f"more{number}", **columns) for number in range(400)]
    problems = read_pack_tables(spoilt_pack(*many)).problems
    assert Code.ROWS_TOO_MANY in {problem.code for problem in problems if problem.sheet == kind}


def test_a_form_can_be_found_by_its_id() -> None:
    """Or is not there."""
    assert (form := tiny().form("list")) is not None
    assert form.name.base == "汇总表"
    assert tiny().form("nothing") is None
