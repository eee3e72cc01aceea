"""A store in memory, for tests and trials: every document goes to bytes and back, every work sees a copy that is kept or dropped whole.

One work runs at a time, in the thread that submits it, so that its future is done when `submit` returns. Nothing survives the process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from threading import Lock
from typing import TypeVar

from bot.ports import (
    SLOTS_A_MONTH,
    CodeTaken,
    Conflict,
    Enterprise,
    Ids,
    Sealed,
    StoreClosed,
    StoredRun,
    Transaction,
)
from bot.storage.memory_post import MemoryPost, PostTables
from bot.storage.memory_state import MemoryReader, RunRecord, State
from bot.storage.rows import changed_answers, dropped_answers, encode_detail, encode_profile, is_finished, past_run, plain, seal_of
from bot.storage.tidying import forget_some
from dialogs.codec import decode_cursor, encode
from dialogs.inbound import PastRun
from dialogs.model import Cursor, Profile, Run

T = TypeVar("T")


class MemoryTransaction(MemoryPost):
    """`bot.ports.Transaction` over a snapshot."""

    def __init__(self, state: State, ids: Ids) -> None:
        self._rows: State | None = state
        self._ids = ids

    def end(self) -> None:
        """Make every further use an error."""
        self._rows = None

    @property
    def _state(self) -> State:
        if self._rows is None:
            raise RuntimeError("this transaction has ended; submit another work")
        return self._rows

    @property
    def _persons(self) -> dict[tuple[str, str], str]:
        return self._state.persons

    @property
    def _post(self) -> PostTables:
        return self._state.post

    # -- persons -----------------------------------------------------------------------------------------------------

    def person(self, channel: str, external: str, now: int) -> str:
        key = (plain(channel), plain(external))
        if key not in self._state.persons:
            self._state.persons[key] = self._ids.new()
        return self._state.persons[key]

    def load(self, person: str) -> tuple[Cursor | None, StoredRun | None]:
        cursor = self.cursor(person)
        return cursor, self.run(cursor.run) if cursor else None

    def cursor(self, person: str) -> Cursor | None:
        document = self._state.cursors.get(person)
        return decode_cursor(document) if document is not None else None

    def save_cursor(self, cursor: Cursor, now: int) -> None:
        if cursor.person not in self._state.persons.values():
            raise Conflict(f"there is no person {cursor.person}")
        self._state.cursors[cursor.person] = encode(cursor)

    def delete_person(self, person: str) -> None:
        state = self._state
        enterprises = {enterprise for known, enterprise in state.contacts if known == person}
        for run in [run for run, record in state.runs.items() if self._is_own(run, record, person)]:
            self.give_slot_back(run)
            del state.runs[run]
            state.answers = {key: answer for key, answer in state.answers.items() if key[0] != run}
        self._drop_post(person)
        state.cursors.pop(person, None)
        state.persons = {key: known for key, known in state.persons.items() if known != person}
        state.contacts = {key: at for key, at in state.contacts.items() if key[0] != person}
        for enterprise in enterprises:
            self._drop_if_orphaned(enterprise)

    def _is_own(self, run: str, record: RunRecord, person: str) -> bool:
        if record.owner != person or record.seal or is_finished(record.run):
            return False
        others_answered = any(answer.by != person for (answered, _), answer in self._state.answers.items() if answered == run)
        others_stand = any(decode_cursor(found).run == run for other, found in self._state.cursors.items() if other != person)
        return not others_answered and not others_stand

    def _drop_if_orphaned(self, enterprise: str) -> None:
        state = self._state
        kept = any(found == enterprise for _, found in state.contacts)
        if kept or any(record.run.enterprise == enterprise for record in state.runs.values()):
            return
        del state.enterprises[enterprise], state.profiles[enterprise]
        state.slots = {key: run for key, run in state.slots.items() if key[0] != enterprise}

    # -- runs --------------------------------------------------------------------------------------------------------

    def run(self, run_id: str) -> StoredRun | None:
        record = self._state.runs.get(run_id)
        return StoredRun(record.run, record.version) if record else None

    def add_run(self, run: Run, owner: str, now: int) -> None:
        if run.id in self._state.runs:
            raise Conflict(f"there is a run {run.id} already")
        self._require_enterprise(run.enterprise)
        self._state.runs[run.id] = RunRecord(encode(run), 1, owner)
        self._state.answers.update({(run.id, question): answer for question, answer in run.answers.items()})

    def save_run(self, before: StoredRun, run: Run, now: int) -> None:
        if before.run.id != run.id:
            raise ValueError(f"run {run.id} cannot replace run {before.run.id}")
        record = self._state.runs.get(run.id)
        if record is not None and record.seal:
            raise Sealed(f"run {run.id} is sealed")
        if record is None or record.version != before.version:
            raise Conflict(f"run {run.id} changed since it was read, or is not there")
        self._require_enterprise(run.enterprise)
        self._state.runs[run.id] = replace(record, document=encode(run), version=record.version + 1)
        self._state.answers.update({(run.id, question): answer for question, answer in changed_answers(before.run, run)})
        for question in dropped_answers(before.run, run):
            del self._state.answers[(run.id, question)]

    def past_runs(self, enterprise: str) -> tuple[PastRun, ...]:
        runs = [record.run for record in self._state.runs.values()]
        started = [past_run(run) for run in runs if run.enterprise == enterprise and run.started_at is not None]
        return tuple(sorted(started, key=lambda run: run.started_at or 0))

    def last_finished(self, enterprise: str) -> Run | None:
        runs = [record.run for record in reversed(self._state.runs.values())]
        finished = [run for run in runs if run.enterprise == enterprise and is_finished(run)]
        return max(finished, key=lambda run: run.finished_at or 0, default=None)

    def seal(self, run_id: str, now: int) -> str:
        record = self._state.runs.get(run_id)
        if record is None:
            raise Conflict(f"there is no run {run_id} to seal")
        value = seal_of(record.document)
        if not record.seal:
            self._state.runs[run_id] = replace(record, seal=value, version=record.version + 1)
        return value

    # -- enterprises -------------------------------------------------------------------------------------------------

    def enterprise_by_code(self, code: str) -> Enterprise | None:
        return next((found for found in self._state.enterprises.values() if found.code == code), None)

    def is_contact(self, person: str, enterprise: str) -> bool:
        return (person, enterprise) in self._state.contacts

    def add_enterprise(self, profile: Profile, person: str, now: int) -> Enterprise:
        plain(profile.district)
        added = Enterprise(self._ids.new(), plain(profile.code), plain(profile.name), person)
        if self.enterprise_by_code(profile.code):
            raise CodeTaken(profile.code)
        if person not in self._state.persons.values():
            raise Conflict(f"there is no person {person}")
        self._state.enterprises[added.id] = added
        self._state.profiles[added.id] = encode_profile(profile)
        self._state.contacts[(person, added.id)] = now
        return added

    def update_enterprise(self, enterprise: str, profile: Profile, now: int) -> None:
        other = self.enterprise_by_code(profile.code)
        if other and other.id != enterprise:
            raise CodeTaken(profile.code)
        if not enterprise:
            raise Conflict("there is no such enterprise")
        self._require_enterprise(enterprise)
        plain(profile.district)
        known = self._state.enterprises[enterprise]
        self._state.enterprises[enterprise] = replace(known, code=plain(profile.code), name=plain(profile.name))
        self._state.profiles[enterprise] = encode_profile(profile)

    def _require_enterprise(self, enterprise: str) -> None:
        if enterprise and enterprise not in self._state.enterprises:
            raise Conflict(f"there is no enterprise {enterprise}")

    def take_slot(self, enterprise: str, month: str, run: str) -> bool:
        if run in self._state.slots.values():
            return True
        self._require_enterprise(enterprise)
        free = [slot for slot in range(1, SLOTS_A_MONTH + 1) if (enterprise, month, slot) not in self._state.slots]
        if free:
            self._state.slots[(enterprise, month, free[0])] = run
        return bool(free)

    def give_slot_back(self, run: str) -> None:
        self._state.slots = {key: taken for key, taken in self._state.slots.items() if taken != run}

    # -- audit -------------------------------------------------------------------------------------------------------

    def record(self, at: int, person: str, run: str, action: str, detail: Mapping[str, str]) -> None:
        self._state.audit += ((at, person, run, plain(action), encode_detail(dict(detail))),)


class MemoryStore(MemoryReader):
    """`bot.ports.Store` in memory."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._state = State()
        self._lock = Lock()
        self._closed = False

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise StoreClosed("the store is closed")
            draft = self._state.snapshot()
            transaction = MemoryTransaction(draft, self._ids)
            try:
                value = work(transaction)
            except BaseException as error:
                future.set_exception(error)
            else:
                self._state = draft
                future.set_result(value)
            finally:
                transaction.end()
        return future

    async def tidy(self, now: int) -> int:
        forgotten = 0
        while found := self.submit(forget_some(now)).result():
            forgotten += found
        return forgotten

    def close(self) -> None:
        with self._lock:
            self._closed = True
