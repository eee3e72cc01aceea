"""A roster loaded by one work: every enterprise of it, or none. The same on SQLite and PostgreSQL; commits nothing.

Two rosters at once queue up on PostgreSQL, so that neither takes the other's enterprises for new ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bot.ports.registry import Entry, Loaded
from bot.roles import Affiliation
from bot.storage import enterprise_statements as sql
from bot.storage import standing_statements as standing
from bot.storage.enterprises import SqlEnterprises, described
from bot.storage.programme_statements import OUTDATE
from bot.storage.rows import decode_profile, encode_codes, encode_profile, plain
from bot.storage.session import Row
from bot.storage.standing import NO_LEVEL, Cell, Place
from bot.storage.standing_statements import values_of
from dialogs.model import Profile


class Listed(msgspec.Struct, frozen=True):
    """An enterprise as it is known, or as a roster makes it."""

    id: str
    profile: Profile
    affiliation: Affiliation
    contact: str
    mobile: str
    listed: bool = True

    def row(self, now: int) -> dict[str, Any]:
        """The values of a statement that stores it."""
        return {
            "id": self.id,
            "code": plain(self.profile.code),
            "name": plain(self.profile.name),
            **{column: plain(unit) for column, unit in values_of(self.affiliation).items()},
            "profile": encode_profile(self.profile),
            "contact": plain(self.contact),
            "mobile": plain(self.mobile),
            "now": now,
        }


class SqlRoster(SqlEnterprises):
    """The loading of rosters, over one session."""

    __slots__ = ()

    def load_roster(self, entries: Sequence[Entry], by: str, now: int) -> Loaded:
        if self._session.locks_rows:
            self._session.one(sql.ONE_ROSTER_AT_A_TIME)
        wanted = {entry.profile.code: entry for entry in entries}
        known = {code: (listed, spoken) for code, listed, spoken in map(_as_listed, self._known(wanted))}
        new = [_new(self._ids.new(), entry) for code, entry in sorted(wanted.items()) if code not in known]
        changed = [
            (before, after)
            for code, (before, spoken) in known.items()
            if (after := _changed(before, wanted[code], stated=spoken)) != before
        ]
        self._add_listed(new, now)
        self._change_listed(changed, now)
        return Loaded(len(new), len(changed), len(known) - len(changed))

    def _known(self, wanted: Mapping[str, Entry]) -> list[Row]:
        return self._session.all(self._session.spelt(sql.LISTED), codes=encode_codes(wanted))

    def _add_listed(self, new: Sequence[Listed], now: int) -> None:
        if not new:
            return
        self._session.change_each(sql.ADD_LISTED, [one.row(now) for one in new])
        self._session.change_each(standing.ADD_STATUS, [described(one.id, one.profile, one.affiliation, now) for one in new])
        self.count_all(
            Counter(Cell(one.affiliation.district, one.profile.industry, one.profile.size, "not_started", NO_LEVEL) for one in new)
        )

    def _change_listed(self, changed: Sequence[tuple[Listed, Listed]], now: int) -> None:
        if not changed:
            return
        self._session.change_each(sql.SAVE_LISTED, [after.row(now) for _, after in changed])
        codes = encode_codes(before.profile.code for before, _ in changed)
        places = {row[-1]: Place(*row[:-1]) for row in self._session.all(self._session.spelt(sql.PLACES), codes=codes)}
        cells: Counter[Cell] = Counter()
        for _, after in changed:
            before = places[after.id]
            moved = before._replace(district=after.affiliation.district, industry=after.profile.industry, size=after.profile.size)
            cells[before.cell] -= 1
            cells[moved.cell] += 1
            self.move_along(after.id, before, moved)
        self.count_all(cells)
        rows = [described(after.id, after.profile, after.affiliation, now) for _, after in changed]
        self._session.change_each(standing.DESCRIBE_UNSEEN, rows)
        self._session.change(self._session.spelt(OUTDATE), listed=encode_codes(after.id for _, after in changed))


def _as_listed(row: Row) -> tuple[str, Listed, bool]:
    """Code, what is known, and whether somebody speaks for the enterprise."""
    identity, code, first_contact, *units, origin, contact, mobile, profile = row
    return code, Listed(identity, decode_profile(profile), Affiliation(*units), contact, mobile, origin == "roster"), bool(first_contact)


def _new(identity: str, entry: Entry) -> Listed:
    return Listed(identity, entry.profile, entry.affiliation, entry.contact, entry.mobile)


def _changed(before: Listed, entry: Entry, *, stated: bool) -> Listed:
    """What the roster makes of a known enterprise. An empty cell changes nothing; what the enterprise stated of itself stays."""
    told = {} if stated else {name: value for name, value in msgspec.structs.asdict(entry.profile).items() if value}
    known, named = values_of(before.affiliation).values(), values_of(entry.affiliation).values()
    return Listed(
        before.id,
        msgspec.structs.replace(before.profile, **told),
        Affiliation(*(unit or kept for unit, kept in zip(named, known, strict=True))),
        entry.contact or before.contact,
        entry.mobile or before.mobile,
    )
