"""What is kept beside a verdict: the facts it was given by and what every condition was, as JSON; read again by the pack's own version."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from bot.usecases.programmes.gathering import Gathered
from question_bank.programmes.model import FactId, Outcome, Programme, Truth, Value, Values
from question_bank.programmes.values import Unfit, read_value, write_value
from question_bank.programmes.verdicts import Finding, Verdict

DOCUMENT_SPEC = 1


class UsedFact(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One fact that a verdict was given by, as `question_bank.programmes.values` writes it, with where it came from."""

    value: str
    source: str = ""
    by: str = ""
    at: int | None = None


class VerdictDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The facts by id, the truth of each condition by id, and the outcome of each track by id."""

    spec: int
    facts: dict[str, UsedFact]
    truths: dict[str, Truth]
    tracks: dict[str, Outcome]

    def values(self, programme: Programme) -> Values:
        """The facts as the version that gave the verdict reads them; one that it does not know is left out."""
        return dict(self._read(programme))

    def _read(self, programme: Programme) -> Iterator[tuple[FactId, Value]]:
        for name, used in self.facts.items():
            fact = programme.facts_by_id.get(FactId(name))
            try:
                if fact is not None:
                    yield fact.id, read_value(fact, used.value)
            except Unfit:
                continue


def document_of(verdict: Verdict, gathered: Gathered) -> bytes:
    """The document of a verdict; the same for the same facts."""
    known = {fact: gathered.known[fact] for fact in sorted(verdict.used)}
    facts = {str(fact): UsedFact(write_value(found.value), found.source, found.by, found.at) for fact, found in known.items()}
    truths = {str(found.condition.id): found.truth for track in verdict.tracks for one in track.findings for found in _all(one)}
    tracks = {str(track.track.id): track.outcome for track in verdict.tracks}
    return msgspec.json.encode(VerdictDocument(DOCUMENT_SPEC, facts, truths, tracks))


def document_in(kept: bytes) -> VerdictDocument:
    """The document of a kept verdict."""
    return msgspec.json.decode(kept, type=VerdictDocument)


def _all(found: Finding) -> Iterator[Finding]:
    yield found
    for below in found.below:
        yield from _all(below)
