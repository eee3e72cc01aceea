"""The statements for versions of banks and rule packs, built once. Each names the shelf that it looks into."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import bindparam, insert, select, text, update

from bot.ports.banks import BankVersion
from bot.storage.bank_tables import bank_versions

FIELDS = tuple(field.name for field in fields(BankVersion))
"""The columns that a version is read from, in the order of its fields."""

_SHELF = bank_versions.c.shelf == bindparam("shelf")
_VERSION = select(*(bank_versions.c[name] for name in FIELDS)).where(_SHELF)
_HERE = (bank_versions.c.bank == bindparam("of"), bank_versions.c.version == bindparam("named"))
FIND_VERSION = _VERSION.where(*_HERE)
HOLD_VERSION = FIND_VERSION.with_for_update()
HOLD_VERSIONS = _VERSION.where(bank_versions.c.bank == bindparam("bank")).order_by(bank_versions.c.seq).with_for_update()
VERSIONS = _VERSION.order_by(bank_versions.c.made_at.desc(), bank_versions.c.seq.desc())
VERSIONS_OF = VERSIONS.where(bank_versions.c.bank == bindparam("bank"))
CURRENT_VERSIONS = _VERSION.where(text("current = 1")).order_by(bank_versions.c.bank)
FIND_SHEETS = select(bank_versions.c.sheets).where(_SHELF, *_HERE)

ADD_VERSION = insert(bank_versions).values({name: bindparam(name) for name in ("shelf", *FIELDS, "current_since", "sheets")})
_SAID = tuple(name for name in FIELDS if name not in {"bank", "version", "current"})
REPLACE_VERSION = update(bank_versions).where(_SHELF, *_HERE).values({name: bindparam(name) for name in (*_SAID, "sheets")})
_MOVED = ("state", "tried_by", "tried_at", "asked_by", "asked_at", "published_by", "published_at", "retired_at")
CHANGE_VERSION = (
    update(bank_versions)
    .where(_SHELF, *_HERE, bank_versions.c.state == bindparam("before"), bank_versions.c.digest == bindparam("known"))
    .values({"current": text("CASE WHEN :kept = 1 THEN current ELSE 0 END"), **{name: bindparam(name) for name in _MOVED}})
)
LEAVE_CURRENT = text("UPDATE bank_versions SET current = 0 WHERE shelf = :shelf AND bank = :bank AND current = 1")
MAKE_CURRENT = text("UPDATE bank_versions SET current = 1, current_since = :now WHERE shelf = :shelf AND bank = :of AND version = :named")
DROP_VERSION = text("DELETE FROM bank_versions WHERE shelf = :shelf AND bank = :of AND version = :named")
