"""The fields of a form as lines of a table: numbers in a column of their own, fields beside each other, cells that belong to one field.

Knows no format: a line is a list of boxes with the share of the width that each takes, in hundredths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from question_bank.programmes.form_model import PartKind
from reports.forms.model import Cell, FilledForm, FilledPart, State

NUMBER = 6
LABEL = 24
"""Shares of the width that a number and a label take in a line of one field; a label beside others takes as much of its half."""

SHORT, SIGN, HALF = 11, 3, 50
"""Labels of more signs than this get more room, about so much for each sign, up to half of the line."""

WHOLE = Decimal(100)

_NUMBERED = re.compile(r"(\d{1,2})[\s.、．　]+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a line: a label, a cell with its prompt, or the form's own words with the places to sign under them."""

    share: int
    label: str = ""
    cell: Cell | None = None
    note: str = ""
    written: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """A field with the further cells on its right."""

    number: str
    label: str
    cells: tuple[FilledPart, ...]
    width: Decimal


Line = tuple[Box, ...]


def lines(fields: Sequence[FilledPart]) -> tuple[Line, ...]:
    """The lines of a table of fields."""
    groups = tuple(_groups(fields))
    numbered = any(group.number for group in groups)
    longest = max((len(group.label) for group in groups), default=0)
    label = LABEL if longest <= SHORT else min(HALF, longest * SIGN)
    return tuple(_line(together, numbered, label) for together in _side_by_side(groups))


def is_sheet(form: FilledForm) -> bool:
    """Whether the form is one table from its title to the last place to sign: fields and no texts."""
    kinds = {part.kind for part in form.parts}
    return PartKind.FIELD in kinds and PartKind.SIGNATURE in kinds and not kinds & _LONG


def sheet(parts: Sequence[FilledPart]) -> tuple[Line, ...]:
    """The lines of such a form: a heading, or a field left to others, stands beside what is written and signed under it."""
    found: list[Line] = []
    runs = [(kind, tuple(run)) for kind, run in groupby(parts, key=lambda part: _RUN.get(part.kind, part.kind))]
    for place, (kind, run) in enumerate(runs):
        signed = runs[place + 1][1] if place + 1 < len(runs) and runs[place + 1][0] is PartKind.SIGNATURE else ()
        match kind:
            case PartKind.FIELD if signed and run[-1].cell.state is State.BLANK:
                found.extend((*lines(run[:-1]), _beside(run[-1], signed)))
            case PartKind.FIELD:
                found.extend(lines(run))
            case PartKind.HEADING if signed:
                found.extend((*((Box(100, label=part.label),) for part in run[:-1]), _beside(run[-1], signed)))
            case PartKind.HEADING:
                found.extend((Box(100, label=part.label),) for part in run)
            case PartKind.SIGNATURE if not place or runs[place - 1][0] not in {PartKind.FIELD, PartKind.HEADING}:
                found.append((_said(run, 100),))
    return tuple(found)


_LONG = frozenset({PartKind.TEXT, PartKind.PICTURES, PartKind.COLUMN})
_RUN = {PartKind.NOTE: PartKind.SIGNATURE}


def _beside(part: FilledPart, under: Sequence[FilledPart]) -> Line:
    return Box(LABEL, label=part.label), _said(under, 100 - LABEL, room=part.kind is PartKind.FIELD)


def _said(parts: Sequence[FilledPart], share: int, room: bool = False) -> Box:
    written = tuple(f"{part.label}{part.note}" for part in parts if part.kind is PartKind.NOTE)
    signed = tuple(f"{part.label}{part.cell.text}" for part in parts if part.kind is PartKind.SIGNATURE)
    return Box(share, written=("",) * 4 if room and not written else written, signed=signed)


def _groups(fields: Sequence[FilledPart]) -> Iterator[_Group]:
    at = 0
    while at < len(fields):
        first, cells = fields[at], [fields[at]]
        at += 1
        while at < len(fields) and not fields[at].label:
            cells.append(fields[at])
            at += 1
        found = _NUMBERED.fullmatch(first.label)
        number, label = (found[1], found[2]) if found else ("", first.label)
        yield _Group(number, label, tuple(cells), min(first.width or WHOLE, WHOLE))


def _side_by_side(groups: Sequence[_Group]) -> Iterator[tuple[_Group, ...]]:
    """What stands in one line: fields as long as they fit."""
    line: list[_Group] = []
    for group in groups:
        if line and sum(one.width for one in line) + group.width > WHOLE:
            yield tuple(line)
            line = []
        line.append(group)
    if line:
        yield tuple(line)


def _line(groups: Sequence[_Group], numbered: bool, alone: int) -> Line:
    boxes: list[Box] = []
    left = 100
    if numbered:
        boxes.append(Box(NUMBER, label=groups[0].number))
        left -= NUMBER
    shares = _divided(left, [int(group.width) for group in groups])
    for group, share in zip(groups, shares, strict=True):
        label = alone - (NUMBER if numbered else 0) if len(groups) == 1 else max(share * 2 // 5, 8)
        boxes.append(Box(label, label=group.label))
        cells = _divided(share - label, [1] * len(group.cells))
        boxes.extend(Box(width, cell=part.cell, note=part.note) for part, width in zip(group.cells, cells, strict=True))
    return tuple(boxes)


def _divided(whole: int, shares: Sequence[int]) -> list[int]:
    """The whole in these proportions, in whole numbers that add up to it."""
    total, given, found = sum(shares), 0, []
    for place, share in enumerate(shares, start=1):
        part = whole - given if place == len(shares) else whole * share // total
        found.append(part)
        given += part
    return found


def is_empty(box: Box) -> bool:
    """Whether nothing stands there but room to write."""
    return box.cell is not None and box.cell.state is State.BLANK and not box.note
