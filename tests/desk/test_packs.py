"""申报项目规则: an admin brings a rule pack, another agrees, both can go back; with an error nothing is stored; nobody else sees it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from bot.roles import Role
from bot.usecases.drawing import Drawing, DrawingFailed
from bot.usecases.files import exporting
from bot.usecases.files.order import Order
from bot.usecases.packs.packing import packed, unpacked
from bot.usecases.versions.publishing import PAUSE_MS
from dialogs.desk.versions.effects import VersionMoveMade, VersionStays
from tests.bot.office import at_once
from tests.desk import pack_rooms as rooms
from tests.desk.pack_rooms import ADMIN, PACK, SECOND, begun, put, shelf, small, states, version
from tests.desk.sending import Desk
from tests.desk.stage import MINHANG, Stage, labels

LEVEL_4 = put("conditions", 5, "values", "4")
NAUGHTY = "<b>=1+1</b>{{7*7}}*规则*"


@pytest.fixture
def desk(stage: Stage) -> Desk:
    """Two admins."""
    return shelf(stage, ADMIN, SECOND)


def told(desk: Desk, who: str = ADMIN) -> str:
    """The last notice."""
    return desk.stage.noticed[who][-1].text


def published(desk: Desk, number: str, *edits: rooms.Edit) -> None:
    """A version brought and published, unwritten."""
    stage = desk.stage

    def do() -> None:
        desk.send(ADMIN, "规则.xlsx", version(number, *edits))
        at = begun(stage, number)
        stage.open(ADMIN, "packs", at + ".a")
        stage.say(ADMIN, "是")
        stage.open(SECOND, "packs", at + ".y")

    stage.silently(do)


def test_a_pack_is_corrected_drafted_agreed_to_and_gone_back_from(desk: Desk, transcript: Callable[[str], None]) -> None:
    """The whole way, as both admins see it."""
    stage = desk.stage
    stage.say(ADMIN, "/packs")
    desk.send(ADMIN, "规则.xlsx", faulty())
    desk.send(ADMIN, "规则.xlsx", version("2.0", LEVEL_4, put("windows", 2, "closes", "2026-12-31")))
    stage.tap(ADMIN, "查看这一版")
    stage.tap(ADMIN, "申请发布…")
    stage.say(ADMIN, "是")
    stage.tap(SECOND, "同意发布")
    stage.open(ADMIN, "packs", begun(stage, "1.0.0"))
    stage.tap(ADMIN, "改用这一版…")
    stage.say(ADMIN, "是")
    stage.say(ADMIN, "/packs")
    transcript("packs")
    assert states(stage) == {"1.0.0": "published*", "2.0": "published"}


def faulty() -> bytes:
    """Version 2.0 with two errors."""
    return version("2.0", put("conditions", 2, "operator", "iss"), put("facts", 4, "source", "run.lvl"))


def comments(content: bytes) -> dict[str, set[str]]:
    """The cells with a comment below the heads, by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {page.title: {cell.coordinate for row in page.iter_rows(min_row=2) for cell in row if cell.comment} for page in book}
    return {name: cells for name, cells in found.items() if cells}


def test_with_an_error_nothing_is_stored_and_the_marked_workbook_says_where(desk: Desk) -> None:
    """The faulty cells have comments; the corrected workbook is taken."""
    desk.send(ADMIN, "规则.xlsx", faulty())
    assert "申报项目规则没有保存" in told(desk)
    assert "run.lvl" in told(desk)
    assert states(desk.stage) == {"1.0.0": "published*"}
    ((_, name, content),) = desk.handed
    assert name == "申报项目规则-请核对.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    places = {sheet: column_of(book[sheet], column) for sheet, column in (("conditions", "operator"), ("facts", "source"))}
    cells = {"conditions": f"{places['conditions']}2", "facts": f"{places['facts']}4"}
    assert comments(content) == {sheet: {cell} for sheet, cell in cells.items()}
    book["conditions"][cells["conditions"]], book["facts"][cells["facts"]] = "is", "run.level"
    made = io.BytesIO()
    book.save(made)
    desk.send(ADMIN, "规则.xlsx", made.getvalue())
    assert states(desk.stage) == {"1.0.0": "published*", "2.0": "draft"}


def column_of(page: Any, name: str) -> str:
    """The letter of the column of this name, which stands below its Chinese one."""
    heads = {str(cell.value).rpartition("\n")[2]: cell.column_letter for cell in page[1]}
    return str(heads[name])


def test_what_contradicts_is_refused_with_both_rows(desk: Desk) -> None:
    """A condition that must be and one that must not, on the same fact: the problem names the two rows."""
    contrary = rooms.add(
        "conditions", id="not_legal", clause="一.9", text="不是独立法人", remedy="无", fact="legal_person", operator="is", values="no"
    )
    desk.send(ADMIN, "规则.xlsx", version("2.0", contrary))
    assert "没有保存" in told(desk)
    assert "conditions，第 2" in told(desk) or "第 2 行" in told(desk)
    assert "第 7" in told(desk)
    assert states(desk.stage) == {"1.0.0": "published*"}


