"""Sheets with their right names -> a draft of the bank. Sheets are read in the order in which they refer to one another."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TypeVar

from question_bank.draft import Draft
from question_bank.layout import Frame
from question_bank.model import (
    Area,
    Band,
    Bank,
    Cell,
    EnterpriseType,
    Indicator,
    Kind,
    Level,
    Mapped,
    Mark,
    Question,
    Requirement,
    Share,
    Succession,
)
from question_bank.problems import Problem
from question_bank.reading import rows, things
from question_bank.reading.cells import Cells, Known
from question_bank.reading.settings import Settings, settings
from question_bank.reading.things import Found
from question_bank.sheets import Sheets

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything found, sheet by sheet."""

    kinds: Found[Kind]
    scale: Found[Mark]
    bands: Found[Band]
    levels: Found[Level]
    areas: Found[Area]
    cells: Found[Cell]
    requirements: Found[Requirement]
    questions: Found[Question]
    indicators: Found[Indicator]
    shares: Found[Share]
    mapping: Found[Succession]

    def problems(self) -> tuple[Problem, ...]:
        return tuple(chain.from_iterable(getattr(self, name).problems for name in self.__slots__))

    def rows(self) -> dict[tuple[str, Hashable], int]:
        return {(name, key): row for name in self.__slots__ for key, row in getattr(self, name).rows.items()}


def draft_of(sheets: Sheets, frame: Frame) -> tuple[Draft, tuple[Problem, ...]]:
    """The bank as far as it can be read, and what could not be."""
    set_, faults = settings(sheets["bank"], frame.others)
    parts = _parts(sheets, frame)
    problems = (*faults, *parts.problems())
    faulty = frozenset((problem.sheet, problem.row, problem.column) for problem in problems)
    return Draft(_bank(set_, parts), parts.rows(), faulty), problems


def _parts(sheets: Sheets, frame: Frame) -> _Parts:
    def each(sheet: str, make: Callable[[Cells], T | None], key: Callable[[T], Hashable], column: str = "id") -> Found[T]:
        return things.each(sheets[sheet], frame.others, make, key, column)

    scale = each("scale", rows.mark, lambda mark: mark.key, "key")
    levels = each("levels", rows.level, lambda level: level.number, "level")
    given = rows.Given(
        kinds=tuple(EnterpriseType(kind) for kind in frame.kinds),
        scale=scale.things,
        levels=frozenset(level.number for level in levels.things),
        areas=Known("areas", frozenset(row.cells.get("id", "") for row in sheets["areas"].rows)),
    )
    requirements = each("requirements", partial(rows.requirement, given=given), lambda requirement: requirement.id)
    given_all = given.with_requirements(requirements.things)
    questions = each("questions", partial(rows.question, given=given_all), lambda question: question.id)
    own = {Mapped.AREA: given.areas, Mapped.QUESTION: Known("questions", frozenset(question.id for question in questions.things))}
    return _Parts(
        kinds=each("kinds", rows.kind, lambda kind: kind.id),
        scale=scale,
        bands=each("bands", rows.band, lambda band: (band.level, band.low), "level"),
        levels=levels,
        areas=each("areas", partial(rows.area, given=given), lambda area: area.id),
        cells=each("cells", partial(rows.cell, given=given), lambda cell: (cell.area, cell.level), "area"),
        requirements=requirements,
        questions=questions,
        indicators=each("indicators", rows.indicator, lambda indicator: indicator.id),
        shares=each("shares", rows.share, lambda share: (share.year, share.low, share.high), "year"),
        mapping=each("mapping", partial(rows.succession, own=own), _succession_key, "from"),
    )


def _succession_key(found: Succession) -> Hashable:
    return found.bank, found.version, found.what, found.old, found.new


def _bank(given: Settings, parts: _Parts) -> Bank:
    return Bank(
        id=given.id,
        version=given.version,
        title=given.title,
        standard=given.standard,
        method=given.method,
        note=given.note,
        language=given.language,
        languages=given.languages,
        threshold=given.threshold,
        rescale=given.rescale,
        empty_cell=given.empty_cell,
        kinds=parts.kinds.things,
        scale=parts.scale.things,
        bands=parts.bands.things,
        levels=parts.levels.things,
        areas=parts.areas.things,
        cells=parts.cells.things,
        requirements=parts.requirements.things,
        questions=parts.questions.things,
        indicators=parts.indicators.things,
        shares=parts.shares.things,
        total=given.total,
        kind_name=given.kind_name,
        kind_hint=given.kind_hint,
        draft=given.draft,
        successions=parts.mapping.things,
        a_month=given.a_month,
        months_apart=given.months_apart,
    )
