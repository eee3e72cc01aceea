"""Facts, verdicts, applications, ranked lists, files of forms; versions of rule packs in a shelf beside those of banks.

Adds tables and a column; every version that was kept is one of a bank.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CURRENT = sa.text("current = 1")


def upgrade() -> None:
    """Give the versions their shelves, and make the tables."""
    _shelves()
    _facts()
    _verdicts()
    _applications()
    _rankings()
    _form_files()


def _shelves() -> None:
    op.drop_index("ix_bank_versions_current", "bank_versions")
    op.add_column("bank_versions", sa.Column("shelf", sa.String(), nullable=False, server_default="bank"))
    with op.batch_alter_table("bank_versions", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("shelf", server_default=None)
        table.drop_constraint("uq_bank_versions_bank_version", type_="unique")
        table.create_unique_constraint("uq_bank_versions_shelf_bank_version", ["shelf", "bank", "version"])
    columns = ["shelf", "bank"]
    op.create_index("ix_bank_versions_current", "bank_versions", columns, unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT)


def _enterprise(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    named = f"fk_{table}_enterprise"
    refers = sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name=named, ondelete="CASCADE")
    return sa.Column("enterprise", sa.String(), nullable=False), refers


def _fact() -> list[sa.Column[object]]:
    return [
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
    ]


def _facts() -> None:
    op.create_table(
        "stated_facts",
        *_enterprise("stated_facts"),
        *_fact(),
        sa.PrimaryKeyConstraint("enterprise", "fact", name="pk_stated_facts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_stated_facts_fact", "stated_facts", ["fact", "enterprise"])
    op.create_table(
        "fact_history",
        sa.Column("seq", _SEQUENCE, nullable=False),
        *_enterprise("fact_history"),
        *_fact(),
        sa.PrimaryKeyConstraint("seq", name="pk_fact_history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fact_history_enterprise", "fact_history", ["enterprise", "seq"])
    op.create_index("ix_fact_history_given_by", "fact_history", ["given_by"])


def _verdict() -> list[sa.Column[object]]:
    return [
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("lacking", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
    ]


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        *_enterprise("verdicts"),
        *_verdict(),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("outdated", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise", "programme", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_enterprise", "verdicts", ["enterprise", "programme", "outcome", "version", "outdated"])
    op.create_index("ix_verdicts_outcome", "verdicts", ["programme", "outcome", "missing", "lacking", "enterprise"])
    op.create_index("ix_verdicts_district", "verdicts", ["programme", "district", "outcome", "missing", "lacking", "enterprise"])
    op.create_table(
        "verdict_history",
        sa.Column("seq", _SEQUENCE, nullable=False),
        *_enterprise("verdict_history"),
        *_verdict(),
        sa.PrimaryKeyConstraint("seq", name="pk_verdict_history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_verdict_history_enterprise", "verdict_history", ["enterprise", "programme", "seq"])


def _application() -> list[sa.Column[object]]:
    return [
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
    ]


def _applications() -> None:
    op.create_table(
        "applications",
        *_enterprise("applications"),
        *_application(),
        sa.PrimaryKeyConstraint("enterprise", "programme", name="pk_applications"),
    )
    op.create_index("ix_applications_programme", "applications", ["programme", "state"])
    op.create_table(
        "application_history",
        sa.Column("seq", _SEQUENCE, nullable=False),
        *_enterprise("application_history"),
        *_application(),
        sa.PrimaryKeyConstraint("seq", name="pk_application_history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_application_history_enterprise", "application_history", ["enterprise", "programme", "seq"])


def _rankings() -> None:
    op.create_table(
        "rankings",
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "unit", name="pk_rankings"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_rankings_unit"),
    )
    op.create_table(
        "places",
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        *_enterprise("places"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.String(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "unit", "enterprise", name="pk_places"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_places_unit"),
    )
    op.create_index("ix_places_enterprise", "places", ["enterprise"])


def _form_files() -> None:
    op.create_table(
        "form_files",
        *_enterprise("form_files"),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("turned", sa.SmallInteger(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise", "programme", "form", "place", name="pk_form_files"),
    )
    op.create_index("ix_form_files_digest", "form_files", ["digest"])
    op.create_index("ix_form_files_given_by", "form_files", ["given_by"])
