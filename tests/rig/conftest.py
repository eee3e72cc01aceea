"""Where the runs of the rig keep their files, and the one process that all lives are forked from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.stage import warm_up


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all runs, so that people are settled once; everything is imported."""
    warm_up()
    return tmp_path_factory.mktemp("rig")


@pytest.fixture
def folder(rig: Path, request: pytest.FixtureRequest) -> Path:
    """A folder for one run."""
    found = rig / request.node.name.replace("/", "-")
    found.mkdir()
    return found
