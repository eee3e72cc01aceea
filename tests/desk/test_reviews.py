"""A third-party review from the queue to the lock: findings, gaps, replies, and the city's reopening. The run stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import pytest

from bot.ports import Transaction
from bot.roles import Role, UnitKind
from dialogs import review_rules
from dialogs.codec import encode
from dialogs.inbound import Choose
from dialogs.review import Judgement, ReviewState
from tests.bot.office import at_once
from tests.bot.typed import CODE, OTHER_CODE
from tests.desk.agency import a_finished_run, assigned, of, review_of, reviewers
from tests.desk.sending import Desk
from tests.desk.stage import MINHANG, Stage, labels


@pytest.fixture
def run(stage: Stage) -> str:
    """A finished run whose enterprise is assigned to an agency with two reviewers."""
    found = a_finished_run(stage)
    reviewers(stage, assigned(stage, found), ("钱评审", "孙评审"))
    return found


def accept_all(stage: Stage, who: str) -> None:
    """Every area accepted with one tap each, unwritten."""

    def accept() -> None:
        stage.say(who, "/reviews")
        stage.tap(who, "1")
        while open_ := [label for label in labels(stage.seen[who].screen) if _is_open(label)]:
            stage.tap(who, open_[0])
            stage.tap(who, "其余全部认可")

    stage.silently(accept)


def _is_open(label: str) -> bool:
    done, _, of_ = label.rpartition(" ")[2].partition("/")
    return done.isdecimal() and of_.isdecimal() and done != of_


def lock(stage: Stage, who: str) -> None:
    """From an open review to a locked one, unwritten."""
    accept_all(stage, who)
    stage.silently(lambda: stage.tap(who, "通过并锁定"))
    stage.silently(lambda: stage.tap(who, "确定锁定"))


def test_a_review_from_the_queue_to_the_lock(stage: Stage, run: str, transcript: Callable[[str], None]) -> None:
    """Accepted, adjusted, asked back, returned, replied to, accepted, locked, and opened again by the city."""
    before = encode(of(stage, run))
    stage.grant("周市级", Role.CITY)
    stage.say("钱评审", "/desk")
    stage.tap("钱评审", "评审")
    stage.tap("钱评审", "1")
    stage.tap("钱评审", "人员 0/2")
    stage.tap("钱评审", "逐题评审")
    stage.tap("钱评审", "设备台账.pdf")
    stage.tap("钱评审", "请企业说明")
    stage.say("钱评审", "台账只到九月，请补充十月的记录。")
    stage.tap("钱评审", "→ B")
    stage.say("钱评审", "现场只看到纸质记录，没有系统数据。")
    stage.tap("钱评审", "返回")
    stage.tap("钱评审", "生产 0/4")
    stage.tap("钱评审", "其余全部认可")
    stage.tap("钱评审", "通过并锁定")
    stage.tap("钱评审", "退回企业")
    stage.tap("钱评审", "确定退回")
    stage.tap("王工", "查看")
    stage.tap("王工", "1")
    stage.tap("王工", "写说明")
    stage.say("王工", "十月的台账在换系统，已补录，见现场。")
    stage.tap("王工", "交给评审机构")
    stage.tap("钱评审", "查看")
    stage.tap("钱评审", "人员 1/2")
    stage.tap("钱评审", "1")
    stage.tap("钱评审", "认可")
    stage.tap("钱评审", "返回")
    for area in ("产品设计 0/2", "工艺设计 0/1"):
        stage.tap("钱评审", area)
        stage.tap("钱评审", "其余全部认可")
    stage.tap("钱评审", "通过并锁定")
    stage.tap("钱评审", "确定锁定")
    stage.say("王工", "/verified")
    stage.open("周市级", "verified", run)
    stage.tap("周市级", "重新打开")
    stage.say("周市级", "企业提出异议，需要复核。")
    transcript("review")
    review = review_of(stage, run)
    assert review.state is ReviewState.OPEN
    assert len(review.reopenings) == 1
    assert encode(of(stage, run)) == before


def test_the_enterprise_reads_nothing_while_the_review_is_under_way(stage: Stage, run: str) -> None:
    """Only that there is one."""
    stage.silently(lambda: stage.say("钱评审", "/reviews", "1"))
    accept_all(stage, "钱评审")
    shown = stage.say("王工", "/verified")
    assert "正在进行" in shown.text
    assert "认可" not in shown.text


def test_a_locked_review_is_sealed_and_takes_no_finding(stage: Stage, run: str) -> None:
    """Its seal covers all of it; an old or forged button changes nothing."""
    lock(stage, "钱评审")
    review = review_of(stage, run)
    assert (review.state, review.level, review.total) == (ReviewState.LOCKED, 2, "2")
    assert review_rules.is_intact(review)
    question = next(iter(review.findings))
    stage.open("孙评审", "reviews", run)
    stage.silently(lambda: stage.send("孙评审", Choose("in.people")))
    stage.silently(lambda: stage.send("孙评审", Choose(f"in.{question}")))
    shown = stage.send("孙评审", Choose(f"ask.{review_rules.seen(review.findings[question])}"))
    shown = stage.say("孙评审", "还有疑问")
    assert "没有重复执行" in shown.text
    assert review_of(stage, run) == review


def test_a_review_with_open_answers_is_not_locked(stage: Stage, run: str) -> None:
    """It says what is missing."""
    stage.silently(lambda: stage.say("钱评审", "/reviews"))
    stage.silently(lambda: stage.tap("钱评审", "1"))
    shown = stage.tap("钱评审", "通过并锁定")
    assert "还不能锁定：9 题未评" in shown.text
    assert stage.work(lambda tx: tx.review(run)) is None


def test_of_two_reviewers_of_one_answer_one_wins_and_the_other_is_told(stage: Stage, run: str) -> None:
    """Even at the same moment."""
    for who in ("钱评审", "孙评审"):
        stage.silently(lambda who=who: stage.open(who, "reviews", run))
        stage.silently(lambda who=who: stage.tap(who, "人员 0/2"))
        stage.silently(lambda who=who: stage.tap(who, "逐题评审"))
        stage.silently(lambda who=who: stage.tap(who, "→ B"))
    at_once([lambda: stage.say("钱评审", "理由一"), lambda: stage.say("孙评审", "理由二")])
    told = [who for who in ("钱评审", "孙评审") if "没有记下" in stage.seen[who].screen.text]
    assert len(told) == 1
    kept = list(review_of(stage, run).findings.values())
    assert [finding.reason for finding in kept] == ["理由二" if told == ["钱评审"] else "理由一"]


def test_two_reviewers_of_different_answers_both_keep_theirs(stage: Stage, run: str) -> None:
    """At the same moment, from one reading of the review."""
    for who, place in (("钱评审", "1"), ("孙评审", "2")):
        stage.silently(lambda who=who: stage.open(who, "reviews", run))
        stage.silently(lambda who=who: stage.tap(who, "人员 0/2"))
        stage.silently(lambda who=who, place=place: stage.tap(who, place))
    at_once([lambda: stage.tap("钱评审", "认可"), lambda: stage.tap("孙评审", "认可")])
    assert len(review_of(stage, run).findings) == 2


def test_a_reply_that_comes_while_the_reviewer_looks_is_not_overwritten_unseen(stage: Stage, run: str) -> None:
    """The reviewer is shown the reply first."""
    ask(stage, "钱评审", run)
    stage.silently(lambda: stage.tap("钱评审", "退回企业"))
    stage.silently(lambda: stage.tap("钱评审", "确定退回"))
    stage.silently(lambda: stage.tap("钱评审", "人员 0/2"))
    stage.silently(lambda: stage.tap("钱评审", "1"))
    stage.silently(lambda: stage.open("王工", "verified", run))
    stage.silently(lambda: stage.tap("王工", "1"))
    stage.silently(lambda: stage.tap("王工", "写说明"))
    stage.silently(lambda: stage.say("王工", "见附件"))
    shown = stage.tap("钱评审", "认可")
    assert "没有记下" in shown.text
    assert "见附件" in shown.text


def ask(stage: Stage, who: str, run: str) -> None:
    """The first answer asked back, and then the review again, unwritten."""

    def work() -> None:
        stage.open(who, "reviews", run)
        stage.tap(who, "人员 0/2")
        stage.tap(who, "1")
        stage.tap(who, "请企业说明")
        stage.say(who, "请补充")
        stage.open(who, "reviews", run)

    stage.silently(work)


# -- who may -------------------------------------------------------------------------------------------------------------


def outsiders(stage: Stage, run: str) -> Iterator[str]:
    """People who may not review this run, for one reason each."""
    other = stage.work(lambda tx: tx.add_unit(UnitKind.AGENCY, "另一家机构", "", 0).id)
    stage.grant("外机构", Role.REVIEWER, other)
    yield "外机构"
    agency = stage.enterprise().affiliation.agency
    stage.grant("王工", Role.REVIEWER, agency)
    yield "王工"
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    yield "李联络员"
    stage.grant("赵管理员", Role.ADMIN)
    yield "赵管理员"
    stage.register("路人", OTHER_CODE, "另一家")
    yield "路人"


def test_nobody_else_reviews_and_refusal_reads_like_absence(stage: Stage, run: str) -> None:
    """Another agency, the enterprise itself even with a grant, the liaison, an admin, somebody else's contact."""
    tried = 0
    for who in outsiders(stage, run):
        stage.say(who, "/desk")
        forbidden, absent = stage.open(who, "reviews", run), stage.open(who, "reviews", "0" * 32)
        assert forbidden == absent, who
        assert "没有找到" in forbidden.text
        tried += 1
    assert tried == 5
    assert stage.work(lambda tx: tx.review(run)) is None


