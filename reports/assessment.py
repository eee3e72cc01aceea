"""A run as reports see it: the enterprise, its answers and its indicators, with everything already as people read it.

Whoever calls brings dates and strings; reports look nothing up and ask no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import EnterpriseType, IndicatorId


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The enterprise as people read it; every field but `kind` is a ready string, empty where it was not given."""

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
class Assessment:
    """One run as reports see it. Dates are calendar days in Asia/Shanghai; `finished` is empty while the run is open."""

    run_id: str
    enterprise: Enterprise
    sheet: AnswerSheet
    indicators: Mapping[IndicatorId, IndicatorValue]
    started: date
    finished: date | None
    language: str = "zh"
