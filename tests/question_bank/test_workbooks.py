"""Workbooks into sheets: what a cell holds, what it cannot hold, and every refusal in its exact words."""

from __future__ import annotations

import io

import openpyxl
import pytest

from question_bank.archives import Limits
from question_bank.formats import read_bytes
from question_bank.grids import LISTED, Lines, letter
from question_bank.problems import Code, Severity
from question_bank.reading import read_bank
from question_bank.sheets import Sheet
from question_bank.workbooks import read_workbook
from tests.question_bank.packages import packed, parts, row, sheet, strings, text, value, workbook
from tests.question_bank.tiny import Tables, put, spoilt, tables
from tests.question_bank.workbook_faults import HEAD, WORKBOOK_FAULTS, many_errors, merged, with_strings


def only(data: bytes) -> Sheet:
    """The one sheet of a workbook without a fault."""
    sheets, problems = read_bytes("upload", data)
    assert problems == ()
    (found,) = sheets.values()
    return found


def cells(data: bytes, column: str = "name") -> list[str]:
    """One column of a workbook without a fault."""
    return [line.cells.get(column, "") for line in only(data).rows]


def as_workbook(given: Tables) -> bytes:
    """Tables as another program writes them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in given.items():
        page = book.create_sheet(name)
        for line in table:
            page.append(line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize("name", WORKBOOK_FAULTS)
def test_a_fault_is_told_with_its_place_and_remedy(name: str) -> None:
    """One problem per fault, in Chinese and English, and nothing is raised."""
    code, data, zh, en = WORKBOOK_FAULTS[name]
    _, problems = read_bytes("upload", data)
    assert [problem.text("zh") for problem in problems] == [zh]
    assert [problem.text("en") for problem in problems] == [en]
    assert problems[0].code is code


def test_a_fault_hides_nothing_else() -> None:
    """The cell of the fault is empty, and all others are read."""
    sheets, _ = read_bytes("upload", WORKBOOK_FAULTS["an error"][1])
    assert [(line.number, dict(line.cells)) for line in sheets["a"].rows] == [(3, {"name": "x"})]


def test_every_kind_of_cell_becomes_text() -> None:
    """Numbers are plain digits as the program shows them, booleans are a yes or a no."""
    written = (
        value("13812345678"),
        value("0.80000000000000004"),
        value("1.5E-5"),
        value("-7"),
        value("1.3812345678E10"),
        value("1", "b"),
        value("0", "b"),
        value("12.50", style=4),
        "文字",
        value("123456789012345"),
    )
    data = workbook(HEAD + "".join(row(number, cell) for number, cell in enumerate(written, start=2)))
    expected = ["13812345678", "0.8", "0.000015", "-7", "13812345678", "yes", "no", "12.5", "文字", "123456789012345"]
    assert cells(data) == expected


def test_texts_come_from_the_shared_table_with_all_their_runs() -> None:
    """A reading aid above a word is not part of it; what XML cannot hold is spelt out and comes back."""
    rich = "<r><rPr><b/></rPr><t>加</t></r><r><t>粗</t></r><rPh><t>jiacu</t></rPh>"
    data = with_strings("普通", rich, "a_x000D__x000A_b", "_x005F_x0041_", "x005F_", '<t xml:space="preserve"> 空 </t>')
    assert cells(data) == ["普通", "加粗", "a\r\nb", "_x0041_", "x005F_", "空"]


def test_texts_inside_the_cell_are_read_alike() -> None:
    """Some programs have no shared table."""
    assert cells(workbook(HEAD + row(2, text("a_x000D_b")) + row(3, value("一", "str")))) == ["a\rb", "一"]


def test_blank_rows_keep_their_place() -> None:
    """Also rows and cells that say nothing about where they are."""
    data = workbook("<row><c/></row>" + HEAD.replace('r="1"', "") + row(5, "x", value("", "n")) + "<row/>" + row(9, value("1", place="B9")))
    sheets, problems = read_workbook("upload", data, lambda _: 2)
    assert problems == ()
    assert [(line.number, dict(line.cells)) for line in sheets["a"].rows] == [(5, {"name": "x"}), (9, {"code": "1"})]


def test_a_million_blank_rows_are_no_problem() -> None:
    """They are what formatting a whole sheet leaves behind; only what holds something counts."""
    blank = "".join(f'<row r="{number}"/>' for number in range(3, 200_000))
    assert cells(workbook(HEAD + row(2, "x") + blank)) == ["x"]


def test_titles_may_stand_above_the_names_of_the_columns() -> None:
    """Even merged, calculated and dated ones; row numbers remain those of the file."""

    def third(lines: Lines) -> int:
        return 1 + [list(line[:2]) for line in lines].index(["name", "code"])

    title = row(1, "名册", "<c><f>TODAY()</f><v>1</v></c>") + row(2, value("45000", style=1))
    names = HEAD.replace('r="1"', 'r="3"')
    data = workbook(title + names + row(4, "x", "1"), after='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B4"/></mergeCells>')
    sheets, problems = read_workbook("upload", data, third)
    assert problems == ()
    assert [(line.number, dict(line.cells)) for line in sheets["a"].rows] == [(4, {"name": "x", "code": "1"})]


def test_merged_cells_are_told_once_and_not_as_empty_ones_too() -> None:
    """What the corner holds stands in for the whole range while the rest is checked."""
    sheets, _ = read_bytes("upload", merged("A2:A3"))
    assert [line.cells["name"] for line in sheets["a"].rows] == ["x", "x"]


@pytest.mark.parametrize("ref", ["A:A", "A2:XFD1048576", "2:3"])
def test_a_merge_without_end_is_told_and_no_more(ref: str) -> None:
    """Whole rows and columns count too."""
    _, problems = read_bytes("upload", merged(ref))
    assert [problem.code for problem in problems] == [Code.CELLS_MERGED]


def test_many_faults_of_one_kind_are_listed_up_to_a_bound_and_counted() -> None:
    """So that a broken link does not make a message of ten thousand lines."""
    _, problems = read_bytes("upload", many_errors())
    assert [problem.code for problem in problems] == [*[Code.CELL_ERROR] * LISTED, Code.MORE_LIKE_THIS]
    assert problems[-1].text("zh") == "a  [MORE_LIKE_THIS]\n同样的问题（CELL_ERROR）还有 7 处，没有一一列出。请一并改正后再上传。"
    assert problems[-1].severity is Severity.ERROR


def test_many_merges_are_counted_too() -> None:
    """By the same bound."""
    ranges = "".join(f'<mergeCell ref="A{number}:B{number}"/>' for number in range(2, LISTED + 5))
    _, problems = read_bytes("upload", workbook(HEAD, after=f"<mergeCells>{ranges}</mergeCells>"))
    assert [problem.code for problem in problems] == [*[Code.CELLS_MERGED] * LISTED, Code.MORE_LIKE_THIS]
    assert problems[-1].params == {"kind": "CELLS_MERGED", "count": "3"}


def test_remarks_may_hold_anything() -> None:
    """A column or sheet whose name begins with # is the author's own, hidden or not; so are formulas in it."""
    rows = row(1, "name", "#sum") + row(2, "x", "<c><f>1+1</f><v>2</v></c>")
    sheets, problems = read_bytes("upload", packed(parts(sheet(rows), sheet(HEAD), names=("a", "# b"), states={1: "hidden"})))
    assert (list(sheets), problems) == (["a"], ())


