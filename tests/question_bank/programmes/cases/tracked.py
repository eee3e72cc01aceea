"""Cases of a rule pack with tracks, as a CSV sheet: one row is one condition in one track.

`given` is `fact=value | fact=value`, laid over a plant for which everything is well; `fact=?` is not known.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from question_bank.programmes.judging import judge
from question_bank.programmes.library import load
from question_bank.programmes.model import Condition, ConditionId, Outcome, Programme, Truth
from question_bank.programmes.verdicts import Finding, TrackVerdict
from tests.question_bank.programmes.cases.table import TODAY, Case, values_of

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class TrackCase:
    """`clause` is the one that the condition's reason cites; the outcome is that of the track."""

    clause: str
    name: str
    track: str
    stated: Mapping[str, str | None]
    condition: str
    truth: Truth
    outcome: Outcome

    def __str__(self) -> str:
        return f"{self.clause}: {self.name}"


def cases_in(file: str) -> tuple[TrackCase, ...]:
    """The cases of this sheet, in its order."""
    with (HERE / file).open(encoding="utf-8", newline="") as lines:
        return tuple(_case(row) for row in csv.DictReader(lines))


def look_at(programme: str, well: Mapping[str, str], case: TrackCase) -> None:
    """Judge the case and compare the condition, its clause and the track's outcome."""
    pack = load(programme)
    found = track_of(pack, well, case.stated, case.track)
    finding = next(finding for top in found.findings for finding in _deep(top) if finding.condition.id == case.condition)
    assert finding.condition.clause == case.clause
    assert finding.truth is case.truth
    assert found.outcome is case.outcome


def track_of(pack: Programme, well: Mapping[str, str], stated: Mapping[str, str | None], track: str) -> TrackVerdict:
    """What the programme says of one track."""
    verdict = judge(pack, values_of(pack, well, stated), TODAY)
    return next(found for found in verdict.tracks if found.track.id == track)


def plain_cases(cases: tuple[TrackCase, ...]) -> tuple[Case, ...]:
    """The same without tracks, for what only looks at conditions."""
    return tuple(Case(str(case), case.stated, {case.condition: case.truth}, case.outcome) for case in cases)


def uncited(programme: str, cases: tuple[TrackCase, ...]) -> set[str]:
    """The clauses that conditions cite and no case names."""
    return {condition.clause for condition in load(programme).conditions} - {case.clause for case in cases}


def conditions_of(programme: str, clause: str) -> tuple[Condition, ...]:
    """Every condition that cites this clause."""
    return tuple(condition for condition in load(programme).conditions if condition.clause == clause)


def condition_of(programme: str, condition: str) -> Condition:
    """The condition of this id."""
    return load(programme).conditions_by_id[ConditionId(condition)]


def _case(row: Mapping[str, str]) -> TrackCase:
    given = dict(_given(part) for part in row["given"].split(" | ") if part)
    truth, outcome = Truth(row["truth"]), Outcome(row["outcome"])
    return TrackCase(row["clause"], row["name"], row["track"], given, row["condition"], truth, outcome)


def _given(part: str) -> tuple[str, str | None]:
    fact, _, value = part.partition("=")
    return fact, None if value == "?" else value


def _deep(found: Finding) -> tuple[Finding, ...]:
    return (found, *(deeper for one in found.below for deeper in _deep(one)))