def test_who_diagnosed_the_enterprise_does_not_review_it(stage: Stage, run: str) -> None:
    """A grant in its provider beside that in its agency: the provider's counts."""
    enterprise = stage.enterprise()
    provider = stage.work(lambda tx: tx.add_unit(UnitKind.PROVIDER, "某服务商", "", 0).id)
    stage.work(lambda tx: tx.affiliate(enterprise.id, replace(enterprise.affiliation, provider=provider), 0))
    stage.grant("钱评审", Role.PROVIDER, provider)
    stage.say("钱评审", "/desk")
    assert stage.open("钱评审", "reviews", run) == stage.open("钱评审", "reviews", "0" * 32)
    assert "还没有开始" not in stage.say("钱评审", "/reviews").text
    assert "还没有开始" in stage.say("孙评审", "/reviews").text


def test_who_answered_as_a_colleague_does_not_review(stage: Stage, run: str) -> None:
    """No contact any more, but the answers are signed."""
    stage.grant("王工", Role.REVIEWER, stage.enterprise().affiliation.agency)
    person, enterprise = stage.person("王工"), stage.enterprise().id
    stage.work(lambda tx: tx.remove_contact(enterprise, person))
    assert "没有找到" in stage.open("王工", "reviews", run).text


def test_a_reviewer_whose_assignment_ended_finds_nothing(stage: Stage, run: str) -> None:
    """Even on the screen that is open."""
    stage.silently(lambda: stage.open("钱评审", "reviews", run))
    stage.silently(lambda: stage.tap("钱评审", "人员 0/2"))
    enterprise = stage.enterprise()
    stage.work(lambda tx: tx.affiliate(enterprise.id, replace(enterprise.affiliation, agency=""), 0))
    assert "没有找到" in stage.tap("钱评审", "其余全部认可").text
    assert stage.work(lambda tx: tx.review(run)) is None


