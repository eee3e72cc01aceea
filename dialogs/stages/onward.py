"""Where a run goes on: derived from the run alone, so that no way of leaving can lose the place."""

from __future__ import annotations

from dialogs.effects import Effect, Overtaken
from dialogs.model import Phase, RunState
from dialogs.scene import Scene, Turn, to_question
from dialogs.stages import indicators


def home(scene: Scene, *facts: Effect) -> Turn:
    """The overview."""
    return scene.moved("homeward").turn(*facts)


def catch_up(scene: Scene) -> Turn:
    """From a place that is no more, because another contact moved the run on, to where the run stands now."""
    left = scene.with_cursor(phase=Phase.HOME, at="", part="", draft="", correcting=False, drafted_out=())
    if scene.run.state is RunState.ABANDONED or scene.run.started_at is None:
        return left.turn(Overtaken())
    return resume(left, Overtaken())


def resume(scene: Scene, *facts: Effect) -> Turn:
    """From the overview back into a started run: the first open question, or what comes after the level handed in last."""
    phase = _phase_of(scene)
    at, part = "", ""
    if phase is Phase.QUESTION:
        question = scene.first_open()
        return to_question(scene, f"resumed_{phase}", question.id if question else "").turn(*facts)
    if phase is Phase.INDICATORS:
        at = indicators.first_open(scene)
        part = indicators.part_of(scene, at)
    return scene.moved(f"resumed_{phase}", at=at, part=part).turn(*facts)


def _phase_of(scene: Scene) -> Phase:
    run = scene.run
    if run.state is RunState.FINISHED:
        return Phase.RESULT
    if any(result.level == run.level for result in run.levels):
        return _behind_the_level(scene)
    questions = scene.questions()
    if not any(question.id in run.answers for question in questions):
        return Phase.LEVEL_OPENING
    return Phase.QUESTION if scene.first_open() else Phase.LEVEL_REVIEW


def _behind_the_level(scene: Scene) -> Phase:
    """The level was handed in: its result, or the indicators where those have been begun."""
    run = scene.run
    last = run.level == scene.bank.levels[-1].number
    reached = any(result.level == run.level and result.met for result in run.levels)
    if not scene.bank.is_mean and ((reached and not last) or not run.indicators):
        return Phase.LEVEL_RESULT
    return Phase.INDICATORS if indicators.first_open(scene) else Phase.INDICATORS_REVIEW
