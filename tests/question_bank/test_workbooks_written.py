"""Sheets into workbooks and CSV: every text survives or is refused, nothing calculates, and the same sheets are the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from question_bank.formats import csv_of, read, read_bytes, write_xlsx
from question_bank.numerals import about, as_number, numeral
from question_bank.problems import Code
from question_bank.sheets import Row, Sheet, Sheets
from question_bank.workbook_writing import ColumnStyle, Guide, SheetStyle, Workbook, workbook_bytes
from question_bank.writable import Unwritable

NAUGHTY = {
    "nothing to see": "\u200b\u200c\u200d\u2060\ufeff",
    "right to left": "\u202eمصنع\u202c שלום",
    "stacked marks": "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "emoji and families": "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳",
    "beyond the basic plane": "𠮷野家𝕏",
    "control characters": "a\x00b\x01c\x08d\x0be\x0cf\x1fg\x7fh\x85i",
    "no characters": "a\ufffeb\uffffc",
    "what stands for them": "_x0000_ _x005F_ _x000D_ x005F_",
    "line ends": "a\rb\r\nc\nd",
    "inner blanks": "a  b\t\tc",
    "markup": "<b>&amp;</b> ]]> <!-- -->",
    "a formula": "=1+1",
    "a dangerous formula": "=cmd|' /C calc'!A0",
    "plus": "+8613900000001",
    "minus": "-1+1",
    "at": "@SUM(A1:A9)",
    "an apostrophe": "'=1",
    "two apostrophes": "''=1",
    "a formula in full width": "＝1＋1",
    "an address": "https://example.com/?a=b",
    "an inner link": "internal:Sheet2!A1",
    "a mail address": "mailto:a@example.com",
    "a long number": "913101150000000190",
    "zeros in front": "007",
    "zeros behind": "0.80",
    "an exponent": "1E5",
    "a date": "3-1",
    "a percentage": "5%",
    "a boolean": "TRUE",
    "an error": "#REF!",
    "an array": "{=SUM(A1)}",
    "a query": "Robert'); DROP TABLE enterprises;--",
    "a template": "{{7*7}} ${7*7} %s {0}",
    "a path": "../../../../etc/passwd\x00",
    "quotes": "\"“'`",
    "a separator": "a,b;c|d",
    "the longest": "长" * 32_767,
}

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
TEXTS = (
    (PLAIN | st.sampled_from(sorted(NAUGHTY.values())[:-1]) | st.decimals(allow_nan=False, allow_infinity=False).map(str))
    .map(str.strip)
    .filter(bool)
)
COLUMNS = st.lists(TEXTS.filter(lambda text: "\n" not in text and not text.startswith("#")), min_size=1, max_size=4, unique=True)
NAMES = st.from_regex(r"[A-Za-z一-龥][A-Za-z0-9 _.一-龥-]{0,20}[a-z一-龥]", fullmatch=True).filter(lambda name: name.lower() != "history")


@st.composite
def sheets_of_any_kind(draw: st.DrawFn) -> Sheets:
    """Sheets as reading makes them: cells trimmed, empty ones left out, rows in order with gaps."""
    found = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=str.lower)):
        columns = tuple(draw(COLUMNS))
        numbers = sorted(draw(st.sets(st.integers(2, 30), max_size=5)))
        rows = (Row(number, draw(st.dictionaries(st.sampled_from(columns), TEXTS, min_size=1))) for number in numbers)
        found[name] = Sheet(name, columns, tuple(rows))
    return found


def one(text: str, column: str = "name") -> Sheets:
    """One sheet with one text."""
    return {"a": Sheet("a", (column,), (Row(2, {column: text}),))}


def styled(sheets: Sheets) -> Workbook:
    """The sheets with everything that a style can ask for."""
    look = ColumnStyle(heading="名称", hint="提示 hint", choices=("a", "b,c"), numbers=True, locked=True, required=True)
    styles = {name: SheetStyle(dict.fromkeys(sheet.columns, look), 100) for name, sheet in sheets.items()}
    return Workbook(sheets, styles, Guide("说明", ("一段话", (("a", "b"), ("=1", "2")))))


@settings(max_examples=80, deadline=None)
@given(sheets_of_any_kind())
def test_sheets_written_and_read_again_are_the_same_sheets(sheets: Sheets) -> None:
    """Plain or styled: texts, columns, the numbers of rows."""
    for workbook in (Workbook(sheets), styled(sheets)):
        assert read_bytes("x.xlsx", workbook_bytes(workbook)) == (sheets, ())


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_naughty_text_survives_a_workbook(name: str) -> None:
    """Whether the column holds numbers or not, and as the name of a column too."""
    text = NAUGHTY[name].strip()
    assert read_bytes("x.xlsx", workbook_bytes(Workbook(one(text)))) == (one(text), ())
    assert read_bytes("x.xlsx", workbook_bytes(styled(one(text)))) == (one(text), ())


@pytest.mark.parametrize("name", NAUGHTY)
def test_another_program_reads_a_naughty_text_as_text(name: str) -> None:
    """No formula, no link, no number, no boolean."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(Workbook(one(NAUGHTY[name])))))
    cell = book["a"]["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_workbook_never_holds_a_formula_or_a_link(name: str) -> None:
    """Looked for in the file itself."""
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(styled(one(NAUGHTY[name]))))) as archive:
        names = archive.namelist()
        pages = b"".join(archive.read(part) for part in names if part.startswith("xl/worksheets/sheet"))
    assert not re.search(rb"<f[ />]|<hyperlink|externalLink", pages)
    assert not [part for part in names if "external" in part.lower() or "vba" in part.lower()]


