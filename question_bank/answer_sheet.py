"""An answer sheet (答卷): all that scoring needs of an enterprise, and every reason why a sheet does not fit its bank.

It finds all problems at once and repairs none: a sheet is scored as it stands or refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from question_bank.model import NOT_APPLICABLE, AreaId, Bank, EnterpriseType, Question, QuestionId, Text
from question_bank.problems import shown, suggest
from question_bank.tailoring import left_out, may_be_not_applicable

SUGGESTION_LIMIT = 20
"""How many unknown ids get a suggestion: looking for near names is slow, and past this many the wrong bank was chosen."""


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """An enterprise's type, what it left out, and its answers by question: an option's key or `NOT_APPLICABLE`.

    Answers to areas that are left out may stay in the sheet; they do not count until the area is back.
    """

    kind: EnterpriseType
    tailored_out: frozenset[AreaId]
    answers: Mapping[QuestionId, str]


class SheetProblemCode(StrEnum):
    """Why an answer sheet cannot be scored with a bank."""

    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_AREA = "unknown_area"
    AREA_STAYS = "area_stays"
    NOTHING_LEFT = "nothing_left"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_OPTION = "unknown_option"
    NA_NOT_ALLOWED = "na_not_allowed"
    ANSWERS_MISSING = "answers_missing"


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One reason: its code, the values it speaks of, and a sentence in Chinese and English that says what to do."""

    code: SheetProblemCode
    params: Mapping[str, str]

    @property
    def message(self) -> Text:
        """The sentence; Chinese, with English as a translation."""
        zh, en = _SENTENCES[self.code]
        near = self.params.get("near", "")
        hint_zh, hint_en = (f"您要写的是“{near}”吗？", f' Did you mean "{near}"?') if near else ("", "")
        values = {**self.params, "hint_zh": hint_zh, "hint_en": hint_en}
        return Text(zh.format_map(values), {"en": en.format_map(values)})


class SheetError(ValueError):
    """An answer sheet that cannot be scored, with every reason; nothing was scored and the sheet is as it was."""

    def __init__(self, problems: tuple[SheetProblem, ...]) -> None:
        super().__init__("\n".join(problem.message.base for problem in problems))
        self.problems = problems


def check_sheet(bank: Bank, sheet: AnswerSheet) -> tuple[SheetProblem, ...]:
    """Every problem of the sheet at once: type, areas, then answers in the sheet's order. Missing answers are no problem here."""
    return (*_check_kind(bank, sheet), *_check_areas(bank, sheet), *_check_answers(bank, sheet))


def missing_answers(level: int, questions: Iterable[QuestionId]) -> SheetProblem:
    """The problem of a level that is being counted although these questions have no answer."""
    named = tuple(questions)
    params = {"level": str(level), "count": str(len(named)), "questions": ", ".join(named)}
    return SheetProblem(SheetProblemCode.ANSWERS_MISSING, params)


def unknown_question(bank: Bank, name: QuestionId, hint: bool = True) -> SheetProblem:
    """The problem of a question id that the bank does not have, with the nearest one it has if a `hint` is wanted."""
    near = suggest(name, bank.question_by_id) if hint else ""
    return SheetProblem(SheetProblemCode.UNKNOWN_QUESTION, {"question": shown(name), "near": near})


def check_key(bank: Bank, question: Question, key: str) -> Iterator[SheetProblem]:
    """The problem of one answer to a known question, if it has one."""
    if key == NOT_APPLICABLE:
        if not may_be_not_applicable(bank, question):
            yield SheetProblem(SheetProblemCode.NA_NOT_ALLOWED, {"question": question.id})
    elif question.option(key) is None:
        options = ", ".join(option.key for option in question.options)
        yield SheetProblem(SheetProblemCode.UNKNOWN_OPTION, {"question": question.id, "key": shown(key), "options": options})


def _check_kind(bank: Bank, sheet: AnswerSheet) -> Iterator[SheetProblem]:
    known = [kind.id for kind in bank.kinds]
    if sheet.kind not in known:
        yield SheetProblem(SheetProblemCode.UNKNOWN_TYPE, {"type": shown(sheet.kind), "known": ", ".join(known)})
    elif len(left_out(bank, sheet.kind, sheet.tailored_out)) == len(bank.areas):
        yield SheetProblem(SheetProblemCode.NOTHING_LEFT, {})


def _check_areas(bank: Bank, sheet: AnswerSheet) -> Iterator[SheetProblem]:
    allowed = ", ".join(area.id for area in bank.areas if area.tailorable)
    for place, area in enumerate(sorted(sheet.tailored_out)):
        found = bank.area_by_id.get(area)
        if found is None:
            near = suggest(area, bank.area_by_id) if place < SUGGESTION_LIMIT else ""
            yield SheetProblem(SheetProblemCode.UNKNOWN_AREA, {"area": shown(area), "near": near})
        elif not found.tailorable:
            params = {"area": area, "name_zh": found.name.base, "name_en": found.name.in_("en"), "allowed": allowed}
            yield SheetProblem(SheetProblemCode.AREA_STAYS, params)


def _check_answers(bank: Bank, sheet: AnswerSheet) -> Iterator[SheetProblem]:
    unknown = 0
    for name, key in sheet.answers.items():
        question = bank.question_by_id.get(name)
        if question is None:
            unknown += 1
            yield unknown_question(bank, name, hint=unknown <= SUGGESTION_LIMIT)
        else:
            yield from check_key(bank, question, key)


_SENTENCES: Mapping[SheetProblemCode, tuple[str, str]] = {
    SheetProblemCode.UNKNOWN_TYPE: (
        "题库中没有企业类型“{type}”，请改为以下之一：{known}。",
        'The bank has no enterprise type "{type}". Use one of: {known}.',
    ),
    SheetProblemCode.UNKNOWN_AREA: (
        "题库中没有能力域“{area}”，请核对后改正或删去。{hint_zh}",
        'The bank has no area "{area}". Correct it or remove it.{hint_en}',
    ),
    SheetProblemCode.AREA_STAYS: (
        "“{name_zh}”（{area}）不能裁剪，请从裁剪项中删去。可以裁剪的有：{allowed}。",
        'The area "{name_en}" ({area}) may not be left out. Remove it from the list; these may be left out: {allowed}.',
    ),
    SheetProblemCode.NOTHING_LEFT: (
        "裁剪之后没有可评估的内容，请至少保留一个能力域。",
        "Nothing is left to assess. Keep at least one area.",
    ),
    SheetProblemCode.UNKNOWN_QUESTION: (
        "题库中没有题目“{question}”，请核对题号后改正或删去。{hint_zh}",
        'The bank has no question "{question}". Correct its id or remove the answer.{hint_en}',
    ),
    SheetProblemCode.UNKNOWN_OPTION: (
        "题目“{question}”没有选项“{key}”，请改为以下之一：{options}。",
        'The question "{question}" has no option "{key}". Use one of: {options}.',
    ),
    SheetProblemCode.NA_NOT_ALLOWED: (
        "题目“{question}”是必答题，不能选“不涉及”，请选择一个选项。",
        'The question "{question}" must be answered and cannot be "NA". Choose one of its options.',
    ),
    SheetProblemCode.ANSWERS_MISSING: (
        "第{level}级还有{count}道题没有回答：{questions}。已有的回答都在，请补答后再评分。",
        "Level {level} has {count} unanswered questions: {questions}. Your other answers are kept; answer these, then score again.",
    ),
}
