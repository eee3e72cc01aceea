"""Which files runs refer to, on every store: it follows the documents, and goes with them."""

from __future__ import annotations

import msgspec

from bot.ports import Store, Transaction
from dialogs.model import Evidence, Run, RunState
from tests.contract.given import NOW, a_cursor, a_run, registered

FILES = tuple(f"{number:064x}" for number in range(4))


def with_files(run: Run, **files: tuple[int, ...]) -> Run:
    """The run with these files beside its answers."""
    found = {
        question: tuple(Evidence(digest=FILES[number], name="a.pdf", mime="application/pdf", size=1, by="p", at=NOW) for number in numbers)
        for question, numbers in files.items()
    }
    return msgspec.structs.replace(run, evidence=found)


def referred(store: Store) -> set[int]:
    """The numbers of the files that runs refer to."""
    found = store.submit(lambda tx: tx.referred(FILES)).result()
    return {number for number, digest in enumerate(FILES) if digest in found}


def test_a_run_refers_to_the_files_beside_its_answers(store: Store) -> None:
    """From the first moment, as often as they are named, and no longer than they are there."""
    store.submit(lambda tx: tx.add_run(with_files(a_run(), q1=(0, 1), q2=(0,)), "p", NOW)).result()
    assert referred(store) == {0, 1}

    def change(tx: Transaction) -> None:
        stored = tx.run("run-1")
        assert stored is not None
        tx.save_run(stored, with_files(stored.run, q2=(0, 2)), NOW)

    store.submit(change).result()
    assert referred(store) == {0, 2}
    assert store.submit(lambda tx: tx.referred(())).result() == frozenset()


def test_a_file_is_needed_while_any_run_refers_to_it(store: Store) -> None:
    """The same bytes may be evidence for two enterprises."""
    for run in ("run-1", "run-2"):
        store.submit(lambda tx, run=run: tx.add_run(with_files(a_run(run), q1=(3,)), "p", NOW)).result()

    def drop(tx: Transaction, run: str) -> None:
        stored = tx.run(run)
        assert stored is not None
        tx.save_run(stored, with_files(stored.run), NOW)

    store.submit(lambda tx: drop(tx, "run-1")).result()
    assert referred(store) == {3}
    store.submit(lambda tx: drop(tx, "run-2")).result()
    assert referred(store) == set()


def test_a_change_of_answers_leaves_the_files_alone(store: Store) -> None:
    """And a conflict too."""
    store.submit(lambda tx: tx.add_run(with_files(a_run(), q1=(0,)), "p", NOW)).result()

    def answer(tx: Transaction) -> None:
        stored = tx.run("run-1")
        assert stored is not None
        tx.save_run(stored, msgspec.structs.replace(stored.run, answers=a_run(answers={"q1": "A"}).answers), NOW)

    store.submit(answer).result()
    assert referred(store) == {0}


def test_the_files_of_an_own_unfinished_run_are_needed_no_more_after_a_deletion(store: Store) -> None:
    """Those of a finished one stay: the result was sealed with them."""

    def given(tx: Transaction) -> str:
        person, enterprise = registered(tx)
        tx.save_cursor(a_cursor(person), NOW)
        tx.add_run(with_files(a_run("open", enterprise=enterprise.id, by=person), q1=(0,)), person, NOW)
        finished = msgspec.structs.replace(a_run("done", enterprise=enterprise.id, by=person), state=RunState.FINISHED)
        tx.add_run(with_files(finished, q1=(1,)), person, NOW)
        return person

    person = store.submit(given).result()
    assert referred(store) == {0, 1}
    store.submit(lambda tx: tx.delete_person(person)).result()
    assert referred(store) == {1}
