"""A run as reports see it: the enterprise, its answers and its indicators, with everything already as people read it.

Whoever calls brings dates and strings; reports look nothing up and ask no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import EnterpriseType, IndicatorId, QuestionId


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The enterprise as people read it; every field but `kind` is a ready string, empty where it was not given. `sales` is in 万元."""

    name: str
    code: str
    code_doubtful: bool
    district: str
    unit: str
    industry: str
    kind: EnterpriseType
    size: str
    sales: str
    nature: str


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator as the enterprise stated it; no value means not applicable."""

    value: Decimal | None
    formula: str


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file beside an answer, without its contents: name, bytes, the beginning of its SHA-256, and whether a helper put it there."""

    question: QuestionId
    name: str
    size: int
    digest: str
    helper: bool
    added: date


@dataclass(frozen=True, slots=True)
class Assessment:
    """One run as reports see it. Dates are calendar days in Asia/Shanghai; `finished` is empty while the run is open. `notes` says how many
    stand beside each answer; what they say is for those who review, not for a report."""

    run_id: str
    enterprise: Enterprise
    sheet: AnswerSheet
    indicators: Mapping[IndicatorId, IndicatorValue]
    started: date
    finished: date | None
    language: str = "zh"
    files: tuple[FileFact, ...] = ()
    notes: Mapping[QuestionId, int] = field(default_factory=dict)
