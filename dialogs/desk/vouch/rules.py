"""The check of an application by a third party: are the papers complete, do they agree with what is known. Line by line, pure.

What is looked at are the rules of a form in which a paper has to say the `same` as something known. A rule about a way that is one of
several (a contract, where an own wish would do) is only looked at where the papers speak of it. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

import msgspec

from dialogs.answers import folded
from question_bank.programmes.form_checks import Check
from question_bank.programmes.form_model import Form, Rule
from question_bank.programmes.model import Condition, Fact, FactId, FactKind, Force, Join, Programme, Truth, Value, Values
from question_bank.programmes.values import COMMA, said
from question_bank.programmes.verdicts import Finding, Verdict

CENT = Decimal("0.01")
"""Scores are compared as reports print them: cut to two decimals."""

COMPLETE, CONSISTENT = "complete", "consistent"


class Line(msgspec.Struct, frozen=True):
    """One line of the check: what it is about, what the papers say, what is known, the words it goes by, and whether it holds.

    `part` is `complete` or `consistent`. Empty `paper` or `known`: nothing is said there, or nothing is known.
    """

    part: str
    label: str
    holds: bool
    paper: str = ""
    known: str = ""
    quote: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """What a check goes by: what the reviewer read in the papers, what is known by source, and what the enterprise stated itself."""

    programme: Programme
    stated: Values
    known: Mapping[str, Value]
    own: Values
    language: str


def checked_form(programme: Programme) -> Form | None:
    """The form whose papers a third party compares with what is known, if the programme has one."""
    return next((form for form in programme.forms if any(rule.check == Check.SAME for rule in form.rules)), None)


def asked_of(programme: Programme) -> tuple[Fact, ...]:
    """The facts that the reviewer reads in the papers, in the order of the rules."""
    form = checked_form(programme)
    ids = dict.fromkeys(FactId(rule.target) for rule in form.rules) if form else {}
    return tuple(programme.facts_by_id[fact] for fact in ids if fact in programme.facts_by_id)


def together(programme: Programme, fact: FactId) -> tuple[FactId, ...]:
    """The facts that go with this one: those of the same way, where the way is one of several; else it alone."""
    form = checked_form(programme)
    clauses = {rule.clause for rule in form.rules if rule.target == fact} & ways(programme) if form else set()
    found = dict.fromkeys(FactId(rule.target) for rule in form.rules if rule.clause in clauses) if form else {}
    return tuple(found) or (fact,)


def ways(programme: Programme) -> frozenset[str]:
    """The clauses of what is one of several ways to meet a condition."""
    return frozenset(condition.clause for condition in programme.conditions if _is_way(programme, condition))


def _is_way(programme: Programme, condition: Condition) -> bool:
    above = programme.conditions_by_id.get(condition.parent) if condition.parent else None
    return above is not None and (above.join is Join.ANY or _is_way(programme, above))


def lines(papers: Papers, verdict: Verdict) -> tuple[Line, ...]:
    """All lines: each condition that must be met, with these papers; then what the papers say against what is known."""
    return (*_complete(papers, verdict), *_consistent(papers))


def faults(found: Iterable[Line]) -> int:
    """How many lines do not hold."""
    return sum(not line.holds for line in found)


# -- complete ----------------------------------------------------------------------------------------------------------------


def _complete(papers: Papers, verdict: Verdict) -> Iterator[Line]:
    for finding in verdict.best.findings:
        if finding.condition.force is Force.MUST:
            yield _condition(papers, finding)


def _condition(papers: Papers, finding: Finding) -> Line:
    condition, language = finding.condition, papers.language
    missing = COMMA.in_(language).join(_name(papers, fact) for fact in finding.lacks[:4]) if finding.truth is Truth.OPEN else ""
    return Line(
        part=COMPLETE,
        label=condition.text.in_(language),
        holds=finding.truth is Truth.MET,
        known=missing,
        quote=condition.remedy.in_(language) if finding.truth is Truth.UNMET else "",
        clause=condition.clause,
    )


# -- consistent --------------------------------------------------------------------------------------------------------------


def _consistent(papers: Papers) -> Iterator[Line]:
    form = checked_form(papers.programme)
    several = ways(papers.programme)
    for rule in form.rules if form else ():
        spoken = any(fact in papers.stated for fact in together(papers.programme, FactId(rule.target)))
        if rule.clause not in several or spoken:
            yield _rule(papers, rule)


def _rule(papers: Papers, rule: Rule) -> Line:
    """What a rule makes of the papers; they also have to say what the enterprise said itself."""
    fact = FactId(rule.target)
    value, own = papers.stated.get(fact), papers.own.get(fact)
    other = _other(papers, rule.values[0]) if rule.check == Check.SAME else own
    agrees = own is None or (value is not None and _plain(own) == _plain(value))
    return Line(
        part=CONSISTENT,
        label=_name(papers, fact),
        holds=value is not None and agrees and _holds(rule, value, other),
        paper=_said(papers, fact, value),
        known=_said(papers, fact, other),
        quote=rule.quote.in_(papers.language),
        clause=rule.clause,
    )


def _holds(rule: Rule, value: Value, other: Value | None) -> bool:
    match rule.check:
        case "same":
            return other is not None and _plain(value) == _plain(other)
        case "in_year":
            return isinstance(value, date) and str(value.year) == rule.values[0]
        case "above":
            return isinstance(value, Decimal) and value > Decimal(rule.values[0])
        case "at_least":
            return isinstance(value, Decimal) and value >= Decimal(rule.values[0])
        case "one_of_choices":
            return not rule.values or value in rule.values
    return value is not False


def _plain(value: Value) -> str:
    """A value as it is compared: a score as printed, a code without blanks and in capitals."""
    if isinstance(value, Decimal):
        return f"{value.quantize(CENT, rounding=ROUND_FLOOR):f}"
    return folded(value).replace(" ", "") if isinstance(value, str) else str(value)


def _other(papers: Papers, name: str) -> Value | None:
    return papers.known.get(name, papers.own.get(FactId(name)))


def _name(papers: Papers, fact: FactId) -> str:
    found = papers.programme.facts_by_id.get(fact)
    return found.name.in_(papers.language) if found else ""


def _said(papers: Papers, fact: FactId, value: Value | None) -> str:
    found = papers.programme.facts_by_id.get(fact)
    if value is None or found is None:
        return ""
    cut = value.quantize(CENT, rounding=ROUND_FLOOR) if isinstance(value, Decimal) and found.kind is FactKind.NUMBER else value
    return said(found, cut, papers.language)
