"""A published bank as other programs read it (`zhiping bank show ID --json`), and as text."""

from __future__ import annotations

from decimal import Decimal

from question_bank.model import Area, Bank, Question


def as_document(bank: Bank) -> dict[str, object]:
    """Areas and questions; weights are percent inside the parent, 0 where the area does not exist for the type."""
    return {
        "id": bank.id,
        "version": bank.version,
        "title": bank.title.base,
        "standard": bank.standard,
        "method": bank.method,
        "areas": [_area(area, bank) for area in bank.areas],
        "questions": [_question(question) for question in bank.questions],
    }


def as_text(bank: Bank) -> str:
    """The bank as an outline: levels, headings, numbers and stems."""
    lines = [f"{bank.id} {bank.version}  {bank.title.base}"]
    for level in bank.levels:
        lines += ["", f"{level.name.base}  {level.gist.base}"]
        lines += [f"  {question.number}  {question.stem.base}" for question in bank.questions if question.level == level.number]
    return "\n".join(lines)


def _area(area: Area, bank: Bank) -> dict[str, object]:
    return {
        "id": area.id,
        "parent": area.parent,
        "number": area.number,
        "name": area.name.base,
        "tailorable": area.tailorable,
        "weights": {kind.id: _plain(area.weights.get(kind.id, Decimal(0))) for kind in bank.kinds},
    }


def _question(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "number": question.number,
        "level": question.level,
        "area": question.area,
        "requirement": question.requirement,
        "stem": question.stem.base,
        "explanation": question.explanation.base,
        "evidence": question.evidence.base,
        "effort": question.effort,
        "options": [{"key": option.key, "text": option.text.base, "mark": _plain(option.mark)} for option in question.options],
    }


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