def test_a_fact_that_another_programme_means_otherwise_is_refused_where_it_stands(desk: Desk) -> None:
    """At the upload with its cell, and again at the moment of publishing."""
    stage = desk.stage
    other, text = rooms.setting("id", "other-2026"), (put("facts", 2, "kind", "text"), put("conditions", 2, "values", "甲"))
    desk.send(ADMIN, "规则.xlsx", version("1.0", other, *text))
    assert "没有保存" in told(desk)
    assert "facts，第 2 行，“kind”列" in told(desk)
    assert len(rooms.versions(stage)) == 1


def test_two_drafts_that_agree_alone_and_not_together_are_not_both_published(desk: Desk) -> None:
    """The second one is refused when it is asked for."""
    stage = desk.stage
    for number, kind, values in (("a-2026", "number", "3"), ("b-2026", "text", "甲")):
        fact = rooms.add("facts", id="contested", kind=kind, name="有争议的", ask="问什么？", clause="一")
        looks = rooms.add(
            "conditions", id="contested", clause="一", text="要这样", remedy="补上", fact="contested", operator="is", values=values
        )
        desk.send(ADMIN, "规则.xlsx", version(f"1.{number}", rooms.setting("id", number), fact, looks))
    first, second = begun(stage, "1.a-2026"), begun(stage, "1.b-2026")
    for at in (first, second):
        stage.open(ADMIN, "packs", at + ".a")
        stage.say(ADMIN, "是")
    stage.open(SECOND, "packs", first + ".y")
    stage.open(SECOND, "packs", second + ".y")
    assert VersionStays("packs", "agree", "apart") in stage.effects[SECOND]
    assert states(stage)["1.b-2026"] == "waiting"
    stage.open(SECOND, "packs", second + ".n")
    stage.open(SECOND, "packs", second + ".a")
    stage.say(SECOND, "是")
    assert VersionStays("packs", "ask", "apart") in stage.effects[SECOND]


@pytest.mark.parametrize("content", [b"PK\x03\x04 no archive", b"{", b"a,b\n1,2\n", b"{}", b"", b"\x00" * 9])
def test_a_file_that_is_no_pack_is_refused_with_reasons(desk: Desk, content: bytes) -> None:
    """Whatever its name says."""
    desk.kept["f" * 64] = content
    desk.stage.files.append((ADMIN, "pack", "f" * 32))
    desk.make(ADMIN)
    assert "申报项目规则没有保存" in told(desk)
    assert "1. " in told(desk)
    assert states(desk.stage) == {"1.0.0": "published*"}


def test_a_version_that_verdicts_were_given_by_is_not_replaced(desk: Desk) -> None:
    """The same number with another content is refused, and says what to do; the very same content too."""
    published(desk, "2.0", LEVEL_4)
    desk.send(ADMIN, "规则.xlsx", version("2.0"))
    assert "请在 programme 表里把 version 改成新的版本号" in told(desk)
    desk.send(ADMIN, "规则.xlsx", version("2.0", LEVEL_4))
    assert "已经有了（已发布），不能替换" in told(desk)
    assert states(desk.stage) == {"1.0.0": "published", "2.0": "published*"}


def test_a_draft_is_replaced_by_the_next_upload_and_its_old_buttons_lead_nowhere(desk: Desk) -> None:
    """Nobody agrees to another content than the one that was shown; a trial of the old one is over."""
    stage = desk.stage
    desk.send(ADMIN, "规则.xlsx", version("2.0"))
    old = begun(stage, "2.0")
    stage.open(ADMIN, "packs", old + ".t")
    desk.stage.say(SECOND, "/packs")
    desk.send(SECOND, "规则.xlsx", version("2.0", LEVEL_4))
    assert begun(stage, "2.0") != old
    absent = stage.open(SECOND, "packs", "0" * 32 + ".a").text
    assert stage.open(SECOND, "packs", old + ".a").text == absent
    stage.say(ADMIN, "是")
    assert "试用中记下" not in stage.seen[ADMIN].screen.text
    assert states(stage)["2.0"] == "draft"


