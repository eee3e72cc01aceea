"""The words of what can be wrong with a file, its sheets and the kinds of its cells, before anybody asks what they mean.

Said of every table that is read: banks, rosters and whatever comes next; so none of them is named here except by its settings.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.problem_codes import Code
from question_bank.problem_words import Words, error, two, warning

FILES: Mapping[Code, Words] = {
    Code.FILE_UNREADABLE: error(
        two("这个文件读不出来：{detail}。", "This file cannot be read: {detail}."),
        two("请用 UTF-8 编码重新保存后再上传。", "Save it again in UTF-8 and upload it once more."),
    ),
    Code.FILE_TOO_LARGE: error(
        two("文件有 {size} MB，上限是 {limit} MB。", "The file has {size} MB; the limit is {limit} MB."),
        two("请删去无关的内容，或分成两个文件。", "Remove what does not belong here, or make two files of it."),
    ),
    Code.JSON_MALFORMED: error(
        two("JSON 结构不对：{detail}。", "The JSON is not made up of sheets: {detail}."),
        two(
            "请写成“表名：[{{列名：内容}}]”的形式，每行一个对象。",
            "Write each sheet as a list of objects, one object per row, column names as keys.",
        ),
    ),
    Code.SHEET_MISSING: error(
        two("缺少“{sheet}”表。", 'The sheet "{sheet}" is missing.'),
        two("请补上这张表，可参照模板。", "Add it; the template shows its columns."),
    ),
    Code.SHEET_UNKNOWN: error(
        two("没有叫“{sheet}”的表。", 'There is no sheet called "{sheet}".'),
        two("请改正表名；自己的备注表，表名请以 # 开头。", "Correct its name; begin the name of a sheet of your own notes with #."),
    ),
    Code.SHEET_EMPTY: error(
        two("“{sheet}”表里没有内容。", 'The sheet "{sheet}" has no rows.'),
        two("请至少填写一行。", "Fill in at least one row."),
    ),
    Code.ROWS_TOO_MANY: error(
        two("这张表有 {count} 行，上限是 {limit} 行，后面的没有读。", "The sheet has {count} rows; only the first {limit} were read."),
        two("请删去多余的行，或分成两个文件。", "Remove rows, or make two files of it."),
    ),
    Code.COLUMNS_TOO_MANY: error(
        two("这张表有 {count} 列，上限是 {limit} 列，后面的没有读。", "The sheet has {count} columns; only the first {limit} were read."),
        two("请删去无关的列。", "Remove the columns that do not belong here."),
    ),
    Code.SHEETS_TOO_MANY: error(
        two("一共有 {count} 张表，上限是 {limit} 张，后面的没有读。", "There are {count} sheets; only the first {limit} were read."),
        two("请删去无关的表。", "Remove the sheets that do not belong here."),
    ),
    Code.COLUMN_MISSING: error(
        two("缺少“{column}”列。", 'The column "{column}" is missing.'),
        two("请在第 1 行补上这个列名。", "Add this name to row 1."),
    ),
    Code.COLUMN_UNKNOWN: error(
        two("这张表没有“{column}”列。", 'This sheet has no column "{column}".'),
        two("请改正列名；自己的备注列，列名请以 # 开头。", "Correct its name; begin the name of a column of your own notes with #."),
    ),
    Code.LANGUAGE_UNKNOWN: error(
        two("languages 里没有语言“{language}”。", 'The language "{language}" is not among languages.'),
        two("请在 {sheet} 表的 languages 里加上它，或改正列名。", "Add it to languages in the sheet {sheet}, or correct the column name."),
    ),
    Code.COLUMN_DUPLICATE: error(
        two("这个列名出现了不止一次，只读了第一列。", "This column name appears more than once; only the first was read."),
        two("请合并，或给其中一列改名。", "Merge them or rename one."),
    ),
    Code.COLUMN_UNNAMED: error(
        two("“{value}”所在的列没有列名，没有读。", '"{value}" stands in a column without a name and was not read.'),
        two("请在第 1 行写上列名，或删去这个单元格。", "Name the column in row 1, or clear the cell."),
    ),
    Code.SETTING_MISSING: error(
        two("缺少设置“{setting}”。", 'The setting "{setting}" is missing.'),
        two("请在 {sheet} 表加一行。", "Add a row for it to the sheet {sheet}."),
    ),
}

WORKBOOKS: Mapping[Code, Words] = {
    Code.FILE_FORMAT: error(
        two("这是 {detail} 文件，这里读不了。", "This is a {detail} file, which cannot be read here."),
        two("请在 Excel 或 WPS 里打开，“另存为”.xlsx 再上传。", "Open it in Excel or WPS, save it as .xlsx and upload that."),
    ),
    Code.WORKBOOK_OLD: error(
        two("这是旧版 Excel 的 .xls 文件，改了扩展名也还是旧格式。", "This is a file of an old Excel (.xls), whatever its name now says."),
        two("请用 Excel 或 WPS 打开，“另存为”.xlsx 再上传。", "Open it in Excel or WPS, save it as .xlsx and upload that."),
    ),
    Code.WORKBOOK_ENCRYPTED: error(
        two("这个工作簿设了打开密码。", "This workbook needs a password to open."),
        two("请去掉密码，另存后再上传。", "Remove the password, save it and upload it again."),
    ),
    Code.WORKBOOK_MACROS: error(
        two("这个工作簿带有宏（{detail}）。", "This workbook contains macros ({detail})."),
        two("请“另存为”不带宏的 .xlsx 再上传。", "Save it as .xlsx, without macros, and upload that."),
    ),
    Code.WORKBOOK_LINKS: error(
        two("这个工作簿链接了别的文件（{detail}）。", "This workbook links to other files ({detail})."),
        two("请在“数据”→“编辑链接”里断开链接，保存后再上传。", "Break the links under Data, Edit Links; save it and upload it again."),
    ),
    Code.WORKBOOK_TOO_LARGE: error(
        two("文件解压后太大：{detail}，上限是 {limit}。", "Unpacked, the file is too large: {detail}; the limit is {limit}."),
        two(
            "多半是表格下方有大片只设了格式的空行：请把需要的内容复制到新的工作簿再上传。",
            "Often this is formatting far below the table: copy what is needed into a new workbook and upload that.",
        ),
    ),
    Code.WORKBOOK_DAMAGED: error(
        two("这个工作簿已损坏，读不出来：{detail}。", "This workbook is damaged and cannot be read: {detail}."),
        two("请用 Excel 或 WPS 打开，另存后再上传。", "Open it in Excel or WPS, save it anew and upload that."),
    ),
    Code.SHEET_HIDDEN: warning(
        two("“{sheet}”表是隐藏的，没有读。", 'The sheet "{sheet}" is hidden and was not read.'),
        two("如果要用它，请取消隐藏后再上传。", "If it is meant to count, unhide it and upload the file again."),
    ),
    Code.ROWS_HIDDEN: warning(
        two("有隐藏的行，也读了：{rows}。", "There are hidden rows, which were read too: {rows}."),
        two("如果不该读，请删去这些行。", "If they should not count, delete them."),
    ),
    Code.COLUMNS_HIDDEN: warning(
        two("有隐藏的列，也读了：{columns}。", "There are hidden columns, which were read too: {columns}."),
        two("如果不该读，请删去这些列。", "If they should not count, delete them."),
    ),
    Code.SHEET_NAME: error(
        two("“{value}”不能用作工作表的名字。", '"{value}" cannot be the name of a sheet.'),
        two(
            "请用 1 到 31 个字，不含 [ ] : * ? / \\，首尾不用单引号，也不与别的表同名。",
            "Use 1 to 31 characters, none of [ ] : * ? / \\, no apostrophe at either end, and no name twice.",
        ),
    ),
    Code.MORE_LIKE_THIS: error(
        two(
            "同样的问题（{kind}）还有 {count} 处，没有一一列出。",
            "The same problem ({kind}) occurs {count} more times; these are not listed.",
        ),
        two("请一并改正后再上传。", "Correct them too, then upload the file again."),
    ),
}

CELL_KINDS: Mapping[Code, Words] = {
    Code.FORMULA_CELL: error(
        two("“{value}”是公式，这里不计算公式。", '"{value}" is a formula; nothing is calculated here.'),
        two("请粘贴为数值或文字。", "Paste it as a value."),
    ),
    Code.CELL_ERROR: error(
        two("这个单元格是错误值 {value}。", "This cell holds the error {value}."),
        two("请改成正确的内容，或清空。", "Write what belongs here, or clear it."),
    ),
    Code.NUMBER_INEXACT: error(
        two("这里的数字被存成了 {value}，15 位以后已经丢失。", "The number here was stored as {value}; what came after 15 digits is lost."),
        two("请先把这一列设为“文本”格式，再重新填写。", "Format this column as text, then type the number again."),
    ),
    Code.DATE_CELL: error(
        two("这里被存成了日期 {value}。", "This cell was stored as the date {value}."),
        two("请先把单元格设为“文本”格式，再重新填写。", "Format the cell as text, then type it again."),
    ),
    Code.CELLS_MERGED: error(
        two("{range} 是合并的单元格，看不出每一行各是什么。", "{range} is merged, so it cannot be told what each row says."),
        two("请取消合并，每一行都填上内容。", "Unmerge it and fill in every row."),
    ),
}
