"""The banks that faults are put into, and a spoilt bank's tables in each of the forms that are read.

A spoilt workbook is the one an admin downloads, with looks, drop-downs and locks; only the rows of the spoilt sheets are written anew.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from question_bank.bank_workbook import bank_workbook
from question_bank.csv_text import bytes_of
from question_bank.formats import read, read_bytes
from question_bank.library import load
from question_bank.model import Bank
from question_bank.reading import Reading, read_bank
from question_bank.sheets import Sheet
from question_bank.workbook_writing import workbook_bytes
from tests.question_bank.packages import LINKED, sheet
from tests.question_bank.tiny import Edit, Table, Tables, read_tables
from tests.question_bank.tiny import tables as tiny_tables

CMMM, DIAGNOSIS, TINY = "cmmm-2020", "digital-diagnosis-shanghai-2023", "tiny"
FILE = "bank.xlsx"
XLSX, CSV, JSON = "xlsx", "csv", "json"
FORMS = (XLSX, CSV, JSON)
QUICK = 1
"""How hard archives are packed: a corpus is read once."""

SHEET = re.compile(r'<sheet name="([^"]*)"[^>]*r:id="rId(\d+)"/>')
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Parts = Mapping[str, bytes]


@cache
def bank(base: str) -> Bank:
    """A bank without an error."""
    if base != TINY:
        return load(base)
    found = read_tables(tiny_tables()).bank
    assert found is not None
    return found


@cache
def _tables(base: str) -> Tables:
    return {name: _table(page) for name, page in bank_workbook(bank(base)).sheets.items() if page.rows}


def _table(page: Sheet) -> Table:
    assert [row.number for row in page.rows] == list(range(2, len(page.rows) + 2))
    return [[*page.columns], *([row.cells.get(column, "") for column in page.columns] for row in page.rows)]


def tables(base: str, edit: Edit | None = None) -> Tables:
    """The tables of a bank, spoilt or not."""
    found = deepcopy(_tables(base))
    if edit is not None:
        edit(found)
    return found


@cache
def parts(base: str) -> Parts:
    """The parts of the workbook that an admin downloads."""
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(bank_workbook(bank(base))))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def member(name: str) -> zipfile.ZipInfo:
    """A packed member that says nothing of the hour it was made, so that the same parts are the same file."""
    found = zipfile.ZipInfo(name)
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


def packed(given: Parts) -> bytes:
    """The parts as a file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
        for name, part in given.items():
            archive.writestr(member(name), part)
    return made.getvalue()


def spoilt_parts(base: str, given: Tables) -> dict[str, bytes]:
    """The parts of the workbook with these tables in it; a table of the bank that is not given loses its sheet."""
    made = dict(parts(base))
    book, links = made["xl/workbook.xml"].decode(), made["xl/_rels/workbook.xml.rels"].decode()
    known = {name: f"xl/worksheets/sheet{number}.xml" for name, number in SHEET.findall(book)}
    for number, (name, table) in enumerate(given.items(), start=900):
        if name not in known:
            book = book.replace("</sheets>", f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/></sheets>')
            link = f'<Relationship Id="rId{number}" Type="{LINKED}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            links = links.replace("</Relationships>", f"{link}</Relationships>")
            made[f"xl/worksheets/sheet{number}.xml"] = sheet(_rows(table)).encode()
        elif table != _tables(base).get(name):
            made[known[name]] = _with_rows(made[known[name]], _rows(table))
    for name in _tables(base).keys() - given.keys():
        book = re.sub(f'<sheet name="{re.escape(name)}"[^>]*/>', "", book)
    return {**made, "xl/workbook.xml": book.encode(), "xl/_rels/workbook.xml.rels": links.encode()}


def _with_rows(page: bytes, rows: str) -> bytes:
    before, _, rest = page.decode().partition("<sheetData>")
    return f"{before}<sheetData>{rows}</sheetData>{rest.partition('</sheetData>')[2]}".encode()


def _rows(table: Table) -> str:
    return "".join(f'<row r="{number}">{"".join(map(_cell, line))}</row>' for number, line in enumerate(table, start=1))


def _cell(written: str) -> str:
    """A text, or (as in `packages`) a cell that is XML already."""
    if written.startswith("<c"):
        return written
    text = CONTROL.sub(lambda char: f"_x{ord(char[0]):04X}_", written)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else "<c/>"


def as_json(given: Tables) -> bytes:
    """The tables as one JSON file; two columns of one name become one, and columns without a name are lost."""
    sheets = {
        name: [dict(zip(table[0], [*line, *[""] * len(table[0])], strict=False)) for line in table[1:]] for name, table in given.items()
    }
    return json.dumps(sheets).encode()


def write_csv(given: Tables, folder: Path) -> None:
    """The tables as a folder of CSV sheets."""
    for name, table in given.items():
        (folder / f"{name}.csv").write_bytes(bytes_of(table))


def read_as(form: str, base: str, given: Tables, folder: Path) -> Reading:
    """What an admin is told who uploads these tables in this form."""
    if form == CSV:
        write_csv(given, folder)
        return read_bank(*read(folder))
    data = as_json(given) if form == JSON else packed(spoilt_parts(base, given))
    return read_bank(*read_bytes(FILE if form == XLSX else "bank.json", data))
