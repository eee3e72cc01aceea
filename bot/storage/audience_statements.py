"""The statements for audiences: who is meant, by which filters, within which units. Each shape is put together once and kept.

Values are always passed, lists as JSON; only names of columns and whole conditions differ, and those are this program's own.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Executable, text

from bot.storage.campaign_statements import LISTED
from bot.storage.standing_tables import UNIT_COLUMNS
from dialogs.campaigns.model import Since, Whom

_IN: Final = {
    "districts": "statuses.district",
    "zones": "statuses.zone",
    "streets": "statuses.street",
    "parks": "statuses.park",
    "groups": "statuses.group_unit",
    "industries": "statuses.industry",
    "sizes": "statuses.size",
    "stages": "statuses.stage",
    "codes": "statuses.code",
    "lacking": "statuses.enterprise",
}
_VERDICTS: Final = (
    "EXISTS (SELECT 1 FROM verdicts WHERE verdicts.enterprise = statuses.enterprise"
    " AND (verdicts.programme || ':' || verdicts.outcome IN {0} OR '*:' || verdicts.outcome IN {0}))"
)
"""The filters by lists, and what of an enterprise is in them."""

_OTHERWISE: Final = {
    "idle_before": "statuses.idle_since <= :idle_before",
    "answering": "statuses.answering = :answering AND statuses.stage = 'in_progress'",
    "finished_before": "statuses.finished_at <= :finished_before",
    "language": "cursors.language = :language",
    "unsent": "NOT EXISTS (SELECT 1 FROM applications WHERE applications.enterprise = statuses.enterprise"
    " AND applications.programme = :unsent AND applications.state NOT IN ('wished', 'returned'))",
    Since.IDLE.value: "statuses.idle_since > :span_after AND statuses.idle_since <= :span_before",
    Since.FINISHED.value: "statuses.finished_at > :span_after AND statuses.finished_at <= :span_before",
}
_NUMBERED: Final = {
    "sqlite": "(SELECT CAST(value AS integer) FROM json_each(:levels))",
    "postgresql": "(SELECT CAST(json_array_elements_text(CAST(:levels AS json)) AS integer))",
}
_MOMENTS: Final = {Since.IDLE.value: "idle_since", Since.FINISHED.value: "finished_at"}
_FROM: Final = {
    Whom.FIRST: ("enterprises JOIN statuses ON statuses.enterprise = enterprises.id", "enterprises.first_contact"),
    Whom.ALL: ("contacts JOIN statuses ON statuses.enterprise = contacts.enterprise", "contacts.person"),
}
_MEMBERS: Final = (
    "SELECT {person} AS person, min(statuses.enterprise) AS enterprise, count(*) AS enterprises FROM {source} WHERE {wanted}"
    " GROUP BY {person}"
)
_LIAISONS: Final = (
    "SELECT grants.person AS person, '' AS enterprise, 0 AS enterprises FROM grants JOIN units ON units.id = grants.unit{joined}"
    " WHERE grants.role = 'liaison' AND units.kind IN ('district', 'zone'){wanted} GROUP BY grants.person"
)
_ENTERPRISES: Final = "SELECT count(DISTINCT statuses.enterprise) FROM {source} WHERE {wanted}"
_SAMPLE: Final = (
    "SELECT chosen.person, chosen.enterprise, chosen.enterprises FROM ({members}) AS chosen"
    " JOIN statuses AS named ON named.enterprise = chosen.enterprise ORDER BY {longest}chosen.enterprise, chosen.person LIMIT :most"
)
_FREEZE: Final = (
    "INSERT INTO deliveries (campaign, person, series, occasion, enterprise, enterprises, state, reason, at, holder, digest, message)"
    " SELECT CAST(:campaign AS text), chosen.person, CAST(:series AS text), {occasion}, chosen.enterprise, chosen.enterprises,"
    " 'queued', '', CAST(:now AS bigint), '', '', '' FROM ({members}) AS chosen{joined}"
    " WHERE chosen.person <> '' ORDER BY chosen.person ON CONFLICT DO NOTHING"
)
_NAMED: Final = "CAST(:occasion AS text)"
_FOLLOWING: Final = "CAST(:step AS text) || '.' || CAST({table}.{moment} AS text)"
_UNREACHED: Final = (
    " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.series = :series AND deliveries.person = {person}"
    " AND deliveries.occasion = {occasion} AND deliveries.state NOT IN ('outside', 'stopped'))"
)
_FINISHED: Final = "SELECT last.id FROM runs AS last WHERE last.enterprise = statuses.enterprise AND last.state = 'finished'"
# Of several banks' runs the one that the status is of; its time says which.
_LATEST: Final = (
    "SELECT DISTINCT statuses.enterprise, CASE WHEN statuses.run <> '' THEN statuses.run ELSE coalesce("
    "({finished} AND last.finished_at = statuses.finished_at ORDER BY last.seq DESC LIMIT 1),"
    " ({finished} ORDER BY last.finished_at DESC, last.seq DESC LIMIT 1)) END"
    " FROM {source} WHERE (statuses.run <> '' OR statuses.finished_at > 0) AND {wanted}"
)


class Shape(NamedTuple):
    """What an audience asks about: whom, the names of its filters, and the columns that its units lie in (none: the whole city)."""

    whom: Whom
    asked: tuple[str, ...]
    within: tuple[str, ...]


@cache
def members(database: str, shape: Shape) -> Executable:
    """Person, the first of the person's enterprises that are meant, and how many these are."""
    return text(_members(database, shape))


