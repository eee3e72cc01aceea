"""A bank as frozen values: areas, levels, requirements, questions, indicators and the rules by which answers are scored.

A bank is data from one edition of one standard. Nothing here names a particular standard: the depth of the tree, the number of
levels, the scale, the threshold and the enterprise types all come from the sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NewType

AreaId = NewType("AreaId", str)
RequirementId = NewType("RequirementId", str)
QuestionId = NewType("QuestionId", str)
IndicatorId = NewType("IndicatorId", str)
EnterpriseType = NewType("EnterpriseType", str)

NOT_APPLICABLE = "NA"
"""The answer key that says a question does not apply; allowed only in areas that may be tailored out."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the bank's own language, with translations by language code."""

    base: str
    translations: Mapping[str, str] = field(default_factory=dict)

    def in_(self, language: str) -> str:
        """The text in `language`, or in the bank's own language where there is no translation."""
        return self.translations.get(language) or self.base

    def __str__(self) -> str:
        return self.base


class Rescale(StrEnum):
    """How the weights of what remains grow when a sibling is left out."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"


class EmptyCell(StrEnum):
    """What an area without a requirement at a level counts there: nothing at all, or as fully met."""

    LEAVE_OUT = "leave_out"
    MET = "met"


class Total(StrEnum):
    """What the total of a run is: the levels met and the first unmet one's score, or the weighted score of the bank's one pass."""

    LEVELS = "levels"
    MEAN = "mean"


class Mapped(StrEnum):
    """What a succession speaks of."""

    AREA = "area"
    QUESTION = "question"


class Direction(StrEnum):
    """Whether a larger value of an indicator is the better one."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Kind:
    """An enterprise type that the bank weighs by, such as discrete or process."""

    id: EnterpriseType
    name: Text


@dataclass(frozen=True, slots=True)
class Mark:
    """One step of the scale: the option key it belongs to by default, and its value from 0 to 1."""

    key: str
    value: Decimal
    name: Text


@dataclass(frozen=True, slots=True)
class Band:
    """The level that a total from `low` (included) upwards stands for; level 0 is below level 1. A level may have several bands."""

    level: int
    low: Decimal
    name: Text


@dataclass(frozen=True, slots=True)
class Level:
    """One maturity level. `opening` is what its opening screen says, `materials` what to have at hand."""

    number: int
    name: Text
    gist: Text
    opening: Text
    materials: Text


