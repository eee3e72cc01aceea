"""Files made to hurt whoever opens them, and a reader to measure: `python -m tests.question_bank.hostile FILE`.

`python -m tests.question_bank.hostile --files 500 --seed 1` makes that many from a seed and reads them in the worker, as the bot does.
"""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from question_bank.problems import Code
from tests.question_bank.packages import MAIN, packed, parts, row, sheet, value, workbook

HEAD = row(1, "name", "code")
LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))


@cache
def bomb() -> bytes:
    """One part of 300 MB of blanks in 300 KB."""
    return packed({**parts(sheet(HEAD)), "xl/sharedStrings.xml": b" " * 300_000_000})


def bomb_of_many_parts() -> bytes:
    """Sixty sheets of 5 MB, each packed no tighter than an honest one."""
    page = sheet(HEAD + "".join(row(number, f"企业{number * 7919 % 100_003}") for number in range(2, 80_000)))
    return packed(parts(*[page] * 20, names=tuple(f"s{number}" for number in range(20))))


def lying_directory() -> bytes:
    """A part that says it is small and is not."""
    data = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.start_dir
    at = data.index(b"xl/sharedStrings.xml", start) - 46
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    return bytes(data)


def laughs() -> bytes:
    """A thousand million of one entity."""
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]><sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>'
    return packed({**parts(sheet(HEAD)), "xl/sharedStrings.xml": text})


def outside_entity() -> bytes:
    """An entity that is a file of the machine."""
    text = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}"><si><t>&f;</t></si></sst>'
    return packed({**parts(sheet(HEAD)), "xl/sharedStrings.xml": text})


