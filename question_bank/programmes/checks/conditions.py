"""Checks of conditions one by one: where they stand, whether operator and values fit the fact, what they say to people."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.problems import Code, Problem, suggest
from question_bank.programmes.draft import MAX_DEPTH, PackDraft
from question_bank.programmes.model import Condition, Fact, FactKind, Force, Join, Operator
from question_bank.programmes.operators import FITS, MANY, TODAY
from question_bank.programmes.values import NO, YES, day, number

MOST_YEARS = 150


def parents_end_at_the_top(draft: PackDraft) -> Iterator[Problem]:
    """No condition is its own parent over any number of steps, none lies too deep, and only joins have conditions below them."""
    known = draft.programme.conditions_by_id
    for condition in draft.programme.conditions:
        line = list(draft.above(condition))
        ids = [above.id for above in line]
        if condition.id in ids[1:]:
            loop = " → ".join([*ids[: ids.index(condition.id, 1)], condition.id])
            yield draft.problem(Code.PARENT_LOOP, "conditions", condition.id, "parent", area=condition.id, loop=loop)
        elif len(line) == MAX_DEPTH and line[-1].parent is not None and len(set(ids)) == len(ids):
            yield draft.problem(Code.TREE_TOO_DEEP, "conditions", condition.id, "parent", area=condition.id, limit=str(MAX_DEPTH))
        parent = known.get(condition.parent) if condition.parent is not None else None
        if parent is not None and parent.join is None and parent.fact is not None:
            yield draft.problem(Code.PARENT_IS_SINGLE, "conditions", condition.id, "parent", parent=parent.id)


def conditions_are_single_or_joins(draft: PackDraft) -> Iterator[Problem]:
    """A row is a join with conditions below it, or an operator on a fact, and not both."""
    for condition in draft.programme.conditions:
        single, joined = (condition.fact is not None, condition.operator is not None), condition.join is not None
        if (joined and any(single)) or (not joined and not all(single)):
            if not any(draft.is_faulty("conditions", condition.id, column) for column in ("join", "fact", "operator")):
                yield draft.problem(Code.CONDITION_FORM, "conditions", condition.id)
        elif condition.join is not None:
            yield from _join(draft, condition, condition.join)


def _join(draft: PackDraft, condition: Condition, join: Join) -> Iterator[Problem]:
    below = len(draft.programme.below.get(condition.id, ()))
    if not below:
        yield draft.problem(Code.JOIN_EMPTY, "conditions", condition.id, "join", condition=condition.id)
    elif join is not Join.SOME:
        if condition.values:
            yield draft.problem(Code.CELL_UNUSED, "conditions", condition.id, "values", kind=join)
    elif len(condition.values) != 1:
        yield _count(draft, condition, "1")
    elif (found := _count_of(condition.values[0], below)) is not None:
        yield draft.problem(found[0], "conditions", condition.id, "values", **{"value": condition.values[0], **found[1]})


def operators_and_values_fit(draft: PackDraft) -> Iterator[Problem]:
    """An operator fits its fact's kind, has as many values as it takes, and each is one that the fact can have."""
    for condition in draft.programme.conditions:
        if condition.join is None:
            yield from leaf_problems(draft, condition)


def leaf_problems(draft: PackDraft, condition: Condition) -> Iterator[Problem]:
    """What is wrong with a single condition."""
    fact = draft.programme.facts_by_id.get(condition.fact) if condition.fact is not None else None
    operator = condition.operator
    if fact is None or operator is None or not _is_sound_fact(draft, fact):
        return
    if operator not in FITS[fact.kind]:
        fitting = " / ".join(FITS[fact.kind])
        params = {"operator": operator.value, "fact": fact.id, "kind": fact.kind.value, "choices": fitting}
        yield draft.problem(Code.OPERATOR_UNFIT, "conditions", condition.id, "operator", **params)
        return
    if count := _wrong_count(operator, len(condition.values)):
        yield _count(draft, condition, count)
        return
    for place, value in enumerate(condition.values):
        if (found := _unfit(fact, operator, place, value)) is not None:
            yield draft.problem(found[0], "conditions", condition.id, "values", **{"value": value, **found[1]})


def is_sound(draft: PackDraft, condition: Condition) -> bool:
    """Whether a single condition can be tried on values."""
    fact = draft.programme.facts_by_id.get(condition.fact) if condition.fact is not None else None
    if condition.join is not None or condition.operator is None or fact is None:
        return False
    return _is_sound_fact(draft, fact) and next(leaf_problems(draft, condition), None) is None


