"""People who answer questions while a broadcast runs, in a process of their own, and how long each answer took to be answered."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.rig.broadcasting.world import FIRST_TALKER
from tests.rig.people import Board, Person, _looking
from tests.rig.stage import Stage, forked, waited

PAUSE = 1.3
"""Seconds between two answers of one person: more than the pacer's second for each."""


@dataclass(slots=True)
class Talkers:
    """They talk until told to stop."""

    board: Board
    process: int
    outcome: Path

    @classmethod
    def begin(cls, stage: Stage, many: int) -> Talkers:
        """Let them begin."""
        board, outcome = Board(), stage.folder / "talkers.json"
        process = forked(lambda: asyncio.run(_talk(stage.base, many, board, outcome)), stage.folder / "talkers.log")
        assert waited(lambda: bool(board.begun), 10), (stage.folder / "talkers.log").read_text()
        return cls(board, process, outcome)

    def end(self) -> list[float]:
        """Let them stop; the seconds that each of their answers took to be answered."""
        self.board.stopping = True
        _, status = os.waitpid(self.process, 0)
        assert status == 0, (self.outcome.parent / "talkers.log").read_text()
        return list(json.loads(self.outcome.read_text()))


async def _talk(base: str, many: int, board: Board, outcome: Path) -> None:
    took: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)) as session:
        everybody = [Person(f"p{FIRST_TALKER + n}", base, session, board, random.Random(n)) for n in range(many)]
        await asyncio.gather(*(_looking(person) for person in everybody))
        board.begun = 1
        await asyncio.gather(*(_answers(person, board, took) for person in everybody))
    outcome.write_text(json.dumps(took))


async def _answers(person: Person, board: Board, took: list[float]) -> None:
    await asyncio.sleep(random.uniform(0, PAUSE))
    while not board.stopping:
        began = time.monotonic()
        await person.say("A")
        await person.next_screen()
        took.append(time.monotonic() - began)
        await asyncio.sleep(PAUSE)
