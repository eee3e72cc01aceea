"""Several processes on one PostgreSQL: an update and a letter are each one process's, and nobody waits in a ring."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from threading import Barrier, Event

import psycopg
import pytest

from bot.ports import Letter, Store, Transaction
from bot.storage.opening import open_store
from tests.contract.given import NOW, CountedIds, a_cursor

HOME = "telegram"


@pytest.fixture
def processes(postgres_url: str) -> Iterator[tuple[Store, Store]]:
    """Two stores on one database, as two processes have them."""
    opened = (open_store(postgres_url, CountedIds()), open_store(postgres_url, CountedIds()))
    yield opened
    for store in opened:
        store.close()


def post(store: Store, many: int) -> list[Letter]:
    """So many letters."""
    return store.submit(lambda tx: [tx.post(HOME, "p", "5", "Screen", b"{}", NOW) for _ in range(many)]).result()


def test_of_two_processes_that_see_one_letter_one_sends_it(processes: tuple[Store, Store]) -> None:
    """Each lists all hundred, and together they begin each of them once."""
    letters = post(processes[0], 100)
    seen = [store.submit(lambda tx: tx.letters(HOME, NOW, 1000)).result(20) for store in processes]
    assert seen == [tuple(letters)] * 2
    begun = [[store.submit(partial(begin, letter.id)) for letter in letters] for store in processes]
    for first, second in zip(*begun, strict=True):
        assert sorted([first.result(20), second.result(20)]) == [False, True]


def begin(letter: int, tx: Transaction) -> bool:
    """Mark it as being sent."""
    return tx.begin_letter(letter)


def test_an_update_that_another_process_is_acting_on_waits_for_its_fate(processes: tuple[Store, Store]) -> None:
    """If that one commits, it was taken; if that one fails, it is fresh."""
    for fails in (True, False):
        taken, go_on = Event(), Event()
        holding = processes[0].submit(partial(hold, taken, go_on, fails))
        taken.wait(10)
        waiting = processes[1].submit(lambda tx: tx.take_update(HOME, "u1", NOW))
        assert not waiting.done()
        go_on.set()
        assert (holding.exception(10) is not None) is fails
        assert waiting.result(10) is fails
        processes[0].submit(lambda tx: tx.forget_updates(NOW + 1, 10)).result(10)


def hold(taken: Event, go_on: Event, fails: bool, tx: Transaction) -> None:
    """Take the update and wait."""
    assert tx.take_update(HOME, "u1", NOW)
    taken.set()
    go_on.wait(10)
    if fails:
        raise KeyError("the turn went wrong")


def test_a_turn_and_an_elapsed_timer_of_one_person_do_not_wait_for_each_other_in_a_ring(processes: tuple[Store, Store]) -> None:
    """The one holds the person and wants the cursor, the other holds the cursor and sets the next timer."""
    person = processes[0].submit(lambda tx: tx.person(HOME, "1", NOW)).result()
    processes[0].submit(lambda tx: tx.save_cursor(a_cursor(person), NOW)).result()
    both = Barrier(2, timeout=10)

    def turn(tx: Transaction) -> None:
        tx.person(HOME, "1", NOW)
        both.wait()
        tx.load(person)

    def elapsed(tx: Transaction) -> None:
        tx.load(person)
        both.wait()
        tx.clear_timer(person)
        tx.set_timer(person, NOW, 4)

    futures = [store.submit(work) for store, work in zip(processes, (turn, elapsed), strict=True)]
    assert [future.exception(20) for future in futures] == [None, None]
    assert len(processes[0].submit(lambda tx: tx.due_timers(NOW, 10)).result()) == 1


def test_of_two_processes_that_lose_one_chat_at_once_one_tells(processes: tuple[Store, Store], postgres_url: str) -> None:
    """The liaison is told once, although both saw the person as reachable."""

    def reach(tx: Transaction) -> str:
        person = tx.person(HOME, "1", NOW)
        tx.reach(HOME, person, "5", NOW)
        return person

    person = processes[0].submit(reach).result()
    lost, go_on = Event(), Event()

    def lose(tx: Transaction) -> str | None:
        found = tx.lose(HOME, "5", "blocked", NOW)
        lost.set()
        go_on.wait(10)
        return found

    first = processes[0].submit(lose)
    lost.wait(10)
    second = processes[1].submit(lambda tx: tx.lose(HOME, "5", "blocked", NOW))
    wait_for_a_waiting_lock(postgres_url)
    go_on.set()
    assert [first.result(10), second.result(10)] == [person, None]


def wait_for_a_waiting_lock(url: str) -> None:
    """Until a connection to this database waits for another's lock."""
    waiting = b"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for _ in range(500):
            if connection.execute(waiting).fetchall() != [(0,)]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_a_health_check_needs_no_writer(processes: tuple[Store, Store]) -> None:
    """All writers may be busy, and the database still answers."""
    go_on = Event()
    busy = [processes[0].submit(lambda _tx: go_on.wait(10)) for _ in range(8)]
    asyncio.run(processes[0].ping())
    assert asyncio.run(processes[0].oldest_queued(NOW)) is None
    go_on.set()
    assert all(future.result(10) for future in busy)
