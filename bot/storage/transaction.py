"""What one work does to an SQL database, the same on SQLite and PostgreSQL. Begins and commits nothing: the writer does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from bot.ports import Conflict, Ids, Sealed, StoredRun
from bot.storage import statements as sql
from bot.storage.banks import SqlBanks
from bot.storage.campaigns import SqlCampaigns
from bot.storage.desk import SqlDesk
from bot.storage.files import SqlFiles
from bot.storage.office import SqlOffice
from bot.storage.post import SqlPost
from bot.storage.programmes import SqlProgrammes
from bot.storage.registry import SqlRegistry
from bot.storage.rows import changed_answers, dropped_answers, encode_detail, indexed, plain, run_columns, seal_of
from bot.storage.session import Session
from dialogs.codec import decode_cursor, decode_run, encode
from dialogs.inbound import PastRun
from dialogs.model import Answer, Contact, Cursor, Run, RunState

UNTOLD = frozenset(
    {
        "answer_kept",
        "indicator_kept",
        "field_kept",
        "question_flagged",
        "finding_kept",
        "rest_accepted",
        "gap_answered",
        "answer_proposed",
        "evidence_kept",
        "evidence_removed",
        "note_kept",
        "note_removed",
        "tailoring_changed",
        "fact_stated",
        "fact_taken_back",
        "language_chosen",
        "consented",
        "advised",
    }
)
"""What an enterprise's timeline does not tell: its answers are nobody else's to read, and too many."""


class SqlTransaction(SqlPost, SqlRegistry, SqlDesk, SqlOffice, SqlFiles, SqlCampaigns, SqlBanks, SqlProgrammes):
    """`bot.ports.Transaction` over one session; usable until the writer ends it."""

    __slots__ = ("_ids", "_session", "erased")

    def __init__(self, session: Session, ids: Ids) -> None:
        self._session = session
        self._ids = ids
        self.erased = False

    def end(self) -> None:
        """Make every further use an error: what came later would slip into the next commit or into none."""
        del self._session

    def __getattr__(self, name: str) -> NoReturn:
        if name == "_session":
            raise RuntimeError("this transaction has ended; submit another work")
        raise AttributeError(name)

    # -- persons -----------------------------------------------------------------------------------------------------

    def person(self, channel: str, external: str, now: int) -> str:
        found = self._session.one(sql.FIND_PERSON, channel=channel, external=external)
        if found is None:
            self._session.change(sql.ADD_PERSON, id=self._ids.new(), channel=plain(channel), external=plain(external), now=now)
            found = self._session.one(sql.FIND_PERSON, channel=channel, external=external)
        if found is None:
            raise Conflict("the person was deleted at the same moment")
        return str(found[0])

    def load(self, person: str) -> tuple[Cursor | None, StoredRun | None]:
        if self._session.locks_rows:
            # PostgreSQL cannot lock the run through an outer join; the cursor first, so that one person's turns queue up.
            cursor = self.cursor(person)
            return cursor, self.run(cursor.run) if cursor else None
        row = self._session.one(sql.LOAD, person=person)
        if row is None:
            return None, None
        run = StoredRun(decode_run(row[1]), row[2]) if row[1] is not None else None
        return decode_cursor(row[0]), run

    def cursor(self, person: str) -> Cursor | None:
        row = self._session.one(sql.FIND_CURSOR, person=person)
        return decode_cursor(row[0]) if row else None

    def details_of(self, person: str) -> Contact | None:
        row = self._session.one(sql.READ_CURSOR, person=person)
        return decode_cursor(row[0]).contact if row else None

    def save_cursor(self, cursor: Cursor, now: int) -> None:
        values = {"run": cursor.run, "language": cursor.language, "document": encode(cursor)}
        self._session.change(sql.SAVE_CURSOR, person=cursor.person, now=now, **values)

    def delete_person(self, person: str) -> None:
        enterprises = [row[0] for row in self._session.all(sql.CONTACT_OF, person=person)]
        touched = self._drop_own_runs(person)
        self._drop_parked(person)
        self._drop_invitations(person)
        self._drop_tickets(person)
        self._session.change(sql.DROP_PERSON, person=person)
        self._drop_post(person)
        for enterprise in enterprises:
            self._lose_contact(enterprise, person)
        for run, enterprise, bank in touched:
            self._lose_run(enterprise, run, bank)
        self.erased = True

    def _drop_own_runs(self, person: str) -> list[tuple[str, str, str]]:
        """Runs nobody else has a part in, with their enterprises and banks."""
        own = self._session.all(sql.OWN_RUNS, person=person, finished=RunState.FINISHED.value)
        for run, _, _ in own:
            self._session.change(sql.GIVE_SLOT_BACK, run=run)
            self._session.change(sql.DROP_RUN, run=run)
        return [(run, enterprise, bank) for run, enterprise, bank in own if enterprise]

    # -- runs --------------------------------------------------------------------------------------------------------

    def run(self, run_id: str) -> StoredRun | None:
        row = self._session.one(sql.FIND_RUN, run=run_id)
        return StoredRun(decode_run(row[0]), row[1]) if row else None

    def add_run(self, run: Run, owner: str, now: int) -> None:
        self._session.change(sql.ADD_RUN, id=run.id, owner=owner, created_at=run.created_at, updated_at=now, **run_columns(run))
        self._project(run.id, run.answers.items())
        self._refer(None, run)

    def save_run(self, before: StoredRun, run: Run, now: int) -> None:
        if before.run.id != run.id:
            raise ValueError(f"run {run.id} cannot replace run {before.run.id}")
        save = sql.GO_ON_WITH_RUN if indexed(before.run) == indexed(run) else sql.SAVE_RUN
        saved = self._session.change(save, run=run.id, before=before.version, updated_at=now, **run_columns(run))
        if saved != 1:
            self._explain(run.id)
        self._refer(before.run, run)
        self._project(run.id, changed_answers(before.run, run))
        for question in dropped_answers(before.run, run):
            self._session.change(sql.DROP_ANSWER, run=run.id, question=question)

    def drafts(self, person: str) -> tuple[StoredRun, ...]:
        return tuple(StoredRun(decode_run(document), version) for document, version in self._session.all(sql.DRAFTS, person=person))

    def past_runs(self, enterprise: str, bank: str = "") -> tuple[PastRun, ...]:
        wanted = sql.PAST_RUNS_WITH if bank else sql.PAST_RUNS
        return tuple(
            PastRun(
                id=run, state=RunState(state), started_at=started_at, finished_at=finished_at, answered=answered, level=level, total=total
            )
            for run, state, started_at, finished_at, answered, level, total in self._session.all(
                wanted, enterprise=enterprise, with_bank=bank
            )
        )

    def last_finished(self, enterprise: str, bank: str = "") -> Run | None:
        wanted = sql.LAST_FINISHED_WITH if bank else sql.LAST_FINISHED
        row = self._session.one(wanted, enterprise=enterprise, finished=RunState.FINISHED.value, with_bank=bank)
        return decode_run(row[0]) if row else None

    def seal(self, run_id: str, now: int) -> str:
        stored = self._session.one(sql.FIND_RUN, run=run_id)
        if stored is None:
            raise Conflict(f"there is no run {run_id} to seal")
        value = seal_of(stored[0])
        self._session.change(sql.SEAL, run=run_id, value=value, now=now)
        # The row is locked and, once sealed, unchangeable: an earlier seal is of the same bytes.
        return value

    def _project(self, run: str, answers: Iterable[tuple[str, Answer]]) -> None:
        rows = [
            {"run": run, "question": question, "option_key": answer.key, "given_by": answer.by, "given_at": answer.at}
            for question, answer in answers
        ]
        if len(rows) == 1:
            self._session.change(sql.SAVE_ANSWER, **rows[0])
        elif rows:
            self._session.change_each(sql.SAVE_ANSWER, rows)

    def _explain(self, run: str) -> NoReturn:
        row = self._session.one(sql.FIND_SEAL, run=run)
        if row and row[0] is not None:
            raise Sealed(f"run {run} is sealed")
        raise Conflict(f"run {run} changed since it was read, or is not there")

    # -- slots -------------------------------------------------------------------------------------------------------

    def take_slot(self, enterprise: str, bank: str, month: str, run: str, places: int) -> bool:
        if self._session.one(sql.FIND_SLOT, run=run):
            return True
        return any(
            self._session.change(sql.TAKE_SLOT, enterprise=enterprise, bank=bank, month=month, slot=slot, run=run) == 1
            for slot in range(1, places + 1)
        )

    def give_slot_back(self, run: str) -> None:
        self._session.change(sql.GIVE_SLOT_BACK, run=run)

    # -- audit -------------------------------------------------------------------------------------------------------

    def record(self, at: int, person: str, run: str, action: str, detail: Mapping[str, str]) -> None:
        line = {"at": at, "person": person, "run": run, "action": plain(action), "detail": encode_detail(dict(detail))}
        enterprise = detail.get("enterprise", "") or (self._enterprise_of(run) if run and action not in UNTOLD else "")
        if not enterprise or action in UNTOLD:
            self._session.change(sql.RECORD["sqlite"], **line)
        else:
            self._session.change(sql.ADD_HAPPENING, enterprise=enterprise, seq=self._session.add(sql.RECORD, **line))

    def _enterprise_of(self, run: str) -> str:
        row = self._session.one(sql.ENTERPRISE_OF_RUN, run=run)
        return row[0] or "" if row else ""
