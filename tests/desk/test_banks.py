"""题库: an admin brings a bank, another agrees, both can go back; nothing is stored with an error, nobody else sees anything."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from bot.ports.banks import BankState
from bot.roles import Role
from bot.usecases.banks import shadows as bank_shadows
from bot.usecases.banks.packing import packed
from bot.usecases.desk.visit import Notice
from bot.usecases.drawing import Drawing, DrawingFailed
from bot.usecases.files import exporting
from bot.usecases.files.order import Order
from bot.usecases.versions import bringing
from bot.usecases.versions.publishing import PAUSE_MS, Move
from dialogs.desk.banks.effects import BankShadowed
from dialogs.desk.versions.effects import VersionMoveMade, VersionStays
from dialogs.model import Phase
from question_bank.bank_workbook import bank_workbook
from question_bank.model import AreaId, QuestionId
from question_bank.shadowing import AreaShift, Shadow
from question_bank.sheets import Row
from question_bank.workbook_writing import Workbook, workbook_bytes
from tests.bot.office import at_once
from tests.desk.library_rooms import ADMIN, SECOND, begun, library, states, tiny, version, versions
from tests.desk.sending import Desk
from tests.desk.stage import MINHANG, Stage, labels
from tests.question_bank.tiny import as_sheets, put, spoilt

STEM = put("questions", 2, "stem", "员工有没有上岗培训？")
NAUGHTY = "<b>=1+1</b>{{7*7}}*题库*"


@pytest.fixture
def desk(stage: Stage) -> Desk:
    """Two admins."""
    return library(stage, ADMIN, SECOND)


def told(desk: Desk, who: str = ADMIN) -> str:
    """The last notice."""
    return desk.stage.noticed[who][-1].text


def published(desk: Desk, number: str) -> None:
    """A version brought and published, unwritten."""
    stage = desk.stage

    def do() -> None:
        desk.send(ADMIN, "题库.xlsx", version(number, put("questions", 2, "stem", f"第 {number} 版有没有培训？")))
        at = begun(stage, number)
        stage.open(ADMIN, "banks", at + ".a")
        stage.say(ADMIN, "是")
        stage.open(SECOND, "banks", at + ".y")

    stage.silently(do)


def test_a_bank_is_corrected_drafted_agreed_to_and_gone_back_from(desk: Desk, transcript: Callable[[str], None]) -> None:
    """The whole way, as both admins see it."""
    stage = desk.stage
    stage.say(ADMIN, "/banks")
    desk.send(ADMIN, "题库.xlsx", faulty())
    desk.send(ADMIN, "题库.xlsx", version("2.0", STEM))
    stage.tap(ADMIN, "查看这一版")
    stage.tap(ADMIN, "申请发布…")
    stage.say(ADMIN, "是")
    stage.tap(SECOND, "同意发布")
    stage.open(ADMIN, "banks", begun(stage, "1.0.0"))
    stage.tap(ADMIN, "改用这一版…")
    stage.say(ADMIN, "是")
    stage.say(ADMIN, "/banks")
    transcript("banks")
    assert states(stage) == {"1.0.0": "published*", "2.0": "published"}


def faulty() -> bytes:
    """Version 2.0 with two errors."""
    sheets, _ = as_sheets(spoilt(put("bank", 3, "value", "2.0"), put("questions", 2, "effort", "高"), put("areas", 4, "parent", "makng")))
    return workbook_bytes(Workbook(sheets))


def comments(content: bytes) -> dict[str, set[str]]:
    """The cells with a comment below the heads, by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {page.title: {cell.coordinate for row in page.iter_rows(min_row=2) for cell in row if cell.comment} for page in book}
    return {name: cells for name, cells in found.items() if cells}


def test_with_an_error_nothing_is_stored_and_the_marked_workbook_says_where(desk: Desk) -> None:
    """The faulty cells have comments; the corrected workbook is taken."""
    desk.send(ADMIN, "题库.xlsx", faulty())
    assert "题库没有保存" in told(desk)
    assert "makng" in told(desk)
    assert states(desk.stage) == {"1.0.0": "published*"}
    ((_, name, content),) = desk.handed
    assert name == "题库-请核对.xlsx"
    assert comments(content) == {"areas": {"B4"}, "questions": {"V2"}}
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["areas"]["B4"], book["questions"]["V2"] = "making", "1"
    made = io.BytesIO()
    book.save(made)
    desk.send(ADMIN, "题库.xlsx", made.getvalue())
    assert states(desk.stage) == {"1.0.0": "published*", "2.0": "draft"}


