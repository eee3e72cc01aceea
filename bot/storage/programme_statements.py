"""The statements for facts, verdicts, applications and ranked lists, built once; those that depend on what is asked once for each shape."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Select,
    TextClause,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    tuple_,
)

from bot.ports.programmes import KeptVerdict
from bot.storage.campaign_statements import LISTED
from bot.storage.programme_tables import application_history, applications, form_files, stated_facts, verdict_history, verdicts
from bot.storage.standing_statements import wanted
from bot.storage.standing_tables import statuses

Question = Select[tuple[object, ...]]

# -- facts

STATED = text("SELECT fact, value, given_by, given_at FROM stated_facts WHERE enterprise = :enterprise AND value <> '' ORDER BY fact")
STATE = text(
    "INSERT INTO stated_facts (enterprise, fact, value, given_by, given_at) VALUES (:enterprise, :fact, :value, :by, :now)"
    " ON CONFLICT (enterprise, fact) DO UPDATE SET value = excluded.value, given_by = excluded.given_by, given_at = excluded.given_at"
    " WHERE stated_facts.value <> excluded.value"
)
TAKE_BACK = text(
    "UPDATE stated_facts SET value = '', given_by = :by, given_at = :now WHERE enterprise = :enterprise AND fact = :fact AND value <> ''"
)
NOTE_FACT = text("INSERT INTO fact_history (enterprise, fact, value, given_by, given_at) VALUES (:enterprise, :fact, :value, :by, :now)")
_FACTS: Final = "SELECT fact, value, given_by, given_at FROM fact_history WHERE enterprise = :enterprise"
FACTS = text(f"{_FACTS} ORDER BY seq DESC LIMIT :most")
FACTS_OF_ONE = text(f"{_FACTS} AND fact = :fact ORDER BY seq DESC LIMIT :most")
FACTS_BY = text("SELECT enterprise, fact, value, given_by, given_at FROM fact_history WHERE given_by = :person ORDER BY seq")


@cache
def stated(units: tuple[str, ...]) -> Executable:
    """How many state this."""
    found = select(func.count()).select_from(stated_facts)
    found = found.where(stated_facts.c.fact == bindparam("fact"), stated_facts.c.value == bindparam("value"))
    return found.where(*_within(stated_facts.c.enterprise, units))


# -- verdicts

VERDICT = tuple(field.name for field in fields(KeptVerdict))
"""The columns that a verdict is read from, in the order of its fields."""

_VERDICT = select(*(verdicts.c[name] for name in VERDICT)).where(verdicts.c.enterprise == bindparam("enterprise"))
_ITS: Final[dict[str, BindParameter[object]]] = {name: bindparam(name) for name in VERDICT}
FIND_VERDICT = _VERDICT.where(verdicts.c.programme == bindparam("programme"))
VERDICTS_OF = _VERDICT.order_by(verdicts.c.programme)
HOLD_STATUS = select(statuses.c.district).where(statuses.c.enterprise == bindparam("enterprise")).with_for_update()
ADD_VERDICT = insert(verdicts).values(_ITS | {"district": bindparam("district"), "outdated": literal_column("0")})
SAVE_VERDICT = text(
    "UPDATE verdicts SET version = :version, outcome = :outcome, track = :track, lacking = :lacking, missing = :missing, at = :at,"
    " document = :document, district = :district, outdated = 0 WHERE enterprise = :enterprise AND programme = :programme"
)
NOTE_VERDICT = insert(verdict_history).values(_ITS)
PAST_VERDICTS = (
    select(*(verdict_history.c[name] for name in VERDICT))
    .where(verdict_history.c.enterprise == bindparam("enterprise"), verdict_history.c.programme == bindparam("programme"))
    .order_by(verdict_history.c.seq.desc())
    .limit(bindparam("most"))
)
MOVE_VERDICTS = text("UPDATE verdicts SET district = :district WHERE enterprise = :enterprise AND district <> :district")
_OUTDATE: Final = "UPDATE verdicts SET outdated = 1 WHERE outdated = 0 AND enterprise IN {}"
OUTDATE = {database: text(_OUTDATE.format(listed.format("listed"))) for database, listed in LISTED.items()}
CLEAR_MARK = text("UPDATE verdicts SET outdated = 0 WHERE enterprise = :enterprise AND programme = :programme AND outdated = 1")
# By first contact, because the index on those knows only the few enterprises that have one. The programme is no plain column: so
# SQLite takes the index that has all that is asked for, and reads no documents.
STALE_FOR = text(
    "SELECT enterprises.id FROM enterprises"
    " LEFT JOIN verdicts ON verdicts.enterprise = enterprises.id AND verdicts.programme || '' = :programme"
    " WHERE enterprises.first_contact <> '' AND (verdicts.version IS NULL OR verdicts.version <> :version OR verdicts.outdated = 1)"
    " AND (:after = '' OR (enterprises.first_contact, enterprises.id) >"
    " (SELECT last.first_contact, last.id FROM enterprises AS last WHERE last.id = :after))"
    " ORDER BY enterprises.first_contact, enterprises.id LIMIT :most"
)

DAILY_ROUND = text("SELECT day, after, over FROM daily_rounds")
DROP_OTHER_DAYS = text("DELETE FROM daily_rounds WHERE day <> :day")
KEEP_DAILY_ROUND = text(
    "INSERT INTO daily_rounds (day, after, over) VALUES (:day, :after, :over)"
    " ON CONFLICT (day) DO UPDATE SET after = excluded.after, over = excluded.over"
)


@cache
def candidates(units: tuple[str, ...], outcome: bool, after: bool, limited: bool) -> Question:
    """Verdicts that stand, in the order of what is missing; only the keys are sorted, because documents are long."""
    keys = (verdicts.c.missing, verdicts.c.lacking, verdicts.c.enterprise)
    chosen = select(*keys).where(verdicts.c.programme == bindparam("programme"), *_within(verdicts.c.enterprise, units))
    if outcome:
        chosen = chosen.where(verdicts.c.outcome == bindparam("outcome"))
    if after:
        last = verdicts.alias("last")
        here = (last.c.enterprise == bindparam("after"), last.c.programme == bindparam("programme"))
        chosen = chosen.where(tuple_(*keys) > select(last.c.missing, last.c.lacking, last.c.enterprise).where(*here).scalar_subquery())
    if limited:
        chosen = chosen.where(verdicts.c.missing <= bindparam("most_missing")).order_by(*keys).limit(bindparam("most"))
    page = chosen.subquery("chosen")
    whole = verdicts.alias("whole")
    found = select(*(whole.c[name] for name in VERDICT)).select_from(page.join(whole, whole.c.enterprise == page.c.enterprise))
    return found.where(whole.c.programme == bindparam("programme")).order_by(page.c.missing, page.c.lacking, page.c.enterprise)


@cache
def outcomes(units: tuple[str, ...]) -> Question:
    """How many there are at each outcome. Of a zone and the like its few enterprises are looked up, not everybody's verdicts: so says that
    the programme is no plain column."""
    plain = set(units) <= {"district"}
    programme = verdicts.c.programme if plain else verdicts.c.programme + literal_column("''")
    found = select(verdicts.c.outcome, func.count()).where(programme == bindparam("programme"))
    return found.where(*_within(verdicts.c.enterprise, units)).group_by(verdicts.c.outcome)


def _within(enterprise: ColumnElement[str], units: tuple[str, ...]) -> list[ColumnElement[bool] | TextClause]:
    """Those of these units: the district stands in the verdict, other units have few enterprises each."""
    if units == ("district",) and enterprise is verdicts.c.enterprise:
        return [verdicts.c.district == bindparam("district")]
    return [enterprise.in_(select(statuses.c.enterprise).where(*wanted(units)))] if units else []


# -- applications

APPLICATION = ("enterprise", "programme", "batch", "state", "given_by", "at", "document")
"""The columns that an application is read from, in the order of its fields."""

_GIVEN: Final[dict[str, BindParameter[object]]] = {name: bindparam(name) for name in APPLICATION}
FIND_APPLICATION = select(*(applications.c[name] for name in APPLICATION)).where(
    applications.c.enterprise == bindparam("enterprise"), applications.c.programme == bindparam("programme")
)
ADD_APPLICATION = text(
    "INSERT INTO applications (enterprise, programme, batch, state, given_by, at, document)"
    " VALUES (:enterprise, :programme, :batch, :state, :given_by, :at, :document) ON CONFLICT (enterprise, programme) DO NOTHING"
)
SAVE_APPLICATION = text(
    "UPDATE applications SET batch = :batch, state = :state, given_by = :given_by, at = :at, document = :document"
    " WHERE enterprise = :enterprise AND programme = :programme AND batch = :before_batch AND state = :before_state"
    " AND given_by = :before_given_by AND at = :before_at AND document = :before_document"
)
NOTE_APPLICATION = insert(application_history).values(_GIVEN)
PAST_APPLICATIONS = (
    select(*(application_history.c[name] for name in APPLICATION))
    .where(application_history.c.enterprise == bindparam("enterprise"), application_history.c.programme == bindparam("programme"))
    .order_by(application_history.c.seq.desc())
    .limit(bindparam("most"))
)


@cache
def applications_in(database: str, units: tuple[str, ...], states: bool) -> Question:
    """Applications by when they came to their state."""
    found = select(*(applications.c[name] for name in APPLICATION)).where(applications.c.programme == bindparam("programme"))
    found = found.where(*_within(applications.c.enterprise, units))
    if states:
        found = found.where(text("applications.state IN " + LISTED[database].format("states")))
    return found.order_by(applications.c.at, applications.c.enterprise)


# -- ranked lists

RANKING = text(
    "SELECT enterprise, place, reason, moved_by, moved_at FROM places WHERE programme = :programme AND unit = :unit ORDER BY place"
)
HOLD_RANKING = text(
    "INSERT INTO rankings (programme, unit, changed_at) VALUES (:programme, :unit, :now) ON CONFLICT (programme, unit)"
    " DO UPDATE SET changed_at = excluded.changed_at"
)
DROP_PLACES = text("DELETE FROM places WHERE programme = :programme AND unit = :unit")
ADD_PLACE = text(
    "INSERT INTO places (programme, unit, enterprise, place, reason, moved_by, moved_at)"
    " VALUES (:programme, :unit, :enterprise, :place, :reason, :by, :at)"
)

# -- files that go with forms

FORM_FILE = ("digest", "name", "mime", "size", "width", "height", "turned", "caption", "given_by", "given_at")
"""The columns that a file of a form is read from, in the order of its fields."""

_OF_FORM = (
    form_files.c.enterprise == bindparam("of"),
    form_files.c.programme == bindparam("programme"),
    form_files.c.form == bindparam("form"),
)
FORM_FILES = select(*(form_files.c[name] for name in FORM_FILE)).where(*_OF_FORM).order_by(form_files.c.place)
FORM_FILES_BY = (
    select(form_files.c.enterprise, *(form_files.c[name] for name in FORM_FILE))
    .where(form_files.c.given_by == bindparam("person"))
    .order_by(form_files.c.given_at, form_files.c.enterprise, form_files.c.programme, form_files.c.form, form_files.c.place)
)
DROP_FORM_FILES = text("DELETE FROM form_files WHERE enterprise = :of AND programme = :programme AND form = :form")
ADD_FORM_FILE = insert(form_files).values(
    {"enterprise": bindparam("of"), **{name: bindparam(name) for name in ("programme", "form", "place", *FORM_FILE)}}
)
