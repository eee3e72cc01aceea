"""The tree by which one level of one enterprise is scored, with every mean and weight turned into whole-number factors.

It is worked out once per bank, type, tailoring, level and set of NA answers, and remembered; scoring a sheet is then a walk over it. The
tree knows no sheet: it is the same for all enterprises that answer the same questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm

from question_bank.model import Area, AreaId, Bank, EmptyCell, EnterpriseType, Question, QuestionId, Requirement
from question_bank.tailoring import PERCENT, left_out, may_be_not_applicable, questions_at, sibling_weights

CACHED_TREES = 512
"""How many trees are remembered; up to some hundred kilobytes each."""


class Part(StrEnum):
    """What a node of the explanation stands for."""

    AREA = "area"
    REQUIREMENT = "requirement"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Score:
    """One node of the explanation.

    `value` runs from 0 to 1 and is the mean of its parts by their weights. `weight` is percent inside the parent after tailoring (siblings
    sum to 100), `share` the fraction of the whole level's score, `clause` where the standard asks for it.
    """

    what: Part
    id: str
    value: Fraction
    weight: Fraction
    share: Fraction
    clause: str
    parts: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One node before it is scored: its value is (`constant` + factors times the children's numerators) / `denominator`.

    A question, and a requirement that one `question` asks about, has its `outcomes` ready: by answer key (`None`: unanswered) its
    numerator and its finished score.
    """

    what: Part
    id: str
    weight: Fraction
    share: Fraction
    clause: str
    denominator: int
    constant: int
    branches: tuple[tuple[int, Node], ...]
    outcomes: Mapping[str | None, tuple[int, Score]] | None
    question: QuestionId


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all steps of building one tree share: `asked` the questions that count, `counting` the areas that do."""

    bank: Bank
    kind: EnterpriseType
    level: int
    gone: frozenset[AreaId]
    asked: frozenset[QuestionId]
    counting: frozenset[AreaId]


@lru_cache(maxsize=CACHED_TREES)
def weighed(bank: Bank, kind: EnterpriseType, tailored_out: frozenset[AreaId], level: int, waived: frozenset[QuestionId]) -> Node:
    """The tree of a level without the `waived` questions (answered NA); those that may not be NA stay in it.

    The node returned stands for the whole level; its branches are the roots. Raises `KeyError` for a level the bank does not have.
    """
    gone = left_out(bank, kind, tailored_out)
    questions = questions_at(bank, kind, tailored_out, level)
    asked = frozenset(found.id for found in questions if found.id not in waived or not may_be_not_applicable(bank, found))
    standing = (leaf for leaf in bank.leaves if leaf.id not in gone and _stands(bank, leaf, level, asked))
    counting = frozenset(area.id for leaf in standing for area in bank.lineage(leaf.id))
    frame = _Frame(bank, kind, level, gone, asked, counting)
    name = bank.level_by_number[level].name.base
    return _joined(Part.AREA, bank.id, name, _areas(frame, None, Fraction(1)), weight=Fraction(PERCENT), share=Fraction(1))


def scored(node: Node, answers: Mapping[QuestionId, str]) -> tuple[int, Score]:
    """The node's numerator and its score with these answers. Raises `KeyError` for a key that is none of its question's."""
    if node.outcomes is not None:
        return node.outcomes[answers.get(node.question)]
    numerator = node.constant
    parts = []
    for factor, branch in node.branches:
        found, part = scored(branch, answers)
        numerator += factor * found
        parts.append(part)
    value = Fraction(numerator, node.denominator)
    return numerator, Score(node.what, node.id, value, node.weight, node.share, node.clause, tuple(parts))


def _stands(bank: Bank, leaf: Area, level: int, asked: frozenset[QuestionId]) -> bool:
    """Whether a sub-domain counts at a level: it has a question there, or no requirement at all and the bank counts that as met."""
    requirements = bank.requirements_at.get((leaf.id, level), ())
    if not requirements:
        return bank.empty_cell is EmptyCell.MET
    return any(question.id in asked for found in requirements for question in bank.questions_of.get(found.id, ()))


def _areas(frame: _Frame, parent: AreaId | None, share: Fraction) -> list[Node]:
    weights = sibling_weights(frame.bank, frame.kind, frame.gone, frame.counting, parent)
    return [_area(frame, area, weight, share * weight / PERCENT) for area, weight in weights]


def _area(frame: _Frame, area: Area, weight: Fraction, share: Fraction) -> Node:
    under = _areas(frame, area.id, share) if area.id in frame.bank.children else list(_requirements(frame, area, share))
    clause = f"{frame.bank.standard} {area.name}"
    return _joined(Part.AREA, area.id, clause, under, weight=weight, share=share, constant=0 if under else 1)


def _requirements(frame: _Frame, area: Area, share: Fraction) -> Iterator[Node]:
    bank = frame.bank
    found = [(requirement, _asked(frame, requirement)) for requirement in bank.requirements_at.get((area.id, frame.level), ())]
    kept = [(requirement, questions) for requirement, questions in found if questions]
    for requirement, questions in kept:
        clause = f"{bank.standard} {area.name} {bank.level_by_number[frame.level].name} {requirement.letter})"
        part = share / len(kept)
        under = [_question(question, Fraction(PERCENT, len(questions)), part / len(questions), clause) for question in questions]
        yield _joined(Part.REQUIREMENT, requirement.id, clause, under, weight=Fraction(PERCENT, len(kept)), share=part)


def _asked(frame: _Frame, requirement: Requirement) -> list[Question]:
    return [question for question in frame.bank.questions_of.get(requirement.id, ()) if question.id in frame.asked]


def _question(question: Question, weight: Fraction, share: Fraction, clause: str) -> Node:
    marks: dict[str | None, Fraction] = {option.key: Fraction(option.mark) for option in question.options}
    denominator = lcm(*(mark.denominator for mark in marks.values()))
    outcomes = {
        key: (int(mark * denominator), Score(Part.QUESTION, question.id, mark, weight, share, clause, ()))
        for key, mark in ({None: Fraction(0)} | marks).items()
    }
    return Node(Part.QUESTION, question.id, weight, share, clause, denominator, 0, (), outcomes, question.id)


def _joined(what: Part, id: str, clause: str, under: Sequence[Node], *, weight: Fraction, share: Fraction, constant: int = 0) -> Node:
    """A node over others. `constant` is 1 for an area with nothing under it: an empty cell that counts as met."""
    factors = [node.weight / PERCENT / node.denominator for node in under]
    denominator = lcm(*(factor.denominator for factor in factors))
    branches = tuple((int(factor * denominator), node) for factor, node in zip(factors, under, strict=True))
    node = Node(what, id, weight, share, clause, denominator, constant, branches, None, QuestionId(""))
    return _ready(node, branches[0][1]) if what is Part.REQUIREMENT and len(branches) == 1 else node


def _ready(node: Node, only: Node) -> Node:
    """The requirement with what each answer to its only question makes of it, so that scoring need not work it out every time."""
    outcomes = {key: scored(node, {} if key is None else {only.question: key}) for key in only.outcomes or ()}
    return replace(node, outcomes=outcomes, question=only.question)
