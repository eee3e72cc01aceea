"""What hostile files and one-fault workbooks have found in the reader, each once."""

from __future__ import annotations

from question_bank.formats import read_bytes
from question_bank.grids import LISTED
from question_bank.problems import Code
from question_bank.workbooks import MOST_INSIDE, MOST_MERGES
from tests.question_bank.packages import packed, parts, row, sheet, value, workbook
from tests.question_bank.workbook_faults import HEAD

MANY = 20_000


def test_an_empty_cell_without_a_place_of_its_own_still_takes_one() -> None:
    """Else everything to the right of it slides one column to the left, unnoticed."""
    sheets, problems = read_bytes(
        "upload",
        workbook(row(1, "name", "code", "more") + row(2, "<c/>", "1") + row(3, '<c r="B3"/>', "2") + row(4, "x", '<c s="1"/>', "3")),
    )
    assert problems == ()
    assert [dict(line.cells) for line in sheets["a"].rows] == [{"code": "1"}, {"more": "2"}, {"name": "x", "more": "3"}]


def test_two_sheets_that_share_a_part_are_refused() -> None:
    """A hundred names for one large sheet would be a hundred times the work."""
    made = parts(sheet(HEAD + row(2, "x")))
    for link, codes in (("rId1", [Code.WORKBOOK_DAMAGED]), ('rId1" state="hidden', [Code.SHEET_HIDDEN])):
        more = f'<sheet name="b" sheetId="2" r:id="{link}"/></sheets>'
        book = str(made["xl/workbook.xml"]).replace("</sheets>", more)
        _, problems = read_bytes("upload", packed({**made, "xl/workbook.xml": book}))
        assert [problem.code for problem in problems] == codes


def test_a_row_of_more_cells_than_any_program_has_is_refused() -> None:
    """All of a row is held in memory until it ends."""
    _, problems = read_bytes("upload", workbook(HEAD + row(2, *["<c><v>1</v></c>"] * (MOST_INSIDE // 2 + 1))))
    assert [problem.code for problem in problems] == [Code.WORKBOOK_TOO_LARGE]
    assert problems[0].params["limit"] == f"{MOST_INSIDE} XML"


def test_what_is_no_part_of_a_table_is_passed_over_however_much_it_is() -> None:
    """And leaves nothing in memory."""
    sheets, problems = read_bytes(
        "upload",
        workbook(
            HEAD + row(2, "x", '<c t="inlineStr"><is><r><rPr><b/><sz val="9"/></rPr><t>加</t></r><r><t>粗</t></r></is></c>'),
            before='<junk a="b"/>' * MANY,
        ),
    )
    assert problems == ()
    assert [dict(line.cells) for line in sheets["a"].rows] == [{"name": "x", "code": "加粗"}]


def test_columns_hidden_over_and_over_are_hidden_once() -> None:
    """Each range was spelt out anew."""
    wide = '<col min="1" max="16384" hidden="1"/>' * MANY
    _, problems = read_bytes("upload", workbook(HEAD, before=f"<cols>{wide}</cols>"))
    assert [problem.params for problem in problems] == [{"columns": "A, B"}]


def test_merged_ranges_beyond_all_measure_are_counted() -> None:
    """The first are named."""
    ranges = '<mergeCell ref="A2:B2"/>' * (MOST_MERGES + 5)
    _, problems = read_bytes("upload", workbook(HEAD + row(2, "x"), after=f"<mergeCells>{ranges}</mergeCells>"))
    assert problems[-1].params == {"kind": "CELLS_MERGED", "count": str(MOST_MERGES + 5 - LISTED)}


def test_inside_a_cell_the_escapes_of_the_format_are_undone_once() -> None:
    """In a text of the cell as in a result of another kind."""
    sheets, _ = read_bytes("upload", workbook(HEAD + row(2, "_x005F_x0041_", value("_x0041_", "str"))))
    assert dict(sheets["a"].rows[0].cells) == {"name": "_x0041_", "code": "A"}


def test_a_sheet_without_a_name_is_refused() -> None:
    """No place in it could be told."""
    _, problems = read_bytes("upload", packed(parts(sheet(HEAD + row(2, "x")), names=(" ",))))
    assert [problem.code for problem in problems] == [Code.WORKBOOK_DAMAGED]
    assert problems[0].place("zh") == "upload"
