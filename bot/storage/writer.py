"""The writer thread: takes waiting works, runs them in one transaction, commits once, then lets every future know.

A work that raises undoes itself alone: the first of a transaction, which most often is the only one, by ending it, each other by its
savepoint. No error ends the thread: a database that fails costs the batch it failed in, and the next batch begins on a fresh connection
if need be.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from bot.ports import Ids, StorageUnavailable, StoreClosed, Transaction
from bot.storage.refusals import unavailable
from bot.storage.session import Session
from bot.storage.transaction import SqlTransaction
from bot.watching.failpoints import point


@dataclass(slots=True)
class Job:
    """One submitted work with the future that its caller waits for; outcome or error wait here for the commit."""

    work: Callable[[Transaction], Any]
    future: Future[Any]
    outcome: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell the caller what came of the work; called after the commit only."""
        if self.error is None:
            self.future.set_result(self.outcome)
        else:
            self.future.set_exception(self.error)

    def fail(self, error: BaseException) -> None:
        """Tell the caller that nothing was kept, whatever the work returned."""
        self.future.set_exception(error)


Jobs = SimpleQueue[Job | None]
"""Jobs that wait; `None` tells one writer to stop."""


@dataclass(slots=True)
class Closing:
    """When the store was asked to close, and until when waiting jobs may still have their turn."""

    deadline: float | None = None

    def too_late(self) -> bool:
        return self.deadline is not None and time.monotonic() > self.deadline


class Writer:
    """One thread with one connection. `batch` works at most share a commit."""

    def __init__(self, open_session: Callable[[], Session], ids: Ids, jobs: Jobs, closing: Closing, batch: int) -> None:
        self._open_session = open_session
        self._ids = ids
        self._jobs = jobs
        self._closing = closing
        self._batch = batch
        self._session: Session | None = None
        self._owes_erasing = False
        # A daemon: a program that forgets to close must still end, and nothing unacknowledged is promised to anybody.
        self._thread = Thread(target=self._run, name="zhiping-writer", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def join(self, timeout: float) -> bool:
        """Wait for the thread to end, after `None` was put in its way; false if it did not."""
        self._thread.join(max(0.0, timeout))
        return not self._thread.is_alive()

    def _run(self) -> None:
        while first := self._take(wait=True):
            self._serve(first)
        self._stop()

    def _take(self, *, wait: bool) -> Job | None:
        """The next job; nothing when told to stop, or when none is there and `wait` is false."""
        while True:
            try:
                job = self._jobs.get(block=wait)
            except Empty:
                return None
            if job is None:
                if not wait:
                    self._jobs.put(None)
                return None
            if job.future.set_running_or_notify_cancel():
                return job

    def _serve(self, first: Job) -> None:
        """Run and commit this job and those that wait behind it; tell all of them what came of it."""
        tried = [first]
        try:
            if self._closing.too_late():
                raise StoreClosed("the store closed before this work had its turn")
            erased = self._try_each(tried)
        except Exception as error:
            self._abandon()
            for job in tried:
                job.fail(_told(error))
            return
        for job in tried:
            job.settle()
        self._owes_erasing = self._owes_erasing or erased
        self._erase()

    def _try_each(self, tried: list[Job]) -> bool:
        """One transaction around the first job and what waits, each noted in `tried`; says whether one of them erased something."""
        session = self._begin()
        erased = self._try(session, tried[0], first=True)
        while len(tried) < self._batch and (job := self._take(wait=False)):
            tried.append(job)
            erased = self._try(session, job) or erased
        point("commit.before")
        session.commit()
        point("commit.after")
        return erased

    def _begin(self) -> Session:
        """A transaction on the connection at hand, or on a new one if that was lost while nobody used it."""
        if self._session is not None:
            try:
                self._session.begin()
            except StorageUnavailable:
                self._session.discard()
            else:
                return self._session
        self._session = self._open_session()
        self._session.begin()
        return self._session

    def _try(self, session: Session, job: Job, *, first: bool = False) -> bool:
        """Run one work; what it raises is kept for its caller and undoes this work alone."""
        transaction = SqlTransaction(session, self._ids)
        if not first:
            session.savepoint()
        try:
            job.outcome = job.work(transaction)
        except BaseException as error:
            job.error = error
            _undo(session, first=first)
            return False
        finally:
            transaction.end()
        if first:
            session.check_open()
        else:
            session.release()
        return transaction.erased

    def _abandon(self) -> None:
        """Roll back; a connection that cannot even do that is given up, and the next batch opens another."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.rollback_if_open()
        except Exception:  # the error that led here is what the callers are told
            session.discard()
        else:
            self._session = session

    def _erase(self) -> None:
        """Overwrite what was deleted where it still lies about. A reader or a full disk in the way only puts it off."""
        if self._session is None or not self._owes_erasing:
            return
        try:
            self._owes_erasing = not self._session.erase_traces()
        except StorageUnavailable:
            self._owes_erasing = True

    def _stop(self) -> None:
        self._owes_erasing = True
        self._erase()
        if self._session is not None:
            self._session.close()


def _told(error: Exception) -> Exception:
    return error if isinstance(error, StorageUnavailable | StoreClosed) else unavailable(error)


def _undo(session: Session, *, first: bool) -> None:
    """Nothing of the work that raised is left. The first had the transaction for itself so far, so another can take its place."""
    if first:
        session.rollback()
        session.begin()
    else:
        session.rollback_to_savepoint()
