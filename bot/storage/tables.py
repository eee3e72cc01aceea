"""The tables as they are at the newest revision; the migrations make them, a test compares the two.

A run and a cursor are one JSON document each, beside the columns that queries filter on. Ids of persons in runs, answers, enterprises
and audit are bare: they refer to nothing, so that a person can be deleted and the work stays. Units, standing, the desk and campaigns
have files of their own beside this one.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite counts up by itself only where the key is spelled INTEGER.
sequence = BigInteger().with_variant(Integer(), "sqlite")

# Letters that have ended stay for the operator; each index is to know only the rows that it is asked for. That of the queued ones holds all
# that choosing and counting needs, because a look at a row reads its payload.
_queued = text("state = 'queued'")
_sending = text("state = 'sending'")
_ended = text("state IN ('doubtful', 'failed', 'gone')")
_open = text("state IN ('queued', 'sending')")

# Of 450,000 enterprises few have a contact: whom a broadcast is for is read from this index, in order of persons.
_spoken = text("first_contact <> ''")

# Runs that count, for a look at one bank's; an admin's trials, few and short-lived, for themselves.
_counted = text("trial = 0")
_tried = text("trial = 1")

persons = Table(
    "persons",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("external", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("channel", "external"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("run", String, nullable=False, index=True),
    Column("updated_at", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("language", String, nullable=False, server_default=""),
)

enterprises = Table(
    "enterprises",
    metadata,
    Column("id", String, primary_key=True),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("district", String, nullable=False),
    Column("first_contact", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("profile", LargeBinary, nullable=False),
    *(Column(unit, String, nullable=False, server_default="") for unit in ("zone", "street", "park", "group_unit", "provider", "agency")),
    Column("shares_score", SmallInteger, nullable=False, server_default="0"),
    Column("origin", String, nullable=False, server_default="person"),
    Column("roster_contact", String, nullable=False, server_default=""),
    Column("roster_mobile", String, nullable=False, server_default=""),
    UniqueConstraint("code"),
    Index("ix_enterprises_first_contact", "first_contact", "id", sqlite_where=_spoken, postgresql_where=_spoken),
)

contacts = Table(
    "contacts",
    metadata,
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("enterprise", String, ForeignKey("enterprises.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("created_at", BigInteger, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("id", String, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("owner", String, nullable=False, index=True),
    Column("enterprise", String, ForeignKey("enterprises.id"), index=True),
    Column("bank", String, nullable=False),
    Column("bank_version", String, nullable=False),
    Column("state", String, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("updated_at", BigInteger, nullable=False),
    Column("level", SmallInteger),
    Column("total", String),
    Column("seal", String),
    Column("sealed_at", BigInteger),
    Column("document", LargeBinary, nullable=False),
    Column("trial", SmallInteger, nullable=False, server_default="0"),
    UniqueConstraint("id"),
    Index("ix_runs_bank", "bank", "bank_version", "state", "seq", sqlite_where=_counted, postgresql_where=_counted),
    Index("ix_runs_trial", "owner", sqlite_where=_tried, postgresql_where=_tried),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("run", String, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("question", String, primary_key=True),
    Column("option_key", String, nullable=False),
    Column("given_by", String, nullable=False),
    Column("given_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

slots = Table(
    "slots",
    metadata,
    Column("enterprise", String, ForeignKey("enterprises.id", ondelete="CASCADE"), primary_key=True),
    Column("bank", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("slot", SmallInteger, primary_key=True),
    Column("run", String, nullable=False),
    UniqueConstraint("run"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("person", String, nullable=False),
    Column("run", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)

# No second index where one will do: a row is added for every update, and the keys come nearly in order.
inbox = Table(
    "inbox",
    metadata,
    Column("channel", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("taken_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

parked_updates = Table(
    "parked_updates",
    metadata,
    Column("seq", sequence, primary_key=True),
    Column("channel", String, nullable=False),
    Column("key", String, nullable=False),
    Column("external", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("parked_at", BigInteger, nullable=False),
    UniqueConstraint("channel", "key"),
    sqlite_autoincrement=True,
)

# The person comes first in the key: with the channel first SQLite would read a whole channel to find one chat.
chats = Table(
    "chats",
    metadata,
    Column("person", String, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", String, primary_key=True),
    Column("chat", String, nullable=False),
    Column("message", String),
    Column("reachable", SmallInteger, nullable=False),
    Column("reason", String, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("ix_chats_channel_chat", "channel", "chat"),
    sqlite_with_rowid=False,
)

# The person is a bare id here and with timers: the farewell to a deleted person is still sent, and setting a timer locks nobody's row.
letters = Table(
    "letters",
    metadata,
    Column("id", sequence, primary_key=True),
    Column("channel", String, nullable=False),
    Column("person", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("bulk", SmallInteger, nullable=False),
    Column("waiting_since", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("reason", String, nullable=False),
    Index("ix_letters_queued", "channel", "bulk", "id", "due", "waiting_since", "state", sqlite_where=_queued, postgresql_where=_queued),
    Index("ix_letters_sending", "channel", "id", sqlite_where=_sending, postgresql_where=_sending),
    Index("ix_letters_open", "channel", "chat", sqlite_where=_open, postgresql_where=_open),
    Index("ix_letters_ended", "state", "ended_at", sqlite_where=_ended, postgresql_where=_ended),
    sqlite_autoincrement=True,
)

timers = Table(
    "timers",
    metadata,
    Column("person", String, primary_key=True),
    Column("due", BigInteger, nullable=False, index=True),
    Column("revision", BigInteger, nullable=False),
)
