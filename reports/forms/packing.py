"""A Word document as bytes that are the same for the same content, with the pictures put in as they are, one after the other.

While a document is composed, each picture is a part without content; its bytes are read only now and are never held together. Nothing
is compressed that is compressed already.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from docx import Document as opened_document
from docx.document import Document

from reports.bundle import document_parts

MADE = (2024, 1, 1, 0, 0, 0)
"""Stands in every archive for the time it was made."""

Readers = Mapping[str, Callable[[], bytes]]
"""What gives the bytes of a part, by its name without the first slash."""


def blank() -> Document:
    """An empty document on A4 with the styles of forms."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in document_parts().items():
            archive.writestr(name, content)
    packed.seek(0)
    return opened_document(packed)


def packed(document: Document, readers: Readers) -> bytes:
    """The document's bytes with these parts filled."""
    composed = io.BytesIO()
    document.save(composed)
    made = io.BytesIO()
    with zipfile.ZipFile(composed) as source, zipfile.ZipFile(made, "w") as archive:
        for name in source.namelist():
            read = readers.get(name)
            if read is None:
                archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), source.read(name))
            else:
                archive.writestr(_entry(name, zipfile.ZIP_STORED), read())
    return made.getvalue()


def _entry(name: str, packing: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MADE)
    entry.compress_type = packing
    entry.external_attr = 0o600 << 16
    entry.create_system = 0
    return entry
