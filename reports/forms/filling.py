"""A form and what is known -> the filled form. A part whose value is not known says so; nothing is reckoned, guessed or defaulted.

Levels are written as notices write them (`L3`), scores as the reports say them. What a form does not ask for never gets in, whatever is
known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from question_bank.programmes import values as words_of_values
from question_bank.programmes.form_model import Form, FormScope, Part, PartKind
from question_bank.programmes.model import Fact, FactId, FactKind, Programme, Value
from question_bank.programmes.sources import LEVEL
from reports.bundle import form_words
from reports.forms.model import RANK, Cell, FilledForm, FilledPart, State
from reports.rounding import score_text

Facts = Mapping[str, Value]
"""What is known, by fact or by source."""

NOTHING: Facts = {}

_SPARE = frozenset({PartKind.COLUMN, PartKind.SIGNATURE, PartKind.TITLE})
"""What stays empty where it is not required and not known: remarks, places for seals."""

_SCORES = frozenset({"run.total", "diagnosis.total"})

_FILLABLE = frozenset({PartKind.FIELD, PartKind.TEXT, PartKind.SIGNATURE, PartKind.TITLE})


def filled(form: Form, programme: Programme, values: Mapping[FactId, Value] | Facts, language: str) -> FilledForm:
    """The form about one enterprise (or body), with every part in its order."""
    known: Facts = {str(name): value for name, value in values.items()}
    return _form(form, programme, language, tuple(_part(part, programme, known, language) for part in form.parts))


def listed(form: Form, programme: Programme, rows: Sequence[Facts], language: str, head: Facts = NOTHING) -> FilledForm:
    """The form about many, one row each in this order, numbered from 1; `head` fills what stands around the table."""
    parts = tuple(_part(part, programme, head, language) for part in form.parts)
    columns = [part for part in form.parts if part.kind is PartKind.COLUMN]
    lines = [
        tuple(_cell(part, programme, {**row, RANK: Decimal(place)}, language) for part in columns)
        for place, row in enumerate(rows, start=1)
    ]
    return _form(form, programme, language, parts, tuple(lines))


def value_of(name: str, programme: Programme, values: Facts) -> Value | None:
    """The value of a fact or source; a fact that is not stated may still be known by its source."""
    if name in values:
        return values[name]
    fact = programme.facts_by_id.get(FactId(name))
    return values.get(fact.source) if fact is not None and fact.source and not fact.suggested else None


def said(name: str, programme: Programme, value: Value, language: str) -> str:
    """The value as the form says it."""
    fact = programme.facts_by_id.get(FactId(name))
    told = {name, fact.source if fact else ""}
    if LEVEL in told and isinstance(value, Decimal):
        return f"L{words_of_values.plain(value)}"
    if _SCORES & told and isinstance(value, Decimal):
        return score_text(Fraction(value))
    return words_of_values.said(fact or _fact_of(name, value), value, language)


def _fact_of(name: str, value: Value) -> Fact:
    """What a source's value is said as: a fact without unit and choices."""
    kinds = {bool: FactKind.FLAG, Decimal: FactKind.NUMBER, date: FactKind.DATE, frozenset: FactKind.CHOICES}
    return Fact(FactId(name), kinds.get(type(value), FactKind.TEXT), words_of_values.COMMA, words_of_values.COMMA)


def _form(
    form: Form, programme: Programme, language: str, parts: tuple[FilledPart, ...], rows: tuple[tuple[Cell, ...], ...] = ()
) -> FilledForm:
    return FilledForm(
        form=form.id,
        programme=programme.id,
        name=form.name.in_(language),
        title=programme.title.in_(language),
        notice=programme.notice.number,
        clause=form.clause,
        language=language,
        format=form.format,
        scope=form.scope,
        parts=parts,
        rows=rows if form.scope is FormScope.LIST else (),
        font=form.font,
        points=form.points,
        pitch=form.pitch,
        landscape=form.landscape,
    )


def _part(part: Part, programme: Programme, values: Facts, language: str) -> FilledPart:
    return FilledPart(
        kind=part.kind,
        label=part.label.in_(language),
        note=part.note.in_(language),
        cell=_cell(part, programme, values, language) if part.kind in _FILLABLE else Cell("", State.FIXED),
        fact=part.fact,
        required=part.required,
        width=part.width,
    )


def _cell(part: Part, programme: Programme, values: Facts, language: str) -> Cell:
    room = State.BLANK if part.kind in {PartKind.FIELD, PartKind.COLUMN} else State.FIXED
    if not part.fact:
        return Cell("", room)
    value = value_of(part.fact, programme, values)
    text = _in_its_unit(part, said(part.fact, programme, value, language), programme, language).strip() if value is not None else ""
    if text:
        return Cell(text, State.FILLED)
    if part.kind in _SPARE and not part.required:
        return Cell("", room)
    w = form_words(language)
    said_beside = w["mark"] + part.note.in_(language) == w["mark_optional"]
    return Cell(w["mark"] if part.required or said_beside else w["mark_optional"], State.MISSING)


def _in_its_unit(part: Part, text: str, programme: Programme, language: str) -> str:
    """Without the unit where the label names it already: what a number of a table is in stands above it."""
    fact = programme.facts_by_id.get(FactId(part.fact))
    unit = fact.unit.in_(language) if fact else ""
    return text.removesuffix(unit).rstrip() if unit and unit in part.label.in_(language) else text
