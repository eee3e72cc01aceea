"""Several banks: chosen for a new run, answered and counted each on its own; what offices see is the main bank's only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.ports import Store
from bot.ports.banks import BankState, BankVersion
from bot.ports.standing import Stage as HowFar
from bot.storage.scratch import ScratchStore
from bot.usecases.banks.packing import packed
from dialogs.desk.begin import BanksOffered
from dialogs.inbound import Abandon
from dialogs.model import Phase, Run, RunState
from question_bank.model import Bank, Text
from tests.bot.test_banks import bringing
from tests.contract.given import NOW, CountedIds
from tests.desk.stage import Stage, labels
from tests.question_bank.banks import small_bank
from tests.question_bank.single import pass_bank

SMALL = small_bank()
PASS = replace(pass_bank(), title=Text("数字化诊断（测试）"), a_month=None, months_apart=None)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Nobody has said anything yet; the program brings the small bank only."""
    store: Store = ScratchStore(CountedIds())
    found = Stage(store, SMALL, bringing(SMALL))
    found.work(lambda tx: found.conversation.banks.keep(tx, [(SMALL.id, SMALL.version)], NOW))
    yield found
    store.close()


def publish(stage: Stage, bank: Bank, version: str = "1") -> Bank:
    """Have new runs of it begin with this version."""
    found = replace(bank, version=version)
    kept = packed(found)
    row = BankVersion(found.id, version, found.title.base, BankState.PUBLISHED, kept.digest, False, "p", NOW, published_at=NOW)
    assert stage.work(lambda tx: tx.add_bank_version(row, kept.sheets))
    assert stage.work(lambda tx: tx.make_current(found.id, version, NOW))
    return found


def run_of(stage: Stage, who: str) -> Run:
    """The run that the person stands in."""
    at = stage.cursor(who).run
    found = stage.work(lambda tx: tx.run(at))
    assert found is not None
    return found.run


def where(stage: Stage, who: str) -> tuple[str, str]:
    """The bank and version of the run that the person stands in."""
    run = run_of(stage, who)
    return run.bank, run.bank_version


def begin_pass(stage: Stage, who: str) -> None:
    """Into a run with the second bank, as far as its first question; unwritten."""
    stage.silently(lambda: stage.say(who, "选择诊断", PASS.title.base, "1", "/submit"))
    stage.go_on(who, Phase.QUESTION)


def test_who_registers_goes_on_and_may_choose_another_bank(stage: Stage, golden: Callable[[str, str], None]) -> None:
    """The main one goes on where it would have gone by itself; another asks first what it wants to know of the enterprise."""
    publish(stage, PASS)
    screen = stage.register("王芳")
    assert PASS.title.base in screen.text
    assert stage.cursor("王芳").phase is Phase.TAILORING
    stage.say("王芳", "选择诊断")
    assert isinstance(stage.effects["王芳"][-1], BanksOffered)
    stage.tap("王芳", PASS.title.base)
    assert where(stage, "王芳") == (PASS.id, "1")
    assert stage.cursor("王芳").phase is Phase.PROFILE
    stage.say("王芳", "选择诊断")
    stage.tap("王芳", SMALL.title.base)
    assert where(stage, "王芳") == (SMALL.id, SMALL.version)
    assert stage.cursor("王芳").phase is Phase.TAILORING
    golden("desk/begin.txt", stage.transcript)


def test_who_begins_a_run_after_another_chooses_between_several_banks(stage: Stage) -> None:
    """The same one again, or another."""
    publish(stage, PASS)
    stage.register("王芳")
    stage.go_on("王芳", Phase.RESULT)
    stage.silently(lambda: stage.say("王芳", "新建自诊断"))
    assert isinstance(stage.effects["王芳"][-1], BanksOffered)
    assert "没有找到" in stage.say("王芳", "3").text
    stage.say("王芳", "1")
    assert where(stage, "王芳") == (SMALL.id, SMALL.version)
    assert stage.cursor("王芳").phase is Phase.TAILORING


def test_with_one_bank_there_is_nothing_to_choose(stage: Stage) -> None:
    """Nor a door to it, nor an answer to who asks for it all the same."""
    stage.register("王芳")
    assert stage.cursor("王芳").phase is Phase.TAILORING
    assert "选择诊断" not in labels(stage.say("王芳", "/desk"))
    assert "没有找到" in stage.say("王芳", "选择诊断").text
    publish(stage, PASS)
    assert "选择诊断" in labels(stage.say("王芳", "/desk"))


def test_a_bank_that_is_not_offered_is_not_begun(stage: Stage) -> None:
    """A forged choice reads like one that is not there; who has no enterprise has nothing to choose either."""
    publish(stage, PASS)
    stage.register("王芳")
    stage.silently(lambda: stage.say("王芳", "选择诊断"))
    before = stage.cursor("王芳").run
    for key in ("nothing", "1", SMALL.id + "x"):
        stage.choose("王芳", key)
        assert "没有找到" in stage.seen["王芳"].screen.text
    assert stage.cursor("王芳").run == before
    stage.begin("赵强")
    assert "没有找到" in stage.say("赵强", "选择诊断").text
    enterprise = stage.enterprise().id
    assert "没有找到" in stage.open("赵强", "begin", enterprise).text


