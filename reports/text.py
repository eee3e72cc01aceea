"""The summary as plain text of some forty short lines, for any channel: no markup, no escaping, no emoji.

Names and answers appear exactly as they were given; making them safe for a channel is the channel's task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from reports.bundle import Words
from reports.model import AreaResult, Roadmap, Step, Summary
from reports.rounding import near_text, score_text
from reports.wording import area_title, headline, if_closed, result_sentences, total_text, words_of

FIRST_STEPS = 3
"""How many steps the text names; the rest is in the report."""

EASY = 2
"""Efforts up to this grade take days or weeks."""


def text(summary: Summary) -> str:
    """The result as text: level and score first, then the next steps, then strong and weak areas."""
    w = words_of(summary)
    sections = (_head(summary, w), _next_steps(summary, w), _weak(summary, w), _strong(summary, w), (w["text.more"],))
    return "\n\n".join("\n".join(lines) for section in sections if (lines := tuple(section))) + "\n"


def _head(summary: Summary, w: Words) -> Iterator[str]:
    yield w["text.title"].format(title=summary.bank.title)
    yield summary.enterprise.name
    date = (summary.finished or summary.started).isoformat()
    yield w["text.meta"].format(standard=summary.bank.standard, kind=summary.kind_name, date=date)
    yield ""
    yield w["result.line"].format(level=headline(summary), total=total_text(summary))
    yield from result_sentences(summary)


def _next_steps(summary: Summary, w: Words) -> Iterator[str]:
    ahead, steps = summary.ahead, _first_steps(summary)
    if ahead is not None and (ahead.value is None or ahead.unanswered):
        yield w["text.next"]
        yield w["text.begin" if ahead.value is None else "text.answer_first"].format(level=ahead.name, count=ahead.unanswered)
        return
    if not steps:
        return
    yield w["text.next"]
    for place, step in enumerate(steps, start=1):
        effort = w[f"roadmap.short.{_grade(step)}"]
        gain, level = near_text(step.gain, 3), summary.deciding.name
        yield w["text.step"].format(place=place, number=step.number, area=step.area, to=step.to_text, effort=effort, level=level, gain=gain)
    if summary.roadmap is not None:
        yield _path(summary.roadmap, w)


def _first_steps(summary: Summary) -> Sequence[Step]:
    """The easiest steps of the way, the bigger gain first; without a way, the changes that gain most."""
    if summary.roadmap is None:
        return summary.gains[:FIRST_STEPS]
    return [step for stage in summary.roadmap.stages for step in stage.steps][:FIRST_STEPS]


def _path(roadmap: Roadmap, w: Words) -> str:
    count = sum(len(stage.steps) for stage in roadmap.stages)
    easy = sum(len(stage.steps) for stage in roadmap.stages if stage.effort <= EASY)
    key = "text.path_all_easy" if easy == count else "text.path" if easy else "text.path_easy_none"
    return w[key].format(count=count, level=roadmap.level_name, easy=easy)


def _weak(summary: Summary, w: Words) -> Iterator[str]:
    yield w["text.weakest"]
    yield from _areas(summary.weakest, w) if summary.weakest else (if_closed(summary, "result.weakest_none"),)


def _strong(summary: Summary, w: Words) -> Iterator[str]:
    yield w["text.strongest"]
    yield from _areas(summary.strongest, w) if summary.strongest else (if_closed(summary, "result.strongest_none"),)


def _areas(areas: Sequence[AreaResult], w: Words) -> Iterator[str]:
    for area in areas:
        yield w["text.area"].format(area=area_title(area), score=score_text(area.value or Fraction(0)))


def _grade(step: Step) -> int:
    return -(-step.effort.numerator // step.effort.denominator)
