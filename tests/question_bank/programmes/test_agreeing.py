"""Programmes that share a fact mean the same by it, the shipped ones above all; where they do not it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from question_bank.model import Text
from question_bank.programmes.agreeing import disagreements
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import Fact, FactKind, Programme, ProgrammeId
from tests.question_bank.programmes.tiny import tiny


def other(fact: str, **changed: object) -> Programme:
    """Another programme with the same facts but one."""
    base = tiny()
    facts = tuple(replace(found, **changed) if found.id == fact else found for found in base.facts)
    return replace(base, id=ProgrammeId("other"), facts=facts)


def test_the_shipped_programmes_agree() -> None:
    """What is asked once means one thing; something is shared, or nothing would be compared."""
    programmes = [load(programme) for programme in shipped()]
    names = [fact.id for programme in programmes for fact in programme.facts]
    assert len(names) > len(set(names))
    assert disagreements(programmes) == ()


CASES = [
    ("legal_person", {"kind": FactKind.NUMBER}, "kind", "number", "flag"),
    ("output", {"unit": Text("元")}, "unit", "元", "万元"),
    ("output", {"unit": Text("")}, "unit", "–", "万元"),
    ("sector", {"choices": tiny().facts[5].choices[:2]}, "choices", "–", "other"),
]


@pytest.mark.parametrize(("fact", "changed", "column", "ours", "theirs"), CASES)
def test_a_fact_that_means_something_else_is_told(fact: str, changed: dict[str, object], column: str, ours: str, theirs: str) -> None:
    """At the programme that came later, naming both."""
    (problem,) = disagreements([tiny(), other(fact, **changed)])
    assert (problem.sheet, problem.column) == ("facts", column)
    assert problem.params == {"fact": fact, "programme": "other", "other": "tiny-2025", "ours": ours, "theirs": theirs}
    assert problem.reason("zh") == f"“{fact}”在申报项目“tiny-2025”里是另一回事：{theirs}，这里是 {ours}。"
    assert problem.text("en").startswith(f'facts, column "{column}"  [FACT_DISAGREES]\nIn the programme "tiny-2025"')


def test_words_order_and_another_version_of_the_same_programme_do_not_matter() -> None:
    """A better question is no other question."""
    turned = tuple(reversed(tiny().facts[5].choices))
    assert disagreements([tiny(), other("sector", ask=Text("哪个？"), choices=turned)]) == ()
    newer = replace(other("output", kind=FactKind.TEXT), id=tiny().id, version="2.0.0")
    assert disagreements([tiny(), newer]) == ()


def test_a_fact_says_what_a_key_is_called() -> None:
    """Or nothing for a key that it does not have."""
    sector: Fact = tiny().facts[5]
    assert (choice := sector.choice("cars")) is not None
    assert choice.name.base == "汽车"
    assert sector.choice("planes") is None
