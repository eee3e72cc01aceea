"""From the schema with versions of banks to the one with rule packs beside them: every version that was kept stays one of a bank."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.ports import Conflict
from bot.ports.banks import BankState, BankVersion
from bot.storage.opening import migrate, open_store
from bot.storage.schema import SCRIPTS
from tests.contract.given import NOW, CountedIds

KEPT = BankVersion("b", "1", "题库", BankState.PUBLISHED, "d1", True, "", NOW, published_at=NOW, current=True)
OTHER = BankVersion("b", "2", "题库二", BankState.DRAFT, "d2", False, "a", NOW + 1, tried_by="t", tried_at=NOW + 2)
COLUMNS = (
    "bank, version, title, state, digest, shipped, made_by, made_at, tried_by, tried_at, asked_by, asked_at, published_by, published_at,"
    " retired_at, current"
)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, url: str) -> str:
    """The address of a database without tables."""
    return str(request.getfixturevalue("empty_postgres_url")) if request.param == "postgres" else url


def only_eight(tmp_path: Path) -> Path:
    """The revisions as the program had them before."""
    later = [found.name for found in (SCRIPTS / "versions").glob("r*_*.py") if found.name[:5] > "r0008"]
    return shutil.copytree(SCRIPTS, tmp_path / "eight", ignore=shutil.ignore_patterns("__pycache__", *later))


def fill(url: str) -> None:
    """Two versions as the program kept them then."""
    names = COLUMNS.split(", ")
    engine = create_engine(url)
    with engine.begin() as connection:
        add = text(f"INSERT INTO bank_versions ({COLUMNS}, sheets) VALUES ({', '.join(':' + name for name in names)}, :sheets)")
        for version in (KEPT, OTHER):
            values = {name: getattr(version, name) for name in names}
            said = {"state": version.state.value, "shipped": int(version.shipped), "current": int(version.current)}
            connection.execute(add, {**values, **said, "sheets": b"\0" + version.version.encode()})
    engine.dispose()


def test_every_version_that_was_kept_is_one_of_a_bank(empty: str, tmp_path: Path) -> None:
    """With its sheets, in its order, current as it was; a pack of the same id and version goes beside it."""
    migrate(empty, only_eight(tmp_path))
    fill(empty)
    assert migrate(empty)[0] == "0009"
    store = open_store(empty, CountedIds())
    assert store.submit(lambda tx: tx.bank_versions()).result() == (OTHER, KEPT)
    assert store.submit(lambda tx: [tx.bank_sheets("b", version) for version in "12"]).result() == [b"\x001", b"\x002"]
    assert store.submit(lambda tx: tx.pack_versions()).result() == ()
    assert store.submit(lambda tx: tx.add_pack_version(KEPT, b"pack")).result()
    assert store.submit(lambda tx: (tx.current_versions(), tx.current_packs())).result() == ((KEPT,), (KEPT,))
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.add_bank_version(replace(KEPT, version="4"), b"")).result()
    store.close()
    engine = create_engine(empty)
    with engine.connect() as connection:
        numbers = connection.execute(text("SELECT seq FROM bank_versions ORDER BY seq")).scalars().all()
    engine.dispose()
    assert numbers[:2] == [1, 2]
    assert len(numbers) == 3
