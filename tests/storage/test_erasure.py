"""A deleted phone number is nowhere in the files, neither while the store runs nor after it is closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.ports import Store, Transaction
from bot.storage.opening import open_store
from bot.storage.refusals import unavailable
from bot.storage.session import Session
from tests.contract.given import NOW, PHONE, CountedIds, a_cursor, a_run


def traces(path: Path) -> list[str]:
    """The files beside and including the database that hold the phone number."""
    return [found.name for found in sorted(path.parent.iterdir()) if PHONE.encode() in found.read_bytes()]


def given(tx: Transaction, external: str) -> str:
    """A person with a phone number, moved about on the pages by later saves of other lengths."""
    person = tx.person("console", external, NOW)
    for number in range(40):
        tx.save_cursor(a_cursor(person, "r" * (number * 97 % 300)), NOW)
    tx.add_run(a_run(f"run-{external}", answers={f"q{number}": "A" for number in range(50)}, by=person), person, NOW)
    return person


def people(store: Store, many: int = 30) -> list[str]:
    """Many of them, so that pages split."""
    return store.submit(lambda tx: [given(tx, str(number)) for number in range(many)]).result()


def forget(persons: list[str]) -> Callable[[Transaction], None]:
    """A work that deletes them."""

    def work(tx: Transaction) -> None:
        for person in persons:
            tx.delete_person(person)

    return work


def quiet(store: Store) -> None:
    """Wait until the erasing of the work before is over: it comes after that work's answer, and moves pages from file to file."""
    store.submit(lambda _tx: None).result()


def test_nothing_of_the_number_is_left_in_the_running_store(store: Store, path: Path) -> None:
    """File and log, as soon as the deletion is done and the next work too."""
    for person in people(store):
        quiet(store)
        assert traces(path) != []
        store.submit(forget([person])).result()
    quiet(store)
    assert traces(path) == []


def test_nothing_of_the_number_is_left_after_closing(url: str, path: Path) -> None:
    """Also when the number had reached the main file before."""
    store = open_store(url, CountedIds())
    known = people(store)
    store.close()
    assert traces(path) == ["zhiping.db"]
    store = open_store(url, CountedIds())
    store.submit(forget(known)).result()
    store.close()
    assert traces(path) == []


def test_a_reader_in_the_way_puts_the_erasing_off_and_no_longer(store: Store, path: Path) -> None:
    """The deletion itself is kept at once; the next work after the reader has gone erases."""
    known = people(store, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cursors").fetchall()
        store.submit(forget(known)).result(10)
        store.submit(lambda _tx: None).result(10)
        assert traces(path) != []
    store.submit(lambda _tx: None).result(10)
    store.submit(lambda _tx: None).result(10)
    assert traces(path) == []


def test_an_erasing_that_fails_ends_nobody(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is owed until it succeeds."""
    known = people(store, 3)

    def fail(_session: Session) -> bool:
        raise unavailable(OSError("no space left on device"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "erase_traces", fail)
        store.submit(forget(known)).result(10)
        store.submit(lambda _tx: None).result(10)
        assert traces(path) != []
    store.submit(lambda _tx: None).result(10)
    store.submit(lambda _tx: None).result(10)
    assert traces(path) == []