def test_a_run_with_another_bank_leaves_the_figures_of_the_main_one_untouched(stage: Stage) -> None:
    """Begun, answered and finished; the enterprise type of the other bank is not that of the enterprise."""
    publish(stage, PASS)
    stage.register("王芳")
    stage.go_on("王芳", Phase.QUESTION)
    enterprise = stage.enterprise().id
    before = stage.work(lambda tx: tx.status(enterprise))
    assert before is not None
    assert before.stage is HowFar.IN_PROGRESS
    begin_pass(stage, "王芳")
    stage.go_on("王芳", Phase.RESULT)
    assert run_of(stage, "王芳").state is RunState.FINISHED
    assert stage.work(lambda tx: tx.status(enterprise)) == before
    profile = stage.work(lambda tx: tx.profile_of(enterprise))
    assert profile is not None
    assert profile.kind == "discrete"
    assert run_of(stage, "王芳").profile.kind != "discrete"
    last = stage.work(lambda tx: (tx.last_finished(enterprise, SMALL.id), tx.last_finished(enterprise, PASS.id)))
    assert last[0] is None
    assert last[1] is not None


def test_each_bank_counts_its_own_places_in_the_month(stage: Stage) -> None:
    """Three of the main one do not use up the other's, which has no limit at all; a fourth of the main one is refused."""
    publish(stage, PASS)
    stage.register("王芳")
    for _ in range(3):
        stage.go_on("王芳", Phase.RESULT)
        stage.silently(lambda: stage.say("王芳", "新建自诊断", SMALL.title.base))
    stage.silently(lambda: stage.say("王芳", *["1"] * 4, "/submit"))
    assert run_of(stage, "王芳").started_at is None
    begin_pass(stage, "王芳")
    for _ in range(4):
        stage.go_on("王芳", Phase.RESULT)
        stage.silently(lambda: stage.say("王芳", "选择诊断", PASS.title.base))
    stage.go_on("王芳", Phase.QUESTION)
    assert run_of(stage, "王芳").started_at is not None


def test_a_run_after_another_begins_with_the_version_published_by_then(stage: Stage) -> None:
    """With the answers before as suggestions, as far as the new version still has them."""
    stage.register("王芳")
    stage.go_on("王芳", Phase.RESULT)
    fewer = replace(SMALL, questions=(replace(SMALL.questions[0], options=SMALL.questions[0].options[:3]), *SMALL.questions[1:]))
    publish(stage, fewer, "2")
    stage.silently(lambda: stage.say("王芳", "新建自诊断"))
    assert where(stage, "王芳") == (SMALL.id, "2")
    assert stage.cursor("王芳").phase is Phase.TAILORING
    previous = run_of(stage, "王芳").previous
    assert SMALL.questions[0].id not in previous
    assert set(previous) == {question.id for question in SMALL.questions[1:]}


def test_an_answer_taken_from_the_other_bank_is_suggested(stage: Stage) -> None:
    """From the last finished run with it, by the name that bank has."""
    publish(stage, PASS)
    stage.register("王芳")
    stage.go_on("王芳", Phase.RESULT)
    begin_pass(stage, "王芳")
    run = run_of(stage, "王芳")
    assert {bank: (reached.level, reached.title) for bank, reached in run.reached.items()} == {SMALL.id: (2, SMALL.title.base)}


def test_the_history_names_the_bank_where_there_are_several(stage: Stage) -> None:
    """Of one's own bank the runs, of others how many."""
    publish(stage, PASS)
    stage.register("王芳")
    stage.go_on("王芳", Phase.QUESTION)
    assert PASS.title.base not in stage.say("王芳", "首页", "/history").text
    begin_pass(stage, "王芳")
    text = stage.say("王芳", "/home", "/history").text
    assert PASS.title.base in text
    assert f"{SMALL.title.base} 1 次" in text


def test_the_enterprises_of_a_person_lead_to_the_main_banks_run(stage: Stage) -> None:
    """Unless the person is in a run with another; giving that up leads back to the main one's."""
    publish(stage, PASS)
    stage.register("王芳")
    stage.go_on("王芳", Phase.QUESTION)
    main = stage.cursor("王芳").run
    begin_pass(stage, "王芳")
    other = stage.cursor("王芳").run
    enterprise = stage.enterprise().id
    stage.open("王芳", "mine", f"{enterprise}.go")
    assert stage.cursor("王芳").run == other
    stage.silently(lambda: stage.send("王芳", Abandon()))
    stage.silently(lambda: stage.say("王芳", "是"))
    stage.open("王芳", "mine", f"{enterprise}.go")
    assert stage.cursor("王芳").run == main


def test_a_figure_is_named_by_the_bank_it_is_of(stage: Stage) -> None:
    """Whichever bank the person is answering meanwhile."""
    publish(stage, PASS)
    stage.register("王芳")
    stage.go_on("王芳", Phase.RESULT)
    begin_pass(stage, "王芳")
    shown = stage.open("王芳", "mine", stage.enterprise().id)
    assert SMALL.bands_of[2][0].name.base in shown.text
    assert PASS.bands_of[2][0].name.base not in shown.text
