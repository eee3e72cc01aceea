"""The empty roster that a liaison downloads: drop-downs for districts and industries, a hint on every column, a first sheet that explains.

Its two example enterprises are made up and stand on the explaining sheet, which is not read back.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.registers import DISTRICTS, INDUSTRIES
from dialogs.roster_columns import COLUMNS, Field, RosterColumn
from question_bank.sheets import Sheet
from question_bank.workbook_writing import ColumnStyle, Guide, SheetStyle, Table, Workbook

SHEET = {"zh": "企业名册", "en": "Roster"}
SPARE_ROWS = 5_000

FIRST: Mapping[Field, tuple[str, str]] = {
    Field.NAME: ("上海示例汽车零部件有限公司", "Shanghai Example Auto Parts Co., Ltd."),
    Field.CODE: ("91310115000000019M", "91310115000000019M"),
    Field.DISTRICT: ("浦东新区", "Pudong"),
    Field.INDUSTRY: ("C36 汽车制造业", "C36 Motor vehicles"),
    Field.CONTACT: ("王示例", "Wang Shili"),
    Field.MOBILE: ("13900000001", "13900000001"),
    Field.STREET: ("示例镇", "Example Town"),
    Field.PARK: ("示例产业园", "Example Park"),
    Field.GROUP: ("示例集团", "Example Group"),
}
SECOND: Mapping[Field, tuple[str, str]] = {
    Field.NAME: ("上海样本食品有限公司", "Shanghai Sample Foods Co., Ltd."),
    Field.CODE: ("91310117000000027D", "91310117000000027D"),
    Field.DISTRICT: ("松江区", "Songjiang"),
    Field.INDUSTRY: ("14", "14"),
    Field.CONTACT: ("李样本", "Li Yangben"),
    Field.MOBILE: ("+86 139-0000-0002", "+86 139-0000-0002"),
}

TEXTS = {
    "zh": (
        "企业名册模板",
        "请在“企业名册”表里填写，每行一家企业，填好后把整个文件发给智评助手。",
        "有问题会逐条指出：哪一行、哪一列、怎么改。只要有一处错误，就一家也不会登记；改好再发一次即可，不会重复。",
        "同一家企业以统一社会信用代码为准：再次上传会更新它的资料。",
        "请直接填文字，不用公式，不合并单元格。可以增加自己的列，列名以 # 开头就不会被读。",
    ),
    "en": (
        "Roster of enterprises: a template",
        'Fill in the sheet "Roster", one enterprise per row, then send the whole file to the assistant.',
        "Every problem is named by row and column, with what to do. With any error nothing is registered; correct it and send it again.",
        "The credit code tells enterprises apart: uploading one again updates it.",
        "Write plain text: no formulas, no merged cells. Columns of your own are not read if their name begins with #.",
    ),
}
HEADS = {"zh": ("列名", "必填", "怎么填", "示例一", "示例二"), "en": ("Column", "Required", "How to fill it in", "Example 1", "Example 2")}
REQUIRED = {"zh": ("必填", ""), "en": ("yes", "")}


def template(language: str) -> Workbook:
    """The template in Chinese (`zh`) or English (`en`)."""
    spoken = "en" if language == "en" else "zh"
    name = SHEET[spoken]
    columns = {column.heading(spoken): _style(column, spoken) for column in COLUMNS}
    title, *lines = TEXTS[spoken]
    guide = Guide(title, (*lines, _table(spoken)))
    return Workbook({name: Sheet(name, tuple(columns), ())}, {name: SheetStyle(columns, SPARE_ROWS)}, guide)


def _style(column: RosterColumn, language: str) -> ColumnStyle:
    choices: Mapping[Field, tuple[str, ...]] = {
        Field.DISTRICT: tuple(entry.name(language) for entry in DISTRICTS),
        Field.INDUSTRY: tuple(f"{entry.id} {entry.name(language)}" for entry in INDUSTRIES),
    }
    return ColumnStyle(hint=column.hint(language), width=column.width, choices=choices.get(column.field, ()), required=column.required)


def _table(language: str) -> Table:
    place = 1 if language == "en" else 0
    yes, no = REQUIRED[language]
    rows = (
        (
            column.heading(language),
            yes if column.required else no,
            column.hint(language),
            *(example.get(column.field, ("", ""))[place] for example in (FIRST, SECOND)),
        )
        for column in COLUMNS
    )
    return (HEADS[language], *rows)
