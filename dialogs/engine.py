"""One step of a conversation: `advance` takes the two documents and what came in, and gives the two documents after it and what came of it.

Synchronous and pure. A button of another screen, an input that fits nothing and a move that the phase table does not have all lead to
the same end: one calm sentence and the current screen again.
"""

from __future__ import annotations

from types import ModuleType

import msgspec

from dialogs import commands
from dialogs.desk import pages as desk
from dialogs.effects import Asked, Effect, EnterpriseSought, FileTaken, Helped, Wanted
from dialogs.inbound import AnyInbound, Card, Delete, Explain, Known, Open, Reply, Send, Start, Stored, Tap, Unstored, Upload
from dialogs.model import Cursor, Phase, Run, RunState
from dialogs.phases import BEFORE_CONSENT
from dialogs.refusals import Refusal
from dialogs.scene import DialogError, Moment, Scene, Turn, refused
from dialogs.stages import (
    annotating,
    consent,
    helping,
    home,
    indicators,
    level,
    onward,
    profile,
    question,
    renewing,
    sought,
    tailoring,
    trying,
)
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


_OUTSIDE = BEFORE_CONSENT | {Phase.SOUGHT, Phase.HOME, Phase.DELETION}
"""Phases that stand in no part of a run that another contact could have changed."""

_BEFORE_SUBMISSION = frozenset({Phase.LEVEL_OPENING, Phase.QUESTION, Phase.LEVEL_REVIEW})
_AFTER_SUBMISSION = frozenset({Phase.LEVEL_RESULT, Phase.INDICATORS, Phase.INDICATORS_REVIEW})


def advance(run: Run | None, cursor: Cursor, inbound: AnyInbound | Tap, bank: Bank, moment: Moment) -> Turn:
    """The turn that follows. Raises `DialogError` where run, cursor and bank do not belong together."""
    _check(run, cursor, bank)
    scene = Scene(run, cursor, bank, moment)
    turn = _screened(scene, _step(scene, inbound))
    if isinstance(inbound, Stored | Unstored) and turn.cursor == scene.cursor:
        return turn  # nobody pressed anything: the buttons before the person stay good
    return _revised(scene, turn)


def _check(run: Run | None, cursor: Cursor, bank: Bank) -> None:
    if cursor.run != (run.id if run else ""):
        raise DialogError(f"the cursor is in run {cursor.run or 'none'}, not in {run.id if run else 'none'}")
    if run and (run.bank, run.bank_version) != (bank.id, bank.version):
        raise DialogError(f"the run was begun with {run.bank} {run.bank_version}, not with {bank.id} {bank.version}")


def _step(scene: Scene, inbound: AnyInbound | Tap) -> Turn:
    cursor = scene.cursor
    if isinstance(inbound, Reply):
        inbound = commands.read(inbound.text) or inbound
    if isinstance(inbound, Start) and inbound.token:
        return _led(scene, inbound.token)
    if cursor.phase is Phase.NEW:
        return consent.greet(scene)
    if isinstance(inbound, Stored | Unstored):
        return _settled(scene, inbound)
    if renewing.is_due(scene) and not isinstance(inbound, Known):
        return _renewed(scene, inbound)
    behind = _caught_up(scene)
    if behind is not None:
        return behind
    if isinstance(inbound, Tap):
        stale = (inbound.run, inbound.at, inbound.revision) != (cursor.run, cursor.where, cursor.revision)
        if stale and not isinstance(inbound.do, Open):  # opening a page changes nothing, so it may be asked for at any time
            return refused(scene, Refusal.STALE)
        inbound = inbound.do
    if isinstance(inbound, Send):
        return refused(scene, Refusal.NOT_TEXT, inbound.kind)
    if isinstance(inbound, Upload) and not scene.is_trial:
        return annotating.take(scene, inbound)
    if isinstance(inbound, Reply) and commands.is_unknown(inbound.text):
        return refused(scene, Refusal.UNEXPECTED)
    return _understood(scene, inbound) or _unfit(scene, inbound)


def _led(scene: Scene, token: str) -> Turn:
    """To where a deep link leads; language and consent, first or renewed, come before it."""
    led = desk.led(scene, token)
    if renewing.is_due(led):
        return renewing.step(led, Start())
    return consent.greet(led) if led.cursor.phase is Phase.NEW else led.turn()