@cache
def enterprises(database: str, shape: Shape) -> Executable:
    """How many enterprises are meant."""
    return text(_ENTERPRISES.format(source=_source(shape)[0], wanted=_wanted(database, shape)))


@cache
def sample(database: str, shape: Shape, longest: bool) -> Executable:
    """Some of the members: the first by enterprise, or those with the longest names of enterprises (of units)."""
    found = _members(database, shape)
    if shape.whom is Whom.LIAISONS:
        order = "sum(length(units.name)) DESC, grants.person" if longest else "grants.person"
        return text(f"{found} ORDER BY {order} LIMIT :most")
    return text(_SAMPLE.format(members=found, longest="length(named.name) DESC, " if longest else ""))


@cache
def freeze(database: str, shape: Shape, again: bool) -> Executable:
    """A queued delivery for every member; `again` leaves out whom the series reached on this occasion, enterprise by enterprise."""
    moment = next((_MOMENTS[name] for name in shape.asked if name in _MOMENTS), "")
    occasion = _FOLLOWING.format(table="during", moment=moment) if moment else _NAMED
    joined = " JOIN statuses AS during ON during.enterprise = chosen.enterprise" if moment else ""
    reached = _FOLLOWING.format(table="statuses", moment=moment) if moment else _NAMED
    fresh = _UNREACHED.format(person=_person(shape), occasion=reached) if again else ""
    return text(_FREEZE.format(members=_members(database, shape, fresh), occasion=occasion, joined=joined))


@cache
def latest_runs(database: str, shape: Shape) -> Executable:
    """The enterprises that are meant, each with its latest run, if there is one: the one under way, else the one finished last."""
    return text(_LATEST.format(finished=_FINISHED, source=_source(shape)[0], wanted=_wanted(database, shape)))


