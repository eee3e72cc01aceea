"""One fault each in a small workbook, with the words an admin reads: Chinese and English."""

from __future__ import annotations

import io
import zipfile

from question_bank.grids import LISTED
from question_bank.problems import Code
from question_bank.sheets import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from tests.question_bank.packages import TYPES, packed, parts, row, sheet, strings, value, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
HEAD = row(1, "name", "code")

OPEN_ANEW = ("请用 Excel 或 WPS 打开，另存后再上传。", "Open it in Excel or WPS, save it anew and upload that.")
AS_XLSX = ("请在 Excel 或 WPS 里打开，“另存为”.xlsx 再上传。", "Open it in Excel or WPS, save it as .xlsx and upload that.")
TOO_LARGE = (
    "多半是表格下方有大片只设了格式的空行：请把需要的内容复制到新的工作簿再上传。",
    "Often this is formatting far below the table: copy what is needed into a new workbook and upload that.",
)
RETYPE = ("请先把这一列设为“文本”格式，再重新填写。", "Format this column as text, then type the number again.")
MERGED = "A2:A3 is merged, so it cannot be told what each row says. Unmerge it and fill in every row."
PASTE = ("请粘贴为数值或文字。", "Paste it as a value.")


def cell_fault(code: Code, cell: str, zh: str, en: str) -> tuple[Code, bytes, str, str]:
    """A fault of the cell B3."""
    data = workbook(HEAD + row(3, "x", cell))
    return code, data, f"a，第 3 行，“code”列  [{code}]\n{zh}", f'a, row 3, column "code"  [{code}]\n{en}'


def file_fault(code: Code, data: bytes, zh: str, en: str, place: str = "upload") -> tuple[Code, bytes, str, str]:
    """A fault of the whole file, or of a whole sheet."""
    return code, data, f"{place}  [{code}]\n{zh}", f"{place}  [{code}]\n{en}"


def damaged(data: bytes, detail: str) -> tuple[Code, bytes, str, str]:
    """A file that breaks the rules of its format."""
    zh, en = OPEN_ANEW
    return file_fault(
        Code.WORKBOOK_DAMAGED,
        data,
        f"这个工作簿已损坏，读不出来：{detail}。{zh}",
        f"This workbook is damaged and cannot be read: {detail}. {en}",
    )


def foreign(data: bytes, kind: str) -> tuple[Code, bytes, str, str]:
    """A file of another program."""
    return file_fault(
        Code.FILE_FORMAT,
        data,
        f"这是 {kind} 文件，这里读不了。{AS_XLSX[0]}",
        f"This is a {kind} file, which cannot be read here. {AS_XLSX[1]}",
    )


def too_large(data: bytes, found: str, limit: str) -> tuple[Code, bytes, str, str]:
    """A file that unpacks into more than anyone needs."""
    zh, en = TOO_LARGE
    return file_fault(
        Code.WORKBOOK_TOO_LARGE,
        data,
        f"文件解压后太大：{found}，上限是 {limit}。{zh}",
        f"Unpacked, the file is too large: {found}; the limit is {limit}. {en}",
    )


def macros(data: bytes, detail: str) -> tuple[Code, bytes, str, str]:
    """A file that brings a program."""
    return file_fault(
        Code.WORKBOOK_MACROS,
        data,
        f"这个工作簿带有宏（{detail}）。请“另存为”不带宏的 .xlsx 再上传。",
        f"This workbook contains macros ({detail}). Save it as .xlsx, without macros, and upload that.",
    )


def formula(cell: str, shown: str) -> tuple[Code, bytes, str, str]:
    """A cell that calculates."""
    return cell_fault(
        Code.FORMULA_CELL,
        cell,
        f"“{shown}”是公式，这里不计算公式。{PASTE[0]}",
        f'"{shown}" is a formula; nothing is calculated here. {PASTE[1]}',
    )


def inexact(cell: str, shown: str) -> tuple[Code, bytes, str, str]:
    """A number that lost its last digits."""
    zh, en = RETYPE
    return cell_fault(
        Code.NUMBER_INEXACT,
        cell,
        f"这里的数字被存成了 {shown}，15 位以后已经丢失。{zh}",
        f"The number here was stored as {shown}; what came after 15 digits is lost. {en}",
    )


def date(cell: str, shown: str) -> tuple[Code, bytes, str, str]:
    """A cell that became a date."""
    return cell_fault(
        Code.DATE_CELL,
        cell,
        f"这里被存成了日期 {shown}。请先把单元格设为“文本”格式，再重新填写。",
        f"This cell was stored as the date {shown}. Format the cell as text, then type it again.",
    )


def error(cell: str, shown: str) -> tuple[Code, bytes, str, str]:
    """A cell that holds an error."""
    return cell_fault(
        Code.CELL_ERROR,
        cell,
        f"这个单元格是错误值 {shown}。请改成正确的内容，或清空。",
        f"This cell holds the error {shown}. Write what belongs here, or clear it.",
    )