def _is_sound_fact(draft: PackDraft, fact: Fact) -> bool:
    """Whether values of the fact can be told: its kind is known, and there is something to choose from."""
    ordered = fact.low is None or fact.high is None or fact.low <= fact.high
    chosen = fact.choices or fact.kind not in {FactKind.CHOICE, FactKind.CHOICES}
    return not draft.is_faulty("facts", fact.id, "kind") and ordered and bool(chosen)


def only_the_top_has_force_and_track(draft: PackDraft) -> Iterator[Problem]:
    """What stands under a join has no force of its own, and the join's track."""
    known = draft.programme.conditions_by_id
    for condition in draft.programme.conditions:
        parent = known.get(condition.parent) if condition.parent is not None else None
        if parent is None:
            continue
        if condition.force is not Force.MUST:
            yield draft.problem(Code.FORCE_NESTED, "conditions", condition.id, "force", force=condition.force)
        if condition.track is not None and condition.track != parent.track:
            yield draft.problem(Code.TRACK_NESTED, "conditions", condition.id, "track", track=condition.track, above=parent.track or "")


def every_track_asks_something(draft: PackDraft) -> Iterator[Problem]:
    """Each track has a condition that must be met."""
    must = [condition for condition in draft.programme.conditions if condition.force is Force.MUST and condition.parent is None]
    for track in draft.programme.tracks if draft.programme.conditions else ():
        if not any(condition.track in {None, track.id} for condition in must):
            yield draft.problem(Code.TRACK_EMPTY, "tracks", track.id, "id", track=track.id)


def remedies_are_there(draft: PackDraft) -> Iterator[Problem]:
    """Where something can be mended it is said how: at the condition, or at a join above it."""
    for condition in draft.programme.conditions:
        line = list(draft.above(condition))
        mendable = condition.mendable and condition.join is None and line[-1].force is not Force.PREFERRED
        if mendable and not any(above.remedy.base for above in line) and not draft.is_faulty("conditions", condition.id, "remedy"):
            yield draft.problem(Code.REMEDY_MISSING, "conditions", condition.id, "remedy")


def _wrong_count(operator: Operator, given: int) -> str:
    """How many values the operator takes, if it is not so many."""
    if operator in MANY:
        return "" if given else "≥ 1"
    if operator is Operator.AGED:
        return "" if given in {1, 2} else "1–2"
    return "" if given == 1 else "1"


def _count(draft: PackDraft, condition: Condition, count: str) -> Problem:
    params = {"operator": str(condition.operator or condition.join), "count": count, "given": str(len(condition.values))}
    return draft.problem(Code.VALUES_COUNT, "conditions", condition.id, "values", **params)


Unfit = tuple[Code, dict[str, str]]


def _unfit(fact: Fact, operator: Operator, place: int, value: str) -> Unfit | None:
    """What is wrong with one value of a condition, if anything is."""
    match fact.kind:
        case FactKind.NUMBER:
            return None if number(value) is not None else (Code.NUMBER_EXPECTED, {})
        case FactKind.DATE:
            if operator is Operator.AGED and place == 0:
                return _count_of(value, MOST_YEARS)
            return None if value == TODAY or day(value) is not None else (Code.DAY_EXPECTED, {})
        case FactKind.TEXT:
            return None
    if operator is Operator.COUNTS:
        return _count_of(value, len(fact.choices))
    words = _words(fact, operator)
    if value in words:
        return None
    return Code.VALUE_UNFIT, {"fact": fact.id, "choices": " / ".join(words), "suggestion": suggest(value, words)}


def _count_of(value: str, most: int) -> Unfit | None:
    """What is wrong with a whole number from 1 to `most`, if anything is."""
    params = {"low": "1", "high": str(most)}
    if not value.isdecimal():
        return Code.WHOLE_NUMBER_EXPECTED, params
    return None if 1 <= int(value) <= most else (Code.OUT_OF_RANGE, params)


def _words(fact: Fact, operator: Operator) -> tuple[str, ...]:
    """What may be written for a fact of yes and no, or of choices."""
    if fact.kind is FactKind.FLAG:
        return (YES, NO)
    if operator is Operator.COVERS:
        return tuple(dict.fromkeys(choice.group for choice in fact.choices if choice.group))
    return tuple(choice.key for choice in fact.choices)
