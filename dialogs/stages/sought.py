"""What the shell reports about an enterprise, and what the conversation makes of it: a code free or taken, a run begun or refused."""

from __future__ import annotations

from dialogs import limits
from dialogs.effects import Advised, Effect, EnterpriseSought, HistoryShown, LevelReopened, Refused, RunStarted
from dialogs.inbound import AnyInbound, Known, Standing
from dialogs.model import RunState
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn
from dialogs.stages import home, profile, settling, tailoring


def show(scene: Scene) -> Screen:
    """Nobody ever waits here: the shell reports within the same transaction. After a crash between the two, it is asked again."""
    code = scene.cursor.draft if scene.cursor.at == "code" else scene.run.profile.code
    return (EnterpriseSought(code, register=scene.cursor.at in {"register", "start"}),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    if not isinstance(inbound, Known):
        return None
    match scene.cursor.at:
        case "code" if inbound.standing is Standing.TAKEN:
            return profile.code_taken(scene)
        case "code":
            return profile.code_free(scene)
        case "register" | "start" if inbound.standing is Standing.TAKEN:
            return profile.code_taken(scene)
        case "register":
            return _registered(scene, inbound)
        case "history":
            after = scene.moved("history_shown")
            return after.turn(HistoryShown(inbound.runs))
        case _:
            return _start(scene, inbound)


def _registered(scene: Scene, known: Known) -> Turn:
    """The profile is stored: on to the tailoring, or back into the run that is being answered."""
    run = scene.run
    if run.started_at is None:
        previous = run.previous or known.previous
        return tailoring.begin(scene.with_run(enterprise=known.enterprise, previous=previous), "registered")
    settled = settling.settle(scene.moved("updated"))
    level = settling.reopened(scene, settled)
    return home.go_on(settled, *((LevelReopened(level),) if level else ()))


def _start(scene: Scene, known: Known) -> Turn:
    """The run takes one of the month's places, unless all are taken; too early a repeat is only advised against."""
    now, most = scene.moment.now, scene.bank.a_month
    if most is not None and limits.started_in_month(known.runs, now) >= most:
        refused = Refused(Refusal.MONTH_FULL, limits.first_of_next_month(now).isoformat())
        return scene.moved("run_refused").turn(refused)
    advised = limits.advised_from(known.runs, now, scene.bank.months_apart)
    advice: tuple[Effect, ...] = (Advised("six_months", advised.isoformat()),) if advised else ()
    started = scene.with_run(state=RunState.OPEN, started_at=now, level=scene.bank.levels[0].number, reached=known.reached)
    return started.moved("run_started").turn(RunStarted(limits.month_of(now)), *advice)
