"""What one work does to an SQL database, the same on SQLite and PostgreSQL. Begins and commits nothing: the writer does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from bot.ports import SLOTS_A_MONTH, CodeTaken, Conflict, Enterprise, Ids, Sealed, StoredRun
from bot.storage import statements as sql
from bot.storage.post import SqlPost
from bot.storage.rows import changed_answers, dropped_answers, encode_detail, encode_profile, plain, run_columns, seal_of
from bot.storage.session import Session
from dialogs.codec import decode_cursor, decode_run, encode
from dialogs.inbound import PastRun
from dialogs.model import Answer, Cursor, Profile, Run, RunState


class SqlTransaction(SqlPost):
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

    def save_cursor(self, cursor: Cursor, now: int) -> None:
        self._session.change(sql.SAVE_CURSOR, person=cursor.person, run=cursor.run, now=now, document=encode(cursor))

    def delete_person(self, person: str) -> None:
        enterprises = self._session.all(sql.ENTERPRISES_OF, person=person)
        for (run,) in self._session.all(sql.OWN_RUNS, person=person, finished=RunState.FINISHED.value):
            self._session.change(sql.GIVE_SLOT_BACK, run=run)
            self._session.change(sql.DROP_RUN, run=run)
        self._drop_parked(person)
        self._session.change(sql.DROP_PERSON, person=person)
        self._drop_post(person)
        for (enterprise,) in enterprises:
            self._session.change(sql.DROP_IF_ORPHANED, enterprise=enterprise)
        self.erased = True

    # -- runs --------------------------------------------------------------------------------------------------------

    def run(self, run_id: str) -> StoredRun | None:
        row = self._session.one(sql.FIND_RUN, run=run_id)
        return StoredRun(decode_run(row[0]), row[1]) if row else None

    def add_run(self, run: Run, owner: str, now: int) -> None:
        self._session.change(sql.ADD_RUN, id=run.id, owner=owner, created_at=run.created_at, updated_at=now, **run_columns(run))
        self._project(run.id, run.answers.items())

    def save_run(self, before: StoredRun, run: Run, now: int) -> None:
        if before.run.id != run.id:
            raise ValueError(f"run {run.id} cannot replace run {before.run.id}")
        saved = self._session.change(sql.SAVE_RUN, run=run.id, before=before.version, updated_at=now, **run_columns(run))
        if saved != 1:
            self._explain(run.id)
        self._project(run.id, changed_answers(before.run, run))
        for question in dropped_answers(before.run, run):
            self._session.change(sql.DROP_ANSWER, run=run.id, question=question)

    def past_runs(self, enterprise: str) -> tuple[PastRun, ...]:
        return tuple(
            PastRun(
                id=run, state=RunState(state), started_at=started_at, finished_at=finished_at, answered=answered, level=level, total=total
            )
            for run, state, started_at, finished_at, answered, level, total in self._session.all(sql.PAST_RUNS, enterprise=enterprise)
        )

    def last_finished(self, enterprise: str) -> Run | None:
        row = self._session.one(sql.LAST_FINISHED, enterprise=enterprise, finished=RunState.FINISHED.value)
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

    # -- enterprises -------------------------------------------------------------------------------------------------

    def enterprise_by_code(self, code: str) -> Enterprise | None:
        row = self._session.one(sql.FIND_ENTERPRISE, code=code)
        return Enterprise(*row) if row else None

    def is_contact(self, person: str, enterprise: str) -> bool:
        return self._session.one(sql.IS_CONTACT, person=person, enterprise=enterprise) is not None

    def add_enterprise(self, profile: Profile, person: str, now: int) -> Enterprise:
        added = Enterprise(self._ids.new(), plain(profile.code), plain(profile.name), person)
        fresh = self._session.change(
            sql.ADD_ENTERPRISE,
            id=added.id,
            code=added.code,
            name=added.name,
            district=plain(profile.district),
            person=person,
            now=now,
            profile=encode_profile(profile),
        )
        if fresh != 1:
            raise CodeTaken(profile.code)
        self._session.change(sql.ADD_CONTACT, person=person, enterprise=added.id, created_at=now)
        return added

    def update_enterprise(self, enterprise: str, profile: Profile, now: int) -> None:
        other = self.enterprise_by_code(profile.code)
        if other and other.id != enterprise:
            raise CodeTaken(profile.code)
        changed = self._session.change(
            sql.SAVE_ENTERPRISE,
            enterprise=enterprise,
            code=plain(profile.code),
            name=plain(profile.name),
            district=plain(profile.district),
            updated_at=now,
            profile=encode_profile(profile),
        )
        if changed != 1:
            raise Conflict(f"there is no enterprise {enterprise}")

    def take_slot(self, enterprise: str, month: str, run: str) -> bool:
        if self._session.one(sql.FIND_SLOT, run=run):
            return True
        return any(
            self._session.change(sql.TAKE_SLOT, enterprise=enterprise, month=month, slot=slot, run=run) == 1
            for slot in range(1, SLOTS_A_MONTH + 1)
        )

    def give_slot_back(self, run: str) -> None:
        self._session.change(sql.GIVE_SLOT_BACK, run=run)

    # -- audit -------------------------------------------------------------------------------------------------------

    def record(self, at: int, person: str, run: str, action: str, detail: Mapping[str, str]) -> None:
        self._session.change(sql.RECORD, at=at, person=person, run=run, action=plain(action), detail=encode_detail(dict(detail)))
