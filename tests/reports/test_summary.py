"""The summary: what a run says, before any format."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.answer_sheet import AnswerSheet, SheetError
from question_bank.model import NOT_APPLICABLE, EmptyCell, QuestionId
from question_bank.scoring import score_document, score_run
from reports.clauses import area_clause, requirement_clause
from reports.model import AnswerState, AreaState, IndicatorState, Summary
from reports.summary import summarise
from tests.question_bank.banks import DISCRETE, answers_of, bank_2020
from tests.reports.runs import RUNS, STANDARD, assessment, level_two_run, shipped_summary, summary_of, tailored_run


@pytest.mark.parametrize(
    ("name", "level", "total", "deciding", "ahead", "gap"),
    [
        ("level_two", 2, None, 3, 3, None),
        ("below_first", 0, "0.5", 1, 1, "0.3"),
        ("tailored", 0, None, 1, 1, None),
        ("all_met", 5, "5", 5, None, None),
        ("open", 1, None, 2, 2, None),
        ("level_one_only", 1, "1", 1, 2, "0.8"),
    ],
)
def test_each_kind_of_run_says_its_level_and_what_lies_ahead(
    name: str, level: int, total: str | None, deciding: int, ahead: int | None, gap: str | None
) -> None:
    """Level, total, the level whose areas explain the result, the next one, and the gap to it."""
    summary = summary_of(name)
    assert summary.level == level
    assert summary.deciding.number == deciding
    assert (summary.ahead.number if summary.ahead else None) == ahead
    assert total is None or summary.total == Fraction(total)
    assert gap is None or summary.gap == Fraction(gap)
    assert summary.all_met is (ahead is None)


def test_the_scores_are_those_of_the_scoring_rules() -> None:
    """Nothing is recomputed by other rules."""
    bank, run = bank_2020(), level_two_run()
    summary, score = summarise(bank, run), score_run(bank, run.sheet)
    assert summary.total == score.total
    assert [level.value for level in summary.levels if level.value is not None] == [level.value for level in score.levels]
    assert summary.score_document == score_document(bank, run.sheet)


def test_strong_and_weak_areas_are_named_by_score_and_by_pull() -> None:
    """The weakest pull most on the level's score; the strongest score best, the weightier first."""
    summary = summary_of("level_two")
    assert [area.id for area in summary.weakest] == [
        "manufacturing.production.planning",
        "manufacturing.production.operation",
        "manufacturing.production.procurement",
    ]
    assert [area.id for area in summary.strongest] == ["technology.data", "technology.integration", "technology.security"]
    assert summary.weakest[0].pull == Fraction(77 * 48 * 16, 10**6)


def test_no_area_is_called_strong_if_it_scores_nothing() -> None:
    """A run of nothing but first options has no strong areas, and three weak ones."""
    bank = bank_2020()
    summary = summarise(bank, assessment(bank, answers_of(bank, "A")))
    assert summary.strongest == ()
    assert len(summary.weakest) == 3


def test_no_area_is_called_strong_if_all_are_alike() -> None:
    """Every mark 0.5: nothing stands out, but there is still a place to begin."""
    summary = summary_of("below_first")
    assert summary.strongest == ()
    assert len(summary.weakest) == 3


def test_a_run_without_a_loss_has_no_weak_area() -> None:
    """Every requirement of every level fully met."""
    bank = bank_2020()
    summary = summarise(bank, assessment(bank, answers_of(bank, "D", (1, 2, 3, 4, 5))))
    assert (summary.weakest, summary.gains, summary.roadmap) == ((), (), None)


@pytest.mark.parametrize(
    ("name", "area", "state"),
    [
        ("level_two", "manufacturing.logistics", AreaState.SCORED),
        ("tailored", "manufacturing.logistics", AreaState.TAILORED),
        ("tailored", "manufacturing.service.customer", AreaState.TAILORED),
        ("below_first", "manufacturing.design.product", AreaState.ABSENT),
        ("all_met", "personnel.strategy", AreaState.EMPTY),
        ("open", "manufacturing.sales", AreaState.UNANSWERED),
    ],
)
def test_an_area_without_a_score_says_why_and_is_never_zero(name: str, area: str, state: AreaState) -> None:
    """Left out, absent for the type, empty at the level, or not answered yet."""
    found = next(found for found in summary_of(name).areas if found.id == area)
    assert found.state is state
    assert (found.value is None) is (state is not AreaState.SCORED)


