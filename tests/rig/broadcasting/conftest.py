"""What the lives that send need is loaded once, and a PostgreSQL for those that are two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.broadcasting.stage import warm_up_sending
from tests.rig.places import postgres


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all runs; everything is imported."""
    warm_up_sending()
    return tmp_path_factory.mktemp("broadcasts")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL of our own."""
    with postgres() as found:
        yield found


@pytest.fixture
def folder(rig: Path, request: pytest.FixtureRequest) -> Path:
    """A folder for one run, with a name that a database may have, too."""
    return rig / "".join(letter if letter.isalnum() else "_" for letter in request.node.name).lower()[:50]
