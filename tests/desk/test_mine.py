"""The enterprises of a person, and the contacts of an enterprise: over, out, and passed on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.ports.registry import Entry
from bot.roles import Affiliation, Role, UnitKind
from dialogs.inbound import Choose, Reply
from dialogs.model import Phase, Profile, RunState
from tests.bot import typed
from tests.bot.typed import CODE, NAME, OTHER_CODE
from tests.desk.stage import MINHANG, Stage, labels

OTHER = "上海别家食品有限公司"


def join(stage: Stage, who: str, name: str = "", code: str = CODE) -> None:
    """Make somebody who has agreed a contact behind the scenes, with a name if there is none yet."""
    if stage.cursor_or_none(who) is None:
        stage.begin(who)
    person, enterprise = stage.person(who), stage.enterprise(code).id
    stage.work(lambda tx: tx.add_contact(enterprise, person, stage.clock.at))


def run_of(stage: Stage, who: str) -> str:
    """The enterprise whose run the person stands in."""
    run = stage.cursor(who).run
    stored = stage.work(lambda tx: tx.run(run))
    assert stored is not None
    return stored.run.enterprise


def test_one_person_goes_from_one_enterprise_to_another_and_back(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Each run resumes where it stands."""
    stage.register("别工", OTHER_CODE, OTHER)
    stage.register("王工")
    stage.go_on("王工", Phase.QUESTION)
    join(stage, "王工", code=OTHER_CODE)
    stage.say("王工", "/mine")
    stage.tap("王工", OTHER)
    stage.tap("王工", "进入")
    assert run_of(stage, "王工") == stage.enterprise(OTHER_CODE).id
    stage.say("王工", "/mine", NAME, "进入")
    stage.tap("王工", "继续")
    assert stage.cursor("王工").phase is Phase.LEVEL_OPENING
    transcript("mine")


def test_a_second_enterprise_is_registered_without_being_asked_who_one_is(stage: Stage) -> None:
    """Begun once, gone on with as often as wanted; then both are there."""
    stage.register("王工")
    stage.say("王工", "/mine", "登记一家企业", OTHER)
    stage.say("王工", "/mine")
    assert "继续登记" in labels(stage.seen["王工"].screen)
    stage.say("王工", "继续登记", OTHER_CODE, "闵行区", "1", "汽车", "1", "离散", "4", "1.2亿")
    assert stage.cursor("王工").phase is Phase.PROFILE_REVIEW
    stage.say("王工", "/submit")
    assert run_of(stage, "王工") == stage.enterprise(OTHER_CODE).id
    listed = stage.say("王工", "/mine").text
    assert OTHER in listed
    assert NAME in listed
    assert "尚未登记完成" not in listed


