"""Random banks and answer sheets for property tests, small enough to be scored again by hand."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import NOT_APPLICABLE, Bank, EmptyCell, Rescale
from question_bank.tailoring import choices, may_be_not_applicable
from tests.question_bank.banks import DISCRETE, PROCESS, Row, bank_of

UNHURRIED = settings(deadline=None)
"""For every property test: a busy machine is no failure."""

WEIGHTS = st.integers(1, 100).map(str)
COUNTS = st.tuples(st.integers(0, 2), st.integers(0, 2))


@st.composite
def banks(draw: st.DrawFn, empty_cells: Sequence[EmptyCell] = tuple(EmptyCell), groups: int = 2) -> Bank:
    """A bank of two levels: one root that always stays, and up to `groups` roots with up to three areas under each."""
    rows = [Row("core", "核心", (draw(WEIGHTS), draw(WEIGHTS)), (1, 1), heading=True)]
    for place in range(draw(st.integers(1, groups))):
        rows += draw(_group(f"g{place}"))
    efforts = draw(st.lists(st.integers(1, 5), min_size=1, max_size=5))
    rescale = draw(st.sampled_from(Rescale))
    empty_cell = draw(st.sampled_from(empty_cells))
    told = f"{rows}{efforts}{rescale}{empty_cell}"
    return bank_of(rows, id="drawn", version=told, rescale=rescale, empty_cell=empty_cell, efforts=efforts)


@st.composite
def _group(draw: st.DrawFn, name: str) -> list[Row]:
    weight = st.one_of(st.none(), WEIGHTS)
    above = Row(name, name, (draw(WEIGHTS), draw(weight)), heading=True, tailorable=draw(st.booleans()))
    under = [
        Row(
            f"{name}.{letter}", letter, (draw(WEIGHTS), draw(weight)), draw(COUNTS), draw(st.integers(0, 3)), tailorable=draw(st.booleans())
        )
        for letter in "abc"[: draw(st.integers(1, 3))]
    ]
    return [above, *under]


@st.composite
def sheets(draw: st.DrawFn, bank: Bank, complete: bool = False) -> AnswerSheet:
    """A sheet that fits the bank; unless `complete`, some questions may be unanswered."""
    kind = draw(st.sampled_from((DISCRETE, PROCESS)))
    areas = [area.id for area in choices(bank, kind)]
    out = frozenset(draw(st.sets(st.sampled_from(areas)))) if areas else frozenset()
    answers = {}
    for question in bank.questions:
        keys = ["A", "B", "C", "D", *([NOT_APPLICABLE] if may_be_not_applicable(bank, question) else []), *([] if complete else [""])]
        if key := draw(st.sampled_from(keys)):
            answers[question.id] = key
    return AnswerSheet(kind, out, answers)


@st.composite
def filled(
    draw: st.DrawFn, complete: bool = False, empty_cells: Sequence[EmptyCell] = tuple(EmptyCell), groups: int = 2
) -> tuple[Bank, AnswerSheet]:
    """A bank and a sheet for it."""
    bank = draw(banks(empty_cells, groups))
    return bank, draw(sheets(bank, complete))
