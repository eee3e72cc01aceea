"""How long other people wait while charts and reports are drawn for one person without pause, beside how long they wait without.

Everything but the network: 64 people answer as fast as the questions come, updates are read, turns taken, committed and sent off; the one
person's charts and PDF are posted, drawn in the worker and uploaded, over and over. The first round holds the start of the worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count, cycle

import msgspec

from bot.channels.telegram import letters
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.letters import DocumentLetter
from bot.channels.telegram.serving import SWITCH_SECONDS, Bot
from bot.ports import Letter, Store, Transaction
from bot.storage.opening import open_store
from bot.system import RandomIds
from dialogs.model import Answer
from question_bank import library
from tests.bench import telegram_ours as ours
from tests.bench.telegram_crowd import AT_ONCE, TURNS, Tap, edited

CROWD, ROUNDS, REPEATS, EVERY, GOAL_MS = 1000, 3, 2, 0.25, 100
Answers = Callable[[], Awaitable[list[float]]]

READER = CROWD - 1
"""Number of the person who has things drawn; none of those who answer."""


def main() -> None:
    """Print the 99th percentile of an answer without and with drawing, in the same run."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        asyncio.run(_run(folder))


class _Server(ours._Server):
    """Takes uploads as well."""

    def __init__(self) -> None:
        super().__init__()
        self.uploads = 0
        self.uploaded = asyncio.Event()

    async def upload(self, method: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> msgspec.Raw:
        self.uploads += 1
        self.uploaded.set()
        return msgspec.Raw(msgspec.json.encode(msgspec.json.decode(edited(READER + 1))["result"]))


async def _run(folder: str) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    store = open_store(f"sqlite:///{folder}/bench.db", RandomIds())
    server = _Server()
    bot = ours._bot(store, server)
    for start in range(0, CROWD, 500):
        await asyncio.wrap_future(store.submit(ours._settled(range(start, start + 500))))
    await asyncio.wrap_future(store.submit(_finished))
    numbers = count(1)

    async def answers(every: float) -> list[float]:
        await asyncio.wrap_future(store.submit(ours._seated(CROWD, next(numbers), server.shown)))
        return await _waits(ours._tapped(bot, server, CROWD), every)

    await answers(0)
    _print("the worker starts", [await _beside(bot, store, server, partial(answers, EVERY))])
    for name, every in ((f"{AT_ONCE / EVERY:.0f} answers a second", EVERY), (f"{AT_ONCE} at once, flat out", 0.0)):
        await _compared(bot, store, server, name, partial(answers, every))
    print(f"the goal is a p99 of at most {GOAL_MS} ms")
    await bot.sender.close()
    bot._drawing.close()
    store.close()


async def _compared(bot: Bot, store: Store, server: _Server, name: str, answers: Answers) -> None:
    """Rounds without and with drawing, turn about."""
    quiet: list[list[float]] = []
    drawing: list[list[float]] = []
    uploads, spent = server.uploads, 0.0
    for _ in range(ROUNDS):
        quiet.append(await _pooled(answers))
        began = time.perf_counter()
        drawing.append(await _beside(bot, store, server, answers))
        spent += time.perf_counter() - began
    _print(f"{name}, no drawing", quiet)
    _print(f"{name}, drawing", drawing)
    print(f"  files sent meanwhile: {(server.uploads - uploads) / spent:.2f} a second")


async def _beside(bot: Bot, store: Store, server: _Server, answers: Answers) -> list[float]:
    """How long the others wait while the one person's charts and PDF are made, one after the other."""

    async def draw() -> None:
        for what in cycle(("charts", "pdf")):
            server.uploaded.clear()
            bot.sender.post([await asyncio.wrap_future(store.submit(_wanted(what)))])
            await server.uploaded.wait()

    drawing = asyncio.create_task(draw())
    try:
        return await _pooled(answers)
    finally:
        drawing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await drawing
        await bot.sender.drained()


async def _pooled(answers: Answers) -> list[float]:
    return [took for _ in range(REPEATS) for took in await answers()]


async def _waits(tapped: Tap, every: float) -> list[float]:
    """Seconds from each tap to the next question, everybody answering as soon as it is there, or so many seconds after the last tap."""
    took: list[float] = []
    start = time.perf_counter()

    async def person(number: int) -> None:
        for turn in range(TURNS):
            await asyncio.sleep(start + (turn + number / AT_ONCE) * every - time.perf_counter())
            began = time.perf_counter()
            await tapped(number, turn)
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(person(number) for number in range(AT_ONCE)))
    return took


def _finished(tx: Transaction) -> None:
    """The one person's run: every question of level 1 answered and the level not reached."""
    person = tx.person(CHANNEL, str(READER + 1), 1)
    found = tx.run(f"run-{READER}")
    assert found is not None
    level = [question for question in library.load("cmmm-2020").questions if question.level == 1]
    answers = {question.id: Answer(key="B", by=person, at=1_790_000_000_000) for question in level}
    tx.save_run(found, msgspec.structs.replace(found.run, answers=answers), 1)


def _wanted(what: str) -> Callable[[Transaction], Letter]:
    """The letter that asks for one document of the run."""

    def work(tx: Transaction) -> Letter:
        person = tx.person(CHANNEL, str(READER + 1), 1)
        content = letters.encode(DocumentLetter(f"run-{READER}", what, "zh"))
        return tx.post(CHANNEL, person, str(READER + 1), DocumentLetter.__name__, content, 1)

    return work


def _print(what: str, rounds: list[list[float]]) -> None:
    """Medians over rounds, in milliseconds, and the worst answer of all."""
    half, slow = (statistics.median(statistics.quantiles(took, n=100)[place] for took in rounds) * 1e3 for place in (49, 98))
    worst = max(max(took) for took in rounds) * 1e3
    print(f"{what:<36}  p50 {half:6.1f} ms   p99 {slow:6.1f} ms   worst {worst:6.1f} ms")


if __name__ == "__main__":
    main()