def test_an_area_answered_not_applicable_throughout_is_left_out_of_the_areas() -> None:
    """Its questions dropped out one by one, so the area has no score."""
    bank = bank_2020()
    answers = answers_of(bank, {"": "B", "manufacturing.logistics": NOT_APPLICABLE})
    summary = summarise(bank, assessment(bank, answers))
    logistics = next(area for area in summary.areas if area.id == "manufacturing.logistics")
    assert logistics.state is AreaState.NOT_APPLICABLE
    assert any(answer.mark is None and answer.key == NOT_APPLICABLE for answer in summary.answers)


def test_an_empty_cell_that_counts_as_met_scores_one() -> None:
    """The bank's setting decides; the summary follows the score."""
    bank = bank_2020(empty_cell=EmptyCell.MET)
    summary = summarise(bank, assessment(bank, answers_of(bank, "C", (1, 2, 3, 4, 5))))
    strategy = next(area for area in summary.areas if area.id == "personnel.strategy")
    assert (strategy.state, strategy.value) == (AreaState.SCORED, Fraction(1))


def test_left_out_areas_are_named_once_and_their_answers_are_parked() -> None:
    """A sub-domain under a domain left out is not named again; its answers stay and do not count."""
    summary = summary_of("tailored")
    assert summary.tailored_out == ("23 物流", "25 服务")
    assert {answer.area for answer in summary.parked} == {"物流", "客户服务", "产品服务"}
    assert all(answer.state is AnswerState.COUNTED for answer in summary.answers if answer not in summary.parked)


def test_answers_above_the_first_unmet_level_are_kept_and_do_not_count() -> None:
    """They are listed as beyond, and the level as not counted."""
    bank = bank_2020()
    summary = summarise(bank, assessment(bank, answers_of(bank, "B") | answers_of(bank, "D", (2,))))
    assert {answer.state for answer in summary.answers if answer.level == 2} == {AnswerState.BEYOND}
    second = summary.levels[1]
    assert (second.counted, second.value) == (False, Fraction(1))
    assert summary.total == Fraction(1, 2)


def test_every_answer_carries_its_clause_text_mark_and_evidence() -> None:
    """One answer in full."""
    answer = summary_of("level_two").answers[0]
    assert answer.clause == "GB/T 39116-2020 组织战略 一级 a)"
    assert (answer.key, answer.text, str(answer.mark), answer.evidence) == ("D", "做法D", "1", "台账；记录")
    assert len(summary_of("level_two").answers) == len(level_two_run().sheet.answers)


def test_clauses_are_those_of_the_scoring_explanation() -> None:
    """Two places write a clause; in the bank's own language they agree on every node."""
    bank, run = bank_2020(), level_two_run()
    scored = {(node.what.value, node.id): node.clause for level in score_run(bank, run.sheet).levels for node in _nodes(level.parts)}
    told = {(node.what, node.id): node.clause for level in summarise(bank, run).levels for node in _nodes(level.parts)}
    assert told == scored
    assert len(told) > 200
    area, requirement = bank.leaves[0], bank.requirements[0]
    assert area_clause(bank, area, "en") == "GB/T 39116-2020 personnel.strategy"
    assert requirement_clause(bank, requirement, "en") == "GB/T 39116-2020 personnel.strategy Level 1 a)"


def test_the_comparison_marks_the_band_of_this_run() -> None:
    """Published shares with year, sample and source; exactly one line per year is this enterprise's."""
    summary = shipped_summary(STANDARD)
    assert [year.year for year in summary.comparison] == ["2022", "2021", "2020"]
    for year in summary.comparison:
        assert year.source
        assert [line.name for line in year.lines] == ["一级及以下", "二级", "三级", "四级及以上"]
        assert [line.name for line in year.lines if line.mine] == ["二级"]


