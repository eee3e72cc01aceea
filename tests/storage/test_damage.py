"""A damaged file is refused, untouched, with the way to restore it; a sound one never is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.ports import StorageRefused, StorageUnavailable
from bot.storage.opening import migrate, open_reader, open_store, schema_state
from bot.storage.schema import SchemaState
from tests.contract.given import NOW, CountedIds, a_run, add

PAGE = 8192


@pytest.fixture
def filled(url: str, path: Path) -> bytes:
    """The bytes of a closed database with some hundred pages."""
    store = open_store(url, CountedIds())
    runs = [a_run(f"run-{number}", answers={f"q{one:04d}": "A" for one in range(200)}) for number in range(60)]
    store.submit(add(runs, "p")).result()
    store.close()
    return path.read_bytes()


def assert_refused(url: str, path: Path) -> None:
    """Whoever asks is told how to restore, and no byte is changed."""
    before = path.read_bytes()
    assert schema_state(url) is SchemaState.DAMAGED
    for attempt in (lambda: open_store(url, CountedIds()), lambda: migrate(url), lambda: open_reader(url)):
        with pytest.raises(StorageRefused) as refused:
            attempt()
        assert "恢复" in refused.value.message_zh
        assert "备份" in refused.value.message_zh
        assert "backup" in refused.value.message_en
        assert "zhiping.db.before-" in refused.value.message_en
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(url: str, path: Path) -> None:
    """Whatever it is."""
    path.write_bytes("题库.xlsx".encode() * 100)
    assert_refused(url, path)


def test_a_flipped_header_is_refused(url: str, path: Path, filled: bytes) -> None:
    """One bit is enough."""
    path.write_bytes(bytes([filled[0] ^ 1]) + filled[1:])
    assert_refused(url, path)


@pytest.mark.parametrize("seed", range(12))
def test_a_page_with_a_spoilt_beginning_is_refused(url: str, path: Path, filled: bytes, seed: int) -> None:
    """A page drawn at random; there are no checksums over what a page contains, but over its structure the check holds."""
    page = random.Random(seed).randrange(1, len(filled) // PAGE)
    spoilt = bytearray(filled)
    for place in range(page * PAGE, page * PAGE + 8):
        spoilt[place] ^= 0xA5
    path.write_bytes(spoilt)
    assert_refused(url, path)


def test_a_file_that_lost_its_end_is_refused(url: str, path: Path, filled: bytes) -> None:
    """As after a copy that broke off."""
    path.write_bytes(filled[: len(filled) // 2])
    assert_refused(url, path)


def test_a_sound_file_is_never_refused(url: str, path: Path, filled: bytes) -> None:
    """Closed, or left by a kill with its log beside it."""
    assert schema_state(url) is SchemaState.CURRENT
    store = open_store(url, CountedIds())
    store.submit(lambda tx: tx.add_run(a_run("in-the-log"), "p", NOW)).result()
    left = {name: path.with_name(path.name + name).read_bytes() for name in ("", "-wal")}
    store.close()
    for name, content in left.items():
        path.with_name(path.name + name).write_bytes(content)
    assert schema_state(url) is SchemaState.CURRENT
    store = open_store(url, CountedIds())
    assert store.submit(lambda tx: tx.run("in-the-log")).result() is not None
    store.close()


def test_a_log_that_lost_its_end_costs_only_what_was_in_it(url: str, path: Path, filled: bytes) -> None:
    """The file beside it is sound and is opened; a torn turn at the log's end is left out whole."""
    store = open_store(url, CountedIds())
    store.submit(lambda tx: tx.add_run(a_run("first"), "p", NOW)).result()
    store.submit(lambda tx: tx.add_run(a_run("torn"), "p", NOW)).result()
    left = {name: path.with_name(path.name + name).read_bytes() for name in ("", "-wal")}
    store.close()
    path.write_bytes(left[""])
    path.with_name(path.name + "-wal").write_bytes(left["-wal"][:-100])
    store = open_store(url, CountedIds())
    assert store.submit(lambda tx: [tx.run(run) is not None for run in ("run-59", "first", "torn")]).result() == [True, True, False]
    store.close()


def test_a_document_that_was_changed_inside_stops_its_own_turn_only(url: str, path: Path, filled: bytes) -> None:
    """What the page check cannot see, the codec does."""
    spoilt = filled.replace(b'"id":"run-7"', b'"id":"run-7,')
    assert spoilt != filled
    path.write_bytes(spoilt)
    store = open_store(url, CountedIds())
    error = store.submit(lambda tx: tx.run("run-7")).exception()
    assert error is not None
    assert not isinstance(error, StorageUnavailable)
    assert store.submit(lambda tx: tx.run("run-8")).result() is not None
    store.close()
