"""Durable turns on SQLite with FULL commits: engine, use case and storage together, against bare sqlite3 with one commit a turn."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.ports import Transaction
from bot.storage.opening import open_store
from bot.system import RandomIds, SystemClock
from bot.usecases.banks.brought import bank_of
from bot.usecases.conversation import Conversation
from dialogs.codec import encode
from dialogs.inbound import Choose
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Answer, Cursor, Phase, Profile, Run, RunState
from dialogs.stages.consent import PURPOSES
from question_bank import library

PEOPLE, TURNS, ALONE, BARE, ROUNDS = 64, 60, 300, 500, 5


def main() -> None:
    """Print turns a second for 64 people at once, milliseconds for one alone, and both beside the bare cost."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        bank = library.load("cmmm-2020")
        ids = RandomIds()
        store = open_store(f"sqlite:///{folder}/bench.db", ids)
        conversation = Conversation(store, bank_of, bank, SystemClock(), ids)
        people = [f"p{number}" for number in range(PEOPLE)]
        for person in people:
            store.submit(_settle(person)).result()
        many = [_together(conversation, people) for _ in range(ROUNDS)]
        alone = statistics.median(_alone(conversation, people[0]) for _ in range(ALONE))
        bare = _bare(Path(folder))
        store.close()
    print(f"64 people at once   {statistics.median(many):8.0f} durable turns/s   (best {max(many):.0f})")
    print(f"one person alone    {alone * 1e3:8.2f} ms a turn")
    print(f"bare sqlite3        {1 / bare:8.0f} FULL commits/s, {bare * 1e3:.2f} ms each")
    print(f"ratio               {statistics.median(many) * bare:8.2f} turns for one bare commit at once, {alone / bare:.1f} x alone")


def _settle(external: str) -> Callable[[Transaction], None]:
    bank = library.load("cmmm-2020")
    level_one = [question.id for question in bank.questions if question.level == 1]

    def work(tx: Transaction) -> None:
        person = tx.person("bench", external, 1)
        answers = {question.id: Answer(key="B", by=person, at=1_790_000_000_000) for question in bank.questions[:200]}
        run = Run(
            spec=RUN_SPEC,
            id=f"run-{external}",
            bank=bank.id,
            bank_version=bank.version,
            state=RunState.OPEN,
            profile=Profile(name="某机械有限公司", kind="discrete"),
            level=1,
            answers=answers,
            created_at=1,
            started_at=1,
        )
        first = level_one[0]
        cursor = Cursor(
            spec=CURSOR_SPEC,
            person=person,
            run=run.id,
            language="zh",
            consented_at=1,
            consented_to=PURPOSES,
            phase=Phase.QUESTION,
            at=first,
        )
        tx.add_run(run, person, 1)
        tx.save_cursor(cursor, 1)

    return work


def _together(conversation: Conversation, people: list[str]) -> float:
    """Everybody's next turn is handed in as soon as the one before is durable."""
    started = time.perf_counter()
    for turn in range(TURNS):
        key = "ABCD"[turn % 4]
        waiting = [conversation.submit("bench", person, Choose(key)) for person in people]
        for future in waiting:
            future.result()
    return PEOPLE * TURNS / (time.perf_counter() - started)


def _alone(conversation: Conversation, person: str) -> float:
    started = time.perf_counter()
    conversation.take("bench", person, Choose("C"))
    return time.perf_counter() - started


def _bare(folder: Path) -> float:
    """One FULL commit of a document of the same size, nothing else."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE run (id INTEGER PRIMARY KEY, document BLOB)")
    run = Run(
        spec=RUN_SPEC,
        id="r",
        bank="b",
        bank_version="1",
        created_at=1,
        answers={str(n): Answer(key="B", by="p" * 32, at=n) for n in range(200)},
    )
    document = encode(run)
    database.execute("INSERT INTO run VALUES (1, ?)", (document,))
    took = []
    for _ in range(BARE):
        started = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.execute("UPDATE run SET document = ? WHERE id = 1", (document,))
        database.execute("COMMIT")
        took.append(time.perf_counter() - started)
    database.close()
    return statistics.median(took)


if __name__ == "__main__":
    main()
