"""Two at work on one PostgreSQL: a second bot that takes over from a killed one, and an operator's stop from beside.

Updates are pushed, because of two that fetch with one token each takes them from the other.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.ports import Transaction
from bot.storage.opening import open_store
from bot.system import RandomIds
from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.model import DeliveryState
from dialogs.campaigns.moving import Move, moved
from tests.rig.broadcasting.runs import Report, compared
from tests.rig.broadcasting.stage import Run, begun
from tests.rig.broadcasting.world import Plan
from tests.rig.stage import forked, free_port

TOGETHER, UNDER_WAY = 2.0, 0.3
"""Seconds in which both are up before one is killed; and after which what was under way at the server is over."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came of a kill: seconds until the other one sent, how many held the lease before, and what the checker found."""

    seconds: float
    holders_before: int
    holders: int
    report: Report


def taken_over(folder: Path, server: str, *, frozen: bool = False, people: int = 160) -> TakenOver:
    """Two are up and one sends; it is killed, or stands still until the other has gone on, and then goes on itself."""
    with begun(folder, Plan(people), server=server, rate=8.0) as run:
        run.lives.port = free_port()
        first = run.begin()
        assert run.until(lambda: run.called() >= 10, 30), first.words()[-2000:]
        run.lives.port = free_port()
        second = run.begin()
        time.sleep(TOGETHER)
        before = _holders(run)
        if frozen:
            os.kill(first.process, signal.SIGSTOP)
            time.sleep(UNDER_WAY)
            run.note_marked()
        else:
            run.kill(first)
        died, called = time.monotonic(), run.called()
        run.until(lambda: run.called() > called, 60)
        seconds = time.monotonic() - died
        if frozen:
            os.kill(first.process, signal.SIGCONT)
        over = run.until(run.over, 60)
        holders, code = _holders(run), first.kill(signal.SIGTERM) if frozen else 0
        return TakenOver(seconds, before, holders, compared(run, over=over, code=second.kill(signal.SIGTERM) or code))


def _holders(run: Run) -> int:
    return len(run.ask("SELECT DISTINCT holder, 1 FROM deliveries WHERE state IN ('sent', 'sending')"))


@dataclass(frozen=True, slots=True)
class Stopped:
    """What came after a stop: messages, and seconds until the last of them."""

    messages: int
    seconds: float
    report: Report


def stopped_from_beside(folder: Path, server: str, pace: float, people: int = 800) -> Stopped:
    """Another process stops the campaign while it is being sent at this pace."""
    with begun(folder, Plan(people, changes=False), server=server, rate=pace) as run:
        run.lives.port = free_port()
        life = run.begin()
        assert run.until(lambda: run.called() >= 40, 30), life.words()[-2000:]
        campaign = run.made.campaigns()[0].id
        child = forked(partial(_stop, run.place.url, campaign), folder / "stop.log")
        _, status = os.waitpid(child, 0)
        assert status == 0, (folder / "stop.log").read_text()
        at = float((folder / "stop.log").read_text().split()[-1])
        time.sleep(3)
        run.trouble.stopped = True
        over = run.until(run.over, 10)
        report = compared(run, over=over, code=life.kill(signal.SIGTERM))
    late = [call.at - at for call in run.told.calls if call.new and call.at > at and call.text[:1] in "〔["]
    return Stopped(len(late), max(late, default=0.0), report)


def _stop(url: str, campaign: str) -> None:
    """As the desk does it; says when it was committed."""
    store = open_store(url, RandomIds())
    store.submit(lambda tx: _stopped(tx, campaign)).result()
    print(time.time())
    store.close()


def _stopped(tx: Transaction, campaign: str) -> None:
    found, now = tx.campaign(campaign), time.time_ns() // 1_000_000
    assert found is not None
    stopped = moved(found.campaign, Move.STOP, found.campaign.made_by, now, Calendar())
    assert stopped is not None
    tx.save_campaign(found, stopped, now)
    tx.drop_queued(campaign, DeliveryState.STOPPED, "", now)
