"""Joining an enterprise that is registered: asked with one tap, decided with one tap, exactly one decision counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.ports import Transaction
from bot.ports.registry import Entry
from bot.roles import Affiliation, Role
from dialogs.inbound import Card, Open, Reply, Send, Start
from dialogs.model import Phase, Profile
from tests.bot import typed
from tests.bot.typed import CODE, NAME, OTHER_CODE
from tests.desk.stage import MINHANG, Stage, labels

PUDONG = "310115"


def knock(stage: Stage, who: str, name: str = "另一家企业") -> None:
    """Up to the refusal of the code, unwritten."""
    stage.silently(lambda: (stage.begin(who), stage.say(who, name, CODE))[1])


def ask(stage: Stage, who: str, name: str = "李工", post: str = "工艺员") -> None:
    """A claim made, unwritten."""
    knock(stage, who)
    stage.silently(lambda: (stage.tap(who, "申请加入"), stage.say(who, name, post))[1])


def claim_of(stage: Stage, who: str) -> str:
    """The id of the person's latest claim."""
    person = stage.person(who)
    return stage.work(lambda tx: tx.claims_of(person)[0].id)


def load(stage: Stage, mobile: str = "", **units: str) -> None:
    """An enterprise that a roster brought, without a contact."""
    profile = Profile(name=NAME, code=CODE, district=MINHANG, industry="C36", kind="discrete")
    entry = Entry(profile, Affiliation(district=MINHANG, **units), "王名单", mobile)
    stage.work(lambda tx: tx.load_roster((entry,), "", stage.clock.at))


def is_contact(stage: Stage, who: str) -> bool:
    """Whether the person belongs to the enterprise."""
    person, enterprise = stage.person(who), stage.enterprise().id
    return stage.work(lambda tx: tx.is_contact(person, enterprise))


def test_who_finds_no_requests_is_told_how_one_is_made(stage: Stage) -> None:
    """Who wants to join an enterprise looks here, and so does who has asked to."""
    stage.begin("陈静")
    shown = stage.say("陈静", "/claim").text
    assert "登记时填写它的统一社会信用代码" in shown
    assert "您自己的申请在“我的企业”里" in shown


def test_a_colleague_asks_and_the_first_contact_agrees(stage: Stage, transcript: Callable[[str], None]) -> None:
    """The colleague learns no name before it, and goes over with one tap after it."""
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.begin("李工")
    stage.say("李工", "申安机械", CODE)
    stage.tap("李工", "申请加入")
    stage.say("李工", "李明", "工艺员")
    stage.tap("王工", "同意")
    stage.tap("陈联络员", "不同意")
    stage.tap("李工", "进入")
    stage.say("王工", "/people")
    transcript("claim")


def test_an_enterprise_from_a_roster_gets_its_first_contact(stage: Stage, transcript: Callable[[str], None]) -> None:
    """The liaison confirms; the own contact card is a hint beside it; what the roster did not know is asked then."""
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    load(stage, "13912345678")
    stage.begin("李工")
    stage.say("李工", "申安机械", CODE, "申请加入", "李明", "工艺员")
    stage.send("李工", Card("+86 139-1234-5678"))
    stage.tap("陈联络员", "同意")
    stage.tap("李工", "进入")
    assert stage.enterprise().first_contact == stage.person("李工")
    transcript("claim_roster")


def test_nothing_of_the_enterprise_is_said_before_it_is_confirmed(stage: Stage) -> None:
    """Neither its name nor its contacts; and the words are the same whether it has contacts or not."""
    stage.register("王工")
    knock(stage, "李工")
    shown = stage.seen["李工"].screen
    load_other = Profile(name="名单企业", code=OTHER_CODE, district=PUDONG)
    stage.work(lambda tx: tx.load_roster((Entry(load_other, Affiliation(district=PUDONG)),), "", stage.clock.at))
    stage.begin("赵工")
    other = stage.say("赵工", "另一家企业", OTHER_CODE)
    assert [told for told in (NAME, typed.PERSON, typed.MOBILE, "名单企业") if told in shown.text + other.text] == []
    assert shown.text.replace(CODE, "") == other.text.replace(OTHER_CODE, "")
    assert labels(shown) == labels(other)


def test_another_code_goes_on_where_the_first_was_typed(stage: Stage) -> None:
    """Typed at once or after a tap; what was filled in before stays."""
    stage.register("王工")
    knock(stage, "李工", "李家企业")
    stage.say("李工", OTHER_CODE)
    assert (stage.cursor("李工").phase, stage.cursor("李工").at, stage.cursor("李工").desk.page) == (Phase.PROFILE, "district", "")
    knock(stage, "赵工", "赵家企业")
    stage.tap("赵工", "换一个代码")
    assert (stage.cursor("赵工").phase, stage.cursor("赵工").at) == (Phase.PROFILE, "code")
    stage.say("赵工", "91310120000000035B")
    run = stage.cursor("赵工").run
    stored = stage.work(lambda tx: tx.run(run))
    assert stored is not None
    assert stored.run.profile.name == "赵家企业"


