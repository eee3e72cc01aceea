"""The short runs, by name: each puts the bot through one kind of trouble that it must survive, and in which a missing protection shows."""

from __future__ import annotations

import ast
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path

import bot
from tests.rig.runs import Report, Run, begun
from tests.rig.sabotage import hurried, nothing, poisoned, slow_to_read, slow_to_record
from tests.rig.scenes import FEW, HURRIED, Without, both, stopped, up
from tests.rig.server_plays import bad_network, blocked, contested, lost_answers, restarted_ids, revoked, too_many, unwell_at_the_start
from tests.rig.stage import forked, free_port

POINTS: dict[str, tuple[int, ...]] = {
    "poll.fetched": (1, 2, 5),
    "poll.taken": (1, 2, 5),
    "commit.before": (1, 2, 9),
    "commit.after": (1, 2, 9),
    "sender.sent": (1, 2, 9),
}
"""The named crash points, and at which passing to die there."""

RECOVERY = ("sender.sent:4", "commit.after:1", "commit.after:1", "commit.before:1", "commit.after:2", "commit.before:2", "sender.sent:1")
"""One life after the other that dies while it recovers from the one before."""

MOST_SECONDS_TO_STOP = 10.0


def points_of_the_source() -> set[str]:
    """The names of the crash points as they stand in the bot's source."""
    found: set[str] = set()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "point":
                found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def armed(folder: Path, armings: Iterable[str], without: Without = nothing, impatient: bool = False) -> tuple[Report, Counter[str]]:
    """Lives that each die at a named point; with how often each arming was hit."""
    seconds = 1.2 if impatient else 8.0
    hits: Counter[str] = Counter()
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        for arming in armings:
            life = run.lives.begin(arming)
            hits[arming] += life.wait(seconds) and life.status == -signal.SIGKILL
            if not life.ended():
                life.kill()
        return run.finish(), hits


def points(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """A death at some of the points."""
    armings = ("sender.sent:5", "commit.after:30", "poll.taken:4", "commit.before:40", "sender.sent:30")
    report, _ = armed(folder, armings, without, impatient)
    return report


def quiet(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """No trouble at all, but people who type ahead and tap twice."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        run.until(lambda: run.board.answered >= 400, 3)
        return stopped(run)


def operator(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Somebody's tool writes the same file all the time, on a slow disk."""
    with begun(folder, HURRIED if impatient else FEW, both(slow_to_read, without)) as run:
        up(run)
        tool = forked(lambda: _write_on(run.lives.database), folder / "tool.log")
        time.sleep(2.5)
        os.kill(tool, signal.SIGKILL)
        os.waitpid(tool, 0)
        return stopped(run)


def _write_on(database: Path) -> None:
    dice = random.Random(1)
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("PRAGMA synchronous = OFF")
        while True:
            with suppress(sqlite3.OperationalError):  # the bot is writing
                connection.execute("UPDATE alembic_version SET version_num = version_num")
            time.sleep(dice.uniform(0, 0.001))


def terminated(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """An operator's stop with work in hand, again and again: soon, in order, and with nothing left undone that was begun."""
    dice, slowest, codes = random.Random(4), 0.0, Counter[int]()
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        for _ in range(8):
            life = run.lives.begin()
            assert life.serving(), life.words()
            time.sleep(dice.uniform(0.02, 0.3))
            asked = time.monotonic()
            codes[life.kill(signal.SIGTERM)] += 1
            slowest = max(slowest, time.monotonic() - asked)
        report = run.finish()
    report.findings.add("did not stop in order", codes.total() - codes[0], str(codes))
    report.findings.add("stopped late", slowest > MOST_SECONDS_TO_STOP, f"{slowest:.1f} s")
    return report


def poison(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Two people send what no turn survives."""
    with begun(folder, HURRIED if impatient else FEW, both(poisoned, without)) as run:
        up(run)
        run.until(lambda: run.board.answered >= 100, 4)
        for key in ("p0", "p1"):
            run.stage.post(f"/people/{key}/sticker", {})
        seen = run.board.answered
        run.until(lambda: run.board.answered >= seen + 200, 4)
        report = stopped(run)
        for name in [name for name in report.findings.counts if name == "updates parked" or "RuntimeError" in name]:
            report.findings.add(f"{name}, not two", abs(report.findings.counts.pop(name) - 2))
        report.findings.add("not told of the poison", 2 - _told_the_reference(run, ("p0", "p1")))
        return report


def _told_the_reference(run: Run, keys: Iterable[str]) -> int:
    """How many of them were told a reference number under which the operator finds their update."""
    with closing(sqlite3.connect(run.lives.database)) as connection:
        references = [reference for (reference,) in connection.execute("SELECT reference FROM parked_updates")]
    return sum(any(reference in text for reference in references for text in _texts(run, key)) for key in keys)


def _texts(run: Run, key: str) -> list[str]:
    """What the bot wrote to a person."""
    shown = run.stage.get(f"/people/{key}/messages")["messages"]
    return [message["message"].get("text", "") for message in shown if message["from_bot"]]


def two_bots(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """A second bot is started on the same file by mistake."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        second = run.lives.begin()
        refused = second.wait(5.0) and second.status not in {0, -signal.SIGKILL}
        if not second.ended():
            second.kill()
        words = second.words()
        report = stopped(run)
        report.findings.counts.pop("crash", None)  # the second's refusal, which the command line puts into a sentence
        report.findings.add("second bot not refused", not refused, words)
        return report


def pushed(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Updates come by webhook; each life dies while they are being delivered."""
    dice = random.Random(6)
    with begun(folder, HURRIED if impatient else FEW, without, port=free_port()) as run:
        for _ in range(8 if impatient else 30):
            life = run.lives.begin()
            assert life.serving(), life.words()
            time.sleep(dice.uniform(0.005, 0.2))
            life.kill()
        return run.finish()


def late_ends(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Every other life leaves screens out; what became of them is written down late, and each life dies before."""
    dice = random.Random(7)
    with begun(folder, HURRIED if impatient else FEW, both(slow_to_record, without)) as run:
        run.stage.fault(kind="slow", method="sendMessage", ms=5)
        for number in range(10):
            run.lives.without = both(both(slow_to_record, without), nothing if number % 2 else hurried)
            life = run.lives.begin()
            assert life.serving(), life.words()
            time.sleep(dice.uniform(0.3, 0.5))
            life.kill()
        run.stage.no_faults()
        return run.finish()


PLAYS: dict[str, Callable[..., Report]] = {
    play.__name__: play
    for play in (
        points, quiet, too_many, lost_answers, bad_network, operator, restarted_ids, poison, two_bots, terminated, blocked,
        unwell_at_the_start, contested, revoked, pushed, late_ends,
    )
}  # fmt: skip
