"""Versions of question banks as the store keeps them, as `bot.ports` passes it on: where each stands, and which runs were begun with it.

A version is never changed once enterprises may answer it, and stays as long as a run refers to it. Only values and protocols; times are
UTC milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dialogs.model import Run, RunState


class BankState(StrEnum):
    """Where a version stands: kept as a draft, tried by an admin, waiting for a second admin's consent, open to enterprises, given up."""

    DRAFT = "draft"
    TRIED = "tried"
    WAITING = "waiting"
    PUBLISHED = "published"
    RETIRED = "retired"


REPLACEABLE = frozenset({BankState.DRAFT, BankState.TRIED})
"""States in which a version is its author's own: the same version may be uploaded again."""


@dataclass(frozen=True, slots=True)
class BankVersion:
    """One version of a bank. `digest` is the SHA-256 (hex) of its canonical sheets; `shipped` says that it came with the program,
    `current` that new runs of this bank begin with it."""

    bank: str
    version: str
    title: str
    state: BankState
    digest: str
    shipped: bool
    made_by: str
    made_at: int
    tried_by: str = ""
    tried_at: int | None = None
    asked_by: str = ""
    asked_at: int | None = None
    published_by: str = ""
    published_at: int | None = None
    retired_at: int | None = None
    current: bool = False


class BanksReader(Protocol):
    """The part of `bot.ports.Reader` for reports beside the conversation."""

    async def read_sheets(self, bank: str, version: str) -> bytes | None:
        """The sheets of a version, or nothing."""

    async def read_bank_versions(self, bank: str = "") -> tuple[BankVersion, ...]:
        """The versions of one bank, or of all; newest first."""


class BanksTransaction(Protocol):
    """The part of `bot.ports.Transaction` that knows versions of banks."""

    def add_bank_version(self, version: BankVersion, sheets: bytes) -> bool:
        """Keep a version with its sheets; false if this bank has such a version already, other than one in `REPLACEABLE`: that is
        replaced, and the trials of it are gone. `Conflict` if it is to be current and another is."""

    def bank_version(self, bank: str, version: str) -> BankVersion | None:
        """The version, or nothing."""

    def bank_versions(self, bank: str = "") -> tuple[BankVersion, ...]:
        """The versions of one bank, or of all; newest first."""

    def current_versions(self) -> tuple[BankVersion, ...]:
        """Of every bank the version that new runs begin with, by bank."""

    def bank_sheets(self, bank: str, version: str) -> bytes | None:
        """The sheets as `add_bank_version` was given them."""

    def change_bank_version(self, before: BankVersion, after: BankVersion) -> bool:
        """Move it on; false if it is not in the state of `before` any more, or not the same sheets: of two at once one wins.

        State, who and when are kept, nothing else. What is no longer published is no longer current.
        """

    def make_current(self, bank: str, version: str, now: int) -> bool:
        """New runs of this bank begin with this version from now on, in place of another; false if it is not published, or is current."""

    def drop_bank_version(self, bank: str, version: str) -> bool:
        """Forget it with the trials of it; false if it is shipped, is or was published, or any run refers to it.

        So the name of a version that enterprises may have answered never comes to mean something else.
        """

    def runs_with(self, bank: str, version: str) -> Mapping[RunState, int]:
        """How many runs there are with this version, by state; trials are not counted."""

    def finished_with(self, bank: str, version: str, limit: int, after: str = "") -> tuple[Run, ...]:
        """Finished runs with this version, in the order they were added; `after` is the id of the last one of a page."""

    def banks_used(self, enterprise: str) -> Mapping[str, tuple[str, int]]:
        """What each bank is called that the enterprise started runs with, and how many; a bank that is not kept is called by its id."""

    def drop_trials(self, person: str) -> int:
        """Forget the trials of this person; returns how many."""
