"""Taken and parked updates, chats, letters and timers. Only adds tables: every row of the first revision stays where it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_QUEUED = sa.text("state = 'queued'")
_SENDING = sa.text("state = 'sending'")
_ENDED = sa.text("state IN ('doubtful', 'failed', 'gone')")
_OPEN = sa.text("state IN ('queued', 'sending')")


def upgrade() -> None:
    """Make the tables."""
    _inbox()
    _chats()
    _letters()
    op.create_table(
        "timers",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_timers"),
    )
    op.create_index("ix_timers_due", "timers", ["due"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "key", name="pk_inbox"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbox_taken_at", "inbox", ["taken_at"])
    op.create_table(
        "parked_updates",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("external", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("parked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_parked_updates"),
        sa.UniqueConstraint("channel", "key", name="uq_parked_updates_channel_key"),
        sqlite_autoincrement=True,
    )


def _chats() -> None:
    op.create_table(
        "chats",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("reachable", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "channel", name="pk_chats"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_chats_person", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_chats_channel_chat", "chats", ["channel", "chat"])


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", _SEQUENCE, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("bulk", sa.SmallInteger(), nullable=False),
        sa.Column("waiting_since", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_letters_queued",
        "letters",
        ["channel", "bulk", "id", "due", "waiting_since", "state"],
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    )
    op.create_index("ix_letters_sending", "letters", ["channel", "id"], sqlite_where=_SENDING, postgresql_where=_SENDING)
    op.create_index("ix_letters_open", "letters", ["channel", "chat"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_letters_ended", "letters", ["state", "ended_at"], sqlite_where=_ENDED, postgresql_where=_ENDED)
