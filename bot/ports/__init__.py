"""What the shell asks of the world outside: a store, a clock, a source of ids; and the small frozen values that pass between them.

Only protocols, values and errors: nothing here opens, connects or imports a database library. Times are UTC milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.ports.banks import BanksReader, BanksTransaction
from bot.ports.campaigns import CampaignsReader, CampaignsTransaction
from bot.ports.desk import DeskTransaction
from bot.ports.files import FilesTransaction
from bot.ports.office import OfficeTransaction
from bot.ports.post import Chat, EndedLetter, Letter, LetterState, ParkedUpdate, PostReader, PostTransaction, Timer
from bot.ports.programmes import ProgrammesReader, ProgrammesTransaction
from bot.ports.registry import Enterprise, RegistryReader, RegistryTransaction
from bot.ports.standing import StandingReader, StandingTransaction
from dialogs.inbound import PastRun
from dialogs.model import Cursor, Profile, Run, RunState

__all__ = [
    "BilingualError",
    "Chat",
    "Clock",
    "CodeTaken",
    "Conflict",
    "EndedLetter",
    "Enterprise",
    "Ids",
    "Letter",
    "LetterState",
    "ParkedUpdate",
    "Reader",
    "RunRow",
    "Sealed",
    "StorageRefused",
    "StorageUnavailable",
    "Store",
    "StoreClosed",
    "StoredRun",
    "Timer",
    "Transaction",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it was read, with the row version that `Transaction.save_run` will insist on."""

    run: Run
    version: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """One line of a list of runs. Level and total are set once the run is finished; the enterprise is empty before registration."""

    id: str
    enterprise: str
    enterprise_name: str
    state: RunState
    answered: int
    created_at: int
    started_at: int | None
    finished_at: int | None
    level: int | None
    total: str | None


class Conflict(Exception):
    """Somebody else was first: the row changed since it was read, or it refers to one that is not there. Nothing was kept."""


class Sealed(Exception):
    """The run is sealed and cannot change any more. Nothing was kept."""


class CodeTaken(Exception):
    """The credit code belongs to an enterprise already. Nothing was kept."""


class StoreClosed(Exception):
    """The store is closed, or closed before this work had its turn. Nothing was kept."""


