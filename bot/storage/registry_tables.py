"""The tables of who is who, as they are at the newest revision: units, grants, claims, invitations, liaisons.

What a person asked for goes with the person; who decided, and who opened an invitation, stays as a bare id.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, SmallInteger, String, Table, UniqueConstraint, text

from bot.storage.tables import metadata, sequence

_waiting = text("state = 'waiting'")

units = Table(
    "units",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("district", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("kind", "name", "district"),
    sqlite_autoincrement=True,
)

grants = Table(
    "grants",
    metadata,
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("unit", String, ForeignKey("units.id"), primary_key=True),
    Column("granted_by", String, nullable=False),
    Column("granted_at", BigInteger, nullable=False),
    Index("ix_grants_unit_role", "unit", "role", "granted_at"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("enterprise", String, ForeignKey("enterprises.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("post", String, nullable=False),
    Column("state", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", BigInteger),
    Column("card", SmallInteger, nullable=False),
    Index("ix_claims_waiting", "enterprise", "person", unique=True, sqlite_where=_waiting, postgresql_where=_waiting),
)

invitations = Table(
    "invitations",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("id", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("made_by", String, nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("enterprise", String, nullable=False, index=True),
    Column("run", String, nullable=False),
    Column("handover", String, nullable=False),
    Column("role", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("label", String, nullable=False),
    Column("opened_by", String, nullable=False, index=True),
    Column("opened_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("used_at", BigInteger),
    UniqueConstraint("id"),
    UniqueConstraint("digest"),
    sqlite_autoincrement=True,
)

registrations = Table(
    "registrations",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("unit", String, ForeignKey("units.id"), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("post", String, nullable=False),
    Column("mobile", String, nullable=False),
    Column("remark", String, nullable=False),
    Column("state", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", BigInteger),
    Index("ix_registrations_waiting", "person", "unit", unique=True, sqlite_where=_waiting, postgresql_where=_waiting),
)
