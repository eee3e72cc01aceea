"""Units, grants, claims, invitations and liaisons; what an enterprise belongs to. No row of the earlier revisions is lost or renamed.

The units that notices speak of are here from the start: the city, its districts, and the zones that report for themselves.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")

UNITS = (
    ("shanghai", "city", "上海市"),
    ("310115", "district", "浦东新区"),
    ("310101", "district", "黄浦区"),
    ("310106", "district", "静安区"),
    ("310104", "district", "徐汇区"),
    ("310105", "district", "长宁区"),
    ("310107", "district", "普陀区"),
    ("310109", "district", "虹口区"),
    ("310110", "district", "杨浦区"),
    ("310113", "district", "宝山区"),
    ("310112", "district", "闵行区"),
    ("310114", "district", "嘉定区"),
    ("310116", "district", "金山区"),
    ("310117", "district", "松江区"),
    ("310118", "district", "青浦区"),
    ("310120", "district", "奉贤区"),
    ("310151", "district", "崇明区"),
    ("lingang", "zone", "临港新片区管委会"),
    ("chemical", "zone", "化学工业区管委会"),
    ("changxing", "zone", "长兴岛管委会"),
)


def upgrade() -> None:
    """Make the tables, add the units, and put every enterprise into its zone."""
    _units()
    _enterprises()
    _claims()
    _invitations()
    _registrations()


def _units() -> None:
    units = op.create_table(
        "units",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_units"),
        sa.UniqueConstraint("id", name="uq_units_id"),
        sa.UniqueConstraint("kind", "name", "district", name="uq_units_kind_name_district"),
        sqlite_autoincrement=True,
    )
    op.bulk_insert(units, [{"id": unit, "kind": kind, "name": name, "district": "", "created_at": 0} for unit, kind, name in UNITS])
    op.create_table(
        "grants",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "role", "unit", name="pk_grants"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_grants_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_grants_unit"),
    )
    op.create_index("ix_grants_unit_role", "grants", ["unit", "role", "granted_at"])


def _enterprises() -> None:
    for name in ("zone", "street", "park", "group_unit", "provider", "agency", "roster_contact", "roster_mobile"):
        op.add_column("enterprises", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("enterprises", sa.Column("shares_score", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("enterprises", sa.Column("origin", sa.String(), nullable=False, server_default="person"))
    zones = {unit for unit, kind, _ in UNITS if kind == "zone"}
    connection = op.get_bind()
    for enterprise, profile in connection.execute(sa.text("SELECT id, profile FROM enterprises")).fetchall():
        zone = json.loads(bytes(profile)).get("unit", "")
        if zone in zones:
            connection.execute(sa.text("UPDATE enterprises SET zone = :zone WHERE id = :id"), {"zone": zone, "id": enterprise})
    op.execute(
        "UPDATE enterprises SET first_contact = coalesce((SELECT person FROM contacts WHERE contacts.enterprise = enterprises.id"
        " ORDER BY contacts.created_at, contacts.person LIMIT 1), '')"
        " WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE contacts.enterprise = enterprises.id AND person = first_contact)"
    )


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("card", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name="fk_claims_enterprise", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_claims_person", ondelete="CASCADE"),
    )
    op.create_index("ix_claims_enterprise", "claims", ["enterprise"])
    op.create_index("ix_claims_person", "claims", ["person"])
    op.create_index("ix_claims_waiting", "claims", ["enterprise", "person"], unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING)


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("handover", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_invitations"),
        sa.UniqueConstraint("id", name="uq_invitations_id"),
        sa.UniqueConstraint("digest", name="uq_invitations_digest"),
        sqlite_autoincrement=True,
    )
    for name in ("made_by", "enterprise", "opened_by"):
        op.create_index(f"ix_invitations_{name}", "invitations", [name])


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_registrations"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_registrations_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_registrations_unit"),
    )
    op.create_index("ix_registrations_person", "registrations", ["person"])
    op.create_index("ix_registrations_unit", "registrations", ["unit"])
    op.create_index(
        "ix_registrations_waiting", "registrations", ["person", "unit"], unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING
    )
