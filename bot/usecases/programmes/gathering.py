"""The facts of one enterprise as a programme wants them: taken from where the product knows them, else what a contact stated.

What a source knows for certain stands before what was stated: nobody states a level that a run of the own says otherwise. What it only
suggests waits for a contact's word. A stated value that does not fit the fact any more counts as not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.ports.programmes import StatedFact
from bot.usecases.programmes.sources import Found, Sources, holds
from question_bank.programmes.judging import judge
from question_bank.programmes.model import Fact, FactId, FactKind, Programme, Value, Values
from question_bank.programmes.values import Unfit, fits, read_value, write_value
from question_bank.programmes.verdicts import Verdict

if TYPE_CHECKING:
    from bot.ports import Enterprise
    from bot.usecases.desk.visit import Visit


@dataclass(frozen=True, slots=True)
class Known:
    """One fact of one enterprise: taken from a `source`, or (without one) stated by somebody. `at` is when it was stated, or when the run
    that it comes from was finished."""

    value: Value
    source: str
    by: str
    at: int | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of the facts of a programme, and what is only suggested."""

    known: Mapping[FactId, Known]
    suggested: Mapping[FactId, Value]

    @property
    def values(self) -> Values:
        """What a verdict is given by."""
        return {fact: known.value for fact, known in self.known.items()}


class Gathering:
    """All that is known of one enterprise within a transaction, and what programmes say to it, each worked out once."""

    def __init__(self, visit: Visit, enterprise: Enterprise) -> None:
        self._visit = visit
        self._enterprise = enterprise
        self._sources = Sources(visit, enterprise, self._other)
        self._gathered: dict[tuple[str, str], Gathered] = {}
        self._verdicts: dict[str, Verdict | None] = {}

    @property
    def today(self) -> date:
        """The day in Shanghai that verdicts are given on."""
        return self._sources.today

    def of(self, programme: Programme) -> Gathered:
        """What is known of the programme's facts."""
        name = (programme.id, programme.version)
        if name not in self._gathered:
            self._gathered[name] = self._gather(programme)
        return self._gathered[name]

    def _gather(self, programme: Programme) -> Gathered:
        known: dict[FactId, Known] = {}
        suggested: dict[FactId, Value] = {}
        for fact in programme.facts:
            found = self._taken(fact)
            stated = self._stated_as(fact)
            if found is not None and fact.suggested:
                suggested[fact.id] = found.value
            if found is not None and not fact.suggested:
                known[fact.id] = found
            elif stated is not None:
                known[fact.id] = stated
        return Gathered(MappingProxyType(known), MappingProxyType(suggested))

    def verdict(self, programme: Programme) -> Verdict:
        """What the programme says to the enterprise today."""
        found = self._verdicts.get(programme.id)
        if found is not None and found.version == programme.version:
            return found
        self._verdicts[programme.id] = None  # of two programmes that ask for each other's outcome neither knows the other's
        verdict = judge(programme, self.of(programme).values, self.today)
        self._verdicts[programme.id] = verdict
        return verdict

    def source(self, written: str) -> Value | None:
        """What a source says, in the words of people."""
        found = self._sources.find(written)
        if found is None:
            return None
        return found.name or found.value if isinstance(found.value, str) else found.value

    @cached_property
    def _stated(self) -> Mapping[str, StatedFact]:
        return self._visit.tx.stated(self._enterprise.id)

    def _other(self, programme: str) -> Verdict | None:
        """The verdict of another programme that is open to enterprises."""
        if programme in self._verdicts:
            return self._verdicts[programme]
        try:
            return self.verdict(self._visit.packs.of(programme))
        except LookupError:
            return None

    def _taken(self, fact: Fact) -> Known | None:
        found = self._sources.find(fact.source) if fact.source else None
        value = _as(fact, found) if found else None
        return Known(value, fact.source, "", found.at) if found and value is not None else None

    def _stated_as(self, fact: Fact) -> Known | None:
        stated = self._stated.get(fact.id)
        if stated is None:
            return None
        try:
            value = read_value(fact, stated.value)
        except Unfit:
            return None
        return Known(value, "", stated.by, stated.at)


def gather(visit: Visit, enterprise: Enterprise, programme: Programme) -> Gathered:
    """What is known of the programme's facts for the enterprise, each with where it comes from; rights were asked for."""
    return Gathering(visit, enterprise).of(programme)


def kept_as(value: Value | None) -> str:
    """A stated value as the store keeps it; empty for one taken back."""
    return "" if value is None else write_value(value)


def _as(fact: Fact, found: Found) -> Value | None:
    """What the source says as a value of this fact; nothing if it does not fit."""
    if fact.kind is FactKind.FLAG and not isinstance(found.value, bool):
        return holds(fact.source, found)
    if fact.kind is FactKind.TEXT and isinstance(found.value, str):
        return found.name or found.value
    if fact.kind is FactKind.CHOICE and isinstance(found.value, str):
        named = next((choice.key for choice in fact.choices if choice.name.base in {found.name, found.value}), None)
        return found.value if fact.choice(found.value) else named
    return found.value if fits(fact, found.value) else None
