"""The statements for updates, letters, chats and timers, built once; plain text wherever both databases read the same words.

States are written out, not passed: only so do the databases see that an index on open letters will do.
"""

from __future__ import annotations

from sqlalchemy import Executable, bindparam, select, text

from bot.storage.tables import letters

TAKE_UPDATE = text("INSERT INTO inbox (channel, key, taken_at) VALUES (:channel, :key, :now) ON CONFLICT DO NOTHING")
PARK_UPDATE = text(
    "INSERT INTO parked_updates (channel, key, external, reference, body, parked_at)"
    " VALUES (:channel, :key, :external, :reference, :body, :now) ON CONFLICT DO NOTHING"
)
FORGET_UPDATES = text(
    "DELETE FROM inbox WHERE (channel, key) IN (SELECT channel, key FROM inbox WHERE taken_at < :before ORDER BY taken_at LIMIT :most)"
)
DROP_PARKED_OF = text("DELETE FROM parked_updates WHERE (channel, external) IN (SELECT channel, external FROM persons WHERE id = :person)")

FIND_EXTERNAL = text("SELECT external FROM persons WHERE channel = :channel AND id = :person")
FIND_CHAT = text("SELECT person, chat, message, reachable FROM chats WHERE channel = :channel AND person = :person")
REACH = text(
    "INSERT INTO chats (channel, person, chat, message, reachable, reason, changed_at)"
    " SELECT :channel, id, :chat, NULL, 1, '', :now FROM persons WHERE id = :person"
    " ON CONFLICT (person, channel) DO UPDATE SET chat = excluded.chat, reachable = 1, reason = '', changed_at = excluded.changed_at,"
    " message = CASE WHEN chats.chat = excluded.chat THEN chats.message END"
)
FIND_REACHABLE = text("SELECT person FROM chats WHERE channel = :channel AND chat = :chat AND reachable = 1")
LOSE_CHAT = text(
    "UPDATE chats SET reachable = 0, message = NULL, reason = :why, changed_at = :now"
    " WHERE channel = :channel AND chat = :chat AND reachable = 1"
)
LOSE_LETTERS = text(
    "UPDATE letters SET state = 'gone', ended_at = :now, reason = :why"
    " WHERE channel = :channel AND chat = :chat AND state IN ('queued', 'sending')"
)
FORGET_MESSAGE = text("UPDATE chats SET message = NULL WHERE channel = :channel AND person = :person AND message IS NOT NULL")
SHOW_MESSAGE = text(
    "UPDATE chats SET message = :message WHERE channel = :channel"
    " AND (person, chat) IN (SELECT person, chat FROM letters WHERE id = :letter)"
)

_POST = (
    "INSERT INTO letters (channel, person, chat, kind, payload, state, tries, due, bulk, waiting_since, reason)"
    " VALUES (:channel, :person, :chat, :kind, :payload, 'queued', 0, :due, :bulk, :since, '')"
)
POST: dict[str, Executable] = {"sqlite": text(_POST), "postgresql": text(_POST + " RETURNING id")}

_LETTER = select(
    letters.c.id, letters.c.person, letters.c.chat, letters.c.kind, letters.c.payload, letters.c.state, letters.c.tries, letters.c.due,
    letters.c.bulk,
)  # fmt: skip
# The letter named by `after` may be sent by now; then it counts as a reply, which lists some bulk twice and leaves nothing out.
LETTERS = (
    _LETTER.where(text("channel = :channel AND state = 'queued' AND due <= :now"))
    .where(text("(bulk, id) > (coalesce((SELECT bulk FROM letters WHERE id = :after), 0), :after)"))
    .order_by(letters.c.bulk, letters.c.id)
    .limit(bindparam("most"))
)
INTERRUPTED = _LETTER.where(text("channel = :channel AND state = 'sending'")).order_by(letters.c.id)
BEGIN_LETTER = text("UPDATE letters SET state = 'sending' WHERE id = :letter AND state = 'queued'")
PUT_BACK = text("UPDATE letters SET state = 'queued', tries = tries + 1, due = :due WHERE id = :letter AND state IN ('queued', 'sending')")
END_LETTER = text(
    "UPDATE letters SET state = :state, ended_at = :now, reason = :reason WHERE id = :letter AND state IN ('queued', 'sending')"
)
REMOVE_LETTER = text("DELETE FROM letters WHERE id = :letter")
DROP_LETTERS_OF = text("DELETE FROM letters WHERE person = :person")

SET_TIMER = text(
    "INSERT INTO timers (person, due, revision) SELECT id, :due, :revision FROM persons WHERE id = :person"
    " ON CONFLICT (person) DO UPDATE SET due = excluded.due, revision = excluded.revision"
)
DUE_TIMERS = text("SELECT person, due, revision FROM timers WHERE due <= :now ORDER BY due, person LIMIT :most")
CLEAR_TIMER = text("DELETE FROM timers WHERE person = :person")

# Each part by an index of its own: reading every letter would read every payload.
COUNT_LETTERS = text(
    "SELECT 'queued', count(*) FROM letters WHERE state = 'queued'"
    " UNION ALL SELECT 'sending', count(*) FROM letters WHERE state = 'sending'"
    " UNION ALL SELECT state, count(*) FROM letters WHERE state IN ('doubtful', 'failed', 'gone') GROUP BY state"
)
DOUBTFUL_LETTERS = (
    _LETTER.add_columns(letters.c.channel, letters.c.ended_at, letters.c.reason)
    .where(text("state = 'doubtful' AND state IN ('doubtful', 'failed', 'gone')"))
    .order_by(letters.c.ended_at.desc(), letters.c.id.desc())
    .limit(bindparam("most"))
)
OLDEST_QUEUED = text("SELECT min(waiting_since) FROM letters WHERE state = 'queued' AND waiting_since <= :now")
PARKED_UPDATES = text("SELECT channel, key, external, reference, body, parked_at FROM parked_updates ORDER BY seq DESC LIMIT :most")
COUNTS = text(
    "SELECT (SELECT count(*) FROM persons), (SELECT count(*) FROM runs), (SELECT count(*) FROM chats WHERE reachable = 0),"
    " (SELECT count(*) FROM timers), (SELECT count(*) FROM parked_updates)"
)
PING = text("SELECT version_num FROM alembic_version")
