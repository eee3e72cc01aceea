"""What one work does to units, grants, claims, invitations and liaisons, the same on SQLite and PostgreSQL. Commits nothing.

Every decision is one statement that changes a row only while it waits: of two who decide, one finds nothing to change.
"""

from __future__ import annotations

from bot.ports import Conflict
from bot.ports.registry import Claim, ClaimState, Invitation, InvitationKind, Registration, RegistrationState, Unit
from bot.roles import Grant, Role, UnitKind
from bot.storage import registry_statements as sql
from bot.storage.roster import SqlRoster
from bot.storage.rows import plain
from bot.storage.session import Row


class SqlRegistry(SqlRoster):
    """`bot.ports.registry.RegistryTransaction` over one session."""

    __slots__ = ()

    # -- units and grants --------------------------------------------------------------------------------------------

    def unit(self, unit: str) -> Unit | None:
        row = self._session.one(sql.FIND_UNIT, unit=unit)
        return _as_unit(row) if row else None

    def units(self, kind: UnitKind, district: str = "") -> tuple[Unit, ...]:
        if district:
            return tuple(map(_as_unit, self._session.all(sql.UNITS_IN, kind=kind.value, district=district)))
        return tuple(map(_as_unit, self._session.all(sql.UNITS, kind=kind.value)))

    def add_unit(self, kind: UnitKind, name: str, district: str, now: int) -> Unit:
        key = {"kind": kind.value, "name": plain(name), "district": plain(district)}
        row = self._session.one(sql.FIND_UNIT_NAMED, **key)
        if row is None:
            self._session.change(sql.ADD_UNIT, id=self._ids.new(), now=now, **key)
            row = self._session.one(sql.FIND_UNIT_NAMED, **key)
        if row is None:
            raise Conflict("the unit was added at the same moment")
        return _as_unit(row)

    def grants(self, person: str) -> tuple[Grant, ...]:
        rows = self._session.all(sql.GRANTS, person=person)
        return tuple(Grant(Role(role), unit, UnitKind(kind), since) for role, unit, kind, since in rows)

    def grant(self, person: str, role: Role, unit: str, by: str, now: int) -> bool:
        return self._session.change(sql.GRANT, person=person, role=role.value, unit=unit, by=plain(by), now=now) == 1

    def revoke(self, person: str, role: Role, unit: str) -> bool:
        return self._session.change(sql.REVOKE, person=person, role=role.value, unit=unit) == 1

    def holders(self, role: Role, unit: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._session.all(sql.HOLDERS, role=role.value, unit=unit))

    # -- claims ------------------------------------------------------------------------------------------------------

    def claim(self, enterprise: str, person: str, name: str, post: str, now: int) -> Claim:
        values = {"enterprise": enterprise, "person": person, "name": plain(name), "post": plain(post)}
        self._session.change(sql.ADD_CLAIM, id=self._ids.new(), now=now, **values)
        row = self._session.one(sql.FIND_WAITING_CLAIM, enterprise=enterprise, person=person)
        if row is None:
            raise Conflict("the claim was decided at the same moment")
        return _as_claim(row)

    def claim_of(self, claim: str) -> Claim | None:
        row = self._session.one(sql.FIND_CLAIM, claim=claim)
        return _as_claim(row) if row else None

    def waiting_claims(self, enterprise: str) -> tuple[Claim, ...]:
        return tuple(map(_as_claim, self._session.all(sql.WAITING_CLAIMS, enterprise=enterprise)))

    def claims_of(self, person: str) -> tuple[Claim, ...]:
        return tuple(map(_as_claim, self._session.all(sql.CLAIMS_OF, person=person)))

    def claims_in(self, unit: str | None, limit: int) -> tuple[Claim, ...]:
        if unit is None:
            return tuple(map(_as_claim, self._session.all(sql.ALL_CLAIMS, most=limit)))
        return tuple(map(_as_claim, self._session.all(sql.CLAIMS_IN, unit=unit, most=limit)))

    def hint_claim(self, claim: str) -> bool:
        return self._session.change(sql.HINT_CLAIM, claim=claim) == 1

    def decide_claim(self, claim: str, state: ClaimState, by: str, now: int) -> bool:
        if self._session.change(sql.DECIDE_CLAIM, claim=claim, state=state.value, by=plain(by), now=now) != 1:
            return False
        decided = self.claim_of(claim)
        if decided is not None and state is ClaimState.CONFIRMED:
            self.add_contact(decided.enterprise, decided.person, now)
        return True

    # -- invitations -------------------------------------------------------------------------------------------------

    def invite(self, invitation: Invitation) -> None:
        self._session.change(
            sql.ADD_INVITATION,
            id=invitation.id,
            digest=invitation.digest,
            kind=invitation.kind.value,
            made_by=invitation.made_by,
            made_at=invitation.made_at,
            expires_at=invitation.expires_at,
            enterprise=invitation.enterprise,
            run=invitation.run,
            handover=plain(invitation.handover),
            role=invitation.role.value if invitation.role else "",
            unit=invitation.unit,
            label=plain(invitation.label),
            opened_by=invitation.opened_by,
            opened_at=invitation.opened_at,
            revoked_at=invitation.revoked_at,
            used_at=invitation.used_at,
        )

    def invitation(self, digest: str) -> Invitation | None:
        row = self._session.one(sql.FIND_INVITATION, digest=digest)
        return _as_invitation(row) if row else None

    def invitations(self, made_by: str, now: int) -> tuple[Invitation, ...]:
        return tuple(map(_as_invitation, self._session.all(sql.INVITATIONS, person=made_by, now=now)))

    def handed_to(self, person: str) -> tuple[Invitation, ...]:
        return tuple(map(_as_invitation, self._session.all(sql.HANDED_TO, person=person, kind=InvitationKind.HELPER.value)))

    def open_invitation(self, invitation: str, person: str, now: int) -> bool:
        return self._session.change(sql.OPEN_INVITATION, invitation=invitation, person=person, now=now) == 1

    def renew_invitation(self, invitation: str, digest: str) -> bool:
        return self._session.change(sql.RENEW_INVITATION, invitation=invitation, digest=digest) == 1

    def use_invitation(self, invitation: str, person: str, now: int) -> bool:
        return self._session.change(sql.USE_INVITATION, invitation=invitation, person=person, now=now) == 1

    def revoke_invitation(self, invitation: str, now: int) -> bool:
        return self._session.change(sql.REVOKE_INVITATION, invitation=invitation, now=now) == 1

    def _drop_invitations(self, person: str) -> None:
        """Those that the person made; one that the person opened keeps a bare id and no name."""
        self._session.change(sql.DROP_INVITATIONS_BY, person=person)
        self._session.change(sql.UNNAME_INVITATIONS, person=person)

    # -- liaisons ----------------------------------------------------------------------------------------------------

    def register_liaison(self, registration: Registration) -> None:
        texts = {name: plain(getattr(registration, name)) for name in ("name", "post", "mobile", "remark", "decided_by")}
        self._session.change(
            sql.ADD_REGISTRATION,
            id=registration.id,
            person=registration.person,
            unit=registration.unit,
            state=registration.state.value,
            at=registration.at,
            decided_at=registration.decided_at,
            **texts,
        )

    def registration(self, registration: str) -> Registration | None:
        row = self._session.one(sql.FIND_REGISTRATION, registration=registration)
        return as_registration(row) if row else None

    def registrations_of(self, person: str) -> tuple[Registration, ...]:
        return tuple(map(as_registration, self._session.all(sql.REGISTRATIONS_OF, person=person)))

    def waiting_registrations(self) -> tuple[Registration, ...]:
        return tuple(map(as_registration, self._session.all(sql.WAITING_REGISTRATIONS)))

    def decide_registration(self, registration: str, state: RegistrationState, by: str, now: int) -> bool:
        decided = {"state": state.value, "by": plain(by), "now": now}
        if self._session.change(sql.DECIDE_REGISTRATION, registration=registration, **decided) != 1:
            return False
        entry = self.registration(registration)
        if entry is not None and state is RegistrationState.CONFIRMED:
            self.grant(entry.person, Role.LIAISON, entry.unit, by, now)
        return True


def _as_unit(row: Row) -> Unit:
    unit, kind, name, district = row
    return Unit(unit, UnitKind(kind), name, district)


def _as_claim(row: Row) -> Claim:
    claim, enterprise, person, name, post, state, at, decided_by, decided_at, card = row
    return Claim(claim, enterprise, person, name, post, ClaimState(state), at, decided_by, decided_at, bool(card))


def _as_invitation(row: Row) -> Invitation:
    invitation, digest, kind, made_by, made_at, expires_at, enterprise, run, handover, role, *rest = row
    made = (InvitationKind(kind), made_by, made_at, expires_at, enterprise, run, handover)
    return Invitation(invitation, digest, *made, Role(role) if role else None, *rest)


def as_registration(row: Row) -> Registration:
    """The entry in a row of the columns that every query of entries begins with."""
    registration, person, unit, name, post, mobile, remark, state, *rest = row
    return Registration(registration, person, unit, name, post, mobile, remark, RegistrationState(state), *rest)
