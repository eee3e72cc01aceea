"""The stores that the contract is checked on, and a look behind each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text

from bot.ports import Store, Transaction
from bot.storage.opening import open_store
from bot.storage.scratch import ScratchStore
from bot.storage.transaction import SqlTransaction
from dialogs.model import Answer
from tests.contract.given import CountedIds
from tests.contract.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def sql_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database, on SQLite and on PostgreSQL."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'zhiping.db'}"


@pytest.fixture
def sql_store(sql_url: str) -> Iterator[Store]:
    """A store over a real database."""
    opened = open_store(sql_url, CountedIds())
    yield opened
    opened.close()


def opened(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of this kind, for one test."""
    found: Store
    if kind == "scratch":
        found = ScratchStore(CountedIds())
    elif kind == "postgres":
        found = open_store(request.getfixturevalue("postgres_url"), CountedIds())
    else:
        found = open_store(f"sqlite:///{tmp_path / 'zhiping.db'}", CountedIds())
    yield found
    found.close()


@pytest.fixture(params=["scratch", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each implementation of the store in turn."""
    yield from opened(request.param, request, tmp_path)


@pytest.fixture(params=["scratch", "sqlite"])
def embedded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The stores that one process has to itself."""
    yield from opened(request.param, request, tmp_path)


@pytest.fixture
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The store that several processes share."""
    yield from opened("postgres", request, tmp_path)


def projected(tx: Transaction, run: str) -> dict[str, Answer]:
    """The answers of a run as they are projected for queries."""
    session = cast("SqlTransaction", tx)._session
    rows = session.all(text("SELECT question, option_key, given_by, given_at FROM answers WHERE run = :run"), run=run)
    return {question: Answer(key=key, by=by, at=at) for question, key, by, at in rows}


def audited(tx: Transaction) -> list[tuple[int, str, str, str, str]]:
    """The audit, oldest first."""
    session = cast("SqlTransaction", tx)._session
    return [
        (at, person, run, action, detail)
        for at, person, run, action, detail in session.all(text("SELECT at, person, run, action, detail FROM audit ORDER BY seq"))
    ]
