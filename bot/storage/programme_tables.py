"""The tables of programmes: facts, verdicts, applications, ranked lists, each with what stood before. Versions of packs are with banks'.

All of it is the enterprise's and goes with it; who stated, moved or handed in stays as a bare id. A verdict names the district of its
enterprise, so that a district's candidates are read from one index, in their order and without a look at anybody else's. Documents are
long: what is asked of many enterprises one by one is in an index of its own, so that no row is read for it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Table, Text

from bot.storage.tables import metadata, sequence


def _enterprise(*, primary_key: bool = False) -> Column[str]:
    return Column("enterprise", String, ForeignKey("enterprises.id", ondelete="CASCADE"), primary_key=primary_key, nullable=False)


def _verdict() -> list[Column[object]]:
    return [
        Column("version", String, nullable=False),
        Column("outcome", String, nullable=False),
        Column("track", String, nullable=False),
        Column("lacking", Integer, nullable=False),
        Column("missing", Integer, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("document", LargeBinary, nullable=False),
    ]


def _application() -> list[Column[object]]:
    return [
        Column("batch", String, nullable=False),
        Column("state", String, nullable=False),
        Column("given_by", String, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("document", LargeBinary, nullable=False),
    ]


# A fact that was taken back keeps its row, with an empty value.
stated_facts = Table(
    "stated_facts",
    metadata,
    _enterprise(primary_key=True),
    Column("fact", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("given_by", String, nullable=False),
    Column("given_at", BigInteger, nullable=False),
    Index("ix_stated_facts_fact", "fact", "enterprise"),
    sqlite_with_rowid=False,
)

fact_history = Table(
    "fact_history",
    metadata,
    Column("seq", sequence, primary_key=True),
    _enterprise(),
    Column("fact", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("given_by", String, nullable=False, index=True),
    Column("given_at", BigInteger, nullable=False),
    Index("ix_fact_history_enterprise", "enterprise", "seq"),
    sqlite_autoincrement=True,
)

verdicts = Table(
    "verdicts",
    metadata,
    _enterprise(primary_key=True),
    Column("programme", String, primary_key=True),
    *_verdict(),
    Column("district", String, nullable=False),
    Column("outdated", SmallInteger, nullable=False),
    Index("ix_verdicts_enterprise", "enterprise", "programme", "outcome", "version", "outdated"),
    Index("ix_verdicts_outcome", "programme", "outcome", "missing", "lacking", "enterprise"),
    Index("ix_verdicts_district", "programme", "district", "outcome", "missing", "lacking", "enterprise"),
)

# One row at most. The enterprise is a bare id: where it is gone the round is over sooner, and those behind it are judged tomorrow.
daily_rounds = Table(
    "daily_rounds",
    metadata,
    Column("day", String, primary_key=True),
    Column("after", String, nullable=False),
    Column("over", SmallInteger, nullable=False),
)

verdict_history = Table(
    "verdict_history",
    metadata,
    Column("seq", sequence, primary_key=True),
    _enterprise(),
    Column("programme", String, nullable=False),
    *_verdict(),
    Index("ix_verdict_history_enterprise", "enterprise", "programme", "seq"),
    sqlite_autoincrement=True,
)

applications = Table(
    "applications",
    metadata,
    _enterprise(primary_key=True),
    Column("programme", String, primary_key=True),
    *_application(),
    Index("ix_applications_programme", "programme", "state"),
)

application_history = Table(
    "application_history",
    metadata,
    Column("seq", sequence, primary_key=True),
    _enterprise(),
    Column("programme", String, nullable=False),
    *_application(),
    Index("ix_application_history_enterprise", "enterprise", "programme", "seq"),
    sqlite_autoincrement=True,
)

# One row for every list: who changes a list holds it.
rankings = Table(
    "rankings",
    metadata,
    Column("programme", String, primary_key=True),
    Column("unit", String, ForeignKey("units.id"), primary_key=True),
    Column("changed_at", BigInteger, nullable=False),
)

places = Table(
    "places",
    metadata,
    Column("programme", String, primary_key=True),
    Column("unit", String, ForeignKey("units.id"), primary_key=True),
    _enterprise(primary_key=True),
    Column("place", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("moved_by", String, nullable=False),
    Column("moved_at", BigInteger, nullable=False),
    Index("ix_places_enterprise", "enterprise"),
)

form_files = Table(
    "form_files",
    metadata,
    _enterprise(primary_key=True),
    Column("programme", String, primary_key=True),
    Column("form", String, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("digest", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("mime", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("turned", SmallInteger, nullable=False),
    Column("caption", Text, nullable=False),
    Column("given_by", String, nullable=False, index=True),
    Column("given_at", BigInteger, nullable=False),
)
