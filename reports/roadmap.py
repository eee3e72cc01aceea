"""What to do next: the cheapest way to the level that decides, grouped by effort, and the single changes that gain most.

Effort and gain come from the bank and the scoring rules; nothing is guessed about cost, and no advice is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from math import ceil

from question_bank.answer_sheet import AnswerSheet
from question_bank.improvement import Change, cheapest_path
from question_bank.model import Bank, Question, QuestionId
from question_bank.scoring import LevelScore, Score
from reports.clauses import level_name, requirement_clause
from reports.model import Roadmap, Stage, Step

MOST_GAINS = 6
"""How many of the changes that gain most are listed."""


def roadmap_of(bank: Bank, sheet: AnswerSheet, deciding: LevelScore, language: str) -> Roadmap | None:
    """The cheapest way to meet the deciding level, or to the next band of a mean; nothing while answers are missing: they come first."""
    path = None if deciding.missing or (deciding.met and not bank.is_mean) else cheapest_path(bank, sheet, deciding.level)
    if path is None:
        return None
    steps = [_step(bank, change, language) for change in path.changes]
    return Roadmap(
        level=path.level,
        level_name=path.band.name.in_(language) if path.band else level_name(bank, path.level, language),
        before=path.before,
        after=path.after,
        effort=Fraction(path.effort),
        exact=path.exact,
        bound=Fraction(path.bound),
        stages=tuple(_stages(steps)),
    )


def biggest_gains(bank: Bank, sheet: AnswerSheet, deciding: LevelScore, language: str) -> tuple[Step, ...]:
    """The single changes, each to the best option, that raise the deciding level most; the easier one first among equals."""
    found = [step for score in deciding.questions() if (step := _gain(bank, sheet, score, language)) is not None]
    return tuple(sorted(found, key=lambda step: (-step.gain, step.effort))[:MOST_GAINS])


def _stages(steps: Sequence[Step]) -> Iterator[Stage]:
    """Steps by effort, rounded up to whole grades; inside a grade the biggest gain first."""
    ordered = sorted(steps, key=lambda step: (ceil(step.effort), -step.gain))
    for effort, group in groupby(ordered, key=lambda step: ceil(step.effort)):
        yield Stage(effort, tuple(group))


def _gain(bank: Bank, sheet: AnswerSheet, score: Score, language: str) -> Step | None:
    question = bank.question_by_id[QuestionId(score.id)]
    best = max(question.options, key=lambda option: option.mark)
    given = sheet.answers.get(question.id)
    if given is None or Fraction(best.mark) <= score.value:
        return None
    keys = [option.key for option in question.options]
    steps = keys.index(best.key) - keys.index(given)
    effort = Fraction(question.effort * steps, len(keys) - 1)
    gain = score.share * (Fraction(best.mark) - score.value)
    return _as_step(bank, question, language, from_key=given, to_key=best.key, effort=effort, gain=gain)


def _step(bank: Bank, change: Change, language: str) -> Step:
    question = bank.question_by_id[change.question]
    effort = Fraction(change.effort)
    return _as_step(bank, question, language, from_key=change.from_key, to_key=change.to_key, effort=effort, gain=change.gain)


def _as_step(bank: Bank, question: Question, language: str, *, from_key: str | None, to_key: str, effort: Fraction, gain: Fraction) -> Step:
    texts = {option.key: option.text.in_(language) for option in question.options}
    return Step(
        question=question.id,
        number=question.number,
        area=bank.area_by_id[question.area].name.in_(language),
        stem=question.stem.in_(language),
        from_key=from_key or "",
        from_text=texts.get(from_key or "", ""),
        to_key=to_key,
        to_text=texts[to_key],
        effort=effort,
        gain=gain,
        clause=requirement_clause(bank, bank.requirement_by_id[question.requirement], language),
        evidence=question.evidence.in_(language),
    )
