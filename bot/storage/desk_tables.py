"""The tables of what passes over the desk: tickets with their lines, and reviews. A ticket goes with its person."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, SmallInteger, String, Table, Text, UniqueConstraint, text

from bot.storage.tables import metadata, sequence

_open = text("closed_at IS NULL")

tickets = Table(
    "tickets",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("reference", String, nullable=False),
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("enterprise", String, nullable=False),
    Column("district", String, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    UniqueConstraint("reference"),
    Index("ix_tickets_open", "district", "seq", sqlite_where=_open, postgresql_where=_open),
    sqlite_autoincrement=True,
)

ticket_lines = Table(
    "ticket_lines",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("ticket", String, ForeignKey("tickets.reference", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("written_by", String, nullable=False, index=True),
    Column("ours", SmallInteger, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

reviews = Table(
    "reviews",
    metadata,
    Column("run", String, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("agency", String, nullable=False),
    Column("state", String, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
