"""What a deleted person leaves in runs that stay: answers do, the person's own notes and files do not, except where a run is sealed.

A sealed run was sealed with its notes and files: they are the enterprise's evidence for a result that stays, and who put them there is a
bare id from then on. In every run that can still change they go with the person, like the name that a contact gave a helper.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.ports import StoredRun, Transaction
from dialogs.model import Cursor, RunState
from dialogs.stages.annotating import forgotten


def forget(tx: Transaction, cursor: Cursor, now: int) -> tuple[str, ...]:
    """Take the person's own out of the runs that are not sealed. Returns the files (SHA-256) to which perhaps nothing refers after that;
    call it before the person is deleted."""
    person, left = cursor.person, dict[str, None]()
    for stored in _open_runs(tx, cursor):
        left.update({file.digest: None for files in stored.run.evidence.values() for file in files if file.by == person})
        changed = forgotten(stored.run, person)
        if changed != stored.run:
            tx.save_run(stored, changed, now)
    return tuple(left)


def _open_runs(tx: Transaction, cursor: Cursor) -> Iterator[StoredRun]:
    """Every run that the person could have put something into and that can still change."""
    known = dict.fromkeys(run for run in (cursor.run, cursor.left, *(draft.run.id for draft in tx.drafts(cursor.person))) if run)
    for enterprise in tx.enterprises_of(cursor.person):
        current = tx.run_in(enterprise.id)
        known |= dict.fromkeys((*(past.id for past in tx.past_runs(enterprise.id)), *((current,) if current else ())))
    for run in known:
        stored = tx.run(run)
        if stored is not None and stored.run.state is not RunState.FINISHED:
            yield stored