@pytest.mark.parametrize("content", [b"PK\x03\x04 no archive", b"{", b"a,b\n1,2\n", b"{}"])
def test_a_file_that_is_no_bank_is_refused_with_reasons(desk: Desk, content: bytes) -> None:
    """Whatever its name says."""
    desk.kept["f" * 64] = content
    desk.stage.files.append((ADMIN, "bank", "f" * 32))
    desk.make(ADMIN)
    assert "题库没有保存" in told(desk)
    assert "1. " in told(desk)
    assert states(desk.stage) == {"1.0.0": "published*"}


def test_a_version_that_enterprises_may_answer_is_not_replaced(desk: Desk) -> None:
    """The same number with another content is refused, and says what to do; the very same content too."""
    published(desk, "2.0")
    desk.send(ADMIN, "题库.xlsx", version("2.0", STEM))
    assert "请在 bank 表里把 version 改成新的版本号" in told(desk)
    desk.send(ADMIN, "题库.xlsx", workbook_bytes(bank_workbook(tiny())))
    assert "已经有了（已发布）" in told(desk)
    assert states(desk.stage) == {"1.0.0": "published", "2.0": "published*"}


def test_a_draft_is_replaced_by_the_next_upload_and_its_old_buttons_lead_nowhere(desk: Desk) -> None:
    """Nobody agrees to another content than the one that was shown."""
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    old = begun(desk.stage, "2.0")
    desk.send(SECOND, "题库.xlsx", version("2.0", STEM))
    assert begun(desk.stage, "2.0") != old
    absent = desk.stage.open(ADMIN, "banks", "0" * 32 + ".a").text
    assert desk.stage.open(ADMIN, "banks", old + ".a").text == absent
    assert states(desk.stage)["2.0"] == "draft"


def test_who_asks_does_not_agree_where_another_could(desk: Desk) -> None:
    """Neither by the button, which is not there, nor by a forged one."""
    stage = desk.stage
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    stage.open(ADMIN, "banks", at + ".a")
    shown = stage.say(ADMIN, "是")
    assert "同意发布" not in labels(shown)
    assert "撤回申请" in labels(shown)
    stage.open(ADMIN, "banks", at + ".y")
    assert VersionStays("banks", "agree", "own") in stage.effects[ADMIN]
    stage.clock.at += 10 * PAUSE_MS
    stage.open(ADMIN, "banks", at + ".y")
    assert states(stage)["2.0"] == "waiting"
    stage.tap(ADMIN, "撤回申请")
    assert states(stage)["2.0"] == "draft"
    assert "撤回了申请" in told(desk, SECOND)


def test_the_only_admin_agrees_alone_after_a_pause(stage: Stage) -> None:
    """And is told so."""
    desk = library(stage, ADMIN)
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    stage.open(ADMIN, "banks", at + ".a")
    assert "10 分钟后自己同意" in stage.say(ADMIN, "是").text
    stage.open(ADMIN, "banks", at + ".y")
    assert VersionStays("banks", "agree", "early") in stage.effects[ADMIN]
    stage.clock.at += PAUSE_MS
    stage.open(ADMIN, "banks", at + ".y")
    assert states(stage) == {"1.0.0": "published", "2.0": "published*"}


def test_of_two_who_decide_one_wins_and_the_other_is_told(desk: Desk) -> None:
    """Agreeing after it was returned, and the reverse."""
    stage = desk.stage
    stage.grant("第三", Role.ADMIN)
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    stage.open(ADMIN, "banks", at + ".a")
    stage.say(ADMIN, "是")
    stage.open(SECOND, "banks", at + ".y")
    stage.open("第三", "banks", at + ".n")
    assert VersionStays("banks", "return", "elsewhere") in stage.effects["第三"]
    stage.open("第三", "banks", at + ".y")
    assert states(stage) == {"1.0.0": "published", "2.0": "published*"}
    assert "何馆" not in told(desk)  # nobody entered a name; the notice says what they are
    assert "一位管理员同意了" in told(desk)


