"""The report as PDF, set by typst. The only file that knows typst.

What people wrote reaches the typesetter as data and never as markup: the layout is two shipped files and the report one JSON string. No
network, no packages, no system fonts, no clock: the same summary gives the same bytes. The layout is given by path and not as bytes,
because typst keeps every source that it was given as bytes for as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import typst

from reports.bundle import TEMPLATES, blank_layout, layout, sans_font
from reports.documents.contents import contents
from reports.model import Summary
from reports.signs import printable

SECONDS_PER_DAY = 86_400

REMEMBERED = 10
"""For how many compilations typst keeps what it worked out. Ten reports are some 500 MB, none is 170, and no report gains by another."""


def pdf(summary: Summary) -> bytes:
    """The report as A4 pages, tagged and searchable; its creation date is the day the run was finished, or else begun."""
    return typeset(layout(), contents(summary), summary.finished or summary.started)


def typeset(pages: Path, shown: Mapping[str, object], day: date) -> bytes:
    """These contents in this layout, with the day as their creation date. What the faces cannot print shows as a mark."""
    data = printable(msgspec.json.encode(shown).decode())
    compiler = typst.Compiler(
        input=pages,
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"report": data},
    )
    made = compiler.compile(format="pdf", timestamp=(day - date(1970, 1, 1)).days * SECONDS_PER_DAY)
    _forget()
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files where one PDF was asked for")
    return made


def _forget() -> None:
    """Let typst drop the report: blank pages take its place in what is remembered."""
    blank = typst.Compiler(input=blank_layout(), root=str(TEMPLATES), font_paths=_fonts())
    for _ in range(REMEMBERED):
        blank.compile(format="pdf", timestamp=0)


@cache
def _fonts() -> typst.Fonts:
    """The bundled faces only, opened once per process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_font().parent)])
