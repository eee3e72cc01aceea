"""What all tests share: golden files, which change only when asked to and are reviewed as text; and how property tests draw.

They draw the same forty examples every time, so that a change is red for its own reasons; `ZHIPING_RIG=long` draws new ones, and more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

GOLDEN = Path(__file__).parent / "golden"

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=40)
if os.environ.get("ZHIPING_RIG") != "long":
    settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes what the tests found instead of comparing it."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files instead of comparing with them")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def golden(update_golden: bool) -> Callable[[str, str], None]:
    """Compares a text with a file under `tests/golden`, given by its path there; a missing file is a failure."""

    def check(path: str, text: str) -> None:
        file = GOLDEN / path
        if update_golden:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.exists(), f"{path} is missing: run pytest --update-golden and review it"
        assert text == file.read_text(encoding="utf-8")

    return check
