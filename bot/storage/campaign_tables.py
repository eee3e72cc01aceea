"""The tables of campaigns: the documents, the ledger of deliveries, what people decline, the sender's lease, and the calendar.

The ledger refers to nothing: it stays what it is when a person or an enterprise is deleted, as the audit does. What was ended before it
was sent (`outside`, `stopped`) is left out of the key of an occasion, so that a later message of the same occasion can still come.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Table, Text, text

from bot.storage.tables import metadata

_filed = text("file <> ''")
_reached = text("state NOT IN ('outside', 'stopped')")
_sending = text("state = 'sending'")
_followed = text("state = 'sent' AND finished_at IS NULL")

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("series", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("starts_at", BigInteger),
    Column("file", String, nullable=False),
    Column("file_ref", String, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Index("ix_campaigns_state", "state", "made_at"),
    Index("ix_campaigns_file", "file", sqlite_where=_filed, postgresql_where=_filed),
)

# The state comes before the person: what is queued, a page of one state, and how many are in each are all read from this one index.
deliveries = Table(
    "deliveries",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("series", String, nullable=False),
    Column("occasion", String, nullable=False),
    Column("enterprise", String, nullable=False),
    Column("enterprises", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("holder", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("message", String, nullable=False),
    Column("tapped_at", BigInteger),
    Column("continued_at", BigInteger),
    Column("finished_at", BigInteger),
    Index("ix_deliveries_occasion", "series", "person", "occasion", unique=True, sqlite_where=_reached, postgresql_where=_reached),
    Index("ix_deliveries_state", "campaign", "state", "person"),
    Index("ix_deliveries_sending", "holder", sqlite_where=_sending, postgresql_where=_sending),
    Index("ix_deliveries_followed", "at", "enterprise", sqlite_where=_followed, postgresql_where=_followed),
    sqlite_with_rowid=False,
)

mutes = Table(
    "mutes",
    metadata,
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("muted_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("until", BigInteger, nullable=False),
)

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("day", String, primary_key=True),
    Column("works", SmallInteger, nullable=False),
    Column("source", String, nullable=False),
    Column("loaded_at", BigInteger, nullable=False),
)
