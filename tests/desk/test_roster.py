"""名单: a roster brought by a liaison or an admin, loaded as a whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import openpyxl
import pytest

from bot.roles import Affiliation, Role, UnitKind
from bot.usecases import rosters
from bot.usecases.drawing import Drawing
from bot.usecases.rosters import reading
from dialogs.credit_code import _check
from dialogs.roster import read_roster
from dialogs.roster_columns import head_of
from question_bank.formats import csv_of, read_bytes
from question_bank.sheets import sheet_of
from question_bank.workbook_writing import Workbook, workbook_bytes
from tests.bot.typed import CODE, OTHER_CODE
from tests.desk.sending import Desk
from tests.desk.stage import MINHANG, Stage, labels

HEAD = ["企业名称", "统一社会信用代码", "所属区", "行业", "联系人", "手机号", "街道/镇", "园区", "集团"]
FIRST = ["上海示例汽车零部件有限公司", CODE, "闵行区", "C36", "王示例", "139 0000 0001", "江川路街道", "莘庄工业区", "申安集团"]
SECOND = ["上海样本食品有限公司", OTHER_CODE, "闵行", "食品制造业", "", "", "", "", ""]
PUDONG = "310115"
NAUGHTY = "<b>=1+1</b>{{7*7}}集团"


def book(*rows: Sequence[str]) -> bytes:
    """A workbook with these rows beneath the head."""
    sheet, _ = sheet_of("名册", [HEAD, *map(list, rows)])
    return workbook_bytes(Workbook({"名册": sheet}))


def changed(row: Sequence[str], column: str, text: str) -> list[str]:
    """The row with one cell changed."""
    return [text if name == column else cell for name, cell in zip(HEAD, row, strict=True)]


@pytest.fixture
def desk(stage: Stage) -> Desk:
    """Where a liaison of Minhang has the page open."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.silently(lambda: stage.say("李梅", "/roster"))
    return Desk(stage)


def told(desk: Desk, who: str = "李梅") -> str:
    """The last notice."""
    return desk.stage.noticed[who][-1].text


def loaded(stage: Stage) -> int:
    """How many enterprises there are."""
    return len(stage.work(lambda tx: tx.find_enterprises("", Affiliation(), 100)))


def test_a_liaison_loads_a_roster_after_correcting_it(desk: Desk, transcript: Callable[[str], None]) -> None:
    """Errors first with a marked workbook, then doubts with a yes, then what was done, then the same again."""
    stage = desk.stage
    stage.say("李梅", "/roster")
    stage.tap("李梅", "下载模板")
    desk.make("李梅")
    desk.send("李梅", "名册.xlsx", book(changed(FIRST, "统一社会信用代码", "91310115"), changed(SECOND, "所属区", "浦东新区")))
    stage.work(lambda tx: tx.add_unit(UnitKind.STREET, "江川路街道办", MINHANG, 0))
    desk.send("李梅", "名册.xlsx", book(FIRST, SECOND))
    stage.tap("李梅", "照样载入")
    desk.make("李梅")
    desk.send("李梅", "名册.xlsx", book(FIRST, changed(SECOND, "集团", "申安集团")))
    transcript("roster")
    assert loaded(stage) == 2
    found = stage.enterprise(CODE).affiliation
    names = [unit.name for part in (found.street, found.park, found.group) if (unit := stage.work(lambda tx, part=part: tx.unit(part)))]
    assert (found.district, *names) == (MINHANG, "江川路街道", "莘庄工业区", "申安集团")


def test_the_marked_workbook_shows_every_faulty_cell_and_can_be_sent_again(desk: Desk) -> None:
    """A comment at the cell, a sheet that lists all, and the same rows when it is read."""
    rows = (changed(FIRST, "手机号", "021-1234"), changed(SECOND, "所属区", "浦东新区"))
    desk.send("李梅", "名册.xlsx", book(*rows))
    ((_, name, content),) = desk.handed
    assert name == "企业名册-请修改.xlsx"
    opened = openpyxl.load_workbook(io.BytesIO(content))
    comments = {cell.coordinate: cell.comment.text for row in opened["名册"].iter_rows() for cell in row if cell.comment}
    assert set(comments) == {"F2", "C3"}
    assert "不是手机号" in comments["F2"]
    assert "不由您负责" in comments["C3"]
    again = read_roster(*read_bytes("x.xlsx", content, head_of))
    assert len(again.problems) == 1
    sheets, _ = read_bytes("x.xlsx", content, head_of)
    assert [[row.cells.get(column, "") for column in HEAD] for row in sheets["名册"].rows] == list(map(list, rows))


def test_nothing_is_loaded_with_one_error_in_a_thousand_rows(desk: Desk) -> None:
    """Neither enterprises nor units."""
    good = [[f"企业{number}", code, "闵行区", "", "", "", f"街道{number % 40}", "", ""] for number, code in enumerate(codes(1000))]
    desk.send("李梅", "名册.xlsx", book(*good, changed(SECOND, "行业", "不存在的行业")))
    assert "没有载入" in told(desk)
    assert loaded(desk.stage) == 0
    assert desk.stage.work(lambda tx: tx.units(UnitKind.STREET)) == ()


