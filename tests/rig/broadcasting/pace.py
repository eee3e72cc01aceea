"""The real pace: 25 a second in all and one a second for each person, several campaigns to the same people, others who talk."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.rig.broadcasting.runs import Report, compared
from tests.rig.broadcasting.speeds import fastest, over_the_persons_limit
from tests.rig.broadcasting.stage import begun
from tests.rig.broadcasting.talkers import Talkers
from tests.rig.broadcasting.world import Plan

MOST_IN_A_SECOND = 30
RATE, EACH = 25.0, 1.0
PLAN = Plan(50, talkers=5, campaigns=6, changes=False)


@dataclass(frozen=True, slots=True)
class Paced:
    """What a run at the real pace came to. `share` is of the pace that is allowed."""

    report: Report
    most: int
    share: float
    p95: float
    answers: int


def paced(folder: Path, without: Callable[[], None] = lambda: None, plan: Plan = PLAN, *, faulty: bool = False) -> Paced:
    """Send at the real pace to the end; beside it people answer questions."""
    with begun(folder, plan, without, rate=RATE, each=EACH) as run:
        if faulty:
            run.stage.fault(kind="429", method="sendMessage", probability=0.02, retry_after=1, seed=5)
        life = run.begin()
        talkers = Talkers.begin(run.stage, plan.talkers)
        run.until(lambda: run.called() > 0, 20)
        over = run.until(run.over, 120)
        took = sorted(talkers.end())
        report = compared(run, over=over, code=life.kill(signal.SIGTERM))
        calls = run.told.calls
    mine = [call for call in calls if call.text.startswith("〔") or call.text.startswith("[")]
    most = fastest(calls)
    report.findings.add("more than 30 in a second", max(0, most - MOST_IN_A_SECOND), f"{most} in one second")
    crowded = over_the_persons_limit(calls)
    report.findings.add("more than a person's limit", len(crowded), f"{crowded[:2]}")
    spent = mine[-1].at - mine[0].at
    share = sum(mine[0].at <= call.at <= mine[-1].at for call in calls) / (spent * RATE) if spent else 0.0
    return Paced(report, most, share, took[int(len(took) * 0.95)] if took else 0.0, len(took))
