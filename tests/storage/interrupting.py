"""A small conversation that is killed at one commit after the other, and taken up again each time.

Run as a program, so that lives can be forked from a process without threads: `python -m tests.storage.interrupting FOLDER SIDE`. In the
folder lies an empty database; for the n-th commit it makes `n.db`, and beside it `n.sent`: the letters that went out, a line each.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from functools import partial
from pathlib import Path

import msgspec

from bot.ports import Letter, LetterState, Store, Transaction
from bot.storage.opening import open_store
from bot.watching import failpoints
from dialogs.model import Answer
from tests.contract.given import NOW, CountedIds, a_run, stored

HOME = "telegram"
UPDATES = ("u1", "u2", "u3")


def turn(update: str, tx: Transaction) -> Letter | None:
    """The turn of one update: an answer, a line of audit, a letter; nothing for one that was taken before."""
    if not tx.take_update(HOME, update, NOW):
        return None
    person = tx.person(HOME, "1", NOW)
    if tx.run("run-1") is None:
        tx.add_run(a_run(), person, NOW)
    before = stored(tx)
    number = len(before.run.answers)
    answers = {**before.run.answers, f"q{number}": Answer(key="A", by=person, at=NOW)}
    tx.save_run(before, msgspec.structs.replace(before.run, answers=answers), NOW)
    tx.record(NOW, person, "run-1", "answered", {"update": update})
    tx.reach(HOME, person, "1", NOW)
    return tx.post(HOME, person, "1", "Screen", update.encode(), NOW)


def send(store: Store, letter: Letter, sent: Path) -> None:
    """Mark it, hand it to the world, record the end."""
    assert store.submit(lambda tx: tx.begin_letter(letter.id)).result()
    with sent.open("a", encoding="utf-8") as world:
        world.write(letter.payload.decode() + "\n")
    store.submit(lambda tx: tx.end_letter(HOME, letter.id, LetterState.SENT, NOW, "7")).result()


def recover(store: Store, sent: Path) -> None:
    """What was under way is doubtful, what waited is sent."""

    def doubt(tx: Transaction) -> None:
        for letter in tx.interrupted(HOME):
            tx.end_letter(HOME, letter.id, LetterState.DOUBTFUL, NOW, error="the program ended")

    store.submit(doubt).result()
    for letter in store.submit(lambda tx: tx.letters(HOME, NOW, 10)).result():
        send(store, letter, sent)


def life(database: Path) -> None:
    """Recover, then take every update, each delivered again in every life."""
    store = open_store(f"sqlite:///{database}", CountedIds())
    sent = database.with_suffix(".sent")
    recover(store, sent)
    for update in UPDATES:
        letter = store.submit(partial(turn, update)).result()
        if letter is not None:
            send(store, letter, sent)
    store.close()


def forked(database: Path, point: str) -> int:
    """Live in a process of its own, which dies at this point; returns how it ended."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            failpoints.arm(point)
            life(database)
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(process, 0)[1]


def main(folder: Path, side: str) -> None:
    """One database for each commit, until a life comes to its end unharmed; after each kill a second life, also killed, and a third."""
    for number in range(1, 100):
        database = folder / f"{side}-{number}.db"
        shutil.copy(folder / "empty.db", database)
        if forked(database, f"commit.{side}:{number}") == 0:
            return
        if forked(database, f"commit.{side}:2") not in {0, signal.SIGKILL} or forked(database, "") != 0:
            raise SystemExit("a life ended otherwise than expected")
        print(database.name, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
