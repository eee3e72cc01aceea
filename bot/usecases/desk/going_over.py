"""Which run a person goes over to: an enterprise's own, one prepared for it, or where somebody stands who belongs to it no longer."""

from __future__ import annotations

import msgspec

from bot.ports import Enterprise, StoredRun
from bot.usecases.desk import beginning
from bot.usecases.desk.visit import Visit
from dialogs.desk.pages import enter
from dialogs.model import RUN_SPEC, Profile, Run, RunState
from dialogs.scene import Moment, Scene


def run_of(visit: Visit, enterprise: Enterprise) -> StoredRun | Run:
    """The enterprise's latest run with the main bank, or with the bank of the run that the person is in; else a new one that knows what is
    known of the enterprise."""
    here = visit.tx.run(visit.cursor.run) if visit.cursor.run else None
    own = here is not None and here.run.enterprise == enterprise.id and here.run.state is not RunState.ABANDONED
    bank = here.run.bank if here is not None and own else visit.main
    return with_bank(visit, enterprise, bank)


def with_bank(visit: Visit, enterprise: Enterprise, bank: str) -> StoredRun | Run:
    """The enterprise's latest run with this bank, or a new one."""
    found = visit.tx.run_in(enterprise.id, bank)
    stored = visit.tx.run(found) if found else None
    if stored is not None:
        return stored
    profile = visit.tx.profile_of(enterprise.id) or Profile(name=enterprise.name, code=enterprise.code)
    newest = visit.banks.newest(bank) if visit.banks is not None and bank else visit.bank
    return beginning.new_run(visit, newest, enterprise.id, profile)


def draft_of(visit: Visit, person: str) -> StoredRun | Run:
    """The registration that the person began last and did not finish, or a new one."""
    begun = visit.tx.drafts(person)
    return begun[0] if begun else _blank(visit)


def elsewhere(visit: Visit, person: str, left: Enterprise) -> StoredRun | Run:
    """Where a person stands who belongs to this enterprise no longer: in another own one, else in a registration."""
    others = [found for found in visit.tx.enterprises_of(person) if found.id != left.id]
    return run_of(visit, others[0]) if others else draft_of(visit, person)


def put_out(visit: Visit, person: str, left: Enterprise) -> None:
    """Move somebody else out of the runs of an enterprise that the person belongs to no longer; old buttons then fit nothing."""
    cursor = visit.tx.cursor(person)
    stored = visit.tx.run(cursor.run) if cursor and cursor.run else None
    if cursor is None or stored is None or stored.run.enterprise != left.id:
        return
    to = elsewhere(visit, person, left)
    run = to.run if isinstance(to, StoredRun) else to
    moment = Moment(visit.now, visit.fresh())
    turn = enter(Scene(run, cursor, visit.bank, moment))
    moved = Scene(run, turn.cursor, visit.bank, moment).at_desk("mine").cursor  # what is typed next is no answer to a question never seen
    if not isinstance(to, StoredRun):
        visit.tx.add_run(run, person, visit.now)
    visit.tx.save_cursor(msgspec.structs.replace(moved, revision=cursor.revision + 1), visit.now)


def _blank(visit: Visit) -> Run:
    bank = visit.bank
    return Run(spec=RUN_SPEC, id=visit.fresh(), bank=bank.id, bank_version=bank.version, created_at=visit.now)
