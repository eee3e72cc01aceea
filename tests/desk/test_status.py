"""The liaison's day: how far the district is, who stands still, one enterprise, reminders, the list as a file."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable

import msgspec
import openpyxl
import pytest

from bot.ports.registry import CITY
from bot.ports.standing import Progress, Stage
from bot.roles import Affiliation, Role, UnitKind
from bot.usecases.desk.status import About
from bot.usecases.files import exporting
from bot.usecases.files.order import Order
from dialogs.inbound import Speak
from dialogs.model import Phase
from tests.bot.office import DAY
from tests.bot.typed import CODE, MOBILE, NAME, OTHER_CODE
from tests.desk.stage import MINHANG, labels
from tests.desk.stage import Stage as Theatre
from tests.desk.township import Township

PUDONG = "310115"


def test_a_liaison_sees_the_district_finds_who_stands_still_and_reminds(stage: Theatre, transcript: Callable[[str], None]) -> None:
    """From the glance to a reminder that leads its reader back to the next question."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.go_on("王工", Phase.QUESTION)
    town = Township(stage)
    town.settle(9, finished=4, begun=3)
    stage.work(lambda tx: tx.set_target(MINHANG, 2025, 300, "测试"))
    stage.clock.at += 20 * DAY
    stage.say("李联络员", "/status")
    stage.tap("李联络员", "进行中名单")
    stage.tap("李联络员", "1")
    stage.tap("李联络员", "辖区状态")
    stage.tap("李联络员", "停滞名单")
    stage.tap("李联络员", "提醒停滞的企业")
    stage.tap("李联络员", "发送提醒")
    stage.tap("王工", "继续答题")
    transcript("status")


def test_whether_to_remind_those_standing_still_is_answered_in_words(stage: Theatre) -> None:
    """A no reminds nobody, a yes everybody; where there is nobody to remind nothing is asked."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.go_on("王工", Phase.QUESTION)
    Township(stage).settle(2)
    stage.clock.at += 20 * DAY
    for no in ("不", "取消", "返回"):
        stage.say("李联络员", "/status", "停滞名单", "提醒停滞的企业", no)
        assert "王工" not in stage.noticed
        assert "提醒停滞的企业" in labels(stage.seen["李联络员"].screen)
    stage.say("李联络员", "提醒停滞的企业", "是")
    assert len(stage.noticed["王工"]) == 1
    shown = stage.say("李联络员", "/status", "未开始名单", "提醒停滞的企业")
    assert labels(shown) == ["返回"]


def test_a_reminder_names_the_unit_as_its_reader_calls_it(stage: Theatre) -> None:
    """Whatever language the liaison has chosen."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    for who, code in (("王工", CODE), ("Mr Smith", OTHER_CODE)):
        stage.register(who, code)
        stage.go_on(who, Phase.QUESTION)
    stage.send("Mr Smith", Speak("en"))
    stage.send("李联络员", Speak("en"))
    for code in (CODE, OTHER_CODE):
        stage.open("李联络员", "ent", stage.enterprise(code).id)
        stage.tap("李联络员", "Remind the contacts")
    assert "闵行区想了解" in stage.noticed["王工"][0].text
    assert "Minhang would like" in stage.noticed["Mr Smith"][0].text


def test_units_have_their_english_names_on_english_pages(stage: Theatre) -> None:
    """The city, too; at the desk, of the person's own data, of rosters, invitations and grants."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.grant("赵管理员", Role.ADMIN)
    for who, pages in (("李联络员", ("/desk", "/privacy", "/roster", "/invite")), ("赵管理员", ("/desk", "/privacy"))):
        stage.send(who, Speak("en"))
        for page in pages:
            shown = stage.say(who, page)
            read = shown.text + " ".join(labels(shown))
            assert ("Minhang" if who == "李联络员" else "Shanghai") in read
            assert "闵行区" not in read
            assert "上海市" not in read
    assert "Minhang" in stage.say("赵管理员", "/grants", "liaison").text


def test_a_district_is_told_apart_and_narrowed_down(stage: Theatre, transcript: Callable[[str], None]) -> None:
    """By street, then by industry within it, and back again."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    Township(stage).settle(12, finished=5, begun=4, streets=2)
    stage.say("李联络员", "/status", "按街镇", "莘庄镇", "按行业", "返回", "返回", "按规模")
    transcript("status_apart")


