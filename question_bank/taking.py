"""Answers that follow from the enterprise's own result with another bank: suggested, never given.

Knows neither runs nor other banks; what was reached is handed in. It refuses nothing: a question whose bank has no result has no
suggestion, and a level beyond the options is the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.model import Bank, QuestionId


def taken(bank: Bank, reached: Mapping[str, int]) -> dict[QuestionId, str]:
    """By question the key of the option that the level reached with the other bank stands for: the first for level 0, and so on.

    `reached` has the level of the last finished run by bank id.
    """
    return {
        question.id: question.options[min(max(reached[question.taken], 0), len(question.options) - 1)].key
        for question in bank.questions
        if question.taken in reached
    }
