"""A roster from its bytes to the store: read in the worker, placed by what the person may, loaded in one transaction or not at all.

Rights are asked for twice: before the rows are judged, and again in the transaction that loads them. Somebody who lost the right meanwhile
gets nothing and is told nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.ports.registry import Entry, Loaded
from bot.roles import Action, Affiliation, UnitKind, may, to_enterprise
from bot.usecases.desk import roster
from bot.usecases.desk.visit import Visit
from bot.usecases.drawing import Drawing
from bot.usecases.rosters import reading
from dialogs.model import Profile
from dialogs.roster_columns import Field
from dialogs.roster_places import Ground, Placed
from question_bank.problems import Finding

T = TypeVar("T")

Look = Callable[[Callable[[Visit], T]], Awaitable[T]]
"""Does something in a transaction, as the person."""

MOST_LINES = 20
MOST_COUNTED = 500
_KINDS = (UnitKind.STREET, UnitKind.PARK, UnitKind.GROUP)


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a roster: its problems with the marked workbook, or what was loaded. Neither: only doubts, and nothing loaded yet."""

    enterprises: int
    problems: tuple[Finding, ...] = ()
    workbook: bytes = b""
    loaded: Loaded | None = None
    units: tuple[str, ...] = ()
    without: int = 0
    unit: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The problems that keep it from being loaded."""
        return tuple(problem for problem in self.problems if reading.is_error(problem))

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """The problems that are only told."""
        return tuple(problem for problem in self.problems if not reading.is_error(problem))


async def bring(look: Look[object], drawing: Drawing, name: str, data: bytes, language: str, *, sure: bool) -> Brought | None:
    """Read and judge a roster, and load it unless something is wrong or (without `sure`) doubtful. Nothing for who may not load any.

    Raises `DrawingFailed` where reading takes too long or too much memory.
    """
    read: reading.RosterRead = await drawing.made(reading.read, name, data)
    ground = await look(lambda visit: _ground(visit, read))
    if not isinstance(ground, Ground):
        return None
    rows, problems = await drawing.made(reading.place, read.reading, ground)
    brought = Brought(len(rows), problems)
    if brought.errors:
        return replace(brought, workbook=await drawing.made(reading.marked, name, data, problems, language))
    if brought.doubts and not sure:
        return brought
    done = await look(lambda visit: _load(visit, rows, brought))
    return done if isinstance(done, Brought) else None


def lines(problems: Sequence[Finding], language: str) -> tuple[str, ...]:
    """The first problems in words, errors first, each with its place."""
    first = sorted(problems, key=lambda problem: not reading.is_error(problem))[:MOST_LINES]
    gap = " " if language == "en" else ""
    return tuple(
        f"{problem.place(language)}{': ' if language == 'en' else '：'}{problem.reason(language)}{gap}{problem.remedy(language)}"
        for problem in first
    )


def _ground(visit: Visit, read: reading.RosterRead) -> Ground | None:
    if not roster.is_open(visit):
        return None
    everything = visit.may_all(Action.LOAD_ROSTER)
    own = [] if everything else [unit for found in roster.units(visit) if (unit := visit.tx.unit(found)) is not None]
    units: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind in _KINDS:
        for unit in visit.tx.units(kind):
            units[kind.value, unit.district] = (*units.get((kind.value, unit.district), ()), unit.name)
    codes = [entry.code for entry in read.reading.entries]
    return Ground(
        everything=everything,
        districts=tuple(unit.id for unit in own if unit.kind is UnitKind.DISTRICT),
        zones=tuple(unit.id for unit in own if unit.kind is UnitKind.ZONE),
        elsewhere=frozenset() if everything else _elsewhere(visit, codes),
        units=units,
        columns=read.columns,
        unread=frozenset(_unread(read)),
    )


def _unread(read: reading.RosterRead) -> Iterator[tuple[str, int]]:
    """The rows about whose district something is said already."""
    for problem in read.reading.problems:
        if problem.row and problem.column and problem.column == read.columns.get(problem.sheet, {}).get(Field.DISTRICT):
            yield problem.sheet, problem.row


def _elsewhere(visit: Visit, codes: Sequence[str]) -> frozenset[str]:
    """The codes registered where the person may not load. One that belongs to no district and no zone may be taken in."""
    places = visit.tx.places_of(codes)
    return frozenset(code for code, place in places.items() if not _takes(visit, place))


def _takes(visit: Visit, place: Affiliation) -> bool:
    return not (place.district or place.zone) or may(to_enterprise(visit.grants, place), Action.LOAD_ROSTER)


def _load(visit: Visit, rows: Sequence[Placed], brought: Brought) -> Brought | None:
    """All of it, or nothing where the rights are others by now."""
    if not visit.may_all(Action.LOAD_ROSTER):
        if _elsewhere(visit, [row.entry.code for row in rows]):
            return None
        if not all(may(to_enterprise(visit.grants, _lying(row)), Action.LOAD_ROSTER) for row in rows):
            return None
    made = _units(visit, rows)
    entries = [_entry(row, made) for row in rows]
    loaded = visit.tx.load_roster(entries, visit.person, visit.now)
    fresh = tuple(name for (_, name, _), (_, is_new) in made.items() if is_new)
    visit.record("roster_loaded", added=str(loaded.added), changed=str(loaded.changed), unchanged=str(loaded.unchanged))
    own = roster.units(visit) if not visit.may_all(Action.LOAD_ROSTER) else ()
    unit = visit.tx.unit(own[0]) if len(own) == 1 else None
    without = visit.tx.without_contact(Affiliation(**{unit.kind.value: unit.id}), MOST_COUNTED) if unit else ()
    return replace(brought, loaded=loaded, units=fresh, without=len(without), unit=unit.id if unit else "")


def _lying(row: Placed) -> Affiliation:
    return Affiliation(district=row.entry.district, zone=row.zone)


Key = tuple[UnitKind, str, str]


def _units(visit: Visit, rows: Sequence[Placed]) -> Mapping[Key, tuple[str, bool]]:
    """The ids of all streets, parks and groups that are named, and which of them are new."""
    known = {(kind, unit.name, unit.district): unit.id for kind in _KINDS for unit in visit.tx.units(kind)}
    made: dict[Key, tuple[str, bool]] = {}
    for key in dict.fromkeys(key for row in rows for key in _keys(row)):
        made[key] = (known[key], False) if key in known else (visit.tx.add_unit(*key, visit.now).id, True)
    for kind, name, district in (key for key, (_, is_new) in made.items() if is_new):
        visit.record("unit_added", unit=made[kind, name, district][0])
    return made


def _keys(row: Placed) -> tuple[Key, ...]:
    found = ((UnitKind.STREET, row.entry.street), (UnitKind.PARK, row.entry.park), (UnitKind.GROUP, row.entry.group))
    return tuple((kind, name, "" if kind is UnitKind.GROUP else row.entry.district) for kind, name in found if name)


def _entry(row: Placed, made: Mapping[Key, tuple[str, bool]]) -> Entry:
    units = {kind.value: made[kind, name, district][0] for kind, name, district in _keys(row)}
    read = row.entry
    profile = Profile(name=read.name, code=read.code, code_doubtful=read.doubtful, district=read.district, industry=read.industry)
    return Entry(profile, replace(_lying(row), **units), read.contact, read.mobile)
