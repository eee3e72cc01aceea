"""Facts + conditions -> a verdict. `judge` says why, `outcomes` only what; both go by the same compiled conditions.

Refuses no facts: what is not known, or is not of its fact's kind, leaves a condition to be confirmed. Knows no notice and no window:
whether one can still hand in is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from question_bank.programmes.model import Condition, ConditionId, Fact, FactId, Force, Outcome, Programme, Track, Truth, Values
from question_bank.programmes.operators import dated_test_of, is_dated, test_of
from question_bank.programmes.sources import LEVEL
from question_bank.programmes.standing import BARRED, FIRM, OPEN, OUTCOMES, TRUTHS, UNMET, leaf, weigher
from question_bank.programmes.values import TYPES
from question_bank.programmes.verdicts import Finding, TrackVerdict, Verdict

CACHED_PROGRAMMES = 64
LEVELS = 20
"""No bank has more levels."""

Stands = Callable[[Values, date], int]


@dataclass(frozen=True, slots=True)
class _Node:
    """A condition with its compiled standing and those below it."""

    condition: Condition
    stands: Stands
    below: tuple[_Node, ...] = ()


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The conditions at the top of a programme; `common` and `own` are those that must be met, for all tracks and for each."""

    nodes: tuple[_Node, ...]
    standing: Mapping[ConditionId, Stands]
    common: tuple[Stands, ...]
    own: tuple[tuple[Stands, ...], ...]


def judge(programme: Programme, values: Values, today: date) -> Verdict:
    """The verdict on these facts, with every condition of every track."""
    compiled = _compiled(programme)
    found = {node.condition.id: _finding(node, values, today) for node in compiled.nodes}
    tracks = tuple(
        TrackVerdict(track, outcome, tuple(found[node.condition.id] for node in compiled.nodes if _is_in(track, node.condition)))
        for track, outcome in zip(programme.tracks, outcomes(programme, values, today), strict=True)
    )
    used = frozenset(fact for finding in found.values() for fact in finding.used)
    lacking = frozenset(_worth_asking(tracks))
    return Verdict(
        programme=programme.id,
        version=programme.version,
        tracks=tracks,
        used={fact.id: values[fact.id] for fact in programme.facts if fact.id in used},
        lacks=tuple(fact.id for fact in programme.facts if fact.id in lacking),
    )


def outcomes(programme: Programme, values: Values, today: date) -> tuple[Outcome, ...]:
    """The outcome of every track, in their order: what `judge` says, without the reasons and much faster."""
    compiled = _compiled(programme)
    common = _least(compiled.common, values, today, FIRM)
    if common == BARRED:
        return (Outcome.NOT_ELIGIBLE,) * len(compiled.own)
    return tuple(OUTCOMES[_least(own, values, today, common)] for own in compiled.own)


def standing_of(programme: Programme, condition: Condition) -> Stands:
    """What a condition at the top, or below one, stands at for any facts: one of the numbers of `standing`."""
    return _compiled(programme).standing[condition.id]


def needed_level(programme: Programme, verdict: Verdict) -> int | None:
    """The level of a run that the best track's missing conditions want, or nothing where a level would not help."""
    facts = frozenset(fact.id for fact in programme.facts if fact.source == LEVEL)
    wanted = (_wanted(programme, finding, facts) for finding in verdict.best.missing())
    return max((level for level in wanted if level is not None), default=None)


def _wanted(programme: Programme, finding: Finding, facts: frozenset[FactId]) -> int | None:
    """The least level that would meet a missing finding; where more than a level is missing, that would do the level's part of it."""
    for hopeful in (False, True):
        now = _at_level(programme, finding, facts, None, hopeful)
        if now <= UNMET:
            rising = (level for level in range(LEVELS + 1) if _at_level(programme, finding, facts, level, hopeful) > UNMET)
            if (found := next(rising, None)) is not None:
                return found
    return None


def _at_level(programme: Programme, finding: Finding, facts: frozenset[FactId], level: int | None, hopeful: bool) -> int:
    """The standing of a finding if the level were another; `hopeful` takes what else is not met for mended."""
    condition = finding.condition
    if finding.below:
        return weigher(condition)(_at_level(programme, below, facts, level, hopeful) for below in finding.below)
    if condition.fact in facts and level is not None:
        return leaf(condition, test_of(condition, programme.facts_by_id[condition.fact])(Decimal(level)))
    if finding.truth is Truth.OPEN or (hopeful and condition.fact not in facts and not finding.barred):
        return OPEN
    return leaf(condition, finding.truth is Truth.MET)


def _worth_asking(tracks: tuple[TrackVerdict, ...]) -> Iterator[FactId]:
    for track in tracks:
        if track.outcome is not Outcome.NOT_ELIGIBLE:
            yield from (fact for finding in track.findings for fact in finding.lacks)


def _finding(node: _Node, values: Values, today: date) -> Finding:
    condition, stands = node.condition, node.stands(values, today)
    if condition.fact is not None:
        known = stands != OPEN
        own = (condition.fact,)
        return Finding(condition, TRUTHS[stands], own if known else (), () if known else own, (), stands == BARRED)
    below = tuple(_finding(under, values, today) for under in node.below)
    used = dict.fromkeys(fact for found in below for fact in found.used)
    lacks = dict.fromkeys(fact for found in below for fact in found.lacks if stands in {UNMET, OPEN})
    return Finding(condition, TRUTHS[stands], tuple(used), tuple(lacks), below, stands == BARRED)


def _least(conditions: tuple[Stands, ...], values: Values, today: date, least: int) -> int:
    for stands in conditions:
        found = stands(values, today)
        if found < least:
            if found == BARRED:
                return BARRED
            least = found
    return least


def _is_in(track: Track, condition: Condition) -> bool:
    return condition.track is None or condition.track == track.id


@lru_cache(maxsize=CACHED_PROGRAMMES)
def _compiled(programme: Programme) -> _Compiled:
    nodes = tuple(_node(programme, condition) for condition in programme.below.get(None, ()))
    must = [node for node in nodes if node.condition.force is Force.MUST]
    return _Compiled(
        nodes=nodes,
        standing={node.condition.id: node.stands for top in nodes for node in _all(top)},
        common=tuple(node.stands for node in must if node.condition.track is None),
        own=tuple(tuple(node.stands for node in must if node.condition.track == track.id) for track in programme.tracks),
    )


def _all(node: _Node) -> Iterator[_Node]:
    yield node
    for below in node.below:
        yield from _all(below)


def _node(programme: Programme, condition: Condition) -> _Node:
    if condition.fact is not None:
        return _Node(condition, _leaf(condition, programme.facts_by_id[condition.fact]))
    below = tuple(_node(programme, under) for under in programme.below[condition.id])
    return _Node(condition, _joined(condition, tuple(node.stands for node in below)), below)


def _joined(condition: Condition, below: tuple[Stands, ...]) -> Stands:
    weigh = weigher(condition)
    return lambda values, today: weigh([stands(values, today) for stands in below])


def _leaf(condition: Condition, fact: Fact) -> Stands:
    name, kind = fact.id, TYPES[fact.kind]
    met, unmet = leaf(condition, True), leaf(condition, False)
    if is_dated(condition):
        dated = dated_test_of(condition, fact)

        def on_a_day(values: Values, today: date) -> int:
            value = values.get(name)
            if type(value) is not kind:
                return OPEN
            return met if dated(value, today) else unmet

        return on_a_day
    test = test_of(condition, fact)

    def stands(values: Values, today: date) -> int:
        value = values.get(name)
        if type(value) is not kind:
            return OPEN
        return met if test(value) else unmet

    return stands
