"""The list of files and notes as data for the layout; nothing where there are none."""

from __future__ import annotations

from reports.bundle import words
from reports.model import Summary

Data = dict[str, object]

KILOBYTE = 1024


def files_page(summary: Summary) -> Data:
    """One row for each file, and one sentence on notes."""
    w = words(summary.language)
    rows = [
        [
            line.number,
            line.name,
            size_text(line.size),
            line.digest,
            w["files.helper" if line.helper else "files.contact"],
            line.added.isoformat(),
        ]
        for line in summary.files
    ]
    separator = w["files.separator"]
    noted = separator.join(f"{line.number} ({line.notes})" for line in summary.notes)
    return {"rows": rows, "notes": w["files.notes"].format(questions=noted) if noted else ""}


def size_text(size: int) -> str:
    """A size as people read it."""
    return f"{size / KILOBYTE**2:.1f} MB" if size >= KILOBYTE**2 else f"{max(1, round(size / KILOBYTE))} KB"
