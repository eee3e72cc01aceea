"""Which areas and questions count for an enterprise, and how much each area weighs once others are left out.

What is left out is never deleted: the answers stay in the sheet and count again when the area is back. Nothing here looks at an
answer's mark, and nothing here judges whether an area may be left out (`answer_sheet.check_sheet` does).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from question_bank.model import Area, AreaId, Bank, EnterpriseType, Question, Rescale

CACHED_TAILORINGS = 1024
"""How many (bank, type, tailoring) are remembered; a bank with eight tailorable areas has at most 512."""

CACHED_LEVELS = 4096
"""How many levels' question lists are remembered; some kilobytes each."""

PERCENT = 100


def choices(bank: Bank, kind: EnterpriseType) -> tuple[Area, ...]:
    """The areas that the dialog asks about: tailorable and existing for this type; upper ones first, else in the bank's order."""
    absent = left_out(bank, kind, frozenset())
    found = [area for area in bank.areas if area.tailorable and area.id not in absent]
    return tuple(sorted(found, key=lambda area: sum(1 for _ in bank.lineage(area.id))))


@lru_cache(maxsize=CACHED_TAILORINGS)
def left_out(bank: Bank, kind: EnterpriseType, tailored_out: frozenset[AreaId]) -> frozenset[AreaId]:
    """The areas that do not count: the chosen ones, those without weight for the type, all under them, and parents left with nothing."""
    gone = {area.id for area in bank.areas if any(found.id in tailored_out or _weight(found, kind) <= 0 for found in bank.lineage(area.id))}
    standing = {area.id for leaf in bank.leaves if leaf.id not in gone for area in bank.lineage(leaf.id)}
    return frozenset(area.id for area in bank.areas if area.id not in standing)


@lru_cache(maxsize=CACHED_LEVELS)
def questions_at(bank: Bank, kind: EnterpriseType, tailored_out: frozenset[AreaId], level: int) -> tuple[Question, ...]:
    """The questions that must be answered at a level, heading by heading and within a heading in the bank's order."""
    gone = left_out(bank, kind, tailored_out)
    rank = {heading.id: place for place, heading in enumerate(bank.headings)}

    def place(question: Question) -> int:
        return next((rank[area.id] for area in bank.lineage(question.area) if area.id in rank), len(rank))

    asked = [question for question in bank.questions if question.level == level and question.area not in gone]
    return tuple(sorted(asked, key=place))


def may_be_not_applicable(bank: Bank, question: Question) -> bool:
    """Whether NA is an answer to this question: its area, or one above it, may be tailored out."""
    return any(area.tailorable for area in bank.lineage(question.area))


def sibling_weights(
    bank: Bank, kind: EnterpriseType, gone: frozenset[AreaId], counting: frozenset[AreaId], parent: AreaId | None
) -> Iterator[tuple[Area, Fraction]]:
    """The areas under `parent` (`None`: the roots) that count at a level, with their weight in percent; the weights sum to 100.

    What is tailored out (`gone`) frees its weight by the bank's rule: in proportion, or in equal parts to the siblings that remain. What
    merely has nothing to count at this level (not in `counting`) always frees its weight in proportion.
    """
    siblings = [area for area in bank.children.get(parent, ()) if _weight(area, kind) > 0]
    kept = [area for area in siblings if area.id not in gone]
    freed = sum((Fraction(_weight(area, kind)) for area in siblings if area.id in gone), Fraction(0))
    extra = freed / len(kept) if kept and bank.rescale is Rescale.EQUAL else Fraction(0)
    grown = [(area, Fraction(_weight(area, kind)) + extra) for area in kept if area.id in counting]
    whole = sum((weight for _, weight in grown), Fraction(0))
    return ((area, PERCENT * weight / whole) for area, weight in grown)


def _weight(area: Area, kind: EnterpriseType) -> Decimal:
    return area.weights.get(kind, Decimal(0))
