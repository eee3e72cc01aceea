"""Shadow scoring: the same levels as the scoring itself finds, nobody moved by an unchanged bank, what cannot be scored told apart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.answer_sheet import AnswerSheet
from question_bank.library import load
from question_bank.many_scores import MILLION, Scorer
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, EmptyCell, EnterpriseType, QuestionId
from question_bank.scoring import score_level, score_run
from question_bank.shadowing import shadow
from question_bank.tailoring import may_be_not_applicable
from tests.bench.bench_shadow import finished, stricter
from tests.question_bank.banks import DISCRETE, PROCESS, answers_of, bank_2020, small_bank
from tests.question_bank.drawn import UNHURRIED, banks, filled, sheets
from tests.question_bank.single import AUTO, pass_bank

OLD = small_bank()


def sheet(keys: str | dict[str, str], levels: tuple[int, ...] = (1, 2), kind: EnterpriseType = DISCRETE, bank: Bank = OLD) -> AnswerSheet:
    return AnswerSheet(kind, frozenset(), answers_of(bank, keys, levels))


def marked(bank: Bank, mark: str, key: str = "C") -> Bank:
    """Another version in which every option of this key is worth something else."""
    options = (
        tuple(replace(option, mark=Decimal(mark)) if option.key == key else option for option in found.options) for found in bank.questions
    )
    return replace(
        bank, version="2", questions=tuple(replace(found, options=new) for found, new in zip(bank.questions, options, strict=True))
    )


@UNHURRIED
@given(filled(complete=True))
def test_many_scores_are_the_scores(drawn: tuple[Bank, AnswerSheet]) -> None:
    """Level and areas as the scoring with all its explanation finds them, twice with one scorer."""
    bank, answered = drawn
    scorer = Scorer(bank)
    for _ in range(2):
        found = scorer.scored(answered)
        run = score_run(bank, answered)
        assert found.level == run.level
        counted = {score.level: score for score in run.levels if score.counted}
        assert found.values.keys() == counted.keys()
        for level, areas in found.values.items():
            assert areas == {area.id: int(area.value * MILLION) for area in counted[level].areas()}


@UNHURRIED
@given(filled())
def test_with_answers_missing_the_level_is_never_above_the_last_one_met(drawn: tuple[Bank, AnswerSheet]) -> None:
    """As the scoring has it; what was handed in and lacks answers is a gap."""
    bank, answered = drawn
    found = Scorer(bank).scored(answered, frozenset({1, 2}))
    run = score_run(bank, answered)
    last = next((score for score in run.levels if score.counted and not score.met), None)
    assert found.missing == (len(last.missing) if last else 0)
    if not found.missing:
        assert found.level == run.level


def test_the_full_tree_is_scored_alike_with_and_without_questions_that_do_not_apply() -> None:
    """The 2020 bank, both types, tailored and not, with NA here and there: one scorer for all of them."""
    dice, bank = Random(7), bank_2020()
    scorer = Scorer(bank)
    for turn in range(40):
        answers = answers_of(bank, "D", (1, 2, 3, 4, 5))
        for question in bank.questions:
            if turn % 2 and may_be_not_applicable(bank, question) and dice.random() < 0.4:
                answers[question.id] = NOT_APPLICABLE
            elif dice.random() < 0.4:
                answers[question.id] = dice.choice("BC")
        out = frozenset(area.id for area in bank.areas if area.tailorable and dice.random() < 0.2)
        answered = AnswerSheet((DISCRETE, PROCESS)[turn % 3 == 0], out, answers)
        found = scorer.scored(answered)
        assert found.level == score_run(bank, answered).level
        for level, areas in found.values.items():
            assert areas == {area.id: int(area.value * MILLION) for area in score_level(bank, answered, level).areas()}


@UNHURRIED
@given(st.data())
def test_an_unchanged_bank_moves_nobody(data: st.DataObject) -> None:
    """Under the same or another version number, whatever the runs."""
    bank = data.draw(banks())
    runs = data.draw(st.lists(sheets(bank, complete=True), max_size=5))
    for new in (bank, replace(bank, version=f"{bank.version}+")):
        found = shadow(bank, new, iter(runs))
        assert (found.moved, found.scored, found.unscored, found.further, found.unfit) == (0, len(runs), {}, 0, 0)
        assert (found.areas, found.assumed) == ((), ())


@UNHURRIED
@given(st.data())
def test_the_matrix_adds_up_and_says_what_scoring_says(data: st.DataObject) -> None:
    """Every run is in it, or is counted as one that cannot be."""
    bank = data.draw(banks())
    new = marked(bank, data.draw(st.sampled_from(["0.6", "0.79", "0.9"])))
    runs = data.draw(st.lists(sheets(bank, complete=True), max_size=6))
    found = shadow(bank, new, runs)
    expected = [(score_run(bank, run).level, score_run(new, run).level) for run in runs]
    assert sum(found.moves.values()) == len(runs)
    assert found.moves == {move: expected.count(move) for move in set(expected)}


def test_a_mark_that_is_worth_less_moves_those_who_just_passed() -> None:
    """The same answers: one run of C falls from level 2, one of D stays, one of A was never there."""
    found = shadow(OLD, marked(OLD, "0.7"), [sheet("C"), sheet("D"), sheet("A", (1,))])
    assert found.moves == {(2, 0): 1, (2, 2): 1, (0, 0): 1}
    assert (found.scored, found.moved, found.further) == (3, 1, 0)
    assert set(found.assumed) == {question.id for question in OLD.questions}


def test_the_areas_that_move_most_come_first() -> None:
    """Mean and spread over all runs and levels where they count in both."""
    changed = tuple(
        replace(found, options=tuple(replace(option, mark=Decimal("0.7")) if option.key == "C" else option for option in found.options))
        if found.area == "people"
        else found
        for found in OLD.questions
    )
    found = shadow(OLD, replace(OLD, version="2", questions=changed), [sheet("C"), sheet("D", (1, 2), PROCESS)])
    (shift,) = found.areas
    # one run of two counts level 1 only: it does not hold there any more
    assert (shift.area, shift.mean, shift.spread, shift.scores) == ("people", Fraction(-1, 30), Fraction(1, 30), 3)


def test_rises_and_falls_do_not_cancel_out() -> None:
    """The spread has no sign."""
    turned = marked(marked(OLD, "0.9"), "0.4", "B")
    found = shadow(OLD, turned, [sheet({"": "D", "people": "C"}, (1,)), sheet({"": "D", "people": "B"}, (1,))])
    shift = found.areas[0]
    assert (shift.area, shift.mean, shift.spread) == ("people", 0, Fraction(1, 10))


def test_a_question_that_is_new_leaves_runs_without_an_answer() -> None:
    """By how many they lack, at a level that they had handed in; levels beyond are no gap."""
    question = OLD.questions[0]
    more = (
        replace(question, id=QuestionId("new-1")),
        replace(question, id=QuestionId("new-2"), area=AreaId("making.line"), requirement=OLD.questions[1].requirement),
    )
    found = shadow(OLD, replace(OLD, version="2", questions=(*OLD.questions, *more)), [sheet("D"), sheet("A", (1,)), sheet("D")])
    assert (found.unscored, found.scored) == ({2: 3}, 0)


def test_who_would_go_on_to_a_level_never_answered_counts_where_the_answers_end() -> None:
    """A run that ended at level 1 and now meets it is of level 1 at least."""
    found = shadow(OLD, marked(OLD, "0.9", "B"), [sheet("B", (1,)), sheet("B", (1,), PROCESS)])
    assert found.moves == {(0, 1): 2}
    assert found.further == 2


def test_a_type_of_enterprise_that_is_gone_is_counted_apart() -> None:
    """Nothing can be said of it."""
    new = replace(OLD, version="2", kinds=OLD.kinds[:1])
    found = shadow(OLD, new, [sheet("D"), sheet("D", (1, 2), PROCESS)])
    assert (found.unfit, found.scored) == (1, 1)


def test_a_question_renamed_or_with_other_keys_keeps_its_answer() -> None:
    """Answers follow their words; an option of other words goes to the best that is worth no more."""
    renamed = tuple(replace(question, id=QuestionId(f"N-{question.id}")) for question in OLD.questions)
    assert shadow(OLD, replace(OLD, version="2", questions=renamed), [sheet("C")]).moves == {(2, 2): 1}
    turned = tuple(
        replace(question, options=tuple(replace(option, key=key) for option, key in zip(question.options, "WXYZ", strict=True)))
        for question in OLD.questions
    )
    assert shadow(OLD, replace(OLD, version="2", questions=turned), [sheet("C")]).moves == {(2, 2): 1}


def test_tailoring_holds_only_where_the_area_may_still_be_left_out() -> None:
    """Else its questions are missing."""
    out = AnswerSheet(
        DISCRETE, frozenset({AreaId("making.design")}), {key: value for key, value in sheet("D").answers.items() if "design" not in key}
    )
    assert shadow(OLD, replace(OLD, version="2"), [out]).moves == {(2, 2): 1}
    fixed = replace(OLD, version="2", areas=tuple(replace(area, tailorable=False) for area in OLD.areas))
    assert shadow(OLD, fixed, [out]).unscored == {2: 1}
    waived = AnswerSheet(DISCRETE, frozenset(), {**sheet("D").answers, QuestionId("L1-making.design.process-a1"): NOT_APPLICABLE})
    assert shadow(OLD, fixed, [waived]).unscored == {1: 1}


def test_a_single_pass_is_shadowed_by_its_bands() -> None:
    """Levels are those of the bands; a threshold there is none."""
    bank = pass_bank()
    runs = [AnswerSheet(AUTO, frozenset(), answers_of(bank, key)) for key in "ABCDE"]
    found = shadow(bank, marked(bank, "0.3"), runs)
    assert found.moves == {(1, 1): 1, (2, 2): 1, (3, 2): 1, (4, 4): 1, (5, 5): 1}


@pytest.mark.parametrize("empty", EmptyCell)
def test_an_empty_cell_counts_as_the_bank_says(empty: EmptyCell) -> None:
    """Left out, or as met."""
    bank = small_bank(empty_cell=empty)
    answered = sheet({"": "B", "making.design.product": "D"}, bank=bank)
    found = Scorer(bank).scored(answered)
    run = score_run(bank, answered)
    assert found.level == run.level
    assert found.values[1]["making.design"] == int(
        next(area for area in run.levels[0].areas() if area.id == "making.design").value * MILLION
    )


def test_a_bank_without_a_band_for_so_low_a_total_gives_level_0() -> None:
    """A bank that was never checked may have none."""
    bank = replace(OLD, bands=OLD.bands[2:])
    assert Scorer(bank).scored(sheet("A", (1,))).level == 0


def test_the_bench_really_moves_runs_of_the_shipped_bank() -> None:
    """What is measured is not a bank in which nothing happens; the runs are the same each time."""
    bank = load("cmmm-2020")
    first, again = (shadow(bank, stricter(bank), finished(bank, 60)) for _ in range(2))
    assert first == again
    assert first.scored == 60
    assert 0 < first.moved < 30


def test_an_area_that_continues_another_answers_no_question() -> None:
    """Under the draft of 2024 no run of 2020 can be scored: its new sub-domains were never asked about."""
    old = load("cmmm-2020")
    found = shadow(old, load("gbt39116-draft-2024"), finished(old, 20))
    assert (found.scored, sum(found.unscored.values())) == (0, 20)
    assert all(6 <= missing <= 10 for missing in found.unscored)
