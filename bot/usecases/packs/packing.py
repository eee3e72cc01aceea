"""A rule pack as bytes that can be kept and handed to another process, by the rules of `packing`.

What is unpacked was checked before it was packed; bytes that are no rule pack are a fault of this program. The reader is loaded when it is
needed, because a chat without programmes begins sooner without it.
"""

from __future__ import annotations

from functools import lru_cache

from bot.usecases.versions.packing import Packed, packed_sheets, sheets_in
from question_bank.programmes.model import Programme

REMEMBERED = 64
"""How many unpacked programmes a process keeps at hand."""


def packed(programme: Programme) -> Packed:
    """The programme's canonical sheets."""
    from question_bank.programmes.writing import to_sheets

    return packed_sheets(to_sheets(programme))


@lru_cache(maxsize=REMEMBERED)
def unpacked(sheets: bytes) -> Programme:
    """The programme in these bytes; read once per process. Raises `ValueError` for what is none."""
    from question_bank.programmes.reading import read_pack

    reading = read_pack(*sheets_in(sheets))
    if reading.programme is None:
        raise ValueError(f"kept sheets that are no rule pack: {reading.problems[0].text('en')}")
    return reading.programme
