"""What the tests of the desk share: a stage on a store in a file, and transcripts to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.storage.opening import open_store
from tests.bot.office import CountedIds
from tests.desk.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Nobody has said anything yet."""
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}", CountedIds())
    yield Stage(store)
    store.close()


@pytest.fixture
def transcript(stage: Stage, golden: Callable[[str, str], None]) -> Callable[[str], None]:
    """Compares all that was said and seen on the stage with `tests/golden/desk/<name>.txt`."""
    return lambda name: golden(f"desk/{name}.txt", stage.transcript)