@dataclass(frozen=True, slots=True)
class Area:
    """A node of the tree. `weights` are percent inside the parent; a type without a weight has no such area.

    `number` is what people see (`5.4`), `heading` marks the areas that the conversation groups questions by, `presence` is the
    positively worded question by which the area may be tailored out (empty: it may not).
    """

    id: AreaId
    parent: AreaId | None
    number: str
    name: Text
    heading: bool
    tailorable: bool
    weights: Mapping[EnterpriseType, Decimal]
    weight_confidence: Mapping[EnterpriseType, Decimal] = field(default_factory=dict)
    presence: Text = Text("")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one area at one level: whether it has requirements, and how sure that is (0 to 1)."""

    area: AreaId
    level: int
    empty: bool
    confidence: Decimal
    note: Text = Text("")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One clause of one area at one level; `letter` is its place in the cell."""

    id: RequirementId
    area: AreaId
    level: int
    letter: str
    topic: Text


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question and the mark it earns, from 0 to 1."""

    key: str
    text: Text
    mark: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one requirement. `effort` (1 to 5) is what it takes to get from the first option to the last.

    `taken` is the id of another bank if the answer may be suggested from the enterprise's own result with that bank.
    """

    id: QuestionId
    number: str
    requirement: RequirementId
    area: AreaId
    level: int
    stem: Text
    options: tuple[Option, ...]
    explanation: Text
    example: Text
    examples: Mapping[EnterpriseType, Text]
    evidence: Text
    effort: int
    taken: str = ""

    def example_for(self, kind: EnterpriseType) -> Text:
        """The example for this enterprise type, else the common one."""
        return self.examples.get(kind, self.example)

    def option(self, key: str) -> Option | None:
        """The option with this key, or nothing."""
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number that an enterprise reports with its own formula; never scored. `low` and `high` bound what is plausible."""

    id: IndicatorId
    name: Text
    unit: Text
    direction: Direction
    low: Decimal
    high: Decimal
    hint: Text
    formula: Text
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """A published share of enterprises (percent) in a band of levels, for comparison; `source` is printed with it."""

    year: str
    low: int
    high: int
    percent: Decimal
    sample: str
    source: str


@dataclass(frozen=True, slots=True)
class Succession:
    """An area or question of another bank, or of another version of this one, and the own one that continues it (empty: none does).

    Without a `version` it is meant for every version of that bank.
    """

    bank: str
    version: str
    what: Mapped
    old: str
    new: str
    note: Text = Text("")


@dataclass(frozen=True)
class Bank:
    """An immutable, versioned set of areas, levels, questions, indicators and scoring rules.

    There is no `threshold` where the total is a mean: nothing is met or missed then, the bands alone say what a total stands for.
    `kind_name` and `kind_hint` say what an enterprise type is called here and how to choose one; empty for the usual words. A `draft`
    is not meant for enterprises yet. `successions` say what of other banks lives on here. `a_month` is how many runs an enterprise may
    begin in a calendar month, `months_apart` how long after the last one finished the next is advised; without one there is no such rule.
    """

    id: str
    version: str
    title: Text
    standard: str
    method: str
    note: Text
    language: str
    languages: tuple[str, ...]
    threshold: Decimal | None
    rescale: Rescale
    empty_cell: EmptyCell
    kinds: tuple[Kind, ...]
    scale: tuple[Mark, ...]
    bands: tuple[Band, ...]
    levels: tuple[Level, ...]
    areas: tuple[Area, ...]
    cells: tuple[Cell, ...]
    requirements: tuple[Requirement, ...]
    questions: tuple[Question, ...]
    indicators: tuple[Indicator, ...]
    shares: tuple[Share, ...]
    total: Total = Total.LEVELS
    kind_name: Text = Text("")
    kind_hint: Text = Text("")
    draft: bool = False
    successions: tuple[Succession, ...] = ()
    a_month: int | None = None
    months_apart: int | None = None

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    @cached_property
    def area_by_id(self) -> Mapping[AreaId, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def children(self) -> Mapping[AreaId | None, tuple[Area, ...]]:
        """The areas under each area, in the bank's order; under `None` the roots."""
        found: dict[AreaId | None, list[Area]] = {}
        for area in self.areas:
            found.setdefault(area.parent, []).append(area)
        return {parent: tuple(areas) for parent, areas in found.items()}

    @cached_property
    def leaves(self) -> tuple[Area, ...]:
        """The areas that hold requirements themselves (the sub-domains), in the bank's order."""
        return tuple(area for area in self.areas if area.id not in self.children)

    @cached_property
    def headings(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.heading)

    @cached_property
    def question_by_id(self) -> Mapping[QuestionId, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def requirement_by_id(self) -> Mapping[RequirementId, Requirement]:
        return {requirement.id: requirement for requirement in self.requirements}

    @cached_property
    def indicator_by_id(self) -> Mapping[IndicatorId, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def level_by_number(self) -> Mapping[int, Level]:
        return {level.number: level for level in self.levels}

    @cached_property
    def cell_at(self) -> Mapping[tuple[AreaId, int], Cell]:
        return {(cell.area, cell.level): cell for cell in self.cells}

    @cached_property
    def requirements_at(self) -> Mapping[tuple[AreaId, int], tuple[Requirement, ...]]:
        found: dict[tuple[AreaId, int], list[Requirement]] = {}
        for requirement in self.requirements:
            found.setdefault((requirement.area, requirement.level), []).append(requirement)
        return {place: tuple(requirements) for place, requirements in found.items()}

    @cached_property
    def questions_of(self) -> Mapping[RequirementId, tuple[Question, ...]]:
        found: dict[RequirementId, list[Question]] = {}
        for question in self.questions:
            found.setdefault(question.requirement, []).append(question)
        return {requirement: tuple(questions) for requirement, questions in found.items()}

    def lineage(self, area: AreaId) -> Iterator[Area]:
        """The area itself, then its parent, up to the root."""
        current: AreaId | None = area
        while current is not None:
            found = self.area_by_id[current]
            yield found
            current = found.parent

    def heading_of(self, area: AreaId) -> Area:
        """The heading under which the conversation shows this area's questions."""
        return next(found for found in self.lineage(area) if found.heading)

    @property
    def is_mean(self) -> bool:
        """Whether the total is the score of one single pass."""
        return self.total is Total.MEAN

    @cached_property
    def bands_of(self) -> Mapping[int, tuple[Band, ...]]:
        """The bands of each level, the lowest first; where there are several, only the total says which."""
        numbers = dict.fromkeys(band.level for band in self.bands)
        return {number: tuple(band for band in self.bands if band.level == number) for number in numbers}

    def band_of(self, total: Decimal | Fraction) -> Band:
        """The band that a total falls into (GB/T 39117-2020, level determination)."""
        return max((band for band in self.bands if band.low <= total), key=lambda band: band.low)

    def band_above(self, total: Decimal | Fraction) -> Band | None:
        """The next band up from this total; nothing from within the highest."""
        return min((band for band in self.bands if band.low > total), key=lambda band: band.low, default=None)
