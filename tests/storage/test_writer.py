"""The writer thread: one commit for what waits together, futures only after it, and no error that ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

import pytest
from sqlalchemy import text

from bot.ports import StorageUnavailable, Store, StoreClosed, Transaction
from bot.storage import sql_store as store_module
from bot.storage.opening import SQLITE_BATCH
from tests.contract.given import NOW, a_run
from tests.storage.inside import ask, driver, session


@contextmanager
def held_up(store: Store) -> Iterator[None]:
    """While this lasts the writer is busy with one work, and what is submitted waits to share its commit."""
    begun, go_on = Event(), Event()
    blocking = store.submit(partial(_hang, begun, go_on))
    begun.wait(10)
    yield
    go_on.set()
    wait_for([blocking], 10)


def add(run: str) -> Callable[[Transaction], None]:
    """A work that keeps a new run."""
    return lambda tx: tx.add_run(a_run(run), "p", NOW)


def with_one_behind(store: Store, work: Callable[[Transaction], None]) -> tuple[Future[None], Future[None]]:
    """This work, done while a run called behind waits to share its transaction; both futures."""
    begun, go_on = Event(), Event()
    first = store.submit(lambda tx: (_hang(begun, go_on, tx), work(tx))[1])
    begun.wait(10)
    behind = store.submit(add("behind"))
    go_on.set()
    return first, behind


def there(store: Store, *runs: str) -> list[bool]:
    """Which of these runs are kept."""
    return store.submit(lambda tx: [tx.run(run) is not None for run in runs]).result(10)


def works(store: Store) -> bool:
    """Whether the store still keeps things."""
    run = f"proof-{time.monotonic_ns()}"
    store.submit(add(run)).result(10)
    return there(store, run) == [True]


def test_what_waits_together_shares_one_immediate_transaction(store: Store) -> None:
    """Ten turns behind one, the last failing: one BEGIN IMMEDIATE, one COMMIT, a savepoint for each but the first."""
    said: list[str] = []
    store.submit(lambda tx: driver(tx).set_trace_callback(said.append)).result(10)
    with held_up(store):
        assert "BEGIN IMMEDIATE" in said
        said.clear()
        futures = [store.submit(add(f"run-{number}")) for number in range(9)]
        failing = store.submit(partial(_raise, ZeroDivisionError()))
    assert [future.result(10) for future in futures] == [None] * 9
    assert isinstance(failing.exception(10), ZeroDivisionError)
    store.submit(lambda tx: driver(tx).set_trace_callback(None)).result(10)
    shared = " ".join(said).split("COMMIT")[0]
    assert shared.count("BEGIN") == 0
    assert shared.count("SAVEPOINT work") == 9 * 2 + 3  # two each, three for the failing one
    assert shared.count("ROLLBACK TO SAVEPOINT work") == 1


def test_a_batch_has_a_bound(store: Store) -> None:
    """More than fit into one commit take the next."""
    commits: list[str] = []
    store.submit(lambda tx: driver(tx).set_trace_callback(commits.append)).result(10)
    with held_up(store):
        futures = [store.submit(lambda _tx: None) for _ in range(SQLITE_BATCH * 2 + 1)]
        commits.clear()
    assert [future.result(10) for future in futures] == [None] * len(futures)
    store.submit(lambda tx: driver(tx).set_trace_callback(None)).result(10)
    assert commits.count("COMMIT") == 3


def test_no_future_is_done_before_the_commit(store: Store) -> None:
    """Neither a kept work nor a failed one, seen from a batch-mate."""
    with held_up(store):
        first = store.submit(add("run-1"))
        failed = store.submit(partial(_raise, ZeroDivisionError()))
        seen = store.submit(lambda _tx: (first.done(), failed.done()))
    assert seen.result(10) == (False, False)
    assert first.result(10) is None


def test_a_commit_that_fails_is_told_to_all_who_shared_it(store: Store) -> None:
    """Nothing of it is kept, and the next work is served."""

    def orphan(tx: Transaction) -> None:
        session(tx).all(text("PRAGMA defer_foreign_keys = ON"))
        session(tx).change(text("INSERT INTO cursors (person, run, updated_at, document) VALUES ('nobody', '', 1, x'00')"))

    with held_up(store):
        futures = [store.submit(work) for work in (add("run-1"), orphan, add("run-2"), partial(_raise, ZeroDivisionError()))]
    assert all(isinstance(future.exception(10), StorageUnavailable) for future in futures)
    assert there(store, "run-1", "run-2") == [False, False]
    assert works(store)


def test_a_transaction_that_breaks_costs_only_what_was_tried_in_it(store: Store) -> None:
    """Those behind are served in the next one."""
    with held_up(store):
        before = store.submit(add("before"))
        breaking = store.submit(lambda tx: session(tx).rollback())
        behind = store.submit(add("behind"))
    assert isinstance(before.exception(10), StorageUnavailable)
    assert isinstance(breaking.exception(10), StorageUnavailable)
    assert behind.result(10) is None
    assert there(store, "before", "behind") == [False, True]


def test_the_first_of_a_transaction_undoes_itself_alone(store: Store) -> None:
    """It has no savepoint; what waits behind it is kept all the same, in the same commit."""

    def failing(tx: Transaction) -> None:
        add("first")(tx)
        raise ZeroDivisionError

    first, behind = with_one_behind(store, failing)
    assert isinstance(first.exception(10), ZeroDivisionError)
    assert behind.result(10) is None
    assert there(store, "first", "behind") == [False, True]


def test_a_first_work_that_ends_the_transaction_is_told_so(store: Store) -> None:
    """Or a savepoint behind it would begin a transaction of its own, kept though its caller is told otherwise."""
    first, behind = with_one_behind(store, lambda tx: session(tx).rollback())
    assert isinstance(first.exception(10), StorageUnavailable)
    assert behind.result(10) is None
    assert there(store, "behind") == [True]


def test_a_broken_connection_is_replaced(store: Store) -> None:
    """The next work gets another, with the same pragmas."""
    broken = store.submit(lambda tx: driver(tx).close())
    assert broken.exception(10) is not None
    assert works(store)
    assert store.submit(lambda tx: ask(tx, "PRAGMA synchronous")).result(10) == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), MemoryError(), RecursionError()])
def test_no_error_of_a_work_ends_the_writer(store: Store, error: BaseException) -> None:
    """Not even those that end programs."""
    assert store.submit(partial(_raise, error)).exception(10) is error
    assert works(store)


def test_a_cancelled_work_is_not_done(store: Store) -> None:
    """As long as its turn has not come."""
    with held_up(store):
        future = store.submit(add("run-1"))
        assert future.cancel()
    with pytest.raises(CancelledError):
        future.result(10)
    assert there(store, "run-1") == [False]


def test_more_than_may_wait_is_refused_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a text, and what waits already is served."""
    monkeypatch.setattr(store_module, "LONGEST_QUEUE", 3)
    with held_up(store):
        futures = [store.submit(add(f"run-{number}")) for number in range(4)]
        assert isinstance(futures[3].exception(0), StorageUnavailable)
    assert [future.result(10) for future in futures[:3]] == [None] * 3


