"""Opening by address: who is let in, who is told to wait, what is imported, and that a program always ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import URL

from bot.ports import StorageRefused, StorageUnavailable, Store, Transaction
from bot.storage.opening import migrate, open_reader, open_store
from tests.contract.given import NOW, CountedIds, a_run

ROOT = Path(__file__).parents[2]

HOLDING = """
import sys, time
from bot.storage.opening import open_store
from tests.contract.given import NOW, CountedIds, a_run
store = open_store(sys.argv[1], CountedIds())
store.submit(lambda tx: tx.add_run(a_run("theirs"), "p", NOW)).result()
print("open", flush=True)
time.sleep(60)
"""

LEAVING = """
import asyncio, sys
from bot.storage.opening import open_store
from tests.contract.given import NOW, CountedIds, a_run
store = open_store(sys.argv[1], CountedIds())
store.submit(lambda tx: tx.add_run(a_run(sys.argv[2]), "p", NOW)).result()
assert asyncio.run(store.read_run(sys.argv[2])) == a_run(sys.argv[2])
"""


def python(program: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of its own that runs this program."""
    command = [sys.executable, "-W", "error", "-c", program, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def said(program: str, *arguments: str) -> str:
    """What the program printed; it must not fail."""
    output, errors = python(program, *arguments).communicate(timeout=30)
    assert errors == ""
    return output.strip()


def test_a_second_process_on_one_file_is_refused_until_the_first_is_gone(url: str) -> None:
    """Also when it was killed; and the first notices nothing."""
    first = python(HOLDING, url)
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    for attempt in (lambda: open_store(url, CountedIds()), lambda: migrate(url)):
        with pytest.raises(StorageRefused, match="另一个 zhiping 进程") as refused:
            attempt()
        assert "\n" not in refused.value.message_zh
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=10)
    store = open_store(url, CountedIds())
    assert store.submit(lambda tx: tx.run("theirs")).result() is not None
    store.close()


def test_a_store_in_the_same_process_is_refused_too_and_a_closed_one_makes_way(store: Store, url: str) -> None:
    """Two writers in one process would be two all the same."""
    with pytest.raises(StorageRefused):
        open_store(url, CountedIds())
    store.close()
    open_store(url, CountedIds()).close()


def test_a_child_that_outlives_its_killed_parent_does_not_keep_the_file(url: str) -> None:
    """A worker process forked while the store was open holds no lock."""
    program = HOLDING.replace("time.sleep(60)", "import os\nif os.fork() == 0: time.sleep(5); os._exit(0)\ntime.sleep(60)")
    first = python(program, url)
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    time.sleep(0.2)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    open_store(url, CountedIds()).close()
    first.communicate(timeout=10)


def test_another_process_may_read_while_one_writes(url: str) -> None:
    """For reports from the command line."""
    first = python(HOLDING, url)
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    reader = open_reader(url)
    assert [row.id for row in asyncio.run(reader.list_runs(None))] == ["theirs"]
    assert asyncio.run(reader.read_run("theirs")) == a_run("theirs")
    first.kill()
    first.communicate(timeout=10)
    assert asyncio.run(reader.broken_seals()) == ()


def test_reads_do_not_wait_for_the_writer(store: Store) -> None:
    """They see what is committed."""
    begun, go_on = Event(), Event()

    def slow(tx: Transaction) -> None:
        tx.add_run(a_run("uncommitted"), "p", NOW)
        begun.set()
        go_on.wait(10)

    store.submit(lambda tx: tx.add_run(a_run("committed"), "p", NOW)).result()
    busy = store.submit(slow)
    begun.wait(10)
    assert [row.id for row in asyncio.run(store.list_runs(None))] == ["committed"]
    go_on.set()
    busy.result(10)


def test_a_read_of_a_file_that_is_gone_says_so(store: Store, path: Path) -> None:
    """As the text for people, with the driver's words as its cause."""
    store.close()
    path.unlink()
    path.mkdir()
    with pytest.raises(StorageUnavailable, match="稍后再试") as told:
        asyncio.run(store.read_run("run-1"))
    assert told.value.__cause__ is not None