def test_the_district_reads_the_outcome_and_no_answers(stage: Stage, run: str) -> None:
    """Nor does it reopen."""
    ask(stage, "钱评审", run)
    stage.silently(lambda: stage.tap("钱评审", "退回企业"))
    stage.silently(lambda: stage.tap("钱评审", "确定退回"))
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    shown = stage.open("李联络员", "verified", run)
    assert "请企业说明 1 题" in shown.text
    assert "请补充" not in shown.text
    assert not {"1", "重新打开", "交给评审机构"} & set(labels(shown))
    stage.say("李联络员", "/desk")
    assert stage.open("李联络员", "verified", f"{run}/L1-people-a1") == stage.open("李联络员", "verified", f"{'0' * 32}/x")


def test_only_the_city_opens_a_locked_review_again(stage: Stage, run: str) -> None:
    """A forged wish of anybody else is as if there were nothing."""
    lock(stage, "钱评审")
    sealed = review_of(stage, run)
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    for who in ("李联络员", "王工", "钱评审"):
        stage.silently(lambda who=who: stage.open(who, "verified", run))
        stage.silently(lambda who=who: stage.send(who, Choose("reopen")))
        assert "没有找到" in stage.say(who, "没有理由").text, who
    assert review_of(stage, run) == sealed


def test_a_changed_record_is_noticed(stage: Stage, run: str) -> None:
    """Whoever changed the database behind the program's back."""
    lock(stage, "钱评审")
    stored = stage.work(lambda tx: tx.review(run))
    assert stored is not None
    stage.work(lambda tx: tx.save_review(stored, msgspec.structs.replace(stored.review, total="2.5"), stored.review.agency, 0))
    assert "不一致" in stage.say("王工", "/verified").text


