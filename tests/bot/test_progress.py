"""How far a run is, from its first question to its result, and what the status of its enterprise says meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from bot.ports.standing import Stage
from bot.storage.opening import open_store
from bot.usecases.progress import progress_of
from bot.usecases.reporting import summary_of
from dialogs.inbound import Abandon, Choose, Renew
from dialogs.model import Answer, Phase, Run, RunState
from question_bank import library
from tests.bot.office import DAY, NOON, CountedIds
from tests.desk.stage import Stage as Theatre


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    """One person is registered."""
    store = open_store(f"sqlite:///{tmp_path / 'progress.db'}", CountedIds())
    found = Theatre(store, library.load("cmmm-2020"))
    found.register("王工")
    yield found
    store.close()


def test_the_status_follows_the_run_from_registration_to_result(theatre: Theatre) -> None:
    """Not started, in progress with what is answered of what was opened, finished with level and score."""

    def status() -> tuple[Stage, int, int, int | None]:
        found = theatre.work(lambda tx: tx.status(enterprise))
        assert found is not None
        return found.stage, found.answered, found.of, found.level

    enterprise = theatre.enterprise().id
    first = len([question for question in theatre.bank.questions if question.level == 1])
    assert status() == (Stage.NOT_STARTED, 0, 0, None)
    theatre.go_on("王工", Phase.QUESTION)
    assert status()[0] is Stage.IN_PROGRESS
    opened = status()[2]
    assert 0 < opened <= first
    theatre.silently(lambda: theatre.say("王工", "B"))
    assert status() == (Stage.IN_PROGRESS, 1, opened, None)
    theatre.go_on("王工", Phase.RESULT, key="B")
    stage, answered, of, level = status()
    assert (stage, answered) == (Stage.FINISHED, of)
    assert level is not None


def _stage(theatre: Theatre, enterprise: str) -> Stage:
    found = theatre.work(lambda tx: tx.status(enterprise))
    assert found is not None
    return found.stage


def test_a_run_given_up_takes_the_enterprise_back_to_its_last_result(theatre: Theatre) -> None:
    """And to the beginning where there is none."""
    enterprise = theatre.enterprise().id
    theatre.go_on("王工", Phase.QUESTION)
    theatre.send("王工", Abandon())
    theatre.send("王工", Choose("yes"))
    assert _stage(theatre, enterprise) is Stage.NOT_STARTED
    theatre.send("王工", Renew())
    theatre.go_on("王工", Phase.RESULT, key="A")
    theatre.clock.at += 40 * DAY
    theatre.send("王工", Renew())
    theatre.go_on("王工", Phase.QUESTION)
    assert _stage(theatre, enterprise) is Stage.IN_PROGRESS
    theatre.send("王工", Abandon())
    theatre.send("王工", Choose("yes"))
    found = theatre.work(lambda tx: tx.status(enterprise))
    assert found is not None
    assert (found.stage, found.level) == (Stage.FINISHED, 0)


def test_the_scores_of_the_areas_are_those_that_the_report_explains_the_result_by(theatre: Theatre) -> None:
    """The headings at the deciding level, exactly."""
    theatre.go_on("王工", Phase.RESULT, key="C")
    run = asyncio.run(theatre.store.read_run(theatre.cursor("王工").run))
    assert run is not None
    found = dict(progress_of(theatre.bank, run).areas)
    deciding = summary_of(theatre.bank, run, "zh").deciding
    explained = {part.id: part.value for top in deciding.parts for part in (top, *top.parts)}
    assert found
    assert set(found) <= {heading.id for heading in theatre.bank.headings}
    for area, score in found.items():
        assert abs(Fraction(Decimal(score)) - explained[area]) < Fraction(1, 10**20)


def test_answers_to_what_was_left_out_afterwards_do_not_count(theatre: Theatre) -> None:
    """They stay in the run, and the progress never passes 100 %."""
    theatre.go_on("王工", Phase.QUESTION)
    run = asyncio.run(theatre.store.read_run(theatre.cursor("王工").run))
    assert run is not None
    answers = {question.id: Answer(key="A", by="p", at=NOON) for question in theatre.bank.questions}
    whole: Run = msgspec.structs.replace(run, answers=answers, level=5)
    less = msgspec.structs.replace(whole, tailored_out=("manufacturing.design",))
    assert progress_of(theatre.bank, whole).answered == progress_of(theatre.bank, whole).of
    assert progress_of(theatre.bank, less).answered == progress_of(theatre.bank, less).of < progress_of(theatre.bank, whole).of


@pytest.mark.parametrize("state", [RunState.PREPARING, RunState.ABANDONED])
def test_a_run_that_does_not_go_on_counts_as_not_started(theatre: Theatre, state: RunState) -> None:
    """Whatever was answered in it."""
    theatre.go_on("王工", Phase.QUESTION)
    run = asyncio.run(theatre.store.read_run(theatre.cursor("王工").run))
    assert run is not None
    assert progress_of(theatre.bank, msgspec.structs.replace(run, state=state)).stage is Stage.NOT_STARTED
