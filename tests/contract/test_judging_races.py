"""Judging on every store, at once: whoever is second judges with what the first said, and a killed process leaves nobody half judged."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.ports import Conflict, Store, Transaction
from bot.storage.opening import open_store
from bot.system import SystemClock
from bot.usecases.programmes import document_in, refresh, state
from bot.usecases.programmes.judging_all import Judging
from question_bank.programmes.model import Operator, Programme
from tests.bot.programmes import a_fact, a_programme, a_visit, keep_all, must, of_flag
from tests.contract.given import NOW, CountedIds, at_once, enterprise_of

FACTS = tuple(f"f{place}" for place in range(6))
MANY = 240

KILLED = """
import asyncio, sys
from bot.storage.opening import open_store
from bot.system import RandomIds, SystemClock
from bot.usecases.programmes.judging_all import Judging

async def judged():
    background = Judging(open_store(sys.argv[1], RandomIds()), SystemClock(), "bank", print)
    while await background.some():
        print("some", flush=True)

asyncio.run(judged())
"""
"""A process that judges until it is killed."""


def six() -> Programme:
    """A programme that asks for six facts."""
    return a_programme("six", map(a_fact, FACTS), [must(fact, Operator.IS, "yes") for fact in FACTS])


def tried(work: Callable[[], object]) -> None:
    """Once more where somebody else was first, as a turn does."""
    for _ in range(5):
        try:
            work()
        except Conflict:
            continue
        return
    work()


def test_contacts_who_state_at_once_leave_a_verdict_that_knows_all_of_them(store: Store) -> None:
    """Whichever order they came in, and whatever two finishing runs would do beside them."""
    keep_all(store, six())
    enterprise = store.submit(lambda tx: enterprise_of(tx, 1).id).result()

    def say(place: int, tx: Transaction) -> None:
        found = tx.enterprise(enterprise)
        assert found is not None
        visit = a_visit(tx, NOW, "bank", f"p{place}")
        if place < len(FACTS):
            state(visit, found, six().facts[place], True)
        else:
            refresh(visit, found)

    at_once(len(FACTS) + 3, lambda place: tried(lambda: store.submit(partial(say, place)).result()))
    kept = store.submit(lambda tx: tx.verdicts_of(enterprise)["six"]).result()
    assert (kept.outcome, kept.lacking) == ("eligible", 0)
    assert set(document_in(kept.document).facts) == set(FACTS)


def test_who_states_while_another_is_not_done_yet_waits_and_judges_with_both(store: Store) -> None:
    """However long the other takes to its commit."""
    programme = a_programme("two", map(a_fact, FACTS[:2]), [must(fact, Operator.IS, "yes") for fact in FACTS[:2]])
    keep_all(store, programme)
    enterprise = store.submit(lambda tx: enterprise_of(tx, 1).id).result()

    def say(place: int, tx: Transaction) -> None:
        found = tx.enterprise(enterprise)
        assert found is not None
        state(a_visit(tx, NOW, "bank", f"p{place}"), found, programme.facts[place], True)
        time.sleep(0.4 * (1 - place))

    first = store.submit(partial(say, 0))
    time.sleep(0.1)
    tried(lambda: store.submit(partial(say, 1)).result())
    first.result()
    kept = store.submit(lambda tx: tx.verdicts_of(enterprise)["two"]).result()
    assert (kept.outcome, kept.lacking) == ("eligible", 0)


def test_two_contacts_who_state_one_fact_at_once_leave_the_verdict_of_what_stands(store: Store) -> None:
    """One of them was last, and the verdict is of that word."""
    programme = of_flag()
    keep_all(store, programme)
    enterprise = store.submit(lambda tx: enterprise_of(tx, 1).id).result()

    def say(place: int, tx: Transaction) -> None:
        found = tx.enterprise(enterprise)
        assert found is not None
        state(a_visit(tx, NOW + place, "bank", f"p{place}"), found, programme.facts[0], place % 2 == 0)

    for _ in range(4):
        at_once(4, lambda place: tried(lambda: store.submit(partial(say, place)).result()))
        stands = store.submit(lambda tx: tx.stated(enterprise)["legal_person"].value).result()
        kept = store.submit(lambda tx: tx.verdicts_of(enterprise)["legal"].outcome).result()
        assert kept == {"yes": "eligible", "no": "not_yet"}[stands]


def test_a_process_killed_while_it_judges_everybody_is_gone_on_with(sql_url: str) -> None:
    """Killed three times, wherever it was; afterwards everybody stands by the new version, with one verdict in the history."""
    store = open_store(sql_url, CountedIds())
    keep_all(store, of_flag())
    store.submit(_crowd).result()
    keep_all(store, replace(of_flag(), version="2.0.0"))
    store.close()
    judged = [_killed(sql_url) for _ in range(3)]
    store = open_store(sql_url, CountedIds())
    before = versions(store)
    asyncio.run(_all(store))
    after = versions(store)
    twice = store.submit(lambda tx: [len(tx.verdict_history(found, "legal", 9)) for found in _ids(tx)]).result()
    store.close()
    assert before.count("2.0.0") >= sum(judged) > 0
    assert after == ["2.0.0"] * MANY
    assert twice == [2] * MANY


def _crowd(tx: Transaction) -> None:
    for number in range(MANY):
        refresh(a_visit(tx, NOW, "bank"), enterprise_of(tx, number))


def _ids(tx: Transaction) -> list[str]:
    return [found.enterprise for found in tx.candidates("legal", "", limit=MANY)]


def _killed(url: str) -> int:
    """Killed after the first of its steps; how many enterprises it is known to have judged."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, cwd=root)
    assert process.stdout is not None
    line = process.stdout.readline()
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return 50 if line == b"some\n" else 0


def versions(store: Store) -> list[str]:
    """By which version each enterprise stands judged."""
    return sorted(found.version for found in store.submit(lambda tx: tx.candidates("legal", "", limit=MANY)).result())


async def _all(store: Store) -> None:
    background = Judging(store, SystemClock(), "bank", print)
    while await background.some():
        pass
