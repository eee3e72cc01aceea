"""What must hold for the score of any bank and any sheet, and agreement with an independent plain scorer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import NOT_APPLICABLE, Area, AreaId, Bank, EmptyCell, QuestionId, Rescale
from question_bank.scoring import Score, decimal_text, score_level, score_run
from question_bank.tailoring import choices, left_out, questions_at
from tests.question_bank.banks import MARKS
from tests.question_bank.drawn import UNHURRIED, filled

MARK = {key: Fraction(mark) for key, mark in MARKS}


def by_hand(bank: Bank, sheet: AnswerSheet, level: int) -> Fraction:
    """The level's score by the formulas read aloud, with no cleverness; proportional banks that leave empty cells out."""
    gone = left_out(bank, sheet.kind, sheet.tailored_out)

    def mean(values: list[Fraction | None]) -> Fraction | None:
        kept = [value for value in values if value is not None]
        return sum(kept, Fraction(0)) / len(kept) if kept else None

    def mark(name: QuestionId) -> Fraction | None:
        key = sheet.answers.get(name)
        return None if key == NOT_APPLICABLE else MARK[key] if key else Fraction(0)

    def of(area: Area) -> Fraction | None:
        if area.id in gone:
            return None
        if area.id in bank.children:
            return family(area.id)
        found = bank.requirements_at.get((area.id, level), ())
        return mean([mean([mark(question.id) for question in bank.questions_of[one.id]]) for one in found])

    def family(parent: AreaId | None) -> Fraction | None:
        pairs = [(Fraction(area.weights.get(sheet.kind, Decimal(0))), of(area)) for area in bank.children[parent]]
        kept = [(weight, value) for weight, value in pairs if value is not None]
        return sum((weight * value for weight, value in kept), Fraction(0)) / sum(weight for weight, _ in kept) if kept else None

    return family(None) or Fraction(0)


@UNHURRIED
@given(st.fractions())
def test_a_written_decimal_reads_back_as_the_same_number_to_28_digits(value: Fraction) -> None:
    """Exactly so where the decimals end, else within half a unit of the last digit."""
    text = decimal_text(value)
    assert "e" not in text.lower()
    assert abs(Fraction(text) - value) <= abs(value) / 10**27
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    assert (Fraction(text) == value) == (rest == 1)


@UNHURRIED
@given(filled(empty_cells=(EmptyCell.LEAVE_OUT,)))
def test_the_score_is_what_the_formulas_say(case: tuple[Bank, AnswerSheet]) -> None:
    """An independent plain scorer gives the same fraction for every proportional bank."""
    bank, sheet = case
    bank = replace(bank, rescale=Rescale.PROPORTIONAL, version=bank.version + "p")
    for level in (1, 2):
        assert score_level(bank, sheet, level).value == by_hand(bank, sheet, level)


@UNHURRIED
@given(filled(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(case: tuple[Bank, AnswerSheet], shuffler: Random) -> None:
    """Any permutation of the answers gives the same score with the same explanation."""
    bank, sheet = case
    items = list(sheet.answers.items())
    shuffler.shuffle(items)
    assert score_run(bank, replace(sheet, answers=dict(items))) == score_run(bank, sheet)


@UNHURRIED
@given(filled(), st.data())
def test_raising_a_mark_or_answering_a_question_never_lowers_a_score(case: tuple[Bank, AnswerSheet], data: st.DataObject) -> None:
    """Level score, total and level all stay or rise."""
    bank, sheet = case
    question = data.draw(st.sampled_from(bank.questions))
    key = sheet.answers.get(question.id)
    higher = [option for option, _ in MARKS if key is None or (key != NOT_APPLICABLE and option >= key)]
    if not higher:
        return
    raised = replace(sheet, answers={**sheet.answers, question.id: data.draw(st.sampled_from(higher))})
    before, after = score_run(bank, sheet), score_run(bank, raised)
    assert score_level(bank, raised, question.level).value >= score_level(bank, sheet, question.level).value
    assert (after.total, after.level) >= (before.total, before.level)
    assert after.level >= before.level


@UNHURRIED
@given(filled(), st.data())
def test_leaving_an_area_out_and_back_in_restores_the_score(case: tuple[Bank, AnswerSheet], data: st.DataObject) -> None:
    """Parked answers change nothing while their area is out, and all is as before when it is back."""
    bank, sheet = case
    offered = [area.id for area in choices(bank, sheet.kind)]
    if not offered:
        return
    without = replace(sheet, tailored_out=sheet.tailored_out | {data.draw(st.sampled_from(offered))})
    gone = left_out(bank, without.kind, without.tailored_out)
    bare = {name: key for name, key in without.answers.items() if bank.question_by_id[name].area not in gone}
    assert score_run(bank, without) == score_run(bank, replace(without, answers=bare))
    assert score_run(bank, replace(without, tailored_out=sheet.tailored_out)) == score_run(bank, sheet)


@UNHURRIED
@given(filled(complete=True))
def test_the_total_lies_in_the_band_of_its_level(case: tuple[Bank, AnswerSheet]) -> None:
    """For a complete sheet the level is the band of the total, and the number of levels met."""
    bank, sheet = case
    run = score_run(bank, sheet)
    assert bank.band_of(Decimal(decimal_text(run.total))).level == run.level
    assert run.level == sum(1 for found in run.levels if found.met and found.counted)
    assert 0 <= run.total <= len(bank.levels)


def check_tree(parts: tuple[Score, ...], value: Fraction, share: Fraction) -> None:
    """A family of the explanation adds up to its parent, all the way down."""
    assert sum(part.weight for part in parts) == 100
    assert sum(part.weight * part.value for part in parts) == 100 * value
    assert sum(part.share for part in parts) == share
    for part in parts:
        assert 0 <= part.value <= 1
        assert part.share == share * part.weight / 100
        if part.parts:
            check_tree(part.parts, part.value, part.share)


@UNHURRIED
@given(filled())
def test_every_explanation_adds_up(case: tuple[Bank, AnswerSheet]) -> None:
    """Each value is the weighted sum of its parts, each share the product of the weights above."""
    bank, sheet = case
    for level in (1, 2):
        found = score_level(bank, sheet, level)
        if found.parts:
            check_tree(found.parts, found.value, Fraction(1))
        counting = {question.id for question in found.questions()}
        asked = [question.id for question in questions_at(bank, sheet.kind, sheet.tailored_out, level)]
        assert counting == {name for name in asked if sheet.answers.get(name) != NOT_APPLICABLE}


@UNHURRIED
@given(filled(empty_cells=(EmptyCell.LEAVE_OUT,)))
def test_the_shares_of_the_questions_make_the_whole_level(case: tuple[Bank, AnswerSheet]) -> None:
    """Shares sum to 1, and the marks weighed by them are the level's score."""
    bank, sheet = case
    for level in (1, 2):
        found = score_level(bank, sheet, level)
        assert sum(question.share for question in found.questions()) == (1 if found.parts else 0)
        assert sum(question.share * question.value for question in found.questions()) == found.value
