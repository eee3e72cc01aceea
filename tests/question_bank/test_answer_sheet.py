"""Every way in which an answer sheet may not fit its bank, and what the enterprise reads then."""

from __future__ import annotations

import pytest

from question_bank.answer_sheet import SUGGESTION_LIMIT, AnswerSheet, SheetError, SheetProblemCode, check_sheet, missing_answers
from question_bank.model import NOT_APPLICABLE, AreaId, EnterpriseType, QuestionId
from question_bank.scoring import score_document
from tests.question_bank.banks import DISCRETE, PROCESS, Row, answers_of, bank_of, small_bank

CASES = [
    (
        "unknown_type",
        AnswerSheet(EnterpriseType("mixed"), frozenset(), {}),
        "题库中没有企业类型“mixed”，请改为以下之一：discrete, process。",
        'The bank has no enterprise type "mixed". Use one of: discrete, process.',
    ),
    (
        "unknown_area",
        AnswerSheet(DISCRETE, frozenset({AreaId("making.desing")}), {}),
        "题库中没有能力域“making.desing”，请核对后改正或删去。您要写的是“making.design”吗？",
        'The bank has no area "making.desing". Correct it or remove it. Did you mean "making.design"?',
    ),
    (
        "area_stays",
        AnswerSheet(DISCRETE, frozenset({AreaId("people")}), {}),
        "“人员”（people）不能裁剪，请从裁剪项中删去。可以裁剪的有：making.design, making.design.product, making.design.process。",
        (
            'The area "people" (people) may not be left out. Remove it from the list; these may be left out: '
            "making.design, making.design.product, making.design.process."
        ),
    ),
    (
        "unknown_question",
        AnswerSheet(DISCRETE, frozenset(), {QuestionId("L1-people-a9"): "A"}),
        "题库中没有题目“L1-people-a9”，请核对题号后改正或删去。您要写的是“L1-people-a1”吗？",
        'The bank has no question "L1-people-a9". Correct its id or remove the answer. Did you mean "L1-people-a1"?',
    ),
    (
        "unknown_question",
        AnswerSheet(DISCRETE, frozenset(), {QuestionId("?"): "A"}),
        "题库中没有题目“?”，请核对题号后改正或删去。",
        'The bank has no question "?". Correct its id or remove the answer.',
    ),
    (
        "unknown_option",
        AnswerSheet(DISCRETE, frozenset(), {QuestionId("L1-people-a1"): "E"}),
        "题目“L1-people-a1”没有选项“E”，请改为以下之一：A, B, C, D。",
        'The question "L1-people-a1" has no option "E". Use one of: A, B, C, D.',
    ),
    (
        "na_not_allowed",
        AnswerSheet(DISCRETE, frozenset(), {QuestionId("L1-people-a1"): NOT_APPLICABLE}),
        "题目“L1-people-a1”是必答题，不能选“不涉及”，请选择一个选项。",
        'The question "L1-people-a1" must be answered and cannot be "NA". Choose one of its options.',
    ),
]


@pytest.mark.parametrize(("code", "sheet", "zh", "en"), CASES)
def test_each_problem_says_what_is_wrong_and_what_to_do(code: str, sheet: AnswerSheet, zh: str, en: str) -> None:
    """One code and one exact sentence in each language per kind of mistake."""
    (problem,) = check_sheet(small_bank(), sheet)
    assert problem.code == code
    assert problem.message.in_("zh") == zh
    assert problem.message.in_("en") == en


def test_what_is_quoted_back_is_visible_and_short() -> None:
    """An id of any length and with invisible characters still makes a readable sentence."""
    odd = "\u200b" + "x" * 10_000
    sheet = AnswerSheet(EnterpriseType(odd), frozenset({AreaId(odd)}), {QuestionId(odd): "A", QuestionId("L1-people-a1"): odd})
    problems = check_sheet(small_bank(), sheet)
    assert len(problems) == 4
    assert all("\\u200bxxx" in problem.message.base and len(problem.message.base) < 120 for problem in problems)


def test_leaving_everything_out_is_a_problem() -> None:
    """A process plant in a bank whose only process areas are tailorable must keep one of them."""
    bank = bank_of([Row("only", "唯一", ("100", "100"), (1,), heading=True, tailorable=True)], id="one")
    (problem,) = check_sheet(bank, AnswerSheet(PROCESS, frozenset({AreaId("only")}), {}))
    assert problem.code == SheetProblemCode.NOTHING_LEFT
    assert problem.message.base == "裁剪之后没有可评估的内容，请至少保留一个能力域。"
    assert problem.message.in_("en") == "Nothing is left to assess. Keep at least one area."


def test_all_problems_come_at_once_and_the_error_carries_them() -> None:
    """Type, area and answer problems of one sheet are all reported, in this order."""
    answers = {QuestionId("x"): "A", QuestionId("L1-people-a1"): "Z", QuestionId("L1-making.line-a1"): NOT_APPLICABLE}
    sheet = AnswerSheet(EnterpriseType("none"), frozenset({AreaId("nowhere"), AreaId("making.line")}), answers)
    with pytest.raises(SheetError) as caught:
        score_document(small_bank(), sheet)
    codes = [problem.code.value for problem in caught.value.problems]
    assert codes == ["unknown_type", "area_stays", "unknown_area", "unknown_question", "unknown_option", "na_not_allowed"]
    assert str(caught.value).count("\n") == len(codes) - 1


def test_a_sheet_that_fits_has_no_problem_even_when_unfinished() -> None:
    """Missing answers, NA where it is allowed and parked answers of areas left out are all fine."""
    answers = answers_of(small_bank(), "B") | {QuestionId("L1-making.design.process-a1"): NOT_APPLICABLE}
    del answers[QuestionId("L1-people-a1")]
    for kind in (DISCRETE, PROCESS):
        assert check_sheet(small_bank(), AnswerSheet(kind, frozenset({AreaId("making.design.product")}), answers)) == ()


def test_suggestions_stop_after_a_bound() -> None:
    """A sheet of another bank gets a problem per answer but near names only for the first few."""
    answers = {QuestionId(f"L1-people-a{number}"): "A" for number in range(2, 2 + SUGGESTION_LIMIT + 3)}
    problems = check_sheet(small_bank(), AnswerSheet(DISCRETE, frozenset(), answers))
    assert len(problems) == SUGGESTION_LIMIT + 3
    assert [bool(problem.params["near"]) for problem in problems] == [True] * SUGGESTION_LIMIT + [False] * 3


def test_missing_answers_are_named() -> None:
    """The sentence tells the level, how many are missing and which."""
    problem = missing_answers(2, [QuestionId("L2-people-a1"), QuestionId("L2-making.line-b1")])
    assert problem.message.base == ("第2级还有2道题没有回答：L2-people-a1, L2-making.line-b1。已有的回答都在，请补答后再评分。")
    assert problem.message.in_("en").startswith("Level 2 has 2 unanswered questions: L2-people-a1, L2-making.line-b1.")
