"""From the schema with inbox and outbox, frozen with its rows in `golden/r0002.sql`, to the one with units, standing and desk.

Five enterprises: one not started, one in progress, one finished twice, one finished and in progress again, one that gave up.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql as names

from bot.ports import Store, Transaction
from bot.ports.standing import Filter, Stage
from bot.roles import Affiliation
from bot.storage.opening import migrate, open_store
from bot.storage.schema import SCRIPTS
from tests.contract.given import NOW, CountedIds

GOLDEN = Path(__file__).parent / "golden" / "r0002.sql"
# In the order in which their rows can be added.
PEOPLE_AND_WORK = ("persons", "cursors", "enterprises", "contacts", "runs", "answers", "slots", "audit")
POST = ("inbox", "parked_updates", "chats", "letters", "timers")


def frozen(path: Path) -> Path:
    """The file as the second version of the program left it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(GOLDEN.read_text(encoding="utf-8"))
    return path


def only_two(tmp_path: Path) -> Path:
    """The revisions as the second version of the program had them."""
    later = [found.name for found in (SCRIPTS / "versions").glob("r*_*.py") if found.name[:5] not in {"r0001", "r0002"}]
    return shutil.copytree(SCRIPTS, tmp_path / "two", ignore=shutil.ignore_patterns("__pycache__", *later))


def moved(url: str, tmp_path: Path) -> None:
    """The same rows on PostgreSQL, at the same schema."""
    assert migrate(url, only_two(tmp_path)) == ("0001", "0002")
    with closing(sqlite3.connect(frozen(tmp_path / "frozen.db"))) as old, psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("SET session_replication_role = replica")  # a sealed run takes no answers otherwise
        for table in (*PEOPLE_AND_WORK, *POST):
            rows = old.execute(f"SELECT * FROM {table}").fetchall()
            assert rows
            places = names.SQL(", ").join(names.Placeholder() * len(rows[0]))
            connection.cursor().executemany(names.SQL("INSERT INTO {} VALUES ({})").format(names.Identifier(table), places), rows)


@pytest.fixture(params=["sqlite", "postgres"])
def migrated(request: pytest.FixtureRequest, path: Path, url: str, tmp_path: Path) -> Iterator[Store]:
    """A store on the old rows at the newest schema."""
    if request.param == "postgres":
        url = request.getfixturevalue("empty_postgres_url")
        moved(url, tmp_path)
    else:
        frozen(path)
    assert migrate(url)[0] == "0003"
    store = open_store(url, CountedIds())
    yield store
    store.close()


def test_every_enterprise_stands_where_its_runs_say(migrated: Store) -> None:
    """With the result of the run finished last, and idle since its runs were last changed; the counts are those of a recount."""
    found = asyncio.run(migrated.read_statuses(Filter()))
    assert [(line.name, line.stage, line.answering, line.answered, line.level, line.total, line.finished_at) for line in found] == [
        ("企业0", Stage.NOT_STARTED, 0, 0, None, None, None),
        ("企业1", Stage.IN_PROGRESS, 2, 2, None, None, None),
        ("企业2", Stage.FINISHED, 0, 0, 3, "3.5", NOW + 53),
        ("企业3", Stage.IN_PROGRESS, 1, 2, 1, "1.5", NOW + 51),
        ("企业4", Stage.NOT_STARTED, 0, 0, None, None, None),
    ]
    assert [line.idle_since - NOW for line in found] == [0, 10, 20, 60, 10]
    assert [(line.industry, line.size, line.contacts) for line in found] == [("C34", "s2", 1)] * 3 + [("C13", "s2", 1), ("C34", "s2", 1)]
    assert asyncio.run(migrated.miscounted()) == 0
    assert sum(count.enterprises for count in migrated.submit(lambda tx: tx.counts_by(Filter(), None)).result()) == 5


def test_every_enterprise_lies_in_its_district_and_zone(migrated: Store) -> None:
    """As its profile says; a group is no zone."""
    lines = asyncio.run(migrated.read_statuses(Filter()))
    found = [migrated.submit(lambda tx, line=line: tx.enterprise(line.enterprise)).result() for line in lines]
    minhang = Affiliation("310112")
    assert [enterprise.affiliation for enterprise in found] == [minhang, Affiliation("310115", "lingang"), minhang, minhang, minhang]
    assert [line.affiliation for line in lines] == [enterprise.affiliation for enterprise in found]


def test_where_the_first_contact_was_deleted_the_next_one_speaks(migrated: Store) -> None:
    """Which the older program did not see to."""

    def work(tx: Transaction) -> None:
        for line in tx.statuses(Filter(), 9):
            enterprise = tx.enterprise(line.enterprise)
            assert enterprise is not None
            assert [contact.person for contact in tx.contacts(line.enterprise)] == [enterprise.first_contact]

    migrated.submit(work).result()


def test_what_happened_before_is_told(migrated: Store) -> None:
    """What was answered is not."""
    (line,) = asyncio.run(migrated.read_statuses(Filter(Affiliation(zone="lingang"))))
    (event,) = migrated.submit(lambda tx: tx.timeline(line.enterprise, 9)).result()
    assert (event.at, event.action, event.detail) == (NOW + 10, "run_started", '{"month":"2026-11"}')
