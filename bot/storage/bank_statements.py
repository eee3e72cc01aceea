"""The statements for versions of banks and the runs with them, built once.

What counts runs says `trial = 0` aloud: only so do the databases see that the index on part of the rows will do.
"""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import bindparam, insert, select, text, update

from bot.ports.banks import BankVersion
from bot.storage.bank_tables import bank_versions

FIELDS = tuple(field.name for field in fields(BankVersion))
"""The columns that a version is read from, in the order of its fields."""

_VERSION = select(*(bank_versions.c[name] for name in FIELDS))
_HERE = (bank_versions.c.bank == bindparam("of"), bank_versions.c.version == bindparam("named"))
FIND_VERSION = _VERSION.where(*_HERE)
HOLD_VERSION = FIND_VERSION.with_for_update()
HOLD_VERSIONS = _VERSION.where(bank_versions.c.bank == bindparam("bank")).order_by(bank_versions.c.seq).with_for_update()
VERSIONS = _VERSION.order_by(bank_versions.c.made_at.desc(), bank_versions.c.seq.desc())
VERSIONS_OF = VERSIONS.where(bank_versions.c.bank == bindparam("bank"))
CURRENT_VERSIONS = _VERSION.where(text("current = 1")).order_by(bank_versions.c.bank)
FIND_SHEETS = select(bank_versions.c.sheets).where(*_HERE)

ADD_VERSION = insert(bank_versions).values({name: bindparam(name) for name in (*FIELDS, "current_since", "sheets")})
_SAID = tuple(name for name in FIELDS if name not in {"bank", "version", "current"})
REPLACE_VERSION = update(bank_versions).where(*_HERE).values({name: bindparam(name) for name in (*_SAID, "sheets")})
_MOVED = ("state", "tried_by", "tried_at", "asked_by", "asked_at", "published_by", "published_at", "retired_at")
CHANGE_VERSION = (
    update(bank_versions)
    .where(*_HERE, bank_versions.c.state == bindparam("before"), bank_versions.c.digest == bindparam("known"))
    .values({"current": text("CASE WHEN :kept = 1 THEN current ELSE 0 END"), **{name: bindparam(name) for name in _MOVED}})
)
LEAVE_CURRENT = text("UPDATE bank_versions SET current = 0 WHERE bank = :bank AND current = 1")
MAKE_CURRENT = text("UPDATE bank_versions SET current = 1, current_since = :now WHERE bank = :of AND version = :named")
DROP_VERSION = text("DELETE FROM bank_versions WHERE bank = :of AND version = :named")

REFERRED = text("SELECT 1 FROM runs WHERE trial = 0 AND bank = :of AND bank_version = :named LIMIT 1")
RUNS_WITH = text("SELECT state, count(*) FROM runs WHERE trial = 0 AND bank = :of AND bank_version = :named GROUP BY state")
PAGE_WITH = text(
    "SELECT document, version FROM runs WHERE trial = 0 AND bank = :of AND bank_version = :named AND state = :state"
    " AND seq > coalesce((SELECT seq FROM runs WHERE id = :after), 0) ORDER BY seq LIMIT :most"
)
DROP_TRIALS_WITH = text("DELETE FROM runs WHERE trial = 1 AND bank = :of AND bank_version = :named")
DROP_TRIALS_OF = text("DELETE FROM runs WHERE trial = 1 AND owner = :person")
BANKS_USED = text(
    "SELECT runs.bank, (SELECT title FROM bank_versions WHERE bank_versions.bank = runs.bank ORDER BY current DESC, seq DESC LIMIT 1),"
    " count(*) FROM runs WHERE enterprise = :enterprise AND started_at IS NOT NULL GROUP BY runs.bank ORDER BY runs.bank"
)
