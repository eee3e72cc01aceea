"""Files that are faulty as a whole: of another program, damaged, with macros or a password, too large, in a strange encoding."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

from question_bank.csv_text import bytes_of
from question_bank.formats import MAX_BYTES
from question_bank.problems import Code
from question_bank.sheets import MAX_SHEETS
from tests.question_bank.corpus.case import FileCase, Place
from tests.question_bank.corpus.forms import CMMM, FILE, as_json, packed, parts, tables
from tests.question_bank.workbook_faults import OLE, with_password

ENCRYPTED = OLE + "EncryptedPackage".encode("utf-16-le")


def files() -> Iterator[FileCase]:
    """Every case of this kind."""
    yield from _foreign()
    yield from _workbooks()
    yield from _texts()


def _of_file(code: Code, make: Callable[[], bytes], note: str = "", file: str = FILE, row: int | None = None) -> FileCase:
    place: Place = (code, file.removesuffix(".csv"), row, None)
    return FileCase(f"{code}-{note}" if note else str(code), make, (place,), file)


def _given(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _foreign() -> Iterator[FileCase]:
    for kind, begin in (
        ("pdf", b"%PDF-1.7\n"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("rtf", b"{\\rtf1"),
        ("html", b"<html><table>"),
        ("gzip", b"\x1f\x8b\x08"),
    ):
        yield _of_file(Code.FILE_FORMAT, _given(begin + b"\0" * 100), kind)
    for name in ("word/document.xml", "content.xml", "xl/workbook.bin", "readme.txt"):
        yield _of_file(Code.FILE_FORMAT, partial(packed, {name: b"<x/>"}), name)
    yield _of_file(Code.WORKBOOK_OLD, _given(OLE))
    yield _of_file(Code.WORKBOOK_ENCRYPTED, _given(ENCRYPTED), "whole")
    yield _of_file(Code.WORKBOOK_ENCRYPTED, lambda: with_password(packed(parts(CMMM))), "parts")


def _workbooks() -> Iterator[FileCase]:
    for name in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/vbaData.xml"):
        yield _of_file(Code.WORKBOOK_MACROS, partial(_with, {name: b"<x/>"}), name)
    for number in (1, 7):
        yield _of_file(Code.WORKBOOK_LINKS, partial(_with, {f"xl/externalLinks/externalLink{number}.xml": b"<x/>"}), str(number))
    yield _of_file(Code.WORKBOOK_TOO_LARGE, partial(_with, {"xl/styles.xml": b"<x>" + b" " * 60_000_000 + b"</x>"}), "bytes")
    yield _of_file(Code.WORKBOOK_TOO_LARGE, partial(_with, {f"docProps/{number}.xml": b"" for number in range(2_001)}), "members")
    for name in ("xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"):
        yield _of_file(Code.WORKBOOK_DAMAGED, partial(_broken_off, name), name)
    for tenth in (3, 6, 9):
        yield _of_file(Code.WORKBOOK_DAMAGED, partial(_cut, tenth), f"{tenth} of 10")
    yield _of_file(Code.SHEETS_TOO_MANY, _many_sheets)


def _texts() -> Iterator[FileCase]:
    table = tables(CMMM)["shares"]
    lines = bytes_of(table).splitlines(keepends=True)
    for row in (2, 7, len(table)):
        spoilt = b"".join([*lines[: row - 1], lines[row - 1][:4] + b"\xff\xff\xff" + lines[row - 1][4:], *lines[row:]])
        yield _of_file(Code.FILE_UNREADABLE, _given(spoilt), f"row {row}", "shares.csv", row)
    yield _of_file(Code.FILE_TOO_LARGE, lambda: b"x" * (MAX_BYTES + 1))
    yield _of_file(Code.JSON_MALFORMED, lambda: as_json(tables(CMMM))[:-2], "breaks off", "bank.json", 1)
    yield _of_file(Code.JSON_MALFORMED, _given(b'{"a": [], "a": []}'), "twice", "bank.json")
    sheets = json.loads(as_json(tables(CMMM)))
    for sheet, row, column in (("areas", 2, "name"), ("shares", 13, "sample")):
        sheets_spoilt = json.loads(json.dumps(sheets))
        sheets_spoilt[sheet][row - 2][column] = [1, 2]
        yield FileCase(
            f"{Code.JSON_MALFORMED}-{sheet}",
            _given(json.dumps(sheets_spoilt).encode()),
            ((Code.JSON_MALFORMED, sheet, row, column),),
            "bank.json",
        )


def _with(more: dict[str, bytes]) -> bytes:
    return packed({**parts(CMMM), **more})


def _broken_off(name: str) -> bytes:
    made = parts(CMMM)
    return packed({**made, name: made[name][: len(made[name]) // 2]})


def _cut(tenth: int) -> bytes:
    data = packed(parts(CMMM))
    return data[: len(data) * tenth // 10]


def _many_sheets() -> bytes:
    made = dict(parts(CMMM))
    book = made["xl/workbook.xml"].decode()
    more = "".join(f'<sheet name="#{number}" sheetId="{number}" r:id="rId1"/>' for number in range(200, 200 + MAX_SHEETS))
    return packed({**made, "xl/workbook.xml": book.replace("</sheets>", f"{more}</sheets>").encode()})
