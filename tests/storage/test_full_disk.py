"""A disk without room: the turn in hand is told, what was kept stays, and work goes on once there is room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.ports import StorageUnavailable, Store, Transaction
from tests.contract.given import NOW, a_run
from tests.storage.inside import ask

ROOT = Path(__file__).parents[2]
LARGE = a_run("large", answers={f"question-{number:05d}": "A" for number in range(3000)})


def limit(store: Store, pages: int) -> None:
    """Let the file grow to so many pages and no further."""
    store.submit(lambda tx: ask(tx, f"PRAGMA max_page_count = {pages}")).result(10)


def test_a_full_database_is_told_in_words_and_recovers_by_itself(store: Store) -> None:
    """Three times in a row."""
    store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()
    for number in range(3):

        def add(tx: Transaction, run: str = f"large-{number}") -> None:
            tx.add_run(a_run(run, answers=dict.fromkeys(LARGE.answers, "A")), "p", NOW)

        pages = store.submit(lambda tx: ask(tx, "PRAGMA page_count")).result()
        limit(store, pages)
        with pytest.raises(StorageUnavailable) as told:
            store.submit(add).result(10)
        assert "磁盘" in told.value.message_zh
        assert "没有丢失" in told.value.message_zh
        assert "disk" in told.value.message_en
        assert store.submit(lambda tx: tx.run("run-1")).result(10) is not None
        limit(store, 1_000_000)
        store.submit(add).result(10)


PROGRAM = """
import resource, signal, sys
from bot.ports import StorageUnavailable
from bot.storage.opening import open_store
from tests.contract.given import NOW, CountedIds, a_run

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(f"sqlite:///{sys.argv[1]}", CountedIds())
store.submit(lambda tx: tx.add_run(a_run("first"), "p", NOW)).result()
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
large = a_run("large", answers={f"question-{number:05d}": "A" for number in range(3000)})
for _ in range(3):
    error = store.submit(lambda tx: tx.add_run(large, "p", NOW)).exception(10)
    assert isinstance(error, StorageUnavailable), error
    assert "磁盘" in error.message_zh
assert store.submit(lambda tx: tx.run("first") is not None).result(10)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
store.submit(lambda tx: tx.add_run(large, "p", NOW)).result(10)
assert store.submit(lambda tx: len(tx.run("large").run.answers)).result(10) == 3000
store.close()
print("recovered")
"""


def test_a_file_that_may_not_grow_is_told_like_a_full_disk(path: Path) -> None:
    """SQLite calls it an input/output error, people do not."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.stdout == "recovered\n"