def test_many_reads_at_once_are_served(store: Store) -> None:
    """Each on a connection of its own, and none is left over, nor its thread."""
    store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()

    async def fifty() -> list[object]:
        return list(await asyncio.gather(*(store.read_run("run-1") for _ in range(50))))

    # SQLite keeps closed files for the next connection while another of the process holds a lock: their number must not grow.
    assert asyncio.run(fifty()) == [a_run()] * 50
    before = _open_files()
    for _ in range(3):
        assert asyncio.run(fifty()) == [a_run()] * 50
    deadline = time.monotonic() + 10
    while _open_files() > before and time.monotonic() < deadline:
        time.sleep(0.05)  # a thread that was told to end may be about to
    assert _open_files() <= before


def _open_files() -> int:
    return len(os.listdir("/dev/fd")) + threading.active_count()


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://root:s3cret@localhost/zhiping",
        "postgresql+psycopg://root:s3cret@localhost",
        "zhiping.db",
        "s3cret",
        "",
    ],
)
def test_an_address_that_names_no_database_is_refused_without_repeating_secrets(address: str) -> None:
    """With the two forms that are understood."""
    with pytest.raises(StorageRefused) as refused:
        open_store(address, CountedIds())
    assert "sqlite:///" in refused.value.message_zh
    assert "ZHIPING_DATABASE_URL" in refused.value.message_en
    assert "s3cret@" not in str(refused.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """So that a wrong path is found."""
    with pytest.raises(StorageRefused, match="nowhere"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'zhiping.db'}", CountedIds())


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """Without the password."""
    with pytest.raises(StorageUnavailable, match="稍后再试") as told:
        open_store(f"postgresql+psycopg://root:s3cret@/zhiping?host={tmp_path}", CountedIds())
    assert "s3cret" not in str(told.value)


def test_the_program_adds_the_driver_it_needs(postgres_url: str, path: Path) -> None:
    """The address may do without one, or name another."""
    open_store(postgres_url.replace("+psycopg", ""), CountedIds()).close()
    open_store(f"sqlite+aiosqlite:///{path}", CountedIds()).close()


@pytest.mark.parametrize("name", ["with space.db", "工厂.db", "per%20cent.db", "a?b.db", "a#b.db"])
def test_odd_file_names_are_one_file_for_writing_and_reading(tmp_path: Path, name: str) -> None:
    """The reader beside, the reader alone and the writer mean the same one."""
    url = URL.create("sqlite", database=str(tmp_path / name)).render_as_string()
    store = open_store(url, CountedIds())
    store.submit(lambda tx: tx.add_run(a_run(), "p", NOW)).result()
    assert asyncio.run(store.read_run("run-1")) == a_run()
    assert asyncio.run(open_reader(url).read_run("run-1")) == a_run()
    store.close()
    assert {found.name for found in tmp_path.iterdir()} == {name, f"{name}.lock"}


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_program_that_forgets_to_close_ends_within_five_seconds(database: str, request: pytest.FixtureRequest, url: str) -> None:
    """With what it was told is kept."""
    address = str(request.getfixturevalue("postgres_url")) if database == "postgres" else url
    left = float(said(LEAVING + "import time\nprint(time.monotonic())", address, "run-1"))
    assert time.monotonic() - left < 5
    assert asyncio.run(open_reader(address).read_run("run-1")) == a_run("run-1")


@pytest.mark.parametrize("module", ["bot.ports", "bot.storage"])
def test_importing_the_ports_imports_no_database_library(module: str) -> None:
    """Those who only name a store need none."""
    program = f"import sys, {module}; print([name for name in ('sqlalchemy', 'alembic', 'psycopg', 'aiosqlite') if name in sys.modules])"
    assert said(program) == "[]"


def test_a_file_needs_no_postgresql_driver(url: str) -> None:
    """Psycopg is imported only when the address asks for it."""
    assert said(LEAVING + "store.close()\nprint('psycopg' in sys.modules)", url, "run-1") == "False"


def test_importing_storage_opens_nothing(tmp_path: Path) -> None:
    """No engine, no thread, no file."""
    program = "import os, threading, bot.storage.opening; print(threading.active_count(), os.listdir())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "1 []\n"
