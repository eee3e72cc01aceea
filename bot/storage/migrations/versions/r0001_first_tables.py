"""The first tables, and the triggers that guard seals and audit on both databases. The way back is the copy made before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make tables and triggers."""
    _people()
    _work()
    _audit()
    triggers = _SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else _POSTGRES_TRIGGERS
    for statement in triggers:
        op.execute(statement)


def _people() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        sa.UniqueConstraint("channel", "external", name="uq_persons_channel_external"),
    )
    op.create_table(
        "cursors",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_cursors"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_cursors_person", ondelete="CASCADE"),
    )
    op.create_index("ix_cursors_run", "cursors", ["run"])
    op.create_table(
        "enterprises",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("first_contact", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enterprises"),
        sa.UniqueConstraint("code", name="uq_enterprises_code"),
    )
    op.create_table(
        "contacts",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "enterprise", name="pk_contacts"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_contacts_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name="fk_contacts_enterprise", ondelete="CASCADE"),
    )
    op.create_index("ix_contacts_enterprise", "contacts", ["enterprise"])


def _work() -> None:
    op.create_table(
        "runs",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("bank_version", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("total", sa.String(), nullable=True),
        sa.Column("seal", sa.String(), nullable=True),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_runs"),
        sa.UniqueConstraint("id", name="uq_runs_id"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name="fk_runs_enterprise"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_owner", "runs", ["owner"])
    op.create_index("ix_runs_enterprise", "runs", ["enterprise"])
    op.create_table(
        "answers",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("option_key", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run", "question", name="pk_answers"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_answers_run", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slots",
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise", "month", "slot", name="pk_slots"),
        sa.UniqueConstraint("run", name="uq_slots_run"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name="fk_slots_enterprise", ondelete="CASCADE"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sqlite_autoincrement=True,
    )


def _sqlite_trigger(name: str, event: str, condition: str, message: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"


_OLD_ANSWER = "(SELECT seal FROM runs WHERE id = OLD.run) IS NOT NULL"
_NEW_ANSWER = "(SELECT seal FROM runs WHERE id = NEW.run) IS NOT NULL"

# REPLACE deletes without delete triggers unless the connection asks for them, hence the two on INSERT.
_SQLITE_TRIGGERS = (
    _sqlite_trigger("runs_sealed_update", "UPDATE ON runs", "OLD.seal IS NOT NULL", "sealed"),
    _sqlite_trigger("runs_sealed_delete", "DELETE ON runs", "OLD.seal IS NOT NULL", "sealed"),
    _sqlite_trigger(
        "runs_sealed_replace",
        "INSERT ON runs",
        "EXISTS (SELECT 1 FROM runs WHERE (id = NEW.id OR seq = NEW.seq) AND seal IS NOT NULL)",
        "sealed",
    ),
    _sqlite_trigger("answers_sealed_insert", "INSERT ON answers", _NEW_ANSWER, "sealed"),
    _sqlite_trigger("answers_sealed_update", "UPDATE ON answers", f"{_OLD_ANSWER} OR {_NEW_ANSWER}", "sealed"),
    _sqlite_trigger("answers_sealed_delete", "DELETE ON answers", _OLD_ANSWER, "sealed"),
    _sqlite_trigger("audit_update", "UPDATE ON audit", "1", "the audit only grows"),
    _sqlite_trigger("audit_delete", "DELETE ON audit", "1", "the audit only grows"),
    _sqlite_trigger("audit_replace", "INSERT ON audit", "EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)", "the audit only grows"),
)

_POSTGRES_TRIGGERS = (
    """
    CREATE FUNCTION refuse_sealed_run() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.seal IS NOT NULL THEN
            RAISE EXCEPTION 'sealed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER runs_sealed BEFORE UPDATE OR DELETE ON runs FOR EACH ROW EXECUTE FUNCTION refuse_sealed_run()",
    """
    CREATE FUNCTION refuse_sealed_answer() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM runs WHERE seal IS NOT NULL
            AND (TG_OP <> 'INSERT' AND id = OLD.run OR TG_OP <> 'DELETE' AND id = NEW.run)
        ) THEN
            RAISE EXCEPTION 'sealed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER answers_sealed BEFORE INSERT OR UPDATE OR DELETE ON answers FOR EACH ROW EXECUTE FUNCTION refuse_sealed_answer()",
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% cannot be changed so', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER runs_not_emptied BEFORE TRUNCATE ON runs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)