def test_of_two_who_agree_at_once_one_publishes_and_the_other_is_told(desk: Desk) -> None:
    """One line in the audit, one version in use."""
    stage = desk.stage
    stage.grant("第三", Role.ADMIN)
    desk.send(ADMIN, "规则.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    stage.open(ADMIN, "packs", at + ".a")
    stage.say(ADMIN, "是")
    at_once([lambda: stage.open(SECOND, "packs", at + ".y"), lambda: stage.open("第三", "packs", at + ".y")])
    effects = [effect for who in (SECOND, "第三") for effect in stage.effects[who]]
    assert [type(effect) for effect in effects].count(VersionMoveMade) == 1
    assert VersionStays("packs", "agree", "elsewhere") in effects
    assert states(stage) == {"1.0.0": "published", "2.0": "published*"}
    recorded = stage.work(lambda tx: tx.latest_recorded(50, "", "", 0))
    assert [row.action for row in recorded].count("pack_published") == 1


def test_two_who_send_the_same_version_at_once_leave_one_draft(desk: Desk) -> None:
    """The last one stands whole; neither is mixed with the other."""
    stage = desk.stage
    one, other = version("2.0"), version("2.0", LEVEL_4)
    desk.kept |= {"a" * 64: one, "b" * 64: other}
    orders = [
        Order(stage.store, stage.person(who), "zh", stage.clock.at, name * 32, drawing=desk.drawing, read=desk._read)
        for who, name in ((ADMIN, "a"), (SECOND, "b"))
    ]
    at_once([lambda: asyncio.run(exporting.files(orders[0], "pack")), lambda: asyncio.run(exporting.files(orders[1], "pack"))])
    (draft,) = [found for found in rooms.versions(stage) if found.version == "2.0"]
    sheets = stage.work(lambda tx: tx.pack_sheets(PACK, "2.0"))
    assert sheets is not None
    assert packed(unpacked(sheets)).digest == draft.digest
    assert draft.digest in {packed(small(rooms.setting("version", "2.0"), *edits)).digest for edits in ((), (LEVEL_4,))}


def test_who_asks_does_not_agree_where_another_could_and_the_only_admin_waits(stage: Stage) -> None:
    """As with banks: another admin, or a pause."""
    desk = shelf(stage, ADMIN)
    desk.send(ADMIN, "规则.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    stage.open(ADMIN, "packs", at + ".a")
    assert "10 分钟后自己同意" in stage.say(ADMIN, "是").text
    stage.open(ADMIN, "packs", at + ".y")
    assert VersionStays("packs", "agree", "early") in stage.effects[ADMIN]
    stage.grant(SECOND, Role.ADMIN)
    stage.clock.at += PAUSE_MS
    stage.open(ADMIN, "packs", at + ".y")
    assert VersionStays("packs", "agree", "own") in stage.effects[ADMIN]
    stage.open(SECOND, "packs", at + ".y")
    assert states(stage) == {"1.0.0": "published", "2.0": "published*"}


def test_any_programme_can_be_retired_and_a_draft_deleted(desk: Desk) -> None:
    """What was published is never deleted, and what comes with the program neither."""
    stage = desk.stage
    at = begun(stage, "1.0.0")
    stage.open(ADMIN, "packs", at + ".d")
    stage.say(ADMIN, "是")
    assert VersionStays("packs", "drop", "elsewhere") in stage.effects[ADMIN]
    stage.open(ADMIN, "packs", at + ".r")
    stage.say(ADMIN, "是")
    assert states(stage) == {"1.0.0": "retired"}
    assert stage.work(lambda tx: tx.current_packs()) == ()
    desk.send(ADMIN, "规则.xlsx", version("2.0"))
    stage.open(ADMIN, "packs", begun(stage, "2.0") + ".d")
    stage.say(ADMIN, "是")
    assert states(stage) == {"1.0.0": "retired"}


def test_a_pack_that_calls_itself_a_draft_is_not_published(desk: Desk) -> None:
    """As the template does; it says where that stands."""
    desk.send(ADMIN, "规则.xlsx", version("2.0", rooms.add("programme", setting="state", value="draft")))
    desk.stage.open(ADMIN, "packs", begun(desk.stage, "2.0") + ".a")
    desk.stage.say(ADMIN, "是")
    assert VersionStays("packs", "ask", "says_draft") in desk.stage.effects[ADMIN]
    assert "programme 表" in desk.stage.seen[ADMIN].screen.text


def test_a_version_is_handed_out_as_the_workbook_it_came_from_and_a_template_beside(desk: Desk) -> None:
    """The template is taken as a draft when it is sent as it is."""
    stage = desk.stage
    desk.send(ADMIN, "规则.xlsx", version("2.0", LEVEL_4))
    stage.open(ADMIN, "packs", begun(stage, "2.0"))
    stage.tap(ADMIN, "下载工作簿")
    ((_, name, made),) = desk.make(ADMIN)
    assert name == f"{PACK}-2.0.xlsx"
    desk.send(ADMIN, "规则.xlsx", made)
    assert states(stage)["2.0"] == "draft"
    stage.tap(ADMIN, "与现用版比较")
    ((_, name, made),) = desk.make(ADMIN)
    sheets = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
    assert (name, sheets) == (f"{PACK}-2.0-变化.xlsx", ["总览", "条件", "事实", "申报时间", "其他"])
    stage.say(ADMIN, "/packs")
    stage.tap(ADMIN, "下载空白模板")
    ((_, name, made),) = desk.make(ADMIN)
    assert name == "申报项目规则-模板.xlsx"
    renamed = openpyxl.load_workbook(io.BytesIO(made))
    renamed["programme"]["B2"] = "filled-in-2026"
    kept = io.BytesIO()
    renamed.save(kept)
    desk.send(ADMIN, "规则.xlsx", kept.getvalue())
    assert "已存为草稿" in told(desk)


# -- rights and hostility ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CITY, Role.STAFF, Role.LIAISON, None])
def test_for_everybody_else_there_are_no_rules(stage: Stage, role: Role | None) -> None:
    """Page, version, file, trial and every button read as those of a version that is not there."""
    desk = shelf(stage, ADMIN)
    desk.send(ADMIN, "规则.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    if role is not None:
        stage.grant("路人", role, MINHANG if role is Role.LIAISON else "shanghai")
    else:
        stage.begin("路人")
    assert "申报项目规则" not in labels(stage.say("路人", "/desk"))
    for ending in ("", ".a", ".u", ".r", ".d", ".y", ".n", ".c", ".e", ".s", ".m", ".t"):
        there, absent = (stage.open("路人", "packs", about + ending).text for about in (at, "0" * 32))
        assert there == absent, ending
    assert stage.open("路人", "packs", ".b").text == stage.open("路人", "packs", "0" * 32).text
    for what, about in (
        ("pack", "f" * 32),
        ("pack_template", ""),
        *((f"pack_{one}", at) for one in ("export", "compare", "shadow", "simulate")),
    ):
        order = Order(stage.store, stage.person("路人"), "zh", 0, about, drawing=desk.drawing, read=lambda _: version("3.0"))
        assert list(asyncio.run(exporting.files(order, what))) == []
    assert states(stage) == {"1.0.0": "published*", "2.0": "draft"}


def test_hostile_texts_of_a_pack_are_only_texts(desk: Desk) -> None:
    """In the chat, in file names, in the workbooks, in the trial."""
    edits = (rooms.setting("title", NAUGHTY), put("conditions", 2, "text", NAUGHTY), put("facts", 2, "ask", "<a href=x>{{ 7*7 }}</a>？"))
    desk.send(ADMIN, "规则.xlsx", version("2.0", *edits))
    assert "&lt;b&gt;=1+1&lt;/b&gt;{{7*7}}" in told(desk)
    at = begun(desk.stage, "2.0")
    tried = desk.stage.open(ADMIN, "packs", at + ".t").text
    assert "&lt;a href=x&gt;{{ 7*7 }}" in tried
    desk.stage.open(ADMIN, "packs", at + ".e")
    desk.stage.open(ADMIN, "packs", at + ".c")
    for _, _, content in (*desk.handed, *desk.make(ADMIN)):
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_a_worker_that_does_not_come_to_its_end_is_said(stage: Stage) -> None:
    """Nothing is stored, and the person may send again."""

    class Ending(Drawing):
        async def made(self, work: Callable[..., Any], *arguments: Any) -> Any:
            raise DrawingFailed("too long")

    shelf(stage, ADMIN).send(ADMIN, "规则.xlsx", version("2.0"))
    stage.register("企业甲")
    desk = Desk(stage, Ending())
    desk.send(ADMIN, "规则.xlsx", version("3.0"))
    assert "没能处理完" in told(desk)
    assert states(stage) == {"1.0.0": "published*", "2.0": "draft"}
    for ending in (".e", ".m", ".s"):
        stage.noticed[ADMIN].clear()
        stage.open(ADMIN, "packs", begun(stage, "2.0") + ending)
        assert desk.make(ADMIN) == []
        assert "没能处理完" in told(desk)


def test_from_everywhere_there_are_ways_back(desk: Desk) -> None:
    """A typed word that means nothing changes nothing; going back leads to the version, then to the list, then to the desk."""
    stage = desk.stage
    desk.send(ADMIN, "规则.xlsx", version("2.0"))
    at = begun(stage, "2.0")
    card = stage.open(ADMIN, "packs", at).text
    for ending in (".a", ".d", ".t"):
        stage.open(ADMIN, "packs", at + ending)
        assert stage.tap(ADMIN, "结束试用" if ending == ".t" else "否").text == card
    stage.open(ADMIN, "packs", at + ".a")
    assert "申请发布“" in stage.say(ADMIN, "随便").text
    stage.open(ADMIN, "packs", at)
    assert "来了新通知" in stage.tap(ADMIN, "返回").text
    assert "可以做的事" in stage.tap(ADMIN, "返回").text
