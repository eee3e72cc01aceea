"""Checks of requirements and questions: all asked, all reachable, in the right place, with options that rise."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.checks.levels import disorder, spelt
from question_bank.draft import Draft
from question_bank.model import Area, AreaId
from question_bank.problems import Code, Problem


def requirements_hang_on_leaves(draft: Draft) -> Iterator[Problem]:
    """Only an area with nothing below it holds requirements."""
    for requirement in draft.bank.requirements:
        if requirement.area in draft.bank.children:
            yield draft.problem(Code.REQUIREMENT_ON_BRANCH, "requirements", requirement.id, "area", area=requirement.area)


def every_requirement_is_asked(draft: Draft) -> Iterator[Problem]:
    """Each requirement has a question; without any question at all the missing sheet is complaint enough."""
    for requirement in draft.bank.requirements if draft.bank.questions else ():
        if requirement.id not in draft.bank.questions_of:
            topic = str(requirement.topic)
            yield draft.problem(Code.REQUIREMENT_UNASKED, "requirements", requirement.id, "id", requirement=requirement.id, topic=topic)


def cells_say_what_is_there(draft: Draft) -> Iterator[Problem]:
    """A cell marked empty has no requirement, and a cell without a requirement is marked empty."""
    for cell in draft.bank.cells:
        count = len(draft.bank.requirements_at.get((cell.area, cell.level), ()))
        if cell.empty and count and not draft.is_faulty("cells", (cell.area, cell.level), "empty"):
            yield draft.problem(Code.CELL_NOT_EMPTY, "cells", (cell.area, cell.level), "empty", count=str(count))
    for area in draft.bank.leaves if draft.bank.requirements else ():
        yield from _unmarked(draft, area)


def _unmarked(draft: Draft, area: Area) -> Iterator[Problem]:
    for level in draft.bank.levels:
        place = (area.id, level.number)
        cell = draft.bank.cell_at.get(place)
        if place not in draft.bank.requirements_at and not (cell and cell.empty):
            column = "empty" if cell else None
            yield draft.problem(Code.CELL_UNMARKED, "cells", place, column, area=area.id, level=str(level.number))


def every_question_can_be_met(draft: Draft) -> Iterator[Problem]:
    """Some enterprise type has the area that a question belongs to."""
    unmet = {area.id for area in draft.bank.areas if not _is_met(draft, area.id)}
    for question in draft.bank.questions:
        if question.area in unmet:
            yield draft.problem(Code.QUESTION_UNREACHABLE, "questions", question.id, "requirement", area=question.area)


def _is_met(draft: Draft, area: AreaId) -> bool:
    # A weight that could not be read may well have been one, so it is given the benefit of the doubt.
    return not draft.bank.kinds or any(
        all(kind.id in above.weights or draft.is_faulty("areas", above.id, f"weight:{kind.id}") for above in draft.above(area))
        for kind in draft.bank.kinds
    )


def options_are_two_or_more_and_rise(draft: Draft) -> Iterator[Problem]:
    """A choice needs two options, and a later one earns more. Marks taken from the scale are judged there, once."""
    scale = {mark.key: mark.value for mark in draft.bank.scale}
    for question in draft.bank.questions:
        marks = [option.mark for option in question.options]
        if len(marks) < 2:
            yield draft.problem(Code.OPTION_MISSING, "questions", question.id, count=str(len(marks)))
        elif marks != [scale.get(option.key) for option in question.options] and (code := disorder(marks)):
            yield draft.problem(code, "questions", question.id, "marks", marks=spelt(marks))
