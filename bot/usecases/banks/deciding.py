"""Which questions decide: those whose answer, changed alone, would have moved a respondent to another band.

A score is linear in the marks, so what one changed answer makes of it is the score and the question's share of it; no sheet is scored
again. Chosen over the correlation of mark and result, which mostly tells good respondents from bad ones and finds every question alike.
It serves a statistic: shares are taken as floating numbers, a result on the very edge of a band counts as within it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from dialogs.model import Run
from dialogs.scene import left_out_ids
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, EnterpriseType, QuestionId
from question_bank.weighing import Node, Part, weighed

EDGE = 1e-9
NEVER = 2.0
"""Above every score."""


class _Stake(NamedTuple):
    """One question of a level: the marks of its options by key times its share of the score, with the least and the most of them."""

    question: QuestionId
    worth: dict[str, float]
    least: float
    most: float


class Decided(NamedTuple):
    """The questions that a finished run counts, and those among them that decide it."""

    asked: tuple[QuestionId, ...]
    deciding: tuple[QuestionId, ...]


def decided(bank: Bank, run: Run) -> Decided:
    """What a run's band hangs on: at a level met a question whose worst answer would miss it, at the unmet one a question whose best
    answer would reach it; of a mean, a question that leads out of the band in either direction."""
    asked: list[QuestionId] = []
    deciding: list[QuestionId] = []
    for told in run.levels:
        score = Fraction(told.score)
        floor, ceiling = _edges(bank, score, met=told.met)
        waived = frozenset(QuestionId(name) for name, answer in run.answers.items() if answer.key == NOT_APPLICABLE)
        for stake in _stakes(bank, EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out), told.level, waived):
            asked.append(stake.question)
            rest = float(score) - stake.worth[run.answers[stake.question].key]
            if rest + stake.least < floor - EDGE or rest + stake.most >= ceiling - EDGE:
                deciding.append(stake.question)
    return Decided(tuple(asked), tuple(deciding))


def _edges(bank: Bank, score: Fraction, *, met: bool) -> tuple[float, float]:
    """Between which scores nothing moves."""
    if bank.threshold is None:
        above = bank.band_above(score)
        return float(bank.band_of(score).low), float(above.low) if above else NEVER
    return (float(bank.threshold), NEVER) if met else (-NEVER, float(bank.threshold))


@lru_cache(maxsize=1024)
def _stakes(bank: Bank, kind: EnterpriseType, out: frozenset[AreaId], level: int, waived: frozenset[QuestionId]) -> tuple[_Stake, ...]:
    return tuple(_of(bank, node) for node in _questions(weighed(bank, kind, out, level, waived)))


def _of(bank: Bank, node: Node) -> _Stake:
    question = bank.question_by_id[QuestionId(node.id)]
    worth = {option.key: float(Fraction(option.mark) * node.share) for option in question.options}
    return _Stake(question.id, worth, min(worth.values()), max(worth.values()))


def _questions(node: Node) -> Iterator[Node]:
    if node.what is Part.QUESTION:
        yield node
    for _, branch in node.branches:
        yield from _questions(branch)
