"""Which runs refer to which files of the data folder. Only adds a table; no run referred to a file before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "run_files",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "run", name="pk_run_files"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_files_run", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_run_files_run", "run_files", ["run"])