def test_an_enterprise_is_found_and_looked_at(stage: Theatre, transcript: Callable[[str], None]) -> None:
    """Contacts with masked numbers, in full by a tap that is recorded; the story; a reminder only once a day."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.go_on("王工", Phase.RESULT)
    stage.clock.at += 16 * DAY
    stage.say("李联络员", "/find", "申安")
    stage.tap("李联络员", "1")
    stage.tap("李联络员", "查看手机号")
    transcript("enterprise")
    at = stage.enterprise().id
    assert [event.action for event in stage.work(lambda tx: tx.timeline(at, 20))].count("phone_shown") == 1


def test_nobody_is_reminded_twice_a_day(stage: Theatre) -> None:
    """Neither by the enterprise's page nor by a list, nor by another office; the next day again."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.grant("周联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.clock.at += 16 * DAY
    at = stage.enterprise().id
    stage.open("李联络员", "ent", at)
    assert "已提醒 1 位" in stage.tap("李联络员", "提醒联系人").text
    stage.open("周联络员", "ent", at)
    assert "今天没有可以提醒" in stage.tap("周联络员", "提醒联系人").text
    stage.say("周联络员", "/status", "未开始名单", "提醒停滞的企业")
    assert "今天没有可以提醒" in stage.tap("周联络员", "发送提醒").text
    assert len(stage.noticed["王工"]) == 1
    stage.clock.at += DAY
    stage.open("李联络员", "ent", at)
    assert "已提醒 1 位" in stage.tap("李联络员", "提醒联系人").text


def test_who_declines_reminders_of_progress_is_not_reminded(stage: Theatre) -> None:
    """Neither alone nor with others, and the office hears why; it can remind again once the person wants it."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.say("王工", "/mute", "不再接收：进度提醒")
    stage.clock.at += 16 * DAY
    at = stage.enterprise().id
    stage.open("李联络员", "ent", at)
    assert "有 1 位联系人不再接收进度提醒" in stage.tap("李联络员", "提醒联系人").text
    stage.say("李联络员", "/status", "未开始名单", "提醒停滞的企业")
    assert "有 1 位联系人不再接收进度提醒" in stage.tap("李联络员", "发送提醒").text
    assert "王工" not in stage.noticed
    stage.say("王工", "/mute", "恢复接收：进度提醒")
    stage.open("李联络员", "ent", at)
    assert "已提醒 1 位" in stage.tap("李联络员", "提醒联系人").text


def test_a_reminder_leads_nobody_else_into_the_run(stage: Theatre) -> None:
    """A forwarded button reads like one of an enterprise that is not there."""
    stage.register("王工")
    stage.go_on("王工", Phase.QUESTION)
    stage.register("赵工", OTHER_CODE, "另一家")
    forged = stage.open("赵工", "ent", stage.enterprise().id + ".on")
    assert forged == stage.open("赵工", "ent", "0" * 32 + ".on")
    assert "没有找到" in forged.text


def test_a_reminder_leads_to_the_overview_where_nothing_is_begun(stage: Theatre) -> None:
    """And never changes anything by itself."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.clock.at += 16 * DAY
    stage.open("李联络员", "ent", stage.enterprise().id)
    stage.tap("李联络员", "提醒联系人")
    stage.say("王工", "/desk")
    shown = stage.tap("王工", "继续答题")
    assert NAME in shown.text
    assert stage.cursor("王工").desk.page == ""