def test_of_two_who_agree_at_once_one_publishes_and_the_other_is_told(desk: Desk) -> None:
    """One line in the audit, one version in use."""
    stage = desk.stage
    stage.grant("第三", Role.ADMIN)
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    stage.open(ADMIN, "banks", at + ".a")
    stage.say(ADMIN, "是")
    at_once([lambda: stage.open(SECOND, "banks", at + ".y"), lambda: stage.open("第三", "banks", at + ".y")])
    effects = [effect for who in (SECOND, "第三") for effect in stage.effects[who]]
    assert [type(effect) for effect in effects].count(VersionMoveMade) == 1
    assert VersionStays("banks", "agree", "elsewhere") in effects
    assert states(stage) == {"1.0.0": "published", "2.0": "published*"}
    recorded = stage.work(lambda tx: tx.latest_recorded(50, "", "", 0))
    assert [row.action for row in recorded].count("bank_published") == 1


def test_the_version_in_use_of_the_main_bank_is_not_retired_and_others_are(desk: Desk) -> None:
    """A retired version is not made current again, and what was published is never deleted."""
    stage = desk.stage
    published(desk, "2.0")
    new, old = begun(stage, "2.0"), begun(stage, "1.0.0")
    stage.open(ADMIN, "banks", new + ".r")
    stage.say(ADMIN, "是")
    assert VersionStays("banks", "retire", "main") in stage.effects[ADMIN]
    stage.open(ADMIN, "banks", old + ".r")
    stage.say(ADMIN, "是")
    assert states(stage) == {"1.0.0": "retired", "2.0": "published*"}
    for code, why in ((".u", VersionStays("banks", "use", "elsewhere")), (".d", VersionStays("banks", "drop", "used"))):
        stage.open(ADMIN, "banks", old + code)
        stage.say(ADMIN, "是")
        assert why in stage.effects[ADMIN]


def test_a_draft_is_deleted_after_a_question(desk: Desk) -> None:
    """A no leaves it."""
    stage = desk.stage
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    stage.open(ADMIN, "banks", at + ".d")
    stage.say(ADMIN, "不")
    assert "2.0" in states(stage)
    stage.open(ADMIN, "banks", at + ".d")
    stage.say(ADMIN, "是")
    assert states(stage) == {"1.0.0": "published*"}


def test_a_bank_that_calls_itself_a_draft_is_not_published(desk: Desk) -> None:
    """It says where that stands."""
    sheets = dict(bank_workbook(tiny(put("bank", 3, "value", "2.0"))).sheets)
    rows = sheets["bank"].rows
    sheets["bank"] = replace(sheets["bank"], rows=(*rows, Row(rows[-1].number + 1, {"setting": "state", "value": "draft"})))
    desk.send(ADMIN, "题库.xlsx", workbook_bytes(Workbook(sheets)))
    desk.stage.open(ADMIN, "banks", begun(desk.stage, "2.0") + ".a")
    desk.stage.say(ADMIN, "是")
    assert VersionStays("banks", "ask", "says_draft") in desk.stage.effects[ADMIN]
    assert states(desk.stage)["2.0"] == "draft"


def test_a_version_is_handed_out_as_the_workbook_it_came_from(desk: Desk) -> None:
    """And its changes against the current one; both on record."""
    stage = desk.stage
    content = version("2.0", STEM)
    desk.send(ADMIN, "题库.xlsx", content)
    assert [name for _, name, _ in desk.handed] == ["tiny-2.0-变化.xlsx"]
    stage.open(ADMIN, "banks", begun(stage, "2.0"))
    stage.tap(ADMIN, "下载工作簿")
    ((_, name, made),) = desk.make(ADMIN)
    assert (name, made) == ("tiny-2.0.xlsx", content)
    stage.tap(ADMIN, "与现用版比较")
    ((_, name, made),) = desk.make(ADMIN)
    assert (name, openpyxl.load_workbook(io.BytesIO(made)).sheetnames[0]) == ("tiny-2.0-变化.xlsx", "总览")
    person = stage.person(ADMIN)
    audited = [row.action for row in stage.work(lambda tx: tx.latest_recorded(20, "", person, 0))]
    assert {"bank_brought", "bank_drafted", "bank_exported"} <= set(audited)


