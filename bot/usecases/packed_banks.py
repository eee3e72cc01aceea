"""A bank as bytes that can be kept and handed to another process: its canonical sheets as JSON, compressed, and their digest.

Canonical are the sheets that `question_bank.writing` makes of the bank, so that the digest does not depend on how a workbook was laid out.
What is unpacked was checked before it was packed; bytes that are no bank are a fault of this program.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import lru_cache
from typing import NamedTuple

from question_bank.formats import read_bytes
from question_bank.model import Bank
from question_bank.reading import read_bank
from question_bank.writing import to_sheets

REMEMBERED = 32
"""How many unpacked banks a process keeps at hand."""


class Packed(NamedTuple):
    """The digest (SHA-256 in hex, of the sheets before they are compressed) and the compressed sheets."""

    digest: str
    sheets: bytes


def packed(bank: Bank) -> Packed:
    """The bank's canonical sheets."""
    rows = {sheet.name: [dict(row.cells) for row in sheet.rows] for sheet in to_sheets(bank).values() if sheet.rows}
    document = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return Packed(hashlib.sha256(document).hexdigest(), zlib.compress(document))


@lru_cache(maxsize=REMEMBERED)
def unpacked(sheets: bytes) -> Bank:
    """The bank in these bytes; read once per process."""
    reading = read_bank(*read_bytes("bank.json", zlib.decompress(sheets)))
    if reading.bank is None:
        raise ValueError(f"kept sheets that are no bank: {reading.problems[0].text('en')}")
    return reading.bank
