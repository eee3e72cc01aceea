"""The report of a review as PDF and as JSON. The layout gets plain data: every number a string, every label a word."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import msgspec

from question_bank.scoring import decimal_text
from reports.bundle import Words, verification_layout, words
from reports.rounding import score_text
from reports.verification import Gap, Verification, VerifiedLevel, VerifiedResult

JSON_VERSION = 1
"""Raised when a field changes its meaning or goes away; new fields do not raise it."""

Data = dict[str, object]


def render(verification: Verification, format: str) -> bytes:
    """The report's bytes, the same for the same values. Raises `ValueError` for a format other than `pdf` and `json`."""
    if format == "json":
        return msgspec.json.format(msgspec.json.encode(as_data(verification)), indent=2) + b"\n"
    if format == "pdf":
        from reports.documents.pdf import typeset

        return typeset(verification_layout(), contents(verification), verification.made)
    raise ValueError(f"no report of a review as {format}")


def as_data(verification: Verification) -> Data:
    """The document for programs: exact decimals in strings."""
    return {
        "document": JSON_VERSION,
        "run": verification.run_id,
        "language": verification.language,
        "enterprise": {"name": verification.name, "code": verification.code},
        "agency": verification.agency,
        "bank": verification.bank,
        "finished": verification.finished.isoformat(),
        "locked": _iso(verification.locked),
        "seal": verification.seal or None,
        "reopened": verification.reopened,
        "self": _result(verification.own),
        "verified": _result(verification.verified),
        "levels": [_level(level) for level in verification.levels],
        "answers": {
            "reviewed": verification.answers,
            "accepted": verification.accepted,
            "adjusted": verification.adjusted,
            "asked_back": verification.asked,
        },
        "gaps": None if verification.gaps is None else [msgspec.to_builtins(gap) for gap in verification.gaps],
    }


def _result(result: VerifiedResult) -> Data:
    return {"level": result.level, "name": result.name, "total": decimal_text(result.total)}


def _level(level: VerifiedLevel) -> Data:
    def side(score: Fraction | None, met: bool) -> Data | None:
        return None if score is None else {"score": decimal_text(score), "met": met}

    return {"name": level.name, "self": side(level.own, level.own_met), "verified": side(level.verified, level.verified_met)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def contents(verification: Verification) -> Data:
    """All that the pages show."""
    w = words(verification.language)
    return {
        "language": verification.language,
        "words": dict(w),
        "date": verification.made.isoformat().split("-"),
        "name": verification.name,
        "run_id": verification.run_id,
        "facts": [list(fact) for fact in _facts(verification, w)],
        "sides": [[side.name, score_text(side.total)] for side in (verification.own, verification.verified)],
        "levels": [_level_row(level, w) for level in verification.levels],
        "counts": w["verification.counts"].format(
            answers=verification.answers, accepted=verification.accepted, adjusted=verification.adjusted, asked=verification.asked
        ),
        "state": _state(verification, w),
        "gaps": None if verification.gaps is None else [_gap(gap, w) for gap in verification.gaps],
    }


def _facts(verification: Verification, w: Words) -> tuple[tuple[str, str], ...]:
    return (
        (w["enterprise.code"], verification.code),
        (w["verification.agency"], verification.agency or w["unstated"]),
        (w["run.finished"], verification.finished.isoformat()),
        (w["verification.locked"], _iso(verification.locked) or w["verification.not_locked"]),
        (w["run.id"], verification.run_id),
        (w["run.standard"], verification.standard),
        (w["run.bank"], verification.bank),
    )


def _level_row(level: VerifiedLevel, w: Words) -> list[str]:
    def cell(value: Fraction | None, met: bool) -> str:
        return w["none"] if value is None else f"{score_text(value)}　{w['level.met' if met else 'level.unmet']}"

    return [level.name, cell(level.own, level.own_met), cell(level.verified, level.verified_met)]


def _state(verification: Verification, w: Words) -> list[str]:
    """What the outcome is worth: final and sealed, or not finished; and whether it was opened again."""
    found = [w["verification.final"].format(seal=verification.seal) if verification.seal else w["verification.provisional"]]
    return [*found, *([w["verification.reopened"].format(count=verification.reopened)] if verification.reopened else [])]


def _gap(gap: Gap, w: Words) -> Data:
    found = f"{gap.found}　{gap.found_text}".strip() or w["verification.asked"]
    return {
        "number": gap.number,
        "area": gap.area,
        "level": gap.level,
        "stem": gap.stem,
        "given": f"{gap.given}　{gap.given_text}".strip(),
        "found": found,
        "reason": gap.reason,
        "reply": gap.reply or w["none"],
    }
