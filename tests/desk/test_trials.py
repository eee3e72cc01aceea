"""Trying a bank out: an admin's own run under a banner, from any question, that nothing else ever sees."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports.banks import BankState
from bot.roles import Role
from bot.storage.opening import open_store
from bot.usecases.banks.packing import packed
from bot.usecases.desk import trials
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.effects import Wanted
from dialogs.inbound import Abandon, AnyInbound, Correct, Delete, History, Home, Renew, Retailor, Show, Upload
from dialogs.model import Phase, RunState
from tests.bot.office import usual
from tests.bot.test_banks import DRAFT, NEXT, SMALL, bringing
from tests.contract.given import NOW, CountedIds
from tests.desk.stage import Stage, labels

QUESTION = NEXT.questions[2].id


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An admin with an enterprise, and a draft to try; the program brings the small bank only."""
    store = open_store(f"sqlite:///{tmp_path / 'trials.db'}", CountedIds())
    found = Stage(store, SMALL, bringing(SMALL))
    found.work(lambda tx: found.conversation.banks.keep(tx, [(SMALL.id, SMALL.version)], NOW))
    found.work(lambda tx: tx.add_bank_version(DRAFT, packed(NEXT).sheets))
    found.register("孙管理员")
    found.grant("孙管理员", Role.ADMIN)
    yield found
    store.close()


