"""Every statement that a transaction makes, built once. `Session` compiles each for its database on first use.

Inserts that give way to a row that is there are plain text, because both databases spell them alike and SQLAlchemy does not.
"""

from __future__ import annotations

from sqlalchemy import Executable, bindparam, delete, exists, insert, literal_column, select, text, update

from bot.storage.tables import answers, contacts, cursors, enterprises, persons, runs, slots

FIND_PERSON = (
    select(persons.c.id).where(persons.c.channel == bindparam("channel"), persons.c.external == bindparam("external")).with_for_update()
)
ADD_PERSON = text(
    "INSERT INTO persons (id, channel, external, created_at) VALUES (:id, :channel, :external, :now)"
    " ON CONFLICT (channel, external) DO NOTHING"
)

LOAD = (
    select(cursors.c.document, runs.c.document, runs.c.version)
    .select_from(cursors.outerjoin(runs, runs.c.id == cursors.c.run))
    .where(cursors.c.person == bindparam("person"))
)
FIND_CURSOR = select(cursors.c.document).where(cursors.c.person == bindparam("person")).with_for_update()
READ_CURSOR = text("SELECT document FROM cursors WHERE person = :person")
SAVE_CURSOR = text(
    "INSERT INTO cursors (person, run, updated_at, document, language) VALUES (:person, :run, :now, :document, :language)"
    " ON CONFLICT (person) DO UPDATE SET run = excluded.run, updated_at = excluded.updated_at, document = excluded.document,"
    " language = excluded.language"
)

FIND_RUN = select(runs.c.document, runs.c.version).where(runs.c.id == bindparam("run")).with_for_update()
DRAFTS = text(
    "SELECT document, version FROM runs"
    " WHERE owner = :person AND enterprise IS NULL AND state <> 'abandoned' AND trial = 0 ORDER BY seq DESC"
)
FIND_SEAL = select(runs.c.seal).where(runs.c.id == bindparam("run"))
INDEXED = ("enterprise", "bank", "bank_version", "state")
"""Columns of a run that indexes know; hardly a turn changes one of them."""

_CHANGING = ("answered", "started_at", "finished_at", "updated_at", "level", "total", "document")
ADD_RUN = insert(runs).values(
    {
        "version": literal_column("1"),
        **{name: bindparam(name) for name in ("id", "owner", "created_at", "trial", *INDEXED, *_CHANGING)},
    }
)
_SAVED = update(runs).where(runs.c.id == bindparam("run"), runs.c.version == bindparam("before"), runs.c.seal.is_(None))
_GROWN = {"version": runs.c.version + literal_column("1"), **{name: bindparam(name) for name in _CHANGING}}
SAVE_RUN = _SAVED.values({**_GROWN, **{name: bindparam(name) for name in INDEXED}})
GO_ON_WITH_RUN = _SAVED.values(_GROWN)
SAVE_ANSWER = text(
    "INSERT INTO answers (run, question, option_key, given_by, given_at) VALUES (:run, :question, :option_key, :given_by, :given_at)"
    " ON CONFLICT (run, question)"
    " DO UPDATE SET option_key = excluded.option_key, given_by = excluded.given_by, given_at = excluded.given_at"
)
DROP_ANSWER = delete(answers).where(answers.c.run == bindparam("run"), answers.c.question == bindparam("question"))
SEAL = (
    update(runs)
    .where(runs.c.id == bindparam("run"), runs.c.seal.is_(None))
    .values(seal=bindparam("value"), sealed_at=bindparam("now"), version=runs.c.version + literal_column("1"))
)
PAST_RUNS = (
    select(runs.c.id, runs.c.state, runs.c.started_at, runs.c.finished_at, runs.c.answered, runs.c.level, runs.c.total)
    .where(runs.c.enterprise == bindparam("enterprise"), runs.c.started_at.is_not(None))
    .order_by(runs.c.started_at, runs.c.seq)
)
PAST_RUNS_WITH = PAST_RUNS.where(runs.c.bank == bindparam("with_bank"))
LAST_FINISHED = (
    select(runs.c.document)
    .where(runs.c.enterprise == bindparam("enterprise"), runs.c.state == bindparam("finished"))
    .order_by(runs.c.finished_at.desc(), runs.c.seq.desc())
    .limit(1)
)
LAST_FINISHED_WITH = LAST_FINISHED.where(runs.c.bank == bindparam("with_bank"))

FIND_SLOT = select(slots.c.slot).where(slots.c.run == bindparam("run"))
TAKE_SLOT = text(
    "INSERT INTO slots (enterprise, bank, month, slot, run) VALUES (:enterprise, :bank, :month, :slot, :run) ON CONFLICT DO NOTHING"
)
GIVE_SLOT_BACK = delete(slots).where(slots.c.run == bindparam("run"))

OWN_RUNS = select(runs.c.id, runs.c.enterprise, runs.c.bank).where(
    runs.c.owner == bindparam("person"),
    (runs.c.state != bindparam("finished")) | (runs.c.trial == text("1")),
    runs.c.seal.is_(None),
    ~exists().where(answers.c.run == runs.c.id, answers.c.given_by != bindparam("person")),
    ~exists().where(cursors.c.run == runs.c.id, cursors.c.person != bindparam("person")),
)
DROP_RUN = delete(runs).where(runs.c.id == bindparam("run"))
CONTACT_OF = text("SELECT enterprise FROM contacts WHERE person = :person ORDER BY enterprise")
DROP_PERSON = delete(persons).where(persons.c.id == bindparam("person"))
_RECORD = "INSERT INTO audit (at, person, run, action, detail) VALUES (:at, :person, :run, :action, :detail)"
RECORD: dict[str, Executable] = {"sqlite": text(_RECORD), "postgresql": text(_RECORD + " RETURNING seq")}
ENTERPRISE_OF_RUN = text("SELECT enterprise FROM runs WHERE id = :run")
ADD_HAPPENING = text("INSERT INTO happenings (enterprise, seq) SELECT id, :seq FROM enterprises WHERE id = :enterprise")

LIST_RUNS = (
    select(
        runs.c.id, runs.c.enterprise, enterprises.c.name, runs.c.state, runs.c.answered, runs.c.created_at,
        runs.c.started_at, runs.c.finished_at, runs.c.level, runs.c.total,
    )
    .select_from(runs.outerjoin(enterprises, enterprises.c.id == runs.c.enterprise))
    .where(runs.c.trial == text("0"))
    .order_by(runs.c.seq)
)  # fmt: skip
LIST_RUNS_OF = LIST_RUNS.where(
    (runs.c.owner == bindparam("person"))
    | exists().where(contacts.c.person == bindparam("person"), contacts.c.enterprise == runs.c.enterprise)
)
READ_RUN = select(runs.c.document).where(runs.c.id == bindparam("run"))
SEALED_RUNS = select(
    runs.c.id, runs.c.seal, runs.c.document, runs.c.state, runs.c.answered, runs.c.level, runs.c.total, runs.c.finished_at
).where(runs.c.seal.is_not(None))

BEGIN: dict[str, Executable] = {"sqlite": text("BEGIN IMMEDIATE"), "postgresql": text("BEGIN")}
COMMIT = text("COMMIT")
ROLLBACK = text("ROLLBACK")
SAVEPOINT = text("SAVEPOINT work")
RELEASE = text("RELEASE SAVEPOINT work")
ROLLBACK_TO = text("ROLLBACK TO SAVEPOINT work")
