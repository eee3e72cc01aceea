"""The texts of a workbook: of its shared table and inside its cells, with all their runs. Knows nothing of cells or sheets."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXT_TAG, RUN_TAG = f"{{{SPACE}}}t", f"{{{SPACE}}}r"
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def text_of(item: Element) -> str:
    """The text of all runs of a string, without what is only a reading aid."""
    runs = (item, *item.iterfind(RUN_TAG))
    return unescaped("".join(text.text or "" for run in runs for text in run.iterfind(TEXT_TAG)))


def unescaped(text: str) -> str:
    """`_x000D_` is how the format writes what XML cannot hold."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