def test_files_beside_an_answer_are_recorded_when_they_are_asked_for(stage: Stage, run: str) -> None:
    """The file itself is made after the commit."""
    stage.silently(lambda: stage.open("钱评审", "reviews", run))
    stage.silently(lambda: stage.tap("钱评审", "人员 0/2"))
    stage.silently(lambda: stage.tap("钱评审", "1"))
    stage.tap("钱评审", "设备台账.pdf")
    assert stage.files == [("钱评审", "evidence", f"{run}/L1-people-a1/{'ab' * 8}")]
    assert "没有找到" in stage.send("钱评审", Choose("f.0123")).text


def test_a_forged_judgement_of_an_option_that_is_none_is_refused(stage: Stage, run: str) -> None:
    """As is the option that the enterprise gave itself."""
    for option in ("Z", "D", "NA", ""):
        stage.silently(lambda: stage.open("钱评审", "reviews", run))
        stage.silently(lambda: stage.tap("钱评审", "人员 0/2"))
        stage.silently(lambda: stage.tap("钱评审", "1"))
        stage.silently(lambda option=option: stage.send("钱评审", Choose(f"to.{option}.-")))
        stage.silently(lambda: stage.say("钱评审", "理由"))
    assert stage.work(lambda tx: tx.review(run)) is None


def test_an_accepted_answer_can_be_adjusted_later(stage: Stage, run: str) -> None:
    """By either reviewer, who sees whose finding it was."""
    accept_all(stage, "钱评审")
    stage.silently(lambda: stage.open("孙评审", "reviews", run))
    stage.silently(lambda: stage.tap("孙评审", "人员 2/2"))
    stage.silently(lambda: stage.tap("孙评审", "1"))
    stage.silently(lambda: stage.tap("孙评审", "→ A"))
    stage.silently(lambda: stage.say("孙评审", "没有证据"))
    findings = review_of(stage, run).findings
    assert findings["L1-people-a1"].judgement is Judgement.ADJUSTED
    assert findings["L1-people-a1"].by == stage.person("孙评审")


# -- files ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Files are made as after a turn, with the stage's bank for the worker."""
    monkeypatch.setattr("bot.usecases.banks.bank_of", lambda _id, _version: stage.bank)
    return Desk(stage)


def made(desk: Desk, who: str) -> dict[str, bytes]:
    return {name: content for _, name, content in desk.make(who)}


def test_the_report_of_a_review_has_both_sides_and_the_gaps(stage: Stage, run: str, desk: Desk) -> None:
    """As a document for programs, and as pages; for the enterprise once the review was returned."""
    ask(stage, "钱评审", run)
    for file in ("评审报告", "数据文件"):
        assert "随后发给您" in stage.silently(lambda file=file: stage.tap("钱评审", file)).text
    files = made(desk, "钱评审")
    assert files["review.pdf"].startswith(b"%PDF-")
    data = json.loads(files["review.json"])
    assert data["self"] == data["verified"] == {"level": 2, "name": "二级", "total": "2"}
    assert [(gap["question"], gap["reason"]) for gap in data["gaps"]] == [("L1-people-a1", "请补充")]
    assert data["seal"] is None
    stage.files.append(("王工", "review", f"{run}/json"))
    assert made(desk, "王工") == {}
    stage.silently(lambda: stage.tap("钱评审", "退回企业"))
    stage.silently(lambda: stage.tap("钱评审", "确定退回"))
    stage.silently(lambda: stage.open("王工", "verified", run))
    assert "随后发给您" in stage.silently(lambda: stage.tap("王工", "数据文件")).text
    assert json.loads(made(desk, "王工")["review.json"])["gaps"] == data["gaps"]


