"""Start-up of the verbs as whole processes, beside a bare interpreter; of the bot, until a waiting update is answered."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from bot.sandbox.server import Sandbox
from bot.storage.opening import open_store
from bot.system import RandomIds
from tests.bench.telegram_ours import _settled as _settled_some

RUNS, BOT_RUNS = 7, 5
PEOPLE = (0, 10_000)
BOT_SECONDS = 4


def main() -> None:
    """Print medians in seconds and the ratio to `python -c pass`."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.json"
        answers.write_text(json.dumps({"enterprise_type": "discrete", "answers": _level_one()}))
        bare = _median([sys.executable, "-c", "pass"], folder)
        print(f"bare interpreter        {bare:.3f} s")
        for name, limit, arguments in (
            ("--help", 0.2, ["--help"]),
            ("score", 0.5, ["score", "--bank", "cmmm-2020", "--answers", str(answers)]),
            ("chat to first screen", 1.2, ["chat"]),
        ):
            took = _median([sys.executable, "-m", "bot", *arguments], folder)
            print(f"{name:<23} {took:.3f} s  ({took / bare:.0f} x bare; goal {limit} s)")
        asyncio.run(_bots(Path(folder), bare))


async def _bots(folder: Path, bare: float) -> None:
    """The bot before the sandbox, on databases of two sizes."""
    sandbox = Sandbox()
    await sandbox.start()
    try:
        for people in PEOPLE:
            database = folder / f"{people}.db"
            await asyncio.to_thread(_settled, database, people)
            files = [database if people else folder / f"new-{number}.db" for number in range(BOT_RUNS)]
            took = statistics.median([await _served(sandbox, file) for file in files])
            print(f"run, {people:6d} people      {took:.3f} s  ({took / bare:.0f} x bare; goal {BOT_SECONDS} s)")
    finally:
        await sandbox.stop()


def _settled(database: Path, people: int) -> None:
    """A database in which so many people are in the middle of a run; none yet where there are none."""
    if not people:
        return
    store = open_store(f"sqlite:///{database}", RandomIds())
    for start in range(0, people, 500):
        store.submit(_settled_some(range(start, start + 500))).result()
    store.close()


async def _served(sandbox: Sandbox, database: Path) -> float:
    """Seconds from the start of the process until somebody who wrote before it is answered."""
    async with aiohttp.ClientSession(sandbox.base, trust_env=False) as http:
        for path in ("/reset", "/people/wang/start"):
            async with http.post(path, json={}):
                pass
        own = {"API_BASE": sandbox.base, "BOT_TOKEN": sandbox.token, "DATABASE_URL": f"sqlite:///{database}"}
        environment = os.environ | {f"ZHIPING_{name}": value for name, value in own.items()}
        async with http.get("/people/wang/events?since=0") as events:
            started = time.perf_counter()
            bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=database.parent, env=environment, stderr=subprocess.DEVNULL
            )
            async for line in events.content:
                if b'"from_bot":true' in line:
                    break
            took = time.perf_counter() - started
        bot.terminate()
        await bot.wait()
    return took


def _level_one() -> dict[str, str]:
    from question_bank import library

    return {question.id: "C" for question in library.load("cmmm-2020").questions if question.level == 1}


def _median(command: list[str], folder: str) -> float:
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        took.append(time.perf_counter() - started)
    return statistics.median(took)


if __name__ == "__main__":
    main()
