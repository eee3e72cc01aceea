"""Every update delivered ten times, those of different people in another order, and the bot killed meanwhile: the same state at the end."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.rig.checker import Findings, state
from tests.rig.people import Crowd
from tests.rig.runs import begun

BLIND = Crowd(open=12, most=40)


def at_the_end(folder: Path, *faults: dict[str, object], kills: int = 0) -> tuple[Findings, dict[str, object]]:
    """What the checker finds and what is stored, once all of a crowd that types blindly has typed everything."""
    dice = random.Random(3)
    with begun(folder, BLIND) as run:
        for fault in faults:
            run.stage.fault(**fault)
        for _ in range(kills):
            life = run.lives.begin()
            assert life.serving()
            time.sleep(dice.uniform(0.02, 0.2))
            life.kill()
        life = run.lives.begin()
        assert run.until(lambda: run.board.answered >= BLIND.people * BLIND.most, 30)
        report = run.finish(life)
    return report.findings, state(folder / "rig.db")


def test_ten_deliveries_in_any_order_end_in_the_same_state(folder: Path) -> None:
    """Answers, their order, places and revisions are those of a run without trouble."""
    plain, once = at_the_end(folder / "once")
    found, often = at_the_end(folder / "often", {"kind": "duplicate", "times": 10}, {"kind": "shuffle"}, kills=6)
    assert plain.red == found.red == {}
    assert plain.answers == BLIND.people * BLIND.most
    assert often == once
