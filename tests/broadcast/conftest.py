"""What the tests of broadcasts share: a store in a file, and waiting times of a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.broadcast import delivering, progress, sender
from bot.channels.telegram import upkeep
from bot.ports import Store
from bot.storage.opening import open_store
from tests.bot.office import CountedIds


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in a file."""
    opened: Store = open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a second where a hundredth will do."""
    monkeypatch.setattr(sender, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(sender, "PLAN_SECONDS", 0.05)
    monkeypatch.setattr(sender, "TROUBLE_SECONDS", 0.05)
    monkeypatch.setattr(sender, "RENEW_SECONDS", 0.2)
    monkeypatch.setattr(delivering, "BACK_OFF", (0.05, 0.1, 0.2))
    monkeypatch.setattr(delivering, "KEEP_SECONDS", 0.05)
    monkeypatch.setattr(progress, "FIRST_SECONDS", 0.1)
    monkeypatch.setattr(progress, "EDIT_SECONDS", 0.2)
    monkeypatch.setattr(upkeep, "SWEEP_SECONDS", 0.1)
