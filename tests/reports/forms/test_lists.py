"""List forms as workbooks, read back: title, seal lines, a bordered table in rank order, notes; every text a text."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from question_bank.programmes.form_model import FormFormat, FormScope
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import Value
from question_bank.table_writing import PrintedTable, table_bytes
from reports.forms.lists import list_form
from tests.reports.forms.made import LIST, PROGRAMME

ROWS: list[dict[str, Value]] = [{"profile.name": "甲", "level": Decimal(4)}, {"profile.name": "=1+1", "level": "L3"}, {}]


def cells(data: bytes) -> list[list[object]]:
    """Everything in the one sheet."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_table_stands_as_in_the_official_form() -> None:
    """Annex and title, the two places for seals side by side, the rows numbered in their order, the note under them."""
    found = cells(list_form(LIST, PROGRAMME, ROWS, "zh", {"unit.name": "闵行区"}))
    assert [row[0] for row in found] == [
        "附件 5",
        "某推荐汇总表",
        "推荐单位（盖章）：闵行区",
        "序号",
        "1",
        "2",
        "3",
        "注：推荐排名有先后。",
    ]
    assert "第三方机构（盖章）：" in found[2]
    assert found[3] == ["序号", "单位名称", "等级", "备注", "处理结果"]
    assert found[5] == ["2", "=1+1", "L3", None, None]
    assert found[6] == ["3", "[需企业补充]", "[需企业补充]", None, None]


def test_no_text_becomes_a_formula_or_a_link() -> None:
    """Whatever an enterprise calls itself."""
    risky = ("=1+1", "@sum(1)", "+1", "-1", "http://example.org", "＝1")
    data = list_form(LIST, PROGRAMME, [{"profile.name": name, "level": "L3"} for name in risky], "zh")
    (sheet,) = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    names = [sheet.cell(row, 2) for row in range(5, 11)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in names] == [(name, "s", None) for name in risky]
    assert [cell.quotePrefix for cell in names] == [True, True, True, True, False, True]


def test_the_sheet_prints_on_its_side_with_its_head_on_every_page() -> None:
    """A4, as wide as the paper, with borders."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(list_form(LIST, PROGRAMME, ROWS, "zh"))).worksheets
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.cell(5, 2).border.left.style == "thin"
    assert [sheet.column_dimensions[letter].width > 5 for letter in "ABCDE"] == [True] * 5


def test_the_line_above_the_table_is_as_high_as_its_longest_name() -> None:
    """The names of offices beside the places for their seals are not cut off."""
    heights = []
    for name in ("闵行区", "中国（上海）自由贸易试验区临港新片区管理委员会高新产业和科技创新处与闵行区经济委员会"):
        (sheet,) = openpyxl.load_workbook(io.BytesIO(list_form(LIST, PROGRAMME, ROWS, "zh", {"unit.name": name}))).worksheets
        heights.append(sheet.row_dimensions[3].height)
    assert heights[1] >= 2 * heights[0] - 8


def test_the_same_rows_give_the_same_bytes() -> None:
    """And other rows others."""
    first = list_form(LIST, PROGRAMME, ROWS, "zh")
    assert first == list_form(LIST, PROGRAMME, ROWS, "zh")
    assert first != list_form(LIST, PROGRAMME, ROWS[:1], "zh")


def test_an_empty_list_is_the_form_itself() -> None:
    """Title, head and note."""
    assert len(cells(list_form(LIST, PROGRAMME, [], "zh"))) == 5


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_list_has_the_columns_of_its_notice(name: str) -> None:
    """In their order."""
    programme = load(name)
    for form in programme.forms:
        if form.scope is FormScope.LIST and form.format is FormFormat.XLSX:
            found = cells(list_form(form, programme, [{}], "zh"))
            columns = [part.label.base for part in form.parts if part.kind == "column"]
            assert columns in [row[: len(columns)] for row in found]


def test_a_table_that_does_not_fit_together_is_no_table() -> None:
    """Said to the caller."""
    with pytest.raises(ValueError, match="do not match"):
        table_bytes(PrintedTable("a", "a", ("甲", "乙"), (5,), ()))
    with pytest.raises(ValueError, match="do not match"):
        table_bytes(PrintedTable("a", "a", ("甲",), (5,), (("1", "2"),)))


def test_one_column_two_seals_and_a_name_that_no_sheet_can_have() -> None:
    """What cannot stand side by side stands under each other."""
    table = PrintedTable("[a]:*?/\\'", "题", ("甲",), (5,), (("一\x00",),), above=("章一", "章二"), below=("注",), landscape=False)
    assert cells(table_bytes(table)) == [["题"], ["章一"], ["章二"], ["甲"], ["一\ufffd"], ["注"]]
