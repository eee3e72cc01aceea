"""What one work does for the office: who holds what, who was assigned, what is on record; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice

from sqlalchemy import bindparam, select, text

from bot.ports.office import Holding
from bot.ports.registry import AuditRow, Registration, Unit
from bot.roles import Affiliation, Role, UnitKind
from bot.storage import enterprise_statements
from bot.storage.registry import as_registration
from bot.storage.registry_statements import CONFIRMED_REGISTRATIONS
from bot.storage.rows import encode_codes
from bot.storage.session import Session
from bot.storage.standing_tables import happenings
from bot.storage.tables import audit

LAST = 1 << 62
"""Greater than the number of any line."""

LOOKED_BACK = 100_000
"""So many lines of the audit are looked through for what one person did; there is no index, because every line would pay for it."""

_KNOWN_AS = text("SELECT id FROM persons WHERE channel = :channel AND external = :external")
_HOLDINGS = text(
    "SELECT grants.person, units.id, units.kind, units.name, units.district, grants.granted_at FROM grants"
    " JOIN units ON units.id = grants.unit WHERE grants.role = :role ORDER BY grants.granted_at, grants.person, grants.unit LIMIT :most"
)
_COUNT = text("SELECT role, count(*) FROM grants GROUP BY role")
_HOLD_ADMINS = {
    "sqlite": text("SELECT person FROM grants WHERE role = 'admin' ORDER BY person"),
    "postgresql": text("SELECT person FROM grants WHERE role = 'admin' ORDER BY person FOR UPDATE"),
}
_LINES = select(audit.c.seq, audit.c.at, audit.c.person, audit.c.run, audit.c.action, audit.c.detail)
_LATEST = _LINES.where(audit.c.seq < bindparam("before")).order_by(audit.c.seq.desc()).limit(bindparam("most"))
_LATEST_OF = _LATEST.where(text("audit.person = :person AND audit.seq > (SELECT max(seq) FROM audit) - :back"))
_LATEST_ABOUT = _LATEST.join(happenings, happenings.c.seq == audit.c.seq).where(happenings.c.enterprise == bindparam("enterprise"))
_DETAILS = text(
    "SELECT audit.detail FROM happenings JOIN audit ON audit.seq = happenings.seq"
    " WHERE happenings.enterprise = :enterprise AND audit.action = :action ORDER BY happenings.seq"
)


class SqlOffice:
    """`bot.ports.office.OfficeTransaction` over one session."""

    __slots__ = ()

    _session: Session

    def known_as(self, channel: str, external: str) -> str:
        row = self._session.one(_KNOWN_AS, channel=channel, external=external)
        return str(row[0]) if row else ""

    def holdings(self, role: Role, limit: int) -> tuple[Holding, ...]:
        rows = self._session.all(_HOLDINGS, role=role.value, most=limit)
        return tuple(Holding(person, role, Unit(unit, UnitKind(kind), *named), since) for person, unit, kind, *named, since in rows)

    def count_holdings(self) -> Mapping[Role, int]:
        return {Role(role): number for role, number in self._session.all(_COUNT)}

    def hold_admins(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._session.all(self._session.spelt(_HOLD_ADMINS)))

    def confirmed_liaisons(self, text: str, limit: int) -> tuple[Registration, ...]:
        found = (entry for entry in map(as_registration, self._session.all(CONFIRMED_REGISTRATIONS)) if text in entry.name)
        return tuple(islice(found, limit))

    def places_of(self, codes: Collection[str]) -> Mapping[str, Affiliation]:
        rows = self._session.all(self._session.spelt(enterprise_statements.LISTED), codes=encode_codes(codes))
        return {code: Affiliation(*units) for _, code, _, *units, _, _, _, _ in rows}

    def details_recorded(self, enterprise: str, action: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._session.all(_DETAILS, enterprise=enterprise, action=action))

    def hold_enterprise(self, enterprise: str) -> None:
        self._session.one(enterprise_statements.HOLD_ENTERPRISE, enterprise=enterprise)

    def latest_recorded(self, limit: int, enterprise: str = "", person: str = "", before: int = 0) -> tuple[AuditRow, ...]:
        asked = {"most": limit, "before": before or LAST}
        if enterprise:
            rows = self._session.all(_LATEST_ABOUT, enterprise=enterprise, **asked)
        elif person:
            rows = self._session.all(_LATEST_OF, person=person, back=LOOKED_BACK, **asked)
        else:
            rows = self._session.all(_LATEST, **asked)
        return tuple(AuditRow(*row) for row in rows)
