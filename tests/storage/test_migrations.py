"""The way from an empty or older database to the newest schema: all of it or nothing, with a copy, and no row lost on the way."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from bot.ports import StorageRefused, StorageUnavailable, Transaction
from bot.ports.banks import BankState, BankVersion
from bot.ports.programmes import Application, ApplicationState, DailyRound, FormFile, KeptVerdict, Place
from bot.ports.registry import Invitation, InvitationKind, Registration, RegistrationState
from bot.ports.standing import Progress, Stage
from bot.roles import Affiliation, Role
from bot.storage.opening import migrate, open_reader, open_store, schema_state
from bot.storage.schema import SCRIPTS, SchemaState, head_of
from bot.storage.tables import metadata
from dialogs.campaigns.model import Campaign, Kind
from dialogs.model import Evidence
from dialogs.review import REVIEW_SPEC, Review
from tests.contract.given import NOW, CountedIds, a_cursor, a_run, registered

DONE = Progress("run-1", Stage.FINISHED, 1, 2, 2, 1, "0.8", NOW, NOW, (("design", "0.8"),))

NEXT = '''
"""A revision that rebuilds a table with children."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "HEAD", None, None


def upgrade() -> None:
    with op.batch_alter_table("enterprises", recreate="auto") as table:
        table.add_column(sa.Column("valley", sa.String(), nullable=False, server_default=""))
        table.alter_column("district", new_column_name="area")
