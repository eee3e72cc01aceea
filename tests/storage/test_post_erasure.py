"""A deleted phone number is nowhere in the files when it stood in letters, parked updates or reasons."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot.ports import LetterState, Store, Transaction
from bot.storage.opening import open_store
from tests.contract.given import NOW, PHONE, CountedIds

HOME = "telegram"
BODY = f'{{"text":"{PHONE}"}}'.encode()


def traces(path: Path) -> list[str]:
    """The files beside and including the database that hold the phone number."""
    return [found.name for found in sorted(path.parent.iterdir()) if PHONE.encode() in found.read_bytes()]


def given(tx: Transaction, external: str) -> str:
    """A person whose number is in updates that were parked and in letters of every state, amid those of others, on pages that split."""
    person = tx.person(HOME, external, NOW)
    tx.reach(HOME, person, external, NOW)
    for number in range(20):
        tx.park_update(HOME, f"u{external}.{number}", external, "R", BODY * (1 + number * 97 % 300), NOW)
        tx.post(HOME, "another", external, "Screen", b"x" * (number * 89 % 2000), NOW)
        ended = [tx.post(HOME, person, external, "Screen", BODY * (1 + number * 61 % 90), NOW).id for _ in LetterState]
        tx.begin_letter(ended[0])
        for letter, state in zip(ended[2:], (state for state in LetterState if state not in {"queued", "sending"}), strict=True):
            tx.end_letter(HOME, letter, state, NOW, error=PHONE)
    return person


def test_no_byte_of_it_stays_while_the_store_runs_nor_after(path: Path, url: str) -> None:
    """Neither in the file nor in its log; sent letters were overwritten when they were removed."""
    store = open_store(url, CountedIds())
    persons = store.submit(lambda tx: [given(tx, str(number)) for number in range(5)]).result()
    assert traces(path) != []
    for person in persons:
        store.submit(partial(forget, person)).result()
    store.submit(lambda _tx: None).result()
    assert traces(path) == []
    assert left(store) == {"queued": 100}
    store.close()
    assert traces(path) == []


def forget(person: str, tx: Transaction) -> None:
    """Delete the person."""
    tx.delete_person(person)


def left(store: Store) -> dict[str, int]:
    """The letters that there are."""

    def count(tx: Transaction) -> dict[str, int]:
        return {"queued": len(tx.letters(HOME, NOW, 1000))}

    return store.submit(count).result()
