"""The statements for campaigns, their ledger, what people decline, the lease and the calendar; built once.

Every change of the ledger is one conditional update, so that of several processes one wins. On PostgreSQL marking a delivery and putting
it back hold the campaign's row (and marking the lease's) until the commit: a stop waits for them, or they find it stopped.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Executable, TextClause, text

Spelt = dict[str, Executable]

LISTED: Final = {
    "sqlite": "(SELECT value FROM json_each(:{}))",
    "postgresql": "(SELECT json_array_elements_text(CAST(:{} AS json)))",
}
"""The values of a JSON list that is passed under this name."""

_SHARED: Final = {"sqlite": "", "postgresql": " FOR SHARE"}
_HELD: Final = {"sqlite": "", "postgresql": " FOR UPDATE"}


_ONE: Final = "campaign = :campaign AND person = :person"


def _spelt(statement: str) -> Spelt:
    """The statement with lists, shared and held rows as each database spells them: `{states}`, `{shared}`, `{held}`; `{one}` is its row."""
    return {
        database: text(statement.format(one=_ONE, states=listed.format("states"), shared=_SHARED[database], held=_HELD[database]))
        for database, listed in LISTED.items()
    }


def _plain(statement: str) -> TextClause:
    """The statement that both read alike."""
    return text(statement.format(one=_ONE))


# -- campaigns

ADD_CAMPAIGN = text(
    "INSERT INTO campaigns (id, version, state, kind, series, made_by, made_at, starts_at, file, file_ref, updated_at, document)"
    " VALUES (:id, 1, :state, :kind, :series, :made_by, :made_at, :starts_at, :file, '', :now, :document) ON CONFLICT (id) DO NOTHING"
)
# What the server calls a file holds for that file only.
SAVE_CAMPAIGN = text(
    "UPDATE campaigns SET version = version + 1, state = :state, kind = :kind, series = :series, made_by = :made_by, made_at = :made_at,"
    " starts_at = :starts_at, file_ref = CASE WHEN file = :file THEN file_ref ELSE '' END, file = :file, updated_at = :now,"
    " document = :document WHERE id = :id AND version = :before"
)
_CAMPAIGN = "SELECT document, version FROM campaigns"
FIND_CAMPAIGN = text(f"{_CAMPAIGN} WHERE id = :campaign")
HOLD_CAMPAIGN = _spelt("SELECT state FROM campaigns WHERE id = :campaign{held}")
DROP_DRAFT = text("DELETE FROM campaigns WHERE id = :campaign AND state = 'draft'")
CAMPAIGNS = _spelt(_CAMPAIGN + " WHERE state IN {states} AND made_at < :before ORDER BY made_at DESC, id LIMIT :most")
# For readers, who do not know which database they read: the list as it is passed is looked into for every campaign.
ANY_CAMPAIGNS = text(
    f"""{_CAMPAIGN} WHERE :states LIKE '%"' || state || '"%' AND made_at < :before ORDER BY made_at DESC, id LIMIT :most"""
)
DUE_CAMPAIGNS = text(
    f"{_CAMPAIGN} WHERE state = 'sending' OR (state = 'scheduled' AND starts_at <= :now) ORDER BY coalesce(starts_at, 0), id"
)
KEEP_FILE_REF = text("UPDATE campaigns SET file_ref = :ref WHERE id = :campaign")
FILE_REF = text("SELECT file_ref FROM campaigns WHERE id = :campaign")

# -- the ledger

QUEUED = text(
    "SELECT person FROM deliveries WHERE campaign = :campaign AND state = 'queued' AND person > :after ORDER BY person LIMIT :most"
)
BEGIN = _spelt(
    "UPDATE deliveries SET state = 'sending', reason = '', holder = :holder, digest = :digest, at = :now"
    " WHERE {one} AND state = 'queued'"
    " AND EXISTS (SELECT 1 FROM campaigns WHERE id = :campaign AND state = 'sending'{shared})"
    " AND EXISTS (SELECT 1 FROM leases WHERE holder = :holder AND until > :now{shared})"
)
END = _plain(
    "UPDATE deliveries SET state = :state, reason = :reason, message = :message, at = :now WHERE {one}"
    " AND state IN ('sending', 'doubtful') AND holder = :holder"
)
DROP = _plain("UPDATE deliveries SET state = :state, reason = :reason, at = :now WHERE {one} AND state = 'queued'")
PUT_BACK = _spelt(
    "UPDATE deliveries SET state = CASE (SELECT state FROM campaigns WHERE id = :campaign{shared})"
    " WHEN 'stopped' THEN 'stopped' WHEN 'done' THEN 'outside' ELSE 'queued' END,"
    " reason = '', holder = '', digest = '', at = :now WHERE {one} AND state IN ('sending', 'doubtful') AND holder = :holder"
)
DOUBT = text("UPDATE deliveries SET state = 'doubtful', reason = :reason, at = :now WHERE state = 'sending' AND holder <> :holder")
DROP_QUEUED = text("UPDATE deliveries SET state = :state, reason = :reason, at = :now WHERE campaign = :campaign AND state = 'queued'")
THAW = text(
    "DELETE FROM deliveries WHERE campaign = :campaign AND NOT EXISTS"
    " (SELECT 1 FROM deliveries AS begun WHERE begun.campaign = :campaign AND begun.state IN ('sending', 'sent', 'doubtful'))"
)
FORGET_DELIVERIES = text("DELETE FROM deliveries WHERE campaign = :campaign")
TALLY = text("SELECT state, count(*) FROM deliveries WHERE campaign = :campaign GROUP BY state")
RESPONSES = text("SELECT count(tapped_at), count(continued_at), count(finished_at) FROM deliveries WHERE campaign = :campaign")
TAP = _plain(
    "UPDATE deliveries SET tapped_at = coalesce(tapped_at, :now), reason = CASE state WHEN 'doubtful' THEN 'tapped' ELSE reason END,"
    " state = CASE state WHEN 'doubtful' THEN 'sent' ELSE state END WHERE {one} AND state IN ('sending', 'sent', 'doubtful')"
)
ABOUT = _plain("SELECT enterprise, enterprises FROM deliveries WHERE {one}")

_LINES = (
    "SELECT deliveries.campaign, deliveries.person, deliveries.enterprise, deliveries.state, deliveries.reason, deliveries.at,"
    " deliveries.digest, deliveries.message, deliveries.tapped_at, deliveries.continued_at, deliveries.finished_at,"
    " CASE deliveries.enterprise WHEN '' THEN (SELECT units.name FROM grants JOIN units ON units.id = grants.unit"
    " WHERE grants.person = deliveries.person AND grants.role = 'liaison' AND units.kind IN ('district', 'zone')"
    " ORDER BY units.seq LIMIT 1) ELSE statuses.name END, statuses.code, cursors.document"
    " FROM deliveries LEFT JOIN statuses ON statuses.enterprise = deliveries.enterprise"
    " LEFT JOIN cursors ON cursors.person = deliveries.person WHERE deliveries.campaign = :campaign"
)
_PAGE = " AND deliveries.person > :after ORDER BY deliveries.person LIMIT :most"
ALL_LINES = text(f"{_LINES} ORDER BY deliveries.person")
LINES = text(_LINES + _PAGE)
LINES_IN = _spelt(_LINES + " AND deliveries.state IN {states}" + _PAGE)

# Older libraries of SQLite know no UPDATE … FROM; PostgreSQL, right after many lines were added, would join the ledger with itself badly.
FOLLOW_UP: Spelt = {
    "sqlite": text(
        "UPDATE deliveries SET continued_at = coalesce(continued_at, (SELECT idle_since FROM statuses"
        " WHERE statuses.enterprise = deliveries.enterprise AND statuses.idle_since > deliveries.at)),"
        " finished_at = (SELECT statuses.finished_at FROM statuses"
        " WHERE statuses.enterprise = deliveries.enterprise AND statuses.finished_at > deliveries.at)"
        " WHERE (campaign, person) IN (SELECT deliveries.campaign, deliveries.person FROM deliveries"
        " JOIN statuses ON statuses.enterprise = deliveries.enterprise"
        " WHERE deliveries.state = 'sent' AND deliveries.finished_at IS NULL AND deliveries.at > :since"
        " AND ((deliveries.continued_at IS NULL AND statuses.idle_since > deliveries.at) OR statuses.finished_at > deliveries.at))"
    ),
    "postgresql": text(
        "UPDATE deliveries SET"
        " continued_at = coalesce(continued_at, CASE WHEN statuses.idle_since > deliveries.at THEN statuses.idle_since END),"
        " finished_at = CASE WHEN statuses.finished_at > deliveries.at THEN statuses.finished_at END"
        " FROM statuses WHERE statuses.enterprise = deliveries.enterprise"
        " AND deliveries.state = 'sent' AND deliveries.finished_at IS NULL AND deliveries.at > :since"
        " AND ((deliveries.continued_at IS NULL AND statuses.idle_since > deliveries.at) OR statuses.finished_at > deliveries.at)"
    ),
}

# -- what a person does not want

MUTE = text("INSERT INTO mutes (person, kind, muted_at) VALUES (:person, :kind, :now) ON CONFLICT (person, kind) DO NOTHING")
UNMUTE = text("DELETE FROM mutes WHERE person = :person AND kind = :kind")
MUTES = text("SELECT kind FROM mutes WHERE person = :person")

# -- one sender at a time

_TAKE = (
    "INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until)"
    " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
)
_FREE = " WHERE leases.holder = excluded.holder OR leases.until <= :now OR leases.until > :void"
# A file of SQLite has one process only: whoever held the lease before is dead.
TAKE_LEASE: Spelt = {"sqlite": text(_TAKE), "postgresql": text(_TAKE + _FREE)}
DROP_LEASE = text("DELETE FROM leases WHERE name = :name AND holder = :holder")

# -- the calendar

CALENDAR = text("SELECT day, works FROM calendar_days ORDER BY day")
DROP_YEAR = text("DELETE FROM calendar_days WHERE day >= :first AND day <= :last")
ADD_DAY = text("INSERT INTO calendar_days (day, works, source, loaded_at) VALUES (:day, :works, :source, :now)")
