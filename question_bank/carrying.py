"""Answers carried from one bank to another: those that stay, those that are only suggested, and those to be asked for again.

An answer stays where the question asks the same and offers the same, so nobody is held to what was never asked. Everything else is at
most a suggestion: never better than what was answered, and given by nobody until somebody takes it over.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from question_bank.comparing import means_the_same, plain, successions
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, IndicatorId, Mapped, Question, QuestionId
from question_bank.tailoring import may_be_not_applicable

Content = tuple[str, str, Hashable]
REMEMBERED = 16
"""How many pairs of banks the links are kept for; about a megabyte each."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a question of the new bank continues: questions of the old one, and whether it asks and offers exactly the same as one.

    `direct` tells a question that is known to continue another from one whose area merely continues an area.
    """

    sources: tuple[QuestionId, ...]
    same: bool
    direct: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of answers. All ids but those of `lost` and `lost_indicators` are the new bank's.

    `kept` stand as they are; `suggested` may be offered. `again` are questions that were answered in another form and have no answer now,
    `fresh` those that continue nothing. `lost` are the answers that nothing continues.
    """

    kept: Mapping[QuestionId, str]
    suggested: Mapping[QuestionId, str]
    again: tuple[QuestionId, ...]
    fresh: tuple[QuestionId, ...]
    lost: Mapping[QuestionId, str]
    indicators: tuple[IndicatorId, ...]
    lost_indicators: tuple[IndicatorId, ...]


def carry(old: Bank, new: Bank, answers: Mapping[QuestionId, str], indicators: Iterable[IndicatorId] = ()) -> Carried:
    """What becomes of these answers to `old` under `new`; answers of questions that `old` does not have are lost.

    An indicator keeps its value where its name and unit mean the same. Levels and tailoring are not looked at: all questions are carried.
    """
    given, known = tuple(indicators), links(old, new)
    changed = ((question, link) for question, link in known.items() if not link.same)
    suggested = {question: key for question, link in changed if (key := _suggestion(old, new, question, link, answers))}
    answered = {question for question, link in known.items() if any(source in answers for source in link.sources)}
    kept = {question: answers[link.sources[0]] for question, link in known.items() if link.same and _stays(new, question, link, answers)}
    used = {source for link in known.values() for source in link.sources}
    staying = tuple(found for found in given if _indicator_stays(old, new, found))
    return Carried(
        kept=kept,
        suggested=suggested,
        again=tuple(question.id for question in new.questions if question.id in answered and question.id not in kept),
        fresh=tuple(question.id for question in new.questions if question.id not in known),
        lost={question: key for question, key in answers.items() if question not in used},
        indicators=staying,
        lost_indicators=tuple(found for found in given if found not in staying),
    )


@lru_cache(maxsize=REMEMBERED)
def links(old: Bank, new: Bank) -> Mapping[QuestionId, Link]:
    """By question of the new bank what it continues, as far as it continues anything.

    First what the new bank's mapping says of questions; then the one question that asks the same, whatever its id; then, within one bank,
    the question of the same id unless that lives on under another; then what the mapping says of areas: the questions of that level.
    """
    frame = _Frame(
        old,
        new,
        _successions(old, new, Mapped.QUESTION),
        _successions(old, new, Mapped.AREA),
        _by_content(old),
        _by_content(new),
        _by_place(old),
    )
    found = ((question, _link(frame, question)) for question in new.questions)
    return {question.id: link for question, link in found if link is not None}


def translated(old: Bank, new: Bank, question: QuestionId, key: str) -> str:
    """The key that an answer to the old question's `key` comes to in a question that continues it directly; empty if nothing does."""
    link = links(old, new)[question]
    return _suggestion(old, new, question, link, {link.sources[0]: key})


def areas_continuing(old: Bank, new: Bank, area: AreaId) -> tuple[AreaId, ...]:
    """The new bank's areas that an old one lives on in: by the mapping, else the one of the same id."""
    mapped = tuple(AreaId(found.new) for found in successions(old, new, Mapped.AREA) if found.old == area)
    return mapped or ((area,) if area in new.area_by_id else ())