def test_the_contacts_are_managed_by_the_first_one(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Passes the office on, is then an ordinary contact, and is removed by the new one; who is out is told and answers nothing."""
    stage.register("王工")
    stage.go_on("王工", Phase.QUESTION)
    stage.begin("李工")
    join(stage, "李工")
    stage.say("王工", "/mine", NAME)
    stage.tap("王工", "联系人")
    stage.tap("王工", "2")
    stage.tap("王工", "设为首要联系人")
    stage.tap("王工", "是")
    stage.tap("李工", "联系人")
    stage.tap("李工", f"1. {typed.PERSON}")
    stage.tap("李工", "移出")
    stage.tap("李工", "是")
    stage.say("王工", "A", "/mine")
    assert stage.enterprise().first_contact == stage.person("李工")
    transcript("people")


def test_who_was_removed_answers_no_more_and_sees_nothing(stage: Stage) -> None:
    """Not by the old screen's buttons, not by words, not by a forged page."""
    stage.register("王工")
    stage.go_on("王工", Phase.QUESTION)
    join(stage, "李工")
    enterprise = stage.enterprise().id
    stage.open("李工", "mine", f"{enterprise}.go")
    stage.say("李工", "继续", "/submit")
    assert stage.cursor("李工").phase is Phase.QUESTION
    stage.silently(lambda: stage.open("王工", "people", enterprise))
    stage.tap("王工", "2")
    stage.tap("王工", "移出")
    stage.tap("王工", "是")
    run = stage.work(lambda tx: tx.run_in(enterprise))
    before = stage.work(lambda tx: tx.run(run or ""))
    for choice in ("A", "B", "C"):
        stage.tap("李工", choice) if choice in labels(stage.seen["李工"].screen) else stage.say("李工", choice)
    assert stage.work(lambda tx: tx.run(run or "")) == before
    for page in ("mine", "people", "invite"):
        for at in (enterprise, f"{enterprise}.go"):
            assert NAME not in stage.open("李工", page, at).text
            assert stage.open("李工", page, at) == stage.open("李工", page, "0" * 32)
    assert stage.cursor("李工").phase is Phase.PROFILE


def test_a_member_leaves_and_the_longest_serving_colleague_follows(stage: Stage) -> None:
    """The one who leaves stands in a registration of the own; the colleague is told."""
    stage.register("王工")
    join(stage, "李工")
    stage.open("王工", "people", stage.enterprise().id)
    stage.tap("王工", "退出这家企业")
    assert "接任" in stage.seen["王工"].screen.text
    stage.tap("王工", "否")
    assert stage.enterprise().first_contact == stage.person("王工")
    stage.tap("王工", "退出这家企业")
    stage.tap("王工", "是")
    assert stage.enterprise().first_contact == stage.person("李工")
    assert any("首要联系人" in notice.text for notice in stage.noticed["李工"])
    assert run_of(stage, "王工") == ""
    assert NAME not in stage.say("王工", "/mine").text


def test_the_last_one_is_told_what_leaving_means(stage: Stage) -> None:
    """The enterprise stays, and the next contact asks the liaison."""
    stage.register("王工")
    stage.open("王工", "people", stage.enterprise().id)
    assert "唯一的联系人" in stage.tap("王工", "退出这家企业").text
    stage.say("王工", "是")
    assert stage.enterprise().first_contact == ""


def test_who_leaves_one_of_two_goes_over_to_the_other(stage: Stage) -> None:
    """Not into a blank registration."""
    stage.register("别工", OTHER_CODE, OTHER)
    stage.register("王工")
    join(stage, "王工", code=OTHER_CODE)
    stage.open("王工", "people", stage.enterprise().id)
    stage.tap("王工", "退出这家企业")
    stage.tap("王工", "是")
    assert run_of(stage, "王工") == stage.enterprise(OTHER_CODE).id


def test_an_ordinary_contact_manages_nobody(stage: Stage) -> None:
    """No button, and no forged one."""
    stage.register("王工")
    join(stage, "李工")
    enterprise, first = stage.enterprise().id, stage.person("王工")
    shown = stage.open("李工", "people", enterprise)
    assert labels(shown) == ["退出这家企业", "返回"]
    for key in (first, "remove", "first", "yes"):
        stage.send("李工", Choose(key))
        stage.send("李工", Reply("是"))
    people = stage.work(lambda tx: tx.contacts(enterprise))
    assert len(people) == 2
    assert stage.enterprise().first_contact == first
    assert "没有找到" in stage.open("李工", "invite", enterprise).text


def test_nobody_is_removed_or_made_the_first_who_is_none(stage: Stage) -> None:
    """A colleague who left in between, and a person of another enterprise."""
    stage.register("王工")
    stage.register("别工", OTHER_CODE, OTHER)
    join(stage, "李工")
    enterprise, li = stage.enterprise().id, stage.person("李工")
    for act in ("移出", "设为首要联系人"):
        stage.open("王工", "people", enterprise)
        stage.tap("王工", "2")
        stage.tap("王工", act)
        stage.work(lambda tx: tx.remove_contact(enterprise, li))
        assert "没有找到" in stage.tap("王工", "是").text or "已有人处理" in stage.seen["王工"].screen.text
        stage.work(lambda tx: tx.add_contact(enterprise, li, stage.clock.at))
    stage.open("王工", "people", enterprise)
    assert "没有找到" in stage.send("王工", Choose(stage.person("别工"))).text


def test_an_office_sees_names_but_manages_only_where_the_table_says_so(stage: Stage) -> None:
    """The group looks, the liaison of the district manages, the other district sees nothing."""
    group = stage.work(lambda tx: tx.add_unit(UnitKind.GROUP, "申安集团", "", stage.clock.at)).id
    stage.register("王工")
    enterprise = stage.enterprise().id
    stage.work(lambda tx: tx.affiliate(enterprise, Affiliation(district=MINHANG, group=group), stage.clock.at))
    stage.grant("集团", Role.LIAISON, group)
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    stage.grant("外区", Role.LIAISON, "310115")
    assert typed.PERSON in stage.open("集团", "people", enterprise).text
    assert labels(stage.seen["集团"].screen) == ["返回"]
    assert "邀请" in labels(stage.open("陈联络员", "people", enterprise))
    stage.say("外区", "/desk")
    assert stage.open("外区", "people", enterprise) == stage.open("外区", "people", "0" * 32)


def test_the_score_is_shared_and_unshared_by_the_contacts(stage: Stage) -> None:
    """Offered where there is a street or park; kept with the enterprise."""
    stage.register("王工")
    enterprise = stage.enterprise().id
    assert "向街镇、园区公开得分" not in labels(stage.open("王工", "mine", enterprise))
    street = stage.work(lambda tx: tx.add_unit(UnitKind.STREET, "莘庄镇", MINHANG, stage.clock.at)).id
    stage.work(lambda tx: tx.affiliate(enterprise, Affiliation(district=MINHANG, street=street), stage.clock.at))
    stage.open("王工", "mine", enterprise)
    stage.tap("王工", "向街镇、园区公开得分")
    assert stage.enterprise().shares_score
    stage.tap("王工", "不再公开得分")
    assert not stage.enterprise().shares_score


def test_going_over_into_an_enterprise_without_a_run_begins_one(stage: Stage) -> None:
    """After the run was given up, with the answers of the last finished one as suggestions."""
    stage.register("王工")
    stage.go_on("王工", Phase.RESULT)
    enterprise = stage.enterprise().id
    stage.say("王工", "/new", "/submit")
    stage.go_on("王工", Phase.QUESTION)
    stage.say("王工", "/abandon", "是")
    join(stage, "李工")
    stage.open("李工", "mine", f"{enterprise}.go")
    run = stage.cursor("李工").run
    stored = stage.work(lambda tx: tx.run(run))
    assert stored is not None
    assert stored.run.state is RunState.FINISHED


@pytest.mark.parametrize("word", ["/tailor", "/profile", "/home", "/history", "/delete"])
def test_an_enterprise_of_which_little_is_known_is_asked_about_first(stage: Stage, word: str) -> None:
    """Whatever is typed on the way; a tailoring without a type would have nothing to ask."""
    profile = Profile(name=NAME, code=CODE, district=MINHANG)
    stage.work(lambda tx: tx.load_roster((Entry(profile, Affiliation(district=MINHANG)),), "", stage.clock.at))
    join(stage, "李工")
    stage.open("李工", "mine", f"{stage.enterprise().id}.go")
    assert stage.cursor("李工").phase is Phase.PROFILE
    stage.say("李工", word)
    stage.say("李工", "/home", "继续")
    assert stage.cursor("李工").phase is Phase.PROFILE
    assert "业务范围" in labels(stage.say("李工", "/home"))
    stage.tap("李工", "业务范围")
    assert stage.cursor("李工").phase is Phase.PROFILE


def test_naughty_names_look_inert(stage: Stage) -> None:
    """Of enterprises, people and invitations; on screens and on buttons."""
    name = "<b>&amp;{{7*7}}{until}</b>上海测试厂"
    stage.register("王工", name=name)
    shown = stage.say("王工", "/mine")
    assert "&lt;b&gt;&amp;amp;{{7*7}}{until}&lt;/b&gt;" in shown.text
    assert name in labels(shown)
    stage.tap("王工", name)
    stage.tap("王工", "联系人")
    stage.tap("王工", "邀请")
    stage.say("王工", "邀请一位同事", "<i>李</i>{enterprise}")
    assert "&lt;i&gt;李&lt;/i&gt;{enterprise}" in stage.seen["王工"].screen.text
