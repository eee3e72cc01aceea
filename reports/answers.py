"""The answers of a run as lines: each with its clause, the option chosen, its mark and the evidence it would be shown with.

Every answer of the sheet is listed, also one that does not count; none is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import AreaId, Bank, Question
from question_bank.tailoring import left_out
from reports.clauses import requirement_clause
from reports.model import AnswerLine, AnswerState


def answer_lines(bank: Bank, sheet: AnswerSheet, deciding: int, language: str) -> Iterator[AnswerLine]:
    """All answers, level by level, inside a level heading by heading."""
    gone = left_out(bank, sheet.kind, sheet.tailored_out)
    place = heading_order(bank)
    answered = [question for question in bank.questions if question.id in sheet.answers]
    for question in sorted(answered, key=lambda question: (question.level, place[question.area])):
        counted = AnswerState.COUNTED if question.level <= deciding else AnswerState.BEYOND
        state = AnswerState.PARKED if question.area in gone else counted
        yield _line(bank, question, sheet.answers[question.id], state, language)


def heading_order(bank: Bank) -> Mapping[AreaId, int]:
    """Where each leaf stands when areas are grouped by heading, as the conversation and the reports show them."""
    ranks = {heading.id: rank for rank, heading in enumerate(bank.headings)}
    ordered = sorted(bank.leaves, key=lambda area: ranks[bank.heading_of(area.id).id])
    return {area.id: rank for rank, area in enumerate(ordered)}


def _line(bank: Bank, question: Question, key: str, state: AnswerState, language: str) -> AnswerLine:
    option = question.option(key)
    area = bank.area_by_id[question.area]
    requirement = bank.requirement_by_id[question.requirement]
    return AnswerLine(
        question=question.id,
        number=question.number,
        level=question.level,
        area_number=area.number,
        area=area.name.in_(language),
        clause=requirement_clause(bank, requirement, language),
        letter=requirement.letter,
        stem=question.stem.in_(language),
        key=key,
        text=option.text.in_(language) if option else "",
        mark=option.mark if option else None,
        evidence=question.evidence.in_(language),
        state=state,
    )
