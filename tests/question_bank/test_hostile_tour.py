"""Hostile files from a seed, read in the bot's worker: none crashes it, hangs, takes too much memory, or reaches outside.

Some thirty here; `ZHIPING_RIG=long` for five hundred, `ZHIPING_RIG_SEED` for others. `python -m tests.question_bank.hostile` says more.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tests.question_bank.hostile import tour

LONG = os.environ.get("ZHIPING_RIG") == "long"
SEED = int(os.environ.get("ZHIPING_RIG_SEED", "1"))
HEAVY = {"bomb", "members", "spelling", "one_page_many_tabs", "large", "endless", "as_csv", "nested"}
"""Those whose files take long to make; they come in the long tour, and each by hand in `test_workbooks_hostile`."""


def test_no_hostile_file_breaks_a_limit() -> None:
    """Time, memory, files opened, connections, and words for every refusal."""
    light = (made for made in tour.files(40, SEED, handmade=False) if made[0].partition(" ")[0] not in HEAVY)
    breaches, codes, _, _ = asyncio.run(tour.read_all(tour.files(500, SEED) if LONG else light))
    assert breaches == []
    assert codes.total() > 4 * 20


def test_a_seed_makes_the_same_files_again() -> None:
    """Or a breach could not be looked at."""
    first, again, other = ([data for name, _, data in tour.files(3, seed, handmade=False) if "bomb" not in name] for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_what_reaches_outside_is_heard() -> None:
    """A watch that hears nothing proves nothing."""
    listener = tour.ear()
    listener.heard.clear()
    listener.listens = True
    try:
        Path("/proc/self/status").read_bytes()
    finally:
        listener.listens = False
    assert listener.heard == ["open /proc/self/status"]
