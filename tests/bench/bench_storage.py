"""How many durable turns a second the store keeps on this machine, beside bare sqlite3 with one FULL commit for each turn.

A turn loads cursor and run (200 answers), decodes, changes one answer, encodes, saves both, projects the answer and adds an audit line.
A turn of a chat also takes the update, finds person and chat and posts the screen; when that was sent, its letter is ended.

Run it with `python -m tests.bench.bench_storage [seconds per measurement] [repeats]`; it prints medians.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import msgspec

from bot.ports import Letter, LetterState, Store, Transaction
from bot.storage.opening import open_store
from dialogs.codec import decode_cursor, decode_run, encode
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Answer, Contact, Cursor, Phase, Profile, Run, RunState

PEOPLE = 64
ANSWERS = 200
NOW = 1_764_547_200_000
SCREEN = json.dumps(["screen", "车间的设备数据是怎样采集的？" * 40, [["选项", "0123456789abcdef.1f.cA"]] * 6], ensure_ascii=False).encode()
"""A letter of the usual size, 2 KB."""


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


def taken(number: int, person: int) -> Callable[[Transaction], Letter]:
    """The same turn as an update in a chat: taken, acted on, answered with a letter."""

    def work(tx: Transaction) -> Letter:
        assert tx.take_update("bench", f"u{314159265 + number}m{5000000000 + person}.{number}.0", NOW + number)
        known = tx.person("bench", str(person), NOW)
        turn(known, number)(tx)
        tx.reach("bench", known, str(person), NOW)
        return tx.post("bench", known, str(person), "ScreenLetter", SCREEN, NOW)

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


async def together(store: Store, act: Callable[[int, int], Awaitable[None]], seconds: float) -> float:
    """Durable turns a second when each person waits for the own turn only; `act` is given a number and the person's."""
    stop = time.perf_counter() + seconds
    numbers = count()

    async def answer(person: int) -> None:
        while time.perf_counter() < stop:
            await act(next(numbers), person)

    begin = time.perf_counter()
    await asyncio.gather(*(answer(person) for person in range(PEOPLE)))
    store.submit(lambda _tx: None).result()
    return next(numbers) / (time.perf_counter() - begin)


def plainly(store: Store, people: list[str]) -> Callable[[int, int], Awaitable[None]]:
    """A turn and nothing beside it."""

    async def act(number: int, person: int) -> None:
        await asyncio.wrap_future(store.submit(turn(people[person], number)))

    return act


def in_a_chat(store: Store) -> Callable[[int, int], Awaitable[None]]:
    """A turn whose screen is sent at once; that it was sent is recorded beside the next turns, as the sender does it."""

    async def act(number: int, person: int) -> None:
        letter = await asyncio.wrap_future(store.submit(taken(number, person)))
        store.submit(lambda tx: tx.end_letter("bench", letter.id, LetterState.SENT, NOW))

    return act


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


def measure(folder: Path, seconds: float) -> tuple[float, float, float, float]:
    """Turns a second together, the same in a chat, milliseconds alone, and turns a second of bare sqlite3, on one new file."""
    path = folder / "bench.db"
    store = open_store(f"sqlite:///{path}", CountedIds())
    people = prepare(store)
    many = asyncio.run(together(store, plainly(store, people), seconds))
    chats = asyncio.run(together(store, in_a_chat(store), seconds))
    one = alone(store, people[0], seconds / 2)
    store.close()
    return many, chats, one, bare(path, people, seconds / 2)


def main(arguments: Sequence[str] = ()) -> None:
    """Measure and print medians."""
    seconds = float(arguments[0]) if arguments else 3.0
    repeats = int(arguments[1]) if len(arguments) > 1 else 5
    found = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
            found.append(measure(Path(folder), seconds))
    many, chats, one, plain = (sorted(values) for values in zip(*found, strict=True))
    fast, slow, basis = statistics.median(many), statistics.median(one), statistics.median(plain)
    print(f"{PEOPLE} people together: {fast:8.0f} durable turns/s  (of {repeats}: {many[0]:.0f} to {many[-1]:.0f})")
    print(
        f"the same in a chat:  {statistics.median(chats):8.0f} durable turns/s  (of {repeats}: {chats[0]:.0f} to {chats[-1]:.0f}),"
        f" with update, chat and letter, and the letter's end"
    )
    print(f"one person alone:    {slow:8.2f} ms a turn         (of {repeats}: {one[0]:.2f} to {one[-1]:.2f})")
    print(f"bare sqlite3, FULL:  {basis:8.0f} turns/s, one commit each; the store keeps {fast / basis:.2f} times as many")


if __name__ == "__main__":
    main(sys.argv[1:])