class BilingualError(Exception):
    """An error with a text for people in Chinese and in English."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(f"{message_zh}\n{message_en}")
        self.message_zh = message_zh
        self.message_en = message_en


class StorageUnavailable(BilingualError):
    """The database could not keep this now (disk full, input/output error, no connection). Nothing was kept; it may work again later."""


class StorageRefused(BilingualError):
    """The store is not opened: wrong address, newer schema, damaged file, or in use by another process. The texts say what to do."""


class Transaction(
    PostTransaction,
    RegistryTransaction,
    StandingTransaction,
    DeskTransaction,
    FilesTransaction,
    OfficeTransaction,
    CampaignsTransaction,
    BanksTransaction,
    ProgrammesTransaction,
    Protocol,
):
    """What one work sees and changes; all of it is kept, or nothing. It ends with the work and must not be kept beyond it.

    After `Conflict` or `Sealed` a work should end: PostgreSQL keeps nothing of a transaction in which a statement failed. `CodeTaken`
    leaves it as it was.
    """

    def person(self, channel: str, external: str, now: int) -> str:
        """The id of the person whom this channel knows as `external`; made on first sight."""

    def load(self, person: str) -> tuple[Cursor | None, StoredRun | None]:
        """The person's cursor and the run it stands in, by one question to the database where that is possible; locks both."""

    def cursor(self, person: str) -> Cursor | None:
        """Where the person stands, or nothing for a person without a cursor."""

    def save_cursor(self, cursor: Cursor, now: int) -> None:
        """Keep the cursor. The person must exist (`person`), else `Conflict`."""

    def run(self, run_id: str) -> StoredRun | None:
        """The run with its row version; on PostgreSQL nobody else can change it until this transaction ends."""

    def add_run(self, run: Run, owner: str, now: int) -> None:
        """Keep a new run, at version 1. `Conflict` if the id is in use or its enterprise is not registered."""

    def save_run(self, before: StoredRun, run: Run, now: int) -> None:
        """Replace `before` by `run` and project the answers that differ; the version grows by one.

        `Conflict` if the row is no longer at the version of `before`, `Sealed` if it is sealed.
        """

    def enterprise_by_code(self, code: str) -> Enterprise | None:
        """The enterprise with this unified social credit code."""

    def is_contact(self, person: str, enterprise: str) -> bool:
        """Whether the person is a contact of the enterprise."""

    def add_enterprise(self, profile: Profile, person: str, now: int) -> Enterprise:
        """Register an enterprise with the person as its first contact; `CodeTaken` if the code was registered before."""

    def update_enterprise(self, enterprise: str, profile: Profile, now: int) -> None:
        """Replace what is known of the enterprise; `CodeTaken` if its new code belongs to another, `Conflict` if there is no such one."""

    def past_runs(self, enterprise: str, bank: str = "") -> tuple[PastRun, ...]:
        """The enterprise's runs that were started, with this bank where one is named, oldest first."""

    def last_finished(self, enterprise: str, bank: str = "") -> Run | None:
        """The run that the enterprise finished last, with this bank where one is named."""

    def take_slot(self, enterprise: str, bank: str, month: str, run: str, places: int) -> bool:
        """Take one of the enterprise's so many places in this month (`2026-11`) with this bank; false when all are taken, true again for
        the same run."""

    def give_slot_back(self, run: str) -> None:
        """Free the run's place; nothing happens if it has none."""

    def seal(self, run_id: str, now: int) -> str:
        """Seal the run as it is stored: afterwards the row cannot change. Returns the SHA-256 (hex) of its canonical bytes.

        Sealing twice gives the same seal; `Conflict` if there is no such run.
        """

    def delete_person(self, person: str) -> None:
        """Delete the cursor with the contact details, the channel's name for the person, and the unfinished runs that are the person's own.

        A run stays if it is finished, if somebody else answered in it, or if somebody else stands in it; `by` is then a bare id. An
        enterprise that keeps neither contact nor run nor an application handed in goes too, so that its code is free; facts stay with the
        others, `by` a bare id. The audit keeps the id only. Letters, timer, chats
        and parked updates go, whatever their state.
        """

    def record(self, at: int, person: str, run: str, action: str, detail: Mapping[str, str]) -> None:
        """Add a line to the audit, which can only grow. Put ids and codes into `detail`, never personal data."""


class Reader(PostReader, RegistryReader, StandingReader, CampaignsReader, BanksReader, ProgrammesReader, Protocol):
    """What can be read beside the writing, without waiting for it; sees what is committed."""

    async def read_run(self, run_id: str) -> Run | None:
        """The run, or nothing."""

    async def list_runs(self, person: str | None) -> tuple[RunRow, ...]:
        """All runs, or those of one person: own ones and those of enterprises the person is a contact of. Oldest first."""

    async def broken_seals(self) -> tuple[str, ...]:
        """The ids of sealed runs whose stored bytes no longer match their seal."""


class Store(Reader, Protocol):
    """Where runs and cursors live."""

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        """Run `work` in a transaction on a writer thread; the future is done only after the commit is durable.

        What `work` raises undoes that work alone and is set on its future. `work` must be quick, must not wait for another `submit`,
        and must not act outside the transaction. Raises `StoreClosed` after `close`.
        """

    async def tidy(self, now: int) -> int:
        """Forget the keys of updates taken more than `KEY_DAYS` ago, in small works between which turns are served; returns how many.

        Call it once a day.
        """

    def close(self) -> None:
        """Finish what was submitted, then stop; ends within five seconds. What could not have its turn gets `StoreClosed`."""


class Clock(Protocol):
    """The time."""

    def now(self) -> int:
        """UTC milliseconds since 1970."""


class Ids(Protocol):
    """A source of ids."""

    def new(self) -> str:
        """A new id: 128 random bits, URL-safe, without meaning."""
