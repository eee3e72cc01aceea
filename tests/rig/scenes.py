"""What the short runs have in common: who is there, a life that lasts, and how it ends."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.rig.people import Crowd
from tests.rig.runs import Report, Run

FEW = Crowd(closed=6, shaky=4, open=5, patience=5.0)
HURRIED = Crowd(closed=6, shaky=4, open=5, patience=1.6)
"""The same people with less patience, where somebody is bound to be stuck."""

Without = Callable[[], None]


def both(first: Without, second: Without) -> Without:
    """One after the other."""

    def change() -> None:
        first()
        second()

    return change


def up(run: Run) -> None:
    """Begin a life that is to last until `stopped`."""
    run.life = run.lives.begin()
    assert run.life.serving(), run.life.words()
    run.board.up_since = time.monotonic()


def stopped(run: Run) -> Report:
    """Let everybody come to an end in the same life."""
    return run.finish(run.life)
