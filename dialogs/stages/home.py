"""The overview, and what a person may ask for almost anywhere: language, pause, profile, tailoring, history, giving up, deletion."""

from __future__ import annotations

from collections.abc import Callable

from dialogs import phases
from dialogs.effects import (
    AbandonAsked,
    DeletionAsked,
    DocumentAsked,
    Effect,
    EnterpriseSought,
    HomeShown,
    LanguageChosen,
    Paused,
    PersonDeleted,
    ResultShown,
    Returned,
    RunAbandoned,
)
from dialogs.fields import missing
from dialogs.inbound import (
    Abandon,
    AnyInbound,
    Back,
    Choose,
    Contents,
    Correct,
    Delete,
    Forward,
    History,
    Home,
    Pause,
    Renew,
    Reply,
    Retailor,
    Review,
    Show,
    Speak,
    Start,
    Submit,
)
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Cursor, Phase, Run, RunState
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.stages import onward, profile, question, tailoring
from dialogs.words import is_yes, said
from question_bank.model import Bank

DOCUMENTS = ("txt", "charts", "pdf", "json")


def show(scene: Scene) -> Screen:
    match scene.cursor.phase:
        case Phase.ABANDONING:
            return (AbandonAsked(),)
        case Phase.DELETION:
            return (DeletionAsked(),)
        case Phase.RESULT:
            result = scene.run.result
            return (ResultShown(result.level, result.total),) if result else (HomeShown(),)
        case _:
            return (HomeShown(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match scene.cursor.phase:
        case Phase.ABANDONING:
            return _decide(scene, inbound, _abandon, onward.home)
        case Phase.DELETION:
            return _decide(scene, inbound, _delete, _keep_data)
        case Phase.HOME:
            match inbound:
                case Submit() | Forward() | Choose("yes") | Back():
                    return go_on(scene)
                case Contents() | Review():
                    return _navigate(scene, inbound)
                case Reply(text) if is_yes(text):
                    return go_on(scene)
        case _:
            pass
    return None


def anywhere(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """What may be asked for in any phase that the table allows it in; nothing where it is not one of these."""
    is_stored = scene.cursor.phase not in phases.BEFORE_CONSENT
    match inbound:
        case Start():
            return scene.turn(Returned()) if is_stored else scene.turn()
        case Pause():
            return scene.turn(Paused(kept=is_stored))
        case Speak(language) if scene.cursor.language and language in scene.bank.languages:
            return scene.with_cursor(language=language).turn(LanguageChosen(language))
        case Home() if phases.allows(scene.cursor.phase, "homeward") and scene.run.enterprise:
            return onward.home(_left(scene), *tailoring.dropped(scene))
        case Correct():
            return _guarded(scene, "profile_opened", lambda: _to_profile(scene), Refusal.PROFILE_SEALED)
        case Retailor():
            return _guarded(scene, "tailoring_reopened", lambda: _retailor(scene))
        case Abandon():
            return _guarded(scene, "abandonment_asked", lambda: scene.moved("abandonment_asked").turn())
        case Delete() if phases.allows(scene.cursor.phase, "deletion_asked"):
            return scene.moved("deletion_asked").turn()
        case History():
            return _history(scene)
        case Renew() if phases.allows(scene.cursor.phase, "renewed"):
            return _renew(scene)
        case Show(what, run) if what in DOCUMENTS and phases.allows(scene.cursor.phase, "renewed"):
            return _show(scene, what, run)
    return None


def _left(scene: Scene) -> Scene:
    """The scene with nothing under way: what was being corrected or chosen and not confirmed is dropped."""
    return scene.with_cursor(correcting=False, drafted_out=())


def _history(scene: Scene) -> Turn | None:
    """The overview with the runs so far, for which the shell is asked; from within a run by way of the overview."""
    facts = tailoring.dropped(scene)
    if not phases.allows(scene.cursor.phase, "history_sought"):
        if not phases.allows(scene.cursor.phase, "homeward") or not scene.run.enterprise:
            return None
        scene = _left(scene).moved("homeward")
    return scene.moved("history_sought", at="history").turn(*facts, EnterpriseSought(scene.run.profile.code))


def go_on(scene: Scene, *facts: Effect) -> Turn:
    """From the overview to where the run goes on; before the run has started, to the profile or the tailoring."""
    run = scene.run
    if run.state is RunState.ABANDONED:
        return _renew(scene)
    if not run.enterprise or unready(scene):
        asked = profile.ask_next(scene.moved("resumed_profile"))
        return asked.turn(*facts)
    if run.started_at is None:
        return tailoring.begin(scene, "tailoring_reopened")
    return onward.resume(scene, *facts)


def _navigate(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """From the overview to the contents or the review of a level that is being answered; nothing where there is none."""
    run, cursor, _ = go_on(scene)
    after = Scene(run, cursor, scene.bank, scene.moment)
    return question.navigate(after, inbound) if cursor.phase in {Phase.QUESTION, Phase.LEVEL_REVIEW} else None


def unready(scene: Scene) -> bool:
    """Whether something must still be asked before the run can start: of an enterprise from a roster, or of a contact who just joined."""
    asked = missing(scene.run.profile, scene.cursor.contact) if scene.run.started_at is None else None
    return asked is not None and not asked.optional


def _retailor(scene: Scene) -> Turn:
    return go_on(scene) if unready(scene) else tailoring.begin(scene, "tailoring_reopened")


def _to_profile(scene: Scene) -> Turn:
    return scene.moved("profile_opened").turn(*tailoring.dropped(scene))


def _guarded(scene: Scene, event: str, act: Callable[[], Turn], sealed: Refusal = Refusal.SEALED) -> Turn | None:
    if scene.stored is not None and scene.run.state in {RunState.FINISHED, RunState.ABANDONED}:
        return refused(scene, sealed)
    return act() if phases.allows(scene.cursor.phase, event) else None


def _decide(scene: Scene, inbound: AnyInbound, yes: Callable[[Scene], Turn], no: Callable[[Scene], Turn]) -> Turn | None:
    sure = True if isinstance(inbound, Submit) else said(inbound)
    if sure is None:
        return None
    return yes(scene) if sure else no(scene)


def _abandon(scene: Scene) -> Turn:
    after = scene.with_run(state=RunState.ABANDONED).moved("abandoned")
    return after.turn(RunAbandoned(unanswered=not scene.run.answers))


def _delete(scene: Scene) -> Turn:
    """The person starts from nothing again; the shell removes what is stored."""
    return forgotten(scene.moved("deleted"))


def forgotten(scene: Scene) -> Turn:
    """Nothing is left of the person but the language, so that the farewell can be read."""
    cursor = scene.cursor
    gone = Cursor(spec=CURSOR_SPEC, person=cursor.person, language=cursor.language, revision=cursor.revision)
    return Turn(None, gone, (PersonDeleted(),))


def _keep_data(scene: Scene) -> Turn:
    return onward.home(scene) if scene.run.enterprise else go_on(scene)


def _renew(scene: Scene) -> Turn:
    """A new run of the same enterprise: what is known stays known, the last answers become suggestions."""
    run = scene.run
    if run.state not in {RunState.FINISHED, RunState.ABANDONED}:
        return refused(scene, Refusal.UNEXPECTED)
    new = Run(
        spec=RUN_SPEC,
        id=scene.moment.fresh,
        bank=scene.bank.id,
        bank_version=scene.bank.version,
        enterprise=run.enterprise,
        profile=run.profile,
        tailored_out=run.tailored_out,
        previous={question: answer.key for question, answer in run.answers.items()} or run.previous,
        created_at=scene.moment.now,
    )
    return begun(scene, new, scene.bank)


def begun(scene: Scene, new: Run, bank: Bank) -> Turn:
    """From a run that is over to a new one with this bank: its tailoring, or first what the bank wants to know of the enterprise."""
    entered = Scene(new, scene.cursor, bank, scene.moment).with_cursor(run=new.id)
    if unready(entered):
        return go_on(entered.moved("homeward"))
    return tailoring.begin(entered, "renewed")


def _show(scene: Scene, what: str, run: str) -> Turn | None:
    if not run and scene.run.result is None:
        return None
    return scene.turn(DocumentAsked(run or scene.run.id, what))