def test_the_report_for_the_district_has_no_answers(stage: Stage, run: str, desk: Desk) -> None:
    """Their number only."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    ask(stage, "钱评审", run)
    stage.silently(lambda: stage.tap("钱评审", "退回企业"))
    stage.silently(lambda: stage.tap("钱评审", "确定退回"))
    stage.silently(lambda: stage.open("李联络员", "verified", run))
    stage.silently(lambda: stage.tap("李联络员", "数据文件"))
    data = json.loads(made(desk, "李联络员")["review.json"])
    assert data["gaps"] is None
    assert data["answers"] == {"reviewed": 9, "accepted": 0, "adjusted": 0, "asked_back": 1}


def test_a_file_beside_an_answer_is_handed_to_those_who_may_have_it_then(stage: Stage, run: str, desk: Desk) -> None:
    """Its bytes under its name, recorded; nothing once the assignment ended, nor to anybody else."""
    desk.kept["ab" * 32] = b"%PDF-1.4 evidence"
    at = f"{run}/L1-people-a1/{'ab' * 8}"
    for who in outsiders(stage, run):
        if who != "王工":
            stage.files.append((who, "evidence", at))
            stage.files.append((who, "review", f"{run}/pdf"))
            assert made(desk, who) == {}, who
    stage.files.append(("钱评审", "evidence", at))
    assert made(desk, "钱评审") == {"设备台账.pdf": b"%PDF-1.4 evidence"}
    recorded = stage.work(lambda tx: tx.latest_recorded(1, enterprise=stage_enterprise(tx)))
    assert [(row.action, row.person) for row in recorded] == [("evidence_sent", stage.person("钱评审"))]
    enterprise = stage.enterprise()
    stage.work(lambda tx: tx.affiliate(enterprise.id, replace(enterprise.affiliation, agency=""), 0))
    stage.files.append(("钱评审", "evidence", at))
    assert made(desk, "钱评审") == {}


def stage_enterprise(tx: Transaction) -> str:
    found = tx.enterprise_by_code(CODE)
    assert found is not None
    return found.id


def test_a_changed_or_absent_file_is_not_handed_out(stage: Stage, run: str, desk: Desk) -> None:
    """Nor one that lies beside another answer, nor a made-up place."""
    for at in (f"{run}/L1-people-a1/{'ab' * 8}", f"{run}/L2-people-a1/{'ab' * 8}", f"{run}/L1-people-a1/x", "x/y/z", ""):
        stage.files.append(("钱评审", "evidence", at))
    stage.files.append(("钱评审", "review", f"{run}/exe"))
    assert made(desk, "钱评审") == {}


def test_an_enterprises_page_leads_to_its_review(stage: Stage, run: str) -> None:
    """For those who may read it, once there is one; locking it is part of the story."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    enterprise = stage.enterprise().id
    assert "评审意见" not in labels(stage.open("李联络员", "ent", enterprise))
    lock(stage, "钱评审")
    shown = stage.open("李联络员", "ent", enterprise)
    assert "评审完成并锁定，二级" in shown.text
    assert "已锁定" in stage.tap("李联络员", "评审意见").text


# -- ways back and odd input ---------------------------------------------------------------------------------------------


def test_every_step_has_a_way_back(stage: Stage, run: str) -> None:
    """From the text to the answer, to its neighbour, the area, the review, the queue, the desk."""
    stage.silently(lambda: stage.open("钱评审", "reviews", run))
    stage.silently(lambda: stage.tap("钱评审", "人员 0/2"))
    first = stage.silently(lambda: stage.tap("钱评审", "1"))
    stage.silently(lambda: stage.tap("钱评审", "请企业说明"))
    assert stage.tap("钱评审", "返回") == first
    assert "第 2/2 题" in stage.tap("钱评审", "下一题").text
    assert stage.tap("钱评审", "上一题") == first
    assert "还有 2 题未评" in stage.tap("钱评审", "回到本项").text
    assert "评审中" in stage.tap("钱评审", "返回").text
    assert "输入序号，开始评审" in stage.tap("钱评审", "返回").text
    assert "工作台" in stage.tap("钱评审", "返回").text


