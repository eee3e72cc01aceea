"""What a change of tailoring or enterprise type does to levels already handed in: they are scored again, and kept as far as they hold."""

from __future__ import annotations

from dialogs.model import LevelResult
from dialogs.scene import Scene
from question_bank.scoring import LevelScore, decimal_text, score_level


def result_of(scored: LevelScore, at: int) -> LevelResult:
    """A scored level as the run keeps it."""
    return LevelResult(level=scored.level, score=decimal_text(scored.value), met=scored.met, at=at)


def reopened(before: Scene, after: Scene) -> int:
    """The level handed in that settling brought back into question, to be told; 0 for none.

    Of levels it is an earlier one than was being answered; a pass, which is always the one being answered, was handed in or was not.
    """
    was, now = before.run, after.run
    unsettled = len(now.levels) < len(was.levels) if before.bank.is_mean else now.level < was.level
    return now.level if unsettled else 0


def settle(scene: Scene) -> Scene:
    """The run with every level handed in scored anew; the first that no longer holds is the level to answer again.

    A level holds while all its questions are answered and it is as met as it was; what is kept carries the new score and its old time.
    """
    kept: list[LevelResult] = []
    for told in scene.run.levels:
        scored = score_level(scene.bank, scene.sheet(), told.level)
        if scored.missing or scored.met != told.met:
            return scene.with_run(levels=tuple(kept), level=told.level)
        kept.append(result_of(scored, told.at))
    return scene.with_run(levels=tuple(kept))
