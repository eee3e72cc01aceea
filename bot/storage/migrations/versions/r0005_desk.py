"""Tickets with their lines, and reviews. Only adds tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "tickets",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_tickets"),
        sa.UniqueConstraint("reference", name="uq_tickets_reference"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_tickets_person", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tickets_person", "tickets", ["person"])
    op.create_index("ix_tickets_open", "tickets", ["district", "seq"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "ticket_lines",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("ours", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ticket_lines"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.reference"], name="fk_ticket_lines_ticket", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ticket_lines_ticket", "ticket_lines", ["ticket"])
    op.create_index("ix_ticket_lines_written_by", "ticket_lines", ["written_by"])
    op.create_table(
        "reviews",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", name="pk_reviews"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_reviews_run", ondelete="CASCADE"),
    )
