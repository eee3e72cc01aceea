"""The summary (总结) as frozen values: what a run says, before any format.

Bank texts are already in the summary's language; numbers are exact fractions. Nothing here is rounded, worded or laid out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from question_bank.model import AreaId, IndicatorId, QuestionId
from reports.assessment import Enterprise


@dataclass(frozen=True, slots=True)
class BankFacts:
    """Which bank, standard and rules the result rests on."""

    id: str
    version: str
    title: str
    standard: str
    method: str
    note: str
    threshold: Fraction | None
    rescale: str
    empty_cell: str
    scale: tuple[tuple[str, Decimal], ...]
    scoring: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One node of the explanation tree: `share` is its part of the whole level's score, `weight` percent inside its parent."""

    what: str
    id: str
    number: str
    name: str
    value: Fraction
    weight: Fraction
    share: Fraction
    clause: str
    parts: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One level. A level without a value was not begun; one that is not counted lies above the first unmet level."""

    number: int
    name: str
    gist: str
    value: Fraction | None
    met: bool
    counted: bool
    unanswered: int
    parts: tuple[Explained, ...]

    @property
    def begun(self) -> bool:
        """Whether anything of it was answered."""
        return self.value is not None

    @property
    def is_open(self) -> bool:
        """Whether answers are missing, so that what it lacks cannot be said."""
        return not self.begun or self.unanswered > 0


class AreaState(StrEnum):
    """Why an area has a score at the deciding level, or has none."""

    SCORED = "scored"
    TAILORED = "tailored"
    ABSENT = "absent"
    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class AreaResult:
    """A leaf area at the deciding level; `heading` is the group it is shown under.

    `pull` is what the area costs the level's score: its share times what is missing to 1.
    """

    id: AreaId
    number: str
    name: str
    heading: str
    state: AreaState
    value: Fraction | None
    share: Fraction
    pull: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """One change worth making: this question from the answer given to a better one. `from_key` is empty if unanswered."""

    question: QuestionId
    number: str
    area: str
    stem: str
    from_key: str
    from_text: str
    to_key: str
    to_text: str
    effort: Fraction
    gain: Fraction
    clause: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The steps of the cheapest path that take about the same effort, 1 (days) to 5 (more than a year)."""

    effort: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The cheapest way to the level. `exact` is false where only a good way was found, and then `bound` is the least possible effort."""

    level: int
    level_name: str
    before: Fraction
    after: Fraction
    effort: Fraction
    exact: bool
    bound: Fraction
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A published share of enterprises, and whether this run's level falls into it."""

    low: int
    high: int
    name: str
    percent: Decimal
    mine: bool


@dataclass(frozen=True, slots=True)
class ShareYear:
    """The published shares of one year, with what the sample was and who published it."""

    year: str
    sample: str
    source: str
    lines: tuple[ShareLine, ...]


class IndicatorState(StrEnum):
    """Whether an indicator was stated, stated as not applicable, or not answered."""

    STATED = "stated"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator with the enterprise's own formula; never scored."""

    id: IndicatorId
    name: str
    unit: str
    state: IndicatorState
    value: Decimal | None
    formula: str
    source: str


class AnswerState(StrEnum):
    """Whether an answer counts, is parked with its area, or lies above the level that decides."""

    COUNTED = "counted"
    PARKED = "parked"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer with its clause and the evidence it would be shown with. A mark of `None` means not applicable."""

    question: QuestionId
    number: str
    level: int
    area_number: str
    area: str
    clause: str
    letter: str
    stem: str
    key: str
    text: str
    mark: Decimal | None
    evidence: str
    state: AnswerState


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that was put beside an answer; never what is in it. `digest` is the beginning of its SHA-256."""

    question: QuestionId
    number: str
    name: str
    size: int
    digest: str
    helper: bool
    added: date


@dataclass(frozen=True, slots=True)
class NoteLine:
    """How many notes stand beside an answer."""

    question: QuestionId
    number: str
    notes: int


@dataclass(frozen=True, slots=True)
class DoubtfulCell:
    """An area at a level whose requirements are not known for sure, though this result rests on them."""

    level: int
    number: str
    area: str
    confidence: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the bank itself is unsure of. `share` is the part of the deciding level's score that rests on doubtful cells.

    Where every cell or weight is doubtful, `least_cell` or `least_weight` is the least confidence: then a list would tell nothing.
    """

    cells: tuple[DoubtfulCell, ...]
    share: Fraction
    weights: tuple[str, ...]
    least_cell: Decimal | None = None
    least_weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One band of a total that is a mean, and whether this run's total falls into it."""

    level: int
    name: str
    low: Fraction
    mine: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a run says.

    `deciding` is the highest level that was answered and counts: its areas explain the result. `ahead` is the first unmet level, often
    the same one, and `gap` is what is missing there; both are empty if every level is met. Where the total is a mean, `ladder` has all its
    bands from the lowest up, `gap` is what is missing to the next, and `ahead` is only there while answers are missing. `headings` are the
    groups that areas are shown under, as areas themselves.
    """

    language: str
    run_id: str
    started: date
    finished: date | None
    enterprise: Enterprise
    kind_name: str
    bank: BankFacts
    level: int
    band_name: str
    level_title: str
    total: Fraction
    deciding: LevelResult
    ahead: LevelResult | None
    gap: Fraction | None
    levels: tuple[LevelResult, ...]
    areas: tuple[AreaResult, ...]
    strongest: tuple[AreaResult, ...]
    weakest: tuple[AreaResult, ...]
    roadmap: Roadmap | None
    gains: tuple[Step, ...]
    comparison: tuple[ShareYear, ...]
    indicators: tuple[IndicatorLine, ...]
    answers: tuple[AnswerLine, ...]
    tailored_out: tuple[str, ...]
    absent: tuple[str, ...]
    doubts: Doubts
    score_document: Mapping[str, object] | None
    files: tuple[FileLine, ...] = ()
    notes: tuple[NoteLine, ...] = ()
    headings: tuple[AreaResult, ...] = ()
    ladder: tuple[Rung, ...] = ()
    kind_label: str = ""
    """What the bank calls an enterprise type, where it has a word of its own."""

    @property
    def is_mean(self) -> bool:
        """Whether the total is a mean, and nothing is met or missed."""
        return bool(self.ladder)

    @property
    def goal(self) -> Rung | None:
        """The next band of a mean."""
        return next((rung for rung in self.ladder if rung.low > self.total), None)

    @property
    def all_met(self) -> bool:
        """Whether nothing is left to reach."""
        return self.goal is None if self.is_mean else self.ahead is None

    @property
    def parked(self) -> tuple[AnswerLine, ...]:
        """The answers kept for areas that are left out."""
        return tuple(answer for answer in self.answers if answer.state is AnswerState.PARKED)
