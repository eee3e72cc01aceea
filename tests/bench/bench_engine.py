"""How long one step of a conversation takes: `python -m tests.bench.bench_engine`.

A step decodes run and cursor, advances with an answer and encodes both; the run has 200 answers. Prints medians and minima in microseconds
and the ratio to the bare decoding and encoding of the same documents, which a busy machine slows as much. It asserts nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

import msgspec

from dialogs import codec
from dialogs.engine import advance
from dialogs.inbound import Choose
from dialogs.model import Answer, Cursor, Phase, Run
from dialogs.phrasebook import screen
from dialogs.scene import Moment
from tests.dialogs.conversation import FIRST_CONTACT, NOON
from tests.dialogs.preludes import begun
from tests.question_bank.banks import bank_2020

BANK = bank_2020()
ANSWERED = 200
ROUNDS = 301
INNER_CALLS = 50
"""How often a call is repeated inside one measurement, so that the clock does not count."""


def documents() -> tuple[Run, Cursor]:
    """A run with 200 answers, and a cursor at the next question; both as a real conversation leaves them."""
    talk = begun(BANK, "question")
    answers = {question.id: Answer(key="D", by=FIRST_CONTACT, at=NOON + place) for place, question in enumerate(BANK.questions[:ANSWERED])}
    following = BANK.questions[ANSWERED]
    run = msgspec.structs.replace(talk.run, answers=answers, level=following.level)
    return run, msgspec.structs.replace(talk.cursor, phase=Phase.QUESTION, at=following.id)


def _cases(run: Run, cursor: Cursor) -> dict[str, Callable[[], object]]:
    stored_run, stored_cursor = codec.encode(run), codec.encode(cursor)
    moment = Moment(NOON, "fresh")
    turn = advance(run, cursor, Choose("C"), BANK, moment)

    def bare() -> None:
        codec.encode(codec.decode_run(stored_run))
        codec.encode(codec.decode_cursor(stored_cursor))

    def step() -> None:
        after = advance(codec.decode_run(stored_run), codec.decode_cursor(stored_cursor), Choose("C"), BANK, moment)
        codec.encode(after.run or run)
        codec.encode(after.cursor)

    return {
        "bare decode and encode": bare,
        "step": step,
        "advance alone": lambda: advance(run, cursor, Choose("C"), BANK, moment),
        "screen of the turn": lambda: screen(turn, BANK),
    }


def _microseconds(call: Callable[[], object]) -> list[float]:
    call()
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        for _ in range(INNER_CALLS):
            call()
        times.append(1_000_000 * (perf_counter() - started) / INNER_CALLS)
    return times


def main() -> None:
    """Print one line per case: median, minimum, ratio of the medians and of the minima to the bare documents."""
    run, cursor = documents()
    print(f"{len(run.answers)} answers, run {len(codec.encode(run))} bytes, cursor {len(codec.encode(cursor))} bytes")
    taken = {name: _microseconds(call) for name, call in _cases(run, cursor).items()}
    bare = taken["bare decode and encode"]
    for name, times in taken.items():
        ratios = f"{median(times) / median(bare):5.2f} x {min(times) / min(bare):5.2f} x"
        print(f"{name:24} median {median(times):8.1f} µs  minimum {min(times):8.1f} µs  {ratios}")


if __name__ == "__main__":
    main()