@pytest.mark.parametrize("role", [Role.CITY, Role.STAFF, Role.LIAISON, None])
def test_for_everybody_else_there_are_no_banks(stage: Stage, role: Role | None) -> None:
    """Page, version, file and every button read as those of a version that is not there."""
    desk = library(stage, ADMIN)
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    if role is not None:
        stage.grant("路人", role, MINHANG if role is Role.LIAISON else "shanghai")
    else:
        stage.begin("路人")
    assert "题库" not in stage.say("路人", "/desk").text
    for ending in ("", ".a", ".u", ".r", ".d", ".y", ".n", ".c", ".e", ".s", ".m", ".t"):
        there, absent = (stage.open("路人", "banks", about + ending).text for about in (at, "0" * 32))
        assert there == absent, ending
    assert states(stage) == {"1.0.0": "published*", "2.0": "draft"}
    for what, about in (("bank", "f" * 32), ("bank_export", at), ("bank_compare", at), ("bank_shadow", at), ("bank_simulate", at)):
        order = Order(stage.store, stage.person("路人"), "zh", 0, about, drawing=desk.drawing, read=lambda _: version("3.0"))
        assert list(asyncio.run(exporting.files(order, what))) == []
    assert states(stage) == {"1.0.0": "published*", "2.0": "draft"}


def test_hostile_texts_of_a_bank_are_only_texts(desk: Desk) -> None:
    """In the chat, in file names, in the workbooks."""
    desk.send(ADMIN, "题库.xlsx", version("2.0", put("bank", 4, "value", NAUGHTY), put("questions", 2, "stem", "<a href=x>{{ 7*7 }}</a>")))
    assert "&lt;b&gt;=1+1&lt;/b&gt;{{7*7}}" in told(desk)
    shown = desk.stage.say(ADMIN, "/banks")
    assert "&lt;b&gt;" in shown.text
    assert any(NAUGHTY in label for label in labels(shown))
    desk.stage.open(ADMIN, "banks", begun(desk.stage, "2.0") + ".e")
    for _, _, content in (*desk.handed, *desk.make(ADMIN)):
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_a_worker_that_does_not_come_to_its_end_is_said(stage: Stage) -> None:
    """Nothing is stored, and the person may send again."""

    class Ending(Drawing):
        async def made(self, work: Callable[..., Any], *arguments: Any) -> Any:
            raise DrawingFailed("too long")

    desk = Desk(library(stage, ADMIN).stage, Ending())
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    assert "没能处理完" in told(desk)
    assert states(stage) == {"1.0.0": "published*"}
    stage.open(ADMIN, "banks", begun(stage, "1.0.0") + ".e")
    assert desk.make(ADMIN) == []


def test_a_file_that_is_gone_is_said(desk: Desk) -> None:
    """The data folder lost it."""
    desk.stage.files.append((ADMIN, "bank", "e" * 32))
    desk.make(ADMIN)
    assert "文件已经不在了" in told(desk)


def test_a_draft_is_scored_in_the_shadow_and_simulated(desk: Desk, transcript: Callable[[str], None]) -> None:
    """The numbers, and nobody's result is another."""
    stage = desk.stage
    stage.register("企业甲")
    stage.go_on("企业甲", Phase.RESULT)
    before = stage.work(lambda tx: tx.finished_with("tiny", "1.0.0", 9))
    assert len(before) == 1
    desk.send(ADMIN, "题库.xlsx", version("2.0", put("bands", 3, "low", "0.9"), put("bands", 4, "low", "1.9")))
    stage.open(ADMIN, "banks", begun(stage, "2.0"))
    stage.tap(ADMIN, "影子评分")
    desk.make(ADMIN)
    stage.tap(ADMIN, "模拟作答")
    desk.make(ADMIN)
    transcript("banks_tried")
    assert "能重算 1 次" in stage.noticed[ADMIN][-2].text
    assert "都答到了结果" in told(desk)
    assert stage.work(lambda tx: tx.finished_with("tiny", "1.0.0", 9)) == before


