"""Answers a second and the wait for each over real HTTP: the bot as a process of its own, the sandbox server in another, people here.

Each person taps a letter, and the next as soon as the next question is on their screen. Beside it the server's own bare capacity: the
calls that an answer takes (the tap, its acknowledgement, the edit), by a client that does nothing else, without the bot.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench.bench_sandbox import KEYBOARD, TEXT, Line, serve
from tests.rig.stage import FIRST_PERSON, settle_at

PEOPLE, ANSWERS, LINES, CALLS_EACH = 32, 30, 8, 3


def main() -> None:
    """Print both."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    base, token = here.recv()
    try:
        with tempfile.TemporaryDirectory(dir=".") as folder:
            settle_at(f"sqlite:///{folder}/bench.db", PEOPLE, 1)
            asyncio.run(_measured(base, token, Path(folder)))
    finally:
        here.send("stop")
        print(f"processor time of the server in all      {here.recv():8.1f} s")
        server.join(10)


async def _measured(base: str, token: str, folder: Path) -> None:
    line = await Line.open(base)
    await _bare(base, token)
    await line.call("/reset", {})
    for number in range(PEOPLE):
        await line.call("/people", {"key": f"p{number}", "name": "王工", "id": FIRST_PERSON + number})
    async with _bot(base, token, folder) as bot:
        people = [await _Person.open(base, f"p{number}") for number in range(PEOPLE)]
        await asyncio.gather(*(person.begin() for person in people))
        began, busy = time.perf_counter(), _processor(bot)
        took = [wait for waits in await asyncio.gather(*(person.answer() for person in people)) for wait in waits]
        spent, busy = time.perf_counter() - began, _processor(bot) - busy
    half, slow = (statistics.quantiles(took, n=100)[place] * 1e3 for place in (49, 98))
    print(f"with the bot, {PEOPLE} people at once           {len(took) / spent:8.0f} answers/s   p50 {half:6.1f} ms   p99 {slow:6.1f} ms")
    print(f"processor time of the bot                {busy / len(took) * 1e3:8.2f} ms an answer")


def _processor(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# -- the server alone ------------------------------------------------------------------------------------------------------


async def _bare(base: str, token: str) -> None:
    """The same calls by a client that does nothing else, on a few connections at once."""
    lines = [await Line.open(base) for _ in range(LINES)]
    await lines[0].call("/people/wang/start", {})
    rounds = PEOPLE * ANSWERS // LINES
    began = time.perf_counter()
    await asyncio.gather(*(_rounds(line, token, rounds) for line in lines))
    spent = time.perf_counter() - began
    rate = LINES * rounds / spent
    print(f"the server alone, {LINES} connections         {rate * CALLS_EACH:8.0f} calls/s, enough for {rate:.0f} answers/s")


async def _rounds(line: Line, token: str, times: int) -> None:
    """Tap, acknowledge, edit, each after the answer to the one before."""
    shown: dict[str, object] = {"chat_id": 1001, "parse_mode": "HTML", "reply_markup": json.dumps(KEYBOARD)}
    sent = json.loads(await line.call(f"/bot{token}/sendMessage", {**shown, "text": TEXT}))["result"]["message_id"]
    for turn in range(times):
        query = json.loads(await line.call("/people/wang/tap", {"message_id": sent, "data": "r1.q7.A"}))["callback"]
        await line.call(f"/bot{token}/answerCallbackQuery", {"callback_query_id": query})
        changed = await line.call(f"/bot{token}/editMessageText", {**shown, "message_id": sent, "text": f"{TEXT}\n{turn}"})
        assert b'"ok":true' in changed


# -- the bot and its people ------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _bot(base: str, token: str, folder: Path) -> AsyncIterator[int]:
    """The real bot, serving until the end; its process id."""
    own = {"API_BASE": base, "BOT_TOKEN": token, "DATABASE_URL": "sqlite:///bench.db", "RATE": "10000", "RATE_PERSON": "10000"}
    environment = {**os.environ, **{f"ZHIPING_{name}": value for name, value in own.items()}, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


class _Person:
    """Somebody at the first question of level 1, who sees what the page sees."""

    def __init__(self, key: str, acts: Line, events: asyncio.StreamReader, held: asyncio.StreamWriter) -> None:
        self._key, self._acts, self._events = key, acts, events
        self._held = held  # the stream ends with its writer

    @classmethod
    async def open(cls, base: str, key: str) -> _Person:
        """Sit down before the page."""
        parts = urlsplit(base)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET /people/{key}/events HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        await reader.readuntil(b"here\n\n")
        return cls(key, await Line.open(base), reader, writer)

    async def begin(self) -> None:
        """Say hello; the bot shows the question at which this person stood."""
        await self._acts.call(f"/people/{self._key}/start", {})
        self._shown = await self._next()

    async def answer(self) -> list[float]:
        """So many answers; the seconds from each tap to the next question."""
        took = []
        for turn in range(ANSWERS):
            data = self._shown["reply_markup"]["inline_keyboard"][0][turn % 4]["callback_data"]
            began = time.perf_counter()
            await self._acts.call(f"/people/{self._key}/tap", {"message_id": self._shown["message_id"], "data": data})
            self._shown = await self._next()
            took.append(time.perf_counter() - began)
        return took

    async def _next(self) -> Any:
        """The next screen with buttons that the bot shows."""
        while True:
            line = await self._events.readuntil(b"\n")
            if not line.startswith(b"data: "):
                continue
            event = json.loads(line[6:])
            if event["type"] in {"message", "edit"} and event["from_bot"] and "reply_markup" in event["message"]:
                return event["message"]


if __name__ == "__main__":
    main()
