"""The bot's lives: forked, served, killed. A life may begin without one of the bot's protections, or armed to die at a named point."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import SecretStr
from sqlalchemy import Engine, text

from bot.config import Settings
from bot.storage.session import Session
from bot.verbs.serve import serve
from bot.watching import failpoints
from bot.watching.failures import Failed
from tests.rig.stage import Stage, forked

UP = '"serving"'
LONGEST_START = 20.0
DURABLE = ([2, "wal", 1], ["on"])
"""What a writing connection may say of itself: SQLite's level of waiting for the disk, journal and foreign keys; PostgreSQL's waiting."""

SECRET = "s3cret-S3CRET-s3cret"
GLANCE = 0.002
ASKED = {
    "sqlite": ("PRAGMA synchronous", "PRAGMA journal_mode", "PRAGMA foreign_keys"),
    "postgresql": ("SHOW synchronous_commit",),
}


@dataclass(slots=True)
class Life:
    """One process of the bot."""

    process: int
    log: Path
    _from: int
    begun: float = field(default_factory=time.monotonic)
    status: int | None = None

    def serving(self, seconds: float = LONGEST_START) -> bool:
        """Wait until it serves; false if it ended or took longer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if UP in self.words():
                return True
            if self.ended():
                return False
            time.sleep(GLANCE)
        return False

    def words(self) -> str:
        """What it wrote so far."""
        with self.log.open("rb") as file:
            file.seek(self._from)
            return file.read().decode(errors="replace")

    def ended(self) -> bool:
        """Whether it is over."""
        if self.status is None:
            process, status = os.waitpid(self.process, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if process else None
        return self.status is not None

    def wait(self, seconds: float) -> bool:
        """Wait for its end; false if it goes on."""
        end = time.monotonic() + seconds
        while not self.ended() and time.monotonic() < end:
            time.sleep(GLANCE)
        return self.ended()

    def kill(self, by: signal.Signals = signal.SIGKILL, seconds: float = 15.0) -> int:
        """End it; its exit code, negative for a signal. One that does not go is an error."""
        if not self.ended():
            os.kill(self.process, by)
        assert self.wait(seconds), f"the bot did not end within {seconds:g} s of {by.name}"
        return self.status or 0


@dataclass(slots=True)
class Lives:
    """Life after life on one database. `without` takes protections away; it runs in the child only.

    `url` where the database is no file; with a `port` updates are pushed there instead of fetched.
    """

    stage: Stage
    database: Path
    without: Callable[[], None] = lambda: None
    rate: float = 5_000.0
    url: str = ""
    port: int = 0
    begun: int = 0

    @property
    def log(self) -> Path:
        return self.database.with_suffix(".log")

    def begin(self, failpoint: str = "") -> Life:
        """The next life."""
        self.begun += 1
        with self.log.open("ab+") as log:
            if log.tell() and not _ends_a_line(log):
                log.write(b"\n")  # what the last life was about to say when it was killed stays a line of its own
            size = log.tell()
        return Life(forked(lambda: self._live(failpoint), self.log), self.log, size)

    def _live(self, failpoint: str) -> int:
        self.without()
        _witness()
        failpoints.arm(failpoint)
        settings = Settings(
            bot_token=SecretStr(self.stage.token), api_base=self.stage.base, database_url=self.url or f"sqlite:///{self.database}",
            data=self.database.parent / "data", rate=self.rate, rate_person=self.rate, **self._pushed(),
        )  # fmt: skip
        try:
            serve(settings)
        except Failed as failed:  # as the command line ends
            os.write(2, f"{failed}\n".encode())
            return failed.code
        return 0

    def _pushed(self) -> dict[str, Any]:
        here = f"127.0.0.1:{self.port}"
        return {"webhook_url": f"http://{here}", "webhook_secret": SecretStr(SECRET), "listen": here} if self.port else {}

    def said(self) -> dict[str, int]:
        """What the lives complained about: kinds of unexpected failures, refusals of the database, commits that a power cut would undo."""
        counts: dict[str, int] = {}
        for line in self.log.read_text(errors="replace").splitlines():
            name = _complaint(_entry(line), line)
            if name:
                counts[name] = counts.get(name, 0) + 1
        return counts


def _ends_a_line(log: BinaryIO) -> bool:
    log.seek(-1, os.SEEK_END)
    return log.read(1) == b"\n"


def _entry(line: str) -> dict[str, object]:
    """The entry in a line; none in other words, and in what a kill cut short."""
    try:
        return dict(json.loads(line)) if line.startswith("{") else {}
    except ValueError:
        return {}


def _complaint(entry: dict[str, object], line: str) -> str:
    match entry:
        case {"event": "failure", "kind": kind, "frames": [*_, last]}:
            return f"failure {kind} at {last}"
        case {"event": "failure", "kind": kind}:
            return f"failure {kind}"
        case {"event": "cannot receive", "kind": "StorageUnavailable"}:
            return "refused by the database"
        case {"event": "connection", "settings": settings} if settings not in DURABLE:
            return "commit not durable"
    return "crash" if line.startswith("Traceback") else ""


def _witness() -> None:
    """Ask each writing connection what it really does at a commit; only a power cut would show it otherwise."""
    prepare = Session.__init__

    def prepared(self: Session, engine: Engine) -> None:
        prepare(self, engine)
        found = [self.one(text(question))[0] for question in ASKED[engine.dialect.name]]
        os.write(2, json.dumps({"event": "connection", "settings": found}).encode() + b"\n")

    Session.__init__ = prepared
