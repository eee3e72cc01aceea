"""What the page of candidates wishes, tells and shows: counts by outcome, who lacks what, the ranked list of a unit."""

from __future__ import annotations

import msgspec

from dialogs.desk.prog.parts import Reason, Span
from dialogs.effects import DeskShown, DeskTold, Wanted

# -- wishes --------------------------------------------------------------------------------------------------------------


class CandWanted(Wanted, frozen=True, tag="cand_wanted"):
    """The candidates of a unit (without one: the units): its programmes, one at a glance, a list, one enterprise, or the ranked list."""

    unit: str
    view: str
    chosen: dict[str, str]


class CandRanked(Wanted, frozen=True, tag="cand_ranked"):
    """The ranked list is to change: `add` an enterprise, move it `up` or `down`, take it `out`, or `fill` an empty list. `seen` is the
    list that the person had before the eyes."""

    unit: str
    programme: str
    act: str
    seen: str
    enterprise: str = ""
    reason: str = ""


class CandFileWanted(Wanted, frozen=True, tag="cand_file_wanted"):
    """The ranked list as the official table."""

    unit: str
    programme: str


# -- parts of screens ----------------------------------------------------------------------------------------------------


class CandUnit(msgspec.Struct, frozen=True):
    """A unit to choose."""

    id: str
    name: str


class CandCounts(msgspec.Struct, frozen=True):
    """How many enterprises of a unit there are at each outcome of a programme."""

    id: str
    short: str
    duty: bool
    state: str
    eligible: int
    not_yet: int
    not_eligible: int


class CandLine(msgspec.Struct, frozen=True):
    """An enterprise in a list: what it lacks (the first few), how much more, how many facts nobody stated, its place in the ranked list."""

    id: str
    name: str
    lacks: tuple[str, ...] = ()
    more: int = 0
    unknown: int = 0
    place: int = 0


class RankLine(msgspec.Struct, frozen=True):
    """A place in the ranked list; `level` and `total` are of the last finished run (none: empty),
    `application` how far its application is where a third party checks these."""

    id: str
    name: str
    outcome: str
    level: int | None = None
    total: str = ""
    reason: str = ""
    by: str = ""
    over: bool = False
    application: str = ""


# -- facts ---------------------------------------------------------------------------------------------------------------


class CandPlaced(DeskTold, frozen=True, tag="cand_placed"):
    """The ranked list has changed: `act` as in `CandRanked`, the enterprise by name, its place now (none after `out`)."""

    act: str
    name: str = ""
    place: int = 0
    number: int = 0


class CandMovedOn(DeskTold, frozen=True, tag="cand_moved_on"):
    """Somebody changed the ranked list since it was shown, so this change was not made."""


class CandFileComing(DeskTold, frozen=True, tag="cand_file_coming"):
    """The table follows; `over` are left out because they stand beyond the quota."""

    number: int
    over: int = 0


# -- screens -------------------------------------------------------------------------------------------------------------


class CandUnitsShown(DeskShown, frozen=True, tag="cand_units_shown"):
    """The units to choose from."""

    units: tuple[CandUnit, ...]


class CandProgrammesShown(DeskShown, frozen=True, tag="cand_programmes_shown"):
    """The programmes for enterprises, each with its counts within a unit."""

    name: str
    rows: tuple[CandCounts, ...]


class CandShown(DeskShown, frozen=True, tag="cand_shown"):
    """One programme within a unit. `quota` is how many may be recommended (0: the notice sets no number), `recognised` how many hold it
    already and `next` how many would have to for `more`; `ranked` counts the list, `ranks` says whether there is one to see."""

    name: str
    title: str
    number: str
    counts: CandCounts
    spans: tuple[Span, ...]
    quota: int = 0
    recognised: int = 0
    next: int = 0
    more: int = 0
    clause: str = ""
    ranked: int = 0
    ranks: bool = False


class CandListShown(DeskShown, frozen=True, tag="cand_list_shown"):
    """The enterprises at one outcome, those that lack least first."""

    name: str
    short: str
    duty: bool
    outcome: str
    lines: tuple[CandLine, ...]
    of: int
    first: int
    after: str = ""


class CandOneShown(DeskShown, frozen=True, tag="cand_one_shown"):
    """What one enterprise lacks; `place` is its place in the ranked list, `ranks` whether the person may put it there,
    `checked` whether a third party checks applications for this programme."""

    id: str
    name: str
    short: str
    number: str
    duty: bool
    outcome: str
    missing: tuple[Reason, ...]
    barring: tuple[Reason, ...]
    to_confirm: tuple[Reason, ...]
    to_explain: tuple[Reason, ...]
    unknown: int
    place: int = 0
    of: int = 0
    ranks: bool = False
    seen: str = ""
    checked: bool = False


class RankShown(DeskShown, frozen=True, tag="rank_shown"):
    """The ranked list of a unit; `changes` whether the person may change it, `seen` stands for the list as it is."""

    name: str
    short: str
    rows: tuple[RankLine, ...]
    quota: int
    recognised: int
    eligible: int
    changes: bool
    exports: bool
    seen: str
    clause: str = ""


class RankWhyAsked(DeskShown, frozen=True, tag="rank_why_asked"):
    """Why a place is changed by hand."""

    act: str
    name: str
    place: int
