"""Trouble of every kind, one at a time: nothing lost, nothing doubled, nobody left standing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.plays import PLAYS
from tests.rig.races import old_buttons, same_question, submission
from tests.rig.sabotage import SWITCHES


@pytest.mark.parametrize("name", PLAYS)
def test_the_bot_gets_through(name: str, folder: Path) -> None:
    """The checker finds nothing that must not be."""
    report = PLAYS[name](folder)
    assert report.findings.red == {}, report.page()


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.name)
def test_a_missing_protection_turns_the_rig_red(switch, folder: Path) -> None:
    """And for the reason that it should: the same run is green with the protection in place, as the test above shows."""
    report = PLAYS[switch.run](folder, switch.without, impatient=True)
    assert any(name.startswith(switch.red) for name in report.findings.red), f"{switch.name} is not noticed: {report.findings.red}"


@pytest.mark.parametrize("race", [same_question, submission, old_buttons], ids=lambda race: race.__name__)
def test_of_two_at_once_one_wins_and_the_other_is_told(race, folder: Path) -> None:
    """Two contacts on one question, an answer against a submission, buttons of screens that are gone."""
    assert race(folder) == []
