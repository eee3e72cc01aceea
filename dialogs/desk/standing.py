"""What the status of a unit can say and wish: views, narrowed down step by step, and reminders."""

from __future__ import annotations

import msgspec

from dialogs.desk.figures import Line
from dialogs.effects import DeskShown, DeskTold, Wanted

APART = ("district", "street", "park", "group", "industry", "size")
"""What the enterprises of a unit can be told apart by, in the order it is offered."""

NARROWING = frozenset({*APART, "zone", "stage", "level", "idle"})
"""The fields that say what the enterprises have in common."""


class StandingWanted(Wanted, frozen=True, tag="standing_wanted"):
    """A view (`""` at a glance, `by`, `list`, `nudge`) of a unit, or of the person's only one, narrowed down to what was chosen."""

    unit: str
    view: str = ""
    chosen: dict[str, str] = msgspec.field(default_factory=dict)


class NudgeAllWanted(Wanted, frozen=True, tag="nudge_all_wanted"):
    """Everybody idle in this list is to be reminded."""

    unit: str
    chosen: dict[str, str] = msgspec.field(default_factory=dict)


class ListFileWanted(Wanted, frozen=True, tag="list_file_wanted"):
    """The list as a workbook."""

    unit: str
    chosen: dict[str, str] = msgspec.field(default_factory=dict)


class UnitChoice(msgspec.Struct, frozen=True):
    """A unit that can be opened."""

    id: str
    name: str


class UnitsShown(DeskShown, frozen=True, tag="own_units_shown"):
    """The units that the person can look into; `city` if the whole as well."""

    units: tuple[UnitChoice, ...]
    city: bool = False


class Target(msgspec.Struct, frozen=True):
    """What is to be finished in a year, what is finished of it, and the days left; `last` is an earlier year's, where there is none."""

    year: int
    number: int | None
    done: int
    days: int
    last: tuple[int, int] | None = None

    @property
    def weekly(self) -> int:
        """How many a week are needed to the end of the year, rounded up."""
        missing = max((self.number or 0) - self.done, 0)
        return -(-missing * 7 // max(self.days, 7))


class StandingShown(DeskShown, frozen=True, tag="standing_shown"):
    """A unit at a glance. `within` names what was chosen, `levels` counts the finished by level, `longest` are those idle longest."""

    name: str
    within: tuple[str, ...]
    not_started: int
    in_progress: int
    finished: int
    levels: tuple[tuple[int, int], ...] = ()
    idle: int = 0
    idle_days: int = 0
    longest: tuple[Line, ...] = ()
    target: Target | None = None
    apart: tuple[str, ...] = ()

    @property
    def registered(self) -> int:
        return self.not_started + self.in_progress + self.finished


class ApartRow(msgspec.Struct, frozen=True):
    """The enterprises that share one value."""

    key: str
    name: str
    registered: int
    finished: int
    in_progress: int


class ApartShown(DeskShown, frozen=True, tag="apart_shown"):
    """The enterprises of a unit told apart by one thing; `more` is where the next rows begin."""

    name: str
    within: tuple[str, ...]
    by: str
    rows: tuple[ApartRow, ...]
    more: int = 0


class ListShown(DeskShown, frozen=True, tag="list_shown"):
    """Enterprises, one line each, idle longest first; `first` is the number of the first line, `after` where the next page begins."""

    name: str
    within: tuple[str, ...]
    lines: tuple[Line, ...]
    of: int
    first: int = 1
    after: str = ""
    nudges: bool = False
    exports: bool = False


class NudgeAllAsked(DeskShown, frozen=True, tag="nudge_all_asked"):
    """Whether so many enterprises are to be reminded; `idle_days` is what makes one idle."""

    name: str
    within: tuple[str, ...]
    enterprises: int
    idle_days: int


class NudgesSent(DeskTold, frozen=True, tag="nudges_sent"):
    """So many people were reminded; so many `declined` reminders of progress and got none, `more` were too many for once."""

    people: int
    declined: int = 0
    more: bool = False


class ListFileMade(DeskTold, frozen=True, tag="list_file_made"):
    """The workbook is on its way."""


class Nudged(DeskShown, frozen=True, tag="nudged"):
    """To a contact: the office asks how the assessment is coming along."""

    enterprise: str
    enterprise_name: str
    office: str
    stage: str
    answered: int = 0
    of: int = 0
