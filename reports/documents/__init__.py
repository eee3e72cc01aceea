"""Documents made from one summary. Each format is imported when it is asked for, so that a text needs no typesetter."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from reports.model import Summary


class Format(StrEnum):
    """The formats a report can be had in."""

    PDF = "pdf"
    JSON = "json"
    TXT = "txt"


def render(summary: Summary, format: Format | str) -> bytes:
    """The document's bytes, the same for the same summary; texts are UTF-8. Raises `ValueError` for an unknown format."""
    chosen = Format(format)
    match chosen:
        case Format.PDF:
            from reports.documents.pdf import pdf

            return pdf(summary)
        case Format.JSON:
            from reports.documents.json import json_document

            return json_document(summary)
        case Format.TXT:
            from reports.text import text

            return text(summary).encode()
    assert_never(chosen)