FROZEN = text("SELECT person, enterprise, enterprises FROM deliveries WHERE campaign = :campaign ORDER BY person")
_KINDS: Final = "SELECT id, kind FROM units WHERE id IN {listed}"
_DOCUMENTS: Final = "SELECT id, document FROM runs WHERE id IN {listed}"
_MUTED: Final = {"sqlite": "group_concat(kind)", "postgresql": "string_agg(kind, ',')"}
_FACTS: Final = (
    "SELECT cursors.document, chats.chat, chats.reachable, (SELECT {muted} FROM mutes WHERE mutes.person = persons.id),"
    " (SELECT 1 FROM contacts WHERE contacts.person = persons.id AND contacts.enterprise = :enterprise), statuses.name,"
    " statuses.district, statuses.stage, statuses.answering, statuses.answered, statuses.out_of, statuses.level, statuses.finished_at,"
    " statuses.idle_since FROM persons LEFT JOIN cursors ON cursors.person = persons.id"
    " LEFT JOIN chats ON chats.person = persons.id AND chats.channel = 'telegram'"
    " LEFT JOIN statuses ON statuses.enterprise = :enterprise WHERE persons.id = :person"
)
_FIGURES: Final = (
    "SELECT count(*), coalesce(sum(CASE WHEN stage = 'in_progress' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN stage = 'finished' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN stage = 'in_progress' AND idle_since < :idle_before THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN finished_at > :lately THEN 1 ELSE 0 END), 0)"
    " FROM statuses WHERE district IN {listed} OR zone IN {listed}"
)


def _spelt(statement: str) -> dict[str, Executable]:
    return {database: text(statement.format(listed=listed.format("listed"), muted=_MUTED[database])) for database, listed in LISTED.items()}


KINDS = _spelt(_KINDS)
DOCUMENTS = _spelt(_DOCUMENTS)
FACTS = _spelt(_FACTS)
FIGURES = _spelt(_FIGURES)
VERDICTS = text("SELECT programme, outcome FROM verdicts WHERE enterprise = :enterprise")
HANDED_IN = text(
    "SELECT (SELECT title FROM bank_versions WHERE shelf = 'pack' AND bank = :programme AND current = 1),"
    " (SELECT state FROM applications WHERE enterprise = :enterprise AND programme = :programme)"
)
LIAISON_OF = text(
    "SELECT units.id, units.kind, units.name FROM grants JOIN units ON units.id = grants.unit"
    " WHERE grants.person = :person AND grants.role = 'liaison' AND units.kind IN ('district', 'zone') ORDER BY units.seq"
)


def _members(database: str, shape: Shape, more: str = "") -> str:
    if shape.whom is not Whom.LIAISONS:
        source, person = _source(shape)
        return _MEMBERS.format(person=person, source=source, wanted=_wanted(database, shape) + more)
    joined = " JOIN cursors ON cursors.person = grants.person" if "language" in shape.asked else ""
    said = [f"units.id IN {LISTED[database].format(name)}" for name in ("within_units", "of_units") if name in shape.asked]
    said += [_OTHERWISE["language"]] if joined else []
    return _LIAISONS.format(joined=joined, wanted="".join(f" AND {condition}" for condition in said) + more)


def _source(shape: Shape) -> tuple[str, str]:
    source, person = _FROM[shape.whom]
    return (f"{source} JOIN cursors ON cursors.person = {person}" if "language" in shape.asked else source), person


def _person(shape: Shape) -> str:
    return "grants.person" if shape.whom is Whom.LIAISONS else _FROM[shape.whom][1]


def _wanted(database: str, shape: Shape) -> str:
    """The conditions; and those that let an index on part of the rows serve."""
    listed = LISTED[database]
    said = [f"{_IN[name]} IN {listed.format(name)}" for name in shape.asked if name in _IN]
    said += [_OTHERWISE[name] for name in shape.asked if name in _OTHERWISE]
    said += [f"statuses.level IN {_NUMBERED[database]}"] if "levels" in shape.asked else []
    said += [_VERDICTS.format(listed.format("verdicts"))] if "verdicts" in shape.asked else []
    if shape.within:
        lies = " OR ".join(f"statuses.{column} IN {listed.format('within_' + column)}" for column in shape.within)
        said.append(f"({lies})")
    if len(shape.within) == 1 and shape.within[0] in UNIT_COLUMNS:
        said.append(f"statuses.{shape.within[0]} <> ''")
    if shape.whom is Whom.FIRST:
        said.append("enterprises.first_contact <> ''")
    return " AND ".join(said) or "statuses.enterprise <> ''"
