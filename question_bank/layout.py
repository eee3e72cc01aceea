"""What sheets a bank has and what columns each may have; reading and writing both follow this one table.

Says nothing about what the cells mean. `per_kind` columns exist once per enterprise type (`weight:discrete`), `translated` ones may
be followed by a language (`name@en`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from question_bank.sheets import MAX_ROWS, ColumnName


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A `required` one must be in the sheet; whether its cells may be empty is the reader's matter."""

    name: str
    required: bool = True
    translated: bool = False
    per_kind: bool = False
    common: bool = True
    """Whether the column exists without an enterprise type too (`example` beside `example:process`)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet of a bank and its columns in their usual order."""

    sheet: str
    columns: tuple[Column, ...]
    required: bool = True
    rows: int = MAX_ROWS
    """How many rows are read; checks multiply types, levels and areas, so each of these is bounded."""


def _plain(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _spare(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, required=False) for name in names)


def _text(name: str, *, required: bool = True) -> Column:
    return Column(name, required=required, translated=True)


OPTIONS = "options"
"""Stands for one translated column per key of the scale in the sheet of questions."""

LAYOUTS: tuple[Layout, ...] = (
    Layout("bank", (*_plain("setting"), _text("value")), rows=50),
    Layout("kinds", (*_plain("id"), _text("name")), rows=12),
    Layout("scale", (*_plain("key", "mark"), _text("name")), rows=20),
    Layout("bands", (*_plain("level", "low"), _text("name")), rows=30),
    Layout(
        "levels", (*_plain("level"), _text("name"), *(_text(name, required=False) for name in ("gist", "opening", "materials"))), rows=12
    ),
    Layout(
        "areas",
        (
            *_plain("id", "parent"),
            *_spare("number"),
            *_plain("heading"),
            _text("name"),
            *_plain("tailorable"),
            Column("weight", per_kind=True, common=False),
            Column("confidence", required=False, per_kind=True, common=False),
            _text("presence", required=False),
        ),
        rows=600,
    ),
    Layout("cells", (*_plain("area", "level", "empty"), *_spare("confidence"), _text("note", required=False)), required=False),
    Layout("requirements", (*_plain("id", "area", "level"), *_spare("letter"), _text("topic"))),
    Layout(
        "questions",
        (
            *_plain("id"),
            *_spare("number"),
            *_plain("requirement"),
            _text("stem"),
            _text(OPTIONS),
            _text("explanation"),
            Column("example", required=False, translated=True, per_kind=True),
            _text("evidence"),
            *_spare("effort", "marks", "taken"),
        ),
    ),
    Layout(
        "indicators",
        (
            *_plain("id"),
            _text("name"),
            _text("unit"),
            *_plain("direction", "low", "high"),
            *(_text(name, required=False) for name in ("hint", "formula")),
            *_spare("source"),
        ),
        required=False,
        rows=500,
    ),
    Layout("shares", (*_plain("year", "low", "high", "percent"), *_spare("sample", "source")), required=False),
    Layout(
        "mapping",
        (*_plain("bank"), *_spare("version"), *_plain("what", "from", "to"), _text("note", required=False)),
        required=False,
        rows=5_000,
    ),
)

LAYOUT: Mapping[str, Layout] = {layout.sheet: layout for layout in LAYOUTS}

SHEET_ORDER: Mapping[str, int] = {layout.sheet: place for place, layout in enumerate(LAYOUTS)}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a bank's own words add to the layout: its enterprise types, option keys and languages beside its own."""

    kinds: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def columns(self, layout: Layout) -> dict[str, Column]:
        """Every column that a sheet of this layout may have, by its full name, in the usual order."""
        found: dict[str, Column] = {}
        for column in layout.columns:
            for base in self._bases(column):
                for language in (None, *self.others) if column.translated else (None,):
                    found[str(ColumnName(base.name, base.kind, language))] = column
        return found

    def _bases(self, column: Column) -> Sequence[ColumnName]:
        if column.name == OPTIONS:
            return [ColumnName(key) for key in self.keys]
        kinds = [ColumnName(column.name, kind) for kind in self.kinds] if column.per_kind else []
        return [ColumnName(column.name), *kinds] if column.common else kinds
