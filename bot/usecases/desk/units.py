"""Units listed and added, by admins only."""

from __future__ import annotations

from bot.roles import Action, UnitKind
from bot.usecases.desk.units_seen import name_of_unit
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk import units as page
from dialogs.desk.units import UnitDoubted, UnitKept, UnitKindRow, UnitsShown
from dialogs.effects import Wanted
from dialogs.likeness import alike

MOST_LISTED = 60

_KINDS = frozenset(kind.id for kind in page.KINDS)


def _list(visit: Visit, wanted: page.UnitsWanted) -> Served | None:
    if not visit.may_all(Action.ADD_UNIT) or (wanted.kind and wanted.kind not in _KINDS):
        return None
    if not wanted.kind:
        rows = tuple(UnitKindRow(kind.id, len(visit.tx.units(UnitKind(kind.id)))) for kind in page.KINDS)
        return Served((UnitsShown(rows),))
    found = visit.tx.units(UnitKind(wanted.kind))
    named = tuple((unit.name, visit.name_of_unit(unit.district)) for unit in found[:MOST_LISTED])
    return Served((UnitsShown((), wanted.kind, named, len(found)),))


def _add(visit: Visit, wanted: page.UnitAdded) -> Served | None:
    if not visit.may_all(Action.ADD_UNIT) or wanted.kind not in _KINDS:
        return None
    kind = UnitKind(wanted.kind)
    there = [unit.name for unit in visit.tx.units(kind, wanted.district)]
    if wanted.name in there:
        return Served((UnitKept(wanted.name, False),), to=("units", ""))
    if not wanted.sure:
        district = name_of_unit(visit, wanted.district)
        return Served((UnitDoubted(wanted.name, alike(wanted.name, there), wanted.kind, district),))
    unit = visit.tx.add_unit(kind, wanted.name, wanted.district, visit.now)
    visit.record("unit_added", unit=unit.id)
    return Served((UnitKept(unit.name, True),), to=("units", ""))


SERVED: dict[type[Wanted], Serve] = {page.UnitsWanted: _list, page.UnitAdded: _add}
