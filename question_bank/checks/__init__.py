"""Checks of a whole bank: small functions, each on one question, over a draft that may be faulty.

Each yields problems and changes nothing; adding a check means writing a function and naming it in `CHECKS`.
"""

from __future__ import annotations

from question_bank.draft import Draft
from question_bank.problems import Problem


def check(draft: Draft) -> tuple[Problem, ...]:
    return ()
