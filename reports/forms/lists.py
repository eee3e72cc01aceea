"""List forms as documents: a workbook, or a Word table where the notice wants one."""

from __future__ import annotations

from collections.abc import Sequence

from question_bank.programmes.form_model import Form, FormFormat, PartKind
from question_bank.programmes.model import Programme
from question_bank.table_writing import PrintedTable, table_bytes
from reports.forms.filling import NOTHING, Facts, listed
from reports.forms.model import RANK, FilledForm

NARROW, WIDE = 12, 8
"""A column is set in its middle if it is at most so wide; one without a width is so many half-width characters wide, twice."""


def list_form(form: Form, programme: Programme, rows: Sequence[Facts], language: str, head: Facts = NOTHING) -> bytes:
    """The form about many as a file in its own format: one row each in this order, numbered from 1.

    A row holds what is known by fact id or source; `head` what stands around the table (such as `unit.name`).
    """
    return list_document(listed(form, programme, rows, language, head))


def list_document(form: FilledForm) -> bytes:
    """A filled list form as a file in its own format."""
    if form.format is FormFormat.DOCX:
        from reports.forms.word import word_document

        return word_document(form)
    return table_bytes(_printed(form))


def _printed(form: FilledForm) -> PrintedTable:
    above, below = _around(form)
    titles = [part.label + part.cell.text for part in form.parts if part.kind is PartKind.TITLE]
    annex = next((line for line in above if line.startswith("附件") and len(line) <= 6), "")
    widths = tuple(int(column.width) if column.width else 2 * WIDE for column in form.columns)
    return PrintedTable(
        name=form.name,
        title=" ".join(titles) or form.name,
        columns=tuple(f"{column.label}\n{column.note}".strip() for column in form.columns),
        widths=widths,
        rows=tuple(tuple(cell.text for cell in row) for row in form.rows),
        above=tuple(line for line in above if line != annex),
        below=below,
        annex=annex,
        centred=tuple(column.fact == RANK or width <= NARROW for column, width in zip(form.columns, widths, strict=True)),
        landscape=form.landscape,
    )


def _around(form: FilledForm) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines above the table and below it, without titles."""
    above: list[str] = []
    below: list[str] = []
    tabled = False
    for part in form.parts:
        tabled = tabled or part.kind is PartKind.COLUMN
        if part.kind in {PartKind.NOTE, PartKind.SIGNATURE, PartKind.HEADING, PartKind.TEXT, PartKind.FIELD}:
            line = " ".join(text for text in (part.label + part.cell.text, part.note) if text)
            (below if tabled else above).append(line)
    return tuple(above), tuple(below)
