"""What a work may rely on, on every store: all or nothing, one winner, no use after its end."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

import msgspec
import pytest

from bot.ports import Conflict, Store, StoreClosed, StoredRun, Transaction
from tests.contract.conftest import audited
from tests.contract.given import NOW, a_cursor, a_run, at_once, stored


def test_what_a_work_raises_undoes_it_whole_and_nothing_else(store: Store) -> None:
    """Its neighbours are kept, and the next work is served."""

    def bad(tx: Transaction) -> None:
        person = tx.person("console", "bad", NOW)
        tx.save_cursor(a_cursor(person), NOW)
        tx.add_run(a_run("bad", answers={"q": "A"}), person, NOW)
        tx.record(NOW, person, "bad", "answered", {})
        raise KeyError("the turn went wrong")

    before = store.submit(lambda tx: tx.add_run(a_run("before"), "p", NOW))
    failed = store.submit(bad)
    after = store.submit(lambda tx: tx.add_run(a_run("after"), "p", NOW))
    with pytest.raises(KeyError, match="went wrong"):
        failed.result()
    assert before.result() is None
    assert after.result() is None
    found = store.submit(lambda tx: [tx.run(run) is not None for run in ("before", "bad", "after")]).result()
    assert found == [True, False, True]
    assert store.submit(audited).result() == []
    known = store.submit(lambda tx: tx.person("console", "bad", NOW)).result()
    assert store.submit(lambda tx: tx.cursor(known)).result() is None


def test_a_work_that_goes_on_after_an_error_is_acknowledged_only_if_it_is_kept(store: Store) -> None:
    """PostgreSQL would commit nothing and say so to nobody."""

    def regardless(tx: Transaction) -> None:
        tx.add_run(a_run("run-1"), "p", NOW)
        with pytest.raises(Conflict):
            tx.save_cursor(a_cursor("nobody"), NOW)

    acknowledged = store.submit(regardless).exception() is None
    assert store.submit(lambda tx: tx.run("run-1") is not None).result() is acknowledged


def test_of_eight_who_save_from_one_reading_exactly_one_wins(store: Store) -> None:
    """Seven are told, in every one of twenty rounds."""

    def save(before: StoredRun, futures: list[Future[None]], number: int) -> None:
        run = a_run(answers={"q1": "A"}, by=str(number))
        futures.append(store.submit(lambda tx: tx.save_run(before, run, NOW)))

    store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()
    for _ in range(20):
        before = store.submit(stored).result()
        futures: list[Future[None]] = []
        at_once(8, partial(save, before, futures))
        errors = [future.exception() for future in futures]
        assert errors.count(None) == 1
        assert sum(isinstance(error, Conflict) for error in errors) == 7


def test_works_that_read_and_save_lose_nothing_to_each_other(store: Store) -> None:
    """Forty turns on one run from eight threads: forty answers."""
    store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()

    def answer(question: str, tx: Transaction) -> None:
        before = stored(tx)
        answers = {**before.run.answers, **a_run(answers={question: "A"}).answers}
        tx.save_run(before, msgspec.structs.replace(before.run, answers=answers), NOW)

    def person(name: int) -> None:
        for number in range(5):
            store.submit(partial(answer, f"q{name}-{number}")).result()

    at_once(8, person)
    final = store.submit(stored).result()
    assert len(final.run.answers) == 40
    assert final.version == 41


def test_one_person_seen_first_by_eight_at_once_is_one_person(store: Store) -> None:
    """One id for all."""
    found: list[Future[str]] = []
    at_once(8, lambda _: found.append(store.submit(lambda tx: tx.person("telegram", "7", NOW))))
    assert len({future.result() for future in found}) == 1


def test_a_transaction_kept_beyond_its_work_is_of_no_use(store: Store) -> None:
    """What came later would slip into another's commit."""
    kept = store.submit(lambda tx: tx).result()
    with pytest.raises(RuntimeError, match="ended"):
        kept.run("run-1")
    with pytest.raises(RuntimeError, match="ended"):
        kept.record(NOW, "p", "", "later", {})


def test_closing_serves_what_was_submitted_and_refuses_what_comes_later(store: Store) -> None:
    """Nothing is left without an answer; closing again is nothing."""

    def add(number: int, tx: Transaction) -> None:
        tx.add_run(a_run(f"run-{number}"), "p", NOW)

    futures = [store.submit(partial(add, number)) for number in range(300)]
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(StoreClosed):
        store.submit(stored)
    store.close()
