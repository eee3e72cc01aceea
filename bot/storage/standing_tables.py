"""The tables of how far everybody is: one row per enterprise, and what is counted from these rows in the same transaction.

What a turn changes in `statuses` is in no index, so that PostgreSQL rewrites none. The others are each for one question; those on part of
the rows are used only by a query that says the same condition, so that SQLite never takes them for a query about one district.
Counts are kept as changes that are added, never updated: no turn waits for another's. `Store.tidy` folds them into the tallies.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text, text

from bot.storage.tables import metadata, sequence

# By code points on PostgreSQL too, whatever its locale: the order of pages is the same, and the index serves it.
_name = String().with_variant(String(collation="C"), "postgresql")

UNIT_COLUMNS = ("zone", "street", "park", "group_unit", "provider", "agency")
"""The units that few enterprises have; the district is a column of its own kind."""


def _some(condition: str, name: str, *columns: str) -> Index:
    return Index(f"ix_statuses_{name}", *columns, sqlite_where=text(condition), postgresql_where=text(condition))


statuses = Table(
    "statuses",
    metadata,
    Column("enterprise", String, ForeignKey("enterprises.id", ondelete="CASCADE"), primary_key=True),
    Column("code", String, nullable=False),
    Column("name", _name, nullable=False),
    Column("district", String, nullable=False),
    *(Column(unit, String, nullable=False) for unit in UNIT_COLUMNS),
    Column("industry", String, nullable=False),
    Column("size", String, nullable=False),
    Column("run", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("answering", SmallInteger, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("out_of", Integer, nullable=False),
    Column("level", SmallInteger),
    Column("total", String),
    Column("finished_at", BigInteger),
    Column("idle_since", BigInteger, nullable=False),
    Index("ix_statuses_name", "name", "enterprise"),
    Index("ix_statuses_district", "district", "name", "enterprise"),
    *(_some(f"{unit} <> ''", unit, unit, "name", "enterprise", "district", "stage", "level") for unit in UNIT_COLUMNS),
    _some("stage <> 'not_started'", "begun", "stage", "name", "enterprise"),
    _some("stage <> 'not_started'", "begun_in", "district", "stage", "name", "enterprise"),
    _some("level >= 0", "level", "level", "name", "enterprise"),
    _some("finished_at > 0", "finished", "finished_at", "level"),
)

finished_areas = Table(
    "finished_areas",
    metadata,
    Column("enterprise", String, ForeignKey("enterprises.id", ondelete="CASCADE"), primary_key=True),
    Column("scores", Text, nullable=False),
)


def _cell(*last: Column[str]) -> list[Column[str]]:
    return [
        Column("district", String, primary_key=True),
        Column("industry", String, primary_key=True),
        Column("size", String, primary_key=True),
        *last,
    ]


def _change(*last: Column[str]) -> list[Column[str]]:
    return [
        Column("district", String, nullable=False),
        Column("industry", String, nullable=False),
        Column("size", String, nullable=False),
        *last,
    ]


# Level -1 is none; a key takes no empty value.
tallies = Table(
    "tallies",
    metadata,
    *_cell(Column("stage", String, primary_key=True)),
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

tally_changes = Table(
    "tally_changes",
    metadata,
    Column("seq", sequence, primary_key=True),
    *_change(Column("stage", String, nullable=False)),
    Column("level", SmallInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
)

# Scores are summed in millionths.
area_tallies = Table(
    "area_tallies",
    metadata,
    *_cell(Column("area", String, primary_key=True)),
    Column("number", BigInteger, nullable=False),
    Column("score", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

area_changes = Table(
    "area_changes",
    metadata,
    Column("seq", sequence, primary_key=True),
    *_change(Column("area", String, nullable=False)),
    Column("number", BigInteger, nullable=False),
    Column("score", BigInteger, nullable=False),
)

# Which lines of the audit tell an enterprise's story: far fewer than it has lines, so an answer costs nothing here.
happenings = Table(
    "happenings",
    metadata,
    Column("enterprise", String, ForeignKey("enterprises.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

targets = Table(
    "targets",
    metadata,
    Column("unit", String, ForeignKey("units.id"), primary_key=True),
    Column("year", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("source", String, nullable=False),
)

nudges = Table(
    "nudges",
    metadata,
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("day", String, primary_key=True),
)
