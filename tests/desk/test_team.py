"""Contacts and helpers at one run: who answered what, a part handed over by a link, given back, confirmed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bot.ports import Transaction
from bot.storage.opening import open_store
from bot.usecases.desk import invitations
from bot.usecases.desk.visit import Visit
from dialogs.inbound import Choose, Jump, Reply, Retailor, Start, Stored, Submit, Tap
from dialogs.model import CURSOR_SPEC, Cursor, Handover, HandoverState, Phase, Run
from tests.bot.office import CountedIds, at_once
from tests.bot.typed import NAME, OTHER_CODE
from tests.contract.postgres import postgres_server, postgres_url
from tests.desk.stage import CHANNEL, Stage, labels

__all__ = ["postgres_server", "postgres_url"]

FIRST, SECOND, ELSEWHERE = "L1-making.design.product-a1", "L1-making.design.process-a1", "L1-people-a1"
FILE = "ab" * 32


def started(stage: Stage, who: str = "王敏") -> None:
    """This contact stands before the first question of level 1."""
    stage.register(who)
    stage.go_on(who, Phase.QUESTION)


def join(stage: Stage, who: str) -> None:
    """One more contact of the enterprise, in its run."""
    stage.begin(who)
    person, enterprise = stage.person(who), stage.enterprise()

    assert stage.work(lambda tx: tx.add_contact(enterprise.id, person, stage.clock.at))
    stage.silently(lambda: stage.open(who, "mine", f"{enterprise.id}.go"))


def link(stage: Stage, who: str) -> str:
    """The token of the link that this person was handed last."""
    invitation = [at for name, what, at in stage.files if (name, what) == (who, "link")][-1]
    person = stage.person(who)
    blank = Cursor(spec=CURSOR_SPEC, person=person, language="zh")

    def made(tx: Transaction) -> str:
        visit = Visit(tx, blank, stage.clock.at, stage.conversation._ids.new)
        found = invitations.own(visit, invitation)
        return invitations.fresh_link(visit, found) if found else ""

    return stage.work(made)


def hand_over(stage: Stage, who: str = "王敏", to: str = "李工") -> str:
    """This contact hands the design over; the token."""
    stage.silently(lambda: (stage.say(who, "/team"), stage.tap(who, "设计"), stage.say(who, to)))
    return link(stage, who)


def take(stage: Stage, who: str, token: str) -> None:
    """Somebody new opens a link and accepts, with name and post."""
    stage.silently(
        lambda: (stage.send(who, Start(token)), stage.say(who, "1", "是"), stage.tap(who, "加入"), stage.say(who, who, "工艺员"))
    )


def run_of(stage: Stage) -> Run:
    """The enterprise's run as it is stored."""
    enterprise = stage.enterprise().id
    run = stage.work(lambda tx: tx.run(tx.run_in(enterprise) or ""))
    assert run is not None
    return run.run


def only(stage: Stage) -> Handover:
    """The one hand-over."""
    (handed,) = run_of(stage).handovers.values()
    return handed


# -- the whole of it -----------------------------------------------------------------------------------------------------


