"""Processes that keep turns until they are killed, and say after each turn that the store told them it is kept.

Run as a program, so that lives can be forked from a process without threads: `python -m tests.storage.committing URL KILLS SEED`. Each
line it prints is `person turn`, written after the future was done.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Event

import msgspec

from bot.ports import Store, Transaction
from bot.storage.opening import open_store
from dialogs.model import Answer
from tests.contract.given import NOW, CountedIds, a_cursor, a_run, stored

PEOPLE = 16


class FreshIds(CountedIds):
    """Ids that no earlier life has used."""

    def new(self) -> str:
        return f"{os.getpid()}-{super().new()}"


def turn(person: int, tx: Transaction) -> int:
    """The person's next turn: an answer, the cursor, the projection and one line of audit, all bearing its number."""
    known = tx.person("console", str(person), NOW)
    cursor, before = tx.load(known)
    if before is None:
        tx.add_run(a_run(f"run-{person}"), known, NOW)
        before = stored(tx, f"run-{person}")
    number = len(before.run.answers)
    answers = {**before.run.answers, f"q{number:05d}": Answer(key="A", by=known, at=number)}
    tx.save_run(before, msgspec.structs.replace(before.run, answers=answers), NOW)
    at = cursor or a_cursor(known, before.run.id)
    tx.save_cursor(msgspec.structs.replace(at, revision=number), NOW)
    tx.record(NOW, known, before.run.id, "answered", {"turn": str(number)})
    return number


def commit_turns(url: str, output: int) -> None:
    """Every person answers as soon as the last answer is kept, until the process is killed."""
    store = open_store(url, FreshIds())
    for person in range(PEOPLE):
        _go_on(store, output, person)
    Event().wait()


def _go_on(store: Store, output: int, person: int) -> None:
    store.submit(partial(turn, person)).add_done_callback(_said(store, output, person))


def _said(store: Store, output: int, person: int) -> Callable[[Future[int]], None]:
    def say(kept: Future[int]) -> None:
        os.write(output, f"{person} {kept.result()}\n".encode())
        _go_on(store, output, person)

    return say


def one_life(url: str, chance: random.Random) -> bytes:
    """Fork such a process, kill it at a random moment, and return what it had said by then.

    One life in five ends while it begins; the others once they have kept a turn and gone on for up to a fifth of a second.
    """
    listening, output = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(listening)
            commit_turns(url, output)
        finally:
            os._exit(1)
    os.close(output)
    if chance.random() > 0.2:
        select.select([listening], [], [], 30)
    time.sleep(chance.uniform(0.0, 0.2))
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    with os.fdopen(listening, "rb") as pipe:
        said = pipe.read()
    if status != signal.SIGKILL:
        raise SystemExit("the process ended by itself")
    return said


def main(url: str, kills: int, seed: int) -> None:
    """Life after life; prints all that was acknowledged, with `killed` between the lives."""
    chance = random.Random(seed)
    for _ in range(kills):
        sys.stdout.write(one_life(url, chance).decode() + "killed\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
