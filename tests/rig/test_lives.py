"""What the lives said is read, whatever a kill left of it."""

from __future__ import annotations

from pathlib import Path

from tests.rig.lives import Lives
from tests.rig.stage import Stage


def lives(folder: Path, *lines: str) -> Lives:
    """Lives that wrote this."""
    found = Lives(Stage(folder, "", "", 0), folder / "rig.db")
    found.log.write_text("\n".join(lines))
    return found


def test_a_line_that_a_kill_cut_short_hides_no_complaint(tmp_path: Path) -> None:
    """Neither one that looks whole, nor one that the next life goes on with."""
    torn = ('{"event": "failure", "kind": {"a": 1}', '{"event"{"level": "info"}', "Traceback (most recent call last):")
    found = lives(tmp_path, '{"event": "failure", "kind": "KeyError"}', *torn)
    assert found.said() == {"failure KeyError": 1, "crash": 1}


def test_a_life_begins_on_a_line_of_its_own(tmp_path: Path) -> None:
    """Behind what the last one was about to say."""
    found = lives(tmp_path, '{"event": "fail')
    assert found.begin("no such point").wait(20)
    assert found.log.read_text().startswith('{"event": "fail\n')
