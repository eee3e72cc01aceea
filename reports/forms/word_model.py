"""What the hard checks look at of a Word document, as values; `word_reading` makes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.forms.model import Picture

CAPTION = re.compile(r"图\s*(\d{1,3})[\s.、．:：　-]*(.*)", re.DOTALL)
"""The words under a picture: its number, and what they say."""


class DocumentRefused(Exception):
    """The document cannot be read: `code` is one of `document_kind`, `document_protected`, `document_macros`, `document_huge`,
    `document_damaged`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Face:
    """How Chinese text is set: the font, its size in points. Empty and none where nothing says so."""

    font: str = ""
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Pitch:
    """How far apart lines are: `rule` is `exact`, `atLeast` or `auto` (then `value` is a multiple, else points)."""

    rule: str
    value: Decimal


SINGLE = Pitch("auto", Decimal(1))


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph outside tables: its place among them (from 1), its text, the faces in it, whether its style is a heading's."""

    place: int
    text: str
    faces: tuple[Face, ...]
    pitch: Pitch
    heading: bool


@dataclass(frozen=True, slots=True)
class WordPicture:
    """A picture in a document: what its header says, or why it cannot be read; the number and words that stand under it."""

    picture: Picture | None
    name: str
    number: int | None
    caption: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class WordDocument:
    """What is looked at of a document."""

    name: str
    paragraphs: tuple[WordParagraph, ...]
    tables: tuple[str, ...]
    pictures: tuple[WordPicture, ...]
