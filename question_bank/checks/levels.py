"""Checks of levels, bands and scale, and whether every level can be passed at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from question_bank.draft import MAX_DEPTH, Draft
from question_bank.model import AreaId, EmptyCell, EnterpriseType, Requirement
from question_bank.problems import Code, Problem

SHOWN_DIGITS = 4


def levels_count_from_one(draft: Draft) -> Iterator[Problem]:
    """Levels are numbered 1, 2, 3… because a total counts the levels met."""
    numbers = set(draft.bank.level_by_number)
    for number in range(1, max(numbers, default=0)):
        if number not in numbers:
            yield Problem(Code.LEVELS_GAP, "levels", None, "level", {"value": str(number)})


def bands_cover_every_total(draft: Draft) -> Iterator[Problem]:
    """Bands start with level 0 at 0 and rise by one level each, so that every total falls into exactly one."""
    previous = Decimal(-1)
    for level, band in enumerate(draft.bank.bands):
        fits = band.level == level and (band.low > previous if level else band.low == 0)
        if not fits and not draft.is_faulty("bands", band.level, "low"):
            yield draft.problem(Code.BANDS, "bands", band.level, "level", level=str(band.level), low=str(band.low))
        elif band.level > len(draft.bank.levels) or band.low > len(draft.bank.levels):
            yield draft.problem(Code.LEVEL_UNKNOWN, "bands", band.level, "level", value=str(band.level))
        previous = band.low
    missing = draft.bank.level_by_number.keys() - {band.level for band in draft.bank.bands}
    for number in sorted(missing) if draft.bank.bands else ():
        yield Problem(Code.BAND_MISSING, "bands", None, "level", {"level": str(number)})


def scale_rises(draft: Draft) -> Iterator[Problem]:
    """The marks of the scale rise from key to key."""
    marks = [mark.value for mark in draft.bank.scale]
    faulty = any(draft.is_faulty("scale", mark.key, "mark") for mark in draft.bank.scale)
    if code := None if faulty else disorder(marks):
        yield Problem(code, "scale", None, "mark", {"marks": spelt(marks)})


def disorder(marks: Sequence[Decimal]) -> Code | None:
    """What is wrong with the order of marks, if anything."""
    if list(marks) != sorted(marks):
        return Code.MARKS_OUT_OF_ORDER
    return Code.MARKS_EQUAL if len(set(marks)) < len(marks) else None


def spelt(marks: Sequence[Decimal]) -> str:
    """Marks as the author writes them: `0/0.5/0.8/1`."""
    return "/".join(map(str, marks))


def shares_name_known_levels(draft: Draft) -> Iterator[Problem]:
    """Published shares speak of levels that the bank has; level 0 is below level 1."""
    for share in draft.bank.shares:
        if share.high > len(draft.bank.levels):
            key = (share.year, share.low, share.high)
            yield draft.problem(Code.LEVEL_UNKNOWN, "shares", key, "high", value=str(share.high))


def every_level_can_be_passed(draft: Draft) -> Iterator[Problem]:
    """For each type, the best answers of a level reach the threshold. Exact, as the score itself is."""
    kinds = [kind for kind in draft.bank.kinds if not _is_unclear(draft, kind.id)]
    for level in draft.bank.levels if draft.bank.questions else ():
        for kind in kinds:
            best = _best(draft, None, kind.id, level.number)
            if best is None or best < Fraction(draft.bank.threshold):
                reached = f"{float(best or 0):.{SHOWN_DIGITS}g}"
                params = {"kind": kind.id, "level": str(level.number), "best": reached, "threshold": str(draft.bank.threshold)}
                yield Problem(Code.LEVEL_CANNOT_PASS, "levels", draft.row("levels", level.number), "level", params)


def _is_unclear(draft: Draft, kind: EnterpriseType) -> bool:
    """Whether the type has no weights at all or one that could not be read; that is told elsewhere, and its best score cannot be known."""
    weighed = any(kind in area.weights for area in draft.bank.areas)
    return not weighed or any(draft.is_faulty("areas", area.id, f"weight:{kind}") for area in draft.bank.areas)


def _best(draft: Draft, area: AreaId | None, kind: EnterpriseType, level: int, depth: int = 0) -> Fraction | None:
    """The best score of an area; nothing where the area counts nothing at this level."""
    below = draft.bank.children.get(area)
    if below is None:
        return _best_of_leaf(draft, area, level)
    weighed = [
        (Fraction(child.weights[kind]), best)
        for child in (below if depth <= MAX_DEPTH else ())
        if kind in child.weights and (best := _best(draft, child.id, kind, level, depth + 1)) is not None
    ]
    total = sum((weight for weight, _ in weighed), Fraction(0))
    return sum((weight * best for weight, best in weighed), Fraction(0)) / total if total else None


def _best_of_leaf(draft: Draft, area: AreaId | None, level: int) -> Fraction | None:
    requirements = draft.bank.requirements_at.get((area, level), ()) if area else ()
    marks = [best for requirement in requirements if (best := _best_of_requirement(draft, requirement)) is not None]
    if marks:
        return sum(marks, Fraction(0)) / len(marks)
    return Fraction(1) if draft.bank.empty_cell is EmptyCell.MET else None


def _best_of_requirement(draft: Draft, requirement: Requirement) -> Fraction | None:
    questions = draft.bank.questions_of.get(requirement.id, ())
    best = [max(Fraction(option.mark) for option in question.options) for question in questions if question.options]
    return sum(best, Fraction(0)) / len(best) if best else None
