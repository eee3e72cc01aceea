"""The levels of many answer sheets at a time, exactly as `scoring` finds them but without the explanation.

Works on the scoring's own trees. What a sub-domain comes to is worked out once for each way of answering it, whatever the enterprise's type
and tailoring; a property test holds the result to `scoring`. It checks no sheet: what a bank does not know is a `KeyError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, EnterpriseType, QuestionId
from question_bank.weighing import Node, Part, weighed

MILLION = 1_000_000
"""Areas' scores are told in millionths: whole numbers, whose sums do not depend on their order."""

Key = tuple[str | None, ...]


class Value(NamedTuple):
    """The exact value of an area, the same in millionths, how many answers it lacks, and whether it counts at all.

    The denominator is the one of its node wherever that fits, which it does not if some questions are answered NA.
    """

    numerator: int
    denominator: int
    millionths: int
    missing: int = 0
    counts: bool = True


UNCOUNTED = Value(0, 0, 0, counts=False)


@dataclass(frozen=True, slots=True)
class Reached:
    """A sheet scored: its level, and by level that was counted the score of each area in millionths.

    `missing` is how many answers a level lacks that was handed in; `further` says that the next level has no complete answers.
    """

    level: int
    values: Mapping[int, Mapping[str, int]]
    missing: int
    further: bool


@dataclass(slots=True)
class _Leaf:
    """A sub-domain at a level, and what each way of answering its questions comes to."""

    node: Node
    questions: tuple[QuestionId, ...]
    known: dict[Key, Value] = field(default_factory=dict)

    def value(self, answers: Mapping[QuestionId, str]) -> Value:
        key = tuple(map(answers.get, self.questions))
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._worked_out(answers, key)
        return found

    def _worked_out(self, answers: Mapping[QuestionId, str], key: Key) -> Value:
        if missing := key.count(None):
            return Value(0, 1, 0, missing)
        value = _mean(self.node, answers)
        return UNCOUNTED if value is None else _value(value, self.node.denominator)


class _Step(NamedTuple):
    """One part of a branch: where its value stands in the list of values, what its node's numerator is multiplied by and what is its
    denominator, and its weight."""

    at: int
    factor: int
    denominator: int
    weight: Fraction