def codes(many: int) -> list[str]:
    """Credit codes whose check digits fit."""
    bodies = (f"91310112{number:09d}" for number in range(many))
    return [body + _check(body) for body in bodies]


def test_a_csv_in_gbk_is_read(desk: Desk) -> None:
    """As Excel on a Chinese machine saves it."""
    sheet, _ = sheet_of("名册", [HEAD, FIRST, SECOND])
    desk.send("李梅", "名册.csv", csv_of(sheet).decode("utf-8-sig").encode("gbk"))
    assert "新增 2 家" in told(desk)


def test_an_empty_district_is_the_liaisons_own(desk: Desk) -> None:
    """Who looks after one district need not write it."""
    desk.send("李梅", "名册.xlsx", book(changed(FIRST, "所属区", "")))
    assert desk.stage.enterprise().affiliation.district == MINHANG


def test_a_liaison_of_two_districts_must_write_which(stage: Stage) -> None:
    """A guess would put it into the wrong one."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("李梅", Role.LIAISON, PUDONG)
    stage.say("李梅", "/roster")
    desk = Desk(stage)
    desk.send("李梅", "名册.xlsx", book(changed(FIRST, "所属区", "")))
    assert "没有写所属区" in told(desk)
    desk.send("李梅", "名册.xlsx", book(FIRST, changed(SECOND, "所属区", "浦东新区")))
    assert "新增 2 家" in told(desk)


def test_the_liaison_of_a_zone_loads_into_the_zone(stage: Stage) -> None:
    """Whatever the district; an enterprise of the district outside the zone stays out of reach."""
    stage.grant("李梅", Role.LIAISON, "lingang")
    stage.register("王工")
    stage.say("李梅", "/roster")
    desk = Desk(stage)
    desk.send("李梅", "名册.xlsx", book(FIRST))
    assert "不在您负责的范围内" in told(desk)
    desk.send("李梅", "名册.xlsx", book(changed(SECOND, "所属区", "浦东新区")))
    assert stage.enterprise(OTHER_CODE).affiliation == Affiliation(district=PUDONG, zone="lingang")


def test_an_enterprise_of_another_district_is_not_taken_over(stage: Stage) -> None:
    """Even where the roster claims that it lies here."""
    stage.register("王工")
    stage.grant("李梅", Role.LIAISON, PUDONG)
    stage.say("李梅", "/roster")
    desk = Desk(stage)
    before = stage.enterprise()
    desk.send("李梅", "名册.xlsx", book(changed(FIRST, "所属区", "浦东新区")))
    assert "不在您负责的范围内" in told(desk)
    assert stage.enterprise() == before


def test_an_admin_loads_every_district_and_is_asked_about_none(stage: Stage) -> None:
    """A row without a district is a doubt."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.say("赵管理员", "/roster")
    desk = Desk(stage)
    desk.send("赵管理员", "名册.xlsx", book(FIRST, changed(SECOND, "所属区", "")))
    assert "暂时不属于任何一个区" in told(desk, "赵管理员")
    stage.tap("赵管理员", "照样载入")
    desk.make("赵管理员")
    assert "新增 2 家" in told(desk, "赵管理员")


def test_a_no_leaves_everything_as_it_is(desk: Desk) -> None:
    """The doubts are the end of it."""
    desk.stage.work(lambda tx: tx.add_unit(UnitKind.STREET, "江川路街道办", MINHANG, 0))
    desk.send("李梅", "名册.xlsx", book(FIRST))
    assert "没有载入" in desk.stage.tap("李梅", "先不载入").text
    assert loaded(desk.stage) == 0


def test_too_many_new_units_are_a_column_in_the_wrong_place(desk: Desk) -> None:
    """Nobody is asked about each."""
    rows = [[f"企业{number}", code, "闵行区", "", "", "", f"第{number:04d}号楼", "", ""] for number, code in enumerate(codes(301))]
    desk.send("李梅", "名册.xlsx", book(*rows))
    assert "301 个新的街道" in told(desk)


def test_new_names_that_are_alike_are_asked_about_too(desk: Desk) -> None:
    """Within one file."""
    desk.send("李梅", "名册.xlsx", book(FIRST, changed(SECOND, "街道/镇", "江川路街道办")))
    assert "“江川路街道办”与已有的“江川路街道”相近" in told(desk)


def test_who_lost_the_role_before_the_file_is_made_gets_nothing(desk: Desk) -> None:
    """Neither a word nor a row."""
    stage = desk.stage
    stage.say("李梅", "/roster")
    stage.tap("李梅", "下载模板")
    person = stage.person("李梅")
    stage.work(lambda tx: tx.revoke(person, Role.LIAISON, MINHANG))
    desk.send("李梅", "名册.xlsx", book(FIRST))
    assert desk.handed == []
    assert loaded(stage) == 0
    assert "李梅" not in stage.noticed