def test_a_part_goes_to_a_colleague_and_comes_back(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Handed over, opened by somebody new, answered, given back, and confirmed by the one who asked."""
    started(stage)
    stage.say("王敏", "目录")
    stage.tap("王敏", "分工")
    stage.tap("王敏", "设计")
    stage.say("王敏", "李工")
    token = link(stage, "王敏")
    stage.send("李工", Start(token))
    stage.say("李工", "1", "是")
    stage.tap("李工", "加入")
    stage.say("李工", "李强", "工艺员")
    stage.tap("李工", "开始答题")
    stage.tap("李工", "B")
    stage.tap("李工", "备注与附件")
    stage.say("李工", "以上周的工艺评审记录为准。")
    stage.tap("李工", "回到题目")
    stage.tap("李工", "C")
    stage.tap("李工", "交回")
    stage.tap("王敏", "查看")
    stage.tap("王敏", "全部采用")
    stage.say("王敏", "/team")
    stage.tap("王敏", "返回")
    transcript("handed_over")
    run = run_of(stage)
    assert {question: answer.key for question, answer in run.answers.items()} == {FIRST: "B", SECOND: "C"}
    assert {answer.by for answer in run.answers.values()} == {stage.person("李工")}


def test_the_contact_looks_at_each_answer(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Taking one over, deciding otherwise on the other; the level waits until then."""
    started(stage)
    token = hand_over(stage)
    take(stage, "李工", token)
    stage.silently(lambda: (stage.tap("李工", "开始答题"), stage.say("李工", "B", "C")))
    stage.silently(lambda: (stage.say("王敏", "首页"), stage.tap("王敏", "继续"), stage.tap("王敏", "开始答题")))
    stage.silently(lambda: stage.say("王敏", "D", "D", "D"))
    stage.say("王敏", "检查", "提交")
    stage.say("王敏", "/team")
    stage.tap("王敏", "设计：李工")
    stage.tap("王敏", "逐题查看")
    stage.tap("王敏", "采用")
    stage.tap("王敏", "D")
    stage.tap("王敏", "提交本级")
    transcript("looked_at_each")
    assert {FIRST: "B", SECOND: "D"}.items() <= {question: answer.key for question, answer in run_of(stage).answers.items()}.items()


def test_a_helper_with_an_enterprise_of_the_own_comes_back_to_it(stage: Stage) -> None:
    """To the run that was left, with everything in it."""
    started(stage)
    token = hand_over(stage)
    stage.register("李工", OTHER_CODE, "另一家")
    stage.go_on("李工", Phase.QUESTION)
    stage.say("李工", "A")
    own = stage.cursor("李工").run
    stage.send("李工", Start(token))
    stage.tap("李工", "加入")
    assert NAME in stage.seen["李工"].screen.text
    assert stage.cursor("李工").run != own
    stage.tap("李工", "检查未答")
    shown = stage.tap("李工", "交回")
    assert "谢谢" in shown.text
    assert "另一家" in shown.text
    assert stage.cursor("李工").run == own
    assert only(stage).state is HandoverState.RETURNED


def test_a_helper_goes_over_to_the_own_enterprise_and_back_to_the_part(stage: Stage) -> None:
    """The link works once only, so the page of one's enterprises leads back; nobody else gets in by the same button."""
    started(stage)
    token = hand_over(stage)
    stage.register("李工", OTHER_CODE, "另一家")
    stage.go_on("李工", Phase.QUESTION)
    own = stage.cursor("李工").run
    stage.send("李工", Start(token))
    stage.tap("李工", "加入")
    part = stage.cursor("李工")
    stage.say("李工", "/mine")
    assert "请您代答" in stage.seen["李工"].screen.text
    stage.tap("李工", "另一家")
    stage.tap("李工", "进入")
    assert (stage.cursor("李工").run, stage.cursor("李工").handover) == (own, "")
    invitation = stage.work(lambda tx: tx.handed_to(part.person)[0].id)
    stage.register("赵工", "91310000MA0000007L", "第三家")
    before = stage.cursor("赵工").run
    assert "没有找到" in stage.open("赵工", "mine", f"{invitation}.help").text
    assert stage.cursor("赵工").run == before
    stage.say("李工", "/mine")
    stage.tap("李工", f"{NAME} 设计")
    assert (stage.cursor("李工").run, stage.cursor("李工").handover) == (part.run, part.handover)


# -- links ---------------------------------------------------------------------------------------------------------------


def test_a_link_is_opened_by_one_person(stage: Stage) -> None:
    """The second reads what a made-up link reads."""
    started(stage)
    token = hand_over(stage)
    take(stage, "李工", token)
    for who in ("赵工", "孙工"):
        stage.begin(who)
    second = stage.send("赵工", Start(token))
    made_up = stage.send("孙工", Start("made-up"))
    assert second == made_up
    assert only(stage).helper == stage.person("李工")


def test_a_new_link_ends_the_one_before(stage: Stage) -> None:
    """As when it was passed on to the wrong person."""
    started(stage)
    old = hand_over(stage)
    stage.open("王敏", "team", next(iter(run_of(stage).handovers)))
    stage.tap("王敏", "换一个链接")
    new = link(stage, "王敏")
    stage.begin("李工")
    assert "加入" not in labels(stage.send("李工", Start(old)))
    assert "加入" in labels(stage.send("李工", Start(new)))


def test_a_link_of_a_part_that_was_withdrawn_leads_nowhere(stage: Stage) -> None:
    """Nothing of the enterprise is said."""
    started(stage)
    token = hand_over(stage)
    stage.open("王敏", "team", next(iter(run_of(stage).handovers)))
    stage.tap("王敏", "收回")
    assert run_of(stage).handovers == {}
    stage.begin("李工")
    shown = stage.send("李工", Start(token))
    assert NAME not in shown.text
    assert shown == stage.send("李工", Start("made-up"))


def test_a_link_that_another_contact_withdrew_leads_nowhere(stage: Stage) -> None:
    """Whoever made it."""
    started(stage)
    token = hand_over(stage)
    join(stage, "赵工")
    stage.open("赵工", "team", next(iter(run_of(stage).handovers)))
    stage.tap("赵工", "收回")
    stage.begin("李工")
    assert "加入" not in labels(stage.send("李工", Start(token)))


def test_a_contact_needs_no_link(stage: Stage) -> None:
    """The link stays good for whom it is meant for."""
    started(stage)
    token = hand_over(stage)
    join(stage, "赵工")
    assert "加入" not in labels(stage.send("赵工", Start(token)))
    take(stage, "李工", token)
    assert only(stage).helper == stage.person("李工")


def test_a_link_of_a_level_that_was_submitted_leads_nowhere(stage: Stage) -> None:
    """There is nothing to answer any more."""
    started(stage)
    token = hand_over(stage)
    stage.silently(lambda: stage.say("王敏", "首页"))
    stage.go_on("王敏", Phase.LEVEL_RESULT)
    stage.begin("李工")
    assert "加入" not in labels(stage.send("李工", Start(token)))


# -- what a helper may not -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["team", "mine", "people", "invite", "ent"])
def test_a_helper_reads_nothing_of_the_enterprise_at_the_desk(stage: Stage, page: str) -> None:
    """With its ids in hand, the same as with made-up ones."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    enterprise, handover = stage.enterprise().id, next(iter(run_of(stage).handovers))
    before = run_of(stage)
    stage.silently(lambda: stage.say("李工", "首页"))
    for at in (enterprise, handover, before.id):
        forbidden = stage.open("李工", page, at)
        stage.silently(lambda: stage.say("李工", "首页"))
        absent = stage.open("李工", page, "0" * 32)
        stage.silently(lambda: stage.say("李工", "首页"))
        assert forbidden == absent
    assert run_of(stage) == before


def test_a_forged_tap_of_a_helper_outside_the_part_changes_nothing(stage: Stage) -> None:
    """Answers, jumps, take-overs, documents and the tailoring."""
    started(stage)
    stage.say("王敏", "A")
    take(stage, "李工", hand_over(stage))
    stage.tap("李工", "开始答题")
    before = run_of(stage)
    for do in (Jump(ELSEWHERE), Jump("people"), Choose("take"), Choose("same"), Retailor(), Choose(f"n{ELSEWHERE}")):
        seen = stage.seen["李工"]
        stage._take("李工", Tap(do, seen.run, seen.where, seen.revision))
    stage.say("李工", ELSEWHERE, "人员", "/tailor", "/profile", "/abandon", "/pdf", "试算", "历史")
    assert run_of(stage) == before


def test_a_helpers_file_for_a_question_outside_is_not_attached(stage: Stage) -> None:
    """Whatever the outbox held."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    run = run_of(stage)
    stage.send("李工", Stored(FILE, "x.pdf", "application/pdf", 9, run=run.id, question=ELSEWHERE))
    assert run_of(stage).evidence == {}
    stage.send("李工", Stored(FILE, "x.pdf", "application/pdf", 9, run=run.id, question=FIRST))
    assert [file.helper for file in run_of(stage).evidence[FIRST]] == [True]


def test_a_contact_of_another_enterprise_cannot_name_a_part(stage: Stage) -> None:
    """Nor withdraw it, nor take its answers over."""
    started(stage)
    hand_over(stage)
    handover = next(iter(run_of(stage).handovers))
    stage.register("李工", OTHER_CODE, "另一家")
    stage.go_on("李工", Phase.QUESTION)
    before = run_of(stage)
    named = stage.open("李工", "team", handover)
    assert "李工" not in named.text
    for key in ("withdraw", "link", "all", "look"):
        stage.choose("李工", key)
    assert run_of(stage) == before


def test_a_contact_who_was_removed_hands_nothing_over(stage: Stage) -> None:
    """The form was begun before; what it would have done to the run is not kept either."""
    started(stage)
    join(stage, "赵工")
    stage.silently(lambda: (stage.say("赵工", "/team"), stage.tap("赵工", "设计")))
    enterprise, person = stage.enterprise().id, stage.person("赵工")
    stage.work(lambda tx: tx.remove_contact(enterprise, person))
    shown = stage.say("赵工", "李工")
    assert "没有找到" in shown.text
    assert run_of(stage).handovers == {}
    assert not [what for who, what, _ in stage.files if who == "赵工"]


# -- several at once -----------------------------------------------------------------------------------------------------


def test_the_overview_counts_what_each_answered(stage: Stage) -> None:
    """By name; the card says whose answer it shows."""
    started(stage)
    stage.say("王敏", "A")
    join(stage, "赵工")
    stage.silently(lambda: (stage.say("赵工", "首页"), stage.tap("赵工", "继续")))
    stage.say("赵工", "B")
    shown = stage.say("赵工", "/team")
    name = stage.cursor("王敏").contact.name
    assert ("我：1 题" in shown.text, f"{name}：1 题" in shown.text) == (True, True)
    stage.silently(lambda: (stage.say("赵工", "首页"), stage.say("赵工", "继续")))
    assert f"当前回答：A（{name}，2025-11-02 12:00）" in stage.send("赵工", Jump(ELSEWHERE)).text
    assert "当前回答：A\n" in f"{stage.send('王敏', Jump(ELSEWHERE)).text}\n"


def test_answers_that_came_after_the_screen_are_not_taken_over_with_it(stage: Stage) -> None:
    """The tap confirms what was shown and nothing else."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    stage.silently(lambda: (stage.tap("李工", "开始答题"), stage.say("李工", "B")))
    stage.open("王敏", "team", next(iter(run_of(stage).handovers)))
    stage.silently(lambda: stage.say("李工", "C"))
    shown = stage.tap("王敏", "全部采用")
    assert "刚才有变化" in shown.text
    assert run_of(stage).answers == {}
    stage.tap("王敏", "全部采用")
    assert set(run_of(stage).answers) == {FIRST, SECOND}


def test_taking_over_twice_happens_once(stage: Stage) -> None:
    """The second contact is told that somebody was first."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    stage.silently(lambda: (stage.tap("李工", "开始答题"), stage.say("李工", "B", "C")))
    join(stage, "赵工")
    handover = next(iter(run_of(stage).handovers))
    for who in ("王敏", "赵工"):
        stage.open(who, "team", handover)
    both = at_once([partial(stage.tap, who, "全部采用") for who in ("王敏", "赵工")])
    enterprise = stage.enterprise().id
    taken = [event for event in stage.work(lambda tx: tx.timeline(enterprise, 200)) if event.action == "answers_taken"]
    assert len(taken) == 1
    assert sum("没有重复执行" in shown.text for shown in both) == 1
    assert set(run_of(stage).answers) == {FIRST, SECOND}


def test_a_part_that_is_withdrawn_is_left_calmly(stage: Stage) -> None:
    """The helper is told at once, and again at the next tap; what was answered stays to be confirmed."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    stage.silently(lambda: (stage.tap("李工", "开始答题"), stage.say("李工", "B")))
    stage.open("王敏", "team", next(iter(run_of(stage).handovers)))
    stage.tap("王敏", "收回")
    assert "收回了" in stage.noticed["李工"][-1].text
    shown = stage.tap("李工", "C")
    assert "已经结束或被收回" in shown.text
    assert set(run_of(stage).unconfirmed) == {FIRST}
    assert stage.cursor("李工").handover == ""


def test_a_level_submitted_meanwhile_is_left_calmly(stage: Stage) -> None:
    """The helper had answered nothing yet, and the contact answered everything."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    stage.tap("李工", "开始答题")
    stage.silently(lambda: stage.say("王敏", "首页"))
    stage.go_on("王敏", Phase.LEVEL_RESULT)
    before = run_of(stage)
    assert "已经结束或被收回" in stage.tap("李工", "C").text
    assert run_of(stage) == before


def test_a_heading_left_out_meanwhile_is_left_calmly(stage: Stage) -> None:
    """With a word about it."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    stage.tap("李工", "开始答题")
    stage.silently(lambda: (stage.say("王敏", "首页"), stage.say("王敏", "/tailor", "没有", "提交")))
    assert "已经结束或被收回" in stage.tap("李工", "C").text


def test_who_was_at_the_desk_when_the_part_ended_is_led_away_too(stage: Stage) -> None:
    """No screen of a question that is no more."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    stage.tap("李工", "开始答题")
    stage.say("李工", "/feedback")
    stage.open("王敏", "team", next(iter(run_of(stage).handovers)))
    stage.tap("王敏", "收回")
    stage.say("李工", "/start")
    assert stage.cursor("李工").handover == ""


def test_a_part_is_given_back_once(stage: Stage) -> None:
    """A second tap on an old screen does nothing, and the contact is told once."""
    started(stage)
    take(stage, "李工", hand_over(stage))
    stage.tap("李工", "检查未答")
    old = stage.seen["李工"]
    stage.tap("李工", "交回")
    stage._take("李工", Tap(Submit(), old.run, old.where, old.revision))
    assert len([screen for screen in stage.noticed["王敏"] if "交回了" in screen.text]) == 1


def test_no_more_parts_than_there_may_be(stage: Stage) -> None:
    """And each is named."""
    started(stage)
    for number in range(12):
        hand_over(stage, to=f"{number}工")
    stage.say("王敏", "/team")
    assert "同时最多交出 12 项" in stage.tap("王敏", "设计").text
    assert len(run_of(stage).handovers) == 12


def test_names_are_shown_as_they_are(stage: Stage) -> None:
    """Whatever somebody is called, it is inert."""
    started(stage)
    take(stage, "李工", hand_over(stage, to="<b>李&工</b>"))
    shown = stage.say("王敏", "/team")
    assert "&lt;b&gt;李&amp;工&lt;/b&gt;" in shown.text


# -- races ---------------------------------------------------------------------------------------------------------------


def _race(stage: Stage) -> None:
    """Two persons accept one link at the same moment: one has the part, and the other reads that it leads nowhere."""
    started(stage)
    token = hand_over(stage)
    for who in ("李工", "赵工"):
        stage.begin(who)
    conversation = stage.conversation
    for inbound in (Start(token), Choose("accept")):
        at_once([partial(conversation.take, CHANNEL, who, inbound) for who in ("李工", "赵工")])
    for who in ("李工", "赵工"):
        for text in ("某某", "工艺员"):
            conversation.take(CHANNEL, who, Reply(text))
    holders = [who for who in ("李工", "赵工") if stage.cursor(who).handover]
    assert len(holders) == 1
    assert only(stage).helper == stage.person(holders[0])


def test_two_who_open_one_link_at_the_same_moment_are_one(stage: Stage) -> None:
    """In a file."""
    _race(stage)


def test_two_who_open_one_link_at_the_same_moment_are_one_on_a_server(postgres_url: str) -> None:
    """On PostgreSQL, where they do not queue."""
    store = open_store(postgres_url, CountedIds())
    try:
        _race(Stage(store))
    finally:
        store.close()
