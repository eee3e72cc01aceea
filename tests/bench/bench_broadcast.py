"""What a broadcast costs, and how near it comes to the rate that is allowed.

First 9,500 people on a clock that jumps: the pacer and as many senders as the bot has, each call taking as long as calls take. Then the
bot as a process of its own before the sandbox server in another: its processor time at 25 messages a second, its memory before and after
the first message, and how many it sends as fast as it can, beside bare aiohttp that posts the very same bodies in the same run.

Everybody was judged by the rule packs before, as in a bot that ran yesterday; what judging costs is measured in `bench_judging`.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp

from bot.bootstrap import app
from bot.broadcast.sender import WORKERS
from bot.channels.pacing import Pace, Pacer
from bot.config import Settings
from bot.system import SystemClock
from bot.usecases.banks.brought import DEFAULT_BANK
from bot.usecases.programmes import judging_all
from tests.channels.warp import warped
from tests.rig.broadcasting.history import Call
from tests.rig.broadcasting.stage import Run, begun
from tests.rig.broadcasting.world import Plan
from tests.rig.stage import forked

PEOPLE, RATE = 9_500, 25.0
CALL_SECONDS, LATE_SECONDS = (0.03, 0.12), 0.005
"""How long a call takes, and how late whoever sleeps is woken at most."""

AT_ONCE = 4
"""Calls of the bare client at a time."""

PACED, FAST = 400, 2_000
ROUNDS = 3


def main() -> None:
    """Print all of it."""
    seconds = warped(_simulated())
    print(f"{PEOPLE} people at {RATE:g}/s, simulated clock     {seconds:8.1f} s   {PEOPLE / RATE / seconds:6.3f} of the rate allowed")
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name).resolve()
        _paced(folder / "paced")
        rates = [_raced(folder / f"fast{number}") for number in range(ROUNDS)]
    ours, bare, busy = (statistics.median(each) for each in zip(*rates, strict=True))
    print(f"without a pace, {FAST} people                 {ours:8.0f} messages/s (median of {ROUNDS})")
    beside = f"ours is {ours / bare:5.2f} x   {busy * 1e3:6.2f} ms a message"
    print(f"bare aiohttp, the same bodies, {AT_ONCE} at once    {bare:8.0f} messages/s   {beside}")


# -- on a clock that jumps -----------------------------------------------------------------------------------------------------


async def _simulated() -> float:
    """Seconds from the first turn to the last."""
    loop, dice = asyncio.get_running_loop(), random.Random(1)
    pacer = Pacer(Pace(overall=RATE), loop.time, lambda seconds: asyncio.sleep(seconds + dice.uniform(0, LATE_SECONDS)))
    waiting, began = list(range(PEOPLE)), loop.time()

    async def send() -> None:
        while waiting:
            await pacer.turn(str(waiting.pop()), bulk=True)
            await asyncio.sleep(dice.uniform(*CALL_SECONDS))

    await asyncio.gather(*(send() for _ in range(WORKERS)))
    return loop.time() - began


# -- over HTTP -----------------------------------------------------------------------------------------------------------------


def _paced(folder: Path) -> None:
    """Processor time at the real rate, and memory."""
    with begun(folder, Plan(PACED, changes=False)) as run:
        _judge_all(run)
        with _bot(run, RATE) as bot:
            before = _resident(bot)
            _until(run, lambda: run.called() >= 20)
            began, busy, sent = time.perf_counter(), _processor(bot), run.called()
            _until(run, run.over)
            spent, busy, sent = time.perf_counter() - began, _processor(bot) - busy, run.called() - sent
            after = _resident(bot)
    print(f"at {RATE:g}/s, {sent} messages                     {busy / spent:8.1%} of a core   {busy / sent * 1e3:6.2f} ms a message")
    print(f"resident                                  {before:8.0f} MiB at the start, {after:.0f} MiB with the sending client")


def _raced(folder: Path) -> tuple[float, float, float]:
    """Messages a second as fast as it can, and bare; the processor time of a bare one."""
    with begun(folder, Plan(FAST, changes=False)) as run:
        _judge_all(run)
        with _bot(run, 10_000):
            _until(run, run.over)
        calls = [call for call in run.told.read(run.stage.base).calls if call.text[:1] in "〔["]
        ours = (len(calls) - 1) / (calls[-1].at - calls[0].at)
        bare, busy = asyncio.run(_bare(run, calls))
    return ours, bare, busy


async def _bare(run: Run, calls: list[Call]) -> tuple[float, float]:
    """The same texts to the same people by a client that does nothing else."""
    waiting = [_body(call) for call in calls]
    url = f"{run.stage.base}/bot{run.stage.token}/sendMessage"
    async with aiohttp.ClientSession() as session:

        async def send() -> None:
            while waiting:
                async with session.post(url, json=waiting.pop()) as answer:
                    assert (await answer.json())["ok"]

        began, busy = time.perf_counter(), time.process_time()
        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
        return len(calls) / (time.perf_counter() - began), (time.process_time() - busy) / len(calls)


def _body(call: Call) -> dict[str, Any]:
    keyboard = {"inline_keyboard": [[{"text": "继续填报", "callback_data": data}] for data in call.buttons]}
    return {
        "chat_id": int(call.chat), "text": call.text, "parse_mode": "HTML", "reply_markup": json.dumps(keyboard),
        "link_preview_options": json.dumps({"is_disabled": True}),
    }  # fmt: skip


def _judge_all(run: Run) -> None:
    """Give everybody's verdicts, in a process of its own."""
    child = forked(lambda: _judge(run.place.url), run.stage.folder / "judging.log")
    _, status = os.waitpid(child, 0)
    assert status == 0, (run.stage.folder / "judging.log").read_text()


def _judge(database: str) -> None:
    failures: list[BaseException] = []
    with app(Settings(database_url=database)) as opened, patch.object(judging_all, "REST", 0.0):
        judging = judging_all.Judging(opened.store, SystemClock(), DEFAULT_BANK, failures.append)
        while asyncio.run(judging.some()):
            pass
    assert not failures, failures


def _until(run: Run, true: Callable[[], bool]) -> None:
    assert run.until(true, 180), "the broadcast does not come to its end"


@contextmanager
def _bot(run: Run, rate: float) -> Iterator[int]:
    """The real bot as an operator starts it; its process id."""
    own = {
        "API_BASE": run.stage.base, "BOT_TOKEN": run.stage.token, "DATABASE_URL": run.place.url, "RATE": str(rate), "RATE_PERSON": "1000",
        "DATA": str(run.place.file.parent / "data"),
    }  # fmt: skip
    environment = {**os.environ, **{f"ZHIPING_{name}": value for name, value in own.items()}, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (run.stage.folder / "bot.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=run.stage.folder, env=environment, stdout=log, stderr=log)
    try:
        assert run.until(lambda: '"serving"' in (run.stage.folder / "bot.log").read_text(), 30)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _processor(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    """MiB of memory that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
