"""What goes and what stays when a person asks to be deleted, on every store."""

from __future__ import annotations

import asyncio
import dataclasses

import msgspec

from bot.ports import Store, Transaction
from dialogs.model import Answer, RunState
from tests.contract.conftest import audited, projected
from tests.contract.given import NOW, a_cursor, a_run, add, registered


def ids(store: Store) -> list[str]:
    """The runs that are there."""
    return [row.id for row in asyncio.run(store.list_runs(None))]


def person(store: Store, external: str = "1") -> str:
    """A person with a cursor."""

    def work(tx: Transaction) -> str:
        known = tx.person("console", external, NOW)
        tx.save_cursor(a_cursor(known), NOW)
        return known

    return store.submit(work).result()


def test_the_cursor_and_the_persons_name_in_the_channel_go(store: Store) -> None:
    """Who comes back is somebody new."""
    known, other = person(store), person(store, "2")
    store.submit(lambda tx: tx.delete_person(known)).result()
    assert store.submit(lambda tx: tx.cursor(known)).result() is None
    assert store.submit(lambda tx: tx.cursor(other)).result() == a_cursor(other)
    assert store.submit(lambda tx: tx.person("console", "1", NOW)).result() != known


def test_unfinished_runs_of_the_person_alone_go_with_their_answers(store: Store) -> None:
    """Unstarted, open and abandoned ones; a deletion of somebody unknown deletes nothing."""
    known = person(store)
    own = [a_run("empty"), a_run("open", answers={"q1": "A"}, by=known), a_run("left", answers={"q1": "A"}, by=known)]
    own[2] = msgspec.structs.replace(own[2], state=RunState.ABANDONED)
    store.submit(add(own, known)).result()
    store.submit(lambda tx: tx.delete_person("nobody")).result()
    assert ids(store) == ["empty", "open", "left"]
    store.submit(lambda tx: tx.delete_person(known)).result()
    assert ids(store) == []
    assert store.submit(lambda tx: projected(tx, "open")).result() == {}


def test_runs_that_others_have_a_part_in_stay(store: Store) -> None:
    """Finished and sealed ones, those another answered in, stands in, or began."""
    known, other = person(store), person(store, "2")
    shared = a_run("shared", answers={"q1": "A"}, by=known)
    shared = msgspec.structs.replace(shared, answers={**shared.answers, "q2": Answer(key="B", by=other, at=NOW)})
    finished = msgspec.structs.replace(a_run("finished", answers={"q1": "A"}, by=known), state=RunState.FINISHED, finished_at=NOW)
    sealed = msgspec.structs.replace(finished, id="sealed")

    def given(tx: Transaction) -> None:
        for run in (shared, finished, sealed, a_run("stood-in")):
            tx.add_run(run, known, NOW)
        tx.add_run(a_run("begun-by-another", answers={"q1": "A"}, by=known), other, NOW)
        tx.seal("sealed", NOW)
        tx.save_cursor(a_cursor(other, "stood-in"), NOW)

    store.submit(given).result()
    before = store.submit(lambda tx: tx.run("shared")).result()
    store.submit(lambda tx: tx.delete_person(known)).result()
    assert ids(store) == ["shared", "finished", "sealed", "stood-in", "begun-by-another"]
    assert store.submit(lambda tx: tx.run("shared")).result() == before
    assert asyncio.run(store.broken_seals()) == ()


def test_an_enterprise_that_keeps_nothing_frees_its_code(store: Store) -> None:
    """Its places in the month go with it."""
    known, enterprise = store.submit(registered).result()
    run = a_run(enterprise=enterprise.id, answers={"q1": "A"}, by=known)
    store.submit(lambda tx: tx.add_run(run, known, NOW)).result()
    assert store.submit(lambda tx: tx.take_slot(enterprise.id, "bank", "2026-11", run.id, 3)).result()
    store.submit(lambda tx: tx.delete_person(known)).result()
    assert store.submit(lambda tx: tx.enterprise_by_code(enterprise.code)).result() is None
    _, again = store.submit(registered).result()
    taken = store.submit(lambda tx: [tx.take_slot(again.id, "bank", "2026-11", slot, 3) for slot in "abc"]).result()
    assert taken == [True, True, True]


def test_an_enterprise_with_a_finished_run_stays_taken(store: Store) -> None:
    """Nobody gets at its results by registering the code again; nobody speaks for it any more."""
    known, enterprise = store.submit(registered).result()
    run = msgspec.structs.replace(a_run(enterprise=enterprise.id), state=RunState.FINISHED, finished_at=NOW)
    store.submit(lambda tx: tx.add_run(run, known, NOW)).result()
    store.submit(lambda tx: tx.delete_person(known)).result()
    left = dataclasses.replace(enterprise, first_contact="")
    assert store.submit(lambda tx: tx.enterprise_by_code(enterprise.code)).result() == left
    assert not store.submit(lambda tx: tx.is_contact(known, enterprise.id)).result()
    assert store.submit(lambda tx: tx.last_finished(enterprise.id)).result() == run


def test_the_audit_keeps_what_the_deleted_person_did(store: Store) -> None:
    """By id."""
    known = person(store)
    store.submit(lambda tx: tx.record(NOW, known, "run-1", "answered", {})).result()
    store.submit(lambda tx: tx.delete_person(known)).result()
    assert store.submit(audited).result() == [(NOW, known, "run-1", "answered", "{}")]
