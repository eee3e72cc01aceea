"""The table of versions, with their sheets: question banks and rule packs, each kind in a shelf of its own.

At most one version of a bank or pack is current: the index on those sees to it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, SmallInteger, String, Table, UniqueConstraint, text

from bot.storage.tables import metadata, sequence

_current = text("current = 1")

bank_versions = Table(
    "bank_versions",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("shelf", String, nullable=False),
    Column("bank", String, nullable=False),
    Column("version", String, nullable=False),
    Column("title", String, nullable=False),
    Column("state", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("shipped", SmallInteger, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("tried_by", String, nullable=False),
    Column("tried_at", BigInteger),
    Column("asked_by", String, nullable=False),
    Column("asked_at", BigInteger),
    Column("published_by", String, nullable=False),
    Column("published_at", BigInteger),
    Column("retired_at", BigInteger),
    Column("current", SmallInteger, nullable=False),
    Column("current_since", BigInteger),
    Column("sheets", LargeBinary, nullable=False),
    UniqueConstraint("shelf", "bank", "version"),
    Index("ix_bank_versions_current", "shelf", "bank", unique=True, sqlite_where=_current, postgresql_where=_current),
    sqlite_autoincrement=True,
)
