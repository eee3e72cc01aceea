"""What the tests of the channels share: the stores that updates are taken into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import Store
from bot.storage.memory import MemoryStore
from bot.storage.opening import open_store
from tests.bot.office import CountedIds


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in memory, then one in a file."""
    opened: Store = MemoryStore(CountedIds()) if request.param == "memory" else open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    yield opened
    opened.close()
