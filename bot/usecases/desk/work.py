"""A turn at the desk: every wish of its pages served within the turn's transaction, and the ways back from what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from bot.ports import StoredRun
from bot.usecases.desk.visit import FileWanted, Notice, Served
from dialogs.desk.pages import enter
from dialogs.effects import Asked, Effect, Refused, Wanted
from dialogs.engine import screen
from dialogs.model import NOT_AT_DESK, Phase, Run, RunState
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Turn
from dialogs.stages import home
from question_bank.model import Bank

BankFor = Callable[[str, str], Bank]
"""The bank of an id and version; raises `LookupError` where there is none."""


@dataclass(frozen=True, slots=True)
class Deskwork:
    """A turn at the desk while its wishes are being served: with the run as it is stored, what others are told, and files to make."""

    turn: Turn
    bank: Bank
    stored: StoredRun | None
    notices: tuple[Notice, ...] = ()
    files: tuple[FileWanted, ...] = ()

    def served(self, scene: Scene, served: Served, banks: BankFor) -> Deskwork:
        """With what came of the wish in its place, and the page again where that was no screen."""
        work = replace(self, notices=(*self.notices, *served.notices), files=(*self.files, *served.files))
        if served.entered is not None:
            return work._entered(scene, served, served.entered, banks)
        here = work._scene(scene) if served.to is None else work._scene(scene).at_desk(*served.to, **served.fields)
        effects = (*self.turn.effects[:-1], *served.effects)
        if not effects or not isinstance(effects[-1], Asked):
            effects = (*effects, *screen(here))
        return replace(work, turn=self.turn._replace(cursor=here.cursor, effects=effects))

    def refused(self, scene: Scene, wish: Wanted) -> Deskwork:
        """Back to the page as it was, or away from the desk where that page itself is refused; the same words for absent and forbidden."""
        here = self._scene(scene)
        if scene.stored is not None and here.stored is not None and scene.stored.id == here.stored.id:
            here = replace(here, stored=scene.stored)  # what the page did to the run was part of the wish
        if screen(here)[-1] == wish:
            before = scene.cursor.desk
            here = here.with_cursor(desk=before if before != here.cursor.desk else NOT_AT_DESK)
        told = (*self.turn.effects[:-1], *(() if _is_refused(self.turn.effects) else (Refused(Refusal.NOT_HERE),)))
        return replace(self, turn=Turn(here.stored, here.cursor, (*told, *screen(here))))

    def _entered(self, scene: Scene, served: Served, entered: StoredRun | Run, banks: BankFor) -> Deskwork:
        run = entered.run if isinstance(entered, StoredRun) else entered
        bank = banks(run.bank, run.bank_version)
        cursor = msgspec.structs.replace(self.turn.cursor, revision=scene.cursor.revision + 1)
        turn = enter(Scene(run, cursor, bank, scene.moment), served.handover, served.at)
        onward = {RunState.OPEN, RunState.PREPARING} if served.begins else {RunState.OPEN} if served.onward else set()
        if run.state in onward and turn.cursor.phase is Phase.HOME:
            turn = home.go_on(Scene(turn.run, turn.cursor, bank, scene.moment))
        if served.to is not None:
            turn = Scene(turn.run, turn.cursor, bank, scene.moment).at_desk(*served.to).turn()
        ended = turn.effects or screen(Scene(turn.run, turn.cursor, bank, scene.moment))
        stored = entered if isinstance(entered, StoredRun) else None
        return replace(self, turn=turn._replace(effects=(*self.turn.effects[:-1], *served.effects, *ended)), bank=bank, stored=stored)

    def _scene(self, scene: Scene) -> Scene:
        return Scene(self.turn.run, self.turn.cursor, scene.bank, scene.moment)


def _is_refused(effects: tuple[Effect, ...]) -> bool:
    return any(effect == Refused(Refusal.NOT_HERE) for effect in effects)
