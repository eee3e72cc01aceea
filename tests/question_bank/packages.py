"""Workbooks made by hand, part by part, as programs make them and as no program would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

TYPES = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>
<numFmt numFmtId="165" formatCode="[hh]:mm"/><numFmt numFmtId="166" formatCode="0.00"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="31"/></cellXfs>
</styleSheet>"""
"""Style 0 is plain, 1, 2 and 5 are dates, 3 a span of time, 4 a number."""

Parts = dict[str, str | bytes]


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet with these rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(number: int, *cells: str, more: str = "") -> str:
    """One row: each cell is XML, or a plain text."""
    return f'<row r="{number}"{more}>{"".join(cell if cell.startswith("<") else text(cell) for cell in cells)}</row>'


def text(written: str, place: str = "") -> str:
    """A cell with its text in it."""
    return f'<c t="inlineStr"{at(place)}><is><t>{written}</t></is></c>'


def value(written: str, kind: str = "n", place: str = "", style: int = 0) -> str:
    """A cell with a value of a kind: `n` a number, `b` a boolean, `e` an error, `s` a shared string."""
    return f'<c t="{kind}" s="{style}"{at(place)}><v>{written}</v></c>'


def at(place: str) -> str:
    """The attribute that says where a cell is; without it, it follows the one before."""
    return f' r="{place}"' if place else ""


def parts(*sheets: str, states: Mapping[int, str] | None = None, names: tuple[str, ...] = ()) -> Parts:
    """The parts of a workbook with these worksheets, called `a`, `b`, … unless named."""
    known = names or tuple("abcdefgh"[: len(sheets)])
    listed = "".join(
        f'<sheet name="{known[place]}" sheetId="{place + 1}" r:id="rId{place + 1}" state="{(states or {}).get(place, "visible")}"/>'
        for place in range(len(sheets))
    )
    relations = "".join(
        f'<Relationship Id="rId{place + 1}" Type="{LINKED}/worksheet" Target="worksheets/sheet{place + 1}.xml"/>'
        for place in range(len(sheets))
    )
    return {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKED}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{place + 1}.xml": written for place, written in enumerate(sheets)},
    }


def packed(given: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, part in given.items():
            archive.writestr(name, part)
    return made.getvalue()


def workbook(rows: str, before: str = "", after: str = "", **more: str | bytes) -> bytes:
    """A workbook of one sheet called `a`; `more` are further parts, `__` standing for a slash and `_dot_` for a dot."""
    further = {name.replace("__", "/").replace("_dot_", "."): part for name, part in more.items()}
    return packed({**parts(sheet(rows, before, after)), **further})


def strings(*items: str) -> str:
    """A table of shared strings; each item is XML or a plain text."""
    listed = "".join(f"<si>{item if item.startswith('<') else f'<t>{item}</t>'}</si>" for item in items)
    return f'<sst xmlns="{MAIN}">{listed}</sst>'
