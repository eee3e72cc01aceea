"""A roster into entries or problems: all or nothing, every problem with its cell and in its exact words."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.roster import Roster, RosterReading, head_of, read_roster
from dialogs.roster_problems import WORDS, RosterCode
from question_bank.formats import csv_of, read_bytes
from question_bank.problems import Code, Finding, Problem, Severity
from question_bank.sheets import Row, Sheet, sheet_of
from question_bank.workbook_writing import Workbook, workbook_bytes

HEAD = ["企业名称", "统一社会信用代码", "所属区", "行业", "联系人", "手机号", "街道/镇", "园区", "集团"]
FIRST = ["上海示例汽车零部件有限公司", "91310115000000019M", "浦东新区", "C36", "王示例", "13900000001", "示例镇", "示例园", "示例集团"]
SECOND = ["上海样本食品有限公司", "91310117000000027D", "松江", "食品制造业", "", "", "", "", ""]
DOUBTFUL = "913101150000000190"


def reading(*lines: list[str]) -> RosterReading:
    """What comes of one sheet."""
    sheet, problems = sheet_of("名册", lines, head_of(lines))
    return read_roster({"名册": sheet}, problems)


def with_cell(column: str, text: str) -> RosterReading:
    """The two enterprises with one cell of the second changed."""
    second = list(SECOND)
    second[HEAD.index(column)] = text
    return reading(HEAD, FIRST, second)


def roster(read: RosterReading) -> Roster:
    """The roster of a reading without a problem."""
    assert read.problems == ()
    assert read.roster is not None
    return read.roster


FAULTS: dict[str, tuple[RosterCode, RosterReading]] = {
    "no roster at all": (RosterCode.ROSTER_MISSING, reading(["a", "b"], ["1", "2"])),
    "no enterprise": (RosterCode.ROSTER_EMPTY, reading(HEAD)),
    "a required column is missing": (RosterCode.ROSTER_COLUMN_MISSING, reading(["企业名称", "区"], ["甲", "松江"])),
    "a column of another kind": (RosterCode.ROSTER_COLUMN_IGNORED, reading([*HEAD, "产值"], [*FIRST, "5"])),
    "two columns for one thing": (RosterCode.ROSTER_COLUMN_TWICE, reading([*HEAD, "联系电话"], [*FIRST, "021-1234567"])),
    "a remark beside the table": (RosterCode.ROSTER_CELL_BESIDE, reading(HEAD, [*FIRST, "已联系"], [*SECOND, "未联系"])),
    "no name": (RosterCode.ROSTER_VALUE_REQUIRED, with_cell("企业名称", "")),
    "a long name": (RosterCode.ROSTER_TEXT_TOO_LONG, with_cell("园区", "长" * 101)),
    "an invisible character": (RosterCode.ROSTER_TEXT_UNSAFE, with_cell("集团", "甲\u202e乙")),
    "a code that is too short": (RosterCode.ROSTER_CODE_LENGTH, with_cell("统一社会信用代码", "9131011700000002")),
    "a code with letters that do not occur": (RosterCode.ROSTER_CODE_ALPHABET, with_cell("统一社会信用代码", "9131O117OOOOOOO27I")),
    "a code whose check digit does not fit": (RosterCode.ROSTER_CODE_CHECK, with_cell("统一社会信用代码", DOUBTFUL)),
    "a code that comes twice": (RosterCode.ROSTER_CODE_TWICE, with_cell("统一社会信用代码", "9131 0115 0000 0001 9m")),
    "a district that is misspelt": (RosterCode.ROSTER_DISTRICT_UNKNOWN, with_cell("所属区", "闽行")),
    "an industry in other words": (RosterCode.ROSTER_INDUSTRY_UNKNOWN, with_cell("行业", "汽车")),
    "a landline": (RosterCode.ROSTER_MOBILE_UNREADABLE, with_cell("手机号", "021-12345678")),
    "another sheet": (
        RosterCode.ROSTER_SHEET_IGNORED,
        read_roster({"名册": sheet_of("名册", [HEAD, FIRST])[0], "汇总": Sheet("汇总", ("x",), (Row(2, {"x": "1"}),))}),
    ),
}


def report(name: str) -> str:
    """What a liaison reads after this fault: all problems, in Chinese and English."""
    lines = (f"{problem.severity}: {problem.text(language)}" for problem in FAULTS[name][1].problems for language in ("zh", "en"))
    return "\n".join([f"## {name}", *lines])


def test_a_fault_is_told_in_the_recorded_words() -> None:
    """Chinese and English, place, code, reason and remedy; `python -m tests.dialogs.test_roster` prints them anew."""
    recorded = Path(__file__).with_name("roster_problems.txt").read_text(encoding="utf-8")
    assert "\n\n".join(map(report, FAULTS)) + "\n" == recorded


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_problem(name: str) -> None:
    """Of its own code, and none beside it."""
    code, read = FAULTS[name]
    assert [problem.code for problem in read.problems] == [code]


@pytest.mark.parametrize("name", FAULTS)
def test_a_roster_with_an_error_is_none_and_with_a_doubt_it_is_one(name: str) -> None:
    """All or nothing; the severity in the catalogue decides."""
    code, read = FAULTS[name]
    assert (read.roster is None) is (WORDS[code].severity is Severity.ERROR)


def test_every_code_has_words_and_is_provoked() -> None:
    """A code that nothing provokes is dead."""
    assert set(WORDS) == set(RosterCode) == {code for code, _ in FAULTS.values()}


@pytest.mark.parametrize("code", RosterCode)
def test_both_languages_are_filled_from_the_same_params(code: RosterCode) -> None:
    """A translation that forgets a value shows here; `ROSTER_` tells the codes from those of other tables."""
    for text in (WORDS[code].reason, WORDS[code].remedy):
        names = [{name for _, name, _, _ in string.Formatter().parse(said) if name} for said in (text.base, text.in_("en"))]
        assert names[0] == names[1]
    assert code.startswith("ROSTER_")
    assert code not in Code.__members__


def test_an_entry_holds_what_was_written_in_its_plain_form() -> None:
    """Names as they are, ids of the registers, eleven digits."""
    first, second = roster(reading(HEAD, FIRST, SECOND)).entries
    assert (first.sheet, first.row, first.name, first.code, first.doubtful) == ("名册", 2, FIRST[0], FIRST[1], False)
    assert (first.district, first.industry, first.contact, first.mobile) == ("310115", "C36", "王示例", "13900000001")
    assert (first.street, first.park, first.group) == ("示例镇", "示例园", "示例集团")
    assert (second.row, second.district, second.industry, second.mobile) == (3, "310117", "C14", "")


def test_a_doubtful_code_is_kept_with_its_doubt() -> None:
    """Real codes exist whose check digit does not fit."""
    read = with_cell("统一社会信用代码", DOUBTFUL)
    assert read.roster is not None
    assert [entry.doubtful for entry in read.roster.entries] == [False, True]


def test_columns_may_stand_in_any_order_beneath_a_title() -> None:
    """With the numbers of the rows as the author sees them; blank rows do not matter."""
    title = ["上海市智能制造企业名册（2026年）"]
    lines = [title, ["", "填报单位："], HEAD[::-1], FIRST[::-1], [], SECOND[::-1]]
    read = roster(reading(*lines))
    assert [(entry.row, entry.name) for entry in read.entries] == [(4, FIRST[0]), (6, SECOND[0])]


def test_all_problems_come_at_once_by_place() -> None:
    """Row by row, and in a row from left to right."""
    bad = ["", "123", "火星", "无", "", "1", "", "", ""]
    read = reading(HEAD, bad, FIRST, bad)
    assert [(problem.row, problem.code) for problem in read.problems] == [
        (row, code)
        for row in (2, 4)
        for code in (
            RosterCode.ROSTER_VALUE_REQUIRED,
            RosterCode.ROSTER_CODE_LENGTH,
            RosterCode.ROSTER_DISTRICT_UNKNOWN,
            RosterCode.ROSTER_INDUSTRY_UNKNOWN,
            RosterCode.ROSTER_MOBILE_UNREADABLE,
        )
    ]


def test_two_sheets_of_districts_are_one_roster() -> None:
    """And one enterprise in both is named with both places."""
    sheets = {name: sheet_of(name, [HEAD, FIRST])[0] for name in ("浦东", "临港")}
    (problem,) = read_roster(sheets).problems
    assert problem.text("zh").startswith("临港，第 2 行  [ROSTER_CODE_TWICE]\n“91310115000000019M”与“浦东”表第 2 行重复")


def test_faults_of_the_file_count_only_where_they_are_read() -> None:
    """A running number or a sum in a column of no account is the author's own business."""
    sheet, _ = sheet_of("名册", [["序号", *HEAD], ["", *FIRST]])
    other = Sheet("汇总", ("x",), ())
    met = [
        Problem(Code.FORMULA_CELL, "名册", 2, "序号", {"value": "=ROW()"}),
        Problem(Code.COLUMN_DUPLICATE, "名册", 1, "备注"),
        Problem(Code.MORE_LIKE_THIS, "名册", params={"kind": "FORMULA_CELL", "count": "9"}),
        Problem(Code.CELL_ERROR, "汇总", 2, "x", {"value": "#REF!"}),
        Problem(Code.COLUMN_UNNAMED, "汇总", 2, None, {"value": "y"}),
        Problem(Code.SHEET_HIDDEN, "旧表", params={"sheet": "旧表"}),
    ]
    read = read_roster({"名册": sheet, "汇总": other}, met)
    assert [problem.code for problem in read.problems] == [Code.SHEET_HIDDEN, RosterCode.ROSTER_COLUMN_IGNORED]
    assert read.roster is not None


