"""How far the enterprises of a unit are: for those who may read the unit, each seeing the unit's own enterprises and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from bot.ports.registry import CITY, Unit
from bot.ports.standing import By, Count, Filter, Stage
from bot.roles import Action, UnitKind, may, to_unit
from bot.usecases.desk import nudging
from bot.usecases.desk.units_seen import DAY, IDLE_DAYS, days_left, line, named, narrowed, unit_name, units_of, within, year_begins
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs import phrasebook
from dialogs.desk import standing as page
from dialogs.desk.figures import PAGE
from dialogs.effects import Wanted
from dialogs.limits import day_of

ROWS = 20
"""Rows on one screen of enterprises told apart."""

MOST_LOOKED_THROUGH = 5_000
"""Enterprises in progress among which those standing still are sought at a glance; where there are more, the list says who they are."""

LONGEST = 3
"""How many of those idle longest are named at a glance."""

FILE = "status"
"""The kind of file that a list is exported as."""


class About(msgspec.Struct, frozen=True):
    """What an exported list is about."""

    unit: str
    chosen: dict[str, str]


def is_open(visit: Visit) -> bool:
    """Whether there is a unit that the person may look into."""
    return bool(units_of(visit)) or visit.may_all(Action.READ_CITY)


def looked_into(visit: Visit, unit: str) -> Unit | None:
    """The unit that is asked for, or the person's only one; nothing where it is not for this person. The city has a page of its own."""
    if unit == CITY:
        return None
    if unit:
        return visit.unit(unit, Action.READ_UNIT)
    own = units_of(visit)
    return own[0] if len(own) == 1 and not visit.may_all(Action.READ_CITY) else None


def _standing(visit: Visit, wanted: page.StandingWanted) -> Served | None:
    unit = looked_into(visit, wanted.unit)
    if unit is None:
        return None if wanted.unit else _units(visit)
    chosen = {field: value for field, value in wanted.chosen.items() if field in page.NARROWING}
    enterprises = narrowed(visit, unit, chosen)
    if enterprises is None:
        return None
    if wanted.view == "by":
        return _apart(visit, unit, enterprises, wanted.chosen)
    if wanted.view == "nudge":
        return _nudge_asked(visit, unit, enterprises, chosen)
    if wanted.view == "list":
        return _list(visit, unit, enterprises, wanted.chosen)
    return _glance(visit, unit, enterprises, chosen)


def _units(visit: Visit) -> Served | None:
    whole = visit.may_all(Action.READ_CITY)
    units = (*visit.tx.units(UnitKind.DISTRICT), *visit.tx.units(UnitKind.ZONE)) if whole else units_of(visit)
    if not units:
        return None
    return Served((page.UnitsShown(tuple(page.UnitChoice(unit.id, unit_name(visit, unit)) for unit in units), whole),))


# -- at a glance -----------------------------------------------------------------------------------------------------


def _glance(visit: Visit, unit: Unit, enterprises: Filter, chosen: Mapping[str, str]) -> Served | None:
    counts = visit.tx.counts_by(enterprises, None)
    if chosen and not counts:
        return None
    stages = _by_stage(counts)
    levels = Counter[int]()
    for count in counts:
        levels.update({count.level: count.enterprises} if count.level is not None else {})
    still = _still(visit, enterprises) if stages[Stage.IN_PROGRESS] <= MOST_LOOKED_THROUGH else None
    return Served(
        (
            page.StandingShown(
                name=unit_name(visit, unit),
                within=_said(visit, chosen),
                not_started=stages[Stage.NOT_STARTED],
                in_progress=stages[Stage.IN_PROGRESS],
                finished=stages[Stage.FINISHED],
                levels=tuple(sorted(levels.items())),
                idle=sum(count.enterprises for count in visit.tx.counts_by(still, None)) if still else 0,
                idle_days=IDLE_DAYS,
                longest=tuple(line(visit, status) for status in visit.tx.statuses(still, LONGEST)) if still else (),
                target=None if chosen else target(visit, unit),
                apart=tuple(by for by in page.APART if by not in chosen and _has(visit, unit, by)),
            ),
        )
    )


def _still(visit: Visit, enterprises: Filter) -> Filter:
    """Those in progress that stand still."""
    return Filter(enterprises.affiliation, enterprises.industry, enterprises.size, Stage.IN_PROGRESS, None, visit.now - IDLE_DAYS * DAY)


def _by_stage(counts: tuple[Count, ...]) -> Counter[Stage]:
    found = Counter[Stage]()
    for count in counts:
        found[count.stage] += count.enterprises
    return found


def _has(visit: Visit, unit: Unit, by: str) -> bool:
    """Whether the enterprises of the unit can differ in this: a unit within one district has no others, and a street no streets."""
    if by == unit.kind.value or (by == "district" and unit.kind in {UnitKind.STREET, UnitKind.PARK}):
        return False
    return by not in {"street", "park", "group"} or bool(visit.tx.units(UnitKind(by)))


