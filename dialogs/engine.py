"""One step of a conversation: `advance` takes the two documents and what came in, and gives the two documents after it and what came of it.

Synchronous and pure. A button of another screen, an input that fits nothing and a move that the phase table does not have all lead to
the same end: one calm sentence and the current screen again.
"""

from __future__ import annotations

from types import ModuleType

import msgspec

from dialogs import commands
from dialogs.effects import Asked, Effect, EnterpriseSought
from dialogs.inbound import AnyInbound, Reply, Send, Tap
from dialogs.model import Cursor, Phase, Run, RunState
from dialogs.refusals import Refusal
from dialogs.scene import DialogError, Moment, Scene, Turn, refused
from dialogs.stages import consent, home, indicators, level, onward, profile, question, sought, tailoring
from question_bank.model import Bank
from question_bank.tailoring import choices

STAGES: dict[Phase, ModuleType] = {
    Phase.LANGUAGE: consent,
    Phase.CONSENT: consent,
    Phase.DECLINED: consent,
    Phase.PROFILE: profile,
    Phase.PROFILE_REVIEW: profile,
    Phase.SOUGHT: sought,
    Phase.HOME: home,
    Phase.TAILORING: tailoring,
    Phase.TAILORING_REVIEW: tailoring,
    Phase.LEVEL_OPENING: level,
    Phase.QUESTION: question,
    Phase.LEVEL_REVIEW: level,
    Phase.LEVEL_RESULT: level,
    Phase.INDICATORS: indicators,
    Phase.INDICATORS_REVIEW: indicators,
    Phase.RESULT: home,
    Phase.ABANDONING: home,
    Phase.DELETION: home,
}


_OUTSIDE = frozenset({Phase.NEW, Phase.LANGUAGE, Phase.CONSENT, Phase.DECLINED, Phase.SOUGHT, Phase.HOME, Phase.DELETION})
"""Phases that stand in no part of a run that another contact could have changed."""

_BEFORE_SUBMISSION = frozenset({Phase.LEVEL_OPENING, Phase.QUESTION, Phase.LEVEL_REVIEW})
_AFTER_SUBMISSION = frozenset({Phase.LEVEL_RESULT, Phase.INDICATORS, Phase.INDICATORS_REVIEW})


def advance(run: Run | None, cursor: Cursor, inbound: AnyInbound | Tap, bank: Bank, moment: Moment) -> Turn:
    """The turn that follows. Raises `DialogError` where run, cursor and bank do not belong together."""
    _check(run, cursor, bank)
    scene = Scene(run, cursor, bank, moment)
    return _revised(scene, _screened(scene, _step(scene, inbound)))


def _check(run: Run | None, cursor: Cursor, bank: Bank) -> None:
    if cursor.run != (run.id if run else ""):
        raise DialogError(f"the cursor is in run {cursor.run or 'none'}, not in {run.id if run else 'none'}")
    if run and (run.bank, run.bank_version) != (bank.id, bank.version):
        raise DialogError(f"the run was begun with {run.bank} {run.bank_version}, not with {bank.id} {bank.version}")


def _step(scene: Scene, inbound: AnyInbound | Tap) -> Turn:
    cursor = scene.cursor
    if cursor.phase is Phase.NEW:
        return consent.greet(scene)
    if _overtaken(scene):
        return onward.catch_up(scene)
    if isinstance(inbound, Tap):
        if (inbound.run, inbound.at, inbound.revision) != (cursor.run, cursor.at, cursor.revision):
            return refused(scene, Refusal.STALE)
        inbound = inbound.do
    if isinstance(inbound, Send):
        return refused(scene, Refusal.NOT_TEXT, inbound.kind)
    read = commands.read(inbound.text) if isinstance(inbound, Reply) else None
    return _understood(scene, read or inbound) or refused(scene, Refusal.UNEXPECTED)


def _understood(scene: Scene, inbound: AnyInbound) -> Turn | None:
    turn: Turn | None = STAGES[scene.cursor.phase].step(scene, inbound)
    return turn or home.anywhere(scene, inbound)


def _overtaken(scene: Scene) -> bool:
    """Another contact moved the run on meanwhile, so that this person's place in it is no more."""
    run, phase = scene.stored, scene.cursor.phase
    if run is None or phase in _OUTSIDE:
        return False
    if run.state is RunState.FINISHED:
        return phase is not Phase.RESULT
    if run.state is RunState.ABANDONED or phase is Phase.RESULT:
        return True
    if phase is Phase.TAILORING:
        return all(area.id != scene.cursor.at for area in choices(scene.bank, scene.kind))
    if phase in _BEFORE_SUBMISSION:
        return run.level == 0 or _submitted(run) or (phase is Phase.QUESTION and scene.cursor.at not in scene.places())
    return phase in _AFTER_SUBMISSION and not _submitted(run)


def _submitted(run: Run) -> bool:
    return any(told.level == run.level for told in run.levels)


def _screened(scene: Scene, turn: Turn) -> Turn:
    """Every turn ends with a screen, or with a question to the shell."""
    if turn.effects and isinstance(turn.effects[-1], Asked | EnterpriseSought):
        return turn
    after = Scene(turn.run, turn.cursor, scene.bank, scene.moment)
    return turn._replace(effects=(*turn.effects, *screen(after)))


def screen(scene: Scene) -> tuple[Effect, ...]:
    """The screen of the phase that the scene is in."""
    shown: tuple[Effect, ...] = STAGES[scene.cursor.phase].show(scene)
    return shown


def _revised(scene: Scene, turn: Turn) -> Turn:
    """The revision grows whenever anything changed, so that buttons of earlier screens can be told apart."""
    if turn.run is scene.stored and turn.cursor == scene.cursor:
        return turn
    return turn._replace(cursor=msgspec.structs.replace(turn.cursor, revision=scene.cursor.revision + 1))


__all__ = ["STAGES", "DialogError", "Moment", "Turn", "advance", "screen"]