def million_rows() -> bytes:
    """As many blank rows as a sheet can have."""
    return workbook(HEAD + "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(2, 1_048_577)))


def huge_dimension() -> bytes:
    """A sheet that says it fills the whole grid."""
    return workbook(HEAD + row(2, "x"), before='<dimension ref="A1:XFD1048576"/>')


def far_cells() -> bytes:
    """One cell at the far end of each of many rows."""
    return workbook(HEAD + "".join(f'<row r="{number}"><c r="XFD{number}"><v>1</v></c></row>' for number in range(2, 200_000)))


def wide_rows() -> bytes:
    """As wide as is read, in as many rows as are read."""
    return workbook(HEAD + "".join(f'<row r="{number}"><c r="KN{number}"><v>1</v></c></row>' for number in range(2, 20_002)))


@cache
def many_strings() -> bytes:
    """A table of strings of 200 MB."""
    items = "".join(f"<si><t>string number {number:09} of a great many</t></si>" for number in range(3_500_000))
    return packed({**parts(sheet(HEAD)), "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>'})


def many_small_strings() -> bytes:
    """Just under the limit of bytes, far above that of elements."""
    items = "".join(f"<si><t>{number}</t></si>" for number in range(1_800_000))
    return packed({**parts(sheet(HEAD)), "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>'})


def long_strings() -> bytes:
    """Twenty-four megabytes in one cell."""
    return packed(
        {**parts(sheet(HEAD + row(2, value("0", "s")))), "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{_noise()}</t></si></sst>'}
    )


def _noise() -> str:
    return "".join(f"{number * 2654435761 % 2**32:08x}" for number in range(3_000_000))


def deep() -> bytes:
    """A hundred thousand layers."""
    return packed({**parts(sheet(HEAD)), "xl/styles.xml": "<x>" * 100_000 + "</x>" * 100_000})


def deep_run() -> bytes:
    """Layers inside one string."""
    return workbook(HEAD + f'<row r="2"><c t="inlineStr"><is>{"<r>" * 5_000}<t>x</t>{"</r>" * 5_000}</is></c></row>')


def shared_formula() -> bytes:
    """A formula of a megabyte that is repeated in every row."""
    first = f'<row r="2"><c r="A2"><f t="shared" ref="A2:A20001" si="0">{"A1+" * 300_000}A1</f><v>1</v></c></row>'
    rest = "".join(f'<row r="{number}"><c r="A{number}"><f t="shared" si="0"/><v>1</v></c></row>' for number in range(3, 20_000))
    return workbook(HEAD + first + rest)


def many_merges() -> bytes:
    """A hundred thousand merged ranges, each as large as the sheet."""
    ranges = '<mergeCell ref="A2:XFD1048576"/>' * 100_000
    return workbook(HEAD + "".join(row(number, "x") for number in range(2, 3_000)), after=f"<mergeCells>{ranges}</mergeCells>")


@cache
def many_entries() -> bytes:
    """A hundred thousand members without content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}", b"")
    return made.getvalue()


def strange_format() -> bytes:
    """A number format that makes a pattern go back and forth."""
    styles = f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="{"[" * 500_000}"/></numFmts></styleSheet>'
    return packed({**parts(sheet(HEAD)), "xl/styles.xml": styles})


def many_sheets() -> bytes:
    """A hundred thousand names for one sheet, all hidden."""
    made = parts(sheet(HEAD))
    listed = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1" state="hidden"/>' for number in range(2, 100_002))
    return packed({**made, "xl/workbook.xml": str(made["xl/workbook.xml"]).replace("</sheets>", f"{listed}</sheets>")})


def all_formulas() -> bytes:
    """Nothing but faults."""
    return workbook(HEAD + "".join(row(number, *["<c><f>A1</f></c>"] * 10) for number in range(2, 20_000)))


def long_digits() -> bytes:
    """A whole number of a megabyte."""
    return workbook(HEAD + row(2, value("9" * 900_000)))


HOSTILE: dict[str, tuple[Callable[[], bytes], Code | None]] = {
    "bomb": (bomb, Code.WORKBOOK_TOO_LARGE),
    "bomb of many parts": (bomb_of_many_parts, Code.WORKBOOK_TOO_LARGE),
    "lying directory": (lying_directory, Code.WORKBOOK_DAMAGED),
    "billion laughs": (laughs, Code.WORKBOOK_DAMAGED),
    "outside entity": (outside_entity, Code.WORKBOOK_DAMAGED),
    "a million rows": (million_rows, Code.WORKBOOK_TOO_LARGE),
    "huge dimension": (huge_dimension, None),
    "far cells": (far_cells, Code.COLUMNS_TOO_MANY),
    "wide rows": (wide_rows, Code.COLUMN_UNNAMED),
    "200 MB of strings": (many_strings, Code.WORKBOOK_TOO_LARGE),
    "many small strings": (many_small_strings, Code.WORKBOOK_TOO_LARGE),
    "one long string": (long_strings, Code.CELL_TOO_LONG),
    "a hundred thousand layers": (deep, Code.WORKBOOK_DAMAGED),
    "layers in a string": (deep_run, Code.WORKBOOK_DAMAGED),
    "shared formula": (shared_formula, Code.FORMULA_CELL),
    "many merges": (many_merges, Code.CELLS_MERGED),
    "many entries": (many_entries, Code.WORKBOOK_TOO_LARGE),
    "strange format": (strange_format, None),
    "many sheets": (many_sheets, Code.SHEETS_TOO_MANY),
    "all formulas": (all_formulas, Code.FORMULA_CELL),
    "long digits": (long_digits, Code.WORKBOOK_DAMAGED),
}


def main(path: Path) -> None:
    """Reads a file as a roster and prints processor seconds, peak megabytes, and the codes of the problems."""
    from dialogs.roster import ROSTER_LIMITS, head_of
    from question_bank.formats import read_bytes
    from question_bank.workbooks import read_workbook

    assert read_workbook  # imported before the clock starts, as in a worker that waits for files
    data = path.read_bytes()
    start = time.process_time()
    _, problems = read_bytes(path.name, data, head_of, ROSTER_LIMITS)
    print(time.process_time() - start, peak(), *dict.fromkeys(problem.code for problem in problems))


def peak() -> float:
    """The most memory this process has held, in megabytes; its parent's, which `getrusage` counts too, left out."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
