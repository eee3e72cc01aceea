"""Shadow scoring: what finished runs would come to under another bank with the very answers they have.

Changes no run and tells nobody; it only counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from question_bank.answer_sheet import AnswerSheet
from question_bank.carrying import links, translated
from question_bank.many_scores import MILLION, Reached, Scorer
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, QuestionId
from question_bank.tailoring import may_be_not_applicable


@dataclass(frozen=True, slots=True)
class AreaShift:
    """How far the score of an area moves, over all runs and levels where it counts in both: the mean, and the mean without its sign,
    each from 0 to 1."""

    area: AreaId
    mean: Fraction
    spread: Fraction
    scores: int


@dataclass(frozen=True, slots=True)
class Shadow:
    """What shadow scoring found.

    `moves` counts runs by (level as it was scored, level as it would be). `unscored` counts those that lack answers at a level that they
    had handed in, by how many they lack. `further` are runs that would meet the level they ended at and have answered nothing above it:
    they are counted at that level. `unfit` are runs whose enterprise type the new bank does not have. `assumed` are the questions whose
    answers were counted although they now ask or offer something else.
    """

    moves: Mapping[tuple[int, int], int]
    unscored: Mapping[int, int]
    further: int
    unfit: int
    areas: tuple[AreaShift, ...]
    assumed: tuple[QuestionId, ...]

    @property
    def scored(self) -> int:
        """How many runs could be scored with both."""
        return sum(self.moves.values())

    @property
    def moved(self) -> int:
        """How many of these would have another level."""
        return sum(count for (old, new), count in self.moves.items() if old != new)


@dataclass(slots=True)
class _Tally:
    moves: Counter[tuple[int, int]] = field(default_factory=Counter)
    unscored: Counter[int] = field(default_factory=Counter)
    further: int = 0
    unfit: int = 0
    shifts: dict[str, list[int]] = field(default_factory=dict)


def shadow(old: Bank, new: Bank, sheets: Iterable[AnswerSheet]) -> Shadow:
    """Scores every sheet with both banks. The sheets are finished runs of `old`; they may come from a generator and are read once."""
    table = _table(old, new)
    kinds = {kind.id for kind in new.kinds}
    before, after, tally = Scorer(old), Scorer(new), _Tally()
    for sheet in sheets:
        if sheet.kind in kinds:
            was = before.scored(sheet)
            _count(tally, was, after.scored(_moved(sheet, new, table), frozenset(was.values)))
        else:
            tally.unfit += 1
    assumed = tuple(question for question, link in links(old, new).items() if link.direct and not link.same and len(link.sources) == 1)
    return Shadow(dict(tally.moves), dict(tally.unscored), tally.further, tally.unfit, _shifts(tally), assumed)


def _count(tally: _Tally, before: Reached, after: Reached) -> None:
    if after.missing:
        tally.unscored[after.missing] += 1
        return
    tally.moves[before.level, after.level] += 1
    tally.further += after.further
    for level in before.values.keys() & after.values.keys():
        was, is_ = before.values[level], after.values[level]
        for area in was.keys() & is_.keys():
            shift = is_[area] - was[area]
            found = tally.shifts.setdefault(area, [0, 0, 0])
            found[0] += shift
            found[1] += abs(shift)
            found[2] += 1


def _shifts(tally: _Tally) -> tuple[AreaShift, ...]:
    """Those that move, the furthest first; by id where two move equally far."""
    found = (
        AreaShift(AreaId(area), Fraction(moved, MILLION * count), Fraction(spread, MILLION * count), count)
        for area, (moved, spread, count) in tally.shifts.items()
        if spread
    )
    return tuple(sorted(found, key=lambda shift: (-shift.spread, shift.area)))


# -- the answers under the new bank --------------------------------------------------------------------------------------

Table = Mapping[QuestionId, tuple[tuple[QuestionId, Mapping[str, str]], ...]]


def _table(old: Bank, new: Bank) -> Table:
    """By old question the questions that continue it, each with its key for every key of the old one. Areas continuing areas do not count:
    a mean of other questions is no answer."""
    found: dict[QuestionId, list[tuple[QuestionId, Mapping[str, str]]]] = {}
    for question, link in links(old, new).items():
        if not link.direct or len(link.sources) != 1:
            continue
        source = old.question_by_id[link.sources[0]]
        keys = [option.key for option in source.options] + ([NOT_APPLICABLE] if may_be_not_applicable(old, source) else [])
        named = {key: into for key in keys if (into := key if link.same and key != NOT_APPLICABLE else translated(old, new, question, key))}
        found.setdefault(source.id, []).append((question, named))
    return {source: tuple(into) for source, into in found.items()}


def _moved(sheet: AnswerSheet, new: Bank, table: Table) -> AnswerSheet:
    """The sheet as the new bank would read it; tailoring stays where the area may still be tailored out."""
    answers = {question: keys[key] for source, key in sheet.answers.items() for question, keys in table.get(source, ()) if key in keys}
    out = frozenset(area for area in sheet.tailored_out if area in new.area_by_id and new.area_by_id[area].tailorable)
    return AnswerSheet(sheet.kind, out, answers)
