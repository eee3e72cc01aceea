"""联络员登记: who registers, who decides, and what follows."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl

from bot.ports.registry import CITY
from bot.roles import Role
from tests.bot.office import at_once
from tests.desk.sending import Desk
from tests.desk.stage import MINHANG, Stage, labels

FORM = ("闵行区", "李梅", "科长", "13912345678", "跳过")


def sent(stage: Stage, who: str = "李梅", form: tuple[str, ...] = FORM) -> None:
    """An entry filled in and sent, unwritten."""
    stage.begin(who)
    stage.silently(lambda: stage.say(who, "/liaison", "登记", *form, "提交登记"))


def test_a_liaison_registers_an_admin_confirms_and_the_role_holds_at_once(stage: Stage, transcript: Callable[[str], None]) -> None:
    """With the form of the notice's annex, said back before it is sent."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.begin("李梅")
    stage.say("李梅", "/liaison", "登记", *FORM)
    stage.tap("李梅", "提交登记")
    stage.tap("赵管理员", "同意")
    stage.say("李梅", "/desk")
    transcript("liaison")
    person = stage.person("李梅")
    assert [(grant.role, grant.unit) for grant in stage.work(lambda tx: tx.grants(person))] == [(Role.LIAISON, MINHANG)]


def test_a_group_is_asked_for_its_name(stage: Stage) -> None:
    """And becomes a unit."""
    stage.grant("赵管理员", Role.ADMIN)
    sent(stage, form=("企业集团", "申安集团", *FORM[1:]))
    assert "申安集团" in stage.noticed["赵管理员"][0].text


def test_a_district_is_not_asked_for_a_groups_name(stage: Stage) -> None:
    """Nor is the way back led over it."""
    stage.begin("李梅")
    stage.say("李梅", "/liaison", "登记", "闵行区")
    assert "姓名" in stage.seen["李梅"].screen.text
    assert "哪个区" in stage.tap("李梅", "返回").text


def test_who_is_no_admin_decides_nothing(stage: Stage) -> None:
    """The entry reads as if it were not there, for its own author too."""
    sent(stage)
    entry = stage.work(lambda tx: tx.waiting_registrations()[0].id)
    stage.say("李梅", "/desk")
    forbidden, absent = stage.open("李梅", "liaison", entry), stage.open("李梅", "liaison", "0" * 32)
    assert forbidden == absent
    assert "同意" not in labels(forbidden)


def test_of_two_admins_one_decides(stage: Stage) -> None:
    """The other is told, and the liaison is told once."""
    for admin in ("赵管理员", "钱管理员"):
        stage.grant(admin, Role.ADMIN)
    sent(stage)
    entry = stage.work(lambda tx: tx.waiting_registrations()[0].id)
    for admin in ("赵管理员", "钱管理员"):
        stage.open(admin, "liaison", entry)
    at_once([lambda: stage.tap("赵管理员", "同意"), lambda: stage.tap("钱管理员", "不同意")])
    told = [screen.text for screen in stage.noticed["李梅"]]
    assert len(told) == 1
    assert sum("没有重复执行" in stage.seen[admin].screen.text for admin in ("赵管理员", "钱管理员")) == 1


def test_a_decided_entry_cannot_be_decided_again(stage: Stage) -> None:
    """Neither from an old button."""
    stage.grant("赵管理员", Role.ADMIN)
    sent(stage)
    stage.tap("赵管理员", "不同意")
    person = stage.person("李梅")
    assert stage.work(lambda tx: tx.grants(person)) == ()
    assert stage.work(lambda tx: tx.waiting_registrations()) == ()


def test_the_official_table_lists_all_who_hold_the_role(stage: Stage) -> None:
    """In the columns of the annex, by unit, numbers in full and each on record; who lost the role is not in it."""
    stage.grant("赵管理员", Role.ADMIN)
    for who, form in (
        ("吴老师", ("企业集团", "<b>=1+1</b>集团", "吴敏", "=HYPERLINK(1)", "13700000002", "跳过")),
        ("孙明", ("浦东新区", "孙明", "主任", "13700000001", "分管南片")),
        ("李梅", FORM),
    ):
        sent(stage, who, form)
        stage.silently(lambda: stage.tap("赵管理员", "同意"))
        stage.noticed.clear()
    gone = stage.person("李梅")
    stage.work(lambda tx: tx.revoke(gone, Role.LIAISON, MINHANG))
    stage.say("赵管理员", "/liaison")
    assert "随后发给您" in stage.tap("赵管理员", "导出登记表").text
    desk = Desk(stage)
    desk.make("赵管理员")
    ((_, name, content),) = desk.handed
    assert name == "联络员信息登记表-20251102.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content))["联络员信息登记表"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["序号", "区/管委会/集团", "姓名", "职务", "手机号", "备注"],
        ["1", "浦东新区", "孙明", "主任", "13700000001", "分管南片"],
        ["2", "<b>=1+1</b>集团", "吴敏", "=HYPERLINK(1)", "13700000002", None],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    lines = stage.work(lambda tx: tx.latest_recorded(20))
    assert sum(line.action == "phone_shown" for line in lines) == 2


def test_an_admin_of_yesterday_gets_no_table(stage: Stage) -> None:
    """Though it was asked for in time."""
    stage.grant("赵管理员", Role.ADMIN)
    sent(stage)
    stage.tap("赵管理员", "同意")
    stage.say("赵管理员", "/liaison", "导出登记表")
    person = stage.person("赵管理员")
    stage.work(lambda tx: tx.revoke(person, Role.ADMIN, CITY))
    assert Desk(stage).make("赵管理员") == []


def test_what_was_said_back_can_be_filled_in_anew(stage: Stage) -> None:
    """By tapping, or by typing no."""
    stage.begin("李梅")
    stage.say("李梅", "/liaison", "登记", *FORM)
    for answer in ("重新填写", "不是"):
        assert "哪个区" in stage.say("李梅", answer).text
        assert "请核对" in stage.say("李梅", *FORM).text
    assert stage.work(lambda tx: tx.waiting_registrations()) == ()
    assert "等待确认" in stage.say("李梅", "是").text


def test_an_admin_opens_an_entry_and_decides_by_typing(stage: Stage) -> None:
    """Or goes back to the list and leaves it undecided."""
    stage.grant("赵管理员", Role.ADMIN)
    sent(stage)
    stage.say("赵管理员", "/liaison")
    assert "等待确认" in stage.tap("赵管理员", "闵行区 李梅").text
    assert labels(stage.tap("赵管理员", "返回"))[0] == "闵行区 李梅"
    stage.tap("赵管理员", "闵行区 李梅")
    assert "没有看懂" in stage.say("赵管理员", "也许").text
    assert "未通过" in stage.say("赵管理员", "否").text
    assert "没有通过" in stage.noticed["李梅"][-1].text


def test_the_first_field_leads_back_to_the_page(stage: Stage) -> None:
    """With nothing kept of the form."""
    stage.begin("李梅")
    stage.say("李梅", "/liaison", "登记")
    assert "登记" in labels(stage.tap("李梅", "返回"))
    assert stage.cursor("李梅").desk.fields == {}


def test_who_turns_back_from_a_group_to_a_district_is_not_asked_for_a_groups_name(stage: Stage) -> None:
    """What was chosen last counts, not what was chosen before."""
    stage.begin("李梅")
    stage.say("李梅", "/liaison", "登记", "企业集团")
    assert "集团的全称" in stage.seen["李梅"].screen.text
    stage.tap("李梅", "返回")
    assert "姓名" in stage.say("李梅", "闵行区").text