def encrypted(data: bytes) -> tuple[Code, bytes, str, str]:
    """A file with a password."""
    return file_fault(
        Code.WORKBOOK_ENCRYPTED,
        data,
        "这个工作簿设了打开密码。请去掉密码，另存后再上传。",
        "This workbook needs a password to open. Remove the password, save it and upload it again.",
    )


def with_password(data: bytes) -> bytes:
    """The same archive with every entry marked as encrypted."""
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def merged(ref: str) -> bytes:
    """A workbook with a merged range."""
    return workbook(HEAD + row(2, "x", "1") + row(3, "", "2"), after=f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>')


FINE = workbook(HEAD + row(2, "x", "1"))
PARTS = parts(sheet(HEAD + row(2, "x", "1")))

BOMB = workbook(HEAD, xl__sharedStrings_dot_xml=b" " * 2_000_000)


def tightness(data: bytes) -> int:
    """How many times larger the largest part is than its packing; compressors differ a little."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return max(member.file_size // member.compress_size for member in archive.infolist())


WORKBOOK_FAULTS: dict[str, tuple[Code, bytes, str, str]] = {
    "an old workbook": file_fault(
        Code.WORKBOOK_OLD,
        OLE,
        "这是旧版 Excel 的 .xls 文件，改了扩展名也还是旧格式。请用 Excel 或 WPS 打开，“另存为”.xlsx 再上传。",
        "This is a file of an old Excel (.xls), whatever its name now says. Open it in Excel or WPS, save it as .xlsx and upload that.",
    ),
    "a workbook with a password": encrypted(OLE + "EncryptedPackage".encode("utf-16-le")),
    "an archive with a password": encrypted(with_password(FINE)),
    "a workbook with macros": macros(packed({**PARTS, "xl/vbaProject.bin": b"x"}), "xl/vbaProject.bin"),
    "a workbook that says it has macros": macros(
        packed({**PARTS, "[Content_Types].xml": TYPES.replace("application/xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")}),
        "macroEnabled",
    ),
    "a workbook with old macro sheets": macros(packed({**PARTS, "xl/macrosheets/sheet1.xml": "<x/>"}), "xl/macrosheets/sheet1.xml"),
    "a workbook that looks into another": file_fault(
        Code.WORKBOOK_LINKS,
        packed({**PARTS, "xl/externalLinks/externalLink1.xml": "<x/>"}),
        "这个工作簿链接了别的文件（xl/externalLinks/externalLink1.xml）。请在“数据”→“编辑链接”里断开链接，保存后再上传。",
        "This workbook links to other files (xl/externalLinks/externalLink1.xml). "
        "Break the links under Data, Edit Links; save it and upload it again.",
    ),
    "a Word document": foreign(packed({"word/document.xml": "<x/>"}), "Word"),
    "an OpenDocument sheet": foreign(packed({"content.xml": "<x/>"}), "OpenDocument"),
    "a binary workbook": foreign(packed({"xl/workbook.bin": "x"}), "XLSB"),
    "some other archive": foreign(packed({"readme.txt": "x"}), "ZIP"),
    "a PDF file": foreign(b"%PDF-1.7", "PDF"),
    "a web page": foreign(b"\xef\xbb\xbf\n<HTML><table>", "HTML / XML"),
    "a web page in UTF-16": foreign("<table>".encode("utf-16"), "HTML / XML"),
    "a bomb": too_large(BOMB, f"xl/sharedStrings.xml 1:{tightness(BOMB)}", "1:200"),
    "an archive that breaks off": damaged(FINE[:-30], "File is not a zip file"),
    "XML that breaks off": damaged(workbook("<row>"), "xl/worksheets/sheet1.xml: mismatched tag: line 1, column 95"),
    "XML that defines entities": damaged(
        packed({**PARTS, "xl/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "XML with a document type (DTD)"
    ),
    "XML in another encoding": damaged(packed({**PARTS, "xl/styles.xml": b'<?xml version="1.0" encoding="GBK"?><x/>'}), "XML in GBK"),
    "XML in layers": damaged(packed({**PARTS, "xl/styles.xml": "<x>" * 33 + "</x>" * 33}), "XML nested deeper than 32"),
    "a shared string that is not there": damaged(workbook(HEAD + row(2, value("7", "s"))), "a > 2: list index out of range"),
    "a sheet that is not there": damaged(
        packed({name: part for name, part in PARTS.items() if "sheet1" not in name}), "a: xl/worksheets/sheet1.xml"
    ),
    "two sheets of one name": damaged(packed(parts(sheet(HEAD), sheet(HEAD), names=("a", "A"))), "a x 2"),
    "a text longer than any program holds": cell_fault(
        Code.CELL_TOO_LONG,
        f'<c t="inlineStr"><is><t>{"x" * 32_768}</t></is></c>',
        "这个单元格有 32768 个字符，上限是 32767 个。请缩短。",
        "This cell has 32768 characters; the limit is 32767. Shorten it.",
    ),
    "a row that has no number": damaged(
        workbook(HEAD + '<row r="two"><c><v>1</v></c></row>'), "a > 1: invalid literal for int() with base 10: 'two'"
    ),
    "a part that is there twice": damaged(packed({**PARTS, "XL/Styles.xml": "<x/>"}), "duplicate entries"),
    "a formula with its result": formula("<c><f>SUM(A1:A2)</f><v>3</v></c>", "=SUM(A1:A2)"),
    "a formula filled down": formula('<c><f t="shared" si="0"/><v>3</v></c>', "=…"),
    "an error": error(value("#REF!", "e"), "#REF!"),
    "a date beyond the calendar": error(value("99999999", style=1), "#VALUE!"),
    "a credit code that became a number": inexact(value("9.1310115000000019E+17"), "9.13E+17"),
    "a credit code that another program wrote in full": inexact(value("913101150000000190"), "9.13E+17"),
    "a number beyond all numbers": inexact(value("1E+999"), "INF"),
    "a date": date(value("45000", style=1), "2023-03-15"),
    "a date in a Chinese format": date(value("45000", style=2), "2023-03-15"),
    "a date in a format built into a Chinese Excel": date(value("45000", style=5), "2023-03-15"),
    "a span of time": date(value("1.5", style=3), "1 day, 12:00:00"),
    "a date as text of its own kind": date(value("2023-03-15", "d"), "2023-03-15"),
    "merged cells": (
        Code.CELLS_MERGED,
        merged("A2:A3"),
        "a，第 2 行，“name”列  [CELLS_MERGED]\nA2:A3 是合并的单元格，看不出每一行各是什么。请取消合并，每一行都填上内容。",
        f'a, row 2, column "name"  [CELLS_MERGED]\n{MERGED}',
    ),
    "a hidden sheet": file_fault(
        Code.SHEET_HIDDEN,
        packed(parts(sheet(HEAD), sheet(HEAD + row(2, "secret")), states={1: "hidden"})),
        "“b”表是隐藏的，没有读。如果要用它，请取消隐藏后再上传。",
        'The sheet "b" is hidden and was not read. If it is meant to count, unhide it and upload the file again.',
        "b",
    ),
    "hidden rows": file_fault(
        Code.ROWS_HIDDEN,
        workbook(HEAD + "".join(row(number, "x", more=' hidden="1"') for number in range(2, 25))),
        f"有隐藏的行，也读了：{', '.join(map(str, range(2, 22)))}, … (23)。如果不该读，请删去这些行。",
        f"There are hidden rows, which were read too: {', '.join(map(str, range(2, 22)))}, … (23). If they should not count, delete them.",
        "a",
    ),
    "a hidden column": file_fault(
        Code.COLUMNS_HIDDEN,
        workbook(HEAD + row(2, "x", "1"), before='<cols><col min="2" max="9" hidden="1"/></cols>'),
        "有隐藏的列，也读了：B。如果不该读，请删去这些列。",
        "There are hidden columns, which were read too: B. If they should not count, delete them.",
        "a",
    ),
    "a cell far below": file_fault(
        Code.ROWS_TOO_MANY,
        workbook(HEAD + row(2, "x") + row(1_048_576, "y")),
        f"这张表有 1048575 行，上限是 {MAX_ROWS} 行，后面的没有读。请删去多余的行，或分成两个文件。",
        f"The sheet has 1048575 rows; only the first {MAX_ROWS} were read. Remove rows, or make two files of it.",
        "a",
    ),
    "a cell far to the right": file_fault(
        Code.COLUMNS_TOO_MANY,
        workbook(row(1, "name", value("1", place="XFD1"))),
        f"这张表有 16384 列，上限是 {MAX_COLUMNS} 列，后面的没有读。请删去无关的列。",
        f"The sheet has 16384 columns; only the first {MAX_COLUMNS} were read. Remove the columns that do not belong here.",
        "a",
    ),
    "a hundred and one sheets": file_fault(
        Code.SHEETS_TOO_MANY,
        packed(parts(*[sheet("")] * 101, names=tuple(f"s{number}" for number in range(101)))),
        f"一共有 101 张表，上限是 {MAX_SHEETS} 张，后面的没有读。请删去无关的表。",
        f"There are 101 sheets; only the first {MAX_SHEETS} were read. Remove the sheets that do not belong here.",
    ),
}


def many_errors(count: int = LISTED + 7) -> bytes:
    """A column of errors, as a broken link leaves it."""
    return workbook(HEAD + "".join(row(number, "x", value("#REF!", "e")) for number in range(2, count + 2)))


def with_strings(*items: str) -> bytes:
    """A workbook whose first column holds these shared strings, from row 2 on."""
    rows = "".join(row(place + 2, value(str(place), "s")) for place in range(len(items)))
    return packed({**parts(sheet(HEAD + rows)), "xl/sharedStrings.xml": strings(*items)})
