"""Persons, cursors, runs and their versions, on every store."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import msgspec
import pytest

from bot.ports import Conflict, RunRow, Store, StoredRun, Transaction
from dialogs.inbound import PastRun
from dialogs.model import Answer, Cursor, Result, Run, RunState
from tests.contract.conftest import audited, projected
from tests.contract.given import NOW, a_cursor, a_run, add, registered, stored


def changed(run: Run, **fields: Any) -> Run:
    """The run with these fields."""
    return msgspec.structs.replace(run, **fields)


def test_a_person_is_the_same_whenever_the_channel_names_it_again(store: Store) -> None:
    """One id for one name, another for another channel."""
    first = store.submit(lambda tx: tx.person("telegram", "7", NOW)).result()
    assert store.submit(lambda tx: tx.person("telegram", "7", NOW + 1)).result() == first
    assert store.submit(lambda tx: tx.person("console", "7", NOW)).result() != first


def test_a_cursor_comes_back_as_it_was_kept_and_the_last_one_counts(store: Store) -> None:
    """Contact details and all."""
    person = store.submit(lambda tx: tx.person("telegram", "7", NOW)).result()
    assert store.submit(lambda tx: tx.cursor(person)).result() is None
    store.submit(lambda tx: tx.save_cursor(a_cursor(person), NOW)).result()
    later = msgspec.structs.replace(a_cursor(person), at="q2", revision=4)
    store.submit(lambda tx: tx.save_cursor(later, NOW + 1)).result()
    assert store.submit(lambda tx: tx.cursor(person)).result() == later


def test_a_cursor_of_nobody_is_refused(store: Store) -> None:
    """A person comes before the cursor."""
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.save_cursor(a_cursor("nobody"), NOW)).result()


def test_loading_gives_the_cursor_and_the_run_it_stands_in(store: Store) -> None:
    """Both, one of them, or none."""
    person = store.submit(lambda tx: tx.person("telegram", "7", NOW)).result()
    assert store.submit(lambda tx: tx.load(person)).result() == (None, None)
    store.submit(lambda tx: tx.save_cursor(a_cursor(person, "run-1"), NOW)).result()
    assert store.submit(lambda tx: tx.load(person)).result() == (a_cursor(person, "run-1"), None)
    store.submit(lambda tx: tx.add_run(a_run(), person, NOW)).result()
    assert store.submit(lambda tx: tx.load(person)).result() == (a_cursor(person, "run-1"), StoredRun(a_run(), 1))


def test_a_run_starts_at_version_one_and_each_save_adds_one(store: Store) -> None:
    """The row version is the store's, not the document's."""
    store.submit(lambda tx: tx.add_run(a_run(answers={"q1": "A"}), "p", NOW)).result()
    assert store.submit(lambda tx: tx.run("run-1")).result() == StoredRun(a_run(answers={"q1": "A"}), 1)
    store.submit(lambda tx: tx.save_run(stored(tx), a_run(answers={"q1": "B"}), NOW)).result()
    assert store.submit(lambda tx: tx.run("run-1")).result() == StoredRun(a_run(answers={"q1": "B"}), 2)
    assert store.submit(lambda tx: tx.run("run-2")).result() is None


def test_a_save_from_an_old_reading_conflicts_and_changes_nothing(store: Store) -> None:
    """Of two who read the same version the second is told."""
    store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()
    old = store.submit(stored).result()
    store.submit(lambda tx: tx.save_run(old, a_run(answers={"q1": "A"}), NOW)).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.save_run(old, a_run(answers={"q1": "B"}), NOW)).result()
    assert store.submit(stored).result().run.answers["q1"].key == "A"
    assert store.submit(lambda tx: projected(tx, "run-1")).result()["q1"].key == "A"


def test_runs_that_do_not_fit_are_refused(store: Store) -> None:
    """Twice the same id, an unknown run, an unregistered enterprise, another run's id."""
    store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.save_run(StoredRun(a_run("run-2"), 1), a_run("run-2"), NOW)).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.add_run(a_run("run-3", enterprise="nowhere"), "p", NOW)).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.save_run(stored(tx), a_run(enterprise="nowhere"), NOW)).result()
    with pytest.raises(ValueError, match="run-4"):
        store.submit(lambda tx: tx.save_run(stored(tx), a_run("run-4"), NOW)).result()
    assert store.submit(stored).result() == StoredRun(a_run(), 1)


def test_the_projection_follows_the_document(store: Store) -> None:
    """New, changed and dropped answers; the others as they were given, parked ones included."""
    store.submit(lambda tx: tx.add_run(a_run(answers={"q1": "A", "q2": "B", "q3": "C"}), "p", NOW)).result()

    def turn(run: Run, question: str, key: str) -> Run:
        return changed(run, answers={**run.answers, question: Answer(key=key, by="other", at=NOW + 5)})

    store.submit(lambda tx: tx.save_run(stored(tx), turn(stored(tx).run, "q2", "D"), NOW)).result()
    store.submit(lambda tx: tx.save_run(stored(tx), turn(stored(tx).run, "q4", "A"), NOW)).result()
    store.submit(lambda tx: tx.save_run(stored(tx), changed(stored(tx).run, tailored_out=("area",)), NOW)).result()
    kept = store.submit(stored).result().run.answers
    assert kept["q2"] == Answer(key="D", by="other", at=NOW + 5)
    assert set(kept) == {"q1", "q2", "q3", "q4"}
    assert store.submit(lambda tx: projected(tx, "run-1")).result() == kept
    store.submit(lambda tx: tx.save_run(stored(tx), changed(stored(tx).run, answers={"q1": kept["q1"]}), NOW)).result()
    assert store.submit(lambda tx: projected(tx, "run-1")).result() == {"q1": kept["q1"]}


