"""Charts and documents in a process of their own, and what happens when that process does not do what it should."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from bot.storage.scratch import ScratchStore
from bot.usecases import drawing
from bot.usecases.drawing import Drawing, DrawingFailed
from dialogs.model import Phase, Run
from question_bank import library
from tests.bot.office import CountedIds
from tests.channels.desk import Desk


@pytest.fixture(scope="module")
def finished() -> Run:
    """A run of the shipped bank that did not reach level 1."""
    desk = Desk(ScratchStore(CountedIds()), library.load("cmmm-2020"))
    desk.begin()
    desk.go_on(Phase.RESULT, key="A")
    run = desk.cursor().run
    found = desk.store.submit(lambda tx: tx.run(run)).result()
    assert found is not None
    return found.run


def _workers(own: Drawing) -> list[int]:
    """The process ids of its workers."""
    return list(own._pool._processes) if own._pool is not None else []


def _alive(process: int) -> bool:
    """Whether the process does anything any more; one that nobody buried does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False).stdout.strip()
    return state != "" and not state.startswith("Z")


async def _gone(process: int) -> None:
    """Wait until it is over with it."""
    deadline = time.monotonic() + 10
    while _alive(process):
        assert time.monotonic() < deadline, "the worker lives on"
        await asyncio.sleep(0.05)


def test_what_is_drawn_comes_back_and_the_loop_goes_on_meanwhile(finished: Run) -> None:
    """Text, three pictures, a report, JSON; one after the other in one worker, however many are asked for at once."""

    async def run() -> None:
        own = Drawing()
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        try:
            found = await asyncio.gather(*(own.files(finished, what, "zh") for what in ("txt", "charts", "pdf", "json")))
            assert len(_workers(own)) == 1
        finally:
            ticking.cancel()
            own.close()
        assert [kind for files in found for kind, _, _ in files] == ["text", "photo", "photo", "photo", "text", "document", "document"]
        assert [body[:4] for files in found for kind, _, body in files if kind == "photo"] == [b"\x89PNG"] * 3
        assert found[2][0][2].startswith(b"%PDF")
        twins = found[1][-1][2].decode()
        assert [name for name in ("各能力子域得分", "各级得分", "的分数差在哪里") if name not in twins] == []
        assert ticks > 20

    asyncio.run(run())


def test_a_worker_that_dies_costs_one_drawing_and_is_replaced(finished: Run) -> None:
    """In the middle of it, and while nobody used it."""

    async def run() -> None:
        own = Drawing()
        try:
            await own.files(finished, "txt", "zh")
            (worker,) = _workers(own)
            drawn = asyncio.create_task(own.files(finished, "pdf", "zh"))
            waiting = asyncio.create_task(own.files(finished, "txt", "zh"))
            await asyncio.sleep(0.05)
            os.kill(worker, signal.SIGKILL)
            with pytest.raises(DrawingFailed):
                await drawn
            assert await waiting
            (worker,) = _workers(own)
            os.kill(worker, signal.SIGKILL)
            await _gone(worker)
            await asyncio.sleep(0.1)
            assert await own.files(finished, "txt", "zh")
        finally:
            own.close()

    asyncio.run(run())


def test_a_drawing_that_takes_too_long_is_given_up_and_the_next_is_drawn(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time in line does not count."""

    async def run() -> None:
        own = Drawing()
        try:
            await own.files(finished, "txt", "zh")
            (worker,) = _workers(own)
            monkeypatch.setattr(drawing, "SECONDS", 0.001)
            with pytest.raises(DrawingFailed):
                await own.files(finished, "pdf", "zh")
            await _gone(worker)
            monkeypatch.setattr(drawing, "SECONDS", 60)
            assert await own.files(finished, "txt", "zh")
        finally:
            own.close()

    asyncio.run(run())


def test_a_worker_does_not_outlive_a_bot_that_was_killed() -> None:
    """Nobody sweeps up after a power cut of one process."""
    script = (
        "import asyncio, psutil\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from multiprocessing import get_context\n"
        "from bot.usecases import drawing\n"
        "if __name__ == '__main__':\n"
        "    pool = ProcessPoolExecutor(1, mp_context=get_context('spawn'), initializer=drawing._begin)\n"
        "    pool.submit(abs, 1).result()\n"
        "    print(*pool._processes, flush=True)\n"
        "    input()\n"
    )
    bot = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert bot.stdout is not None
    assert bot.stdin is not None
    worker = int(bot.stdout.readline())
    assert _alive(worker)
    os.kill(bot.pid, signal.SIGKILL)
    bot.wait()
    bot.stdout.close()
    bot.stdin.close()
    asyncio.run(_gone(worker))
