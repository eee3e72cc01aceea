"""How far the verdicts of the day were given anew, so that a start goes on where the last one ended. Adds a table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "daily_rounds",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("over", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_daily_rounds"),
    )