def test_a_faulty_cell_is_told_once() -> None:
    """A formula is not also an empty name; and merged cells are told wherever they are."""
    second = ["", *SECOND[1:]]
    sheet, _ = sheet_of("名册", [HEAD, FIRST, second])
    met = [
        Problem(Code.FORMULA_CELL, "名册", 3, "企业名称", {"value": "=A1"}),
        Problem(Code.MORE_LIKE_THIS, "名册", params={"kind": "FORMULA_CELL", "count": "9"}),
        Problem(Code.CELLS_MERGED, "名册", 3, "备注", {"range": "J3:J4"}),
    ]
    read = read_roster({"名册": sheet}, met)
    assert {problem.code for problem in read.problems} == {Code.FORMULA_CELL, Code.MORE_LIKE_THIS, Code.CELLS_MERGED}
    assert read.roster is None


def test_a_file_that_cannot_be_read_is_not_also_a_missing_roster() -> None:
    """One reason is enough."""
    read = read_roster(*read_bytes("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    assert [problem.code for problem in read.problems] == [Code.WORKBOOK_OLD]


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30).filter(lambda text: text.strip() == text)


@settings(max_examples=40, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=5))
def test_names_survive_a_workbook_and_csv(names: list[str]) -> None:
    """Whatever they begin with; compared in composed form, as they are kept."""
    rows = tuple(
        Row(number, {"企业名称": name, "统一社会信用代码": f"913101150000{number:05}X"[:18]}) for number, name in enumerate(names, start=2)
    )
    sheet = Sheet("名册", ("企业名称", "统一社会信用代码"), rows)
    from_book = read_roster(*read_bytes("名册.xlsx", workbook_bytes(Workbook({"名册": sheet})), head_of))
    from_csv = read_roster(*read_bytes("名册.csv", csv_of(sheet), head_of))
    assert from_book == from_csv == read_roster({"名册": sheet})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20) | st.sampled_from([*HEAD, *FIRST]), max_size=10), max_size=6))
def test_no_table_makes_reading_raise(lines: list[list[str]]) -> None:
    """There is a roster, or an error says why not."""
    read = reading(*lines)
    assert (read.roster is None) is any(problem.severity is Severity.ERROR for problem in read.problems)
    assert all(isinstance(problem, Finding) and problem.text("zh") and problem.text("en") for problem in read.problems)


if __name__ == "__main__":
    print("\n\n".join(map(report, FAULTS)))
