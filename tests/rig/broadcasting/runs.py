"""A broadcast from the first mark to its end, through kills and faults, and what the checker found: one page."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.rig.broadcasting.checker import Ledger, check
from tests.rig.broadcasting.stage import Run, begun
from tests.rig.broadcasting.world import Plan
from tests.rig.checker import Findings
from tests.rig.runs import _share

POINTS = ("broadcast.marked", "broadcast.called")
"""The named crash points of the sender."""

FAULTS = (
    ("429", 0.008), ("403", 0.008), ("500", 0.006), ("502", 0.006), ("lost", 0.010), ("half", 0.006), ("silence", 0.006),
)  # fmt: skip
"""What meets a message, and how often: five in a hundred in all."""

PACE = 400.0
BEYOND_THE_GATE = 0.6
"""Seconds that a call may be under way where it has to pass the gate, and to be let in first."""

PATIENCE = 120.0
RECOVERING = 0.25
"""The share of lives that are ended before they have done much."""

Without = Callable[[], None]


@dataclass(slots=True)
class Report:
    """What a run came to."""

    findings: Findings
    people: int = 0
    kills: int = 0
    calls: int = 0
    taken: int = 0
    seconds: float = 0.0
    states: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    in_flight: int = 0
    shut: int = 0
    causes: dict[str, int] = field(default_factory=dict)
    to_sending: list[float] = field(default_factory=list)

    def page(self) -> str:
        """One page for people."""
        counts = self.findings.counts
        rows = [
            ("people on frozen lists", self.people), ("kills", self.kills), ("messages tried", self.calls), ("messages taken", self.taken),
            *((name, counts[name]) for name in ("twice", "repeated", "unlisted", "wrong recipient", "wrong body", "wrong digest")),
            *((name, counts[name]) for name in ("written to against their will", "called inside a retry window")),
            *((f"ledger: {state}", count) for state, count in sorted(self.states.items())),
            *((f"fault: {fault}", count) for fault, count in sorted(self.faults.items())),
            *((f"doubtful: {cause}", count) for cause, count in sorted(self.causes.items())),
            ("marked at a kill", self.in_flight), ("hung up", self.shut),
            ("seconds from kill to the next message, p50", _share(self.to_sending, 0.5)),
            ("seconds from kill to the next message, p99", _share(self.to_sending, 0.99)),
            ("seconds in all", f"{self.seconds:.0f}"),
        ]  # fmt: skip
        text = "\n".join(f"{name:44} {value:>12}" for name, value in rows)
        return f"{text}\n\n{chr(10).join(self.findings.examples) or 'nothing that must not be'}"


def kill_run(
    folder: Path, people: int, kills: int, seed: int, *, server: str = "", without: Without = lambda: None, plan: Plan | None = None,
    faults: bool = True, pace: float = PACE, patience: float = PATIENCE,
) -> Report:  # fmt: skip
    """Kill -9 at random moments while it sends, then let it come to its end."""
    dice, began = random.Random(seed), time.monotonic()
    plan = plan or Plan(people, campaigns=2 if people <= 2000 else 1, picture=True)
    to_sending: list[float] = []
    with begun(folder, plan, without, server=server, rate=pace, gate=faults, seed=seed) as run:
        if faults:
            switch_on(run, seed)
        messages = sum(len(one.listed) - len(one.never) for one in run.made.campaigns())
        for number in range(kills):
            to_sending.extend(_one_life(run, dice, messages * (number + 1) // (kills + 1)))
        report = finished(run, patience)
    report.people, report.kills, report.to_sending = people, kills, to_sending
    report.seconds = time.monotonic() - began
    return report


def switch_on(run: Run, seed: int) -> None:
    """Five in a hundred messages meet with something."""
    for number, (kind, share) in enumerate(FAULTS):
        for method in ("sendMessage", "sendPhoto"):
            run.stage.fault(kind=kind, method=method, probability=share, seed=seed * 100 + number, retry_after=1, ms=100)


def _one_life(run: Run, dice: random.Random, due: int) -> list[float]:
    """One life, until so many messages were tried, or shorter; the seconds until it had tried one."""
    life, before, born = run.begin(), run.called(), time.monotonic()
    if dice.random() < RECOVERING:
        time.sleep(dice.uniform(0.0, 0.3))
        run.kill(life)
        return []
    first = run.until(lambda: run.called() > before or run.over(), 30)
    took = time.monotonic() - born
    assert first, life.words()[-3000:]
    run.until(lambda: run.called() >= due or run.over(), 30)
    time.sleep(dice.uniform(0.0, 0.03))
    run.kill(life)
    return [took]


def finished(run: Run, patience: float = PATIENCE) -> Report:
    """Let a last life come to the end of all campaigns, stop it as an operator would, and compare."""
    life = run.begin()
    return compared(run, over=run.until(run.over, patience), code=life.kill(signal.SIGTERM))


def compared(run: Run, *, over: bool, code: int) -> Report:
    """What the checker finds, the bot being gone."""
    if run.gate:
        run.trouble.hung_up, run.trouble.held_up, run.trouble.under_way = run.gate.shut, run.gate.held_up, BEYOND_THE_GATE
    wanted, database = run.made.campaigns(), run.place.readable()
    findings = check(run.told.read(run.stage.base), wanted, database, run.trouble)
    findings.add("did not come to an end", not over, f"{run.states()}")
    findings.add("did not stop in order", code != 0, f"exit code {code}")
    for name, count in run.lives.said().items():
        findings.add(name, count)
    ledger = Ledger(database)
    states = sum((ledger.states(one.id) for one in wanted), start=ledger.states(""))
    calls = [call for call in run.told.calls if call.new]
    return Report(
        findings, len(wanted[0].listed), 0, len(calls), sum(call.taken for call in calls), states=dict(states),
        faults=dict(+run.told.faults), in_flight=len(run.trouble.marked), shut=len(run.trouble.hung_up), causes=dict(run.trouble.causes),
    )  # fmt: skip
