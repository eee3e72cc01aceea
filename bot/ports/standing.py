"""How far enterprises are, as `bot.ports` passes it on: a row for each, kept in the transaction that changes it, and what is counted.

Only values and protocols; times are UTC milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.roles import NOWHERE, Affiliation
from dialogs.model import Contact


class Stage(StrEnum):
    """How far an enterprise is with its current run."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"


class By(StrEnum):
    """What the enterprises of a unit can be told apart by."""

    DISTRICT = "district"
    ZONE = "zone"
    STREET = "street"
    PARK = "park"
    GROUP = "group"
    INDUSTRY = "industry"
    SIZE = "size"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: answered questions `of` those of the levels opened so far. `level` and `total` are of the finished run,
    `answering` the level being answered, `areas` the scores of the finished run's headings, exact decimals; `bank` is the run's."""

    run: str
    stage: Stage
    answering: int = 0
    answered: int = 0
    of: int = 0
    level: int | None = None
    total: str | None = None
    started_at: int | None = None
    finished_at: int | None = None
    areas: tuple[tuple[str, str], ...] = ()
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """One enterprise's line. `level`, `total` and `finished_at` are of the run finished last, even while a newer one is under way.

    `idle_since` is when somebody of the enterprise last did something, or when it was registered.
    """

    enterprise: str
    code: str
    name: str
    affiliation: Affiliation
    industry: str
    size: str
    stage: Stage
    answering: int
    answered: int
    of: int
    level: int | None
    total: str | None
    finished_at: int | None
    idle_since: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which enterprises: those that have every unit named in `affiliation`, and the rest where it is given. Empty means all."""

    affiliation: Affiliation = NOWHERE
    industry: str = ""
    size: str = ""
    stage: Stage | None = None
    level: int | None = None
    idle_before: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many enterprises there are under one value of what they are told apart by (empty for unknown), at one stage and level."""

    key: str
    stage: Stage
    level: int | None
    enterprises: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an enterprise: `action` and `detail` as in the audit."""

    at: int
    person: str
    action: str
    detail: str


class StandingTransaction(Protocol):
    """The part of `bot.ports.Transaction` that knows how far everybody is."""

    def keep_progress(self, enterprise: str, progress: Progress, now: int) -> None:
        """Note how far the enterprise is with this run; what is counted changes with it. Runs of one bank only are passed here. A run given
        up takes the enterprise back to what its other runs with the same bank say: pass the run with `Stage.NOT_STARTED`."""

    def status(self, enterprise: str) -> Status | None:
        """One enterprise's line."""

    def statuses(self, wanted: Filter, limit: int, after: str = "") -> tuple[Status, ...]:
        """Lines of enterprises, longest idle first where `idle_before` is given, else by name; `after` is the last id of a page."""

    def counts_by(self, wanted: Filter, by: By | None, since: int = 0) -> tuple[Count, ...]:
        """How many enterprises are at each stage and level, told apart by this, or all together. `By.WEEK` counts what was finished in each
        week (ISO, Asia/Shanghai, `2026-W47`) from `since` on. Must be fast for a district among 450,000 and for the whole city."""

    def finished_since(self, wanted: Filter, since: int) -> int:
        """In how many enterprises a run was finished at this time or later. Fast for the whole city."""

    def area_means(self, wanted: Filter) -> Mapping[str, tuple[int, str]]:
        """For each area: in how many enterprises' last finished runs it counts, and the mean of its scores there (decimal, 4 places).

        Fast for the whole city; knows districts, industries and sizes only.
        """

    def timeline(self, enterprise: str, limit: int) -> tuple[Event, ...]:
        """What happened to the enterprise and its runs, latest first."""

    def first_contacts(self, enterprises: Collection[str]) -> Mapping[str, tuple[str, Contact]]:
        """The id and the details of the first contact of each of these enterprises that has one who ever said anything."""

    def targets(self, unit: str) -> Mapping[int, int]:
        """How many enterprises the unit is to have finished in each year."""

    def set_target(self, unit: str, year: int, number: int, source: str) -> None:
        """Set a target in place of an older one."""

    def take_nudge(self, person: str, day: str) -> bool:
        """Note that the person is nudged on this day (`2026-11-21`); false if that happened already."""

    def forget_nudges(self, before: str) -> int:
        """Forget the days before this one; returns how many. `Store.tidy` calls it."""

    def fold_counts(self, limit: int) -> int:
        """Fold at most so many changes of each kind of count into their sums; returns how many. `Store.tidy` calls it."""


class StandingReader(Protocol):
    """The part of `bot.ports.Reader` for exports."""

    async def read_statuses(self, wanted: Filter) -> tuple[Status, ...]:
        """All lines of these enterprises, by name."""

    async def miscounted(self) -> int:
        """How many of the counts differ from a recount; anything but 0 is a fault of this program."""
