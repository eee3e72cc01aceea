"""From the schema with files to the one with campaigns: what cursors say of languages is shown in a column from then on."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine, text

from bot.storage.migrations.versions.r0007_campaigns import AT_ONCE
from bot.storage.opening import migrate
from bot.storage.schema import SCRIPTS
from dialogs.codec import encode
from tests.contract.given import NOW, a_cursor

MANY = 2 * AT_ONCE + 3
LANGUAGES = ("zh", "en", "")


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, url: str) -> str:
    """The address of a database without tables."""
    return str(request.getfixturevalue("empty_postgres_url")) if request.param == "postgres" else url


def only_six(tmp_path: Path) -> Path:
    """The revisions as the program had them before."""
    later = [found.name for found in (SCRIPTS / "versions").glob("r*_*.py") if found.name[:5] > "r0006"]
    return shutil.copytree(SCRIPTS, tmp_path / "six", ignore=shutil.ignore_patterns("__pycache__", *later))


def test_the_language_of_every_cursor_is_shown(empty: str, tmp_path: Path) -> None:
    """Of more cursors than are read at once; the documents stay what they were, to the byte."""
    migrate(empty, only_six(tmp_path))
    documents = {
        f"p{number:05d}": encode(msgspec.structs.replace(a_cursor(f"p{number:05d}"), language=LANGUAGES[number % 3]))
        for number in range(MANY)
    }
    engine = create_engine(empty)
    with engine.begin() as connection:
        rows = [{"person": person, "now": NOW, "document": document} for person, document in documents.items()]
        connection.execute(text("INSERT INTO persons (id, channel, external, created_at) VALUES (:person, 'console', :person, :now)"), rows)
        connection.execute(text("INSERT INTO cursors (person, run, updated_at, document) VALUES (:person, '', :now, :document)"), rows)
    assert "0007" in migrate(empty)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT person, language, document FROM cursors")).fetchall()
    engine.dispose()
    assert {person: bytes(document) for person, _, document in found} == documents
    assert {person: language for person, language, _ in found} == {f"p{number:05d}": LANGUAGES[number % 3] for number in range(MANY)}
