"""What a programme says to an enterprise, as values: findings with their clause, and an outcome for every track."""

from __future__ import annotations

from dataclasses import dataclass

from question_bank.programmes.model import Condition, ConditionId, FactId, Force, Outcome, ProgrammeId, Track, Truth, Values


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition, what it is and why: the known facts it looked at, those it lacks, and the findings below a join.

    `barred`: it is not met, and nothing that could be mended or is still to be confirmed would meet it.
    """

    condition: Condition
    truth: Truth
    used: tuple[FactId, ...] = ()
    lacks: tuple[FactId, ...] = ()
    below: tuple[Finding, ...] = ()
    barred: bool = False


@dataclass(frozen=True, slots=True)
class TrackVerdict:
    """The outcome of one track and its findings in the order of the sheet."""

    track: Track
    outcome: Outcome
    findings: tuple[Finding, ...]

    def missing(self) -> tuple[Finding, ...]:
        """The topmost findings that keep it from being eligible and can be mended."""
        return tuple(found for found in self.findings if _hinders(found) and found.truth is Truth.UNMET and not found.barred)

    def barring(self) -> tuple[Finding, ...]:
        """The topmost findings that end the matter."""
        return tuple(found for found in self.findings if _hinders(found) and found.barred)

    def to_confirm(self) -> tuple[Finding, ...]:
        """The topmost findings that lack a fact."""
        return tuple(found for found in self.findings if found.truth is Truth.OPEN)

    def to_explain(self) -> tuple[Finding, ...]:
        """The findings that ought to be met, are not, and have to be explained."""
        return tuple(found for found in self.findings if found.condition.force is Force.PRINCIPLE and found.truth is Truth.UNMET)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a version of a programme says on these facts. `lacks` are the facts worth asking for next, in the order of the sheet."""

    programme: ProgrammeId
    version: str
    tracks: tuple[TrackVerdict, ...]
    used: Values
    lacks: tuple[FactId, ...]

    @property
    def best(self) -> TrackVerdict:
        """The track of the best outcome; of several the one of the highest rank that is eligible, else the one of the lowest rank."""
        eligible = [found for found in self.tracks if found.outcome is Outcome.ELIGIBLE]
        if eligible:
            return max(eligible, key=lambda found: found.track.rank)
        order = {Outcome.NOT_YET: 0, Outcome.NOT_ELIGIBLE: 1, Outcome.ELIGIBLE: 0}
        return min(self.tracks, key=lambda found: (order[found.outcome], found.track.rank))

    @property
    def outcome(self) -> Outcome:
        """The outcome of the best track."""
        return self.best.outcome

    def truth_of(self, condition: ConditionId) -> Truth | None:
        """What a condition is in any track, wherever it stands."""
        found = next(
            (found for track in self.tracks for one in track.findings for found in _all(one) if found.condition.id == condition), None
        )
        return found.truth if found else None


def _hinders(found: Finding) -> bool:
    return found.condition.force is Force.MUST


def _all(found: Finding) -> tuple[Finding, ...]:
    return (found, *(deeper for one in found.below for deeper in _all(one)))
