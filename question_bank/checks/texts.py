"""Checks of what people read: present, told apart, short enough for a phone. How long a text may be is in `lengths.csv`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from question_bank.checks.tables import OPTION, OTHER, lengths
from question_bank.draft import Draft, Placed
from question_bank.model import Area, Band, Cell, Indicator, Kind, Level, Mark, Question, Requirement, Succession, Text
from question_bank.problems import Code, Problem
from question_bank.texts import texts_of

TRANSLATION_ROOM = 2
"""A translation may be this many times as long: Chinese says in one character what others say in a word."""

CARD_LIMIT = 3_800
"""The texts of a whole question; a message holds 4,096, and its frame (number, heading, labels) takes the rest."""

Thing = Kind | Mark | Band | Level | Area | Cell | Requirement | Question | Indicator | Succession


def things_of(draft: Draft) -> Iterator[tuple[str, Hashable, Thing]]:
    """Everything with texts, with its sheet and key."""
    bank = draft.bank
    yield from (("kinds", kind.id, kind) for kind in bank.kinds)
    yield from (("scale", mark.key, mark) for mark in bank.scale)
    yield from (("bands", (band.level, band.low), band) for band in bank.bands)
    yield from (("levels", level.number, level) for level in bank.levels)
    yield from (("areas", area.id, area) for area in bank.areas)
    yield from (("cells", (cell.area, cell.level), cell) for cell in bank.cells)
    yield from (("requirements", requirement.id, requirement) for requirement in bank.requirements)
    yield from (("questions", question.id, question) for question in bank.questions)
    yield from (("indicators", indicator.id, indicator) for indicator in bank.indicators)
    yield from (("mapping", (found.bank, found.version, found.what, found.old, found.new), found) for found in bank.successions)


def texts_fit_a_screen(draft: Draft) -> Iterator[Problem]:
    """No text is longer than its place on the screen; in the bank's own language none is longer than is comfortable to read there."""
    for sheet, key, thing in things_of(draft):
        for column, text in texts_of(thing).items():
            option = sheet == "questions" and any(column == mark.key for mark in draft.bank.scale)
            yield from long_text(draft, sheet, key, column, text, OPTION if option else column)


def long_text(draft: Placed, sheet: str, key: Hashable, column: str, text: Text, name: str) -> Iterator[Problem]:
    """What is too long of one text. `name` is its row in `lengths.csv`; without one that of its column counts, then that of all others."""
    length, allowed = len(text.base), lengths().get(name) or lengths().get(column) or lengths()[OTHER]
    if length > allowed.most:
        yield draft.problem(Code.TEXT_TOO_LONG, sheet, key, column, length=str(length), limit=str(allowed.most))
    elif allowed.comfortable and length > allowed.comfortable:
        yield draft.problem(Code.TEXT_UNCOMFORTABLE, sheet, key, column, length=str(length), limit=str(allowed.comfortable))
    for language, translated in text.translations.items():
        if len(translated) > (room := allowed.most * TRANSLATION_ROOM):
            place = f"{column}@{language}"
            yield draft.problem(Code.TEXT_TOO_LONG, sheet, key, place, length=str(len(translated)), limit=str(room))


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
    """No two questions of a level have one stem, no two options of a question one text, no two questions of a requirement the same
    options."""
    stems: dict[tuple[int, str], Question] = {}
    offers: dict[tuple[str, ...], Question] = {}
    for question in draft.bank.questions:
        stem = (question.level, folded(question.stem))
        first = stems.setdefault(stem, question) if stem[1] else question
        if first is not question:
            row = str(draft.row("questions", first.id))
            yield draft.problem(Code.TEXT_DUPLICATE, "questions", question.id, "stem", first=row, column="stem")
        yield from _equal_options(draft, question)
        offered = (question.requirement, *(folded(option.text) for option in question.options))
        if (before := offers.setdefault(offered, question)) is not question and question.options:
            row = str(draft.row("questions", before.id))
            yield draft.problem(Code.OPTIONS_REPEATED, "questions", question.id, question.options[0].key, first=row)


def _equal_options(draft: Draft, question: Question) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for option in question.options:
        first = seen.setdefault(folded(option.text), option.key)
        if first != option.key:
            row = str(draft.row("questions", question.id))
            yield draft.problem(Code.TEXT_DUPLICATE, "questions", question.id, option.key, first=row, column=first)


def folded(text: Text) -> str:
    """The text without what a reader would not see: spaces, capitals and a final mark."""
    return "".join(text.base.split()).rstrip("。？！.?!").casefold()
