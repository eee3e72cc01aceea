"""What is expected: how each person stands to each enterprise and unit, written by hand, and the table as it was reviewed."""

from __future__ import annotations

from pathlib import Path

from bot.roles import TABLE
from tests.desk.matrix.world import MINHANG, PUDONG, ZONE

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "desk" / "authorisation.txt"
"""For each action the relations that may; reviewed as text against the notices, and changed only with `--update-golden`."""

_EVERY = ("e1", "e2", "e3", "e4")

TO_ENTERPRISE: dict[str, dict[str, set[str]]] = {
    "stranger": {},
    "removed": {},
    "revoked": {},
    "first1": {"e1": {"first_contact"}},
    "second1": {"e1": {"contact"}},
    "first3": {"e3": {"first_contact"}},
    "helper": {"e1": {"helper"}},
    "minhang": {"e1": {"district"}, "e2": {"district"}},
    "pudong": {"e3": {"district"}, "e4": {"district"}},
    "zone": {"e4": {"district"}},
    "street": {"e1": {"local", "local_agreed"}, "e2": {"local"}},
    "park": {"e1": {"local", "local_agreed"}},
    "group": {"e1": {"group"}, "e3": {"group"}},
    "provider": {"e1": {"provider"}, "e3": {"provider"}},
    "provider2": {"e2": {"provider"}},
    "agency": {"e1": {"reviewer"}, "e2": {"reviewer"}},
    "agency3": {"e3": {"reviewer"}},
    "both": {"e1": {"provider"}, "e2": {"reviewer"}, "e3": {"provider"}},
    "staff": {key: {"staff"} for key in _EVERY},
    "staffminhang": {"e1": {"staff"}, "e2": {"staff"}},
    "city": {key: {"city"} for key in _EVERY},
    "admin": {key: {"admin"} for key in _EVERY},
}
SUBJECTS = tuple(TO_ENTERPRISE)

_WHOLE = {"staff": {"staff"}, "city": {"city"}, "admin": {"admin"}}
UNITS = (MINHANG, PUDONG, ZONE, "s1", "p1", "g1", "v1", "y1")
TO_UNIT: dict[str, dict[str, set[str]]] = {
    "minhang": {MINHANG: {"district"}, "s1": {"district"}, "p1": {"district"}},
    "pudong": {PUDONG: {"district"}},
    "zone": {ZONE: {"district"}},
    "street": {"s1": {"local"}},
    "park": {"p1": {"local"}},
    "group": {"g1": {"group"}},
    "provider": {"v1": {"provider"}},
    "agency": {"y1": {"reviewer"}},
    "both": {"v1": {"provider"}, "y1": {"reviewer"}},
    "staffminhang": {MINHANG: {"staff"}, "s1": {"staff"}, "p1": {"staff"}},
    **{who: dict.fromkeys(UNITS, found) for who, found in _WHOLE.items()},
}


def to_enterprise(who: str, thing: str) -> set[str]:
    """How somebody stands to an enterprise."""
    return TO_ENTERPRISE[who].get(thing, set())


def to_unit(who: str, unit: str) -> set[str]:
    """How somebody stands to a unit."""
    return TO_UNIT.get(who, {}).get(unit, set())


def to_whole(who: str) -> set[str]:
    """How somebody stands to what belongs to no unit."""
    return _WHOLE.get(who, set())


def somewhere(who: str) -> set[str]:
    """How somebody stands to any unit at all."""
    return set().union(*TO_UNIT.get(who, {}).values())


def table() -> str:
    """The program's table as text."""
    return "".join(f"{action.value}: {' '.join(sorted(relation.value for relation in may))}\n" for action, may in TABLE.items())


def reviewed() -> dict[str, set[str]]:
    """The table as it was reviewed."""
    rows = (line.split(":") for line in GOLDEN.read_text(encoding="utf-8").splitlines())
    return {action: set(relations.split()) for action, relations in rows}
