"""An open run goes on with a newer version of its bank where a contact wants it: only what changed is asked again, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bot.ports import Store
from bot.storage.opening import open_store
from dialogs.inbound import Home
from dialogs.model import Phase, Run
from question_bank.model import Bank, Text
from tests.bot.test_banks import SMALL, bringing, published
from tests.contract.given import NOW, CountedIds
from tests.desk.stage import Stage, labels

FIRST = SMALL.questions[0]
CHANGED = replace(FIRST, stem=Text("完全不同的一题？"))
NEXT = replace(SMALL, version="2", title=Text("新版题库"), questions=(CHANGED, *SMALL.questions[1:]))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A contact who has answered two questions; the program brings the small bank only."""
    store: Store = open_store(f"sqlite:///{tmp_path / 'moving.db'}", CountedIds())
    found = Stage(store, SMALL, bringing(SMALL))
    found.work(lambda tx: found.conversation.banks.keep(tx, [(SMALL.id, SMALL.version)], NOW))
    found.register("王芳")
    found.go_on("王芳", Phase.QUESTION)
    found.silently(lambda: found.say("王芳", "B", "C"))
    yield found
    store.close()


def publish(stage: Stage, bank: Bank) -> None:
    """Have new runs begin with it."""
    published(stage.store, bank)


def run_of(stage: Stage, who: str = "王芳") -> Run:
    """The run that the person stands in."""
    at = stage.cursor(who).run
    found = stage.work(lambda tx: tx.run(at))
    assert found is not None
    return found.run


def colleague(stage: Stage, who: str) -> None:
    """Another contact of the enterprise, in the same run."""
    stage.begin(who)
    enterprise, person, run = stage.enterprise().id, stage.person(who), stage.cursor("王芳").run
    stage.work(lambda tx: tx.add_contact(enterprise, person, NOW))
    cursor = msgspec.structs.replace(stage.cursor(who), run=run, phase=Phase.HOME, at="")
    stage.work(lambda tx: tx.save_cursor(cursor, NOW))


def test_a_contact_moves_the_run_in_two_taps(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Offered at the next overview; what changed is asked again, with the answer before as a suggestion."""
    assert "换用新版" not in labels(stage.silently(lambda: stage.send("王芳", Home())))
    publish(stage, NEXT)
    before = run_of(stage)
    stage.say("王芳", "/home")
    stage.tap("王芳", "换用新版")
    stage.tap("王芳", "换用新版")
    after = run_of(stage)
    assert (after.id, after.bank_version) == (before.id, "2")
    assert FIRST.id not in after.answers
    assert after.previous[FIRST.id] == "B"
    assert {question: answer for question, answer in before.answers.items() if question != FIRST.id} == dict(after.answers)
    assert stage.cursor("王芳").at == FIRST.id
    transcript("moved")


def test_nobody_has_to_move(stage: Stage) -> None:
    """Who answers on does so with the version the run began with; so does who says no."""
    publish(stage, NEXT)
    stage.silently(lambda: stage.say("王芳", "/home", "换用新版"))
    stage.tap("王芳", "先不换")
    assert run_of(stage).bank_version == SMALL.version
    stage.go_on("王芳", Phase.RESULT)
    assert run_of(stage).bank_version == SMALL.version


def test_a_run_is_moved_by_its_contacts_only_and_to_what_is_published_now(stage: Stage) -> None:
    """Anybody else, a finished run, no newer version, another version than was shown: all read the same."""
    assert "没有找到" in stage.say("王芳", "换用新版").text
    publish(stage, NEXT)
    run = stage.cursor("王芳").run
    stage.begin("赵强")
    assert "没有找到" in stage.open("赵强", "move", run).text
    stage.open("王芳", "move", run)
    publish(stage, replace(NEXT, version="3"))
    stage.choose("王芳", "to:2")
    assert "没有找到" in stage.seen["王芳"].screen.text
    assert run_of(stage).bank_version == SMALL.version
    stage.go_on("王芳", Phase.RESULT)
    assert "没有找到" in stage.open("王芳", "move", run).text


def test_a_second_contact_finds_the_run_moved(stage: Stage) -> None:
    """And goes on in it; who moves it a second time changes nothing."""
    colleague(stage, "赵强")
    publish(stage, NEXT)
    run = stage.cursor("王芳").run
    stage.open("赵强", "move", run)
    stage.open("王芳", "move", run)
    stage.choose("王芳", "to:2")
    moved = run_of(stage)
    stage.choose("赵强", "to:2")
    assert "没有找到" in stage.seen["赵强"].screen.text
    assert run_of(stage) == moved
    stage.go_on("赵强", Phase.QUESTION)
    assert stage.cursor("赵强").at == FIRST.id


def test_who_stands_at_what_may_be_gone_is_at_the_overview_afterwards(stage: Stage) -> None:
    """A tailoring being changed, an indicator."""
    colleague(stage, "赵强")
    stage.silently(lambda: stage.say("赵强", "业务范围"))
    assert stage.cursor("赵强").phase is Phase.TAILORING
    publish(stage, NEXT)
    stage.open("王芳", "move")
    stage.choose("王芳", "to:2")
    assert stage.cursor("赵强").phase is Phase.HOME


def test_moving_is_in_the_audit_and_in_the_figures(stage: Stage) -> None:
    """Ids and versions; the status counts what is answered now."""
    publish(stage, NEXT)
    stage.open("王芳", "move")
    stage.choose("王芳", "to:2")
    enterprise = stage.enterprise().id
    status = stage.work(lambda tx: tx.status(enterprise))
    assert status is not None
    assert status.answered == 1
    assert [event.action for event in stage.work(lambda tx: tx.timeline(enterprise, 1))] == ["run_moved"]


def test_a_run_that_never_began_moves_too(stage: Stage) -> None:
    """Nothing is asked again, and the way leads to its tailoring."""
    stage.register("赵强", "91310117000000027D", "第二家")
    publish(stage, NEXT)
    stage.silently(lambda: stage.say("赵强", "/home"))
    assert "不用重答" in stage.seen["赵强"].screen.text
    stage.open("赵强", "move")
    stage.choose("赵强", "to:2")
    assert run_of(stage, "赵强").bank_version == "2"
    assert stage.cursor("赵强").phase is Phase.TAILORING