def test_what_shadow_scoring_found_is_said_in_full(desk: Desk, transcript: Callable[[str], None]) -> None:
    """Pieces put together, levels and areas by name, everything that was not scored."""
    one = Shadow({(1, 2): 3, (2, 2): 5}, {4: 1}, 1, 0, (AreaShift(AreaId("people"), Fraction(-1, 10), Fraction(1, 5), 10),), ())
    more = Shadow(
        {(1, 2): 1, (2, 1): 2}, {4: 1}, 0, 2, (AreaShift(AreaId("people"), Fraction(-3, 10), Fraction(2, 5), 30),), (QuestionId("x"),)
    )
    found = bank_shadows.together(bank_shadows.together(bank_shadows.NOTHING, one), more)
    assert (found.scored, found.moved, found.unscored, found.unfit, found.further) == (11, 6, {4: 2}, 2, 1)
    assert [(shift.mean, shift.spread, shift.scores) for shift in found.areas] == [(Fraction(-1, 4), Fraction(7, 20), 40)]
    sheets = packed(tiny()).sheets
    named = bank_shadows.named(sheets, sheets, found, "zh")
    assert named == ((("一级", "二级", 4), ("二级", "一级", 2)), (("人员", -25.0),))
    shown = BankShadowed("0" * 32, NAUGHTY, "2.0", "1.0.0", 11, 6, *named, unscored=2, further=1, unfit=2, assumed=1)
    person = desk.stage.person(ADMIN)
    desk.stage.work(lambda tx: desk.stage.conversation.tell(tx, Notice(person, shown)))
    desk.stage.show_told()
    transcript("banks_shadow")


def test_a_draft_is_tried_from_any_question_and_counts_nowhere(desk: Desk, transcript: Callable[[str], None]) -> None:
    """Back to where the admin was; from then on the draft is a tried one."""
    stage = desk.stage
    desk.send(ADMIN, "题库.xlsx", version("2.0", STEM))
    stage.tap(ADMIN, "试答…")
    stage.say(ADMIN, "9.9")
    stage.say(ADMIN, "2.1")
    stage.say(ADMIN, "B")
    stage.tap(ADMIN, "结束试答")
    stage.open(ADMIN, "banks", begun(stage, "2.0") + ".t")
    stage.tap(ADMIN, "从头开始")
    stage.open(ADMIN, "banks", begun(stage, "2.0"))
    transcript("banks_trial")
    assert states(stage)["2.0"] == "tried"
    assert stage.work(lambda tx: tx.runs_with("tiny", "2.0")) == {}


def test_runs_go_on_with_the_version_they_began_with(desk: Desk) -> None:
    """New ones begin with the published version."""
    stage = desk.stage
    stage.register("企业甲")
    stage.go_on("企业甲", Phase.QUESTION)
    published(desk, "2.0")
    stage.say("企业甲", "/start")
    stage.begin("企业乙")
    old, new = stage.cursor("企业甲").run, stage.cursor("企业乙").run
    first, second = stage.work(lambda tx: tx.run(old)), stage.work(lambda tx: tx.run(new))
    assert first is not None
    assert second is not None
    assert (first.run.bank_version, second.run.bank_version) == ("1.0.0", "2.0")
    stage.open(ADMIN, "banks", begun(stage, "1.0.0"))
    assert "进行中 1 次" in stage.seen[ADMIN].screen.text


def test_the_moves_are_those_that_the_texts_know() -> None:
    """Every state and move has its words."""
    assert {state.value for state in BankState} == {"draft", "tried", "waiting", "published", "retired"}
    assert {move.value for move in Move} == {"ask", "agree", "return", "use", "retire", "drop"}
    assert bringing.MOST_LINES == 15


def test_versions_are_listed_with_the_current_one_of_the_main_bank_first(desk: Desk) -> None:
    """Then the rest; of very many the newest."""
    for number in range(2, 24):
        desk.send(ADMIN, "题库.xlsx", version(f"{number}.0"))
    shown = desk.stage.say(ADMIN, "/banks").text
    assert shown.index("1.0.0：<b>现用</b>") < shown.index("23.0：草稿")
    assert "还有 3 个较早的版本没有列出" in shown
    assert len(versions(desk.stage)) == 23


def test_from_everywhere_there_are_ways_back(desk: Desk) -> None:
    """A typed word that means nothing changes nothing; going back leads to the version, then to the list, then to the desk."""
    stage = desk.stage
    desk.send(ADMIN, "题库.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    card = stage.open(ADMIN, "banks", at).text
    for ending in (".a", ".d", ".t"):
        stage.open(ADMIN, "banks", at + ending)
        assert stage.tap(ADMIN, "返回" if ending == ".t" else "否").text == card
    stage.open(ADMIN, "banks", at + ".a")
    assert "申请发布“小题库”2.0？" in stage.say(ADMIN, "随便").text
    stage.open(ADMIN, "banks", at)
    assert "要改题库" in stage.tap(ADMIN, "返回").text
    assert "可以做的事" in stage.tap(ADMIN, "返回").text
    assert states(stage) == {"1.0.0": "published*", "2.0": "draft"}
