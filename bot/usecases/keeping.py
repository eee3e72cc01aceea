"""What a turn changed, kept in its transaction: run and how far it is, cursor, places in the month, seal, and the lines of the audit."""

from __future__ import annotations

import msgspec

from bot.ports import StoredRun, Transaction
from bot.usecases.desk.work import Deskwork
from bot.usecases.progress import progress_of
from dialogs.effects import (
    Asked,
    DeskTold,
    Effect,
    EnterpriseSought,
    FileTaken,
    Helped,
    Paused,
    PersonDeleted,
    Refused,
    Returned,
    RunAbandoned,
    RunFinished,
    RunStarted,
    TailoringDropped,
)
from dialogs.model import Run
from dialogs.scene import Turn

_SILENT = (Asked, DeskTold, Refused, Returned, Helped, TailoringDropped, Paused, EnterpriseSought, FileTaken)
"""Effects that leave no line in the audit: nothing changed by them, or whoever brought them about wrote it."""


class SlotTaken(Exception):
    """Another run took the month's last place between the look and the start."""


def keep(tx: Transaction, turn: Turn, work: Deskwork, main: str, now: int) -> None:
    """Save what changed: run and how far it is, cursor, places in the month, seal, audit. What offices see is of the bank `main`."""
    person = turn.cursor.person
    if any(isinstance(effect, PersonDeleted) for effect in turn.effects):
        tx.record(now, person, "", "person_deleted", {})
        tx.delete_person(person)
        return
    if turn.run is not None:
        _keep_run(tx, turn.run, work, person, main, now)
    tx.save_cursor(turn.cursor, now)
    for effect in turn.effects:
        _settle(tx, turn, effect, work.bank.a_month, now)
    _note_submission(tx, turn, work.stored, now)


def _note_submission(tx: Transaction, turn: Turn, stored: StoredRun | None, now: int) -> None:
    """A level that was submitted in this turn leaves its line too, though what came of it is a screen, shown again later without one."""
    run = turn.run
    before = stored.run.levels if stored and run and stored.run.id == run.id else ()
    for told in run.levels if run else ():
        if told not in before:
            tx.record(
                now, turn.cursor.person, run.id if run else "", "level_submitted", {"level": str(told.level), "met": str(told.met).lower()}
            )


def _keep_run(tx: Transaction, run: Run, work: Deskwork, person: str, main: str, now: int) -> None:
    stored = work.stored
    if stored is None or stored.run.id != run.id:
        tx.add_run(run, person, now)
    elif run is not stored.run:
        tx.save_run(stored, run, now)
    else:
        return
    if run.enterprise and run.bank == main:
        tx.keep_progress(run.enterprise, progress_of(work.bank, run), now)


def _settle(tx: Transaction, turn: Turn, effect: Effect, places: int | None, now: int) -> None:
    """What an effect means beyond the documents, and its line in the audit. Only facts leave one, and only ids and codes go into it."""
    run = turn.run
    if isinstance(effect, _SILENT) or run is None:
        return
    match effect:
        case RunStarted(month):
            if places is not None and not tx.take_slot(run.enterprise, run.bank, month, run.id, places):
                raise SlotTaken
        case RunAbandoned(unanswered=True):
            tx.give_slot_back(run.id)
        case RunFinished() if not run.trial:
            tx.seal(run.id, now)
        case _:
            pass
    detail = {field: str(value) for field, value in msgspec.structs.asdict(effect).items() if isinstance(value, str | int) and value != ""}
    tx.record(now, turn.cursor.person, run.id, str(type(effect).__struct_config__.tag), detail)
