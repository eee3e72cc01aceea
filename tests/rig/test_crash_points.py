"""A death at every named point, and again and again during recovery: the names are read from the source."""

from __future__ import annotations

from pathlib import Path

from tests.rig import attachments
from tests.rig.broadcasting import runs
from tests.rig.lives import UP
from tests.rig.plays import POINTS, RECOVERY, armed, points_of_the_source


def test_every_crash_point_has_a_case() -> None:
    """A new point without one fails here."""
    assert points_of_the_source() == {*POINTS, attachments.POINT, *runs.POINTS}


def test_a_death_at_every_crash_point_harms_nobody(folder: Path) -> None:
    """Each point at several of its passings, under load; each must really be reached."""
    armings = [f"{name}:{passing}" for name, passings in POINTS.items() for passing in passings]
    report, hits = armed(folder, armings)
    assert {arming for arming in armings if not hits[arming]} == set()
    assert report.findings.red == {}, report.page()


def test_a_death_before_a_fetched_file_is_known_loses_nothing(folder: Path) -> None:
    """It is fetched again, stands in the run once, and lies on the disk once."""
    assert attachments.torn(folder) == []


def test_deaths_during_recovery_harm_nobody(folder: Path) -> None:
    """One life after the other dies before it serves, each in what the one before left behind."""
    report, hits = armed(folder, RECOVERY * 3)
    assert hits == {arming: 3 * RECOVERY.count(arming) for arming in RECOVERY}
    assert (folder / "rig.log").read_text().count(UP) < 3 * len(RECOVERY), "none of them died during recovery"
    assert report.findings.red == {}, report.page()
