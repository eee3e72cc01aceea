"""How long scores, what-ifs and cheapest paths take: `python -m tests.bench.bench_scoring`.

Prints medians in milliseconds and their ratio to a bare baseline of the same run: the 235 marks of the bank summed once as fractions. It
asserts nothing; a machine under load slows the baseline too, so the ratios are what to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import cycle
from statistics import median
from time import perf_counter

from question_bank.answer_sheet import AnswerSheet
from question_bank.improvement import cheapest_path, what_if
from question_bank.model import NOT_APPLICABLE, QuestionId
from question_bank.scoring import score_document, score_level, score_run
from question_bank.tailoring import may_be_not_applicable, questions_at
from question_bank.weighing import weighed
from tests.question_bank.banks import DISCRETE, answers_of, bank_2020

BANK = bank_2020()
LEVELS = (1, 2, 3, 4, 5)
ROUNDS = 101
INNER_CALLS = 1000
"""How often a call of about a microsecond is repeated inside one measurement."""


def _sheet(keys: str) -> AnswerSheet:
    return AnswerSheet(DISCRETE, frozenset(), answers_of(BANK, keys, LEVELS))


def _mixed() -> AnswerSheet:
    """Every level met with changing marks, and NA wherever it is allowed at every third question."""
    answers: dict[QuestionId, str] = {}
    for place, (question, key) in enumerate(zip(BANK.questions, cycle("DCDCC"), strict=False)):
        answers[question.id] = NOT_APPLICABLE if place % 3 == 0 and may_be_not_applicable(BANK, question) else key
    return AnswerSheet(DISCRETE, frozenset(), answers)


def _median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        call()
        times.append(perf_counter() - started)
    return 1000 * median(times)


def _cold(sheet: AnswerSheet) -> None:
    weighed.cache_clear()
    score_run(BANK, sheet)


def _cases() -> Iterator[tuple[str, float, Callable[[], object]]]:
    """Name, how many calls one measurement makes, and what to measure."""
    eights, mixed, lowest = _sheet("C"), _mixed(), _sheet("A")
    first = BANK.questions[0].id
    yield "five levels with explanation", 1, lambda: score_run(BANK, eights)
    yield "the same, mixed marks and NA", 1, lambda: score_run(BANK, mixed)
    yield "the same, nothing remembered", 1, lambda: _cold(mixed)
    yield "five levels as a document", 1, lambda: score_document(BANK, mixed)
    yield "one level (56 questions)", 1, lambda: score_level(BANK, mixed, 1)
    yield "what if", 1, lambda: what_if(BANK, mixed, first, "B")
    yield "cheapest path, all A", 1, lambda: cheapest_path(BANK, lowest)
    yield "questions of a level", INNER_CALLS, lambda: [questions_at(BANK, DISCRETE, eights.tailored_out, 1) for _ in range(INNER_CALLS)]


def main() -> None:
    """Print one line per case."""
    marks = [Fraction(4, 5)] * len(BANK.questions)
    baseline = _median_ms(lambda: sum(marks, Fraction(0)))
    print(f"{'baseline: 235 fractions summed':34} {baseline:9.4f} ms")
    for name, calls, call in _cases():
        taken = _median_ms(call) / calls
        print(f"{name:34} {taken:9.4f} ms  {taken / baseline:8.3f} x")


if __name__ == "__main__":
    main()