@pytest.fixture(autouse=True)
def door(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of banks opens trials; here the page of mutes does, at `version/question`."""
    from bot.usecases.desk import serving
    from dialogs.desk.mute import KindsWanted

    def serve(visit: Visit, wanted: KindsWanted) -> Served | None:
        version, _, question = visit.cursor.desk.at.partition("/")
        return trials.begin_trial(visit, SMALL.id, version, question)

    served: dict[type[Wanted], Serve] = {**serving._SERVED, KindsWanted: serve}
    monkeypatch.setattr(serving, "_SERVED", served)


def try_out(stage: Stage, who: str = "孙管理员", at: str = f"2/{QUESTION}") -> str:
    """Into a trial; the run that the person then stands in."""
    stage.open(who, "mute", at)
    return stage.cursor(who).run


def is_there(stage: Stage, run: str) -> bool:
    """Whether there is such a run."""
    return stage.work(lambda tx: tx.run(run)) is not None


def test_a_trial_begins_at_any_question_and_leads_back(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Every screen says what it is; afterwards the person stands where it was left, and nothing of the trial is there."""
    before = stage.cursor("孙管理员").run
    run = try_out(stage)
    assert run != before
    assert stage.cursor("孙管理员").at == QUESTION
    stage.say("孙管理员", "B")
    assert "试答，不计入" in stage.seen["孙管理员"].screen.text
    stage.tap("孙管理员", "结束试答")
    assert "试答" not in stage.seen["孙管理员"].screen.text
    cursor = stage.cursor("孙管理员")
    assert (cursor.run, cursor.left) == (before, "")
    assert not is_there(stage, run)
    transcript("trial")


def test_a_trial_from_the_beginning_goes_to_its_end_and_is_counted_nowhere(stage: Stage) -> None:
    """No status, no seal, no list, no place in the month, no line among the version's runs."""
    enterprise = stage.work(lambda tx: tx.enterprises_of(tx.person("test", "孙管理员", NOW)))[0].id
    status = stage.work(lambda tx: tx.status(enterprise))
    run = try_out(stage, at="2")
    while (cursor := stage.cursor("孙管理员")).phase is not Phase.RESULT:
        shown = stage.send("孙管理员", usual(cursor, "D"))
        assert "试答，不计入" in shown.text
    assert labels(shown) == ["结束试答"]
    kept = stage.work(lambda tx: tx.run(run))
    assert kept is not None
    assert kept.run.state is RunState.FINISHED
    assert stage.work(lambda tx: tx.runs_with(SMALL.id, "2")) == {}
    assert stage.work(lambda tx: tx.finished_with(SMALL.id, "2", 9)) == ()
    assert stage.work(lambda tx: tx.status(enterprise)) == status
    assert [found.id for found in asyncio.run(stage.store.list_runs(None))].count(run) == 0
    assert asyncio.run(stage.store.broken_seals()) == ()
    stage.work(lambda tx: tx.save_run(kept, kept.run, NOW))  # a sealed one would refuse


def test_a_draft_is_tried_from_then_on(stage: Stage) -> None:
    """By whom and when; a version that is published stays what it is."""
    try_out(stage)
    kept = stage.work(lambda tx: tx.bank_version(SMALL.id, "2"))
    assert kept == replace(DRAFT, state=BankState.TRIED, tried_by=stage.person("孙管理员"), tried_at=stage.clock.at)
    stage.send("孙管理员", Home())
    try_out(stage, at="1")
    shipped = stage.work(lambda tx: tx.bank_version(SMALL.id, "1"))
    assert shipped is not None
    assert shipped.state is BankState.PUBLISHED


@pytest.mark.parametrize("at", ["3", "2/nothing", ""])
def test_what_is_not_there_cannot_be_tried(stage: Stage, at: str) -> None:
    """Nor anything by somebody who is no admin; both read the same."""
    before = stage.cursor("孙管理员").run
    assert "没有找到" in stage.open("孙管理员", "mute", at).text
    assert stage.cursor("孙管理员").run == before
    stage.begin("王芳")
    mine = stage.cursor("王芳").run
    assert "没有找到" in stage.open("王芳", "mute", "2").text
    assert stage.cursor("王芳").run == mine


CLOSED: tuple[AnyInbound, ...] = (
    Correct(), Retailor(), History(), Renew(), Delete(), Show("pdf"), Upload("photo", "a.png", 9, "image/png", "ref"),
)  # fmt: skip


@pytest.mark.parametrize("inbound", CLOSED, ids=lambda inbound: type(inbound).__name__)
def test_nothing_of_an_enterprise_is_reached_from_a_trial(stage: Stage, inbound: AnyInbound) -> None:
    """The screen stays the question's."""
    run = try_out(stage)
    stage.send("孙管理员", inbound)
    cursor = stage.cursor("孙管理员")
    assert (cursor.run, cursor.at, cursor.phase) == (run, QUESTION, Phase.QUESTION)


def test_a_trial_from_a_trial_leads_back_to_the_run_before_both(stage: Stage) -> None:
    """The first one is forgotten."""
    before = stage.cursor("孙管理员").run
    first = try_out(stage)
    second = try_out(stage)
    assert first != second
    assert not is_there(stage, first)
    stage.send("孙管理员", Abandon())
    assert stage.cursor("孙管理员").run == before
    assert not is_there(stage, second)


def test_who_stands_in_a_trial_of_a_replaced_draft_is_led_back(stage: Stage) -> None:
    """At the next thing that comes in, which is not taken for an answer; the run before is as it was."""
    before = stage.cursor("孙管理员").run
    run = try_out(stage)
    kept = stage.work(lambda tx: tx.bank_version(SMALL.id, "2"))
    assert kept is not None
    assert stage.work(lambda tx: tx.add_bank_version(replace(kept, digest="other"), b""))
    assert not is_there(stage, run)
    stage.choose("孙管理员", "A")
    assert stage.cursor("孙管理员").run == before
    found = stage.work(lambda tx: tx.run(before))
    assert found is not None
    assert not found.run.answers


def test_the_trial_of_somebody_who_goes_over_to_an_enterprise_is_forgotten(stage: Stage) -> None:
    """Whatever leads away from it."""
    run = try_out(stage)
    person = stage.person("孙管理员")
    enterprise = stage.work(lambda tx: tx.enterprises_of(person))[0].id
    stage.open("孙管理员", "mine", f"{enterprise}.go")
    assert not is_there(stage, run)
    assert stage.cursor("孙管理员").left == ""
