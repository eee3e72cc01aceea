"""Checks of levels, bands and scale, and whether every level can be passed at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from question_bank.draft import MAX_DEPTH, Draft
from question_bank.model import AreaId, Band, EmptyCell, EnterpriseType, Requirement, Rescale
from question_bank.problems import Code, Problem

SHOWN_DIGITS = 4


def levels_count_from_one(draft: Draft) -> Iterator[Problem]:
    """Levels are numbered 1, 2, 3… because a total counts the levels met; a total that is a mean is that of one pass."""
    if draft.bank.is_mean and (count := len(draft.bank.levels)) > 1:
        yield Problem(Code.LEVELS_TOO_MANY, "levels", None, "level", {"count": str(count)})
    numbers = set(draft.bank.level_by_number)
    for number in range(1, max(numbers, default=0)):
        if number not in numbers:
            yield Problem(Code.LEVELS_GAP, "levels", None, "level", {"value": str(number)})


def bands_cover_every_total(draft: Draft) -> Iterator[Problem]:
    """Bands start at 0 and rise, a level having one or several, so that every total falls into exactly one and no level is passed over.

    With the total by levels the first is level 0 and each names a level of the bank; with a mean they alone say which levels there are.
    """
    mean, highest = draft.bank.is_mean, 1 if draft.bank.is_mean else len(draft.bank.levels)
    previous: Band | None = None
    for band in draft.bank.bands:
        key = (band.level, band.low)
        if not _follows(previous, band, mean=mean) and not draft.is_faulty("bands", key, "low"):
            yield draft.problem(Code.BANDS, "bands", key, "level", level=str(band.level), low=str(band.low))
        elif mean and band.low > highest:
            yield draft.problem(Code.BANDS, "bands", key, "low", level=str(band.level), low=str(band.low))
        elif not mean and (band.level > highest or band.low > highest):
            yield draft.problem(Code.LEVEL_UNKNOWN, "bands", key, "level", value=str(band.level))
        previous = band
    missing = draft.bank.level_by_number.keys() - {band.level for band in draft.bank.bands}
    for number in sorted(missing) if draft.bank.bands and not mean else ():
        yield Problem(Code.BAND_MISSING, "bands", None, "level", {"level": str(number)})


def _follows(previous: Band | None, band: Band, *, mean: bool) -> bool:
    if previous is None:
        return band.low == 0 and band.level <= (1 if mean else 0)
    return band.low > previous.low and band.level - previous.level in {0, 1}


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
    highest = max((band.level for band in draft.bank.bands), default=0) if draft.bank.is_mean else len(draft.bank.levels)
    for share in draft.bank.shares:
        if share.high > highest:
            key = (share.year, share.low, share.high)
            yield draft.problem(Code.LEVEL_UNKNOWN, "shares", key, "high", value=str(share.high))


def every_level_can_be_passed(draft: Draft) -> Iterator[Problem]:
    """For each type, the best answers of a level reach the threshold. Exact, as the score itself is. Without one nothing is passed."""
    for case in _cases(draft, max):
        best, threshold = _reached(case, None), draft.bank.threshold
        if threshold is not None and (best is None or best < threshold):
            params = {"kind": case.kind, "level": str(case.level), "best": _figure(best or Fraction(0)), "threshold": str(threshold)}
            yield Problem(Code.LEVEL_CANNOT_PASS, "levels", draft.row("levels", case.level), "level", params)


def no_level_passes_itself(draft: Draft) -> Iterator[Problem]:
    """For each type, the worst answers of a level that asks something stay below the threshold."""
    asked = {question.level for question in draft.bank.questions}
    for case in _cases(draft, min):
        worst, threshold = _reached(case, None), draft.bank.threshold
        if case.level in asked and threshold is not None and worst is not None and worst >= threshold:
            params = {"kind": case.kind, "level": str(case.level), "worst": _figure(worst), "threshold": str(threshold)}
            yield Problem(Code.LEVEL_CANNOT_FAIL, "levels", draft.row("levels", case.level), "level", params)


@dataclass(frozen=True, slots=True)
class _Case:
    """One type at one level, and which mark of each question is taken. `standing` are the areas that the type has at any level."""

    draft: Draft
    kind: EnterpriseType
    level: int
    pick: Callable[[Iterable[Fraction]], Fraction]
    standing: frozenset[AreaId]


def _cases(draft: Draft, pick: Callable[[Iterable[Fraction]], Fraction]) -> Iterator[_Case]:
    """Every type and level that has a score, as far as it can be known."""
    known = [kind.id for kind in draft.bank.kinds if draft.bank.questions and not _is_unclear(draft, kind.id)]
    standing = {kind: frozenset(_standing(draft, None, kind)) for kind in known}
    for level in draft.bank.levels:
        yield from (_Case(draft, kind, level.number, pick, standing[kind]) for kind in known)


def _figure(value: Fraction) -> str:
    return f"{float(value):.{SHOWN_DIGITS}g}"


def _is_unclear(draft: Draft, kind: EnterpriseType) -> bool:
    """Whether the type has no weights at all or one that could not be read; that is told elsewhere, and its best score cannot be known."""
    weighed = any(kind in area.weights for area in draft.bank.areas)
    return not weighed or any(draft.is_faulty("areas", area.id, f"weight:{kind}") for area in draft.bank.areas)


def _standing(draft: Draft, above: AreaId | None, kind: EnterpriseType, depth: int = 0) -> list[AreaId]:
    """The areas under one that the type has; one above others only if it has any of these (`tailoring.left_out`, safe in a circle)."""
    found: list[AreaId] = []
    for area in draft.bank.children.get(above, ()) if depth <= MAX_DEPTH else ():
        under = _standing(draft, area.id, kind, depth + 1) if kind in area.weights else []
        if under or (kind in area.weights and area.id not in draft.bank.children):
            found += [area.id, *under]
    return found


def _reached(case: _Case, area: AreaId | None, depth: int = 0) -> Fraction | None:
    """The score of an area with these marks; nothing where it counts nothing at this level. Weights are freed as
    `tailoring.sibling_weights` does."""
    below = case.draft.bank.children.get(area)
    if below is None:
        return _reached_by_leaf(case, area)
    siblings = [child for child in (below if depth <= MAX_DEPTH else ()) if case.kind in child.weights]
    kept = [child for child in siblings if child.id in case.standing]
    freed = sum((Fraction(child.weights[case.kind]) for child in siblings if child.id not in case.standing), Fraction(0))
    extra = freed / len(kept) if kept and case.draft.bank.rescale is Rescale.EQUAL else Fraction(0)
    weighed = [
        (Fraction(child.weights[case.kind]) + extra, value) for child in kept if (value := _reached(case, child.id, depth + 1)) is not None
    ]
    total = sum((weight for weight, _ in weighed), Fraction(0))
    return sum((weight * value for weight, value in weighed), Fraction(0)) / total if total else None


def _reached_by_leaf(case: _Case, area: AreaId | None) -> Fraction | None:
    requirements = case.draft.bank.requirements_at.get((area, case.level), ()) if area else ()
    values = [value for requirement in requirements if (value := _reached_by_requirement(case, requirement)) is not None]
    if values:
        return sum(values, Fraction(0)) / len(values)
    return Fraction(1) if case.draft.bank.empty_cell is EmptyCell.MET else None


def _reached_by_requirement(case: _Case, requirement: Requirement) -> Fraction | None:
    questions = case.draft.bank.questions_of.get(requirement.id, ())
    marks = [case.pick(Fraction(option.mark) for option in question.options) for question in questions if question.options]
    return sum(marks, Fraction(0)) / len(marks) if marks else None
