"""Moving an open run to the version of its bank that new runs begin with: offered at home, done when a contact says so, never by itself.

Nothing is lost: what does not stand any more is a suggestion afterwards (`dialogs.moving_runs`). Other contacts go on in the moved run.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from bot.ports import StoredRun
from bot.roles import Action
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.progress import progress_of
from dialogs.desk import move as page
from dialogs.effects import HomeShown, Wanted
from dialogs.model import Phase, Run
from dialogs.moving_runs import Moved, may_move, moved_run
from dialogs.scene import Turn
from question_bank.model import Bank

_PLACES = frozenset({Phase.TAILORING, Phase.TAILORING_REVIEW, Phase.INDICATORS, Phase.INDICATORS_REVIEW})
"""Where a person may stand at something that the other version does not have, and the engine would not notice."""


class _Ready(NamedTuple):
    """A run that can be moved, the version it would go on with, and what comes of it."""

    stored: StoredRun
    bank: Bank
    moved: Moved


def offered(visit: Visit, turn: Turn) -> Turn:
    """The turn; an overview says what moving the run would mean, where there is a newer version."""
    if turn.run is None or turn.run.trial or not turn.effects or not isinstance(turn.effects[-1], HomeShown):
        return turn
    newer = _newer(visit, turn.run)
    if newer is None:
        return turn
    again = len(moved_run(turn.run, visit.bank_of(turn.run), newer).to_answer)
    return turn._replace(effects=(*turn.effects[:-1], HomeShown(newer=again)))


def move_run(visit: Visit, run: str, version: str) -> Served | None:
    """Move the run to this version and go on in it; nothing if that is not the version published now, or the run is not the person's."""
    ready = _ready(visit, run)
    if ready is None or ready.bank.version != version:
        return None
    before, after = ready.stored.run, ready.moved.run
    visit.tx.save_run(ready.stored, after, visit.now)
    if after.enterprise and after.bank == visit.main:
        visit.tx.keep_progress(after.enterprise, progress_of(ready.bank, after), visit.now)
    visit.record("run_moved", after.id, enterprise=after.enterprise, before=before.bank_version, version=version)
    _place_others(visit, after)
    told = page.RunMoved(ready.bank.title.in_(visit.language), version, len(ready.moved.to_answer))
    return Served((told,), entered=visit.tx.run(after.id), begins=True)


def _ready(visit: Visit, run: str) -> _Ready | None:
    stored = visit.tx.run(run or visit.cursor.run) if run or visit.cursor.run else None
    if stored is None or visit.enterprise(stored.run.enterprise, Action.ANSWER) is None:
        return None
    newer = _newer(visit, stored.run)
    return _Ready(stored, newer, moved_run(stored.run, visit.bank_of(stored.run), newer)) if newer else None


def _newer(visit: Visit, run: Run) -> Bank | None:
    """The version that new runs begin with, if it is another and this run can go on with it."""
    version = dict(visit.banks.names()).get(run.bank) if visit.banks is not None else None
    if visit.banks is None or version is None or version == run.bank_version:
        return None
    bank = visit.banks.of(run.bank, version)
    return bank if may_move(run, bank) else None


def _place_others(visit: Visit, run: Run) -> None:
    """Other contacts who stand where the engine could not tell that their place is no more are at the overview from then on."""
    for contact in visit.tx.contacts(run.enterprise):
        cursor = visit.tx.cursor(contact.person) if contact.person != visit.person else None
        if cursor is not None and cursor.run == run.id and cursor.phase in _PLACES:
            place = {"phase": Phase.HOME, "at": "", "part": "", "draft": "", "correcting": False, "drafted_out": ()}
            visit.tx.save_cursor(msgspec.structs.replace(cursor, revision=cursor.revision + 1, **place), visit.now)


def _show(visit: Visit, wanted: page.MoveWanted) -> Served | None:
    ready = _ready(visit, wanted.run)
    if ready is None:
        return None
    moved = ready.moved
    shown = page.MoveShown(
        enterprise=moved.run.profile.name,
        title=ready.bank.title.in_(visit.language),
        version=ready.bank.version,
        again=len(moved.to_answer),
        indicators=len(moved.indicators),
        lost=len(moved.lost),
        ended=len(moved.ended),
    )
    return Served((shown,))


def _move(visit: Visit, wanted: page.MovingWanted) -> Served | None:
    return move_run(visit, wanted.run, wanted.version)


SERVED: dict[type[Wanted], Serve] = {page.MoveWanted: _show, page.MovingWanted: _move}
