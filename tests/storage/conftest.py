"""A store on an SQLite file, and the databases of the contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import Store
from bot.storage.opening import open_store
from tests.contract.given import CountedIds
from tests.contract.postgres import empty_postgres_url, postgres_server, postgres_url

__all__ = ["empty_postgres_url", "postgres_server", "postgres_url"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database file is to be."""
    return tmp_path / "zhiping.db"


@pytest.fixture
def url(path: Path) -> str:
    """The address of that file."""
    return f"sqlite:///{path}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store on that file."""
    opened = open_store(url, CountedIds())
    yield opened
    opened.close()
