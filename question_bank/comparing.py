"""What changed from one bank (or other table) to another: every row added, removed, moved or changed, cell by cell, in their order.

Compares the sheets that both banks would be written to, so nothing that a bank holds can be forgotten: `compare` is empty exactly for banks
that are written alike. Judges only whether a change touches what is asked and how it is scored, or merely how it is said.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from question_bank.layout import SHEET_ORDER
from question_bank.model import Bank, Mapped, QuestionId, Succession
from question_bank.sheets import Row, Sheet, column_name
from question_bank.writing import to_sheets

Cells = Mapping[str, str]


class Deed(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one thing.

    `key` is its id in its sheet and `name` what people call it; `column` says which cell of a changed row is meant, `before` and `after`
    what stood and stands there. Of a sheet whose rows stand in another order only the first such row is named, once. `meaning` says that
    answers or scores may be touched, not only words.
    """

    deed: Deed
    sheet: str
    key: str
    name: str
    column: str = ""
    before: str = ""
    after: str = ""
    meaning: bool = False


KEYS: Mapping[str, tuple[str, ...]] = {
    "bank": ("setting",),
    "scale": ("key",),
    "levels": ("level",),
    "cells": ("area", "level"),
    "shares": ("year", "low", "high"),
    "mapping": ("bank", "version", "what", "from", "to"),
}
"""The columns that make a row what it is; `id` in every other sheet. Bands are known by their place within their level."""

NAMES: Mapping[str, str] = {
    "bank": "setting",
    "questions": "stem",
    "requirements": "topic",
    "cells": "area",
    "shares": "year",
    "mapping": "from",
}
"""The column by which people know a row; `name` in every other sheet."""

MEANING: Mapping[str, frozenset[str]] = {
    "bank": frozenset({"threshold", "rescale", "empty_cell", "total"}),
    "kinds": frozenset(),
    "scale": frozenset({"mark"}),
    "bands": frozenset({"level", "low"}),
    "levels": frozenset(),
    "areas": frozenset({"parent", "tailorable", "weight", "presence"}),
    "cells": frozenset({"empty"}),
    "requirements": frozenset({"area", "level"}),
    "questions": frozenset({"stem", "requirement", "area", "level", "marks"}),
    "indicators": frozenset({"name", "unit", "direction"}),
}
"""The columns (in the sheet `bank`: the settings) that decide what is asked or what it is worth; option texts belong to them too. Rows
that come or go are of meaning in all of these sheets."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What rows of some kind of sheets are known by. `settings` is the sheet of settings, whose rows only change; `order` the sheets in
    their order; `keys`, `names` and `meaning` are columns by sheet, `texts` columns where spaces and width make no difference."""

    settings: str
    order: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    meaning: Mapping[str, frozenset[str]]
    texts: frozenset[str]
    options: frozenset[str] = field(default_factory=frozenset)

    def name(self, sheet: str, cells: Cells) -> str:
        """What people call a row."""
        named = cells.get(self.names.get(sheet, "name"), "")
        number = cells.get("number", "")
        return f"{number} {named}" if number and "id" in cells and number not in cells["id"] else named

    def is_meant(self, sheet: str, key: str, column: str) -> bool:
        """Whether what stands in the column decides something."""
        parts = column_name(column)
        if parts.language or sheet not in self.meaning:
            return False
        if sheet == self.settings:
            return key in self.meaning[sheet]
        return parts.name in self.meaning[sheet] or (sheet == "questions" and column in self.options)

    def is_text(self, column: str) -> bool:
        """Whether spaces and width make no difference there."""
        return column in self.texts or column in self.options


PAIRED: Mapping[str, Mapped] = {"areas": Mapped.AREA, "questions": Mapped.QUESTION}

TEXTS = frozenset({"stem", "presence", "name", "unit"})
"""Where spaces, width and a final mark make no difference of meaning; nor do they in options."""


def compare(old: Bank, new: Bank) -> tuple[Change, ...]:
    """Every change from `old` to `new`, sheet by sheet in the order of the layout and in the order of the new rows; what was removed
    stands where it stood.

    Rows are the same thing by their key. Areas and questions are also if the new bank's mapping says so; of another bank only then, as soon
    as it says anything.
    """
    options = frozenset(mark.key for mark in (*old.scale, *new.scale))
    after = lines(new)
    before = {sheet: _paired(old, new, sheet, rows, after[sheet]) for sheet, rows in lines(old).items()}
    return changes_between(Terms("bank", tuple(SHEET_ORDER), KEYS, NAMES, MEANING, TEXTS, options), before, after)


