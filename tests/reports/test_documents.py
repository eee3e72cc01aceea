"""Formats are chosen by name and loaded only when asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reports.documents import Format, render
from reports.text import text
from tests.reports.runs import summary_of


def test_a_text_document_is_the_text() -> None:
    """In UTF-8."""
    summary = summary_of("level_two")
    assert render(summary, "txt").decode() == text(summary)


@pytest.mark.parametrize(("format", "begins"), [("pdf", b"%PDF-"), ("json", b"{\n"), ("txt", "智能制造".encode())])
def test_each_format_begins_as_it_should(format: str, begins: bytes) -> None:
    """By its name, as a caller gives it."""
    assert render(summary_of("below_first"), format).startswith(begins)


def test_an_unknown_format_is_an_error() -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="docx"):
        render(summary_of("below_first"), "docx")


@pytest.mark.parametrize(
    "module", ["reports.summary", "reports.text", "reports.chart_specs", "reports.documents", "reports.documents.json"]
)
def test_summary_and_text_need_neither_charts_nor_typesetter(module: str) -> None:
    """A fresh interpreter that imports them has loaded neither library."""
    code = f"import sys, {module}; print(sorted(set(sys.modules) & {{'matplotlib', 'numpy', 'typst'}}))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_format_has_a_member() -> None:
    """The formats a user can name."""
    assert [format.value for format in Format] == ["pdf", "json", "txt"]
