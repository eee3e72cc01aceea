"""How many durable turns a second the store keeps on this machine, beside bare sqlite3 with one FULL commit for each turn.

A turn loads cursor and run (200 answers), decodes, changes one answer, encodes, saves both, projects the answer and adds an audit line.
Run it with `python -m tests.bench.bench_storage [seconds per measurement] [repeats]`; it prints medians.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import msgspec

from bot.ports import Store, Transaction
from bot.storage.opening import open_store
from dialogs.codec import decode_cursor, decode_run, encode
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Answer, Contact, Cursor, Phase, Profile, Run, RunState

PEOPLE = 64
ANSWERS = 200
NOW = 1_764_547_200_000


class CountedIds:
    """Ids as long as real ones, in order."""

    def __init__(self) -> None:
        self._next = count()

    def new(self) -> str:
        return f"id{next(self._next):020d}"


def question(number: int) -> str:
    """A question id of the usual length."""
    return f"l{number % 4 + 1}-area{number % 20:02d}-{number % ANSWERS:03d}"


def documents(person: str, run: str) -> tuple[Cursor, Run]:
    """A realistic cursor and run: registered, two hundred answers, as many suggestions from the run before."""
    cursor = Cursor(
        spec=CURSOR_SPEC,
        person=person,
        run=run,
        language="zh",
        consented_at=NOW,
        contact=Contact(name="张三", post="设备部经理", mobile="13800001111", email="zhang@example.com"),
        phase=Phase.QUESTION,
        at=question(7),
        revision=311,
    )
    answers = {question(number): Answer(key="ABCD"[number % 4], by=person, at=NOW + number) for number in range(ANSWERS)}
    return cursor, Run(
        spec=RUN_SPEC,
        id=run,
        bank="cmmm-2020",
        bank_version="1.0.0",
        state=RunState.OPEN,
        profile=Profile(name="上海示例精密机械制造有限公司", code="91310000MA1FL0ABCD", district="闵行区", industry="C34", kind="discrete"),
        level=3,
        answers=answers,
        previous={key: answer.key for key, answer in answers.items()},
        created_at=NOW,
        started_at=NOW,
    )


def answered(cursor: Cursor, run: Run, number: int) -> tuple[Cursor, Run, str]:
    """What a turn makes of cursor and run: one answer changed, the cursor moved on."""
    key = question(number)
    answers = {**run.answers, key: Answer(key="ABCD"[number % 4], by=cursor.person, at=NOW + number)}
    return (
        msgspec.structs.replace(cursor, at=question(number + 1), revision=cursor.revision + 1),
        msgspec.structs.replace(run, answers=answers),
        key,
    )


def turn(person: str, number: int) -> Callable[[Transaction], None]:
    """One turn of this person as a work for the store."""

    def work(tx: Transaction) -> None:
        cursor, stored = tx.load(person)
        assert cursor is not None
        assert stored is not None
        after, run, key = answered(cursor, stored.run, number)
        tx.save_cursor(after, NOW + number)
        tx.save_run(stored, run, NOW + number)
        tx.record(NOW + number, person, run.id, "answered", {"question": key})

    return work


def prepare(store: Store) -> list[str]:
    """The people, each with a run."""

    def person(number: int, tx: Transaction) -> str:
        known = tx.person("bench", str(number), NOW)
        cursor, run = documents(known, f"run-{known}")
        tx.save_cursor(cursor, NOW)
        tx.add_run(run, known, NOW)
        return known

    return [store.submit(partial(person, number)).result() for number in range(PEOPLE)]


async def together(store: Store, people: list[str], seconds: float) -> float:
    """Durable turns a second when each person waits for the own turn only."""
    stop = time.perf_counter() + seconds
    numbers = count()

    async def answer(person: str) -> None:
        while time.perf_counter() < stop:
            await asyncio.wrap_future(store.submit(turn(person, next(numbers))))

    begin = time.perf_counter()
    await asyncio.gather(*(answer(person) for person in people))
    return next(numbers) / (time.perf_counter() - begin)


def alone(store: Store, person: str, seconds: float) -> float:
    """The median milliseconds of a turn of one person alone."""
    taken: list[float] = []
    stop = time.perf_counter() + seconds
    while (begin := time.perf_counter()) < stop:
        store.submit(turn(person, len(taken))).result()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def bare(path: Path, people: list[str], seconds: float) -> float:
    """Turns a second of bare sqlite3, one FULL commit each: the same reads, codec and writes, without store and SQLAlchemy."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        begin = time.perf_counter()
        done = 0
        while time.perf_counter() < begin + seconds:
            _bare_turn(connection, people[done % len(people)], done)
            done += 1
        return done / (time.perf_counter() - begin)


def _bare_turn(connection: sqlite3.Connection, person: str, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    row = connection.execute(
        "SELECT c.document, r.document, r.version FROM cursors c JOIN runs r ON r.id = c.run WHERE c.person = ?", (person,)
    ).fetchone()
    cursor, run, key = answered(decode_cursor(row[0]), decode_run(row[1]), number)
    connection.execute("UPDATE cursors SET document = ? WHERE person = ?", (encode(cursor), person))
    connection.execute(
        "UPDATE runs SET document = ?, version = version + 1 WHERE id = ? AND version = ? AND seal IS NULL", (encode(run), run.id, row[2])
    )
    connection.execute(
        "UPDATE answers SET option_key = ?, given_at = ? WHERE run = ? AND question = ?", (run.answers[key].key, number, run.id, key)
    )
    connection.execute("INSERT INTO audit (at, person, run, action, detail) VALUES (?, ?, ?, 'answered', '{}')", (number, person, run.id))
    connection.execute("COMMIT")


def measure(folder: Path, seconds: float) -> tuple[float, float, float]:
    """Turns a second together, milliseconds alone, and turns a second of bare sqlite3, on one new file."""
    path = folder / "bench.db"
    store = open_store(f"sqlite:///{path}", CountedIds())
    people = prepare(store)
    many = asyncio.run(together(store, people, seconds))
    one = alone(store, people[0], seconds / 2)
    store.close()
    return many, one, bare(path, people, seconds / 2)


def main(arguments: list[str]) -> None:
    """Measure and print medians."""
    seconds = float(arguments[0]) if arguments else 3.0
    repeats = int(arguments[1]) if len(arguments) > 1 else 5
    found = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
            found.append(measure(Path(folder), seconds))
    many, one, plain = (sorted(values) for values in zip(*found, strict=True))
    fast, slow, basis = statistics.median(many), statistics.median(one), statistics.median(plain)
    print(f"{PEOPLE} people together: {fast:8.0f} durable turns/s  (of {repeats}: {many[0]:.0f} to {many[-1]:.0f})")
    print(f"one person alone:    {slow:8.2f} ms a turn         (of {repeats}: {one[0]:.2f} to {one[-1]:.2f})")
    print(f"bare sqlite3, FULL:  {basis:8.0f} turns/s, one commit each; the store keeps {fast / basis:.2f} times as many")


if __name__ == "__main__":
    main(sys.argv[1:])
