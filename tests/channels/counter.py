"""A post office on a clock that jumps: the sender with a store in memory, before a server that does what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

import msgspec

from bot.channels.pacing import Pace, Pacer
from bot.channels.telegram import letters
from bot.channels.telegram.client import Client, Unauthorized
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.letters import Button, DocumentLetter, FileLetter, ScreenLetter
from bot.channels.telegram.pieces import File
from bot.channels.telegram.sender import Desk, Sender
from bot.ports import Chat, Letter, LetterState, StorageUnavailable, Transaction
from bot.storage.scratch import ScratchStore
from tests.bot.office import NOON, CountedIds
from tests.channels.warp import warped

WANG, LI, GROUP = "1001", "1002", "-4001"
ROWS = ((Button("A", "place.1.cA"),),)
T = TypeVar("T")
Outcome = Exception | Callable[[], object] | None


class LoopClock:
    """UTC milliseconds by the loop that jumps."""

    def now(self) -> int:
        return NOON + int(asyncio.get_running_loop().time() * 1000)


class Filling(ScratchStore):
    """A store whose disk is full for as many works as a test says."""

    full = 0

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        if self.full > 0:
            self.full -= 1
            raise StorageUnavailable("磁盘已满", "disk full")
        return super().submit(work)


class Server(Client):
    """Notes every call; each ends as the next outcome says, and well when there is none. A message gets the next number."""

    def __init__(self) -> None:
        super().__init__("token")
        self.outcomes: list[Outcome] = []
        self.calls: list[tuple[float, str, dict[str, Any]]] = []
        self.messages = 100

    async def call(self, method: str, arguments: dict[str, Any], seconds: float = 0) -> msgspec.Raw:
        self.calls.append((asyncio.get_running_loop().time(), method, arguments))
        await asyncio.sleep(0)
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is not None:
            outcome()
        self.messages += method != "editMessageText"
        return msgspec.Raw(b'{"message_id":%d,"chat":{"id":1}}' % self.messages)

    async def upload(self, method: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> msgspec.Raw:
        return await self.call(method, {**fields, **{name: file for name, (file, _) in files.items()}})

    def said(self) -> list[tuple[str, str]]:
        """Each call by its method and its text or file."""
        return [(method, str(what.get("text", what.get("photo", what.get("document", ""))))) for _, method, what in self.calls]


class Counter:
    """The sender and what it stands on."""

    def __init__(self, store: Filling | None = None, pace: Pace | None = None) -> None:
        self.store = store or Filling(CountedIds())
        self.server = Server()
        self.pacer = Pacer(pace or Pace(overall=1000, person=1000), clock=lambda: asyncio.get_running_loop().time())
        self.files: Callable[[DocumentLetter], Sequence[File]] = lambda asked: [("document", f"report.{asked.what}", b"%PDF")]
        self.failures: list[BaseException] = []
        self.counted: list[str] = []
        self.locked_out: list[Unauthorized] = []
        desk = Desk(self._documents, self.counted.append, self._failed, self.locked_out.append)
        self.sender = Sender(self.store, self.server, self.pacer, LoopClock(), desk)

    def reach(self, who: str = WANG, message: str | None = None) -> str:
        """A person whom the bot may write to; `message` is the one on the screen."""

        def work(tx: Any) -> str:
            person = tx.person(CHANNEL, who, 1)
            tx.reach(CHANNEL, person, who, 1)
            if message is not None:
                shown = tx.post(CHANNEL, person, who, "ScreenLetter", letters.encode(ScreenLetter("before")), 1)
                tx.end_letter(CHANNEL, shown.id, LetterState.SENT, 1, message)
            return str(person)

        return self.store.submit(work).result()

    def write(self, content: letters.AnyLetter, who: str = WANG, chat: str | None = None, bulk: bool = False) -> Letter:
        """A letter that is committed."""
        kind, payload = type(content).__name__, letters.encode(content)
        return self.store.submit(
            lambda tx: tx.post(CHANNEL, tx.person(CHANNEL, who, 1), chat or who, kind, payload, LoopClock().now(), bulk=bulk)
        ).result()

    def screen(self, text: str, who: str = WANG, **more: Any) -> Letter:
        """A screen with one button."""
        return self.write(ScreenLetter(text, ROWS, **more), who)

    async def send(self, *posted: Letter) -> None:
        """Give these to the sender and wait until it has nothing in hand."""
        self.sender.post(posted)
        await self.sender.drained()

    def begin(self, letter: Letter) -> None:
        """Mark it as being sent, as just before a crash."""
        self.store.submit(lambda tx: tx.begin_letter(letter.id)).result()

    async def states(self) -> dict[str, int]:
        """How many letters are in each state."""
        return {state: count for state, count in (await self.store.letters_by_state()).items() if count}

    def chat(self, who: str = WANG) -> Chat | None:
        """Where the person is reached."""
        return self.store.submit(lambda tx: tx.chat(CHANNEL, tx.person(CHANNEL, who, 1))).result()

    async def _documents(self, asked: DocumentLetter | FileLetter, person: str) -> Sequence[File]:
        assert isinstance(asked, DocumentLetter)
        return self.files(asked)

    def _failed(self, error: BaseException) -> str:
        self.failures.append(error)
        return f"ref{len(self.failures)}"


def at_counter(script: Callable[[Counter], Coroutine[Any, Any, None]], pace: Pace | None = None) -> Counter:
    """Run a script before a fresh counter."""

    async def run() -> Counter:
        counter = Counter(pace=pace)
        await script(counter)
        await counter.sender.close()
        return counter

    return warped(run())
