"""The audit read in chat, by the city and the admins. What it says of people is names and places, as far as they are still known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from bot.ports.registry import AuditRow
from bot.roles import NOWHERE, Action, Role
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk import audit as page
from dialogs.desk.audit import AuditFoundShown, AuditLine, AuditShown
from dialogs.effects import Wanted

MOST_ROWS = 100
MOST_LINES = 15
MOST_FOUND = 6

_ROLES = frozenset(role.value for role in Role)


def is_open(visit: Visit) -> bool:
    """Whether the person reads the audit."""
    return visit.may_all(Action.READ_AUDIT)


def _page(visit: Visit, wanted: page.AuditWanted) -> Served | None:
    if not is_open(visit):
        return None
    enterprise = visit.tx.enterprise(wanted.about) if wanted.about else None
    person = "" if enterprise else wanted.about
    name = enterprise.name if enterprise else visit.name_of(person)
    if wanted.about and not name:
        return None
    rows = visit.tx.latest_recorded(MOST_ROWS, enterprise.id if enterprise else "", person, wanted.before)
    lines, taken = _lines(visit, rows)
    more = taken < len(rows) or len(rows) == MOST_ROWS
    return Served((AuditShown(lines, name, rows[taken - 1].seq if more else 0),))


def _lines(visit: Visit, rows: Sequence[AuditRow]) -> tuple[tuple[AuditLine, ...], int]:
    """The first lines, what was done again and again told once, and how many rows they take."""
    lines: list[AuditLine] = []
    for taken, row in enumerate(rows):
        line = _line(visit, row)
        if lines and msgspec.structs.replace(line, at=lines[-1].at, times=lines[-1].times) == lines[-1]:
            lines[-1] = msgspec.structs.replace(lines[-1], times=lines[-1].times + 1)
        elif len(lines) == MOST_LINES:
            return tuple(lines), taken
        else:
            lines.append(line)
    return tuple(lines), len(rows)


def _line(visit: Visit, row: AuditRow) -> AuditLine:
    detail = msgspec.json.decode(row.detail, type=dict[str, str]) if row.detail else {}
    role = detail.get("role", "")
    who = visit.name_of(row.person)
    return AuditLine(
        at=row.at,
        who=who,
        action=row.action,
        role=role if role in _ROLES else "",
        about=tuple(_about(visit, row, detail)),
        by=("", "") if who else _office(visit, row.person),
        program=not row.person,
    )


def _office(visit: Visit, person: str) -> tuple[str, str]:
    """Role and unit of somebody without a name."""
    grant = next(iter(visit.tx.grants(person)), None) if person else None
    unit = visit.tx.unit(grant.unit) if grant else None
    return (grant.role.value, unit.name) if grant and unit else ("", "")


def _about(visit: Visit, row: AuditRow, detail: dict[str, str]) -> Iterator[str]:
    """What a line is about, by name."""
    stored = visit.tx.run(row.run) if row.run and not detail.get("enterprise") else None
    enterprise = visit.tx.enterprise(detail.get("enterprise", "") or (stored.run.enterprise if stored else ""))
    unit = visit.tx.unit(detail.get("unit", "")) if detail.get("unit") else None
    persons = (visit.name_of(detail.get(who, "")) for who in ("of", "contact"))
    yield from filter(None, (enterprise.name if enterprise else "", unit.name if unit else "", *persons))


def _sought(visit: Visit, wanted: page.AuditSought) -> Served | None:
    if not is_open(visit):
        return None
    enterprises = tuple((found.id, found.name) for found in visit.tx.find_enterprises(wanted.text, NOWHERE, MOST_FOUND))
    liaisons = {entry.person: entry.name for entry in visit.tx.confirmed_liaisons(wanted.text, MOST_FOUND)}
    own = {row.person: visit.name_of(row.person) for found in enterprises[:1] for row in visit.tx.contacts(found[0])}
    persons = {person: name for person, name in {**liaisons, **own}.items() if name}
    return Served((AuditFoundShown(wanted.text, enterprises, tuple(persons.items())),))


SERVED: dict[type[Wanted], Serve] = {page.AuditWanted: _page, page.AuditSought: _sought}