class _Branch(NamedTuple):
    denominator: int
    steps: tuple[_Step, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A level of one type and tailoring: its sub-domains, then what stands above them, each after its parts; the last is the level."""

    leaves: tuple[_Leaf, ...]
    branches: tuple[_Branch, ...]
    names: tuple[str, ...]
    """The areas in the order of their values."""


class Scorer:
    """Scores sheets of one bank; what it learns with one sheet it uses for the next."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._levels = sorted(level.number for level in bank.levels)
        self._plans: dict[tuple[EnterpriseType, frozenset[AreaId], int], _Plan] = {}
        self._leaves: dict[tuple[str, int], _Leaf] = {}

    def scored(self, sheet: AnswerSheet, handed_in: frozenset[int] | None = None) -> Reached:
        """The level that the answers come to. With the levels that were `handed_in`, a missing answer at one of them is a gap; at any other
        level, and wherever none are given, the score ends before a level that lacks answers."""
        bank, values = self._bank, dict[int, Mapping[str, int]]()
        total, met = Fraction(0), 0
        for level in self._levels:
            value, areas, missing = self._level(sheet, level)
            if missing:
                gap = handed_in is not None and level in handed_in
                return Reached(self._band(total, met), values, missing if gap else 0, further=not gap)
            values[level] = areas
            if bank.threshold is not None and value < bank.threshold:
                return Reached(self._band(total + value, None), values, 0, further=False)
            total, met = total + (value if bank.is_mean else 1), level
        return Reached(self._band(total, None), values, 0, further=False)

    def _level(self, sheet: AnswerSheet, level: int) -> tuple[Fraction, Mapping[str, int], int]:
        plan = self._plan(sheet.kind, sheet.tailored_out, level)
        values = [leaf.value(sheet.answers) for leaf in plan.leaves]
        if missing := sum(value.missing for value in values):
            return Fraction(0), {}, missing
        for branch in plan.branches:
            values.append(_weighed(branch, values))
        areas = {name: value.millionths for name, value in zip(plan.names, values, strict=False) if value.counts}
        return Fraction(values[-1].numerator, values[-1].denominator), areas, 0

    def _plan(self, kind: EnterpriseType, out: frozenset[AreaId], level: int) -> _Plan:
        key = (kind, out, level)
        if key not in self._plans:
            root = weighed(self._bank, kind, out, level, frozenset())
            places: dict[str, int] = {}
            leaves = [self._leaf(node, level) for node in _leaves(root, places)]
            branches: list[_Branch] = []
            _add_branches(root, branches, places)
            self._plans[key] = _Plan(tuple(leaves), tuple(branches), tuple(name for name in places if name != root.id))
        return self._plans[key]

    def _leaf(self, node: Node, level: int) -> _Leaf:
        """The same for every type and tailoring: inside a sub-domain all weigh alike."""
        return self._leaves.setdefault((node.id, level), _Leaf(node, tuple(_questions(node))))

    def _band(self, total: Fraction, highest: int | None) -> int:
        reached = (band for band in self._bank.bands if band.low <= total and (highest is None or band.level <= highest))
        band = max(reached, key=lambda band: band.low, default=None)
        return band.level if band else 0


def _weighed(branch: _Branch, values: list[Value]) -> Value:
    """The mean of what counts, by weight; what counts nothing frees its weight in proportion, as `tailoring.sibling_weights` has it."""
    numerator = 0
    for at, factor, denominator, _ in branch.steps:
        value = values[at]
        if value.denominator != denominator:
            return _freed(branch, values)
        numerator += factor * value.numerator
    return Value(numerator, branch.denominator, numerator * MILLION // branch.denominator)


def _freed(branch: _Branch, values: list[Value]) -> Value:
    counting = [(step.weight, values[step.at]) for step in branch.steps if values[step.at].counts]
    if not counting:
        return UNCOUNTED
    whole = sum(weight for weight, _ in counting)
    mean = sum((weight * Fraction(value.numerator, value.denominator) for weight, value in counting), Fraction(0)) / whole
    return _value(mean, branch.denominator)


def _value(value: Fraction, usual: int) -> Value:
    """The value over the usual denominator if it has one so, else over its own."""
    numerator, denominator = value.as_integer_ratio()
    if usual % denominator == 0:
        numerator, denominator = numerator * (usual // denominator), usual
    return Value(numerator, denominator, numerator * MILLION // denominator)


def _mean(node: Node, answers: Mapping[QuestionId, str]) -> Fraction | None:
    """The value of a node under which all weigh alike; nothing where every question is answered NA."""
    if node.outcomes is not None:
        key = answers[node.question]
        return None if key == NOT_APPLICABLE else Fraction(node.outcomes[key][0], node.denominator)
    if not node.branches:
        return Fraction(node.constant)
    values = [value for _, branch in node.branches if (value := _mean(branch, answers)) is not None]
    return sum(values, Fraction(0)) / len(values) if values else None


def _is_leaf(node: Node) -> bool:
    return not any(branch.what is Part.AREA for _, branch in node.branches)


def _leaves(node: Node, places: dict[str, int]) -> list[Node]:
    """The sub-domains under a node, each given its place."""
    if node.what is Part.AREA and _is_leaf(node):
        places[node.id] = len(places)
        return [node]
    return [leaf for _, branch in node.branches for leaf in _leaves(branch, places)]


def _add_branches(node: Node, into: list[_Branch], places: dict[str, int]) -> None:
    if _is_leaf(node):
        return
    for _, branch in node.branches:
        _add_branches(branch, into, places)
    steps = (_Step(places[branch.id], factor, branch.denominator, branch.weight) for factor, branch in node.branches)
    into.append(_Branch(node.denominator, tuple(steps)))
    places[node.id] = len(places)


def _questions(node: Node) -> list[QuestionId]:
    if node.outcomes is not None:
        return [node.question]
    return [question for _, branch in node.branches for question in _questions(branch)]
