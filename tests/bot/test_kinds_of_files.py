"""What a file is, told by its bytes: the types that are taken, and everything that only looks like one of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usecases.uploads.kinds import ENDINGS, LARGEST_DIRECTORY, MOST_ENTRIES, fitting, kind_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
JPEG = b"\xff\xd8\xff\xe0" + bytes(24)
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(8)
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(16)
PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"
XLSX, DOCX, PPTX = (kind for kind, ending in ENDINGS.items() if ending in {"xlsx", "docx", "pptx"})


def archive(*names: str, body: bytes = b"<x/>") -> bytes:
    """A ZIP file with these entries."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, body)
    return written.getvalue()


def office(part: str, *more: str) -> bytes:
    """The least that an office file is told by."""
    return archive("[Content_Types].xml", part, *more)


def told(tmp_path: Path, body: bytes, name: str = "") -> str | None:
    """The type of these bytes."""
    path = tmp_path / "x"
    path.write_bytes(body)
    return kind_of(path, name)


TAKEN = {
    "png": (PNG, "image/png"),
    "jpeg": (JPEG, "image/jpeg"),
    "webp": (WEBP, "image/webp"),
    "heic": (HEIC, "image/heic"),
    "pdf": (PDF, "application/pdf"),
    "xlsx": (office("xl/workbook.xml"), XLSX),
    "docx": (office("word/document.xml", "word/media/image1.png"), DOCX),
    "pptx": (office("ppt/presentation.xml"), PPTX),
    "text": ("设备清单\n一号线\t2019".encode(), "text/plain"),
    "text of Windows": ("设备清单\r\n一号线".encode("gb18030"), "text/plain"),
    "text with a mark": ("\ufeff设备清单".encode(), "text/plain"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_is_told_by_its_bytes_whatever_it_is_called(what: str, tmp_path: Path) -> None:
    """A program's name changes nothing."""
    body, kind = TAKEN[what]
    assert told(tmp_path, body, "setup.exe") == kind


def test_the_name_tells_a_table_from_other_text_and_nothing_else(tmp_path: Path) -> None:
    """They are the same bytes."""
    assert told(tmp_path, "名称,代码\n甲,1".encode(), "名册.CSV") == "text/csv"
    assert told(tmp_path, "名称,代码\n甲,1".encode(), "名册.pdf") == "text/plain"


REFUSED = {
    "a program": b"MZ\x90\x00" + bytes(60),
    "a program of Linux": b"\x7fELF\x02\x01\x01" + bytes(60),
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page": b"  <!doctype html><script>alert(1)</script>",
    "a page behind a mark": "\ufeff<html>".encode(),
    "a drawing with scripts": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    "rich text": b"{\\rtf1 hello}",
    "postscript": b"%!PS-Adobe-3.0\n",
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60),
    "an archive": archive("a.txt", "b.txt"),
    "an archive of another program": archive("[Content_Types].xml", "payload.bin"),
    "a workbook with macros": office("xl/workbook.xml", "xl/vbaProject.bin"),
    "a document with controls": office("word/document.xml", "word/activeX/activeX1.xml"),
    "a document with a program": office("word/document.xml", "word/embeddings/setup.EXE"),
    "two documents in one": office("word/document.xml", "xl/workbook.xml"),
    "an archive cut off": office("xl/workbook.xml")[:-12],
    "a header alone": b"PK\x03\x04",
    "a gif": b"GIF89a" + bytes(20),
    "a film": b"\x00\x00\x00\x18ftypmp42" + bytes(16),
    "a PDF that begins later": b"\x00\x00%PDF-1.7",
    "text with a NUL": b"abc\x00def",
    "text with control characters": b"abc\x1b[2Jdef",
    "text that goes wrong late": b"a" * 100_000 + b"\xff\xff",
    "text with a NUL late": b"a" * 100_000 + b"\x00",
    "blanks": b"  \n\t ",
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("name", ["证据.pdf", "证据.png", "证据.txt", "证据.xlsx"])
def test_what_only_looks_like_it_is_refused(what: str, name: str, tmp_path: Path) -> None:
    """Whatever it is called."""
    assert told(tmp_path, REFUSED[what], name) is None


def test_a_workbook_with_a_huge_list_of_entries_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the figures at its end; the list itself is not touched."""
    many = office("xl/workbook.xml", *(f"xl/a{number}" for number in range(MOST_ENTRIES)))
    few = office("xl/workbook.xml", *(f"{number}{'a' * 60_000}" for number in range(LARGEST_DIRECTORY // 60_000 + 1)))
    monkeypatch.setattr(zipfile.ZipFile, "namelist", lambda self: pytest.fail("the list was read"))
    assert told(tmp_path, many) is None
    assert told(tmp_path, few) is None


def test_an_archive_of_the_large_form_is_refused(tmp_path: Path) -> None:
    """Its real figures stand elsewhere, where nobody looked."""
    body = office("xl/workbook.xml")
    end = body.rfind(b"PK\x05\x06")
    hidden = body[:end] + b"PK\x06\x06" + bytes(52) + b"PK\x06\x07" + bytes(16) + body[end:]
    assert told(tmp_path, hidden) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_told_or_refused(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    """Never an error; text is text to its end."""
    found = told(tmp_path_factory.mktemp("any"), body)
    assert found is None or found in ENDINGS
    if found == "text/plain":
        assert b"\x00" not in body


@pytest.mark.parametrize(
    ("name", "kind", "fits"),
    [
        ("清单.pdf", "application/pdf", "清单.pdf"),
        ("清单.PDF", "application/pdf", "清单.PDF"),
        ("照片.jpeg", "image/jpeg", "照片.jpeg"),
        ("照片.png", "application/pdf", "照片.pdf"),
        ("setup.exe", "application/pdf", "setup.exe.pdf"),
        ("2024.11 清单", "text/plain", "2024.11 清单.txt"),
        ("文件", "image/png", "文件.png"),
        (".pdf", "application/pdf", ".pdf.pdf"),
    ],
)
def test_a_name_gets_the_ending_that_its_bytes_deserve(name: str, kind: str, fits: str) -> None:
    """So that nobody who gets it is misled by it."""
    assert fitting(name, kind) == fits