def test_past_runs_are_the_started_ones_oldest_first(store: Store) -> None:
    """With level and total once finished; the one not started is not among them."""

    def given(enterprise: str) -> list[Run]:
        finished = {"state": RunState.FINISHED, "finished_at": NOW + 9, "result": Result(level=2, total="1.94", scoring="1")}
        return [
            changed(a_run("later", enterprise=enterprise), started_at=NOW + 2, state=RunState.OPEN),
            changed(a_run("first", enterprise=enterprise, answers={"q1": "A"}), started_at=NOW + 1, **finished),
            a_run("unstarted", enterprise=enterprise),
        ]

    person, enterprise = store.submit(registered).result()
    store.submit(add(given(enterprise.id), person)).result()
    first = PastRun(id="first", state=RunState.FINISHED, started_at=NOW + 1, finished_at=NOW + 9, answered=1, level=2, total="1.94")
    later = PastRun(id="later", state=RunState.OPEN, started_at=NOW + 2, finished_at=None, answered=0)
    assert store.submit(lambda tx: tx.past_runs(enterprise.id)).result() == (first, later)
    assert store.submit(lambda tx: tx.past_runs("nowhere")).result() == ()


def test_the_last_finished_run_is_the_one_finished_last(store: Store) -> None:
    """Not the one added last, and none where none is finished."""
    person, enterprise = store.submit(registered).result()
    assert store.submit(lambda tx: tx.last_finished(enterprise.id)).result() is None
    early, late, still_open = (a_run(name, enterprise=enterprise.id) for name in ("early", "late", "open"))
    late = changed(late, state=RunState.FINISHED, finished_at=NOW + 9)
    early = changed(early, state=RunState.FINISHED, finished_at=NOW + 3)
    store.submit(add((late, early, still_open), person)).result()
    assert store.submit(lambda tx: tx.last_finished(enterprise.id)).result() == late


def test_runs_are_listed_for_all_and_for_one_person(store: Store) -> None:
    """Own runs and those of the enterprises one is a contact of; others see nothing of them."""
    person, enterprise = store.submit(registered).result()
    store.submit(lambda tx: tx.add_run(a_run("theirs", enterprise=enterprise.id, answers={"q1": "A"}), "colleague", NOW)).result()
    store.submit(lambda tx: tx.add_run(a_run("unregistered"), "somebody", NOW)).result()
    theirs = RunRow(
        id="theirs",
        enterprise=enterprise.id,
        enterprise_name=enterprise.name,
        state=RunState.PREPARING,
        answered=1,
        created_at=NOW,
        started_at=None,
        finished_at=None,
        level=None,
        total=None,
    )
    assert asyncio.run(store.list_runs(person)) == (theirs,)
    assert asyncio.run(store.list_runs("colleague")) == (theirs,)
    assert [row.id for row in asyncio.run(store.list_runs(None))] == ["theirs", "unregistered"]
    assert asyncio.run(store.list_runs("stranger")) == ()
    assert asyncio.run(store.read_run("unregistered")) == a_run("unregistered")
    assert asyncio.run(store.read_run("nothing")) is None


def test_the_audit_keeps_what_was_done_in_order(store: Store) -> None:
    """Time, person, run, action and detail, Chinese included."""
    store.submit(lambda tx: tx.record(NOW, "p", "run-1", "answered", {"question": "q1", "key": "甲"})).result()
    store.submit(lambda tx: tx.record(NOW - 1, "p", "", "left", {})).result()
    assert store.submit(audited).result() == [
        (NOW, "p", "run-1", "answered", '{"question":"q1","key":"甲"}'),
        (NOW - 1, "p", "", "left", "{}"),
    ]


def test_text_that_one_database_cannot_keep_is_refused_on_all_and_stops_nobody(store: Store) -> None:
    """NUL and lone surrogates come back as errors of their own work; the next work is served."""

    def meet(name: str, tx: Transaction) -> None:
        tx.person("telegram", name, NOW)

    for bad in ("a\0b", "a\ud800b"):
        assert store.submit(partial(meet, bad)).exception() is not None
    assert store.submit(lambda tx: tx.person("telegram", "7", NOW)).result()


def test_every_field_of_a_cursor_survives(store: Store) -> None:
    """A cursor with nothing at its default comes back equal."""
    person = store.submit(lambda tx: tx.person("telegram", "7", NOW)).result()
    full = a_cursor(person, "run-1")
    document = msgspec.structs.replace(full, consented_at=NOW, part="p", draft="草稿", correcting=True, drafted_out=("a", "b"))
    store.submit(lambda tx: tx.save_cursor(document, NOW)).result()
    found = store.submit(lambda tx: tx.cursor(person)).result()
    assert isinstance(found, Cursor)
    assert found == document