def test_a_share_over_inner_levels_is_named_from_to() -> None:
    """A span that touches neither end."""
    bank = bank_2020()
    inner = replace(bank, shares=(replace(bank.shares[0], low=2, high=3),))
    year = summarise(inner, level_two_run()).comparison[0]
    assert year.lines[0].name == "二级至三级"


def test_indicators_are_stated_not_applicable_or_unanswered() -> None:
    """Three states, told apart, in the bank's order."""
    bank = bank_2020()
    first, second = summary_of("level_two").indicators
    assert (first.state, str(first.value), first.formula) == (IndicatorState.STATED, "12.50", "（本期－上期）÷上期")
    assert (second.state, second.value) == (IndicatorState.NOT_APPLICABLE, None)
    silent = summarise(bank, replace(level_two_run(), indicators={}))
    assert {line.state for line in silent.indicators} == {IndicatorState.UNANSWERED}


def test_the_doubts_name_the_cells_and_weights_this_result_rests_on() -> None:
    """Only cells up to the deciding level, only areas that count, only what is under 0.8."""
    summary = shipped_summary({1: "B"}, out=("manufacturing.design",))
    assert {cell.level for cell in summary.doubts.cells} == {1}
    assert not any(cell.area in {"产品设计", "工艺设计"} for cell in summary.doubts.cells)
    assert {cell.area for cell in summary.doubts.cells} >= {"能源管理", "仓储配送"}
    assert all(cell.confidence < Decimal("0.8") for cell in summary.doubts.cells)
    assert 0 < summary.doubts.share < 1
    assert summary_of("level_two").doubts.cells == ()


def test_a_process_run_names_doubtful_weights_and_absent_areas() -> None:
    """The weights inside production are uncertain for process plants."""
    summary = shipped_summary({1: "AB"}, kind=RUNS["below_first"]("zh").enterprise.kind)
    assert "仓储配送" in summary.doubts.weights
    assert summary.absent == ("4.1 产品设计", "8.2 产品服务")
    assert summary.level == 0


def test_english_falls_back_to_the_banks_own_language() -> None:
    """What is translated reads English, the rest Chinese; scores are the same."""
    chinese, english = summary_of("level_two"), summary_of("level_two", "en")
    assert english.deciding.name == "Level 3"
    assert english.bank.scale[0][0] == "不满足"
    assert english.total == chinese.total


def test_answers_that_do_not_fit_the_bank_are_refused_with_every_problem() -> None:
    """Nothing is summarised of a sheet that cannot be scored."""
    run = level_two_run()
    wrong = replace(run.sheet, answers={**run.sheet.answers, QuestionId("nowhere"): "A", bank_2020().questions[0].id: "Z"})
    with pytest.raises(SheetError) as caught:
        summarise(bank_2020(), replace(run, sheet=wrong))
    assert len(caught.value.problems) == 2


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("ABCD"), min_size=56, max_size=56), st.booleans())
def test_the_areas_explain_the_score_whatever_the_answers(keys: list[str], cut: bool) -> None:
    """Shares of scored areas sum to 1, pulls to what is missing, and every node is the mean of its parts."""
    bank = bank_2020()
    answers = {question.id: key for question, key in zip((q for q in bank.questions if q.level == 1), keys, strict=True)}
    sheet = AnswerSheet(DISCRETE, tailored_run().sheet.tailored_out if cut else frozenset(), answers)
    summary = summarise(bank, replace(level_two_run(), sheet=sheet))
    _check_areas(summary)
    for node in _nodes(summary.deciding.parts):
        if node.parts:
            assert node.value == sum(part.value * part.weight for part in node.parts) / 100


def _check_areas(summary: Summary) -> None:
    assert summary.deciding.value is not None
    assert sum(area.share for area in summary.areas) == 1
    assert sum(area.pull for area in summary.areas) == 1 - summary.deciding.value
    pulls = [area.pull for area in summary.weakest]
    assert pulls == sorted(pulls, reverse=True)
    assert not set(summary.weakest) & set(summary.strongest)


def _nodes(parts: tuple[Any, ...]) -> list[Any]:
    return [node for part in parts for node in (part, *_nodes(part.parts))]
