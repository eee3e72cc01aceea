"""A verdict in the words of its programme: each condition with its clause, what is known, what is not, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dialogs.desk.prog.parts import Glance, Reason, Span
from dialogs.views.common import brief
from question_bank.programmes.model import Condition, Fact, FactId, Force, Join, Outcome, Programme, Truth, Value, Values, Window
from question_bank.programmes.values import said
from question_bank.programmes.verdicts import Finding, TrackVerdict, Verdict

LONGEST_VALUE = 60
NOTHING = "∅"
"""What a screen's text holds where none of several choices was chosen."""

MOST_WHY = 2
"""How many conditions say why a fact is asked."""

AHEAD, OPEN, CLOSED, ALWAYS = "ahead", "open", "closed", "always"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a reason is put into words with."""

    programme: Programme
    values: Values
    language: str

    def of(self, findings: Iterable[Finding]) -> tuple[Reason, ...]:
        """The reasons in their order."""
        return tuple(self._reason(found) for found in findings)

    def _reason(self, found: Finding) -> Reason:
        condition, language = found.condition, self.language
        return Reason(
            text=condition.text.in_(language),
            clause=condition.clause,
            truth=found.truth.value,
            now=() if found.below else self._known(found.used),
            lacks=() if found.below else tuple(self.name(fact) for fact in found.lacks),
            remedy=condition.remedy.in_(language) if found.truth is not Truth.MET else "",
            need=condition.join.value if condition.join else "",
            least=condition.values[0] if condition.join is Join.SOME and condition.values else "",
            parts=self.of(_telling(found)),
        )

    def name(self, fact: FactId) -> str:
        """What a fact is called."""
        found = self.programme.facts_by_id.get(fact)
        return found.name.in_(self.language) if found else ""

    def _known(self, facts: Iterable[FactId]) -> tuple[tuple[str, str], ...]:
        known = [(fact, self.values[fact.id]) for id_ in facts if (fact := self.programme.facts_by_id.get(id_)) and fact.id in self.values]
        return tuple((fact.name.in_(self.language), brief(worded(fact, value, self.language), LONGEST_VALUE)) for fact, value in known)


def worded(fact: Fact, value: Value, language: str) -> str:
    """The value in words; none of several choices is a sign that the texts have words for."""
    return said(fact, value, language) or NOTHING


def _telling(found: Finding) -> tuple[Finding, ...]:
    """What below a join makes it what it is: of all those that stand like it, else every one."""
    if found.condition.join is Join.ALL and found.truth is not Truth.MET:
        return tuple(below for below in found.below if below.truth is found.truth)
    return found.below


def glance(programme: Programme, track: TrackVerdict, language: str) -> Glance:
    """A track at a glance; without a name where there is but one."""
    name = track.track.name.in_(language) if len(programme.tracks) > 1 else ""
    return Glance(str(track.track.id), name, track.outcome.value, len(track.missing()), len(to_confirm(track)))


def ordered(verdict: Verdict) -> tuple[TrackVerdict, ...]:
    """The tracks as they are read: the one reached first, then upward from the lowest."""
    rest = sorted((found for found in verdict.tracks if found is not verdict.best), key=lambda found: found.track.rank)
    return (verdict.best, *rest)


def worth_telling(verdict: Verdict) -> TrackVerdict:
    """The track whose reasons are told unasked: the next one above what is reached, or the best where there is none."""
    best = verdict.best
    if best.outcome is not Outcome.ELIGIBLE:
        return best
    above = [found for found in verdict.tracks if found.track.rank > best.track.rank and found.outcome is Outcome.NOT_YET]
    return min(above, key=lambda found: found.track.rank, default=best)


def track_of(verdict: Verdict, track: str) -> TrackVerdict:
    """The track of this id, or the one that is worth telling."""
    return next((found for found in verdict.tracks if str(found.track.id) == track), worth_telling(verdict))


def to_confirm(track: TrackVerdict) -> tuple[Finding, ...]:
    """What lacks a fact and counts; what would only help does not."""
    return tuple(found for found in track.to_confirm() if found.condition.force is not Force.PREFERRED)


def helpful(track: TrackVerdict) -> tuple[Finding, ...]:
    """What would help, and is not met or not known; it never counts against anybody."""
    return tuple(found for found in track.findings if found.condition.force is Force.PREFERRED and found.truth is not Truth.MET)


def met(track: TrackVerdict) -> tuple[Finding, ...]:
    """What is met, at the top."""
    return tuple(found for found in track.findings if found.truth is Truth.MET)


def spans(programme: Programme, today: date, language: str) -> tuple[Span, ...]:
    """The windows of a programme as they stand today."""
    return tuple(
        Span(
            name=window.name.in_(language),
            opens=window.opens.isoformat() if window.opens else "",
            closes=window.closes.isoformat(),
            state=_state(window, today),
            clause=window.clause,
        )
        for window in programme.windows
    )


def _state(window: Window, today: date) -> str:
    if today > window.closes:
        return CLOSED
    return AHEAD if window.opens and today < window.opens else OPEN


def together(found: Iterable[Span]) -> str:
    """What the windows are together."""
    states = {span.state for span in found}
    return next((state for state in (OPEN, AHEAD, CLOSED) if state in states), ALWAYS)


def closing(found: Iterable[Span]) -> str:
    """The last day of the window that is open and closes first; empty if none is open."""
    return min((span.closes for span in found if span.state == OPEN), default="")


def why(programme: Programme, fact: FactId, language: str) -> tuple[str, ...]:
    """What a fact is asked for: the texts of the first conditions that look at it."""
    texts = dict.fromkeys(_asking(programme, condition).text.in_(language) for condition in programme.conditions if condition.fact == fact)
    return tuple(texts)[:MOST_WHY]


def _asking(programme: Programme, condition: Condition) -> Condition:
    return condition if condition.text.base else programme.conditions_by_id.get(condition.parent or condition.id, condition)
