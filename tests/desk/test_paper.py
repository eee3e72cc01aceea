"""申报表格: what is filled, texts written in a chat, pictures sent as files, the checks, and the documents."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from bot.roles import Role
from dialogs.answers import Unreadable
from dialogs.desk.paper.texts import added
from dialogs.inbound import Stored
from tests.bot.office import at_once
from tests.desk.papers import ADVANCED, APPLICATION, INFORMATION, Papers, papers_desk
from tests.desk.stage import MINHANG, labels
from tests.desk.test_mine import join
from tests.reports.forms.images import jpeg

__all__ = ["papers_desk"]


def test_a_contact_fills_writes_sends_and_takes_the_application(desk: Papers, golden: Callable[[str, str], None]) -> None:
    """From the list of forms to the document, everything kept on the way."""
    stage = desk.stage
    stage.say("王工", "/paper")
    stage.open("王工", "paper", ADVANCED)
    stage.open("王工", "paper", INFORMATION)
    stage.tap("王工", "对照要求检查")
    stage.open("王工", "paper", APPLICATION)
    stage.tap("王工", "撰写正文")
    stage.say("王工", "2", "公司品牌在行业内知名。\n\n拥有专业资质 12 项。", "财务状况良好。")
    stage.tap("王工", "撤回上一次")
    stage.open("王工", "paper", APPLICATION)
    desk.send("王工", "IMG_1.jpg", jpeg(4000, 2000), kind="photo")
    desk.send("王工", "IMG_1.jpg", jpeg(4000, 2000))
    stage.say("王工", "图 1 总装车间全景")
    desk.send("王工", "IMG_2.jpg", jpeg(1000, 800))
    desk.send("王工", "报告.pdf", b"%PDF-1.7\n1 0 obj\n")
    stage.tap("王工", "配图")
    stage.say("王工", "2", "机器人上下料")
    stage.tap("王工", "前移一位")
    stage.open("王工", "paper", APPLICATION)
    stage.tap("王工", "对照要求检查")
    stage.open("王工", "paper", APPLICATION)
    stage.tap("王工", "下载 Word 文档")
    (made,) = desk.make("王工")
    desk.send("王工", "定稿.docx", made[2])
    golden("desk/paper.txt", stage.transcript)


# -- facts and texts ---------------------------------------------------------------------------------------------------


def test_what_the_form_lacks_is_asked_and_leads_back_to_the_form(desk: Papers) -> None:
    """Only what a contact can state: the level follows from a run."""
    stage = desk.stage
    stage.open("王工", "paper", INFORMATION)
    stage.tap("王工", "补充缺项")
    asked = []
    while stage.cursor("王工").desk.page == "prog" and len(asked) < 20:
        asked.append(stage.cursor("王工").desk.asked)
        stage.say("王工", "以后再说" if len(asked) > 1 else "申安智能工厂")
    assert asked[0] == "f.factory_name"
    assert "f.maturity_level" not in asked
    assert stage.cursor("王工").desk.at == INFORMATION
    assert "2 工厂名称：申安智能工厂" in stage.seen["王工"].screen.text


def test_a_text_may_be_cleared_and_taken_back(desk: Papers) -> None:
    """Undo after a clearing brings it back; without anything there is nothing to undo."""
    stage = desk.stage
    stage.open("王工", "paper", f"{APPLICATION}/t4")
    stage.say("王工", "整体架构。")
    assert "已清空" in stage.tap("王工", "清空重写").text
    assert "撤回上一次" not in labels(stage.seen["王工"].screen)
    assert "已恢复" not in stage.choose("王工", "undo").text
    stage.say("王工", "新的架构。")
    assert stage.tap("王工", "撤回上一次").text.startswith("已恢复到上一次之前")


def test_a_text_that_cannot_be_kept_leaves_what_is_there(desk: Papers) -> None:
    """Too long, or with signs that nobody can see."""
    stage = desk.stage
    stage.open("王工", "paper", f"{APPLICATION}/t1")
    stage.say("王工", "甲" * 3000)
    for text, said in (("乙" * 20_000, "内容太长"), ("丙\u202e丁", "看不见")):
        assert said in stage.say("王工", text).text.partition("\n")[0]
    assert "这一部分 3000 字" in stage.seen["王工"].screen.text
    assert "…" + "甲" * 20 in stage.seen["王工"].screen.text


def test_the_running_count_follows_from_part_to_part(desk: Papers) -> None:
    """3,000 signs in two parts are enough."""
    stage = desk.stage
    stage.open("王工", "paper", f"{APPLICATION}/t1")
    assert "还差 1001 字" in stage.say("王工", "甲" * 1999).text
    assert "还差 1001 字" in stage.tap("王工", "下一部分").text
    assert "还差" not in stage.say("王工", "乙" * 1001).text
    assert "超出 1 字" in stage.say("王工", "丙" * 2001).text
    stage.open("王工", "paper", f"{APPLICATION}/t11")
    assert "下一部分" not in labels(stage.seen["王工"].screen)


# -- rights ------------------------------------------------------------------------------------------------------------


def test_who_is_no_contact_gets_the_same_as_for_what_is_not_there(desk: Papers) -> None:
    """A liaison of the district, a stranger; and a form, text or picture that does not exist."""
    stage = desk.stage
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.begin("路人")
    for who in ("李联络员", "路人"):
        told = {
            stage.open(who, "paper", at).text for at in ("", ADVANCED, APPLICATION, f"{APPLICATION}/t1", f"{APPLICATION}/p", "nothing/1")
        }
        assert len(told) == 1, told
    nowhere = {
        stage.open("王工", "paper", at).text for at in ("nothing", "nothing/1", f"{ADVANCED}/9", f"{APPLICATION}/t99", f"{APPLICATION}/p7")
    }
    assert len(nowhere) == 1


def test_a_file_is_made_for_whom_it_was_ordered_and_with_the_rights_of_then(desk: Papers) -> None:
    """Who is no contact any more gets nothing."""
    stage = desk.stage
    join(stage, "李工")
    stage.open("李工", "paper", APPLICATION)
    stage.tap("李工", "下载 Word 文档")
    person, enterprise = stage.person("李工"), stage.enterprise().id
    stage.work(lambda tx: tx.remove_contact(enterprise, person))
    assert desk.make("李工") == []


def test_forged_choices_lead_nowhere(desk: Papers) -> None:
    """Moves without a picture, texts without a number, kinds of moves that there are not."""
    stage = desk.stage
    forged = ((APPLICATION, "no_report"), (f"{APPLICATION}/p1", "up:00"), (f"{APPLICATION}/p", "0"), (f"{APPLICATION}/t1", "clear"))
    for at, key in (*forged, (ADVANCED, "get")):
        stage.open("王工", "paper", at)
        assert stage.choose("王工", key).text
    stage.send("王工", Stored("0" * 64, "a.jpg", "image/jpeg", 5, page="paper", at="nothing/1"))


def test_bodies_fill_their_forms_likewise(desk: Papers) -> None:
    """The application of a supervising agency, and its work plan."""
    stage = desk.stage
    stage.open("王工", "paper", "supervision-agency-2023/2")
    stage.tap("王工", "撰写正文")
    stage.say("王工", "1", "监督对象为本市完成评估诊断的规上制造业企业。")
    stage.open("王工", "paper", "supervision-agency-2023/2")
    assert "7 个部分已写 1 个" in stage.seen["王工"].screen.text
    stage.tap("王工", "下载 Word 文档")
    (made,) = desk.make("王工")
    assert "监督对象为本市" in "\n".join(one.text for one in docx.Document(io.BytesIO(made[2])).paragraphs)


def test_the_way_back_leads_up_step_by_step(desk: Papers) -> None:
    """From one text or picture to all of them, the form, the forms, the programmes, the desk."""
    stage = desk.stage
    for at, ways in (
        (f"{APPLICATION}/t3", [f"{APPLICATION}/t", APPLICATION, ADVANCED, ""]),
        (f"{APPLICATION}/p", [APPLICATION, ADVANCED, ""]),
    ):
        stage.open("王工", "paper", at)
        seen = []
        for _ in ways:
            stage.tap("王工", "返回")
            seen.append(stage.cursor("王工").desk.at)
        assert seen == ways
    stage.open("王工", "paper")
    stage.tap("王工", "返回")
    assert stage.cursor("王工").desk.page == "desk"


def test_a_form_is_chosen_by_the_number_that_stands_before_it(desk: Papers) -> None:
    """Of either width; another number is not understood."""
    stage = desk.stage
    for typed, at in (("2", APPLICATION), ("１", INFORMATION), ("9", ADVANCED)):
        stage.open("王工", "paper", ADVANCED)
        stage.say("王工", typed)
        assert stage.cursor("王工").desk.at == at


def test_lists_are_led_through_by_buttons_as_by_numbers(desk: Papers) -> None:
    """A text by its button; what is neither a number nor a choice is nothing."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    stage.tap("王工", "撰写正文")
    stage.tap("王工", next(label for label in labels(stage.seen["王工"].screen) if label.startswith("[4]")))
    assert stage.cursor("王工").desk.at == f"{APPLICATION}/t4"
    stage.open("王工", "paper", f"{APPLICATION}/t")
    stage.say("王工", "不知道写什么")
    assert stage.cursor("王工").desk.at == f"{APPLICATION}/t"
    with pytest.raises(Unreadable):
        added("", " \n ")


def test_what_two_contacts_add_to_a_text_at_once_is_all_kept(desk: Papers) -> None:
    """One paragraph after the other, whoever is first."""
    stage = desk.stage
    join(stage, "李工")
    for who in ("王工", "李工"):
        stage.open(who, "paper", f"{APPLICATION}/t1")
    at_once([lambda: stage.say("王工", "甲段。"), lambda: stage.say("李工", "乙段。")])
    shown = stage.open("王工", "paper", f"{APPLICATION}/t1").text
    assert "甲段。" in shown
    assert "乙段。" in shown