def test_closing_does_not_wait_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A work hangs: closing ends all the same, and what waited behind is told."""
    monkeypatch.setattr(store_module, "DRAIN_SECONDS", 0.2)
    monkeypatch.setattr(store_module, "_STOP_SECONDS", 0.1)
    begun, go_on = Event(), Event()
    hanging = store.submit(partial(_hang, begun, go_on))
    begun.wait(10)
    behind = [store.submit(add(f"run-{number}")) for number in range(3)]
    begin = time.monotonic()
    store.close()
    assert time.monotonic() - begin < 2
    assert all(isinstance(future.exception(0), StoreClosed) for future in behind)
    go_on.set()
    hanging.result(10)


def test_what_waits_past_the_deadline_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer itself refuses what comes too late, instead of working through the queue."""
    monkeypatch.setattr(store_module, "DRAIN_SECONDS", 0.0)
    begun, go_on = Event(), Event()
    slow = store.submit(partial(_hang, begun, go_on))
    begun.wait(10)
    behind = [store.submit(add(f"run-{number}")) for number in range(SQLITE_BATCH + 1)]
    closing = Thread(target=store.close)
    closing.start()
    time.sleep(0.1)
    go_on.set()
    closing.join(10)
    slow.result(10)
    assert behind[0].result(10) is None
    assert isinstance(behind[-1].exception(10), StoreClosed)


def _raise(error: BaseException, _tx: Transaction) -> None:
    raise error


def _hang(begun: Event, go_on: Event, _tx: Transaction) -> None:
    begun.set()
    go_on.wait(10)
