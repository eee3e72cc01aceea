"""The stage of a broadcast: a server on which everybody has met the bot, the bot's lives before it, and a clock that can be set.

Everything but the bot's lives outlives every kill.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from pydantic import SecretStr

from bot.config import Settings
from bot.sandbox.server import Sandbox
from bot.sandbox.store import Store
from bot.sandbox.world import Person, World
from bot.system import SystemClock
from bot.verbs.serve import serve
from bot.watching import failpoints
from bot.watching.failures import Failed
from tests.rig.broadcasting.checker import Trouble
from tests.rig.broadcasting.gate import Gate
from tests.rig.broadcasting.history import Told
from tests.rig.broadcasting.world import Made, Plan, make
from tests.rig.lives import Life, Lives
from tests.rig.places import Place
from tests.rig.sabotage import put
from tests.rig.stage import RETRY_PACE, Stage, _stand, forked, warm_up

GLANCE = 0.02
"""Seconds between two looks at server and database, which cost the bot some of its time."""


def warm_up_sending() -> None:
    """Load what a life that sends needs beside what every life needs."""
    warm_up()
    import httpx
    import telegram.ext
    import telegram.request

    assert httpx is not None
    assert telegram is not None


class Clock:
    """A clock that all lives share and that can be set while they run."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, 8)).cast("q")

    def set(self, now: int) -> None:
        """From now on it is this late (UTC milliseconds), and goes on from there."""
        self._cells[0] = now - time.time_ns() // 1_000_000

    def now(self) -> int:
        """What it shows."""
        return time.time_ns() // 1_000_000 + self._cells[0]

    def put_in(self) -> None:
        """Let the bot look at this clock; in the child only."""
        put(SystemClock, "now", lambda own: self.now())


@dataclass(slots=True)
class Senders(Lives):
    """Life after life that sends. `base` is where the bot calls, `each` how much one person gets in a second."""

    base: str = ""
    each: float = 1000.0
    clock: Clock | None = None

    def _live(self, failpoint: str) -> int:
        if self.clock is not None:
            self.clock.put_in()
        self.without()
        failpoints.arm(failpoint)
        settings = Settings(
            bot_token=SecretStr(self.stage.token), api_base=self.base or self.stage.base, rate=self.rate, rate_person=self.each,
            database_url=self.url or f"sqlite:///{self.database}", data=self.database.parent / "data", **self._pushed(),
        )  # fmt: skip
        try:
            serve(settings)
        except Failed as failed:  # as the command line ends
            os.write(2, f"{failed}\n".encode())
            return failed.code
        return 0


@dataclass(slots=True)
class Run:
    """A broadcast under way."""

    stage: Stage
    place: Place
    lives: Senders
    made: Made
    gate: Gate | None = None
    told: Told = field(default_factory=Told)
    trouble: Trouble = field(default_factory=Trouble)
    life: Life | None = None

    def begin(self) -> Life:
        """The next life; it serves before this comes back."""
        self.trouble.births.append(time.time())
        life = self.lives.begin()
        assert life.serving(), life.words()[-3000:]
        return life

    def kill(self, life: Life) -> None:
        """End a life without a word, and note what it had marked."""
        assert not life.ended(), life.words()[-3000:]
        life.kill(signal.SIGKILL)
        self.note_marked()

    def note_marked(self) -> None:
        """What is marked now that nobody sends."""
        self.trouble.marked |= set(self.ask("SELECT campaign, person FROM deliveries WHERE state = 'sending'"))

    def called(self) -> int:
        """How many messages the server has seen so far, whatever became of them."""
        return self.told.read(self.stage.base).sent

    def states(self) -> dict[str, str]:
        """The state of each campaign."""
        return dict(self.ask("SELECT id, state FROM campaigns"))

    def over(self) -> bool:
        """Whether all campaigns have come to their end; series have none."""
        return set(self.states().values()) <= {"done", "stopped", "standing", "off"}

    def ask(self, query: str) -> list[tuple[str, str]]:
        """Read the database beside the bot."""
        if self.place.server:
            with psycopg.connect(self.place.url.replace("+psycopg", "")) as connection:
                return list(connection.execute(query.encode()))
        with closing(sqlite3.connect(f"file:{self.place.file}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is true; false if it takes longer."""
        end = time.monotonic() + seconds
        while not (done := true()) and time.monotonic() < end:
            time.sleep(GLANCE)
        return done


@contextmanager
def begun(
    folder: Path, plan: Plan, without: Callable[[], None] = lambda: None, *, server: str = "", rate: float = 1000.0, each: float = 1000.0,
    gate: bool = False, seed: int = 1, clock: Clock | None = None, prepare: Callable[[str, Path, Plan], Made] = make,
) -> Iterator[Run]:  # fmt: skip
    """A stage with everybody on it and the campaigns confirmed, before the bot's first life."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder / "rig.db", server)
    if server:
        place.create()
    made = prepare(place.url, folder, plan)
    stage = open_stage(folder, made.chats)
    passed = Gate.open(stage.base, folder, seed) if gate else None
    lives = Senders(stage, place.file, without, rate, place.url, each=each, base=passed.base if passed else "", clock=clock)
    try:
        yield Run(stage, place, lives, made, passed)
    finally:
        if passed:
            passed.close()
        stage.close()


def open_stage(folder: Path, chats: Iterable[int]) -> Stage:
    """Start a server on which these people have met the bot. Their keys are `p` and the number of their chat."""
    here, there = os.pipe()
    kept = folder / "sandbox"
    sandbox = Sandbox(kept, retry_pace=RETRY_PACE)
    process = forked(lambda: asyncio.run(_peopled(sandbox, kept, tuple(chats), there)), folder / "sandbox.log")
    os.close(there)
    with os.fdopen(here) as pipe:
        base = pipe.readline().strip()
    assert base, (folder / "sandbox.log").read_text()
    return Stage(folder, base, sandbox.token, process)


async def _peopled(sandbox: Sandbox, kept: Path, chats: Iterable[int], told: int) -> None:
    store = Store(kept)
    world = World(store)
    for chat in chats:
        world.put(Person(chat, f"p{chat}", f"p{chat}", "", "zh-hans", met=True))
    store.close()
    await _stand(sandbox, told)
