"""How long verdicts take for a whole city: `python -m tests.bench.bench_verdicts`.

Promises: the outcomes of 10,000 enterprises in all shipped programmes in 2 s on one core; one verdict with its reasons in 5 ms.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date

from question_bank.programmes.judging import judge, outcomes
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import FactId, Programme, Value, Values
from question_bank.programmes.reaching import reach_track, telling_values
from tests.bench.bench_reading import median

ENTERPRISES = 10_000
LIMIT, VERDICT_LIMIT = 2.0, 0.005
"""Seconds."""

TODAY = date(2026, 11, 21)
MOSTLY = 0.85
"""How often a fact is as somebody eligible has it: real enterprises have most conditions looked at, not only the first."""


def enterprises(programmes: Sequence[Programme], count: int) -> list[Values]:
    """Made-up enterprises that know nearly every fact, on and beside every border."""
    chance = random.Random(514)  # a rehearsal, not a secret
    options: dict[FactId, tuple[Value, ...]] = {}
    best: dict[FactId, Value] = {}
    for programme in programmes:
        options |= telling_values(programme, programme.below[None], TODAY)
        for track in programme.tracks:
            best |= reach_track(programme, track, TODAY) or {}

    def value(fact: FactId) -> Value:
        return best[fact] if fact in best and chance.random() < MOSTLY else chance.choice(options[fact])

    return [{fact: value(fact) for fact in options if chance.random() < 0.97} for _ in range(count)]


def all_outcomes(programmes: Sequence[Programme], known: Sequence[Values]) -> Counter[str]:
    """What is measured; counted, so that the work cannot be left out."""
    counted: Counter[str] = Counter()
    for programme in programmes:
        for values in known:
            counted.update(outcomes(programme, values, TODAY))
    return counted


def bare(programmes: Sequence[Programme], known: Sequence[Values]) -> int:
    """The same loops doing nothing but looking up every fact that a condition names."""
    found = 0
    for programme in programmes:
        facts = [condition.fact for condition in programme.conditions if condition.fact is not None]
        for values in known:
            for fact in facts:
                if values.get(fact) is not None:
                    found += 1
    return found


def main() -> int:
    """Prints the medians beside their limits; the exit code says whether all are kept."""
    programmes = [load(programme) for programme in shipped()]
    known = enterprises(programmes, ENTERPRISES)
    seconds, plain = median(lambda: all_outcomes(programmes, known), 7), median(lambda: bare(programmes, known), 7)
    conditions = sum(len(programme.conditions) for programme in programmes)
    counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(all_outcomes(programmes, known).items()))
    print(
        f"{ENTERPRISES} enterprises x {len(programmes)} programmes ({conditions} conditions): {seconds:.2f} s (limit {LIMIT}), "
        f"{seconds / plain:.1f} x a bare loop over the facts ({plain:.2f} s); {counted}"
    )
    slowest = max(
        median(lambda programme=programme: [judge(programme, values, TODAY) for values in known[:50]], 5) for programme in programmes
    )
    print(f"one verdict with its reasons, slowest programme: {slowest / 50 * 1000:.2f} ms (limit {VERDICT_LIMIT * 1000:.0f})")
    return 0 if seconds <= LIMIT and slowest / 50 <= VERDICT_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