def test_a_reminder_names_the_office_and_not_the_person(stage: Theatre) -> None:
    """Whoever tapped it."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.clock.at += 16 * DAY
    stage.open("李联络员", "ent", stage.enterprise().id)
    stage.tap("李联络员", "提醒联系人")
    said = stage.noticed["王工"][0].text
    assert "闵行区" in said
    assert "李" not in said


def test_a_unit_or_an_enterprise_of_another_reads_like_one_that_is_not_there(stage: Theatre) -> None:
    """By a forged button, a unit, an enterprise, a filter that names somebody else's unit."""
    stage.grant("张联络员", Role.LIAISON, PUDONG)
    stage.register("王工")
    stage.say("张联络员", "/desk")
    for page, forbidden in (("ent", stage.enterprise().id), ("status", MINHANG), ("status", CITY), ("city", "")):
        there = stage.open("张联络员", page, forbidden)
        stage.say("张联络员", "/desk")
        absent = stage.open("张联络员", page, "0" * 32)
        stage.say("张联络员", "/desk")
        assert there == absent
        assert "没有找到" in there.text
    assert "没有找到这样的企业" in stage.say("张联络员", "/find", NAME).text


def test_somebody_without_any_role_finds_no_door(stage: Theatre) -> None:
    """A contact has no unit to look into."""
    stage.register("王工")
    assert "辖区状态" not in labels(stage.say("王工", "/desk"))
    assert "没有找到" in stage.say("王工", "/status").text
    assert "没有找到" in stage.say("王工", "/city").text


def test_a_contact_sees_the_own_enterprise_and_no_other(stage: Theatre) -> None:
    """The page is the same; what it offers follows from the relation."""
    stage.register("王工")
    stage.register("赵工", OTHER_CODE, "另一家")
    own = stage.open("王工", "ent", stage.enterprise().id)
    assert NAME in own.text
    assert not {"提醒联系人", "查看手机号"} & set(labels(own))
    assert NAME not in stage.open("赵工", "ent", stage.enterprise().id).text


@pytest.mark.parametrize(("shares", "expected"), [(False, False), (True, True)])
def test_a_street_sees_the_level_and_the_score_only_where_the_enterprise_agreed(stage: Theatre, shares: bool, expected: bool) -> None:
    """And masked numbers at most."""
    street = stage.work(lambda tx: tx.add_unit(UnitKind.STREET, "莘庄镇", MINHANG, stage.clock.at)).id
    stage.grant("街道老陈", Role.LIAISON, street)
    stage.register("王工")
    stage.go_on("王工", Phase.RESULT, key="A")
    at = stage.enterprise().id
    stage.work(lambda tx: tx.affiliate(at, Affiliation(district=MINHANG, street=street), stage.clock.at))
    stage.work(lambda tx: tx.share_score(at, shares))
    shown = stage.open("街道老陈", "ent", at)
    assert "自诊断结果" in shown.text
    assert (" 分" in shown.text) is expected
    assert MOBILE not in shown.text
    assert "139****5678" in shown.text
    assert "查看手机号" not in labels(shown)
    assert "没有找到" not in stage.say("街道老陈", "/status").text


def test_a_liaison_of_two_units_chooses_one(stage: Theatre) -> None:
    """And comes back to the choice."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.grant("李联络员", Role.LIAISON, PUDONG)
    assert {"闵行区", "浦东新区"} <= set(labels(stage.say("李联络员", "/status")))
    assert "还没有登记企业" in stage.tap("李联络员", "闵行区").text
    assert "浦东新区" in labels(stage.say("李联络员", "返回"))


def test_a_role_taken_away_ends_the_view_at_once(stage: Theatre) -> None:
    """The next tap finds nothing."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.say("李联络员", "/status")
    person = stage.person("李联络员")
    stage.work(lambda tx: tx.revoke(person, Role.LIAISON, MINHANG))
    shown = stage.tap("李联络员", "未开始名单")
    assert "没有找到" in shown.text
    assert NAME not in shown.text


# -- the list as a file ----------------------------------------------------------------------------------------------


def _made(stage: Theatre, who: str, what: str, at: str) -> list[tuple[str, str, bytes]]:
    order = Order(stage.store, stage.person(who), "zh", stage.clock.at, at)
    try:
        return list(asyncio.run(exporting.files(order, what)))
    finally:
        order.drawing.close()