def test_a_claim_is_withdrawn_and_cannot_be_confirmed_then(stage: Stage) -> None:
    """Who decides reads that it was withdrawn."""
    stage.register("王工")
    ask(stage, "李工")
    assert "等待确认" in stage.seen["李工"].screen.text
    stage.tap("李工", "撤回申请")
    assert "申请加入" in labels(stage.seen["李工"].screen)
    shown = stage.tap("王工", "同意")
    assert "已有人处理" in shown.text
    assert "申请人已撤回" in shown.text
    assert not is_contact(stage, "李工")


def test_who_was_turned_down_may_ask_again_after_a_day(stage: Stage) -> None:
    """Not at once, by no button and no forged one."""
    stage.register("王工")
    ask(stage, "李工")
    stage.tap("王工", "不同意")
    assert any("没有通过" in notice.text for notice in stage.noticed["李工"])
    shown = stage.open("李工", "join", CODE)
    assert "申请加入" not in labels(shown)
    before = len(stage.noticed["王工"])
    stage.send("李工", Reply("是"))
    assert len(stage.noticed["王工"]) == before
    stage.clock.at += 86_400_001
    assert "申请加入" in labels(stage.open("李工", "join", CODE))


def test_nobody_is_asked_more_than_three_times_a_day(stage: Stage) -> None:
    """However often a claim is withdrawn and made again."""
    stage.register("王工")
    ask(stage, "李工")
    for _ in range(4):
        stage.open("李工", "join", CODE)
        if "撤回申请" in labels(stage.seen["李工"].screen):
            stage.tap("李工", "撤回申请")
        if "申请加入" in labels(stage.seen["李工"].screen):
            stage.tap("李工", "申请加入")
    assert len(stage.noticed["王工"]) == 3


@pytest.mark.parametrize("decision", ["同意", "不同意"])
def test_a_second_tap_on_the_own_decision_is_no_surprise(stage: Stage, decision: str) -> None:
    """The state is shown; nobody is told that somebody else was first."""
    stage.register("王工")
    ask(stage, "李工")
    stage.tap("王工", decision)
    shown = stage.tap("王工", decision)
    assert "已有人处理" not in shown.text
    assert len(stage.noticed["李工"]) == 1


def test_a_claim_of_another_district_reads_like_one_that_is_not_there(stage: Stage) -> None:
    """For looking and for deciding; the claimant decides nothing either."""
    stage.grant("外区联络员", Role.LIAISON, PUDONG)
    stage.grant("工作人员", Role.STAFF)
    stage.register("王工")
    stage.register("别家", OTHER_CODE, "别家企业")
    ask(stage, "李工")
    claim = claim_of(stage, "李工")
    for who in ("外区联络员", "工作人员", "别家", "李工"):
        stage.say(who, "/desk")
        for ending in ("", ".y", ".n"):
            assert stage.open(who, "claim", claim + ending) == stage.open(who, "claim", "0" * 32 + ending), who
    assert not is_contact(stage, "李工")


def test_the_liaison_hears_of_it_and_where_there_is_none_the_admins(stage: Stage) -> None:
    """A claim never waits for nobody."""
    stage.grant("管理员", Role.ADMIN)
    load(stage)
    ask(stage, "李工")
    assert len(stage.noticed["管理员"]) == 1
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    ask(stage, "赵工", "赵强")
    assert (len(stage.noticed["管理员"]), len(stage.noticed["陈联络员"])) == (1, 1)
    listed = stage.say("陈联络员", "/claim")
    assert "李工" in listed.text
    assert "赵强" in listed.text


@pytest.mark.parametrize("number", ["13900000000", "12", ""])
def test_a_card_with_another_number_says_nothing_to_anybody(stage: Stage, number: str) -> None:
    """The sender reads the same words as with the right number."""
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    load(stage, "13912345678")
    ask(stage, "李工")
    ask(stage, "赵工")
    wrong = stage.send("李工", Card(number))
    right = stage.send("赵工", Card("13912345678"))
    assert wrong == right
    hinted = [notice for notice in stage.noticed["陈联络员"] if "名片" in notice.text]
    assert len(hinted) == 1
    stage.send("赵工", Card("13912345678"))
    assert len(stage.noticed["陈联络员"]) == 3


def test_somebody_elses_card_counts_for_nothing(stage: Stage) -> None:
    """It comes in as something that is no answer."""
    load(stage, "13912345678")
    ask(stage, "李工")
    assert "不会成为回答" in stage.send("李工", Send("contact")).text
    claim = claim_of(stage, "李工")
    found = stage.work(lambda tx: tx.claim_of(claim))
    assert found is not None
    assert not found.card


