"""The statements for standing: the row of an enterprise, and what becomes of the counts; built once.

Stages are written out, not passed: only so do the databases see that an index on part of the rows will do.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, Executable, Table, TextClause, bindparam, func, insert, literal_column, select, text, update

from bot.ports.standing import Filter, Stage
from bot.roles import Affiliation, UnitKind
from bot.storage.standing_tables import UNIT_COLUMNS, area_changes, statuses, tally_changes
from bot.storage.tables import contacts, cursors, enterprises

UNITS: dict[str, UnitKind] = {
    "district": UnitKind.DISTRICT,
    "zone": UnitKind.ZONE,
    "street": UnitKind.STREET,
    "park": UnitKind.PARK,
    "group_unit": UnitKind.GROUP,
    "provider": UnitKind.PROVIDER,
    "agency": UnitKind.AGENCY,
}
"""The column of each kind of unit, in the order of `Affiliation`."""

_units = attrgetter(*(kind.value for kind in UNITS.values()))
_DESCRIBED = ("code", "name", *UNITS, "industry", "size")

ADD_STATUS = insert(statuses).values(
    {
        "enterprise": bindparam("known"),
        "idle_since": bindparam("now"),
        "run": literal_column("''"),
        "stage": literal_column("'not_started'"),
        **{name: literal_column("0") for name in ("answering", "answered", "out_of")},
        **{name: bindparam(name) for name in _DESCRIBED},
    }
)
_STATUS = update(statuses).where(statuses.c.enterprise == bindparam("known"))
DESCRIBE = _STATUS.values({name: bindparam(name) for name in _DESCRIBED} | {"idle_since": bindparam("now")})
DESCRIBE_UNSEEN = _STATUS.values({name: bindparam(name) for name in _DESCRIBED})
RELOCATE = _STATUS.values({name: bindparam(name) for name in UNITS})
PLACE = select(
    statuses.c.district, statuses.c.industry, statuses.c.size, statuses.c.stage, statuses.c.level, statuses.c.total,
    statuses.c.finished_at, statuses.c.run, statuses.c.idle_since,
)  # fmt: skip
FIND_PLACE = PLACE.where(statuses.c.enterprise == bindparam("enterprise")).with_for_update()
GO_ON = text(
    "UPDATE statuses SET run = :run, answering = :answering, answered = :answered, out_of = :of, idle_since = :now"
    " WHERE enterprise = :enterprise AND stage = 'in_progress'"
)
STAND = text(
    "UPDATE statuses SET run = :run, stage = :stage, answering = :answering, answered = :answered, out_of = :of, level = :level,"
    " total = :total, finished_at = :finished_at, idle_since = :now WHERE enterprise = :enterprise"
)
OPEN_RUN = text(
    "SELECT id, answered, document FROM runs WHERE enterprise = :enterprise AND state = 'open' AND id <> :without"
    " AND (bank = :bank OR :bank = '')"
    " ORDER BY started_at DESC, seq DESC LIMIT 1"
)
FIND_AREAS = text("SELECT scores FROM finished_areas WHERE enterprise = :enterprise")
SAVE_AREAS = text(
    "INSERT INTO finished_areas (enterprise, scores) VALUES (:enterprise, :scores)"
    " ON CONFLICT (enterprise) DO UPDATE SET scores = excluded.scores"
)
ADD_TALLY = text(
    "INSERT INTO tally_changes (district, industry, size, stage, level, number)"
    " VALUES (:district, :industry, :size, :stage, :level, :number)"
)
ADD_AREA = text(
    "INSERT INTO area_changes (district, industry, size, area, number, score) VALUES (:district, :industry, :size, :area, :number, :score)"
)

TIMELINE = text(
    "SELECT audit.at, audit.person, audit.action, audit.detail FROM happenings JOIN audit ON audit.seq = happenings.seq"
    " WHERE happenings.enterprise = :enterprise ORDER BY happenings.seq DESC LIMIT :most"
)
_FIRST_CONTACTS = select(enterprises.c.id, enterprises.c.first_contact, cursors.c.document).join_from(
    enterprises, cursors, cursors.c.person == enterprises.c.first_contact
)
FIRST_CONTACTS: dict[str, Executable] = {
    "sqlite": _FIRST_CONTACTS.where(enterprises.c.id.in_(text("SELECT value FROM json_each(:enterprises)"))),
    "postgresql": _FIRST_CONTACTS.where(enterprises.c.id.in_(text("SELECT json_array_elements_text(CAST(:enterprises AS json))"))),
}
TARGETS = text("SELECT year, number FROM targets WHERE unit = :unit ORDER BY year")
SET_TARGET = text(
    "INSERT INTO targets (unit, year, number, source) VALUES (:unit, :year, :number, :source)"
    " ON CONFLICT (unit, year) DO UPDATE SET number = excluded.number, source = excluded.source"
)
TAKE_NUDGE = text("INSERT INTO nudges (person, day) VALUES (:person, :day) ON CONFLICT (person, day) DO NOTHING")
FORGET_NUDGES = text("DELETE FROM nudges WHERE day < :before")

# Changes become part of the tallies. They are locked first, so that of two processes one folds them, and are deleted one by one: others
# with a lower number may be committed meanwhile.
TALLY_CHANGES = select(tally_changes).order_by(tally_changes.c.seq).limit(bindparam("most")).with_for_update()
DROP_TALLY_CHANGE = text("DELETE FROM tally_changes WHERE seq = :seq")
FOLD_TALLY = text(
    "INSERT INTO tallies (district, industry, size, stage, level, number) VALUES (:district, :industry, :size, :stage, :level, :number)"
    " ON CONFLICT (district, industry, size, stage, level) DO UPDATE SET number = tallies.number + excluded.number"
)
DROP_EMPTY_TALLIES = text("DELETE FROM tallies WHERE number = 0")
AREA_CHANGES = select(area_changes).order_by(area_changes.c.seq).limit(bindparam("most")).with_for_update()
DROP_AREA_CHANGE = text("DELETE FROM area_changes WHERE seq = :seq")
FOLD_AREA = text(
    "INSERT INTO area_tallies (district, industry, size, area, number, score) VALUES (:district, :industry, :size, :area, :number, :score)"
    " ON CONFLICT (district, industry, size, area)"
    " DO UPDATE SET number = area_tallies.number + excluded.number, score = area_tallies.score + excluded.score"
)
DROP_EMPTY_AREAS = text("DELETE FROM area_tallies WHERE number = 0")

# A recount beside what is kept: only cells that differ.
MISCOUNTED = text(
    "SELECT district FROM ("
    "SELECT district, industry, size, stage, level, number FROM tallies"
    " UNION ALL SELECT district, industry, size, stage, level, number FROM tally_changes"
    " UNION ALL SELECT district, industry, size, stage, coalesce(level, -1), -1 FROM statuses) AS parts"
    " GROUP BY district, industry, size, stage, level HAVING sum(number) <> 0"
)

STATUS = select(
    statuses.c.enterprise, statuses.c.code, statuses.c.name, *(statuses.c[unit] for unit in UNITS), statuses.c.industry, statuses.c.size,
    statuses.c.stage, statuses.c.answering, statuses.c.answered, statuses.c.out_of, statuses.c.level, statuses.c.total,
    statuses.c.finished_at, statuses.c.idle_since,
    select(func.count()).select_from(contacts).where(contacts.c.enterprise == statuses.c.enterprise).scalar_subquery(),
)  # fmt: skip
FIND_STATUS = STATUS.where(statuses.c.enterprise == bindparam("enterprise"))


def values_of(affiliation: Affiliation) -> dict[str, str]:
    """Every unit by its column."""
    return dict(zip(UNITS, _units(affiliation), strict=True))


def asked(question: Filter) -> dict[str, Any]:
    """What a filter asks for, by column; `begun` is the stage where it is not the first one, and `idle_before` a bound."""
    found: dict[str, Any] = {column: unit for column, unit in values_of(question.affiliation).items() if unit}
    found |= {name: value for name, value in (("industry", question.industry), ("size", question.size)) if value}
    found |= {"stage" if question.stage is Stage.NOT_STARTED else "begun": question.stage.value} if question.stage else {}
    found |= {"level": question.level} if question.level is not None else {}
    found |= {"idle_before": question.idle_before} if question.idle_before is not None else {}
    return found


def of(table: Table, name: str) -> Column[Any]:
    """The column that this is asked of."""
    return table.c["stage" if name == "begun" else name]


def wanted(names: tuple[str, ...]) -> list[ColumnElement[bool] | TextClause]:
    """The conditions on these columns, and those that let an index on part of the rows serve."""
    said: list[ColumnElement[bool] | TextClause] = [
        statuses.c.idle_since < bindparam(name) if name == "idle_before" else of(statuses, name) == bindparam(name) for name in names
    ]
    said += [text(f"statuses.{name} <> ''") for name in names if name in UNIT_COLUMNS]
    units = set(names) & UNITS.keys()
    if not units and "level" in names:
        said.append(text("statuses.level >= 0"))
    elif units <= {"district"} and "begun" in names:
        said.append(text("statuses.stage <> 'not_started'"))
    return said
