"""The statements for units, grants, claims, invitations and liaisons, built once."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, insert, or_, select, text

from bot.storage.registry_tables import claims, invitations, registrations, units
from bot.storage.standing_tables import statuses
from bot.storage.tables import audit

_UNIT = select(units.c.id, units.c.kind, units.c.name, units.c.district)
FIND_UNIT = _UNIT.where(units.c.id == bindparam("unit"))
FIND_UNIT_NAMED = _UNIT.where(text("kind = :kind AND name = :name AND district = :district"))
UNITS = _UNIT.where(units.c.kind == bindparam("kind")).order_by(units.c.seq)
UNITS_IN = UNITS.where(units.c.district == bindparam("district"))
ADD_UNIT = text(
    "INSERT INTO units (id, kind, name, district, created_at) VALUES (:id, :kind, :name, :district, :now)"
    " ON CONFLICT (kind, name, district) DO NOTHING"
)

GRANTS = text(
    "SELECT grants.role, grants.unit, units.kind, grants.granted_at FROM grants JOIN units ON units.id = grants.unit"
    " WHERE grants.person = :person ORDER BY grants.granted_at, grants.role, grants.unit"
)
GRANT = text(
    "INSERT INTO grants (person, role, unit, granted_by, granted_at) VALUES (:person, :role, :unit, :by, :now)"
    " ON CONFLICT (person, role, unit) DO NOTHING"
)
REVOKE = text("DELETE FROM grants WHERE person = :person AND role = :role AND unit = :unit")
ROLES_BY_CHAT = text(
    "SELECT DISTINCT chats.chat, grants.role FROM grants JOIN chats ON chats.person = grants.person AND chats.channel = :channel"
    " WHERE chats.reachable = 1 ORDER BY chats.chat, grants.role"
)
HOLDERS = text("SELECT person FROM grants WHERE role = :role AND unit = :unit ORDER BY granted_at, person")

_CLAIM = select(
    claims.c.id, claims.c.enterprise, claims.c.person, claims.c.name, claims.c.post, claims.c.state, claims.c.made_at, claims.c.decided_by,
    claims.c.decided_at, claims.c.card,
)  # fmt: skip
_WAITING = text("claims.state = 'waiting'")
ADD_CLAIM = text(
    "INSERT INTO claims (id, enterprise, person, name, post, state, made_at, decided_by, card)"
    " VALUES (:id, :enterprise, :person, :name, :post, 'waiting', :now, '', 0)"
    " ON CONFLICT (enterprise, person) WHERE state = 'waiting' DO NOTHING"
)
FIND_CLAIM = _CLAIM.where(claims.c.id == bindparam("claim"))
FIND_WAITING_CLAIM = _CLAIM.where(claims.c.enterprise == bindparam("enterprise"), claims.c.person == bindparam("person"), _WAITING)
WAITING_CLAIMS = _CLAIM.where(claims.c.enterprise == bindparam("enterprise"), _WAITING).order_by(claims.c.made_at, claims.c.id)
CLAIMS_OF = _CLAIM.where(claims.c.person == bindparam("person")).order_by(claims.c.made_at.desc(), claims.c.id.desc())
ALL_CLAIMS = _CLAIM.where(_WAITING).order_by(claims.c.made_at, claims.c.id).limit(bindparam("most"))
CLAIMS_IN = ALL_CLAIMS.join(statuses, statuses.c.enterprise == claims.c.enterprise).where(
    or_(statuses.c.district == bindparam("unit"), statuses.c.zone == bindparam("unit"))
)
HINT_CLAIM = text("UPDATE claims SET card = 1 WHERE id = :claim AND state = 'waiting'")
DECIDE_CLAIM = text("UPDATE claims SET state = :state, decided_by = :by, decided_at = :now WHERE id = :claim AND state = 'waiting'")

ADD_INVITATION = insert(invitations).values({column.name: bindparam(column.name) for column in invitations.c if column.name != "seq"})
_INVITATION = select(*(column for column in invitations.c if column.name != "seq"))
FIND_INVITATION = _INVITATION.where(invitations.c.digest == bindparam("digest"))
INVITATIONS = (
    _INVITATION.where(invitations.c.made_by == bindparam("person"))
    .where(text("used_at IS NULL AND revoked_at IS NULL AND expires_at > :now"))
    .order_by(invitations.c.seq.desc())
)
HANDED_TO = (
    _INVITATION.where(invitations.c.opened_by == bindparam("person"), invitations.c.kind == bindparam("kind"))
    .where(text("used_at IS NOT NULL"))
    .order_by(invitations.c.seq.desc())
)
OPEN_INVITATION = text(
    "UPDATE invitations SET opened_by = :person, opened_at = :now"
    " WHERE id = :invitation AND opened_at IS NULL AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :now"
)
USE_INVITATION = text(
    "UPDATE invitations SET used_at = :now"
    " WHERE id = :invitation AND opened_by = :person AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :now"
)
RENEW_INVITATION = text(
    "UPDATE invitations SET digest = :digest WHERE id = :invitation AND opened_at IS NULL AND used_at IS NULL AND revoked_at IS NULL"
)
REVOKE_INVITATION = text("UPDATE invitations SET revoked_at = :now WHERE id = :invitation AND used_at IS NULL AND revoked_at IS NULL")
DROP_INVITATIONS_BY = text("DELETE FROM invitations WHERE made_by = :person")
UNNAME_INVITATIONS = text("UPDATE invitations SET label = '' WHERE opened_by = :person")

_REGISTRATION = select(
    registrations.c.id, registrations.c.person, registrations.c.unit, registrations.c.name, registrations.c.post, registrations.c.mobile,
    registrations.c.remark, registrations.c.state, registrations.c.made_at, registrations.c.decided_by, registrations.c.decided_at,
)  # fmt: skip
ADD_REGISTRATION = text(
    "INSERT INTO registrations (id, person, unit, name, post, mobile, remark, state, made_at, decided_by, decided_at)"
    " VALUES (:id, :person, :unit, :name, :post, :mobile, :remark, :state, :at, :decided_by, :decided_at)"
    " ON CONFLICT (person, unit) WHERE state = 'waiting' DO UPDATE SET id = excluded.id, name = excluded.name, post = excluded.post,"
    " mobile = excluded.mobile, remark = excluded.remark, made_at = excluded.made_at"
)
FIND_REGISTRATION = _REGISTRATION.where(registrations.c.id == bindparam("registration"))
REGISTRATIONS_OF = _REGISTRATION.where(registrations.c.person == bindparam("person")).order_by(
    registrations.c.made_at.desc(), registrations.c.id.desc()
)
WAITING_REGISTRATIONS = _REGISTRATION.where(text("registrations.state = 'waiting'")).order_by(registrations.c.made_at, registrations.c.id)
DECIDE_REGISTRATION = text(
    "UPDATE registrations SET state = :state, decided_by = :by, decided_at = :now WHERE id = :registration AND state = 'waiting'"
)
CONFIRMED_REGISTRATIONS = (
    _REGISTRATION.join(units, units.c.id == registrations.c.unit)
    .where(text("registrations.state = 'confirmed'"))
    .order_by(units.c.seq, registrations.c.made_at, registrations.c.id)
)


@cache
def lines_of_audit(names: tuple[str, ...]) -> Select[tuple[object, ...]]:
    """The audit, latest first, where these columns have a value; `before` is a bound."""
    found = select(audit.c.seq, audit.c.at, audit.c.person, audit.c.run, audit.c.action, audit.c.detail)
    said = [audit.c.seq < bindparam(name) if name == "before" else audit.c[name] == bindparam(name) for name in names]
    return found.where(*said).order_by(audit.c.seq.desc()).limit(bindparam("most"))
