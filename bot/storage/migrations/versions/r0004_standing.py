"""How far everybody is: a row per enterprise, what is counted from them, targets, nudges. What was there before is taken from the runs.

The scores of the areas of runs finished before are not known without their bank; they count from the next run on.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_UNITS = ("zone", "street", "park", "group_unit", "provider", "agency")


def upgrade() -> None:
    """Make the tables and fill them from enterprises, runs and audit."""
    _statuses()
    _tallies()
    _area_tallies()
    _others()
    _indexes()
    _fill_statuses()
    op.execute(
        "INSERT INTO tallies (district, industry, size, stage, level, number) SELECT district, industry, size, stage, coalesce(level, -1),"
        " count(*) FROM statuses GROUP BY district, industry, size, stage, coalesce(level, -1)"
    )
    op.execute(
        "INSERT INTO happenings (enterprise, seq) SELECT runs.enterprise, audit.seq FROM audit JOIN runs ON runs.id = audit.run"
        " WHERE runs.enterprise IS NOT NULL AND audit.action NOT IN ('answer_kept', 'indicator_kept', 'field_kept', 'question_flagged',"
        " 'tailoring_changed', 'language_chosen', 'consented', 'advised')"
    )


def _statuses() -> None:
    op.create_table(
        "statuses",
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        *(sa.Column(unit, sa.String(), nullable=False) for unit in _UNITS),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("answering", sa.SmallInteger(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("total", sa.String(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("idle_since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise", name="pk_statuses"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name="fk_statuses_enterprise", ondelete="CASCADE"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE statuses SET (fillfactor = 80)")  # room to change a row where it stands
    op.create_table(
        "finished_areas",
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise", name="pk_finished_areas"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name="fk_finished_areas_enterprise", ondelete="CASCADE"),
    )


def _indexes() -> None:
    op.create_index("ix_statuses_name", "statuses", ["name", "enterprise"])
    op.create_index("ix_statuses_district", "statuses", ["district", "name", "enterprise"])
    for unit in _UNITS:
        _some(f"ix_statuses_{unit}", [unit, "name", "enterprise", "district", "stage", "level"], f"{unit} <> ''")
    _some("ix_statuses_begun", ["stage", "name", "enterprise"], "stage <> 'not_started'")
    _some("ix_statuses_begun_in", ["district", "stage", "name", "enterprise"], "stage <> 'not_started'")
    _some("ix_statuses_level", ["level", "name", "enterprise"], "level >= 0")
    _some("ix_statuses_finished", ["finished_at", "level"], "finished_at > 0")


def _some(name: str, columns: list[str], condition: str) -> None:
    op.create_index(name, "statuses", columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def _cell() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in ("district", "industry", "size")]


def _tallies() -> None:
    op.create_table(
        "tallies",
        *_cell(),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "industry", "size", "stage", "level", name="pk_tallies"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally_changes",
        sa.Column("seq", _SEQUENCE, nullable=False),
        *_cell(),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_tally_changes"),
    )


def _area_tallies() -> None:
    op.create_table(
        "area_tallies",
        *_cell(),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "industry", "size", "area", name="pk_area_tallies"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "area_changes",
        sa.Column("seq", _SEQUENCE, nullable=False),
        *_cell(),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_area_changes"),
    )


def _others() -> None:
    op.create_table(
        "happenings",
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise", "seq", name="pk_happenings"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name="fk_happenings_enterprise", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "targets",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "year", name="pk_targets"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_targets_unit"),
    )
    op.create_table(
        "nudges",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "day", name="pk_nudges"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_nudges_person", ondelete="CASCADE"),
    )


def _fill_statuses() -> None:
    """An enterprise is in progress if a run of it is open, else finished if one ever was."""
    connection = op.get_bind()
    add = sa.text(
        "INSERT INTO statuses (enterprise, code, name, district, zone, street, park, group_unit, provider, agency, industry, size, run,"
        " stage, answering, answered, out_of, level, total, finished_at, idle_since)"
        " SELECT id, code, name, district, zone, '', '', '', '', '', :industry, :size, :run, :stage, :answering, :answered, 0, :level,"
        " :total, :finished_at, :idle_since FROM enterprises WHERE id = :enterprise"
    )
    for enterprise, profile, created_at in connection.execute(sa.text("SELECT id, profile, created_at FROM enterprises")).fetchall():
        known = json.loads(bytes(profile))
        found = _standing(connection, enterprise, created_at)
        connection.execute(add, {"enterprise": enterprise, "industry": known.get("industry", ""), "size": known.get("size", ""), **found})


def _standing(connection: sa.Connection, enterprise: str, created_at: int) -> dict[str, object]:
    rows = connection.execute(
        sa.text(
            "SELECT id, state, answered, level, total, finished_at, updated_at, document FROM runs WHERE enterprise = :enterprise"
            " ORDER BY started_at, seq"
        ),
        {"enterprise": enterprise},
    ).fetchall()
    opened = next((row for row in reversed(rows) if row.state == "open"), None)
    finished = max((row for row in rows if row.state == "finished"), key=lambda row: row.finished_at or 0, default=None)
    return {
        "run": opened.id if opened else finished.id if finished else "",
        "stage": "in_progress" if opened else "finished" if finished else "not_started",
        "answering": json.loads(bytes(opened.document)).get("level", 0) if opened else 0,
        "answered": opened.answered if opened else 0,
        "level": finished.level if finished else None,
        "total": finished.total if finished else None,
        "finished_at": finished.finished_at if finished else None,
        "idle_since": max([created_at, *(row.updated_at for row in rows)]),
    }
