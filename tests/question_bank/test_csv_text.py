"""CSV as people send it: encodings, separators, and the quote-prefix rule."""

from __future__ import annotations

import pytest

from question_bank.csv_text import bytes_of, guarded, table_of, unguarded
from question_bank.formats import read_bytes

ROSTER = "企业名称,统一社会信用代码\n上海示例汽车零部件有限公司,91310115000000019M\n"
TABLE = [["企业名称", "统一社会信用代码"], ["上海示例汽车零部件有限公司", "91310115000000019M"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb2312", "gb18030"])
def test_chinese_is_read_in_the_encodings_of_spreadsheet_programs(encoding: str) -> None:
    """An older Excel saves CSV as GBK, and `Unicode text` as UTF-16."""
    assert table_of("x", ROSTER.encode(encoding)) == (TABLE, ())


def test_both_orders_of_bytes_are_read() -> None:
    """By their mark."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert table_of("x", mark + ROSTER.encode(encoding)) == (TABLE, ())


def test_a_rare_character_of_four_bytes_is_read() -> None:
    """GB18030 has all of them; names of people do too."""
    text = "姓名\n𠮷㐂\n李\n"
    assert table_of("x", text.encode("gb18030")) == ([["姓名"], ["𠮷㐂"], ["李"]], ())


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_cells_are_parted_by_whatever_parts_the_first_line(separator: str) -> None:
    """Commas, tabs as in `Unicode text`, semicolons as in much of Europe; text may hold the others."""
    text = f'a{separator}"b,c"\nd;e{separator}"f;,\t"\n'.replace("d;e", '"d;e"')
    assert table_of("x", text.encode()) == ([["a", "b,c"], ["d;e", "f;,\t"]], ())


def test_a_column_name_with_a_separator_in_it_survives() -> None:
    """It is quoted, so that it is not taken for one."""
    table = [["a;b"], ["1"]]
    assert table_of("x", bytes_of(table)) == (table, ())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 139", "'+86 139"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("-5", "-5"),
        ("-0.5", "-0.5"),
        ("'quoted'", "'quoted'"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_text_that_a_program_would_calculate_gets_an_apostrophe(text: str, written: str) -> None:
    """And loses it again when read; texts that already have one get another."""
    assert guarded(text) == written
    assert unguarded(written) == text


def test_a_number_that_somebody_guarded_by_hand_is_read_without_the_apostrophe() -> None:
    """As the program would show it."""
    assert unguarded("'-5") == "-5"


def test_a_csv_file_is_told_by_its_content() -> None:
    """Whatever its name says."""
    sheets, problems = read_bytes("名册.xlsx", ROSTER.encode("gbk"))
    assert problems == ()
    assert sheets["名册"].columns == ("企业名称", "统一社会信用代码")


def test_json_is_told_by_its_content_too() -> None:
    """A brace begins no column name."""
    sheets, problems = read_bytes("upload", b'\xef\xbb\xbf {"a": [{"x": "1"}]}')
    assert problems == ()
    assert sheets["a"].columns == ("x",)


def test_a_cell_that_never_ends_is_a_problem_of_its_row() -> None:
    """A quotation mark that is not closed swallows the rest of the file."""
    _, problems = read_bytes("a.csv", b'a,b\n1,"' + b"x" * 200_000)
    assert [(problem.row, problem.params["detail"]) for problem in problems] == [(2, "field larger than field limit (131072)")]
