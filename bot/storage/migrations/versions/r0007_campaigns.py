"""Campaigns, the ledger of deliveries, what people decline, the sender's lease, the calendar. A cursor shows its language in a column.

Adds tables, the column and an index; what cursors say of languages is taken from the documents.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
"""Cursors read by one statement."""

_FILED = sa.text("file <> ''")
_REACHED = sa.text("state NOT IN ('outside', 'stopped')")
_SENDING = sa.text("state = 'sending'")
_FOLLOWED = sa.text("state = 'sent' AND finished_at IS NULL")
_SPOKEN = sa.text("first_contact <> ''")


def upgrade() -> None:
    """Make the tables, the column and the index, and fill the column."""
    _campaigns()
    _deliveries()
    _others()
    op.create_index("ix_enterprises_first_contact", "enterprises", ["first_contact", "id"], sqlite_where=_SPOKEN, postgresql_where=_SPOKEN)
    op.add_column("cursors", sa.Column("language", sa.String(), nullable=False, server_default=""))
    _fill_languages()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("file_ref", sa.String(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    op.create_index("ix_campaigns_state", "campaigns", ["state", "made_at"])
    op.create_index("ix_campaigns_file", "campaigns", ["file"], sqlite_where=_FILED, postgresql_where=_FILED)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("enterprises", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("tapped_at", sa.BigInteger(), nullable=True),
        sa.Column("continued_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("campaign", "person", name="pk_deliveries"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_deliveries_occasion",
        "deliveries",
        ["series", "person", "occasion"],
        unique=True,
        sqlite_where=_REACHED,
        postgresql_where=_REACHED,
    )
    op.create_index("ix_deliveries_state", "deliveries", ["campaign", "state", "person"])
    op.create_index("ix_deliveries_sending", "deliveries", ["holder"], sqlite_where=_SENDING, postgresql_where=_SENDING)
    op.create_index("ix_deliveries_followed", "deliveries", ["at", "enterprise"], sqlite_where=_FOLLOWED, postgresql_where=_FOLLOWED)


def _others() -> None:
    op.create_table(
        "mutes",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("muted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", name="pk_mutes"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_mutes_person", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("works", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_days"),
    )


def _fill_languages() -> None:
    connection = op.get_bind()
    page = sa.text("SELECT person, document FROM cursors WHERE person > :after ORDER BY person LIMIT :most")
    fill = sa.text("UPDATE cursors SET language = :language WHERE person = :person")
    after = ""
    while rows := connection.execute(page, {"after": after, "most": AT_ONCE}).fetchall():
        found = [{"person": person, "language": json.loads(bytes(document)).get("language", "")} for person, document in rows]
        known = [row for row in found if row["language"]]
        if known:
            connection.execute(fill, known)
        after = rows[-1].person