def test_a_fault_in_a_column_without_a_name_is_told_by_its_letter() -> None:
    """As the program calls it."""
    _, problems = read_bytes("upload", workbook(row(1, "name") + row(2, "x", value("#N/A", "e"))))
    assert [problem.place("en") for problem in problems] == ['a, row 2, column "B"']


def test_of_a_heading_with_two_lines_the_plain_word_is_the_name() -> None:
    """As in the workbooks we write; other headings keep all their lines."""
    assert only(workbook(row(1, "题干\nstem@en", "手机\n（选填）", "编号\n1"))).columns == ("stem@en", "手机\n（选填）", "编号\n1")


def test_a_workbook_in_the_strict_dialect_is_read() -> None:
    """Excel offers it under Save As."""
    made = parts(sheet(HEAD + row(2, value("0", "s"))))
    made["xl/sharedStrings.xml"] = strings("x")
    strict = {
        name: str(part)
        .replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, part in made.items()
    }
    assert cells(packed(strict)) == ["x"]


def test_days_may_be_counted_from_1904() -> None:
    """As on an old Mac."""
    made = parts(sheet(HEAD + row(2, value("45000", style=1))))
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert read_bytes("upload", packed(made))[1][0].params == {"value": "2027-03-16"}


def test_a_sheet_that_is_only_a_chart_is_passed_over() -> None:
    """It has no cells."""
    made = parts(sheet(HEAD + row(2, "x")), sheet(""))
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace(
        'worksheet" Target="worksheets/sheet2', 'chartsheet" Target="chartsheets/sheet2'
    )
    made["xl/chartsheets/sheet2.xml"] = "<chartsheet/>"
    assert cells(packed(made)) == ["x"]