'''
FAILING = NEXT + '    op.execute("INSERT INTO nowhere VALUES (1)")\n'
ORPHANING = NEXT + '    op.execute("DELETE FROM enterprises")\n'


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, url: str) -> str:
    """The address of a database without tables."""
    return str(request.getfixturevalue("empty_postgres_url")) if request.param == "postgres" else url


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The revisions of a later version of the program."""
    return scripts(tmp_path / "later", NEXT)


def scripts(folder: Path, revision: str) -> Path:
    """The shipped revisions with one more."""
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9999_next.py").write_text(revision.replace("HEAD", head_of()), encoding="utf-8")
    return folder


def fill(url: str) -> None:
    """A row in every table: an enterprise with contact, run, answers, slot and audit; what the post and the desk have to do with them."""
    store = open_store(url, CountedIds())
    store.submit(given_talk).result()
    store.submit(given_desk).result()
    store.submit(given_campaign).result()
    store.submit(given_bank).result()
    store.submit(given_programme).result()
    asyncio.run(store.tidy(NOW))
    store.submit(given_later).result()
    store.close()


def given_talk(tx: Transaction) -> None:
    """A registered enterprise that has finished; an update taken and one parked, chat, letter and timer."""
    person, enterprise = registered(tx)
    tx.save_cursor(a_cursor(person, "run-1"), NOW)
    run = a_run(enterprise=enterprise.id, answers={"q1": "A", "q2": "B"}, by=person)
    file = Evidence(digest="ab" * 32, name="a.pdf", mime="application/pdf", size=1, by=person, at=NOW)
    tx.add_run(msgspec.structs.replace(run, evidence={"q1": (file,)}), person, NOW)
    tx.take_slot(enterprise.id, "bank", "2026-11", "run-1", 3)
    tx.record(NOW, person, "run-1", "run_started", {})
    tx.park_update("console", "u1", "1", "R1", b"{}", NOW)
    tx.reach("console", person, "1", NOW)
    tx.post("console", person, "1", "Screen", b"{}", NOW)
    tx.set_timer(person, NOW, 1)
    tx.keep_progress(enterprise.id, DONE, NOW)


def given_desk(tx: Transaction) -> None:
    """Everything that is asked of the desk, once."""
    person = tx.person("console", "1", NOW)
    (enterprise,) = tx.enterprises_of(person)
    tx.grant(person, Role.LIAISON, "310112", "", NOW)
    tx.claim(enterprise.id, person, "", "", NOW)
    tx.invite(Invitation("i", "digest", InvitationKind.CONTACT, person, NOW, NOW))
    tx.register_liaison(Registration("g", person, "310112", "", "", "", "", RegistrationState.WAITING, NOW))
    tx.set_target("310112", 2026, 1, "")
    tx.take_nudge(person, "2099-01-01")
    tx.open_ticket(person, "", "", "?", NOW)
    tx.save_review(None, Review(spec=REVIEW_SPEC, run="run-1", agency="a"), "a", NOW)


def given_campaign(tx: Transaction) -> None:
    """A campaign that was frozen, somebody who declines, a sender, a day of the calendar."""
    campaign = Campaign(id="c", units=("310112",))
    tx.add_campaign(campaign, NOW)
    tx.freeze_audience(campaign, NOW)
    tx.mute(tx.person("console", "1", NOW), Kind.NEWS, NOW)
    tx.take_lease("sender", "holder", NOW, 9)
    tx.load_calendar({date(2026, 10, 10): True}, "notice", NOW)


def given_bank(tx: Transaction) -> None:
    """A version of a bank."""
    tx.add_bank_version(BankVersion("bank", "1", "题库", BankState.DRAFT, "digest", False, "", NOW), b"{}")


def given_programme(tx: Transaction) -> None:
    """A fact, a verdict in place of another, an application, a ranked list."""
    (enterprise,) = tx.enterprises_of(tx.person("console", "1", NOW))
    tx.state_fact(enterprise.id, "fact", "yes", "p", NOW)
    for version in ("1", "2"):
        tx.keep_verdict(KeptVerdict(enterprise.id, "programme", version, "eligible", "track", 0, 0, NOW))
    tx.keep_daily_round(DailyRound("2026-11-22"))
    tx.keep_application(None, Application(enterprise.id, "programme", "window", ApplicationState.WISHED, "p", NOW))
    tx.set_ranking("programme", "310112", (), (Place(enterprise.id, 1),), NOW)
    tx.set_form_files(enterprise.id, "programme", "form", (), (FormFile("cd" * 32, "a.png", "image/png", 1),))


def given_later(tx: Transaction) -> None:
    """Changes of counts beside those folded in."""
    (enterprise,) = tx.enterprises_of(tx.person("console", "1", NOW))
    tx.affiliate(enterprise.id, Affiliation("310115"), NOW)


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = plain_engine(url)
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in metadata.tables}
    engine.dispose()
    return found


def plain_engine(url: str) -> Engine:
    """An engine with nothing of the store's."""
    return create_engine(url)


def test_an_empty_database_is_migrated_and_a_second_time_nothing_happens(empty: str) -> None:
    """The revisions applied are named."""
    assert schema_state(empty) is SchemaState.EMPTY
    assert migrate(empty) == ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
    assert schema_state(empty) is SchemaState.CURRENT
    assert migrate(empty) == ()
    assert schema_state(empty) is SchemaState.CURRENT


def test_looking_at_the_state_makes_no_file(path: Path, url: str) -> None:
    """Nor does refusing to read what is not there."""
    assert schema_state(url) is SchemaState.EMPTY
    with pytest.raises(StorageRefused, match="不存在"):
        open_reader(url)
    assert list(path.parent.iterdir()) == []


def test_the_revisions_make_the_tables_that_the_program_uses(empty: str) -> None:
    """Compared table by table, on both databases."""
    migrate(empty)
    engine = plain_engine(empty)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    engine.dispose()
    assert differences == []
    assert len(metadata.tables) == 47


def test_an_older_database_is_brought_forward_and_no_row_is_lost(empty: str, later: Path) -> None:
    """Not even the children of a table that is rebuilt."""
    migrate(empty)
    fill(empty)
    before = counts(empty)
    assert [table for table, number in before.items() if not number] == []
    assert schema_state(empty, later) is SchemaState.OLD
    assert migrate(empty, later) == ("9999",)
    assert schema_state(empty, later) is SchemaState.CURRENT
    assert counts(empty) == before


def test_a_copy_is_made_before_an_older_file_is_changed(url: str, path: Path, later: Path) -> None:
    """At the old revision, with all rows, and usable in place of the file; none is made of an empty one."""
    migrate(url)
    fill(url)
    before = counts(url)
    copy = path.with_name("zhiping.db.before-9999")
    assert not copy.exists()
    migrate(url, later)
    assert schema_state(f"sqlite:///{copy}") is SchemaState.CURRENT
    assert counts(f"sqlite:///{copy}") == before
    assert [found.name for found in path.parent.glob("*.before-*")] == [copy.name]


def test_opening_an_embedded_database_migrates_it_with_a_copy(url: str, path: Path, later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to run a command."""
    fill(url)
    monkeypatch.setattr("bot.storage.opening.SCRIPTS", later)
    store = open_store(url, CountedIds())
    assert store.submit(lambda tx: tx.run("run-1")).result() is not None
    store.close()
    assert schema_state(url, later) is SchemaState.CURRENT
    assert path.with_name("zhiping.db.before-9999").exists()


def columns(url: str) -> set[str]:
    """The columns of the table that the later revision changes."""
    engine = plain_engine(url)
    with engine.connect() as connection:
        found = {column["name"] for column in inspect(connection).get_columns("enterprises")}
    engine.dispose()
    return found


@pytest.mark.parametrize("revision", [FAILING, ORPHANING], ids=["failing", "orphaning"])
def test_a_migration_that_fails_leaves_the_old_state(empty: str, tmp_path: Path, revision: str) -> None:
    """Also one that would leave rows which refer to nothing; the next try begins from the same place."""
    migrate(empty)
    fill(empty)
    before = counts(empty)
    with pytest.raises((StorageRefused, StorageUnavailable)):
        migrate(empty, scripts(tmp_path / "bad", revision))
    assert schema_state(empty) is SchemaState.CURRENT
    assert counts(empty) == before
    assert "district" in columns(empty)
    assert "valley" not in columns(empty)
    assert migrate(empty, scripts(tmp_path / "good", NEXT)) == ("9999",)
    assert "valley" in columns(empty)


def test_a_newer_database_is_refused_with_the_way_back(empty: str, later: Path) -> None:
    """Whoever asks: opening, reading, migrating; and nothing changes."""
    migrate(empty, later)
    assert schema_state(empty) is SchemaState.NEWER
    for attempt in (lambda: open_store(empty, CountedIds()), lambda: open_reader(empty), lambda: migrate(empty)):
        with pytest.raises(StorageRefused) as refused:
            attempt()
        assert "新版本" in refused.value.message_zh
        assert ".before-" in refused.value.message_en
    assert schema_state(empty, later) is SchemaState.CURRENT


def test_a_database_of_another_program_is_refused(empty: str) -> None:
    """Tables without a revision are not ours."""
    engine = plain_engine(empty)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE something (id INTEGER)")
    engine.dispose()
    assert schema_state(empty) is SchemaState.DAMAGED
    for attempt in (lambda: open_store(empty, CountedIds()), lambda: migrate(empty), lambda: open_reader(empty)):
        with pytest.raises(StorageRefused, match="不是本程序的数据库"):
            attempt()


def test_postgresql_is_migrated_by_the_operator_only(empty_postgres_url: str) -> None:
    """Opening says what to run."""
    with pytest.raises(StorageRefused, match="zhiping migrate"):
        open_store(empty_postgres_url, CountedIds())
    migrate(empty_postgres_url)
    open_store(empty_postgres_url, CountedIds()).close()


def test_foreign_keys_are_on_again_after_a_migration(url: str) -> None:
    """In the store that migrated by itself."""
    store = open_store(url, CountedIds())
    assert store.submit(lambda tx: tx.save_cursor(a_cursor("nobody"), NOW)).exception() is not None
    store.close()
