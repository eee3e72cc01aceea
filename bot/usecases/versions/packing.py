"""Sheets as bytes that can be kept and handed to another process: canonical sheets as JSON, compressed, and their digest.

Canonical are the sheets that the writing half of a reader makes, so that the digest does not depend on how a workbook was laid out.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import NamedTuple

from question_bank.formats import Read, read_bytes
from question_bank.sheets import Sheets


class Packed(NamedTuple):
    """The digest (SHA-256 in hex, of the sheets before they are compressed) and the compressed sheets."""

    digest: str
    sheets: bytes


def packed_sheets(sheets: Sheets) -> Packed:
    """These sheets without the empty ones."""
    rows = {sheet.name: [dict(row.cells) for row in sheet.rows] for sheet in sheets.values() if sheet.rows}
    document = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return Packed(hashlib.sha256(document).hexdigest(), zlib.compress(document))


def sheets_in(packed: bytes) -> Read:
    """The sheets in these bytes; raises `ValueError` for what was not packed here."""
    try:
        document = zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError("kept sheets that are damaged") from error
    return read_bytes("sheets.json", document)
