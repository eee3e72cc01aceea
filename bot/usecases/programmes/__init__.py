"""What programmes say to an enterprise: judged from what is known of it, kept with the facts used, told when something becomes possible.

Rights are asked for by whoever calls this. Who changes a fact, or anything that facts are taken from, refreshes the verdicts in the same
transaction, so that what is kept is never older than what it was given by. Nothing here is part of a turn that answers a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ports.programmes import KeptVerdict
from bot.usecases.packs import window_now
from bot.usecases.programmes.documents import document_in, document_of
from bot.usecases.programmes.gathering import Gathered, Gathering, Known, gather, kept_as
from dialogs.desk.prog.effects import Turned, VerdictMoved, VerdictsTurned
from dialogs.effects import EnterpriseSought, RunAbandoned, RunFinished
from dialogs.limits import day_of
from question_bank.programmes.model import Fact, FactId, Outcome, Programme, Purpose, Subject, Value
from question_bank.programmes.verdicts import Verdict

if TYPE_CHECKING:
    from bot.ports import Enterprise
    from bot.usecases.desk.visit import Notice, Visit
    from dialogs.scene import Turn

__all__ = [
    "Changed",
    "Gathered",
    "Known",
    "after_turn",
    "document_in",
    "gather",
    "notices",
    "refresh",
    "sources_of",
    "state",
    "told",
    "verdict_of",
]


@dataclass(frozen=True, slots=True)
class Changed:
    """A programme that says something else than before; `before` is nothing where it was not judged yet. Eligible before and after, it is
    for another track: `left` before, `track` now."""

    programme: Programme
    before: Outcome | None
    after: Outcome
    left: str = ""
    track: str = ""

    @property
    def made_possible(self) -> bool:
        """Whether the enterprise can now apply for what it could not before; a first judgement makes nothing possible."""
        if self.before is None or self.after is not Outcome.ELIGIBLE or self.programme.purpose is not Purpose.APPLY:
            return False
        return self.before is not Outcome.ELIGIBLE or _rank(self.programme, self.track) > _rank(self.programme, self.left)

    def reached(self, language: str) -> str:
        """What the track is called that is reached, where the programme has several and one is."""
        if self.after is not Outcome.ELIGIBLE or len(self.programme.tracks) < 2:
            return ""
        return next((track.name.in_(language) for track in self.programme.tracks if track.id == self.track), "")


def verdict_of(visit: Visit, enterprise: Enterprise, programme: Programme) -> Verdict:
    """What the programme says to the enterprise now; nothing is kept."""
    return Gathering(visit, enterprise).verdict(programme)


def sources_of(visit: Visit, enterprise: Enterprise, names: Iterable[str]) -> Mapping[str, Value]:
    """What these sources say, as people read it; those without a value are left out."""
    gathering = Gathering(visit, enterprise)
    found = {name: gathering.source(name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def refresh(visit: Visit, enterprise: Enterprise) -> tuple[Changed, ...]:
    """Judge all programmes for enterprises anew, keep what they say, and tell what changed. Nobody else judges the enterprise meanwhile."""
    programmes = [found for found in visit.packs.current() if found.subject is Subject.ENTERPRISE]
    if not programmes:
        return ()
    visit.tx.hold_enterprise(enterprise.id)
    gathering, before = Gathering(visit, enterprise), visit.tx.verdicts_of(enterprise.id)
    changed = (_kept(visit, enterprise, gathering, programme, before.get(programme.id)) for programme in programmes)
    return tuple(found for found in changed if found is not None)


def state(visit: Visit, enterprise: Enterprise, fact: Fact, value: Value | None) -> tuple[Changed, ...]:
    """State a fact in place of what stood, or (nothing) take it back; what that changes. The audit is told which fact, never its value."""
    visit.tx.hold_enterprise(enterprise.id)
    if not visit.tx.state_fact(enterprise.id, fact.id, kept_as(value), visit.person, visit.now):
        return ()
    if value is None:
        visit.record("fact_taken_back", enterprise=enterprise.id, fact=fact.id)
    else:
        visit.record("fact_stated", enterprise=enterprise.id, fact=fact.id)
    return refresh(visit, enterprise)


def notices(visit: Visit, enterprise: Enterprise, changed: Iterable[Changed]) -> tuple[Notice, ...]:
    """One notice to each other contact of the enterprise with all that has become possible; none where nothing has."""
    from bot.usecases.desk.visit import Notice

    possible = [found for found in changed if found.made_possible]
    if not possible:
        return ()
    people = [contact.person for contact in visit.tx.contacts(enterprise.id) if contact.person != visit.person]
    return tuple(Notice(person, VerdictsTurned(enterprise.name, _turned(visit, person, possible))) for person in people)


def told(visit: Visit, changed: Iterable[Changed]) -> tuple[VerdictMoved, ...]:
    """What changed, for the person in front; nothing of first judgements."""
    return tuple(_moved(visit, found) for found in changed if found.before is not None)


def after_turn(visit: Visit, turn: Turn) -> tuple[Turn, tuple[Notice, ...]]:
    """The turn once it is kept, with what the person is told of verdicts, and the notices: after a run was finished or given up, or the
    profile was stored; all others pass."""
    if not any(isinstance(effect, RunFinished | RunAbandoned) or _is_stored(effect) for effect in turn.effects):
        return turn, ()
    run = turn.run
    enterprise = visit.tx.enterprise(run.enterprise) if run is not None and run.enterprise and not run.trial else None
    if enterprise is None:
        return turn, ()
    changed = refresh(visit, enterprise)
    said = told(visit, (found for found in changed if Outcome.ELIGIBLE in {found.before, found.after}))
    turned = turn._replace(effects=(*turn.effects[:-1], *said, turn.effects[-1])) if said else turn
    return turned, notices(visit, enterprise, changed)


def _is_stored(effect: object) -> bool:
    return isinstance(effect, EnterpriseSought) and effect.register


def _kept(visit: Visit, enterprise: Enterprise, gathering: Gathering, programme: Programme, before: KeptVerdict | None) -> Changed | None:
    verdict = gathering.verdict(programme)
    visit.tx.keep_verdict(
        KeptVerdict(
            enterprise=enterprise.id,
            programme=programme.id,
            version=programme.version,
            outcome=verdict.outcome.value,
            track=verdict.best.track.id,
            lacking=len(_lacking(verdict)),
            missing=len(verdict.best.missing()),
            at=visit.now,
            document=document_of(verdict, gathering.of(programme)),
        )
    )
    return _changed(programme, before, verdict)


def _lacking(verdict: Verdict) -> frozenset[FactId]:
    """The facts that the best track would still need to know."""
    best = verdict.best
    return frozenset() if best.outcome is Outcome.NOT_ELIGIBLE else frozenset(fact for found in best.findings for fact in found.lacks)


def _changed(programme: Programme, before: KeptVerdict | None, verdict: Verdict) -> Changed | None:
    """What is another than before. A track that the programme does not have any more is no other track."""
    was, track = Outcome(before.outcome) if before else None, str(verdict.best.track.id)
    left = before.track if before and any(found.id == before.track for found in programme.tracks) else track
    moved = was is not verdict.outcome or (was is Outcome.ELIGIBLE and left != track)
    return Changed(programme, was, verdict.outcome, left, track) if moved else None


def _rank(programme: Programme, track: str) -> int:
    return next((found.rank for found in programme.tracks if found.id == track), 0)


def _turned(visit: Visit, person: str, changed: Iterable[Changed]) -> tuple[Turned, ...]:
    cursor = visit.tx.cursor(person)
    language = cursor.language if cursor else ""
    programmes = ((found.programme, found.reached(language)) for found in changed)
    return tuple(Turned(found.id, found.title.in_(language), *_closing(visit, found), track) for found, track in programmes)


def _moved(visit: Visit, changed: Changed) -> VerdictMoved:
    programme = changed.programme
    is_open, closes = _closing(visit, programme)
    return VerdictMoved(
        title=programme.title.in_(visit.language),
        before=changed.before.value if changed.before else "",
        after=changed.after.value,
        duty=programme.purpose is Purpose.DUTY,
        open=is_open,
        closes=closes,
        track=changed.reached(visit.language),
    )


def _closing(visit: Visit, programme: Programme) -> tuple[bool, str]:
    window, is_open = window_now(programme, day_of(visit.now))
    return is_open, window.closes.isoformat() if window else ""
