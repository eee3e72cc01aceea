"""Marks in, scores out: question, requirement, area, level and total (GB/T 39117-2020), each explained by its parts.

All arithmetic is exact: fractions or whole numbers, never floats and never a rounded decimal, so a plant with every mark 0.8 has exactly
0.8 and passes, whatever thirds and sevenths the means in between. What does not depend on the answers is worked out once, in `weighing`.
Nothing here changes or completes a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from question_bank.answer_sheet import AnswerSheet, SheetError, SheetProblem, check_key, check_sheet, missing_answers
from question_bank.model import NOT_APPLICABLE, Band, Bank, Question, QuestionId
from question_bank.tailoring import questions_at
from question_bank.weighing import Part, Score, scored, weighed

__all__ = [
    "SCORING_VERSION",
    "LevelScore",
    "Part",
    "RunScore",
    "Score",
    "decimal_text",
    "score_document",
    "score_level",
    "score_run",
]

SCORING_VERSION = "1"
"""Stored with every finished run; to be raised when the same answers would score differently."""

SIGNIFICANT_DIGITS = 28
"""How many digits are written of a score whose decimals never end."""


@dataclass(frozen=True, slots=True)
class LevelScore:
    """The score of one level. `missing` are the unanswered questions, counted as 0; `counted` whether it enters the total."""

    level: int
    value: Fraction
    met: bool
    counted: bool
    missing: tuple[QuestionId, ...]
    parts: tuple[Score, ...]

    def areas(self) -> Iterator[Score]:
        """All areas that count at this level, each before those under it."""
        return _walk(self.parts, Part.AREA)

    def questions(self) -> Iterator[Score]:
        """All questions that count at this level, NA answers left out."""
        return _walk(self.parts, Part.QUESTION)


@dataclass(frozen=True, slots=True)
class RunScore:
    """The total of a run, the band it falls into and that band's level (0: below level 1), and the levels that were reached or answered.

    There is no band only where the bank has none for so low a total.
    """

    total: Fraction
    level: int
    levels: tuple[LevelScore, ...]
    band: Band | None = None


def score_level(bank: Bank, sheet: AnswerSheet, level: int) -> LevelScore:
    """The exact score of one level with its explanation (GB/T 39117-2020: plain means up to the sub-domain, then weights).

    Unanswered questions count 0 and are listed, so a provisional score can only rise; an incomplete level is never met, and one with
    nothing to count is worth 0; without a threshold a complete level is met. Raises `SheetError` for an enterprise type or an answer that
    counts and is unknown to the bank, `KeyError` for an unknown level.
    """
    if all(kind.id != sheet.kind for kind in bank.kinds):
        raise SheetError(check_sheet(bank, sheet))
    answers = sheet.answers
    questions = questions_at(bank, sheet.kind, sheet.tailored_out, level)
    waived = frozenset(question.id for question in questions if answers.get(question.id) == NOT_APPLICABLE)
    missing = tuple(question.id for question in questions if question.id not in answers)
    tree = weighed(bank, sheet.kind, sheet.tailored_out, level, waived)
    try:
        _, whole = scored(tree, answers)
    except KeyError:
        raise SheetError(_wrong_keys(bank, sheet, questions)) from None
    met = not missing and (bank.threshold is None or whole.value >= Fraction(bank.threshold))
    return LevelScore(level, whole.value, met, counted=True, missing=missing, parts=whole.parts)


def score_run(bank: Bank, sheet: AnswerSheet) -> RunScore:
    """The total: every met level counts 1, the first unmet one its own score, and there the sum ends.

    Levels above that are listed as not counted if they have an answer. `level` is read from the bank's bands, but while answers are
    missing it is never above the last level met. Where the total is a mean, it is the score of the one level, whatever is missing.
    """
    if bank.is_mean:
        return _mean_run(bank, sheet)
    met: list[LevelScore] = []
    numbers = sorted(level.number for level in bank.levels)
    for place, number in enumerate(numbers):
        found = score_level(bank, sheet, number)
        if not found.met:
            above = (score_level(bank, sheet, higher) for higher in numbers[place + 1 :] if _begun(bank, sheet, higher))
            return _run(bank, met, found, tuple(replace(score, counted=False) for score in above))
        met.append(found)
    return _run(bank, met, None, ())


def score_document(bank: Bank, sheet: AnswerSheet) -> dict[str, object]:
    """The score as a JSON document: numbers are exact decimals in strings, weights are percent after tailoring.

    A level that nobody began after the last one met is not mentioned; the band is, where its level has several. Raises `SheetError` with
    every problem of the sheet, or for the unanswered questions of the level being counted.
    """
    problems = check_sheet(bank, sheet)
    if problems:
        raise SheetError(problems)
    run = score_run(bank, sheet)
    listed = tuple(found for place, found in enumerate(run.levels) if place == 0 or _begun(bank, sheet, found.level))
    gaps = tuple(missing_answers(found.level, found.missing) for found in listed if found.counted and found.missing)
    if gaps:
        raise SheetError(gaps)
    levels = [_level_document(found) for found in listed]
    divided = run.band is not None and len(bank.bands_of[run.band.level]) > 1
    band = {"band": run.band.name.base} if run.band is not None and divided else {}
    return {"bank": bank.id, "version": bank.version, "level": run.level, **band, "total": decimal_text(run.total), "levels": levels}


def decimal_text(value: Fraction) -> str:
    """The decimal in full if it ends, else its first 28 significant digits; no exponent, no trailing zeros.

    >>> decimal_text(Fraction(47, 50)), decimal_text(Fraction(5)), decimal_text(Fraction(2, 3))
    ('0.94', '5', '0.6666666666666666666666666667')
    """
    text = format(_decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(value: Fraction) -> Decimal:
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return Context(SIGNIFICANT_DIGITS, ROUND_HALF_EVEN).divide(Decimal(value.numerator), Decimal(value.denominator))
    places = max(twos, fives)
    sign, digits, _ = Decimal(value.numerator * 10**places // value.denominator).as_tuple()
    return Decimal((sign, digits, -places))


def _level_document(found: LevelScore) -> dict[str, object]:
    areas = {area.id: {"score": decimal_text(area.value), "weight": decimal_text(area.weight)} for area in found.areas()}
    document: dict[str, object] = {"level": found.level, "score": decimal_text(found.value), "met": found.met, "areas": areas}
    return document if found.counted else document | {"counted": False}


def _run(bank: Bank, met: list[LevelScore], unmet: LevelScore | None, above: tuple[LevelScore, ...]) -> RunScore:
    last = () if unmet is None else (unmet,)
    total = sum((found.value for found in last), Fraction(len(met)))
    highest = (met[-1].level if met else 0) if unmet is not None and unmet.missing else None
    band = _band(bank, total, highest)
    return RunScore(total, band.level if band else 0, (*met, *last, *above), band)


def _mean_run(bank: Bank, sheet: AnswerSheet) -> RunScore:
    found = score_level(bank, sheet, bank.levels[0].number)
    band = _band(bank, found.value)
    return RunScore(found.value, band.level if band else 0, (found,), band)


def _band(bank: Bank, total: Fraction, highest: int | None = None) -> Band | None:
    """The band of a total, or the best one that is not above the `highest` level."""
    reached = (band for band in bank.bands if Fraction(band.low) <= total and (highest is None or band.level <= highest))
    return max(reached, key=lambda band: band.low, default=None)


def _begun(bank: Bank, sheet: AnswerSheet, level: int) -> bool:
    return any(question.id in sheet.answers for question in questions_at(bank, sheet.kind, sheet.tailored_out, level))


def _wrong_keys(bank: Bank, sheet: AnswerSheet, questions: tuple[Question, ...]) -> tuple[SheetProblem, ...]:
    answered = (question for question in questions if question.id in sheet.answers)
    return tuple(problem for question in answered for problem in check_key(bank, question, sheet.answers[question.id]))


def _walk(parts: tuple[Score, ...], what: Part) -> Iterator[Score]:
    for part in parts:
        if part.what is what:
            yield part
        yield from _walk(part.parts, what)
