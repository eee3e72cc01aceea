"""Versions of banks with their sheets, runs that are only tried out, and the month's places counted for each bank.

Adds a table, a column and an index; the places that were taken are those of the only bank there was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

THE_BANK = "cmmm-2020"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CURRENT = sa.text("current = 1")
_COUNTED = sa.text("trial = 0")
_TRIED = sa.text("trial = 1")


def upgrade() -> None:
    """Make the table, the column and the index, and say of every place whose it is."""
    _versions()
    op.add_column("runs", sa.Column("trial", sa.SmallInteger(), nullable=False, server_default="0"))
    columns = ["bank", "bank_version", "state", "seq"]
    op.create_index("ix_runs_bank", "runs", columns, sqlite_where=_COUNTED, postgresql_where=_COUNTED)
    op.create_index("ix_runs_trial", "runs", ["owner"], sqlite_where=_TRIED, postgresql_where=_TRIED)
    op.add_column("slots", sa.Column("bank", sa.String(), nullable=False, server_default=THE_BANK))
    with op.batch_alter_table("slots") as table:
        table.alter_column("bank", server_default=None)
        table.drop_constraint("pk_slots", type_="primary")
        table.create_primary_key("pk_slots", ["enterprise", "bank", "month", "slot"])


def _versions() -> None:
    op.create_table(
        "bank_versions",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("shipped", sa.SmallInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("tried_by", sa.String(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.Column("current", sa.SmallInteger(), nullable=False),
        sa.Column("current_since", sa.BigInteger(), nullable=True),
        sa.Column("sheets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_bank_versions"),
        sa.UniqueConstraint("bank", "version", name="uq_bank_versions_bank_version"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bank_versions_current", "bank_versions", ["bank"], unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT)
