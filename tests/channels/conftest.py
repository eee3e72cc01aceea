"""What the tests of the channels share: the stores that updates are taken into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import Store
from bot.storage.opening import open_store
from bot.storage.scratch import ScratchStore
from tests.bot.office import CountedIds


@pytest.fixture(params=["scratch", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in memory, then one in a file."""
    opened: Store = ScratchStore(CountedIds()) if request.param == "scratch" else open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    yield opened
    opened.close()
