"""The short runs, by name: each puts a broadcast through one kind of trouble, and in each a missing protection shows."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.rig.broadcasting.clocks import DAY, HOUR, VISITS, wrong_clock
from tests.rig.broadcasting.pace import paced
from tests.rig.broadcasting.runs import POINTS, Without, compared, finished
from tests.rig.broadcasting.stage import Clock, begun
from tests.rig.broadcasting.stops import paused_in_chat
from tests.rig.broadcasting.world import LIAISON, STAFF, Plan
from tests.rig.checker import Findings
from tests.rig.stage import FIRST_PERSON

FEW = Plan(160)
PASSINGS = (1, 7, 20)
"""At which passing of a point a life ends."""

PATIENCE = 20.0
BLOCKED, DELETED = "bot was blocked by the user", "user is deactivated"


def quiet(folder: Path, without: Without = lambda: None) -> Findings:
    """No trouble at all; much has changed since the list was frozen."""
    with begun(folder, FEW, without) as run:
        return finished(run, PATIENCE).findings


def points(folder: Path, without: Without = lambda: None) -> Findings:
    """Lives that each die at a named point: right after the mark, and right after the call."""
    with begun(folder, FEW, without) as run:
        for name in POINTS:
            for passing in PASSINGS:
                life = run.lives.begin(f"{name}:{passing}")
                assert life.wait(15), f"{name} was not passed {passing} times: {life.words()[-2000:]}"
                assert life.status == -signal.SIGKILL, life.words()[-2000:]
                run.note_marked()
        return finished(run, PATIENCE).findings


def faults(folder: Path, without: Without = lambda: None) -> Findings:
    """Some answers are lost, some come too late for a second, and nobody is killed."""
    with begun(folder, FEW, without, rate=100.0) as run:
        run.stage.fault(kind="lost", method="sendMessage", probability=0.05, seed=1)
        run.stage.fault(kind="502", method="sendMessage", probability=0.05, seed=2)
        run.stage.fault(kind="429", method="sendMessage", probability=0.05, seed=3, retry_after=1, count=3)
        return finished(run, PATIENCE).findings


def out_of_reach(folder: Path, without: Without = lambda: None) -> Findings:
    """The server hangs up now and then and refuses whoever comes anew: what surely did not arrive is sent later."""
    with begun(folder, FEW, without, rate=60.0, gate=True) as run:
        life = run.begin()
        over = run.until(run.over, 60)
        return compared(run, over=over, code=life.kill(signal.SIGTERM)).findings


def jumping_clock(folder: Path, without: Without = lambda: None, server: str = "") -> Findings:
    """The clock goes an hour back, a day forward and back again while it sends, and then the process is killed."""
    clock = Clock()
    with begun(folder, FEW, without, rate=40.0, clock=clock, server=server) as run:
        life = run.begin()
        for share, jump in ((5, -HOUR), (4, DAY), (3, 0)):
            assert run.until(lambda share=share: run.called() >= len(run.made.chats) // share, 30), life.words()[-2000:]
            clock.set(time.time_ns() // 1_000_000 + jump)
        run.kill(life)
        return finished(run, 60).findings


def lost_contacts(folder: Path, without: Without = lambda: None) -> Findings:
    """Five people cannot be written to any more, in two campaigns at once: their liaison is told of each once, the staff of each end."""
    gone = {
        FIRST_PERSON: BLOCKED,
        FIRST_PERSON + 1: BLOCKED,
        FIRST_PERSON + 2: BLOCKED,
        FIRST_PERSON + 4: BLOCKED,
        FIRST_PERSON + 5: DELETED,
    }
    with begun(folder, Plan(120, campaigns=2, changes=False), without, rate=60.0) as run:
        for chat, words in gone.items():
            run.stage.fault(kind="403", chat=chat, description=f"Forbidden: {words}")
        findings = finished(run, PATIENCE).findings
        told = [call for call in run.told.calls if call.method == "sendmessage"]
    liaison = [call.text for call in told if call.chat == str(LIAISON)]
    for chat in gone:
        named = sum(f"王工{chat - FIRST_PERSON}" in text for text in liaison)
        findings.add("liaison not told once", abs(named - 1), f"{chat} was named {named} times")
    findings.add("liaison told of others", len(liaison) - len(gone), str(liaison))
    ended = sum(call.chat == str(STAFF) and "已结束" in call.text for call in told)
    findings.add("staff not told of the end once", abs(ended - 2), f"{ended} times")
    return findings


def pace(folder: Path, without: Without = lambda: None) -> Findings:
    """At the real pace, with others who talk."""
    return paced(folder, without).report.findings


def hour_back(folder: Path, without: Without = lambda: None) -> Findings:
    """Only the beginning of that: what is due is sent, then the clock goes an hour back."""
    return wrong_clock(folder, without, VISITS[:2])


PLAYS: dict[str, Callable[..., Findings]] = {
    "quiet": quiet,
    "points": points,
    "faults": faults,
    "out_of_reach": out_of_reach,
    "jumping_clock": jumping_clock,
    "lost_contacts": lost_contacts,
    "paused": paused_in_chat,
    "pace": pace,
    "clock": wrong_clock,
    "hour_back": hour_back,
}
