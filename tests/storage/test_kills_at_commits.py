"""Killed before and after every single commit of a conversation, and again in recovery: each update acts once, no letter is lost."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.opening import open_store
from tests.contract.given import CountedIds
from tests.storage.interrupting import UPDATES

ROOT = Path(__file__).parents[2]


def killed_at_every_commit(folder: Path, side: str) -> list[Path]:
    """The databases that were left, one for each commit."""
    open_store(f"sqlite:///{folder / 'empty.db'}", CountedIds()).close()
    program = [sys.executable, "-m", "tests.storage.interrupting", str(folder), side]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    return [folder / name for name in done.stdout.split()]


def check(database: Path) -> None:
    """Nothing lost and nothing twice; a letter that may have been sent was not sent again, and stands on the operator's list."""
    with closing(sqlite3.connect(database)) as connection:
        audit = [json.loads(detail)["update"] for (detail,) in connection.execute("SELECT detail FROM audit")]
        assert sorted(audit) == sorted(UPDATES)
        assert connection.execute("SELECT answered FROM runs").fetchall() == [(len(UPDATES),)]
        left = connection.execute("SELECT state, payload FROM letters").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    sent = Counter(database.with_suffix(".sent").read_text(encoding="utf-8").split())
    doubtful = {payload.decode() for _, payload in left}
    assert {state for state, _ in left} <= {"doubtful"}
    assert max(sent.values()) == 1
    assert set(sent) | doubtful == set(UPDATES)


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_conversation_survives_a_kill_at_every_commit(tmp_path: Path, side: str) -> None:
    """Two lives are killed, the third ends well."""
    databases = killed_at_every_commit(tmp_path, side)
    assert len(databases) >= 3 * len(UPDATES), "too few commits to prove anything"
    for database in databases:
        check(database)
