"""The short runs in which the server is the trouble: it refuses, breaks, is silent, is contested, or does not know the token any more."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from tests.rig.runs import Report, begun
from tests.rig.sabotage import nothing
from tests.rig.scenes import FEW, HURRIED, Without, stopped, up
from tests.rig.stage import FIRST_PERSON


def too_many(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Telling to be silent for a second, for everything, for one method and for one chat."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        run.stage.fault(kind="429", retry_after=1, count=2, probability=0.05, seed=1)
        time.sleep(1.5)
        run.stage.fault(kind="429", retry_after=1, count=2, method="sendMessage", seed=2)
        run.stage.fault(kind="429", retry_after=1, count=1, method="editMessageText", seed=3)
        time.sleep(1.5)
        run.stage.no_faults()
        return stopped(run)


def lost_answers(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Calls that are carried out and never answered."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        for method in ("sendMessage", "editMessageText", "getUpdates"):
            run.stage.fault(kind="lost", method=method, probability=0.05, seed=7)
        time.sleep(1.5)
        run.stage.no_faults()
        return stopped(run)


def bad_network(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Everything that a network and a busy server do, a little of each."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        for number, kind in enumerate(("500", "502", "half", "lost", "silence", "slow")):
            for method in ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates"):
                run.stage.fault(kind=kind, method=method, probability=0.02, seed=number, ms=150)
        time.sleep(5)
        run.stage.no_faults()
        return stopped(run)


def blocked(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Two people put the assistant out of the room; they come back later and go on where they were."""
    away = ("p0", "p1")
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        run.until(lambda: run.board.answered >= 100, 4)
        for key in away:
            run.stage.fault(kind="403", chat=FIRST_PERSON + int(key[1:]))
        seen = run.board.answered
        run.until(lambda: run.board.answered >= seen + 150, 4)
        run.stage.no_faults()
        for key in away:
            run.stage.post(f"/people/{key}/say", {"text": "/start"})
        return stopped(run)


def restarted_ids(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Update numbers begin anew, lower, once nothing waits."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        run.stage.fault(kind="reset_ids")
        run.until(lambda: run.board.answered >= 400, 4)
        return stopped(run)


def unwell_at_the_start(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """The server is out of order while the bot starts, in one way after the other, and people write all the same."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        for kind, method in (("502", "getMe"), ("half", "deleteWebhook"), ("lost", "getUpdates")):
            run.stage.fault(kind=kind, method=method, count=1)
        run.stage.fault(kind="429", method="getMe", count=1, retry_after=1)
        up(run)
        said = run.life.words() if run.life else ""
        report = stopped(run)
        report.findings.add("trouble at the start not told once", abs(said.count('"server not ready"') - 2), said)  # getMe, deleteWebhook
        return report


def contested(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """Somebody else fetches with the same token for a while, and by the server's word for a while longer."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        up(run)
        for _ in range(20):
            run.stage.post(f"/bot{run.stage.token}/getUpdates", {"timeout": 0})
            time.sleep(0.05)
        run.stage.fault(kind="409", method="getUpdates", count=2)
        assert run.life is not None
        told = run.until(lambda: "receiving again" in run.life.words(), 20)
        run.board.up_since = time.monotonic()
        report = stopped(run)
        report.findings.add("not told of the other program", "another program uses this bot token" not in run.life.words())
        report.findings.add("did not go on after the other program", not told)
        return report


def revoked(folder: Path, without: Without = nothing, impatient: bool = False) -> Report:
    """The token is refused in mid-run: the bot ends with a sentence and code 2, and goes on once the token is good again."""
    with begun(folder, HURRIED if impatient else FEW, without) as run:
        life = run.lives.begin()
        assert life.serving(), life.words()
        run.until(lambda: run.board.answered >= 100, 4)
        for method in ("getUpdates", "sendMessage", "editMessageText"):
            run.stage.fault(kind="401", method=method)
        ended = life.wait(15)
        run.stage.no_faults()
        report = run.finish()
        report.findings.counts -= Counter({name: count for name, count in report.findings.counts.items() if "Unauthorized" in name})
        report.findings.add("did not end with the token", not ended or life.status != 2, life.words()[-500:])
        return report
