"""What one work does to enterprises and their contacts, the same on SQLite and PostgreSQL. Commits nothing.

An enterprise's row of standing is made and moved along with it. Rows are locked in one order: the enterprise, then its standing.
"""

from __future__ import annotations

from bot.ports import CodeTaken, Conflict, Ids
from bot.ports.registry import ContactRow, Enterprise
from bot.roles import Affiliation, UnitKind
from bot.storage import enterprise_statements as sql
from bot.storage import standing_statements as standing
from bot.storage.asking import SqlAsking
from bot.storage.rows import decode_profile, encode_profile, plain
from bot.storage.session import Row
from bot.storage.standing import NO_LEVEL, Cell
from bot.storage.standing_statements import values_of
from dialogs.model import Profile

ZONES = frozenset({"lingang", "chemical", "changxing"})
"""The reporting units of `dialogs.registers` that are zones; the others are the district's own affair."""


SURELY_A_CODE = 8
"""So many characters that a code begins with are no part of a name: names are not looked through for them, which takes longer."""


class SqlEnterprises(SqlAsking):
    """The part of `bot.ports.registry.RegistryTransaction` about enterprises, over one session."""

    __slots__ = ()

    _ids: Ids

    def enterprise(self, enterprise: str) -> Enterprise | None:
        row = self._session.one(sql.FIND_ENTERPRISE, enterprise=enterprise)
        return as_enterprise(row) if row else None

    def enterprise_by_code(self, code: str) -> Enterprise | None:
        row = self._session.one(sql.FIND_BY_CODE, code=code)
        return as_enterprise(row) if row else None

    def enterprises_of(self, person: str) -> tuple[Enterprise, ...]:
        return tuple(map(as_enterprise, self._session.all(sql.ENTERPRISES_OF, person=person)))

    def find_enterprises(self, text: str, affiliation: Affiliation, limit: int) -> tuple[Enterprise, ...]:
        units = {column: unit for column, unit in values_of(affiliation).items() if unit}
        wanted = plain(text.strip())
        rows = []
        if wanted.isascii() and wanted.isalnum():
            code = wanted.upper()
            rows = self._session.all(sql.coded(tuple(units)), text=code, last=code + "Z" * 18, most=limit, **units)
        if not rows or len(wanted) < SURELY_A_CODE:
            rows += self._session.all(sql.named(tuple(units), not self._session.locks_rows), text=wanted, most=limit, **units)
        found = {row[0]: as_enterprise(row) for row in rows}
        return tuple(sorted(found.values(), key=lambda enterprise: (enterprise.name, enterprise.id))[:limit])

    def without_contact(self, affiliation: Affiliation, limit: int, after: str = "") -> tuple[Enterprise, ...]:
        units = {column: unit for column, unit in values_of(affiliation).items() if unit}
        return tuple(map(as_enterprise, self._session.all(sql.unspoken(tuple(units)), after=after, most=limit, **units)))

    def profile_of(self, enterprise: str) -> Profile | None:
        row = self._session.one(sql.FIND_PROFILE, enterprise=enterprise)
        return decode_profile(row[0]) if row else None

    def run_in(self, enterprise: str, bank: str = "") -> str | None:
        row = self._session.one(sql.RUN_IN_WITH if bank else sql.RUN_IN, enterprise=enterprise, bank=bank)
        return str(row[0]) if row else None

    def roster_contact(self, enterprise: str) -> tuple[str, str]:
        row = self._session.one(sql.FIND_ROSTER_CONTACT, enterprise=enterprise)
        return (row[0], row[1]) if row else ("", "")

    # -- changes -----------------------------------------------------------------------------------------------------

    def add_enterprise(self, profile: Profile, person: str, now: int) -> Enterprise:
        affiliation = Affiliation(district=plain(profile.district), zone=zone_of(profile))
        added = Enterprise(self._ids.new(), plain(profile.code), plain(profile.name), person, affiliation)
        fresh = self._session.change(
            sql.ADD_ENTERPRISE,
            id=added.id,
            code=added.code,
            name=added.name,
            district=affiliation.district,
            zone=affiliation.zone,
            person=person,
            now=now,
            profile=encode_profile(profile),
        )
        if fresh != 1:
            raise CodeTaken(profile.code)
        self._session.change(standing.ADD_STATUS, **described(added.id, profile, affiliation, now))
        self.count(None, Cell(affiliation.district, profile.industry, profile.size, "not_started", NO_LEVEL))
        self._session.change(sql.ADD_CONTACT, person=person, enterprise=added.id, now=now)
        return added

    def update_enterprise(self, enterprise: str, profile: Profile, now: int) -> None:
        other = self.enterprise_by_code(profile.code)
        if other and other.id != enterprise:
            raise CodeTaken(profile.code)
        row = self._session.one(sql.HOLD_ENTERPRISE, enterprise=enterprise)
        known = self.enterprise(enterprise)
        if row is None or known is None:
            raise Conflict(f"there is no enterprise {enterprise}")
        affiliation = _restated(known.affiliation, decode_profile(row[0]), profile)
        self._session.change(
            sql.SAVE_ENTERPRISE,
            enterprise=enterprise,
            code=plain(profile.code),
            name=plain(profile.name),
            district=plain(affiliation.district),
            zone=affiliation.zone,
            now=now,
            profile=encode_profile(profile),
        )
        self._describe(enterprise, profile, affiliation, now)

    def _describe(self, enterprise: str, profile: Profile, affiliation: Affiliation, now: int) -> None:
        before = self._place(enterprise)
        self._session.change(standing.DESCRIBE, **described(enterprise, profile, affiliation, now))
        if before is not None:
            after = before._replace(district=affiliation.district, industry=profile.industry, size=profile.size)
            self.move(enterprise, before, after)

    def affiliate(self, enterprise: str, affiliation: Affiliation, now: int) -> None:
        units = values_of(affiliation)
        known = dict(self._known_units())
        if any(unit and known.get(unit) is not kind for (_, unit), kind in zip(units.items(), standing.UNITS.values(), strict=True)):
            raise Conflict("there is no such unit, or it is of another kind")
        if self._session.change(sql.AFFILIATE, enterprise=enterprise, now=now, **units) != 1:
            raise Conflict(f"there is no enterprise {enterprise}")
        before = self._place(enterprise)
        self._session.change(standing.RELOCATE, known=enterprise, **units)
        if before is not None:
            self.move(enterprise, before, before._replace(district=affiliation.district))

    def _known_units(self) -> list[tuple[str, UnitKind]]:
        return [(unit, UnitKind(kind)) for unit, kind in self._session.all(sql.KNOWN_UNITS)]

    def share_score(self, enterprise: str, shares: bool) -> None:
        self._session.change(sql.SHARE_SCORE, enterprise=enterprise, shares=int(shares))

    # -- contacts ----------------------------------------------------------------------------------------------------

    def is_contact(self, person: str, enterprise: str) -> bool:
        return self._session.one(sql.IS_CONTACT, person=person, enterprise=enterprise) is not None

    def contacts(self, enterprise: str) -> tuple[ContactRow, ...]:
        return tuple(ContactRow(*row) for row in self._session.all(sql.CONTACTS, enterprise=enterprise))

    def make_first(self, enterprise: str, person: str) -> bool:
        return self._session.change(sql.MAKE_FIRST, enterprise=enterprise, person=person) == 1

    def add_contact(self, enterprise: str, person: str, now: int) -> bool:
        # The enterprise's row comes first, so that adding and removing at once cannot leave it without a first contact.
        self._session.change(sql.SPEAK_FIRST, enterprise=enterprise, person=person)
        return self._session.change(sql.ADD_CONTACT, enterprise=enterprise, person=person, now=now) == 1

    def remove_contact(self, enterprise: str, person: str) -> bool:
        self._session.one(sql.HOLD_ENTERPRISE, enterprise=enterprise)
        removed = self._session.change(sql.REMOVE_CONTACT, enterprise=enterprise, person=person) == 1
        if removed:
            self._session.change(sql.PASS_ON, enterprise=enterprise, person=person)
        return removed

    def _lose_contact(self, enterprise: str, person: str) -> None:
        """After a person was deleted; an enterprise that nobody else loaded and that keeps neither contact nor run goes too."""
        self._session.change(sql.PASS_ON, enterprise=enterprise, person=person)
        self._session.change(sql.FORGET_ROSTER_CONTACT, enterprise=enterprise)
        place, areas = self._place(enterprise), self._areas(enterprise)
        if self._session.change(sql.DROP_IF_ORPHANED, enterprise=enterprise) == 1:
            self._session.change(sql.DROP_INVITATIONS_TO, enterprise=enterprise)
            if place is not None:
                self.count(place.cell, None)
                self.count_areas([(place, areas, -1)])


def as_enterprise(row: Row) -> Enterprise:
    """The enterprise in a row of the columns that every query of enterprises begins with."""
    identity, code, name, first_contact, *units, shares = row
    return Enterprise(identity, code, name, first_contact, Affiliation(*units), bool(shares))


def described(enterprise: str, profile: Profile, affiliation: Affiliation, now: int) -> dict[str, object]:
    """What an enterprise's row of standing says of the enterprise."""
    return {
        "known": enterprise,
        "code": plain(profile.code),
        "name": plain(profile.name),
        **values_of(affiliation),
        "industry": plain(profile.industry),
        "size": plain(profile.size),
        "now": now,
    }


def zone_of(profile: Profile) -> str:
    """The zone that the enterprise reports to, if it is one."""
    return profile.unit if profile.unit in ZONES else ""


def _restated(known: Affiliation, before: Profile, after: Profile) -> Affiliation:
    """District and zone as the enterprise states them anew; what a liaison put right stays until the enterprise states something else."""
    district = known.district if before.district == after.district else after.district
    zone = known.zone if before.unit == after.unit else zone_of(after)
    return Affiliation(district, zone, known.street, known.park, known.group, known.provider, known.agency)
