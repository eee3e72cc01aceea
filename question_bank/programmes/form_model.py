"""The official forms of a programme as frozen values: parts in their order, what fills them, and the hard checks of the notice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from question_bank.model import Text

FormId = NewType("FormId", str)

SILENT = Text("")
"""No text."""


class FormFormat(StrEnum):
    """What a form is handed in as."""

    DOCX = "docx"
    XLSX = "xlsx"


class FormScope(StrEnum):
    """Whom a form is about: one enterprise (or body), or a list of them in the order of a unit."""

    ONE = "one"
    LIST = "list"


class PartKind(StrEnum):
    """What a part of a form is: a line of the head, a cell to fill, a column of a list, a heading, a text to write, pictures,
    small print, or a place to sign."""

    TITLE = "title"
    FIELD = "field"
    COLUMN = "column"
    HEADING = "heading"
    TEXT = "text"
    PICTURES = "pictures"
    NOTE = "note"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form, in its order. `fact` fills it (a fact of the programme, or a source); `note` is the form's own small print."""

    kind: PartKind
    label: Text
    fact: str = ""
    note: Text = SILENT
    required: bool = False
    width: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard check of a form: what it looks at (a fact id, `text`, `pictures`, `level`), which check, its values, and the rule quoted."""

    id: str
    target: str
    check: str
    values: tuple[str, ...]
    quote: Text
    clause: str


@dataclass(frozen=True, slots=True)
class Form:
    """An official form. `font`, `points` and `pitch` (points a line) are what the notice asks of its text; empty where it asks nothing."""

    id: FormId
    name: Text
    format: FormFormat
    scope: FormScope
    clause: str
    parts: tuple[Part, ...]
    rules: tuple[Rule, ...] = ()
    font: str = ""
    points: Decimal | None = None
    pitch: Decimal | None = None
    landscape: bool = False
