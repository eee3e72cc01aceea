"""How long a bank takes from files to checked values, and what it costs in memory: `python -m tests.bench.bench_reading`.

Promises: the shipped bank in 200 ms; 10,000 questions in 3 s and 200 MB. Each run reads afresh; nothing is cached.
"""

from __future__ import annotations

import csv
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from question_bank.formats import read, write_csv
from question_bank.library import BANKS, load
from question_bank.model import Bank, Question, QuestionId, Requirement, RequirementId, Text
from question_bank.reading import read_bank
from question_bank.writing import to_sheets

QUESTIONS = 10_000
SHIPPED_LIMIT, LARGE_LIMIT, MEMORY_LIMIT = 0.2, 3.0, 200.0
"""Seconds, seconds, megabytes."""


def median(act: Callable[[], object], times: int) -> float:
    """The median of so many runs, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def checked(folder: Path) -> Bank:
    """The bank in a folder; a bank with a problem would make the measurement worthless."""
    reading = read_bank(*read(folder))
    assert reading.bank is not None, [problem.text("en") for problem in reading.problems[:3]]
    return reading.bank


def bare(folder: Path) -> int:
    """The same files through the csv module alone."""
    count = 0
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            count += len(list(csv.reader(lines)))
    return count


def large(bank: Bank, count: int) -> Bank:
    """The bank with its requirements and questions repeated until there are `count` questions."""
    turns = -(-count // len(bank.questions))
    requirements = (_again(requirement, turn) for turn in range(turns) for requirement in bank.requirements)
    questions = [_asked_again(question, turn) for turn in range(turns) for question in bank.questions][:count]
    asked = {question.requirement for question in questions}
    kept = tuple(requirement for requirement in requirements if requirement.id in asked)
    return replace(bank, id="large", requirements=kept, questions=tuple(questions))


def _again(requirement: Requirement, turn: int) -> Requirement:
    return replace(requirement, id=RequirementId(f"{requirement.id}.{turn}"))


def _asked_again(question: Question, turn: int) -> Question:
    stem = Text(f"{turn} {question.stem.base}", question.stem.translations)
    about = RequirementId(f"{question.requirement}.{turn}")
    return replace(question, id=QuestionId(f"{question.id}.{turn}"), requirement=about, stem=stem)


def child(folder: Path) -> None:
    """Reads once and prints seconds and peak megabytes; a process of its own, since a peak never falls."""
    seconds = median(lambda: checked(folder), 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(seconds, peak)


def measured_apart(folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of reading a folder in a fresh process."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.bench_reading", str(folder)], check=True, capture_output=True, text=True)
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def main() -> int:
    """Prints the medians beside their limits; the exit code says whether all are kept."""
    shipped = BANKS / "cmmm-2020"
    seconds, plain = median(lambda: checked(shipped), 25), median(lambda: bare(shipped), 25)
    print(
        f"cmmm-2020: {seconds * 1000:.1f} ms (limit {SHIPPED_LIMIT * 1000:.0f}), {seconds / plain:.1f} x bare csv ({plain * 1000:.1f} ms)"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(to_sheets(large(load("cmmm-2020"), QUESTIONS)), folder)
        runs = [measured_apart(folder) for _ in range(5)]
        base = median(lambda: bare(folder), 5)
    slow, peak = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
    print(f"{QUESTIONS} questions: {slow:.2f} s (limit {LARGE_LIMIT}), {slow / base:.1f} x bare csv ({base:.2f} s)")
    print(f"{QUESTIONS} questions: peak {peak:.0f} MB (limit {MEMORY_LIMIT:.0f})")
    return 0 if seconds <= SHIPPED_LIMIT and slow <= LARGE_LIMIT and peak <= MEMORY_LIMIT else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(Path(sys.argv[1]))
    else:
        sys.exit(main())
