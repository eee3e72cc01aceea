"""Sealed runs and the audit: what is closed stays closed, for the program and for SQL."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import cast

import msgspec
import pytest
from sqlalchemy import text

from bot.ports import Conflict, Sealed, Store, StoredRun, Transaction
from bot.storage.transaction import SqlTransaction
from dialogs.codec import encode
from dialogs.model import Run, RunState
from tests.contract.conftest import audited, projected
from tests.contract.given import NOW, a_run, stored

FINISHED = msgspec.structs.replace(a_run(answers={"q1": "A"}), state=RunState.FINISHED, started_at=NOW, finished_at=NOW + 1)


def seal(store: Store, run: Run = FINISHED) -> str:
    """Keep the run and seal it."""

    def work(tx: Transaction) -> str:
        tx.add_run(run, "p", NOW)
        return tx.seal(run.id, NOW + 2)

    return store.submit(work).result()


def said(statement: str) -> Callable[[Transaction], int]:
    """A work that says this to the database as somebody with a console would."""
    return lambda tx: cast("SqlTransaction", tx)._session.change(text(statement))


def unguarded(url: str) -> str:
    """The statement by which somebody with the rights takes the seal's protection away."""
    return "DROP TRIGGER runs_sealed_update" if url.startswith("sqlite") else "DROP TRIGGER runs_sealed ON runs"


def test_the_seal_is_the_hash_of_the_canonical_bytes(store: Store) -> None:
    """Sealing again gives it again."""
    assert seal(store) == hashlib.sha256(encode(FINISHED)).hexdigest()
    assert store.submit(lambda tx: tx.seal("run-1", NOW + 9)).result() == hashlib.sha256(encode(FINISHED)).hexdigest()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.seal("nothing", NOW)).result()
    assert asyncio.run(store.broken_seals()) == ()


def test_a_sealed_run_takes_no_change(store: Store) -> None:
    """Read before or after the sealing; another run still does."""
    store.submit(lambda tx: tx.add_run(a_run("other"), "p", NOW)).result()
    seal(store)
    before = store.submit(stored).result()
    with pytest.raises(Sealed):
        store.submit(lambda tx: tx.save_run(before, a_run(answers={"q1": "B"}), NOW)).result()
    with pytest.raises(Sealed):
        store.submit(lambda tx: tx.save_run(StoredRun(FINISHED, 1), FINISHED, NOW)).result()
    assert store.submit(stored).result().run == FINISHED
    assert store.submit(lambda tx: projected(tx, "run-1")).result() == FINISHED.answers
    store.submit(lambda tx: tx.save_run(stored(tx, "other"), a_run("other", answers={"q1": "B"}), NOW)).result()


AGAINST_SEALS = (
    "UPDATE runs SET total = '5.00' WHERE id = 'run-1'",
    "UPDATE runs SET seal = NULL WHERE id = 'run-1'",
    "UPDATE runs SET document = document WHERE id = 'run-1'",
    "DELETE FROM runs WHERE id = 'run-1'",
    "UPDATE answers SET option_key = 'D' WHERE run = 'run-1'",
    "UPDATE answers SET run = 'run-1', question = 'q9' WHERE run = 'other'",
    "INSERT INTO answers (run, question, option_key, given_by, given_at) VALUES ('run-1', 'q2', 'A', 'p', 1)",
    "DELETE FROM answers WHERE run = 'run-1'",
)


def test_sql_cannot_change_a_sealed_run(sql_store: Store) -> None:
    """Neither the row nor its projected answers."""
    sql_store.submit(lambda tx: tx.add_run(a_run("other", answers={"q1": "A"}), "p", NOW)).result()
    seal(sql_store)
    for statement in AGAINST_SEALS:
        with pytest.raises(Sealed):
            sql_store.submit(said(statement)).result()
    assert asyncio.run(sql_store.broken_seals()) == ()
    assert sql_store.submit(lambda tx: projected(tx, "run-1")).result() == FINISHED.answers


def test_the_same_sql_changes_a_run_that_is_not_sealed(sql_store: Store) -> None:
    """So that the refusals above are the seal's doing."""
    sql_store.submit(lambda tx: tx.add_run(FINISHED, "p", NOW)).result()
    assert sql_store.submit(said("UPDATE runs SET total = '5.00' WHERE id = 'run-1'")).result() == 1
    assert sql_store.submit(said("UPDATE answers SET option_key = 'D' WHERE run = 'run-1'")).result() == 1
    assert sql_store.submit(said("DELETE FROM runs WHERE id = 'run-1'")).result() == 1


def test_sql_cannot_change_the_audit(sql_store: Store) -> None:
    """It only grows."""
    sql_store.submit(lambda tx: tx.record(NOW, "p", "run-1", "answered", {})).result()
    for statement in ("UPDATE audit SET action = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 1"):
        with pytest.raises(Conflict):
            sql_store.submit(said(statement)).result()
    assert len(sql_store.submit(audited).result()) == 1


BEHIND_TRIGGERS = ("total = '5.00'", "level = 5", "answered = 7", "finished_at = 1", "state = 'open'", "seal = 'x'")


def test_a_change_behind_the_triggers_is_found(sql_store: Store, sql_url: str) -> None:
    """Somebody with the rights to drop them leaves a trace in each column."""
    for change in (*BEHIND_TRIGGERS, "updated_at = 1"):
        seal(sql_store, msgspec.structs.replace(FINISHED, id=change))
    sql_store.submit(said(unguarded(sql_url))).result()
    assert asyncio.run(sql_store.broken_seals()) == ()
    for change in (*BEHIND_TRIGGERS, "updated_at = 1"):
        quoted = change.replace("'", "''")
        assert sql_store.submit(said(f"UPDATE runs SET {change} WHERE id = '{quoted}'")).result() == 1
    assert set(asyncio.run(sql_store.broken_seals())) == set(BEHIND_TRIGGERS)


def test_a_changed_byte_of_a_sealed_document_is_found(sql_store: Store, sql_url: str) -> None:
    """Readable or not."""
    seal(sql_store)
    sqlite = sql_url.startswith("sqlite")
    sql_store.submit(said(unguarded(sql_url))).result()
    text_of = "CAST(document AS TEXT)" if sqlite else "convert_from(document, 'UTF8')"
    made = "CAST(replace({0}, '{1}', '{2}') AS BLOB)" if sqlite else "convert_to(replace({0}, '{1}', '{2}'), 'UTF8')"
    for old, new in (('"A"', '"D"'), ("answers", "answerz")):
        sql_store.submit(said("UPDATE runs SET document = " + made.format(text_of, old, new))).result()
        assert asyncio.run(sql_store.broken_seals()) == ("run-1",)