@settings(max_examples=150, deadline=None)
@given(TEXTS.filter(lambda text: "\r" not in text))
@example("'=1")
@example("-5")
@example("＝1")
def test_a_text_survives_csv(text: str) -> None:
    """By the quote-prefix rule; no cell begins with a sign that a spreadsheet program calculates, unless it is a number."""
    data = csv_of(one(text)["a"])
    assert read_bytes("a.csv", data) == (one(text), ())
    written = data.decode("utf-8-sig").split("\n", 1)[1].removeprefix('"')
    assert re.fullmatch(r"-?[0-9.]+\n", written) or written[:1] not in set("=+-@\t\r＝＋－＠")


def test_half_a_character_is_refused_with_its_place() -> None:
    """No encoding has it; nothing is written."""
    with pytest.raises(Unwritable) as refused:
        workbook_bytes(Workbook(one("a\ud800b")))
    (problem,) = refused.value.problems
    assert problem.text("en").startswith(
        'a, row 2, column "name"  [UNSAFE_TEXT]\n"a\\ud800b" contains an invisible control character (U+D800).'
    )


def test_half_a_character_in_the_name_of_a_column_is_refused_too() -> None:
    """It would break the file as well."""
    with pytest.raises(Unwritable, match="UNSAFE_TEXT"):
        workbook_bytes(Workbook({"a": Sheet("a", ("x\udc00",), ())}))


@pytest.mark.parametrize("text", ["长" * 32_768, "😀" * 16_384])
def test_a_text_longer_than_a_cell_is_refused_not_cut(text: str) -> None:
    """Counted in units of UTF-16, as the programs count."""
    with pytest.raises(Unwritable) as refused:
        workbook_bytes(Workbook(one(text)))
    assert refused.value.problems[0].params == {"length": "32768", "limit": "32767"}


def test_an_emoji_counts_two_and_just_fits() -> None:
    """The limit is exact."""
    text = "😀" * 16_383
    assert read_bytes("x.xlsx", workbook_bytes(Workbook(one(text)))) == (one(text), ())


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "[a]", "a?", "a*", "a\\b", "'a", "a'", "history", "长" * 32, "a\ud800", "a\x00"])
def test_a_name_that_no_sheet_may_have_is_refused(name: str) -> None:
    """With the rule, before the library is asked."""
    with pytest.raises(Unwritable) as refused:
        workbook_bytes(Workbook({name: Sheet(name, ("x",), ())}))
    assert [problem.code for problem in refused.value.problems] == [Code.SHEET_NAME]


