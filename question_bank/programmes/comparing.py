"""What changed from one version of a rule pack to another, by the rules of `question_bank.comparing`, in words and as a workbook.

Compares the sheets that both would be written to, so nothing that a pack holds can be forgotten. A change is of meaning where it touches
who may apply, by when, or what has to be handed in, and not only how it is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from question_bank.comparing import Cells, Change, Terms, changes_between
from question_bank.comparing_words import Wording, changes_in_words, workbook_of_changes
from question_bank.problem_words import two
from question_bank.programmes.headings import HEADINGS, SHEET_NAMES
from question_bank.programmes.layout import PROGRAMME, SHEET_ORDER
from question_bank.programmes.model import Programme
from question_bank.programmes.writing import to_sheets
from question_bank.sheets import Sheet
from question_bank.workbook_writing import Workbook

KEYS: Mapping[str, tuple[str, ...]] = {
    PROGRAMME: ("setting",),
    "quotas": ("recognised",),
    "choices": ("list", "key"),
    "parts": ("form", "kind", "label", "fact"),
    "rules": ("form", "id"),
}
"""The columns that make a row what it is; `id` in every other sheet. Rows of one key are told apart by their order."""

TERMS = Terms(
    settings=PROGRAMME,
    order=tuple(SHEET_ORDER),
    keys=KEYS,
    names={PROGRAMME: "setting", "conditions": "text", "quotas": "number", "parts": "label", "rules": "quote"},
    meaning={
        PROGRAMME: frozenset({"purpose", "subject", "recognises"}),
        "tracks": frozenset({"rank"}),
        "windows": frozenset({"opens", "closes"}),
        "quotas": frozenset({"number", "recognised"}),
        "choices": frozenset({"group"}),
        "facts": frozenset({"kind", "ask", "unit", "choices", "low", "high", "source", "suggested"}),
        "conditions": frozenset({"parent", "track", "force", "mendable", "join", "fact", "operator", "values"}),
        "forms": frozenset({"format", "scope"}),
        "parts": frozenset({"fact", "required"}),
        "rules": frozenset({"target", "check", "values"}),
    },
    texts=frozenset({"ask", "unit"}),
)

WORDING = Wording(
    groups={
        "conditions": two("条件", "Conditions"),
        "facts": two("事实", "Facts"),
        "windows": two("申报时间", "Dates"),
        "other": two("其他", "Other"),
    },
    sheets=SHEET_NAMES,
    headings=HEADINGS,
    columns={},
)


def compare(old: Programme, new: Programme) -> tuple[Change, ...]:
    """Every change from `old` to `new`, sheet by sheet in the order of the layout and of the new rows."""
    return changes_between(TERMS, lines(old), lines(new))


def lines(programme: Programme) -> Mapping[str, Mapping[str, Cells]]:
    """The rows of a pack by sheet and key."""
    return {name: dict(_keyed(sheet)) for name, sheet in to_sheets(programme).items()}


def in_words(changes: tuple[Change, ...], language: str) -> tuple[str, ...]:
    """A line of counts for conditions, facts, dates and the rest, and under each the first changes, those of meaning first."""
    return changes_in_words(changes, language, WORDING)


def comparison_workbook(old: Programme, new: Programme) -> Workbook:
    """All changes: an overview, then one sheet for each group. Texts are quoted whole."""
    return workbook_of_changes(compare(old, new), _titled(old), _titled(new), WORDING)


def _keyed(sheet: Sheet) -> Iterator[tuple[str, Cells]]:
    seen: Counter[str] = Counter()
    for row in sheet.rows:
        key = " / ".join(found for column in KEYS.get(sheet.name, ("id",)) if (found := row.cells.get(column))) or "0"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key} #{seen[key]}", row.cells


def _titled(programme: Programme) -> str:
    return f"{programme.title.base}  {programme.id} {programme.version}"
