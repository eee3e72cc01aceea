"""Kill -9 at random moments under load. `ZHIPING_RIG=long` for 10,000 kills, `ZHIPING_RIG_SEED` for other moments."""

from __future__ import annotations

import os
from pathlib import Path

from tests.rig.cold import cold_starts
from tests.rig.runs import kill_run

KILLS, ANSWERS = (10_000, 200_000) if os.environ.get("ZHIPING_RIG") == "long" else (200, 4_000)
SEED = int(os.environ.get("ZHIPING_RIG_SEED", "1"))
MOST_SECONDS_TO_SERVING = 2.0
MOST_SECONDS_OF_A_COLD_START = 4.0


def test_nothing_is_lost_doubled_reordered_or_stuck_through_kills(folder: Path) -> None:
    """The checker finds nothing, and the bot was back soon each time."""
    report = kill_run(folder, KILLS, ANSWERS, SEED)
    print(report.page())
    assert report.findings.red == {}, report.page()
    assert report.findings.answers >= ANSWERS
    assert report.answered_between_kills >= ANSWERS // 2, "most of it happened when nobody was killed"
    assert sorted(report.to_serving)[int(len(report.to_serving) * 0.99)] <= MOST_SECONDS_TO_SERVING


def test_a_cold_start_is_soon_over(folder: Path) -> None:
    """From the start of the command, with nothing imported and no database, to the first reply."""
    (start,) = cold_starts(folder, 1)
    assert min(start.seconds, start.computing) <= MOST_SECONDS_OF_A_COLD_START
