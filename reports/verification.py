"""A review's report as frozen values: both results side by side and the gaps, before any format. Texts are in the report's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class VerifiedLevel:
    """One level on both sides; nothing where that side does not count it."""

    name: str
    own: Fraction | None
    own_met: bool
    verified: Fraction | None
    verified_met: bool


@dataclass(frozen=True, slots=True)
class VerifiedResult:
    """One side's result: the level by number and name, and the total."""

    level: int
    name: str
    total: Fraction


@dataclass(frozen=True, slots=True)
class Gap:
    """One answer that was adjusted or asked back: what was given, what is found instead (empty: asked back), why, and the reply."""

    question: str
    number: str
    level: str
    area: str
    stem: str
    given: str
    given_text: str
    found: str
    found_text: str
    reason: str
    reply: str


@dataclass(frozen=True, slots=True)
class Verification:
    """All that the report of a review says. `gaps` is nothing for readers who may not read answers; their number is told all the same.

    `locked` and `seal` are set once the review is locked.
    """

    language: str
    run_id: str
    name: str
    code: str
    agency: str
    bank: str
    standard: str
    finished: date
    made: date
    locked: date | None
    seal: str
    reopened: int
    own: VerifiedResult
    verified: VerifiedResult
    levels: tuple[VerifiedLevel, ...]
    answers: int
    accepted: int
    adjusted: int
    asked: int
    gaps: tuple[Gap, ...] | None