def test_two_sheets_whose_names_differ_by_capitals_are_refused() -> None:
    """Programs take them for one."""
    sheets = {name: Sheet(name, ("x",), ()) for name in ("Areas", "areas")}
    with pytest.raises(Unwritable) as refused:
        workbook_bytes(Workbook(sheets))
    zh, en = (refused.value.problems[0].text(language) for language in ("zh", "en"))
    assert (
        zh == "areas  [SHEET_NAME]\n“areas”不能用作工作表的名字。请用 1 到 31 个字，不含 [ ] : * ? / \\，首尾不用单引号，也不与别的表同名。"
    )
    assert en.endswith("Use 1 to 31 characters, none of [ ] : * ? / \\, no apostrophe at either end, and no name twice.")


def test_the_same_sheets_are_the_same_bytes() -> None:
    """No clock, no chance: the day it was made, and the days of its parts, are the same in every workbook."""
    data = workbook_bytes(styled(one("x")))
    assert data == workbook_bytes(styled(one("x")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b">2024-01-01T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numbers_are_numbers_only_where_they_read_back_the_same() -> None:
    """So that they can be summed in the program, and nothing is lost."""
    texts = ["5", "-0.25", "0.80", "007", "913101150000000190", "1E5", "x"]
    sheet = Sheet("a", ("n",), tuple(Row(number, {"n": text}) for number, text in enumerate(texts, start=2)))
    data = workbook_bytes(Workbook({"a": sheet}, {"a": SheetStyle({"n": ColumnStyle(numbers=True)})}))
    page = openpyxl.load_workbook(io.BytesIO(data))["a"]
    assert [page.cell(number, 1).data_type for number in range(2, 9)] == ["n", "n", "s", "s", "s", "s", "s"]
    assert read_bytes("x", data) == ({"a": sheet}, ())


@given(st.floats() | st.integers(-(10**15), 10**15).map(float))
def test_what_is_a_numeral_is_a_number_again(value: float) -> None:
    """And the number is the one it came from, to fifteen digits."""
    written = numeral(value)
    if written is not None:
        assert float(written) == pytest.approx(value, rel=1e-14, abs=1e-12)
        assert as_number(written) is None or numeral(float(written)) == written
    else:
        assert about(value)


def test_a_styled_workbook_has_what_its_style_says() -> None:
    """Widths, headings, hints, drop-downs, frozen names, locked ids, notes; long lists stand on a hidden sheet."""
    sheet = Sheet("a", ("id", "kind", "note"), (Row(2, {"id": "x", "kind": "short", "note": "=1"}),))
    columns = {
        "id": ColumnStyle("编号", "不要改 Do not change", 30, locked=True, required=True),
        "kind": ColumnStyle("类别", choices=("short", "long")),
        "note": ColumnStyle("备注", choices=tuple(f"一个很长的选择 {number}" for number in range(100))),
    }
    style = SheetStyle(columns, 50, notes={(2, "kind"): "看这里", (9, "gone"): "不在"})
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(Workbook({"a": sheet}, {"a": style}, Guide("题目", ("段落",))))))
    page = book["a"]
    assert [page.cell(1, place).value for place in (1, 2, 3)] == ["编号\nid", "类别\nkind", "备注\nnote"]
    assert [(page["A1"].comment.text, page["B2"].comment.text)] == [("不要改 Do not change", "看这里")]
    assert (page.freeze_panes, page.protection.sheet, page.column_dimensions["A"].width) == ("B2", True, pytest.approx(30.7, abs=0.1))
    assert [page[cell].protection.locked for cell in ("A2", "B2", "C2")] == [True, False, False]
    assert page["C2"].quotePrefix
    assert {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation} == {
        "B2:B52": '"short,long"',
        "C2:C52": "'#lists'!$A$1:$A$100",
    }
    assert [(name, book[name].sheet_state) for name in book.sheetnames] == [
        ("#说明", "visible"),
        ("a", "visible"),
        ("#lists", "veryHidden"),
    ]


def test_a_workbook_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A refusal leaves no file behind."""
    file = tmp_path / "x.xlsx"
    with pytest.raises(Unwritable):
        write_xlsx(Workbook(one("\ud800")), file)
    assert not file.exists()
    write_xlsx(Workbook(one("x")), file)
    assert read(file) == (one("x"), ())


def test_a_sheet_without_columns_is_written_too() -> None:
    """An empty table is a table."""
    assert read_bytes("x", workbook_bytes(Workbook({"a": Sheet("a", (), ())}))) == ({"a": Sheet("a", (), ())}, ())
