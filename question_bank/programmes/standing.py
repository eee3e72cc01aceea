"""How conditions join: three-valued logic in which what can no longer change is told apart from what can be mended.

A standing is one of five numbers in a row. `all` is the least of those below, `any` the greatest, `none` the opposite of `any`, `some` the
n-th greatest; so truth and "for good" are joined by one rule, and no order of conditions matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from question_bank.programmes.model import Condition, Join, Outcome, Truth

BARRED = -1
"""Not met, and nothing will meet it."""

UNMET = 0
OPEN = 1
MET = 2
FIRM = 3
"""Met, and nothing will undo it."""

Weigh = Callable[[Iterable[int]], int]

TRUTHS = {BARRED: Truth.UNMET, UNMET: Truth.UNMET, OPEN: Truth.OPEN, MET: Truth.MET, FIRM: Truth.MET}
OUTCOMES = {BARRED: Outcome.NOT_ELIGIBLE, UNMET: Outcome.NOT_YET, OPEN: Outcome.NOT_YET, MET: Outcome.ELIGIBLE, FIRM: Outcome.ELIGIBLE}
"""What a track comes to if this is the least standing of all that must be met."""


def leaf(condition: Condition, holds: bool) -> int:
    """The standing of a condition whose fact is known."""
    if condition.mendable:
        return MET if holds else UNMET
    return FIRM if holds else BARRED


def weigher(condition: Condition) -> Weigh:
    """How the standings below a join make its own. A join that is not mendable bars as soon as it is not met."""
    weigh = _weigher(condition)
    if condition.mendable:
        return weigh

    def stern(below: Iterable[int]) -> int:
        found = weigh(below)
        return BARRED if found == UNMET else found

    return stern


def _weigher(condition: Condition) -> Weigh:
    match condition.join:
        case Join.ANY:
            return max
        case Join.NONE:
            return lambda below: MET - max(below)
        case Join.SOME:
            enough = int(condition.values[0])
            return lambda below: sorted(below, reverse=True)[enough - 1]
    return min