def test_returning_and_locking_can_be_declined(stage: Stage, run: str) -> None:
    """By a button, by a word, by going back; a text that is neither asks again."""
    ask(stage, "钱评审", run)
    for no in ("否", "返回"):
        stage.silently(lambda: stage.tap("钱评审", "退回企业"))
        assert "没有看懂" in stage.say("钱评审", "也许").text
        assert "退回企业" in labels(stage.say("钱评审", no))
    assert review_of(stage, run).state is ReviewState.OPEN
    stage.silently(lambda: stage.tap("钱评审", "退回企业"))
    assert "已退回" in stage.say("钱评审", "是").text


def test_what_belongs_nowhere_is_not_understood(stage: Stage, run: str) -> None:
    """On each of the screens, and nothing changes."""
    stage.silently(lambda: stage.open("钱评审", "reviews", run))
    for label in ("", "人员 0/2", "1"):
        if label:
            stage.silently(lambda label=label: stage.tap("钱评审", label))
        for odd in ("随便说说", "12"):
            assert "没有看懂" in stage.say("钱评审", odd).text
    assert "没有看懂" in stage.send("钱评审", Choose("to..-")).text
    assert "没有看懂" in stage.send("钱评审", Choose("unknown")).text
    assert stage.work(lambda tx: tx.review(run)) is None


def test_the_gap_page_has_its_ways_back_and_takes_no_reply_before_or_after(stage: Stage, run: str) -> None:
    """A reply to a finding that changed is not taken; nor one after the review was sent back."""
    ask(stage, "钱评审", run)
    stage.silently(lambda: stage.tap("钱评审", "退回企业"))
    stage.silently(lambda: stage.tap("钱评审", "确定退回"))
    listed = stage.silently(lambda: stage.open("王工", "verified", run))
    gap = stage.silently(lambda: stage.tap("王工", "1"))
    stage.silently(lambda: stage.tap("王工", "写说明"))
    assert stage.tap("王工", "返回") == gap
    assert "没有看懂" in stage.say("王工", "随便说说").text
    assert stage.tap("王工", "返回") == listed
    stage.silently(lambda: stage.tap("王工", "1"))
    stage.silently(lambda: stage.tap("王工", "写说明"))
    ask_again(stage)
    assert "您写的说明没有记下" in stage.say("王工", "见附件").text
    assert not any(finding.reply for finding in review_of(stage, run).findings.values())
    assert "没有重复执行" in stage.send("王工", Choose("send")).text


def ask_again(stage: Stage) -> None:
    """The reviewer asks something else about the same answer."""
    for label in ("人员 0/2", "1", "请企业说明"):
        stage.silently(lambda label=label: stage.tap("钱评审", label))
    stage.silently(lambda: stage.say("钱评审", "请另外说明"))


def test_there_is_nothing_to_read_before_a_review(stage: Stage, run: str) -> None:
    """For the enterprise, and for somebody without one."""
    assert "还没有评审" in stage.say("王工", "/verified").text
    assert "现在还没有" in stage.say("钱评审", "/verified").text


def test_the_desk_says_what_waits_on_either_side(stage: Stage, run: str) -> None:
    """One review for the agency; then, returned, one question for the enterprise and nothing for the agency."""
    assert "评审（1 项待处理）" in stage.say("钱评审", "/desk").text
    assert "评审意见" not in stage.say("王工", "/desk").text
    ask(stage, "钱评审", run)
    stage.silently(lambda: stage.tap("钱评审", "退回企业"))
    stage.silently(lambda: stage.tap("钱评审", "确定退回"))
    assert "评审意见（1 项待处理）" in stage.say("王工", "/desk").text
    assert "待处理" not in stage.say("钱评审", "/desk").text
