"""What happens on PostgreSQL only: locks between turns, lost connections, several writers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Barrier, Event

import msgspec
import psycopg
import pytest

from bot.ports import Conflict, StorageUnavailable, Store, Transaction
from bot.storage.opening import open_store
from tests.contract.given import NOW, CountedIds, a_cursor, a_run, add, stored
from tests.storage.inside import ask


@pytest.fixture
def server(postgres_url: str) -> Iterator[Store]:
    """A store on PostgreSQL with two runs."""
    opened = open_store(postgres_url, CountedIds())
    opened.submit(add([a_run("run-1"), a_run("run-2")], "p")).result()
    yield opened
    opened.close()


def test_two_turns_on_different_runs_go_on_at_once(server: Store) -> None:
    """Each waits for the other inside its transaction, which one writer alone could not serve."""
    both = Barrier(2, timeout=10)

    def turn(run: str, tx: Transaction) -> int:
        before = stored(tx, run)
        tx.save_run(before, a_run(run, answers={"q1": "A"}), NOW)
        return both.wait()

    futures = [server.submit(partial(turn, run)) for run in ("run-1", "run-2")]
    assert sorted(future.result(20) for future in futures) == [0, 1]


def test_a_turn_on_the_same_run_waits_and_then_sees_what_was_kept(server: Store) -> None:
    """From reading to commit nobody else reads the run to change it."""
    begun, go_on = Event(), Event()

    def first(tx: Transaction) -> None:
        before = stored(tx)
        begun.set()
        go_on.wait(10)
        tx.save_run(before, a_run(answers={"q1": "A"}), NOW)

    holding = server.submit(first)
    begun.wait(10)
    waiting = server.submit(lambda tx: stored(tx).version)
    assert not waiting.done()
    go_on.set()
    holding.result(10)
    assert waiting.result(10) == 2


def test_two_turns_of_one_person_at_once_both_count(server: Store) -> None:
    """A double tap: the second loads the cursor that the first kept."""
    person = server.submit(lambda tx: tx.person("telegram", "7", NOW)).result()
    server.submit(lambda tx: tx.save_cursor(a_cursor(person, "run-1"), NOW)).result()

    def tap(tx: Transaction) -> None:
        cursor, run = tx.load(person)
        assert cursor is not None
        assert run is not None
        tx.save_run(run, run.run, NOW)
        tx.save_cursor(msgspec.structs.replace(cursor, revision=cursor.revision + 1), NOW)

    for future in [server.submit(tap) for _ in range(12)]:
        future.result(20)
    cursor = server.submit(lambda tx: tx.cursor(person)).result()
    assert cursor is not None
    assert cursor.revision == a_cursor(person).revision + 12


def test_of_two_that_wait_for_each_other_one_is_told_and_the_other_goes_on(server: Store) -> None:
    """A deadlock is a conflict like any other."""
    both = Barrier(2, timeout=10)

    def lock(order: tuple[str, str], tx: Transaction) -> None:
        stored(tx, order[0])
        both.wait()
        stored(tx, order[1])

    futures = [server.submit(partial(lock, order)) for order in (("run-1", "run-2"), ("run-2", "run-1"))]
    errors = [future.exception(20) for future in futures]
    assert errors.count(None) == 1
    assert sum(isinstance(error, Conflict) for error in errors) == 1
    assert server.submit(lambda tx: stored(tx).version).result(10) == 1


def test_a_lost_connection_costs_its_own_turn_only(server: Store, postgres_url: str) -> None:
    """The writer opens another, with the same settings."""

    def cut(tx: Transaction) -> None:
        tx.add_run(a_run("lost"), "p", NOW)
        end_backend(postgres_url, ask(tx, "SELECT pg_backend_pid()"))
        tx.add_run(a_run("lost-too"), "p", NOW)

    assert isinstance(server.submit(cut).exception(10), StorageUnavailable)
    found = [server.submit(lambda tx: ask(tx, "SHOW synchronous_commit")).result(10) for _ in range(8)]
    assert found == ["on"] * 8
    assert server.submit(lambda tx: [tx.run(run) for run in ("lost", "lost-too")]).result(10) == [None, None]


def test_a_connection_lost_while_nobody_used_it_costs_nothing(server: Store, postgres_url: str) -> None:
    """After the server was restarted the next turn opens another."""
    pids = {server.submit(lambda tx: ask(tx, "SELECT pg_backend_pid()")).result(10) for _ in range(40)}
    for pid in pids:
        end_backend(postgres_url, pid)
    found = [server.submit(lambda tx: (stored(tx).version, ask(tx, "SELECT pg_backend_pid()"))).result(10) for _ in range(40)]
    assert {version for version, _ in found} == {1}
    assert {pid for _, pid in found}.isdisjoint(pids)


def end_backend(url: str, pid: int) -> None:
    """End a connection from the server's side."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