def test_parts_are_found_wherever_their_links_lead() -> None:
    """Absolute, upwards, and in other capitals."""
    made = parts(sheet(HEAD + row(2, "x")))
    for target in ("/xl/worksheets/sheet1.xml", "../xl/Worksheets/Sheet1.xml"):
        links = str(made["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", target)
        assert cells(packed({**made, "xl/_rels/workbook.xml.rels": links})) == ["x"]


def test_pictures_and_whatever_else_a_workbook_brings_are_never_unpacked() -> None:
    """A logo may be large; it is not read."""
    assert cells(packed({**parts(sheet(HEAD + row(2, "x"))), "xl/media/logo.png": b"\0" * 60_000_000})) == ["x"]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(entries=5), "6 ZIP; the limit is 5 ZIP"),
        (Limits(unpacked=100), "0 MB; the limit is 0 MB"),
        (Limits(elements=20), "> 20 XML; the limit is 20 XML"),
    ],
)
def test_every_limit_is_named_when_it_is_met(limits: Limits, said: str) -> None:
    """Entries, bytes, elements; depth and ratio are among the faults."""
    data = packed({**parts(sheet(HEAD + row(2, "x"))), "docProps/app.xml": "<x/>"})
    sheets, problems = read_workbook("upload", data, limits=limits)
    assert sheets == {}
    assert problems[0].reason("en") == f"Unpacked, the file is too large: {said}."


def test_a_packing_that_no_spreadsheet_program_uses_is_refused() -> None:
    """LZMA may ask for gigabytes before the first byte comes out."""
    _, problems = read_bytes("upload", packed(parts(sheet(HEAD)), method=14))
    assert problems[0].params["detail"] == "[Content_Types].xml: ZIP method 14"


def test_a_faulty_cell_of_a_bank_is_told_once() -> None:
    """It is not also missed as an empty one."""
    given = as_workbook(spoilt(put("requirements", 2, "topic", "=1+1"), put("areas", 4, "weight:discrete", "=A1")))
    reading = read_bank(*read_bytes("bank.xlsx", given))
    assert [(problem.code, problem.sheet, problem.row, problem.column) for problem in reading.problems if problem.row] == [
        (Code.FORMULA_CELL, "areas", 4, "weight:discrete"),
        (Code.FORMULA_CELL, "requirements", 2, "topic"),
    ]


def test_a_bank_that_another_program_wrote_is_the_same_bank() -> None:
    """Every value as text, as they were in the tables."""
    given = tables()
    assert read_bank(*read_bytes("bank.xlsx", as_workbook(given))).bank is not None


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_have_letters(number: int, name: str) -> None:
    """Without a zero, which makes them odd to count."""
    assert letter(number) == name
