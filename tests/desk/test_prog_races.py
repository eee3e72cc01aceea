"""Two contacts who state the same fact at the same moment: one is taken, the other reads it; on one writer and on several."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.storage.opening import open_store
from bot.usecases.packs import Packs
from dialogs.desk.prog.effects import FactKept, FactStatedMeanwhile
from dialogs.inbound import Reply
from question_bank.programmes import library as packs
from tests.bot.office import CountedIds, at_once
from tests.contract.postgres import postgres_server, postgres_url
from tests.desk.programme_rooms import ask, stated
from tests.desk.stage import CHANNEL, Stage
from tests.desk.test_mine import join

__all__ = ["postgres_server", "postgres_url"]

SAID = {"王工": "1亿", "李工": "2亿", "张工": "3亿", "刘工": "4亿"}


@pytest.fixture(params=["sqlite", "postgres"])
def racing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A stage where turns really meet, with the shipped packs."""
    url = f"sqlite:///{tmp_path / 'z.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    store = open_store(url, CountedIds())
    stage = Stage(store)
    stage.work(lambda tx: Packs(packs.load).keep(tx, packs.versions(), stage.clock.at))
    yield stage
    store.close()


def test_of_contacts_at_one_fact_one_is_taken_and_the_others_read_it(racing: Stage) -> None:
    """The value that stands is the one that somebody was told is kept."""
    racing.register("王工")
    for who in SAID:
        if who != "王工":
            join(racing, who)
        assert ask(racing, who).fact == "annual_output"
    outcomes = at_once([partial(racing.conversation.take, CHANNEL, who, Reply(said)) for who, said in SAID.items()])
    facts = [next(effect for effect in found.turn.effects if isinstance(effect, FactKept | FactStatedMeanwhile)) for found in outcomes]
    kept = [fact for fact in facts if isinstance(fact, FactKept)]
    assert len(kept) == 1
    assert {fact.value for fact in facts} == {kept[0].value}, "everybody reads the one that stands"
    assert kept[0].value.replace(",", "").startswith(stated(racing)["annual_output"])
