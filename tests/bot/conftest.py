"""What the tests of the shell share: the shipped bank, a finished run made once by typing, and the stores that the use case runs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.ports import Store
from bot.storage.opening import open_store
from bot.storage.scratch import ScratchStore
from question_bank import library
from question_bank.model import Bank
from tests.bot.commands import Ran, zhiping
from tests.bot.office import CountedIds, Office
from tests.bot.typed import as_input, whole_run

HOSTILE = "<b>&amp;{{7*7}}$$\\frac{1}{$ #let x=1 [*_`]\"'%s{0.__class__} =1+1 </b>上海测试厂"
"""A name that every format and template would like to run."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run typed from the first screen to the result: its folder and what the terminal showed."""

    folder: Path
    ran: Ran


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The shipped bank."""
    return library.load("cmmm-2020")


@pytest.fixture(scope="session")
def finished(bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Level 1 full, level 2 at 0.8, level 3 at 0.5: total 2.5 (test vector 2). The enterprise has a hostile name."""
    folder = tmp_path_factory.mktemp("finished")
    return Finished(folder, zhiping("chat", folder=folder, given=as_input(whole_run(bank, {1: "D", 2: "C", 3: "B"}, HOSTILE))))


@pytest.fixture(params=["scratch", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in memory, then one in a file."""
    opened: Store = ScratchStore(CountedIds()) if request.param == "scratch" else open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store) -> Office:
    """The use case on the small bank."""
    return Office(store)
