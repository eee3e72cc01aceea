"""Checks of what people read: present, told apart, short enough for a phone, translated as a whole or not at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from question_bank.draft import Draft
from question_bank.model import Area, Cell, Indicator, Kind, Level, Mark, Question, Requirement, Text
from question_bank.problems import Code, Problem
from question_bank.texts import texts_of

LIMITS: Mapping[str, int] = {
    "name": 60,
    "stem": 200,
    "explanation": 900,
    "evidence": 400,
    "presence": 300,
    "opening": 900,
    "materials": 900,
}
"""Characters that a text may have in the bank's own language, by column; `example:process` counts as `example`."""

OPTION_LIMIT = 120
TEXT_LIMIT = 600
"""For every other text."""

TRANSLATION_ROOM = 2
"""A translation may be this many times as long: Chinese says in one character what others say in a word."""

CARD_LIMIT = 3_800
"""The texts of a whole question; a message holds 4,096, and its frame (number, heading, labels) takes the rest."""

Thing = Kind | Mark | Level | Area | Cell | Requirement | Question | Indicator


def things_of(draft: Draft) -> Iterator[tuple[str, Hashable, Thing]]:
    """Everything with texts, with its sheet and key."""
    bank = draft.bank
    yield from (("kinds", kind.id, kind) for kind in bank.kinds)
    yield from (("scale", mark.key, mark) for mark in bank.scale)
    yield from (("levels", level.number, level) for level in bank.levels)
    yield from (("areas", area.id, area) for area in bank.areas)
    yield from (("cells", (cell.area, cell.level), cell) for cell in bank.cells)
    yield from (("requirements", requirement.id, requirement) for requirement in bank.requirements)
    yield from (("questions", question.id, question) for question in bank.questions)
    yield from (("indicators", indicator.id, indicator) for indicator in bank.indicators)


def texts_fit_and_are_translated(draft: Draft) -> Iterator[Problem]:
    """Each text fits its place on the screen; a row is translated to a language completely or not at all."""
    others = [language for language in draft.bank.languages if language != draft.bank.language]
    for sheet, key, thing in things_of(draft):
        texts = texts_of(thing)
        for column, text in texts.items():
            yield from _long(draft, sheet, key, column, text)
        for language in others:
            yield from _untranslated(draft, sheet, key, texts, language)


def _long(draft: Draft, sheet: str, key: Hashable, column: str, text: Text) -> Iterator[Problem]:
    limit = _limit(draft, sheet, column)
    if len(text.base) > limit:
        yield draft.problem(Code.TEXT_TOO_LONG, sheet, key, column, length=str(len(text.base)), limit=str(limit))
    for language, translated in text.translations.items():
        if len(translated) > (room := limit * TRANSLATION_ROOM):
            place = f"{column}@{language}"
            yield draft.problem(Code.TEXT_TOO_LONG, sheet, key, place, length=str(len(translated)), limit=str(room))


def _limit(draft: Draft, sheet: str, column: str) -> int:
    if sheet == "questions" and any(column == mark.key for mark in draft.bank.scale):
        return OPTION_LIMIT
    return LIMITS.get(column, TEXT_LIMIT)


def _untranslated(draft: Draft, sheet: str, key: Hashable, texts: Mapping[str, Text], language: str) -> Iterator[Problem]:
    if not any(language in text.translations for text in texts.values()):
        return
    for column, text in texts.items():
        if text.base and language not in text.translations:
            yield draft.problem(Code.TRANSLATION_MISSING, sheet, key, f"{column}@{language}", language=language)


def questions_explain_themselves(draft: Draft) -> Iterator[Problem]:
    """Each question says what it means and what could be shown."""
    for question in draft.bank.questions:
        if not question.explanation.base and not draft.is_faulty("questions", question.id, "explanation"):
            yield draft.problem(Code.EXPLANATION_MISSING, "questions", question.id, "explanation")
        if not question.evidence.base and not draft.is_faulty("questions", question.id, "evidence"):
            yield draft.problem(Code.EVIDENCE_MISSING, "questions", question.id, "evidence")


def cards_fit_a_message(draft: Draft) -> Iterator[Problem]:
    """A question with its options, explanation, longest example and evidence fits one message in every language."""
    for question in draft.bank.questions:
        longest = max(_card(question, language) for language in draft.bank.languages or ("",))
        if longest > CARD_LIMIT:
            yield draft.problem(Code.CARD_TOO_LONG, "questions", question.id, length=str(longest), limit=str(CARD_LIMIT))


def _card(question: Question, language: str) -> int:
    texts = (question.stem, *(option.text for option in question.options), question.explanation, question.evidence)
    examples = (question.example, *question.examples.values())
    return sum(len(text.in_(language)) for text in texts) + max(len(text.in_(language)) for text in examples)


def texts_can_be_told_apart(draft: Draft) -> Iterator[Problem]:
    """No two questions of a level have one stem, and no two options of a question one text."""
    seen: dict[tuple[int, str], Question] = {}
    for question in draft.bank.questions:
        stem = (question.level, _folded(question.stem))
        first = seen.setdefault(stem, question) if stem[1] else question
        if first is not question:
            row = str(draft.row("questions", first.id))
            yield draft.problem(Code.TEXT_DUPLICATE, "questions", question.id, "stem", first=row, column="stem")
        yield from _equal_options(draft, question)


def _equal_options(draft: Draft, question: Question) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for option in question.options:
        first = seen.setdefault(_folded(option.text), option.key)
        if first != option.key:
            row = str(draft.row("questions", question.id))
            yield draft.problem(Code.TEXT_DUPLICATE, "questions", question.id, option.key, first=row, column=first)


def _folded(text: Text) -> str:
    return "".join(text.base.split()).rstrip("。？！.?!").casefold()
