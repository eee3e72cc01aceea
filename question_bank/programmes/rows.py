"""A row of each sheet of a rule pack -> the thing it describes; one small function per sheet. Looks at no other row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from question_bank.programmes.form_checks import Check
from question_bank.programmes.form_model import Form, FormFormat, FormId, FormScope, Part, PartKind, Rule
from question_bank.programmes.model import (
    Choice,
    Condition,
    ConditionId,
    Fact,
    FactId,
    FactKind,
    Force,
    Join,
    Operator,
    Quota,
    Track,
    TrackId,
    Window,
)
from question_bank.programmes.values import NO, YES, parts
from question_bank.reading.cells import FLAGS, Cells, Known

MAX_FACT_ID = 40
"""Ids stand in buttons beside other ids."""

MAX_KEY = 24
MAX_RANK = 99
MOST_RECOMMENDED = 9_999
ANY_NUMBER = "999999999999"
MAX_POINTS = "100"
MAX_WIDTH = "300"


def words(*choices: type[StrEnum]) -> dict[str, str]:
    """What may be written for the members of closed sets."""
    return {member.value: member.value for closed in choices for member in closed}


KINDS, JOINS, FORCES = words(FactKind), words(Join), words(Force)
OPERATORS = {**words(Operator), "≥": Operator.AT_LEAST.value, "≤": Operator.AT_MOST.value}
FORMATS, SCOPES, PART_KINDS, CHECKS = words(FormFormat), words(FormScope), words(PartKind), words(Check)


@dataclass(frozen=True, slots=True)
class Listed:
    """A choice and the list it stands in."""

    list: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a form; `row` tells parts apart, which have no id."""

    form: str
    row: int
    part: Part


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule of a form."""

    form: str
    rule: Rule


def track(cells: Cells) -> Track:
    return Track(TrackId(cells.identifier("id", MAX_FACT_ID)), cells.text("name", required=True), cells.whole("rank", 0, MAX_RANK) or 0)


def window(cells: Cells) -> Window | None:
    identifier, name = cells.identifier("id", MAX_FACT_ID), cells.text("name", required=True)
    opens, closes, clause = cells.day("opens", required=False), cells.day("closes"), cells.plain("clause")
    return None if closes is None else Window(identifier, name, opens, closes, clause)


def quota(cells: Cells) -> Quota:
    number = cells.whole("number", 0, MOST_RECOMMENDED)
    recognised = cells.whole("recognised", 0, MOST_RECOMMENDED, required=False)
    return Quota(number or 0, recognised or 0, cells.plain("clause"))


def choice(cells: Cells) -> Listed:
    return Listed(
        list=cells.identifier("list"),
        choice=Choice(
            key=cells.identifier("key", MAX_KEY),
            name=cells.text("name", required=True),
            group=cells.plain("group"),
            heading=cells.text("heading"),
            gist=cells.text("gist"),
        ),
    )


def fact(cells: Cells, lists: Mapping[str, tuple[Choice, ...]], known: Known) -> Fact:
    kind = FactKind(cells.choice("kind", KINDS, FactKind.TEXT))
    list_name = cells.reference("choices", known, required=False)
    return Fact(
        id=FactId(cells.identifier("id", MAX_FACT_ID)),
        kind=kind,
        name=cells.text("name", required=True),
        ask=cells.text("ask"),
        hint=cells.text("hint"),
        unit=cells.text("unit"),
        choices=lists.get(list_name, ()),
        low=cells.number("low", f"-{ANY_NUMBER}", ANY_NUMBER, required=False),
        high=cells.number("high", f"-{ANY_NUMBER}", ANY_NUMBER, required=False),
        source=cells.plain("source"),
        suggested=cells.flag("suggested", usual=False),
        clause=cells.plain("clause"),
        form_only=cells.flag("form_only", usual=False),
        list_name=list_name,
    )


@dataclass(frozen=True, slots=True)
class Given:
    """What conditions may refer to."""

    facts: Mapping[FactId, Fact]
    known_facts: Known
    conditions: Known
    tracks: Known


def condition(cells: Cells, given: Given) -> Condition:
    join = cells.choice("join", JOINS, "", required=False)
    named = FactId(cells.reference("fact", given.known_facts, required=False))
    operator = cells.choice("operator", OPERATORS, "", required=False)
    confidence = cells.number("confidence", "0", "1", required=False)
    return Condition(
        id=ConditionId(cells.identifier("id")),
        parent=ConditionId(cells.reference("parent", given.conditions, required=False)) or None,
        track=TrackId(cells.reference("track", given.tracks, required=False)) or None,
        clause=cells.plain("clause", required=True),
        text=cells.text("text", required=True),
        remedy=cells.text("remedy"),
        force=Force(cells.choice("force", FORCES, Force.MUST, required=False)),
        mendable=cells.flag("mendable", usual=True),
        join=Join(join) if join else None,
        fact=named or None,
        operator=Operator(operator) if operator else None,
        values=_values(cells, given.facts.get(named)),
        confidence=Decimal(1) if confidence is None else confidence,
    )


def _values(cells: Cells, fact: Fact | None) -> tuple[str, ...]:
    """The values as written; a flag's in the one way in which flags are kept."""
    written = parts(cells.plain("values"))
    if fact is None or fact.kind is not FactKind.FLAG:
        return written
    meant = {True: YES, False: NO}
    return tuple(value if (said := FLAGS.get(value.lower())) is None else meant[bool(said)] for value in written)


def form(cells: Cells) -> Form:
    return Form(
        id=FormId(cells.identifier("id", MAX_FACT_ID)),
        name=cells.text("name", required=True),
        format=FormFormat(cells.choice("format", FORMATS, FormFormat.DOCX)),
        scope=FormScope(cells.choice("scope", SCOPES, FormScope.ONE, required=False)),
        clause=cells.plain("clause"),
        parts=(),
        font=cells.plain("font"),
        points=cells.number("points", "1", MAX_POINTS, required=False),
        pitch=cells.number("pitch", "1", MAX_POINTS, required=False),
        landscape=cells.flag("landscape", usual=False),
    )


def part(cells: Cells, forms: Known) -> Placed:
    made = Part(
        kind=PartKind(cells.choice("kind", PART_KINDS, PartKind.FIELD)),
        label=cells.text("label"),
        fact=cells.plain("fact"),
        note=cells.text("note"),
        required=cells.flag("required", usual=False),
        width=cells.number("width", "1", MAX_WIDTH, required=False),
    )
    return Placed(cells.reference("form", forms), cells.row.number, made)


def rule(cells: Cells, forms: Known) -> Ruled:
    made = Rule(
        id=cells.identifier("id"),
        target=cells.plain("target", required=True),
        check=cells.choice("check", CHECKS, ""),
        values=parts(cells.plain("values")),
        quote=cells.text("quote", required=True),
        clause=cells.plain("clause"),
    )
    return Ruled(cells.reference("form", forms), made)