def target(visit: Visit, unit: Unit) -> page.Target | None:
    """What the unit is to finish this year and has finished; nothing for a unit that never had a target."""
    targets = visit.tx.targets(unit.id)
    if not targets:
        return None
    year = day_of(visit.now).year
    done = visit.tx.finished_since(Filter(within(visit, unit)), year_begins(visit.now))
    last = max((known for known in targets if known < year), default=None)
    return page.Target(year, targets.get(year), done, days_left(visit.now), (last, targets[last]) if last is not None else None)


# -- told apart ------------------------------------------------------------------------------------------------------


def _apart(visit: Visit, unit: Unit, enterprises: Filter, chosen: Mapping[str, str]) -> Served | None:
    by = chosen.get("by", "")
    if by not in page.APART or not _has(visit, unit, by):
        return None
    found: dict[str, Counter[Stage]] = {}
    for count in visit.tx.counts_by(enterprises, By(by)):
        found.setdefault(count.key, Counter())[count.stage] += count.enterprises
    ordered = sorted(found, key=lambda key: (key == "", -sum(found[key].values()), key))
    first = int(chosen.get("from", "0"))
    rows = tuple(_row(visit, by, key, found[key]) for key in ordered[first : first + ROWS])
    more = first + ROWS if len(ordered) > first + ROWS else 0
    narrow = {field: value for field, value in chosen.items() if field in page.NARROWING}
    return Served((page.ApartShown(unit_name(visit, unit), _said(visit, narrow), by, rows, more),))


def _row(visit: Visit, by: str, key: str, stages: Counter[Stage]) -> page.ApartRow:
    name = named(visit, by, key) or phrasebook.sentence(visit.language, "unknown", by)
    return page.ApartRow(key, name, sum(stages.values()), stages[Stage.FINISHED], stages[Stage.IN_PROGRESS])


def _said(visit: Visit, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """What was chosen, in words."""
    return tuple(said for field, value in chosen.items() if (said := _in_words(visit, field, value)))


def _in_words(visit: Visit, field: str, value: str) -> str:
    if field == "stage":
        return phrasebook.sentence(visit.language, "listed", value)
    if field == "idle":
        return phrasebook.sentence(visit.language, "listed", "idle")
    return named(visit, field, value) or phrasebook.sentence(visit.language, "unknown", field)


# -- one by one ------------------------------------------------------------------------------------------------------


def _list(visit: Visit, unit: Unit, enterprises: Filter, chosen: Mapping[str, str]) -> Served | None:
    chosen_only = {field: value for field, value in chosen.items() if field in page.NARROWING}
    counted = sum(count.enterprises for count in visit.tx.counts_by(enterprises, None))
    statuses = visit.tx.statuses(longest_idle(visit, enterprises), PAGE + 1, chosen.get("after", ""))
    if not counted and chosen_only:
        return None
    lines = tuple(line(visit, status) for status in statuses[:PAGE])
    relations = to_unit(visit.grants, unit.id, unit.district)
    return Served(
        (
            page.ListShown(
                name=unit_name(visit, unit),
                within=_said(visit, chosen_only),
                lines=lines,
                of=counted,
                first=int(chosen.get("seen", "0")) + 1,
                after=lines[-1].id if len(statuses) > PAGE else "",
                nudges=bool(lines) and may(relations, Action.NUDGE) and enterprises.stage is not Stage.FINISHED,
                exports=bool(lines) and may(relations, Action.EXPORT_UNIT),
            ),
        )
    )


def longest_idle(visit: Visit, enterprises: Filter) -> Filter:
    """The same enterprises, those idle longest first."""
    if enterprises.idle_before is not None:
        return enterprises
    return Filter(enterprises.affiliation, enterprises.industry, enterprises.size, enterprises.stage, enterprises.level, visit.now + DAY)


def _nudge_asked(visit: Visit, unit: Unit, enterprises: Filter, chosen: Mapping[str, str]) -> Served | None:
    if not may(to_unit(visit.grants, unit.id, unit.district), Action.NUDGE):
        return None
    number = len(nudging.standing_still(visit, enterprises))
    return Served((page.NudgeAllAsked(unit_name(visit, unit), _said(visit, chosen), number, IDLE_DAYS),))


def _nudge_all(visit: Visit, wanted: page.NudgeAllWanted) -> Served | None:
    unit = looked_into(visit, wanted.unit)
    enterprises = narrowed(visit, unit, wanted.chosen) if unit else None
    if unit is None or enterprises is None or not may(to_unit(visit.grants, unit.id, unit.district), Action.NUDGE):
        return None
    reminded = nudging.remind(visit, nudging.standing_still(visit, enterprises))
    return Served((page.NudgesSent(len(reminded.notices), reminded.declined, reminded.more),), reminded.notices)


def _file(visit: Visit, wanted: page.ListFileWanted) -> Served | None:
    unit = looked_into(visit, wanted.unit)
    if unit is None or not may(to_unit(visit.grants, unit.id, unit.district), Action.EXPORT_UNIT):
        return None
    about = msgspec.json.encode(About(unit.id, wanted.chosen)).decode()
    return Served((page.ListFileMade(),), files=(FileWanted(FILE, about),))


SERVED: dict[type[Wanted], Serve] = {
    page.StandingWanted: _standing,
    page.NudgeAllWanted: _nudge_all,
    page.ListFileWanted: _file,
}
