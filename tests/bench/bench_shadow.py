"""How long shadow scoring takes: `python -m tests.bench.bench_shadow`.

Promises: 10,000 finished runs of the shipped bank under a changed version in 30 s of one processor. The runs are drawn from a seed: plants
of both types and several tailorings, of every level, a fifth with questions answered NA.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from question_bank.answer_sheet import AnswerSheet
from question_bank.library import load
from question_bank.many_scores import Scorer
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, QuestionId
from question_bank.shadowing import shadow
from question_bank.tailoring import choices, may_be_not_applicable, questions_at

RUNS = 10_000
SECONDS = 30.0
SKILLS = ((8, 4, 3, 2), (2, 4, 6, 5), (1, 2, 5, 8), (0, 1, 4, 12), (0, 0, 2, 12))
"""How often each option is chosen, by kind of plant."""


def finished(bank: Bank, runs: int, seed: int = 1) -> Iterator[AnswerSheet]:
    """Answer sheets as finished runs have them: every level up to the first that is not met."""
    dice, scorer = random.Random(seed), Scorer(bank)
    for _ in range(runs):
        kind = dice.choice(bank.kinds).id
        out = frozenset(AreaId(area.id) for area in choices(bank, kind) if dice.random() < 0.1)
        waives, weights = dice.random() < 0.2, dice.choice(SKILLS)
        answers: dict[QuestionId, str] = {}
        for level in bank.levels:
            for question in questions_at(bank, kind, out, level.number):
                waived = waives and may_be_not_applicable(bank, question) and dice.random() < 0.1
                answers[question.id] = NOT_APPLICABLE if waived else dice.choices("ABCD", weights)[0]
            sheet = AnswerSheet(kind, out, dict(answers))
            if scorer.scored(sheet).level < level.number:
                break
        yield sheet


def stricter(bank: Bank) -> Bank:
    """Another version: C is worth less, and one question is gone."""
    marked = [
        replace(
            question, options=tuple(replace(option, mark=Decimal("0.75")) if option.key == "C" else option for option in question.options)
        )
        for question in bank.questions
    ]
    return replace(bank, version="shadow", questions=tuple(marked[:5] + marked[6:]))


def main() -> int:
    """Prints what was found and how long it took; the exit code says whether the promise is kept."""
    bank = load("cmmm-2020")
    new = stricter(bank)
    sheets = list(finished(bank, RUNS))
    start, busy = time.perf_counter(), time.process_time()
    found = shadow(bank, new, sheets)
    wall, spent = time.perf_counter() - start, time.process_time() - busy
    answered = sum(len(sheet.answers) for sheet in sheets)
    print(f"{RUNS} runs with {answered} answers: {wall:.2f} s, processor {spent:.2f} s (limit {SECONDS})")
    print(f"scored {found.scored}, moved {found.moved}: {dict(sorted(found.moves.items()))}")
    print(f"could not be scored: {dict(sorted(found.unscored.items()))}; would go on: {found.further}")
    print("areas that move most: " + ", ".join(f"{shift.area} {float(shift.mean):+.4f}" for shift in found.areas[:5]))
    return 0 if spent <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