def test_a_card_means_nothing_elsewhere(stage: Stage) -> None:
    """Nor before there is a claim."""
    stage.register("王工")
    assert "不会成为回答" in stage.send("王工", Card("13912345678")).text
    knock(stage, "李工")
    assert "不会成为回答" in stage.send("李工", Card("13912345678")).text


def test_a_new_phone_gets_in_through_the_liaison(stage: Stage) -> None:
    """The old account is removed by the liaison, who makes the new one the first contact."""
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    stage.register("旧手机")
    ask(stage, "新手机", typed.PERSON, "设备部经理")
    stage.tap("陈联络员", "同意")
    stage.tap("陈联络员", "联系人")
    stage.tap("陈联络员", f"2. {typed.PERSON}")
    stage.tap("陈联络员", "设为首要联系人")
    stage.tap("陈联络员", "是")
    stage.tap("陈联络员", f"1. {typed.PERSON}")
    stage.tap("陈联络员", "移出")
    stage.tap("陈联络员", "是")
    enterprise = stage.enterprise().id
    people = stage.work(lambda tx: tx.contacts(enterprise))
    assert [row.person for row in people] == [stage.person("新手机")]
    assert stage.enterprise().first_contact == stage.person("新手机")


def test_nothing_that_was_typed_is_lost_by_joining(stage: Stage) -> None:
    """The registration that was begun can be gone on with."""
    stage.register("王工")
    ask(stage, "李工")
    stage.tap("王工", "同意")
    stage.tap("李工", "进入")
    assert "另一家企业" in stage.say("李工", "/mine").text
    stage.tap("李工", "继续登记")
    assert (stage.cursor("李工").phase, stage.cursor("李工").at) == (Phase.PROFILE, "code")


def test_the_page_without_a_code_says_how_to_come_to_one(stage: Stage) -> None:
    """Typed as a word."""
    stage.register("王工")
    assert "我的企业" in stage.say("王工", "/join").text


def test_going_back_while_being_asked_makes_no_claim(stage: Stage) -> None:
    """From the post to the name, from the name to the page, from there to the code."""
    stage.register("王工")
    knock(stage, "李工")
    stage.say("李工", "申请加入", "李明", "/back", "/back")
    assert "申请加入" in labels(stage.seen["李工"].screen)
    stage.say("李工", "/back")
    assert stage.cursor("李工").at == "code"
    assert "王工" not in stage.noticed
    person = stage.person("李工")
    assert stage.work(lambda tx: tx.claims_of(person)) == ()


def test_a_claim_survives_a_start_and_shows_where_it_stands(stage: Stage) -> None:
    """Who leaves the page comes back to it by its code among the own enterprises."""
    stage.register("王工")
    ask(stage, "李工")
    stage.send("李工", Start())
    assert CODE in stage.say("李工", "/mine").text
    assert "等待确认" in stage.tap("李工", CODE).text
    stage.tap("王工", "同意")
    assert "您已是" in stage.open("李工", "join", CODE).text


def test_a_forged_claim_for_an_unknown_code_is_not_there(stage: Stage) -> None:
    """As any code that nobody registered."""
    stage.begin("李工")
    for at in (OTHER_CODE, "x"):
        assert "没有找到" in stage.open("李工", "join", at).text


def decided(tx: Transaction, claim: str) -> str:
    """Who decided a claim."""
    found = tx.claim_of(claim)
    return found.decided_by if found else ""


def test_typed_answers_decide_too(stage: Stage) -> None:
    """On the page of the claim."""
    stage.register("王工")
    ask(stage, "李工")
    claim = claim_of(stage, "李工")
    stage.send("王工", Open("claim", claim))
    stage.send("王工", Reply("好的"))
    assert stage.work(lambda tx: decided(tx, claim)) == stage.person("王工")
    assert is_contact(stage, "李工")


def test_nobody_decides_an_own_claim(stage: Stage) -> None:
    """A liaison who says to work for an enterprise of the own district is told of it by nobody, and cannot agree to it."""
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    ask(stage, "陈联络员", "陈静", "科员")
    claim = claim_of(stage, "陈联络员")
    assert "陈联络员" not in stage.noticed
    assert "没有等待您确认的申请" in stage.say("陈联络员", "/claim").text
    assert "没有找到" in stage.open("陈联络员", "claim", f"{claim}.y").text
    assert not is_contact(stage, "陈联络员")


def test_the_list_of_claims_leads_to_each_and_back(stage: Stage) -> None:
    """By button; the way back is the list."""
    stage.register("王工")
    ask(stage, "李工")
    stage.say("王工", "/claim")
    assert "工艺员" in stage.tap("王工", "1. 李工").text
    assert "1. 李工" in labels(stage.say("王工", "/back"))
    shown = stage.say("王工", "1. 李工", "不同意")
    assert "已拒绝" in shown.text
    assert "没有等待您确认的申请" in stage.tap("王工", "其他申请").text
