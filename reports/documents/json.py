"""The whole summary as one JSON document with a fixed order of fields: for programs, and for keeping.

Numbers are exact decimals in strings, as in the score document; nothing is rounded and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from question_bank.scoring import decimal_text
from reports.model import AnswerLine, AreaResult, Explained, FileLine, IndicatorLine, IndicatorState, LevelResult, Roadmap, Step, Summary
from reports.rounding import plain

JSON_VERSION = 1
"""Raised when a field changes its meaning or goes away; new fields do not raise it."""

NO_FORMULA = "无"
"""What the platform's form takes as the formula of an indicator that does not apply, with the number 0."""

Data = dict[str, object]


def json_document(summary: Summary) -> bytes:
    """UTF-8 JSON, indented by two spaces, ending in a newline. `score` is null while counted answers are missing."""
    return msgspec.json.format(msgspec.json.encode(as_data(summary)), indent=2) + b"\n"


def as_data(summary: Summary) -> Data:
    """The document before it is written."""
    return {
        "document": JSON_VERSION,
        "run": summary.run_id,
        "language": summary.language,
        "started": summary.started.isoformat(),
        "finished": summary.finished.isoformat() if summary.finished else None,
        "bank": msgspec.to_builtins(summary.bank, enc_hook=_plainly),
        "enterprise": msgspec.to_builtins(summary.enterprise) | {"kind_name": summary.kind_name},
        "result": _result(summary),
        "score": summary.score_document,
        "levels": [_level(level) for level in summary.levels],
        "areas": [_area(area) for area in summary.areas],
        "strongest": [area.id for area in summary.strongest],
        "weakest": [area.id for area in summary.weakest],
        "roadmap": _roadmap(summary.roadmap) if summary.roadmap else None,
        "gains": [_step(step) for step in summary.gains],
        "comparison": msgspec.to_builtins(summary.comparison),
        "indicators": [_indicator(line) for line in summary.indicators],
        "answers": [_answer(line) for line in summary.answers],
        "files": [_file(line) for line in summary.files],
        "notes": [{"question": line.question, "number": line.number, "notes": line.notes} for line in summary.notes],
        "tailored_out": list(summary.tailored_out),
        "absent": list(summary.absent),
        "doubts": _stated(msgspec.to_builtins(summary.doubts, enc_hook=_plainly), "least_cell", "least_weight"),
    }


def _result(summary: Summary) -> Data:
    return {
        "level": summary.level,
        "name": summary.band_name,
        "total": decimal_text(summary.total),
        "deciding": summary.deciding.number,
        "ahead": summary.ahead.number if summary.ahead else None,
        "gap": decimal_text(summary.gap) if summary.gap is not None else None,
        **(_ladder(summary) if summary.is_mean else {}),
    }


def _ladder(summary: Summary) -> Data:
    """Of a mean: the bands, the own one among them, and the next."""
    rungs = [{"level": rung.level, "name": rung.name, "low": decimal_text(rung.low), "mine": rung.mine} for rung in summary.ladder]
    return {"next": summary.goal.name if summary.goal else None, "ladder": rungs}


def _stated(document: Data, *spare: str) -> Data:
    """Without those of the spare fields that say nothing."""
    return {name: value for name, value in document.items() if name not in spare or value is not None}


def _level(level: LevelResult) -> Data:
    return {
        "level": level.number,
        "name": level.name,
        "score": None if level.value is None else decimal_text(level.value),
        "met": level.met,
        "counted": level.counted,
        "unanswered": level.unanswered,
        "explanation": _tree(level.parts),
    }


def _tree(parts: Sequence[Explained]) -> list[Data]:
    return [
        {
            "what": part.what,
            "id": part.id,
            "number": part.number,
            "name": part.name,
            "clause": part.clause,
            "score": decimal_text(part.value),
            "weight": decimal_text(part.weight),
            "share": decimal_text(part.share),
            "parts": _tree(part.parts),
        }
        for part in parts
    ]


def _area(area: AreaResult) -> Data:
    return {
        "id": area.id,
        "number": area.number,
        "name": area.name,
        "heading": area.heading,
        "state": area.state.value,
        "score": None if area.value is None else decimal_text(area.value),
        "share": decimal_text(area.share),
        "pull": decimal_text(area.pull),
    }


def _roadmap(roadmap: Roadmap) -> Data:
    return {
        "level": roadmap.level,
        "before": decimal_text(roadmap.before),
        "after": decimal_text(roadmap.after),
        "effort": decimal_text(roadmap.effort),
        "exact": roadmap.exact,
        "bound": decimal_text(roadmap.bound),
        "stages": [{"effort": stage.effort, "steps": [_step(step) for step in stage.steps]} for stage in roadmap.stages],
    }


def _step(step: Step) -> Data:
    return {
        "question": step.question,
        "number": step.number,
        "area": step.area,
        "stem": step.stem,
        "from": {"key": step.from_key, "text": step.from_text} if step.from_key else None,
        "to": {"key": step.to_key, "text": step.to_text},
        "effort": decimal_text(step.effort),
        "gain": decimal_text(step.gain),
        "clause": step.clause,
        "evidence": step.evidence,
    }


def _indicator(line: IndicatorLine) -> Data:
    """As the platform's form takes it: an indicator that does not apply is the number 0 with the formula 无."""
    inapplicable = line.state is IndicatorState.NOT_APPLICABLE
    value = "0" if inapplicable else None if line.value is None else plain(line.value)
    return {
        "id": line.id,
        "name": line.name,
        "unit": line.unit,
        "state": line.state.value,
        "value": value,
        "formula": NO_FORMULA if inapplicable else line.formula,
        "source": line.source,
    }


def _answer(line: AnswerLine) -> Data:
    return {
        "question": line.question,
        "number": line.number,
        "level": line.level,
        "area": line.area,
        "clause": line.clause,
        "stem": line.stem,
        "key": line.key,
        "text": line.text,
        "mark": None if line.mark is None else plain(line.mark),
        "evidence": line.evidence,
        "state": line.state.value,
    }


def _file(line: FileLine) -> Data:
    return {
        "question": line.question,
        "number": line.number,
        "name": line.name,
        "size": line.size,
        "sha256": line.digest,
        "by": "helper" if line.helper else "contact",
        "added": line.added.isoformat(),
    }


def _plainly(value: object) -> object:
    """Fractions are written as decimals; nothing else is unknown to the encoder."""
    if isinstance(value, Fraction):
        return decimal_text(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")