def _successions(old: Bank, new: Bank, what: Mapped) -> Mapping[str, tuple[str, ...]]:
    """By new id the old ones, in the order of the mapping."""
    found: dict[str, list[str]] = {}
    for succession in successions(old, new, what):
        found.setdefault(succession.new, []).append(succession.old)
    return {new_id: tuple(old_ids) for new_id, old_ids in found.items()}


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all links of one pair of banks go by."""

    old: Bank
    new: Bank
    of_questions: Mapping[str, tuple[str, ...]]
    of_areas: Mapping[str, tuple[str, ...]]
    olds: Mapping[Content, QuestionId]
    news: Mapping[Content, QuestionId]
    places: Mapping[tuple[AreaId, int], tuple[QuestionId, ...]]


def _link(frame: _Frame, question: Question) -> Link | None:
    old, new = frame.old, frame.new
    named = tuple(QuestionId(found) for found in frame.of_questions.get(question.id, ()) if found in old.question_by_id)
    if named:
        same = len(named) == 1 and _offer(old.question_by_id[named[0]]) == _offer(question)
        return Link(named, same, direct=True)
    before = old.question_by_id.get(question.id)
    if before is not None and _content(before) == _content(question):
        return Link((before.id,), same=True, direct=True)
    if (alike := frame.olds.get(_content(question))) is not None and frame.news[_content(question)] == question.id:
        return Link((alike,), same=True, direct=True)
    if before is not None and old.id == new.id and _content(before) not in frame.news:
        return Link((before.id,), same=False, direct=True)
    areas = dict.fromkeys(area for above in new.lineage(question.area) for area in frame.of_areas.get(above.id, ()))
    sources = tuple(found for area in areas for found in frame.places.get((AreaId(area), question.level), ()))
    return Link(sources, same=False, direct=False) if sources else None


def _by_content(bank: Bank) -> Mapping[Content, QuestionId]:
    """Questions by all that makes an answer to them what it is, the first of each."""
    found: dict[Content, QuestionId] = {}
    for question in bank.questions:
        found.setdefault(_content(question), question.id)
    return found


def _by_place(bank: Bank) -> Mapping[tuple[AreaId, int], tuple[QuestionId, ...]]:
    """The questions under each area, at any depth, by level."""
    found: dict[tuple[AreaId, int], list[QuestionId]] = {}
    for question in bank.questions:
        for area in bank.lineage(question.area):
            found.setdefault((area.id, question.level), []).append(question.id)
    return {place: tuple(questions) for place, questions in found.items()}


def _content(question: Question) -> Content:
    return question.requirement, question.area, _offer(question)


def _offer(question: Question) -> Hashable:
    """Level, stem, options and marks, as far as they mean anything: a comma more or an English text less is no other question."""
    options = tuple((option.key, option.mark, plain(option.text.base)) for option in question.options)
    return question.level, plain(question.stem.base), options


def _stays(new: Bank, question: QuestionId, link: Link, answers: Mapping[QuestionId, str]) -> bool:
    """Whether there is an answer and it may still be given: NA may have been abolished."""
    found = new.question_by_id[question]
    key = answers.get(link.sources[0])
    return (key == NOT_APPLICABLE and may_be_not_applicable(new, found)) or (key is not None and found.option(key) is not None)


def _suggestion(old: Bank, new: Bank, question: QuestionId, link: Link, answers: Mapping[QuestionId, str]) -> str:
    """The key to suggest, or the empty string: the option of the same words, else the best that claims no more than was answered."""
    found = new.question_by_id[question]
    given = [(old.question_by_id[source], answers[source]) for source in link.sources if source in answers]
    if not given:
        return ""
    if all(key == NOT_APPLICABLE for _, key in given):
        return NOT_APPLICABLE if link.direct and may_be_not_applicable(new, found) else ""
    chosen = [option for source, key in given if (option := source.option(key)) is not None]
    if link.direct and len(given) == 1 and chosen:
        worded = next((option.key for option in found.options if means_the_same(option.text.base, chosen[0].text.base)), "")
        if worded:
            return worded
    return _at_most(found, [option.mark for option in chosen]) if chosen else ""


def _at_most(question: Question, marks: list[Decimal]) -> str:
    """The best option that is worth no more than the mean of these marks."""
    mean = sum(map(Fraction, marks), Fraction(0)) / len(marks)
    fitting = [option for option in question.options if Fraction(option.mark) <= mean]
    return max(fitting, key=lambda option: option.mark).key if fitting else ""


def _indicator_stays(old: Bank, new: Bank, indicator: IndicatorId) -> bool:
    before, after = old.indicator_by_id.get(indicator), new.indicator_by_id.get(indicator)
    if before is None or after is None:
        return False
    return means_the_same(before.name.base, after.name.base) and means_the_same(before.unit.base, after.unit.base)
