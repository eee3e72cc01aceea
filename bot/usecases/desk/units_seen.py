"""What the pages about how far enterprises are have in common: which units somebody looks into, lines, names of what enterprises share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from bot.ports.registry import CITY, Unit
from bot.ports.standing import By, Filter, Stage, Status
from bot.roles import NOWHERE, Action, Affiliation, UnitKind, may, to_unit
from bot.usecases.desk.visit import Visit
from dialogs import registers
from dialogs.desk.figures import Line
from dialogs.limits import SHANGHAI, day_of

DAY = 86_400_000
IDLE_DAYS = 14
"""From so many days on without anybody doing anything an enterprise stands still."""

REGISTERS = {By.DISTRICT: registers.DISTRICTS, By.INDUSTRY: registers.INDUSTRIES, By.SIZE: registers.SIZES}
_UNITS = {"zone": UnitKind.ZONE, "street": UnitKind.STREET, "park": UnitKind.PARK, "group": UnitKind.GROUP, "district": UnitKind.DISTRICT}


def units_of(visit: Visit) -> tuple[Unit, ...]:
    """The units that the person looks into by an own grant, the whole city aside."""
    ids = (grant.unit for grant in visit.grants_for(Action.READ_UNIT) if grant.unit != CITY)
    return tuple(unit for unit in map(visit.tx.unit, dict.fromkeys(ids)) if unit is not None)


def within(visit: Visit, unit: Unit) -> Affiliation:
    """What the enterprises of a unit have in common. Somebody who looks into a street or park for its district sees that district's."""
    if unit.kind is UnitKind.CITY:
        return NOWHERE
    own = any(may(to_unit((grant,), unit.id), Action.READ_UNIT) for grant in visit.grants)
    units = {unit.kind.value: unit.id} | ({} if own or not unit.district else {"district": unit.district})
    return Affiliation(**units)


def narrowed(visit: Visit, unit: Unit, chosen: Mapping[str, str]) -> Filter | None:
    """The enterprises of the unit that were chosen; nothing where that cannot be read, or would reach beyond the unit."""
    affiliation = {kind: value for kind, value in _pairs(within(visit, unit)) if value}
    for kind, value in chosen.items():
        if kind in _UNITS and affiliation.setdefault(kind, value) != value:
            return None
    stage, level = chosen.get("stage", ""), chosen.get("level", "")
    if stage not in {"", *Stage} or not (level == "" or (level.isdecimal() and len(level) == 1)):
        return None
    idle = "idle" in chosen
    return Filter(
        affiliation=Affiliation(**affiliation),
        industry=chosen.get("industry", ""),
        size=chosen.get("size", ""),
        stage=Stage.IN_PROGRESS if idle else Stage(stage) if stage else None,
        level=int(level) if level else None,
        idle_before=visit.now - IDLE_DAYS * DAY if idle else None,
    )


def _pairs(affiliation: Affiliation) -> Iterable[tuple[str, str]]:
    return ((kind.value, affiliation.unit(kind)) for kind in UnitKind if kind is not UnitKind.CITY)


def named(visit: Visit, by: str, key: str) -> str:
    """What a value is called; empty where it is unknown or none."""
    if by in _UNITS and (visit.language != "en" or by != "district"):
        unit = visit.tx.unit(key) if key else None
        return unit.name if unit is not None and unit.kind is _UNITS[by] else ""
    found = registers.entry(REGISTERS[By(by)], key) if by in {"district", "industry", "size"} else None
    return found.name(visit.language) if found else ""


def called(unit: Unit, language: str) -> str:
    """What the unit is called in this language, or as it was entered where it has no name in it."""
    found = registers.entry((*registers.CITIES, *registers.DISTRICTS, *registers.UNITS), unit.id)
    return found.name(language) if found and language == "en" else unit.name


def unit_name(visit: Visit, unit: Unit) -> str:
    """What the unit is called, in the person's language where it has a name in it."""
    return called(unit, visit.language)


def name_of_unit(visit: Visit, unit: str) -> str:
    """The same by its id; empty where there is none."""
    found = visit.tx.unit(unit) if unit else None
    return unit_name(visit, found) if found else ""


def line(visit: Visit, status: Status) -> Line:
    """An enterprise in a list."""
    return Line(
        id=status.enterprise,
        name=status.name,
        stage=status.stage.value,
        answered=status.answered,
        of=status.of,
        level=status.level,
        idle=idle_days(visit.now, status),
        contacts=status.contacts,
    )


def idle_days(now: int, status: Status) -> int:
    """For how many days nobody did anything."""
    return max(now - status.idle_since, 0) // DAY


def year_begins(now: int) -> int:
    """The first moment of this year in Shanghai, in UTC milliseconds."""
    return int(datetime(day_of(now).year, 1, 1, tzinfo=SHANGHAI).astimezone(UTC).timestamp() * 1000)


def days_left(now: int) -> int:
    """Days from today to 31 December, both counted."""
    today = day_of(now)
    return (date(today.year, 12, 31) - today).days + 1
