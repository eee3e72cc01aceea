"""Kill -9 at random moments, also while the database is being made or recovered: nothing acknowledged is lost, nothing doubled.

Ten kills by default, `ZHIPING_TEST_KILLS` for more, `ZHIPING_TEST_SEED` for others. The checks read the database with the bare driver.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("ZHIPING_TEST_KILLS", "10"))
SEED = int(os.environ.get("ZHIPING_TEST_SEED", "1"))

Rows = list[tuple[Any, ...]]
QUERIES = {
    "runs": "SELECT id, version, answered, document FROM runs",
    "answers": "SELECT run, question, given_at FROM answers",
    "audit": "SELECT run, detail FROM audit",
    "cursors": "SELECT run, document FROM cursors",
    "persons": "SELECT external FROM persons",
}


def acknowledged(url: str) -> Counter[tuple[str, int]]:
    """Let processes keep turns and be killed; returns what they were told is kept, with how often."""
    program = [sys.executable, "-m", "tests.storage.committing", url, str(KILLS), str(SEED)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60 + 5 * KILLS, check=False)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines.count("killed") == KILLS
    turns = [line.split() for line in lines if line != "killed"]
    return Counter((f"run-{person}", int(number)) for person, number in turns)


def assert_all_kept_once(told: Counter[tuple[str, int]], rows: dict[str, Rows]) -> None:
    """What was acknowledged is there, and every trace of a turn agrees with every other."""
    assert len(told) >= KILLS, "too few turns to prove anything"
    assert max(told.values()) == 1, "a turn was acknowledged, lost and done again"
    turns = {run: answered for run, _, answered, _ in rows["runs"]}
    assert {(run, number) for run, number in told if number >= turns.get(run, 0)} == set(), "lost"
    every = {(run, number) for run, answered in turns.items() for number in range(answered)}
    assert {run: version for run, version, _, _ in rows["runs"]} == {run: answered + 1 for run, answered in turns.items()}
    for _, _, answered, document in rows["runs"]:
        assert sorted(json.loads(document)["answers"]) == [f"q{number:05d}" for number in range(answered)]
    assert Counter((run, int(question[1:])) for run, question, _ in rows["answers"]) == Counter(every)
    assert Counter((run, int(json.loads(detail)["turn"])) for run, detail in rows["audit"]) == Counter(every)
    assert {run: json.loads(document).get("revision", 0) + 1 for run, document in rows["cursors"]} == turns
    assert len(rows["persons"]) == len(set(rows["persons"])) == len(turns)


def test_sqlite_keeps_every_acknowledged_turn_once_through_kills(path: Path, url: str) -> None:
    """And the file is sound."""
    told = acknowledged(url)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert_all_kept_once(told, {name: connection.execute(query).fetchall() for name, query in QUERIES.items()})


def test_postgresql_keeps_every_acknowledged_turn_once_through_kills(postgres_url: str) -> None:
    """With several writers, each turn under its run's lock."""
    told = acknowledged(postgres_url)
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert_all_kept_once(told, {name: connection.execute(query.encode()).fetchall() for name, query in QUERIES.items()})