def test_who_loses_the_role_while_the_file_is_read_loads_nothing(desk: Desk) -> None:
    """Rights are asked for again where it is loaded."""
    stage = desk.stage
    person = stage.person("李梅")

    class Slow(Drawing):
        """In the middle of it the role is taken away."""

        async def made(self, work: Callable[..., object], *arguments: object) -> object:
            done = work(*arguments)
            if work is reading.place:
                stage.work(lambda tx: tx.revoke(person, Role.LIAISON, MINHANG))
            return done

    desk.drawing = Slow()
    desk.send("李梅", "名册.xlsx", book(FIRST))
    assert loaded(stage) == 0
    assert "李梅" not in stage.noticed


def test_a_forged_decision_on_a_file_that_is_not_there_says_so(desk: Desk) -> None:
    """And on what is no digest."""
    for at in ("0" * 32 + ".y", "../../x.y"):
        desk.stage.open("李梅", "roster", at)
        desk.make("李梅")
        assert "已经不在了" in told(desk)


def test_who_loads_nothing_finds_no_page(stage: Stage) -> None:
    """Whether the page, the template or a decision is asked for; and a file is no answer there."""
    stage.register("王工")
    shown = {stage.open("王工", "roster", at) for at in ("", "0" * 32 + ".y", "0" * 32 + ".n")}
    assert len(shown) == 1
    desk = Desk(stage)
    desk.send("王工", "名册.xlsx", book(FIRST))
    assert stage.files == []


def test_naughty_names_are_inert(desk: Desk) -> None:
    """On the screen, in the store and in the marked workbook."""
    desk.send("李梅", "名册.xlsx", book(changed(FIRST, "集团", NAUGHTY)))
    assert "&lt;b&gt;=1+1&lt;/b&gt;{{7*7}}集团" in told(desk)
    group = desk.stage.enterprise().affiliation.group
    unit = desk.stage.work(lambda tx: tx.unit(group))
    assert unit is not None
    assert unit.name == NAUGHTY
    desk.send("李梅", "名册.xlsx", book(changed(changed(FIRST, "集团", NAUGHTY), "手机号", "=1+1")))
    opened = openpyxl.load_workbook(io.BytesIO(desk.handed[-1][2]))
    assert [cell.data_type for row in opened["名册"].iter_rows() for cell in row if cell.value] == ["s"] * len([*HEAD, *FIRST])


def test_the_real_worker_reads_and_loads(desk: Desk) -> None:
    """In a process of its own, from values that can be sent there."""
    desk.drawing = Drawing()
    try:
        desk.send("李梅", "名册.xlsx", book(FIRST, changed(SECOND, "所属区", "浦东新区")))
        desk.send("李梅", "名册.xlsx", book(FIRST, SECOND))
    finally:
        desk.drawing.close()
    assert "不由您负责" in desk.stage.noticed["李梅"][0].text
    assert "新增 2 家" in told(desk)


def test_a_file_that_cannot_be_read_in_time_is_said_so(desk: Desk) -> None:
    """And nothing is loaded."""

    class Dead(Drawing):
        """It never comes to its end."""

        async def made(self, work: Callable[..., object], *arguments: object) -> object:
            from bot.usecases.drawing import DrawingFailed

            raise DrawingFailed("out of memory")

    desk.drawing = Dead()
    desk.send("李梅", "名册.xlsx", book(FIRST))
    assert "读不完" in told(desk)


def test_the_page_takes_a_file_right_away_and_says_so_elsewhere(stage: Stage) -> None:
    """Opened from anywhere; the button to send one is only there where none is awaited."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    assert "上传名册" not in labels(stage.open("李梅", "roster"))
    assert stage.cursor("李梅").desk.asked == "file"


def test_lines_name_errors_first() -> None:
    """Then doubts; no more than twenty."""
    sheet, met = sheet_of("名册", [HEAD, *[changed(FIRST, "手机号", f"0{number}") for number in range(30)]])
    found = read_roster({"名册": sheet}, met).problems
    assert len(rosters.lines(found, "zh")) == rosters.MOST_LINES
    assert all("[" not in line for line in rosters.lines(found, "en"))


def test_every_text_that_a_sheet_may_hold_can_be_marked() -> None:
    """Half characters, names that no workbook takes, and twins among them."""
    sheet, met = sheet_of("a/b:" * 20, [HEAD, changed(FIRST, "企业名称", "甲\ud800乙")])
    data = csv_of(sheet_of("x", [HEAD, changed(FIRST, "手机号", "1")])[0])
    content = reading.marked("a/b:" * 20 + ".csv", data, read_roster({sheet.name: sheet}, met).problems, "zh")
    assert len(openpyxl.load_workbook(io.BytesIO(content)).sheetnames) == 2
