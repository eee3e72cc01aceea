"""Whether programmes mean the same by the facts that they share: one of the same id is asked once and kept once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from question_bank.checks.texts import folded
from question_bank.problems import Code, Problem
from question_bank.programmes.model import Fact, Programme


def disagreements(programmes: Sequence[Programme]) -> tuple[Problem, ...]:
    """What each programme says otherwise than the first one with that fact: kind, unit, or the keys to choose from.

    The param `programme` of a problem is the one that has it, `other` the one before. Versions of one programme are not held against each
    other.
    """
    found: list[Problem] = []
    first: dict[str, tuple[Programme, Fact]] = {}
    for programme in programmes:
        for fact in programme.facts:
            before, known = first.setdefault(fact.id, (programme, fact))
            if before.id != programme.id:
                found.extend(_told(programme, fact, before, known))
    return tuple(found)


def _told(programme: Programme, fact: Fact, before: Programme, known: Fact) -> Iterator[Problem]:
    for column, ours, theirs in _differences(fact, known):
        params = {"fact": fact.id, "programme": programme.id, "other": before.id, "ours": ours or "–", "theirs": theirs or "–"}
        yield Problem(Code.FACT_DISAGREES, "facts", None, column, params)


def _differences(fact: Fact, known: Fact) -> Iterator[tuple[str, str, str]]:
    if fact.kind is not known.kind:
        yield "kind", fact.kind, known.kind
    if folded(fact.unit) != folded(known.unit):
        yield "unit", fact.unit.base, known.unit.base
    ours, theirs = ([choice.key for choice in found.choices] for found in (fact, known))
    if set(ours) != set(theirs):
        yield "choices", _apart(ours, theirs), _apart(theirs, ours)


def _apart(keys: Sequence[str], others: Sequence[str]) -> str:
    return ", ".join(key for key in keys if key not in others)
