"""单位: listed and added by admins."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.roles import Role, UnitKind
from tests.bot.office import at_once
from tests.desk.stage import MINHANG, Stage, labels

NAUGHTY = "<b>{{7*7}}</b>=1+1 集团"


@pytest.fixture
def admin(stage: Stage) -> Stage:
    """Where an admin is."""
    stage.grant("赵管理员", Role.ADMIN)
    return stage


def names(stage: Stage, kind: UnitKind) -> list[tuple[str, str]]:
    """The units of a kind with their districts."""
    return [(unit.name, unit.district) for unit in stage.work(lambda tx: tx.units(kind))]


def test_an_admin_adds_a_missing_street_and_is_asked_about_one_alike(admin: Stage, transcript: Callable[[str], None]) -> None:
    """A street has a district; a slip of the pen is asked about; what is there is not added twice."""
    admin.say("赵管理员", "/units")
    admin.tap("赵管理员", "新增单位")
    admin.say("赵管理员", "街道、镇", "闵行", "江川路街道")
    admin.tap("赵管理员", "确认新增")
    admin.say("赵管理员", "新增单位", "2", "闵行区", "江川路街道办")
    admin.tap("赵管理员", "不新增")
    admin.say("赵管理员", "新增单位", "2", "闵行区", "江川路街道办")
    admin.tap("赵管理员", "是另一个单位，新增")
    admin.say("赵管理员", "新增单位", "2", "闵行区", "江川路街道")
    admin.tap("赵管理员", "街道、镇")
    transcript("units")
    assert names(admin, UnitKind.STREET) == [("江川路街道", MINHANG), ("江川路街道办", MINHANG)]


def test_a_unit_is_said_back_before_it_is_added(admin: Stage) -> None:
    """It cannot be taken back; whoever says no, or goes back, has added nothing."""
    for no in ("否", "取消", "返回", "不新增"):
        shown = admin.say("赵管理员", "/units", "新增单位", "园区", "闵行区", "不知道").text
        assert "要新增“不知道”（园区，闵行区）吗" in shown
        assert "不能删除" in shown
        admin.say("赵管理员", no)
        assert names(admin, UnitKind.PARK) == []
    admin.say("赵管理员", "新增单位", "园区", "闵行区", "紫竹科学园", "确认")
    assert names(admin, UnitKind.PARK) == [("紫竹科学园", MINHANG)]


def test_a_group_has_no_district(admin: Stage) -> None:
    """Nor is one asked for, on the way back either."""
    asked = admin.say("赵管理员", "/units", "新增单位", "企业集团")
    assert "名称" in asked.text
    assert "哪一类" in admin.say("赵管理员", "返回").text
    admin.say("赵管理员", "企业集团", NAUGHTY, "是")
    assert names(admin, UnitKind.GROUP) == [(NAUGHTY, "")]
    shown = admin.open("赵管理员", "units", "group")
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;=1+1 集团" in shown.text


def test_two_admins_who_add_the_same_at_once_add_it_once(admin: Stage) -> None:
    """The other one reads that it is there."""
    admin.grant("钱管理员", Role.ADMIN)
    for who in ("赵管理员", "钱管理员"):
        admin.say(who, "/units", "新增单位", "服务商", "上海智造")
    shown = at_once([lambda: admin.say("赵管理员", "是"), lambda: admin.say("钱管理员", "是")])
    assert names(admin, UnitKind.PROVIDER) == [("上海智造", "")]
    assert sorted("没有重复新增" in screen.text for screen in shown) == [False, True]


def test_the_way_back_leads_out_of_the_form_and_out_of_a_list(admin: Stage) -> None:
    """Nothing is added on it."""
    front = admin.say("赵管理员", "/units")
    assert admin.say("赵管理员", "新增单位", "返回") == front
    admin.tap("赵管理员", "园区")
    assert admin.say("赵管理员", "返回") == front
    assert "工作台" in admin.say("赵管理员", "返回").text


def test_who_is_no_admin_finds_no_units(stage: Stage) -> None:
    """Whatever kind is asked for; a kind that is none reads the same to an admin."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("赵管理员", Role.ADMIN)
    assert len({stage.open("李梅", "units", at) for at in ("", "street", "nothing", "city")}) == 1
    stage.say("赵管理员", "/desk")
    absent = {stage.open("赵管理员", "units", at) for at in ("nothing", "city", "0" * 32)}
    assert len(absent) == 1
    assert "没有找到" in absent.pop().text


def test_a_liaison_begins_a_form_by_a_forged_button_and_adds_nothing(stage: Stage) -> None:
    """The page asks again at the end."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.open("李梅", "units")
    stage.choose("李梅", "add")
    stage.say("李梅", "企业集团", "申安集团", "是")
    assert names(stage, UnitKind.GROUP) == []
    assert "新增单位" not in labels(stage.seen["李梅"].screen)
