"""Nobody twice, nobody forgotten, nobody else's message: through kills, faults, wrong clocks, and with each protection taken away once.

`ZHIPING_RIG=long` for 100,000 people and 1,000 kills, and for more paces; `ZHIPING_RIG_SEED` for other moments.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.rig.broadcasting.pace import paced
from tests.rig.broadcasting.pairs import Stopped, stopped_from_beside, taken_over
from tests.rig.broadcasting.plays import PLAYS, jumping_clock
from tests.rig.broadcasting.runs import kill_run
from tests.rig.broadcasting.sabotage import SWITCHES, Switch
from tests.rig.broadcasting.stops import stopped_in_chat

LONG = os.environ.get("ZHIPING_RIG") == "long"
PEOPLE, KILLS = (100_000, 1_000) if LONG else (1_000, 10)
SEED = int(os.environ.get("ZHIPING_RIG_SEED", "1"))
LONGEST_STOP, MOST_AFTER_A_STOP = 2.0, 60
LONGEST_TAKE_OVER = 20.0
LONGEST_REPLY = 1.0
LEAST_SHARE = 0.6
"""Of the pace, where six campaigns go to the same people, who may get one message a second each."""


def test_nobody_is_written_to_twice_or_forgotten_through_kills_and_faults(folder: Path) -> None:
    """Every message that the server saw is compared with who was to get what, and with the ledger."""
    report = kill_run(folder, PEOPLE, KILLS, SEED, patience=120 + PEOPLE / 50)
    print(report.page())
    assert report.findings.red == {}, report.page()
    assert report.kills == KILLS
    assert report.states["sent"] > PEOPLE / 2
    assert set(report.faults) >= {"403", "429", "500", "502", "lost", "half", "silence"}
    assert report.in_flight > 0, "nothing was under way at any kill"
    assert report.shut > 0


@pytest.mark.parametrize("name", [name for name in PLAYS if name != "pace"])
def test_a_broadcast_gets_through(name: str, folder: Path) -> None:
    """The checker finds nothing that must not be."""
    found = PLAYS[name](folder)
    assert found.red == {}, found.examples


def test_the_real_pace_is_kept_and_replies_go_first(folder: Path) -> None:
    """Never more than 30 in any second or one person's limit, and who answers a question has the next one within a second."""
    run = paced(folder / "once")
    if run.report.findings.red.keys() == {"more than 30 in a second"}:  # a server that is kept waiting itself sees them come together
        run = paced(folder / "again")
    print(f"at most {run.most} in a second, {run.share:.3f} of the pace, replies' p95 {run.p95:.3f} s")
    assert run.report.findings.red == {}, run.report.page()
    assert run.answers > 20
    assert run.p95 < LONGEST_REPLY
    assert run.share > LEAST_SHARE


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.name)
def test_a_missing_protection_turns_the_proof_red(switch: Switch, folder: Path) -> None:
    """And for the reason that it should: the same run is green with the protection in place, as the tests above show."""
    found = PLAYS[switch.run](folder, switch.without)
    assert any(name.startswith(switch.red) for name in found.red), f"{switch.name} is not noticed: {found.red}"


@pytest.mark.parametrize("frozen", [True, False] if LONG else [True], ids=lambda frozen: "frozen" if frozen else "killed")
def test_another_process_goes_on_where_one_was(frozen: bool, folder: Path, server: str) -> None:
    """One sends at a time; the other does within the time of a lease, and nobody gets it twice, also where the first one wakes up again."""
    run = taken_over(folder, server, frozen=frozen)
    print(f"taken over within {run.seconds:.1f} s")
    assert run.report.findings.red == {}, run.report.page()
    assert (run.holders_before, run.holders) == (1, 2)
    assert run.seconds < LONGEST_TAKE_OVER


def test_a_clock_that_jumps_while_it_sends_holds_up_no_other_process(folder: Path, server: str) -> None:
    """A lease that was taken by a clock a day ahead is void to whoever has the right time."""
    found = jumping_clock(folder, server=server)
    assert found.red == {}, found.examples


@pytest.mark.parametrize(("pace", "people"), [(25.0, 400), (150.0, 2_000)] if LONG else [(150.0, 2_000)])
def test_a_stop_in_the_chat_is_soon_obeyed(pace: float, people: int, folder: Path) -> None:
    """By taps alone; counted at the server, from the moment of the last tap."""
    _obeyed(stopped_in_chat(folder, pace, people))


@pytest.mark.parametrize("pace", [25.0, 500.0] if LONG else [500.0])
def test_a_stop_from_beside_is_soon_obeyed(pace: float, folder: Path, server: str) -> None:
    """Counted at the server, from the moment at which the stop was committed by another process."""
    _obeyed(stopped_from_beside(folder, server, pace))


def _obeyed(stop: Stopped) -> None:
    print(f"{stop.messages} messages after a stop, the last {stop.seconds:.3f} s later")
    assert stop.report.findings.red == {}, stop.report.page()
    assert stop.report.states["stopped"] > 0
    assert stop.messages <= MOST_AFTER_A_STOP
    assert stop.seconds <= LONGEST_STOP
