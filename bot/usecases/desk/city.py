"""The city's figures, for those who may read the city. What is too small to be shown leaves this file as no number at all.

Every screen is cut from the same few tables (`reports.status` says why these): lists by district, industry, size and week, and tables of
district by industry, size and level. Finished means here that there is a result, even while a newer run is under way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.ports.registry import CITY
from bot.ports.standing import By, Count, Filter, Stage
from bot.roles import Action, Affiliation, UnitKind
from bot.usecases.desk.units_seen import days_left, named, unit_name, year_begins
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs import phrasebook
from dialogs.desk import city as page
from dialogs.desk.city import CityListShown, CityRow, CityShown, CityTarget, CityTargetsShown, TargetRow
from dialogs.effects import Wanted
from dialogs.limits import day_of
from reports.status import Count as Layers
from reports.status import Hidden, Place, hidden_cells, hidden_rows, small

FILE = "heat"
"""The kind of file that the heat map is."""

Rows = dict[str, Layers]
"""By key: how many have a result, and how many have none."""

_BY = {"district": By.DISTRICT, "industry": By.INDUSTRY, "size": By.SIZE}


def is_open(visit: Visit) -> bool:
    """Whether the person reads the city."""
    return visit.may_all(Action.READ_CITY)


def _city(visit: Visit, wanted: page.CityWanted) -> Served | None:
    if not is_open(visit):
        return None
    if not wanted.by:
        return Served((_totals(visit),))
    if wanted.key:
        return _crossed(visit, wanted)
    if wanted.by == "target":
        return Served((_targets(visit),))
    if wanted.by == "week":
        return Served((_weeks(visit),))
    return Served((_listed(visit, wanted.by),)) if wanted.by in _BY else None


# -- the tables ------------------------------------------------------------------------------------------------------


def rows_by(visit: Visit, by: str) -> Rows:
    """The whole city by this."""
    return _layered(visit.tx.counts_by(Filter(), _BY[by]))


def _layered(counts: Iterable[Count]) -> Rows:
    done, open_ = Counter[str](), Counter[str]()
    for count in counts:
        (open_ if count.level is None else done)[count.key] += count.enterprises
    return {key: (done[key], open_[key]) for key in sorted({*done, *open_})}


def _levels(counts: Iterable[Count]) -> Rows:
    found = Counter[str]()
    for count in counts:
        if count.level is not None:
            found[str(count.level)] += count.enterprises
    return {level: (number,) for level, number in sorted(found.items())}


def _table(visit: Visit, by: str) -> dict[Place, Layers]:
    """Districts by this."""
    districts = sorted(rows_by(visit, "district"))
    return {(district, key): layers for district in districts for key, layers in _of(visit, district, by).items()}


def _of(visit: Visit, district: str, by: str) -> Rows:
    """One district by this; the enterprises without a district are a row like others."""
    if not district:
        whole = _levels(visit.tx.counts_by(Filter(), None)) if by == "level" else rows_by(visit, by)
        return _less(whole, (_of(visit, known, by) for known in rows_by(visit, "district") if known))
    inside = Filter(Affiliation(district=district))
    return _levels(visit.tx.counts_by(inside, None)) if by == "level" else _layered(visit.tx.counts_by(inside, _BY[by]))


def _less(whole: Rows, parts: Iterable[Rows]) -> Rows:
    rest = {key: list(layers) for key, layers in whole.items()}
    for part in parts:
        for key, layers in part.items():
            rest[key] = [number - less for number, less in zip(rest[key], layers, strict=True)]
    return {key: tuple(layers) for key, layers in rest.items() if any(layers)}


def _hidden_of(visit: Visit, by: str) -> frozenset[str]:
    """The hidden rows of a list, whichever screen it is looked at from."""
    rows = _levels(visit.tx.counts_by(Filter(), None)) if by == "level" else rows_by(visit, by)
    return hidden_rows(rows)


def silent(visit: Visit) -> bool:
    """Whether there are too few enterprises in the whole for any figure."""
    return any(small(sum(column)) for column in zip(*rows_by(visit, "district").values(), strict=True))


# -- the screens -----------------------------------------------------------------------------------------------------


def _totals(visit: Visit) -> CityShown:
    counts = visit.tx.counts_by(Filter(), None)
    target = _target(visit)
    if silent(visit):
        return CityShown(None, None, None, None, target=target)
    stages = Counter[Stage]()
    for count in counts:
        stages[Stage.FINISHED if count.level is not None else count.stage] += count.enterprises
    told = not small(stages[Stage.NOT_STARTED]) and not small(stages[Stage.IN_PROGRESS])
    levels = _levels(counts)
    hidden = hidden_rows(levels)
    return CityShown(
        registered=sum(stages.values()),
        not_started=stages[Stage.NOT_STARTED] if told else None,
        in_progress=stages[Stage.IN_PROGRESS] if told else None,
        finished=stages[Stage.FINISHED],
        levels=tuple((int(level), None if level in hidden else layers[0]) for level, layers in levels.items()),
        target=target,
    )


def _listed(visit: Visit, by: str) -> CityListShown:
    if silent(visit):
        return CityListShown(by, ())
    rows = rows_by(visit, by)
    hidden = hidden_rows(rows)
    return CityListShown(by, _rows(visit, by, rows, hidden, opens=True), hidden=bool(hidden))


def _rows(visit: Visit, by: str, rows: Rows, hidden: frozenset[str], *, opens: bool) -> tuple[CityRow, ...]:
    """Rows in the order of their register, so that not even the order tells a number."""
    found = []
    for key, layers in rows.items():
        name = named(visit, by, key) if by != "level" else key
        shown = key not in hidden
        name = name or phrasebook.sentence(visit.language, "unknown", by)
        found.append(CityRow(key, name, sum(layers) if shown else None, layers[0] if shown else None, opens and shown and bool(key)))
    return tuple(found)


def _crossed(visit: Visit, wanted: page.CityWanted) -> Served | None:
    """One district by something, or one row of something by district: a row or a column of the same table."""
    if wanted.of not in _BY or not _crosses(wanted) or silent(visit):
        return None
    across = wanted.by if wanted.of == "district" else wanted.of
    hidden_there = _hidden_of(visit, wanted.of)
    if wanted.key not in rows_by(visit, wanted.of) or wanted.key in hidden_there:
        return None
    table = _table(visit, across)
    hidden = hidden_cells(table, _hidden_of(visit, "district"), _hidden_of(visit, across))
    rows = _cut(table, hidden, wanted)
    shown = tuple(row for row in _rows(visit, wanted.by, {key: layers for key, (layers, _) in rows.items()}, _covered(rows), opens=False))
    name = named(visit, wanted.of, wanted.key)
    return Served((CityListShown(wanted.by, shown, wanted.of, name, any(row.registered is None for row in shown)),))


def _crosses(wanted: page.CityWanted) -> bool:
    return wanted.by in page.CROSSED if wanted.of == "district" else wanted.by == "district"


def _cut(table: Mapping[Place, Layers], hidden: Hidden, wanted: page.CityWanted) -> dict[str, tuple[Layers, bool]]:
    """The cells of the row or column, and whether each is hidden. Where empty cells are hidden, they are among them."""
    width = 1 if wanted.by == "level" else 2
    keys = sorted({place[1] if wanted.of == "district" else place[0] for place in table})
    found = {}
    for key in keys:
        place = (wanted.key, key) if wanted.of == "district" else (key, wanted.key)
        layers, covered = table.get(place, (0,) * width), hidden.covers(*place)
        if covered or any(layers):
            found[key] = (layers, covered)
    return found


def _covered(rows: Mapping[str, tuple[Layers, bool]]) -> frozenset[str]:
    return frozenset(key for key, (_, covered) in rows.items() if covered)


def _weeks(visit: Visit) -> CityListShown:
    rows = _finished_by_week(visit)
    if silent(visit) or _done(visit) is None:
        return CityListShown("week", ())
    hidden = hidden_rows(rows)
    shown = (CityRow(week, week, None, None if week in hidden else layers[0]) for week, layers in rows.items())
    return CityListShown("week", tuple(shown), hidden=bool(hidden))


def _finished_by_week(visit: Visit) -> Rows:
    found = Counter[str]()
    for count in visit.tx.counts_by(Filter(), By.WEEK, year_begins(visit.now)):
        found[count.key] += count.enterprises
    return {week: (number,) for week, number in sorted(found.items())}


# -- targets ---------------------------------------------------------------------------------------------------------


def _done(visit: Visit) -> int | None:
    """What was finished this year; nothing if that, or what was finished before, is too small to be told."""
    this_year = visit.tx.finished_since(Filter(), year_begins(visit.now))
    ever = sum(layers[0] for layers in rows_by(visit, "district").values())
    return None if small(this_year) or small(ever - this_year) or silent(visit) else this_year


def _target(visit: Visit) -> CityTarget | None:
    year = day_of(visit.now).year
    stated, computed = visit.tx.targets(CITY).get(year), _computed(visit).get(year, 0)
    if stated is None and not computed:
        return None
    return CityTarget(year, stated, computed, _done(visit), days_left(visit.now))


def _computed(visit: Visit) -> Mapping[int, int]:
    sums = Counter[int]()
    for unit in _targeted(visit):
        sums.update(visit.tx.targets(unit))
    return sums


def _targeted(visit: Visit) -> tuple[str, ...]:
    return tuple(unit.id for kind in (UnitKind.DISTRICT, UnitKind.ZONE) for unit in visit.tx.units(kind))


def _targets(visit: Visit) -> CityTargetsShown:
    rows = []
    for kind in (UnitKind.DISTRICT, UnitKind.ZONE):
        for unit in visit.tx.units(kind):
            targets = visit.tx.targets(unit.id)
            if targets:
                rows.append(TargetRow(unit.id, unit_name(visit, unit), tuple(sorted(targets.items()))))
    stated, computed = visit.tx.targets(CITY), _computed(visit)
    sums = tuple((year, stated.get(year), computed.get(year, 0)) for year in sorted({*stated, *computed}))
    return CityTargetsShown(tuple(sorted(rows, key=lambda row: -max(number for _, number in row.numbers))), sums)


def _heat(visit: Visit, wanted: page.HeatWanted) -> Served | None:
    if not is_open(visit) or wanted.by not in page.HEATED:
        return None
    return Served((page.HeatMade(),), files=(FileWanted(FILE, wanted.by),))


SERVED: dict[type[Wanted], Serve] = {page.CityWanted: _city, page.HeatWanted: _heat}
