"""One run of the rig from an empty folder to its findings: a stage, a crowd, a way in which the bot's lives end, and the checker."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.rig.checker import Findings, Told, check
from tests.rig.lives import UP, Life, Lives
from tests.rig.people import Board, Crowd, live
from tests.rig.places import Place
from tests.rig.stage import Stage, forked, waited

LOAD = Crowd(closed=20, shaky=6, open=14)
READ_EVERY = 200
"""Kills after which the history is read, long before the sandbox forgets any of it."""


@dataclass(slots=True)
class Report:
    """What a run came to."""

    findings: Findings
    kills: int = 0
    to_serving: list[float] = field(default_factory=list)
    seconds: float = 0.0
    answered_between_kills: int = 0

    def page(self) -> str:
        """One page for people."""
        counts = self.findings.counts
        rows = [
            ("kills", self.kills), ("answers", self.findings.answers), ("answered between the kills", self.answered_between_kills),
            *((name, counts[name]) for name in ("lost", "twice", "out of order", "stuck")),
            ("letters recorded as doubtful", self.findings.doubtful),
            ("seconds from kill to serving, p50", _share(self.to_serving, 0.5)),
            ("seconds from kill to serving, p99", _share(self.to_serving, 0.99)),
            ("seconds in all", f"{self.seconds:.0f}"),
        ]  # fmt: skip
        text = "\n".join(f"{name:38} {value:>12}" for name, value in rows)
        red = "\n".join(self.findings.examples) or "nothing that must not be"
        return f"{text}\n\n{red}"


def _share(seconds: list[float], share: float) -> str:
    """The number of seconds within which this share of them is."""
    return f"{sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)]:.3f}" if seconds else "not measured"


@dataclass(slots=True)
class Run:
    """A run under way."""

    stage: Stage
    lives: Lives
    board: Board
    people: int
    place: Place
    told: Told = field(default_factory=Told)
    patience: float = 5.0
    life: Life | None = None

    def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is true; false if it takes longer."""
        return waited(true, seconds)

    def finish(self, life: Life | None = None, quiet: float = 60.0) -> Report:
        """Let this life, or else a new one, finish what is in hand; stop it as an operator would, and compare."""
        last = life or self.lives.begin()
        up = last.serving()
        self.board.up_since = time.monotonic()
        self.board.stopping = True
        assert self.until(lambda: _over(self.people), quiet), "the people do not come to an end"
        self.until(lambda: not self.place.letters_in_hand(), self.patience)
        code = last.kill(signal.SIGTERM)
        findings = check(self.told.read(self.stage.base), self.place.readable())
        stuck = json.loads((self.place.file.parent / "people.json").read_text())["stuck"]
        findings.add("stuck", len(stuck), "; ".join(stuck[:3]))
        findings.add("did not serve", not up, last.words()[-500:])
        findings.add("did not stop in order", code != 0, f"exit code {code}")
        for name, count in self.lives.said().items():
            findings.add(name, count)
        return Report(findings)


def _over(process: int) -> bool:
    """Whether a child has ended, in good order."""
    ended, status = os.waitpid(process, os.WNOHANG)
    assert not ended or status == 0, "the people's process failed; see people.log"
    return bool(ended)


@contextmanager
def begun(folder: Path, crowd: Crowd = LOAD, without: Callable[[], None] = lambda: None, server: str = "", port: int = 0) -> Iterator[Run]:
    """A stage with the crowd on it, before the bot's first life. `server`: the database is there; `port`: updates are pushed to it."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder / "rig.db", server)
    place.fill(crowd.people, crowd.contacts)
    stage = Stage.open(folder)
    try:
        stage.invite(crowd.people)
        board = Board()
        lives = Lives(stage, place.file, without, url=place.url, port=port)
        people = forked(lambda: live(stage.base, crowd, board, folder / "people.json"), folder / "people.log")
        run = Run(stage, lives, board, people, place, patience=crowd.patience)
        assert run.until(lambda: board.begun, 10), (folder / "people.log").read_text()
        yield run
    finally:
        stage.close()


def kill_run(folder: Path, kills: int, answers: int, seed: int, crowd: Crowd = LOAD, server: str = "", port: int = 0) -> Report:
    """Kill -9 at random moments under load until there are enough kills and answers, then let everybody finish."""
    dice = random.Random(seed)
    began = time.monotonic()
    to_serving: list[float] = []
    with begun(folder, crowd, server=server, port=port) as run:
        killed_at = 0.0
        for number in range(kills):
            life = run.lives.begin()
            killed_at = _one_life(life, dice, killed_at, to_serving, lambda due=answers * number // kills: run.board.answered >= due)
            if number % READ_EVERY == READ_EVERY - 1:
                run.told.read(run.stage.base)
        between = run.board.answered
        if between < answers:
            life = run.lives.begin()
            run.until(lambda: run.board.answered >= answers, 60 + answers / 20)
            life.kill()
        report = run.finish()
    report.kills, report.to_serving, report.answered_between_kills = kills, to_serving, between
    report.seconds = time.monotonic() - began
    return report


def _one_life(life: Life, dice: random.Random, killed_at: float, to_serving: list[float], on_time: Callable[[], bool]) -> float:
    """Kill within 5 to 400 ms of the birth, where a life often is still recovering, or of the moment from which it serves.

    On a busy machine such a life answers little; then it is given up to a second more, so that kills and answers stay side by side.
    """
    if dice.random() < 0.35:
        time.sleep(dice.uniform(0.005, 0.4))
        up = UP in life.words()
    else:
        up = life.serving()
        assert up, life.words()[-2000:]
        if killed_at:
            to_serving.append(time.monotonic() - killed_at)
        time.sleep(dice.uniform(0.005, 0.25))
        waited(on_time, 1.0)
    assert life.status is None, life.words()[-2000:]
    now = time.monotonic()
    life.kill()
    return now if up or not killed_at else killed_at
