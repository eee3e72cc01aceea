"""The statements for enterprises and their contacts, built once; plain text wherever both databases read the same words."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Executable, Select, bindparam, func, select, text

from bot.storage.standing_statements import PLACE, wanted
from bot.storage.standing_tables import statuses
from bot.storage.tables import contacts, enterprises

UNITS = ("district", "zone", "street", "park", "group_unit", "provider", "agency")
_ENTERPRISE = select(
    enterprises.c.id, enterprises.c.code, enterprises.c.name, enterprises.c.first_contact, *(enterprises.c[unit] for unit in UNITS),
    enterprises.c.shares_score,
)  # fmt: skip
FIND_ENTERPRISE = _ENTERPRISE.where(enterprises.c.id == bindparam("enterprise"))
FIND_BY_CODE = _ENTERPRISE.where(enterprises.c.code == bindparam("code"))
ENTERPRISES_OF = (
    _ENTERPRISE.select_from(contacts.join(enterprises, enterprises.c.id == contacts.c.enterprise))
    .where(contacts.c.person == bindparam("person"))
    .order_by(contacts.c.created_at, enterprises.c.id)
)
FIND_PROFILE = text("SELECT profile FROM enterprises WHERE id = :enterprise")
HOLD_ENTERPRISE = select(enterprises.c.profile).where(enterprises.c.id == bindparam("enterprise")).with_for_update()
ADD_ENTERPRISE = text(
    "INSERT INTO enterprises (id, code, name, district, zone, first_contact, created_at, updated_at, profile)"
    " VALUES (:id, :code, :name, :district, :zone, :person, :now, :now, :profile) ON CONFLICT (code) DO NOTHING"
)
SAVE_ENTERPRISE = text(
    "UPDATE enterprises SET code = :code, name = :name, district = :district, zone = :zone, updated_at = :now, profile = :profile"
    " WHERE id = :enterprise"
)
AFFILIATE = text(
    "UPDATE enterprises SET district = :district, zone = :zone, street = :street, park = :park, group_unit = :group_unit,"
    " provider = :provider, agency = :agency, updated_at = :now WHERE id = :enterprise"
)
SHARE_SCORE = text("UPDATE enterprises SET shares_score = :shares WHERE id = :enterprise")
FIND_ROSTER_CONTACT = text("SELECT roster_contact, roster_mobile FROM enterprises WHERE id = :enterprise")
FORGET_ROSTER_CONTACT = text("UPDATE enterprises SET roster_contact = '', roster_mobile = '' WHERE id = :enterprise")
DROP_IF_ORPHANED = text(
    "DELETE FROM enterprises WHERE id = :enterprise AND origin = 'person' AND provider = '' AND agency = ''"
    " AND NOT EXISTS (SELECT 1 FROM contacts WHERE contacts.enterprise = enterprises.id)"
    " AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.enterprise = enterprises.id)"
    " AND NOT EXISTS (SELECT 1 FROM applications WHERE applications.enterprise = enterprises.id"
    " AND applications.state NOT IN ('wished', 'withdrawn'))"
)
DROP_INVITATIONS_TO = text("DELETE FROM invitations WHERE enterprise = :enterprise")

IS_CONTACT = text("SELECT created_at FROM contacts WHERE person = :person AND enterprise = :enterprise")
CONTACTS = text("SELECT person, enterprise, created_at FROM contacts WHERE enterprise = :enterprise ORDER BY created_at, person")
ADD_CONTACT = text(
    "INSERT INTO contacts (person, enterprise, created_at) VALUES (:person, :enterprise, :now) ON CONFLICT (person, enterprise) DO NOTHING"
)
SPEAK_FIRST = text("UPDATE enterprises SET first_contact = :person WHERE id = :enterprise AND first_contact = ''")
REMOVE_CONTACT = text("DELETE FROM contacts WHERE person = :person AND enterprise = :enterprise")
PASS_ON = text(
    "UPDATE enterprises SET first_contact = coalesce((SELECT person FROM contacts WHERE contacts.enterprise = enterprises.id"
    " ORDER BY contacts.created_at, contacts.person LIMIT 1), '') WHERE id = :enterprise AND first_contact = :person"
)
MAKE_FIRST = text(
    "UPDATE enterprises SET first_contact = :person WHERE id = :enterprise AND first_contact <> :person"
    " AND EXISTS (SELECT 1 FROM contacts WHERE contacts.enterprise = :enterprise AND contacts.person = :person)"
)
RUN_IN = text("SELECT id FROM runs WHERE enterprise = :enterprise AND state <> 'abandoned' ORDER BY seq DESC LIMIT 1")
RUN_IN_WITH = text("SELECT id FROM runs WHERE enterprise = :enterprise AND bank = :bank AND state <> 'abandoned' ORDER BY seq DESC LIMIT 1")


@cache
def named(units: tuple[str, ...], sqlite: bool) -> Select[tuple[object, ...]]:
    """By a part of the name, whatever its case. Without a unit every name is looked at, in their order, until enough are found."""
    place = func.instr if sqlite else func.strpos
    return _found(units).where(place(func.lower(statuses.c.name), func.lower(bindparam("text"))) > text("0"))


@cache
def coded(units: tuple[str, ...]) -> Select[tuple[object, ...]]:
    """By the beginning of the code; codes are of digits and capitals, so that all that begin so lie together in every locale."""
    return _found(units).where(enterprises.c.code.between(bindparam("text"), bindparam("last")))


@cache
def unspoken(units: tuple[str, ...]) -> Select[tuple[object, ...]]:
    """Those without a contact, by id."""
    found = _ENTERPRISE.select_from(enterprises.join(statuses, enterprises.c.id == statuses.c.enterprise))
    found = found.where(text("enterprises.first_contact = ''"), enterprises.c.id > bindparam("after"), *wanted(units))
    return found.order_by(enterprises.c.id).limit(bindparam("most"))


def _found(units: tuple[str, ...]) -> Select[tuple[object, ...]]:
    found = _ENTERPRISE.select_from(statuses.join(enterprises, enterprises.c.id == statuses.c.enterprise))
    return found.where(*wanted(units)).order_by(statuses.c.name, statuses.c.enterprise).limit(bindparam("most"))


_LISTED = select(
    enterprises.c.id, enterprises.c.code, enterprises.c.first_contact, *(enterprises.c[unit] for unit in UNITS), enterprises.c.origin,
    enterprises.c.roster_contact, enterprises.c.roster_mobile, enterprises.c.profile,
).order_by(enterprises.c.code)  # fmt: skip
_CODES = {
    "sqlite": text("SELECT value FROM json_each(:codes)"),
    "postgresql": text("SELECT json_array_elements_text(CAST(:codes AS json))"),
}
LISTED: dict[str, Executable] = {database: _LISTED.where(enterprises.c.code.in_(codes)) for database, codes in _CODES.items()}
_PLACES = PLACE.add_columns(enterprises.c.id).join(enterprises, enterprises.c.id == statuses.c.enterprise)
PLACES: dict[str, Executable] = {
    database: _PLACES.where(enterprises.c.code.in_(codes)).order_by(enterprises.c.code).with_for_update(of=statuses)
    for database, codes in _CODES.items()
}
KNOWN_UNITS = text("SELECT id, kind FROM units")
ONE_ROSTER_AT_A_TIME = text("SELECT pg_advisory_xact_lock(2053861236)")
ADD_LISTED = text(
    "INSERT INTO enterprises (id, code, name, district, zone, street, park, group_unit, provider, agency, first_contact, created_at,"
    " updated_at, profile, origin, roster_contact, roster_mobile)"
    " VALUES (:id, :code, :name, :district, :zone, :street, :park, :group_unit, :provider, :agency, '', :now, :now, :profile, 'roster',"
    " :contact, :mobile)"
)
SAVE_LISTED = text(
    "UPDATE enterprises SET name = :name, district = :district, zone = :zone, street = :street, park = :park, group_unit = :group_unit,"
    " provider = :provider, agency = :agency, updated_at = :now, profile = :profile, origin = 'roster', roster_contact = :contact,"
    " roster_mobile = :mobile WHERE id = :id"
)
