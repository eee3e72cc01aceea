"""What would raise a score: one change tried out, and the cheapest set of changes that reaches a level, or the next band of a mean.

A level's score is linear in the marks, so the cheapest set is a multiple-choice knapsack; it is solved exactly over whole units of
effort and whole units of gain, and beyond a named size approximated and said to be. It advises and changes no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm

from question_bank.answer_sheet import AnswerSheet, SheetError, check_key, unknown_question
from question_bank.knapsack import Step, cheapest
from question_bank.model import Band, Bank, Question, QuestionId
from question_bank.scoring import LevelScore, Score, decimal_text, score_level


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One answer tried out: the score of its question's level before and after, and whether the level is met only then.

    Where the total is a mean, `lifts` says whether it then falls into a higher band.
    """

    question: QuestionId
    from_key: str | None
    to_key: str
    before: LevelScore
    after: LevelScore
    lifts: bool = False

    @property
    def gain(self) -> Fraction:
        """How much the level's score rises; below 0 if it falls, 0 if the question's area is left out."""
        return self.after.value - self.before.value

    @property
    def reached(self) -> bool:
        """Whether the level was not met before and is met after; of a mean, whether the next band is reached."""
        return self.lifts or (self.after.met and not self.before.met)


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a path. `from_key` is `None` for an unanswered question, which counts as its first option.

    `effort` is the question's effort in proportion to the option steps taken, `gain` what it adds to the level's score.
    """

    question: QuestionId
    from_key: str | None
    to_key: str
    effort: Decimal
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Path:
    """Changes that bring a level to its threshold, or a mean to its next band, in the order the questions are asked.

    If `exact`, no cheaper set exists, nor one of fewer changes at this effort; else `bound` says below what effort none can exist.
    """

    level: int
    changes: tuple[Change, ...]
    before: Fraction
    after: Fraction
    effort: Decimal
    exact: bool
    bound: Decimal
    band: Band | None = None
    """Of a mean, the band that is reached."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """A change that might be taken, with its effort still exact."""

    question: QuestionId
    from_key: str | None
    to_key: str
    effort: Fraction
    gain: Fraction


def what_if(bank: Bank, sheet: AnswerSheet, question: QuestionId, option: str) -> WhatIf:
    """The score of the question's level if it were answered with this option's key (or `NOT_APPLICABLE` where allowed).

    Raises `SheetError` for a question or option that the bank does not have.
    """
    found = bank.question_by_id.get(question)
    if found is None:
        raise SheetError((unknown_question(bank, question),))
    problems = tuple(check_key(bank, found, option))
    if problems:
        raise SheetError(problems)
    changed = replace(sheet, answers={**sheet.answers, question: option})
    before, after = score_level(bank, sheet, found.level), score_level(bank, changed, found.level)
    above = bank.band_above(before.value) if bank.is_mean else None
    return WhatIf(question, sheet.answers.get(question), option, before, after, above is not None and after.value >= Fraction(above.low))


def cheapest_path(bank: Bank, sheet: AnswerSheet, level: int | None = None) -> Path | None:
    """The changes of least effort, and among those the fewest, that reach the threshold at a level (default: the first unmet).

    Where the total is a mean, they reach the next band instead.
    `None` if there is nothing to reach, or if even the best answers do not reach it. Questions answered NA stay so; unanswered ones are
    taken to be answered with their first option, so a level that lacks only such answers has a path without changes.
    """
    if bank.is_mean:
        return _to_next_band(bank, sheet)
    found = _first_unmet(bank, sheet) if level is None else score_level(bank, sheet, level)
    if found is None or found.met or bank.threshold is None:
        return None
    return _solved(found, _choices(bank, sheet, found), Fraction(bank.threshold))


def _to_next_band(bank: Bank, sheet: AnswerSheet) -> Path | None:
    found = score_level(bank, sheet, bank.levels[0].number)
    band = bank.band_above(found.value)
    path = _solved(found, _choices(bank, sheet, found), Fraction(band.low)) if band else None
    return replace(path, band=band) if path else None


def _choices(bank: Bank, sheet: AnswerSheet, found: LevelScore) -> list[tuple[_Offer, ...]]:
    """What each question that counts could be changed to."""
    return [tuple(_offers(score, bank.question_by_id[QuestionId(score.id)], sheet.answers)) for score in found.questions()]


def _first_unmet(bank: Bank, sheet: AnswerSheet) -> LevelScore | None:
    scores = (score_level(bank, sheet, number) for number in sorted(level.number for level in bank.levels))
    return next((score for score in scores if not score.met), None)


def _offers(score: Score, question: Question, answers: Mapping[QuestionId, str]) -> Iterator[_Offer]:
    """Every option that would raise the mark counted now (0 for an unanswered question)."""
    key = answers.get(question.id)
    keys = [option.key for option in question.options]
    here = 0 if key is None else keys.index(key)
    steps = max(1, len(keys) - 1)
    for place, option in enumerate(question.options):
        gain = (Fraction(option.mark) - score.value) * score.share
        if gain > 0:
            yield _Offer(question.id, key, option.key, Fraction(question.effort * abs(place - here), steps), gain)


def _solved(found: LevelScore, offers: Sequence[Sequence[_Offer]], threshold: Fraction) -> Path | None:
    """The path in whole units: `unit` is the effort, `grain` the gain that all offers are multiples of."""
    every = [offer for choice in offers for offer in choice]
    unit = Fraction(1, lcm(*(offer.effort.denominator for offer in every)))
    grain = Fraction(1, lcm(*(offer.gain.denominator for offer in every)))
    items = [[Step(int(offer.effort / unit), int(offer.gain / grain)) for offer in choice] for choice in offers]
    answer = cheapest(items, max(0, ceil((threshold - found.value) / grain)))
    if answer is None:
        return None
    taken = [choice[pick] for choice, pick in zip(offers, answer.picks, strict=True) if pick is not None]
    return _path(found, taken, answer.exact, answer.bound * unit)


def _path(found: LevelScore, taken: Sequence[_Offer], exact: bool, bound: Fraction) -> Path:
    return Path(
        level=found.level,
        changes=tuple(Change(offer.question, offer.from_key, offer.to_key, _decimal(offer.effort), offer.gain) for offer in taken),
        before=found.value,
        after=found.value + sum((offer.gain for offer in taken), Fraction(0)),
        effort=_decimal(sum((offer.effort for offer in taken), Fraction(0))),
        exact=exact,
        bound=_decimal(bound),
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(decimal_text(value))
