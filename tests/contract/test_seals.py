"""Sealed runs and the audit: what is closed stays closed, for the program and for SQL."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import cast

import msgspec
import pytest
from sqlalchemy import text

from bot.ports import Conflict, Sealed, Store, Transaction
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
        store.submit(lambda tx: tx.save_run(msgspec.structs.replace, a_run(), NOW) if False else _late(tx)).result()
    assert store.submit(stored).result().run == FINISHED
    assert store.submit(lambda tx: projected(tx, "run-1")).result() == FINISHED.answers
    store.submit(lambda tx: tx.save_run(stored(tx, "other"), a_run("other", answers={"q1": "B"}), NOW)).result()
