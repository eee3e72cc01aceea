"""The stage: the sandbox in a process of its own that never dies, and a database in which everybody stands before their first question.

Processes are forked from one that imported everything, so that a life begins in the time that the bot itself needs.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from bot.channels.telegram import menu
from bot.ports import Transaction
from bot.sandbox.server import Sandbox
from bot.storage.opening import open_store
from bot.system import RandomIds
from dialogs import phrasebook
from dialogs.engine import advance
from dialogs.inbound import Choose
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Cursor, Phase, Profile, Run, RunState
from dialogs.scene import Moment
from dialogs.stages.consent import PURPOSES
from question_bank import library
from question_bank.model import Bank

FIRST_PERSON = 50_001
NAMES = ("某某机械有限公司", "甲 & 乙 <b>厂", "</code>丙<i>厂&amp;$x$", "丁厂\u202e\u200b{{ name }}")
"""Names of enterprises; most of them try to be something else."""

PR_SET_PDEATHSIG = 1
RETRY_PACE = 0.02
"""The official delays of a webhook, shortened to the length of a life."""


def forked(work: Callable[[], int | None], log: Path) -> int:
    """Do this in a child that ends with its parent; its words go to the log. Returns the child's number."""
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)  # whatever the test runner had put there
        code = work() or 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def waited(true: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is true; false if it takes longer."""
    end = time.monotonic() + seconds
    while not (done := true()) and time.monotonic() < end:
        time.sleep(0.01)
    return done


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def settle(folder: Path, people: int, contacts: int = 1) -> Path:
    """A database in which so many people, `contacts` to an enterprise, stand before the first question. Made once in a folder."""
    database = folder / f"settled-{people}-{contacts}.db"
    if not database.exists():
        child = forked(lambda: _settle(database, people, contacts), folder / "settle.log")
        _, status = os.waitpid(child, 0)
        assert status == 0, (folder / "settle.log").read_text()
    return database


def _settle(database: Path, people: int, contacts: int) -> None:
    draft = database.with_suffix(".draft")
    settle_at(f"sqlite:///{draft}", people, contacts)
    shutil.move(draft, database)


def settle_at(url: str, people: int, contacts: int) -> None:
    """Let people stand before the first question in this database."""
    store = open_store(url, RandomIds())
    bank = library.load("cmmm-2020")
    for first in range(0, people, contacts):
        store.submit(lambda tx, first=first: _register(tx, bank, range(first, first + contacts))).result()
    store.close()


def _register(tx: Transaction, bank: Bank, places: range) -> None:
    now = int(time.time() * 1000)
    persons = [tx.person("telegram", str(FIRST_PERSON + place), now) for place in places]
    profile = Profile(name=NAMES[places[0] % len(NAMES)], code=f"{places[0]:018d}", district="310115", kind="discrete")
    enterprise = tx.add_enterprise(profile, persons[0], now).id
    run = an_open_run(bank, f"run-{places[0]}", enterprise, profile, now)
    tx.add_run(run, persons[0], now)
    for person in persons:
        tx.save_cursor(standing(bank, run, person), now)


def an_open_run(bank: Bank, name: str, enterprise: str, profile: Profile, now: int) -> Run:
    """A run at level 1 without an answer."""
    return Run(
        spec=RUN_SPEC, id=name, bank=bank.id, bank_version=bank.version, enterprise=enterprise, state=RunState.OPEN,
        profile=profile, level=1, created_at=now, started_at=now,
    )  # fmt: skip


def standing(bank: Bank, run: Run, person: str) -> Cursor:
    """A cursor at the first question."""
    first = next(question.id for question in bank.questions if question.level == 1)
    return Cursor(
        spec=CURSOR_SPEC, person=person, run=run.id, language="zh", consented_at=1, consented_to=PURPOSES, phase=Phase.QUESTION, at=first
    )


def warm_up() -> None:
    """Load what every life needs, so that none has to, and keep the collector's hands off it."""
    bank = library.load("cmmm-2020")
    run = an_open_run(bank, "run", "enterprise", Profile(name="某", kind="discrete"), 1)
    turn = advance(run, standing(bank, run, "person"), Choose("A"), bank, Moment(1, "fresh"))
    phrasebook.screen(turn, bank)
    for language in menu.LANGUAGES:
        menu.menu(language)
    create_async_engine("sqlite+aiosqlite://")
    gc.collect()
    gc.freeze()


@dataclass(slots=True)
class Stage:
    """A running sandbox with people in it."""

    folder: Path
    base: str
    token: str
    process: int

    @classmethod
    def open(cls, folder: Path) -> Stage:
        """Start the sandbox; it ends with `close` or with this process."""
        here, there = os.pipe()
        sandbox = Sandbox(None, retry_pace=RETRY_PACE)
        process = forked(lambda: asyncio.run(_stand(sandbox, there)), folder / "sandbox.log")
        os.close(there)
        with os.fdopen(here) as pipe:
            base = pipe.readline().strip()
        assert base, (folder / "sandbox.log").read_text()
        return cls(folder, base, sandbox.token, process)

    def close(self) -> None:
        """End the sandbox."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)

    def invite(self, people: int) -> tuple[str, ...]:
        """Let so many people be there; their keys."""
        keys = tuple(f"p{place}" for place in range(people))
        for place, key in enumerate(keys):
            self.post("/people", {"key": key, "name": key, "id": FIRST_PERSON + place})
        return keys

    def fault(self, **order: object) -> None:
        """Switch a fault on."""
        self.post("/faults", order)

    def no_faults(self) -> None:
        """Switch all faults off."""
        self._ask(urllib.request.Request(f"{self.base}/faults", method="DELETE"))

    def post(self, path: str, body: object) -> Any:
        """Ask the people's side of the sandbox for something."""
        headers = {"Content-Type": "application/json"}
        return self._ask(urllib.request.Request(f"{self.base}{path}", json.dumps(body).encode(), headers, method="POST"))

    def get(self, path: str) -> Any:
        """Read something from the sandbox."""
        return self._ask(urllib.request.Request(f"{self.base}{path}"))

    def _ask(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


async def _stand(sandbox: Sandbox, told: int) -> None:
    await sandbox.start()
    os.write(told, f"{sandbox.base}\n".encode())
    os.close(told)
    await asyncio.Event().wait()


def copied(settled: Path, folder: Path) -> Path:
    """A database for one run."""
    with closing(sqlite3.connect(settled)) as source, closing(sqlite3.connect(folder / "rig.db")) as target:
        source.backup(target)
    return folder / "rig.db"
