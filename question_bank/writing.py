"""A bank -> the sheets it would be read from; the mirror of `reading`. `read_bank(to_sheets(bank))` gives the same bank again.

Writes only columns that hold something, so that a template stays as small as its bank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from question_bank.layout import LAYOUT, Frame, Layout
from question_bank.model import Area, Band, Bank, Cell, Indicator, Kind, Level, Mark, Question, Requirement, Share, Succession, Text
from question_bank.sheets import Row, Sheet, Sheets
from question_bank.texts import texts_of

Line = Mapping[str, str | Text | Decimal | int | bool | None]


def to_sheets(bank: Bank) -> Sheets:
    """The sheets of a bank, columns in the order of the layout."""
    frame = Frame(
        kinds=tuple(kind.id for kind in bank.kinds),
        keys=tuple(mark.key for mark in bank.scale),
        others=tuple(language for language in bank.languages if language != bank.language),
    )
    scale = {mark.key: mark.value for mark in bank.scale}
    lines: Mapping[str, Iterable[Line]] = {
        "bank": [{"setting": setting, "value": value} for setting, value in _settings(bank).items()],
        "kinds": map(_kind, bank.kinds),
        "scale": map(_mark, bank.scale),
        "bands": map(_band, bank.bands),
        "levels": map(_level, bank.levels),
        "areas": map(_area, bank.areas),
        "cells": map(_cell, bank.cells),
        "requirements": map(_requirement, bank.requirements),
        "questions": [_question(question, scale) for question in bank.questions],
        "indicators": map(_indicator, bank.indicators),
        "shares": map(_share, bank.shares),
        "mapping": map(_succession, bank.successions),
    }
    return {name: sheet_of_lines(LAYOUT[name], frame, rows) for name, rows in lines.items()}


def sheet_of_lines(layout: Layout, frame: Frame, lines: Iterable[Line]) -> Sheet:
    """One sheet of such a layout: the columns that it must have, and of the others those that hold something."""
    rows = tuple(Row(number, dict(_cells(line))) for number, line in enumerate(lines, start=2))
    used = {column for row in rows for column in row.cells}
    allowed = frame.columns(layout)
    columns = (column for column, meant in allowed.items() if column in used or (meant.required and "@" not in column))
    return Sheet(layout.sheet, tuple(columns), rows)


def _cells(line: Line) -> Iterable[tuple[str, str]]:
    for column, value in line.items():
        match value:
            case Text():
                yield from ((column, text) for text in (value.base,) if text)
                yield from ((f"{column}@{language}", text) for language, text in value.translations.items())
            case bool():
                yield column, "yes" if value else "no"
            case Decimal():
                yield column, f"{value:f}"
            case _ if value not in (None, ""):
                yield column, str(value)
            case _:
                pass


def _settings(bank: Bank) -> Mapping[str, str | Text | Decimal]:
    """What is as usual is not written: a threshold where there is none, the total of levels, the usual word for enterprise types."""
    named = {"kind_name": bank.kind_name, "kind_hint": bank.kind_hint}
    limits = {"a_month": bank.a_month, "months_apart": bank.months_apart}
    return {
        "id": bank.id,
        "version": bank.version,
        "title": bank.title,
        "standard": bank.standard,
        "method": bank.method,
        "note": bank.note,
        "language": bank.language,
        "languages": ",".join(bank.languages),
        **({} if bank.threshold is None else {"threshold": bank.threshold}),
        "rescale": bank.rescale,
        "empty_cell": bank.empty_cell,
        **({"total": bank.total} if bank.is_mean else {}),
        **{setting: text for setting, text in named.items() if text.base},
        **({"state": "draft"} if bank.draft else {}),
        **{setting: str(number) for setting, number in limits.items() if number is not None},
    }


def _kind(kind: Kind) -> Line:
    return {"id": kind.id, **texts_of(kind)}


def _mark(mark: Mark) -> Line:
    return {"key": mark.key, "mark": mark.value, **texts_of(mark)}


def _band(band: Band) -> Line:
    return {"level": band.level, "low": band.low, "name": band.name}


def _level(level: Level) -> Line:
    return {"level": level.number, **texts_of(level)}


def _area(area: Area) -> Line:
    return {
        "id": area.id,
        "parent": area.parent,
        "number": area.number,
        "heading": area.heading,
        "tailorable": area.tailorable,
        **{f"weight:{kind}": weight for kind, weight in area.weights.items()},
        **{f"confidence:{kind}": confidence for kind, confidence in area.weight_confidence.items()},
        **texts_of(area),
    }


def _cell(cell: Cell) -> Line:
    return {"area": cell.area, "level": cell.level, "empty": cell.empty, "confidence": cell.confidence, **texts_of(cell)}


def _requirement(requirement: Requirement) -> Line:
    return {
        "id": requirement.id,
        "area": requirement.area,
        "level": requirement.level,
        "letter": requirement.letter,
        **texts_of(requirement),
    }


def _question(question: Question, scale: Mapping[str, Decimal]) -> Line:
    own = any(option.mark != scale[option.key] for option in question.options)
    return {
        "id": question.id,
        "number": question.number,
        "requirement": question.requirement,
        "effort": question.effort,
        "marks": "/".join(f"{option.mark:f}" for option in question.options) if own else "",
        "taken": question.taken,
        **texts_of(question),
    }


def _indicator(indicator: Indicator) -> Line:
    return {
        "id": indicator.id,
        "direction": indicator.direction,
        "low": indicator.low,
        "high": indicator.high,
        "source": indicator.source,
        **texts_of(indicator),
    }


def _share(share: Share) -> Line:
    return {
        "year": share.year,
        "low": share.low,
        "high": share.high,
        "percent": share.percent,
        "sample": share.sample,
        "source": share.source,
    }


def _succession(found: Succession) -> Line:
    return {"bank": found.bank, "version": found.version, "what": found.what, "from": found.old, "to": found.new, **texts_of(found)}