def _list(theatre: Theatre, who: str, unit: str = MINHANG, **chosen: str) -> list[list[str]]:
    files = _made(theatre, who, "status", msgspec.json.encode(About(unit, chosen)).decode())
    if not files:
        return []
    book = openpyxl.load_workbook(io.BytesIO(files[0][2]))
    sheet = book.worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


def test_the_list_of_a_district_is_a_workbook_with_numbers_in_full_and_each_recorded(stage: Theatre) -> None:
    """Asked for by a button, made afterwards."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工", name="=1+1，控股（上海）")
    stage.say("李联络员", "/status", "全部名单", "导出表格")
    (who, what, at), *_ = stage.files
    assert (who, what) == ("李联络员", "status")
    assert msgspec.json.decode(at, type=About) == About(MINHANG, {})
    head, row = _list(stage, "李联络员")
    found = dict(zip(head, row, strict=True))
    assert found["企业名称"] == "=1+1，控股（上海）"
    assert found["手机号"] == MOBILE
    assert found["状态"] == "未开始"
    at_enterprise = stage.enterprise().id
    assert "phone_shown" in [event.action for event in stage.work(lambda tx: tx.timeline(at_enterprise, 9))]


def test_a_group_gets_masked_numbers_and_somebody_who_lost_the_role_gets_nothing(stage: Theatre) -> None:
    """Rights are those of the moment in which the file is made."""
    group = stage.work(lambda tx: tx.add_unit(UnitKind.GROUP, "申江集团", "", stage.clock.at)).id
    stage.grant("集团老周", Role.LIAISON, group)
    stage.register("王工")
    at = stage.enterprise().id
    stage.work(lambda tx: tx.affiliate(at, Affiliation(district=MINHANG, group=group), stage.clock.at))
    head, row = _list(stage, "集团老周", group)
    assert dict(zip(head, row, strict=True))["手机号"] == "139****5678"
    person = stage.person("集团老周")
    stage.work(lambda tx: tx.revoke(person, Role.LIAISON, group))
    assert _list(stage, "集团老周", group) == []
    assert _list(stage, "王工") == []


def test_the_score_in_the_list_is_the_one_that_the_reports_print(stage: Theatre) -> None:
    """Cut to two decimals and never rounded up; a number that a table can sort, shown with both decimals."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    Township(stage).settle(2)
    first, second = stage.work(lambda tx: tx.find_enterprises("企业", Affiliation(district=MINHANG), 9))
    low = Progress("r-1", Stage.FINISHED, 1, 1, 1, level=1, total="1.7996666666666666666666666667", finished_at=stage.clock.at)
    whole = Progress("r-2", Stage.FINISHED, 1, 1, 1, level=3, total="3", finished_at=stage.clock.at)
    stage.work(lambda tx: tx.keep_progress(first.id, low, stage.clock.at))
    stage.work(lambda tx: tx.keep_progress(second.id, whole, stage.clock.at))
    ((_, _, content),) = _made(stage, "李联络员", "status", msgspec.json.encode(About(MINHANG, {})).decode())
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    place = next(cell.column for cell in sheet[1] if cell.value == "得分")
    cells = [sheet.cell(row, place) for row in (2, 3)]
    assert sorted((cell.value, cell.data_type, cell.number_format) for cell in cells) == [(1.79, "n", "0.00"), (3, "n", "0.00")]


def test_a_file_of_those_standing_still_holds_only_them(stage: Theatre) -> None:
    """The file holds what the list showed."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    Township(stage).settle(6, begun=3)
    stage.clock.at += 20 * DAY
    fresh = stage.work(lambda tx: tx.find_enterprises("企业", Affiliation(district=MINHANG), 9))[0].id
    stage.work(lambda tx: tx.keep_progress(fresh, Progress("r", Stage.IN_PROGRESS, 1, 1, 9), stage.clock.at))
    assert len(_list(stage, "李联络员")) == 7
    assert len(_list(stage, "李联络员", stage="in_progress")) == 4
    assert len(_list(stage, "李联络员", idle="1")) == 3
