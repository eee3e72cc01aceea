"""People who talk with the bot through the sandbox, in a process of their own.

Closed people act only on what they were shown, some of them with a shaky finger that taps twice. Open people type ahead of the answers.
Each walks round and round the questions of level 1 until told to stop, the closed ones past an overview with the enterprise's name.
"""

from __future__ import annotations

import asyncio
import json
import mmap
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

FIRST_QUESTION = "1.1.1"
QUESTIONS = 56
AHEAD = 15
"""How far open people type ahead of what they see."""

GLANCE = 0.05


class Board:
    """A few numbers that all processes see: what was answered, when to stop, since when the bot is up, who has stopped."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, 64)).cast("d")

    answered = property(lambda self: int(self._cells[0]), lambda self, value: self._cells.__setitem__(0, value))
    stopping = property(lambda self: bool(self._cells[1]), lambda self, value: self._cells.__setitem__(1, value))
    up_since = property(lambda self: self._cells[2], lambda self, value: self._cells.__setitem__(2, value))
    begun = property(lambda self: int(self._cells[3]), lambda self, value: self._cells.__setitem__(3, value))


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is there. `most`: an open person stops by itself after so many answers, so that runs can be compared; 0 for no end."""

    closed: int = 0
    shaky: int = 0
    open: int = 0
    most: int = 0
    contacts: int = 1
    patience: float = 5.0
    seed: int = 1

    @property
    def people(self) -> int:
        return self.closed + self.shaky + self.open


class Person:
    """One of them, with what they see."""

    def __init__(self, key: str, base: str, session: aiohttp.ClientSession, board: Board, dice: random.Random) -> None:
        self.key = key
        self._base = base
        self._session = session
        self._board = board
        self._dice = dice
        self._news = asyncio.Event()
        self._acted_on = ""
        self.screen = ""
        self.message = 0
        self.buttons: tuple[str, ...] = ()
        self.newest = 0
        self.sent = 0
        self.moved_at = time.monotonic()

    async def look(self, ready: Callable[[], None]) -> None:
        """Read what the bot shows, for ever."""
        async with self._session.ws_connect(f"{self._base}/people/{self.key}/events", max_msg_size=0) as socket:
            ready()
            async for message in socket:
                event = json.loads(message.data)["event"]
                if event["type"] in {"message", "edit"} and event.get("from_bot"):
                    self._see(event["message"])

    def _see(self, message: Any) -> None:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if rows:
            self.message = message["message_id"]
            self.buttons = tuple(button["callback_data"] for row in rows for button in row)
            self.screen = self.buttons[0].rpartition(".")[0]
            self.newest = max(self.newest, int(self.screen.rpartition(".")[2], 16))
            self.moved_at = time.monotonic()
            self._news.set()

    async def act(self, name: str, **body: object) -> bool:
        """Do something; false if the sandbox declines it, as with a button that is gone."""
        async with self._session.post(f"{self._base}/people/{self.key}/{name}", json=body) as answer:
            return answer.status == 200

    async def say(self, text: str) -> None:
        """Type something that moves the conversation on."""
        self._acted_on = self.screen
        self.sent += 1
        assert await self.act("say", text=text)

    async def answer(self, key: str, shaky: bool = False) -> None:
        """Answer the question on the screen, by tapping or typing."""
        while True:
            message, data = self.message, next((data for data in self.buttons if data.endswith(f".c{key}")), None)
            if data is None or (not shaky and self._dice.random() < 0.4):
                await self.say(key)
                break
            self._acted_on = data.rpartition(".")[0]
            if await self.act("tap", message_id=message, data=data):
                self.sent += 1
                break
            await asyncio.sleep(0.01)  # shown anew that very moment
        self._board.answered += 1
        if shaky:
            await asyncio.sleep(self._dice.choice((0, 0, 0.01, 0.05)))
            await self.act("tap", message_id=message, data=data, forged=True)

    async def next_screen(self) -> None:
        """Wait for a screen other than the one last acted on."""
        while self.screen == self._acted_on:
            self._news.clear()
            await self._news.wait()

    async def walk_closed(self, shaky: bool) -> None:
        """Act, see, act. From the overview the way leads through the opening of the level at first, and to its review later."""
        way = ("首页", "确认", "确认")
        while True:
            for text in way:
                await self.say(text)
                await self.next_screen()
                if self._board.stopping:
                    return
            for _ in range(QUESTIONS):
                await self.answer(self._dice.choice("ABCD"), shaky)
                await self.next_screen()
                if self._board.stopping:
                    return
            way = ("首页", "确认", FIRST_QUESTION)

    async def walk_open(self, most: int) -> None:
        """Type blindly, `AHEAD` of the screens at most; then wait until all of it was answered."""
        answered = 0
        while not self._board.stopping and not (most and answered >= most):
            if answered % QUESTIONS == 0:
                await self.say(FIRST_QUESTION)
            for _ in range(min(self._dice.randint(1, 12), QUESTIONS - answered % QUESTIONS, most - answered if most else QUESTIONS)):
                await self.say(self._dice.choice("ABCD"))
                answered += 1
                self._board.answered += 1
            await self._until_behind(AHEAD)
        await self._until_behind(0)

    async def _until_behind(self, most: int) -> None:
        """Every act but the first, which leads where the person stands, moves them on by one; screens carry that number."""
        while self.sent - 1 - self.newest > most:
            self._news.clear()
            await self._news.wait()


def live(base: str, crowd: Crowd, board: Board, outcome: Path) -> None:
    """Let the crowd talk until told to stop and all have their last answer; who has not is noted as stuck."""
    asyncio.run(_live(base, crowd, board, outcome))


async def _live(base: str, crowd: Crowd, board: Board, outcome: Path) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        everybody = [Person(f"p{n}", base, session, board, random.Random(f"{crowd.seed} {n}")) for n in range(crowd.people)]
        await asyncio.gather(*(_looking(person) for person in everybody))
        board.begun = 1
        walks = {asyncio.create_task(_walk(person, place, crowd)): person for place, person in enumerate(everybody)}
        stuck = await _watched(walks, crowd.patience, board)
    outcome.write_text(json.dumps({"stuck": stuck}))


async def _looking(person: Person) -> None:
    ready = asyncio.Event()
    person.eyes = asyncio.create_task(person.look(ready.set))  # kept, so that nobody collects it
    await ready.wait()


def _walk(person: Person, place: int, crowd: Crowd) -> Awaitable[None]:
    if place < crowd.closed + crowd.shaky:
        return person.walk_closed(shaky=place >= crowd.closed)
    return person.walk_open(crowd.most)


async def _watched(walks: dict[asyncio.Task[None], Person], patience: float, board: Board) -> list[str]:
    """Wait for all; whoever stands before nothing new for so long, though the bot is up, is stuck."""
    stuck: list[str] = []
    waiting = set(walks)
    while waiting:
        done, waiting = await asyncio.wait(waiting, timeout=GLANCE)
        for task in done:
            task.result()
        if board.up_since == 0:
            continue
        now = time.monotonic()
        late = {task for task in waiting if now - max(walks[task].moved_at, board.up_since) > patience}
        if board.stopping or not board.begun:
            stuck += [f"{walks[task].key} after {walks[task].sent} acts at {walks[task].screen}" for task in late]
            for task in late:
                task.cancel()
            waiting -= late
    return stuck
