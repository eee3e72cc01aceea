"""Files and notes beside answers as lines, in the order of the questions. Neither what is in a file nor what a note says is here."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.model import Bank, QuestionId
from reports.answers import heading_order
from reports.assessment import Assessment
from reports.model import FileLine, NoteLine


def file_lines(bank: Bank, assessment: Assessment) -> Iterator[FileLine]:
    """All files, question by question, in the order they were added."""
    for question, number in _ordered(bank):
        for file in assessment.files:
            if file.question == question:
                yield FileLine(question, number, file.name, file.size, file.digest, file.helper, file.added)


def note_lines(bank: Bank, assessment: Assessment) -> Iterator[NoteLine]:
    """How many notes stand beside each answer that has some."""
    for question, number in _ordered(bank):
        if assessment.notes.get(question):
            yield NoteLine(question, number, assessment.notes[question])


def _ordered(bank: Bank) -> Iterator[tuple[QuestionId, str]]:
    """The questions as the answers are listed: level by level, inside a level heading by heading."""
    place = heading_order(bank)
    for question in sorted(bank.questions, key=lambda question: (question.level, place[question.area])):
        yield question.id, question.number