def changes_between(
    terms: Terms, before: Mapping[str, Mapping[str, Cells]], after: Mapping[str, Mapping[str, Cells]]
) -> tuple[Change, ...]:
    """Every change between two tables, their rows given by sheet and key."""
    return tuple(change for sheet in terms.order for change in _compared(terms, sheet, before.get(sheet, {}), after.get(sheet, {})))


def successions(old: Bank, new: Bank, what: Mapped) -> Iterator[Succession]:
    """What the new bank's mapping says of this very old bank; the lines that say that nothing continues something say nothing here."""
    for found in new.successions:
        if found.what is what and found.bank == old.id and found.version in {"", old.version} and found.new:
            yield found


def _paired(old: Bank, new: Bank, sheet: str, rows: Mapping[str, Cells], news: Mapping[str, Cells]) -> Mapping[str, Cells]:
    """The old rows by the keys of the new ones that continue them; the first of several that do."""
    if sheet not in PAIRED:
        return rows
    pairs: dict[str, str] = {}
    for found in successions(old, new, PAIRED[sheet]):
        if found.old not in pairs and found.new not in pairs.values() and (old.id != new.id or found.new not in rows):
            pairs[found.old] = found.new
    foreign = bool(pairs) and old.id != new.id
    return {pairs.get(key) or (f"{key}@{old.id}" if foreign and key in news else key): cells for key, cells in rows.items()}


def lines(bank: Bank) -> Mapping[str, Mapping[str, Cells]]:
    """The rows of a bank by sheet and key. Questions also say their level, area and marks, which their row takes from elsewhere."""
    return {name: {key: _whole(bank, name, row) for key, row in _keyed(sheet)} for name, sheet in to_sheets(bank).items()}


def means_the_same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but spaces, the width of letters, or a final mark."""
    return one == other or plain(one) == plain(other)


def plain(text: str) -> str:
    """A text without what makes no difference to its meaning."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip("。.?!")


def _keyed(sheet: Sheet) -> Iterator[tuple[str, Row]]:
    seen: Counter[str] = Counter()
    for row in sheet.rows:
        if sheet.name == "bands":
            seen[level := row.cells["level"]] += 1
            yield f"{level}.{seen[level]}", row
        else:
            yield " / ".join(found for column in KEYS.get(sheet.name, ("id",)) if (found := row.cells.get(column))), row


def _whole(bank: Bank, sheet: str, row: Row) -> Cells:
    if sheet != "questions":
        return row.cells
    question = bank.question_by_id[QuestionId(row.cells["id"])]
    marks = "/".join(f"{option.mark:f}" for option in question.options)
    return {**row.cells, "level": str(question.level), "area": question.area, "marks": marks}


def _compared(terms: Terms, sheet: str, old: Mapping[str, Cells], new: Mapping[str, Cells]) -> Iterator[Change]:
    for key in _in_order(old, new):
        name = terms.name(sheet, new.get(key) or old[key])
        here, there = old.get(key, {}), new.get(key, {})
        if sheet != terms.settings and not (here and there):  # a setting that is not there is an empty one
            yield Change(Deed.REMOVED if key in old else Deed.ADDED, sheet, key, name, meaning=sheet in terms.meaning)
        elif here != there:
            for column in dict.fromkeys((*there, *here)):
                before, after = here.get(column, ""), there.get(column, "")
                if before != after and column != "setting":
                    meant = terms.is_meant(sheet, key, column) and not (terms.is_text(column) and means_the_same(before, after))
                    yield Change(Deed.CHANGED, sheet, key, name, column, before, after, meant)
    if moved := _moved(old, new):
        yield Change(Deed.MOVED, sheet, moved, terms.name(sheet, new[moved]))


def _in_order(old: Mapping[str, Cells], new: Mapping[str, Cells]) -> Iterator[str]:
    """The new keys in their order, each removed one after the key that it stood behind."""
    behind: dict[str | None, list[str]] = {}
    last: str | None = None
    for key in old:
        if key in new:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    yield from behind.get(None, ())
    for key in new:
        yield key
        yield from behind.get(key, ())


def _moved(old: Mapping[str, Cells], new: Mapping[str, Cells]) -> str:
    """The first row that stands elsewhere among those that were there before; empty if all keep their order."""
    were, are = (key for key in old if key in new), (key for key in new if key in old)
    return next((key for before, key in zip(were, are, strict=True) if before != key), "")