def _unfit(scene: Scene, inbound: AnyInbound) -> Turn:
    """What fits nothing here."""
    if isinstance(inbound, Card):
        return refused(scene, Refusal.NOT_TEXT, "contact")
    if isinstance(inbound, Explain) and scene.cursor.language:
        return scene.turn(Helped())
    return refused(scene, Refusal.NOT_NOW if isinstance(inbound, commands.WORDED) else Refusal.UNEXPECTED)


def _renewed(scene: Scene, inbound: AnyInbound | Tap) -> Turn:
    """What is said to changed purposes; who agrees goes on from the place that was kept, or from where that went."""
    cursor = scene.cursor
    if isinstance(inbound, Tap):
        fresh = (inbound.run, inbound.at, inbound.revision) == (cursor.run, cursor.where, cursor.revision)
        if not fresh and renewing.is_over(scene):
            return refused(scene, Refusal.STALE)
        inbound = inbound.do
    turn = renewing.step(scene, inbound)
    after = Scene(turn.run, turn.cursor, scene.bank, scene.moment)
    behind = None if renewing.is_over(after) or turn.run is None else _caught_up(after)
    return behind._replace(effects=(*turn.effects, *behind.effects)) if behind else turn


def _understood(scene: Scene, inbound: AnyInbound) -> Turn | None:
    if isinstance(inbound, Open):
        return desk.open_page(scene, inbound)
    if isinstance(inbound, Delete) and desk.attended(scene):
        return renewing.delete(scene)
    if desk.attended(scene):
        return desk.step(scene, inbound)
    if scene.cursor.handover:
        return helping.step(scene, inbound)
    if scene.is_trial:
        return trying.step(scene, inbound, STAGES[scene.cursor.phase])
    turn: Turn | None = STAGES[scene.cursor.phase].step(scene, inbound)
    return turn or home.anywhere(scene, inbound)


def _settled(scene: Scene, report: Stored | Unstored) -> Turn:
    """A file that was under way: for the page that awaits it, else beside its question; then the screen as it is by now."""
    if isinstance(report, Unstored) or not report.page:
        turn = annotating.settle(scene, report)
    elif desk.awaits_file(scene, report):
        turn = desk.step(scene, report) or refused(scene, Refusal.UNEXPECTED)
    else:
        turn = refused(scene, Refusal.FILE_LEFT, report.name)
    behind = _caught_up(Scene(turn.run, turn.cursor, scene.bank, scene.moment))
    return behind._replace(effects=(*turn.effects, *behind.effects)) if behind else turn


def unwanted(scene: Scene, file: FileTaken) -> Refusal | None:
    """Why a file that was taken need not be fetched any more: its page or question was left, or has no room."""
    if file.page:
        report = Stored("", file.name, "", 0, page=file.page, at=file.at)
        return None if desk.awaits_file(scene, report) else Refusal.FILE_LEFT
    return annotating.unwanted(scene, file)


def _caught_up(scene: Scene) -> Turn | None:
    """From a place that is no more to where the person now belongs; nothing for a place that is still there."""
    if desk.attended(scene):
        return None
    if scene.cursor.handover:
        return helping.leave(scene) if helping.is_over(scene) else None
    return onward.catch_up(scene) if _overtaken(scene) else None


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
    if turn.effects and isinstance(turn.effects[-1], Asked | EnterpriseSought | Wanted):
        return turn
    after = Scene(turn.run, turn.cursor, scene.bank, scene.moment)
    behind = _caught_up(after) if desk.attended(scene) else None  # who was at the desk may come back to a place that is no more
    if behind is not None:
        return _screened(after, behind._replace(effects=(*turn.effects, *behind.effects)))
    return turn._replace(effects=(*turn.effects, *screen(after)))


def screen(scene: Scene) -> tuple[Effect, ...]:
    """The screen of the phase that the scene is in, or of what lies over it: changed purposes, a page of the desk."""
    if renewing.is_over(scene):
        return renewing.show(scene)
    if desk.attended(scene):
        return desk.show(scene)
    if scene.cursor.handover:
        return helping.show(scene)
    shown: tuple[Effect, ...] = STAGES[scene.cursor.phase].show(scene)
    return shown


def _revised(scene: Scene, turn: Turn) -> Turn:
    """The revision grows whenever anything changed, so that buttons of earlier screens can be told apart."""
    if turn.run is scene.stored and turn.cursor == scene.cursor:
        return turn
    return turn._replace(cursor=msgspec.structs.replace(turn.cursor, revision=scene.cursor.revision + 1))


__all__ = ["STAGES", "DialogError", "Moment", "Turn", "advance", "screen", "unwanted"]
