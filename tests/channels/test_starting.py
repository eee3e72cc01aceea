"""`zhiping run` as a process: every way it cannot start is one sentence; a stop finishes what is in hand."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from bot.sandbox.server import Sandbox
from tests.bot.commands import environment
from tests.channels.crooked import answer, crooked

STRANGER = "7000000002:a-token-that-nobody-knows-here-at-all"
SECRET = "s3cret-S3CRET-s3cret"
MOST_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process left behind."""

    code: int | None
    err: str


async def _bot(folder: Path, **settings: str) -> asyncio.subprocess.Process:
    folder.mkdir(parents=True, exist_ok=True)
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment(**settings), stdout=pipe, stderr=pipe
    )


async def _ended(folder: Path, **settings: str) -> Ended:
    process = await _bot(folder, **settings)
    _, err = await asyncio.wait_for(process.communicate(), MOST_SECONDS)
    return Ended(process.returncode, err.decode())


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ended]:
    """Every way not to start, tried side by side to save time."""
    return asyncio.run(_tried(tmp_path_factory.mktemp("refused")))


async def _tried(folder: Path) -> dict[str, Ended]:
    sandbox = Sandbox(None)
    await sandbox.start()
    with socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
        good = {"bot_token": sandbox.token, "api_base": sandbox.base}
        (folder / "damaged").mkdir()
        (folder / "damaged" / "zhiping.db").write_bytes(b"no database at all" * 100)
        async with crooked(answer(b"<html>captive portal</html>")) as portal:
            ways = {
                "wrong token": {"bot_token": STRANGER, "api_base": sandbox.base},
                "unreachable": {"bot_token": sandbox.token, "api_base": nobody},
                "portal": {"bot_token": sandbox.token, "api_base": portal.base},
                "port": {**good, "listen": f"127.0.0.1:{taken.getsockname()[1]}"},
                "webhook": {**good, "webhook_url": "http://example.com:8443", "webhook_secret": SECRET, "listen": "127.0.0.1:0"},
                "damaged": good,
            }
            names = list(ways)
            ended: list[Ended] = []
            for pair in (names[:2], names[2:4], names[4:]):
                ended += await asyncio.gather(*(_ended(folder / name, **ways[name]) for name in pair))
    await sandbox.stop()
    return dict(zip(names, ended, strict=True))


@pytest.mark.parametrize(
    ("way", "code", "remedy"),
    [
        ("wrong token", 2, "ZHIPING_BOT_TOKEN"),
        ("unreachable", 2, "ZHIPING_API_BASE"),
        ("portal", 2, "ZHIPING_API_BASE"),
        ("port", 2, "ZHIPING_LISTEN"),
        ("webhook", 2, "ZHIPING_WEBHOOK_URL"),
        ("damaged", 1, "zhiping.db"),
    ],
)
def test_what_keeps_the_bot_from_starting_is_said_in_a_sentence_that_says_what_to_do(
    refused: Mapping[str, Ended], way: str, code: int, remedy: str
) -> None:
    """No traceback, no token."""
    ended = refused[way]
    said = [line for line in ended.err.splitlines() if not line.startswith("{")]
    assert ended.code == code, ended.err
    assert len(said) == (2 if code == 1 else 1), ended.err
    assert remedy in ended.err
    assert "Traceback" not in ended.err
    assert "nobody-knows" not in ended.err
    assert "sandbox-token" not in ended.err


@asynccontextmanager
async def _served(folder: Path, **settings: str) -> AsyncIterator[tuple[Sandbox, asyncio.subprocess.Process, aiohttp.ClientSession]]:
    """A sandbox and a bot in a process of its own."""
    sandbox = Sandbox(None)
    await sandbox.start()
    bot = await _bot(folder, bot_token=sandbox.token, api_base=sandbox.base, rate_person="50", **settings)
    async with aiohttp.ClientSession(trust_env=False) as http:
        try:
            yield sandbox, bot, http
        finally:
            if bot.returncode is None:
                bot.kill()
            await bot.communicate()
            await sandbox.stop()


async def _ask(http: aiohttp.ClientSession, url: str, **body: object) -> Any:
    data = msgspec.json.encode(body) if body else None
    async with http.request("POST" if body else "GET", url, headers={"Content-Type": "application/json"}, data=data) as response:
        return await response.json()


async def _shown(http: aiohttp.ClientSession, sandbox: Sandbox, key: str, count: int) -> list[str]:
    """The bot's messages to a person, once there are so many."""
    deadline = time.monotonic() + MOST_SECONDS
    while True:
        found = await _ask(http, f"{sandbox.base}/people/{key}/messages")
        texts = [one["message"].get("text", "") for one in found["messages"] if one["from_bot"]]
        if len(texts) >= count:
            return texts
        assert time.monotonic() < deadline, texts
        await asyncio.sleep(0.02)


def test_a_stop_with_work_in_hand_finishes_it_within_ten_seconds(tmp_path: Path) -> None:
    """Five people wait for slow answers when SIGTERM comes; all are served; a second program is kept out meanwhile."""

    async def run() -> None:
        async with _served(tmp_path) as (sandbox, bot, http):
            people = ("wang", "li", "chen", "zhao", "sun")
            await _ask(http, f"{sandbox.base}/people/wang/start", payload="")
            await _shown(http, sandbox, "wang", 1)
            second = await _ended(tmp_path, bot_token=sandbox.token, api_base=sandbox.base)
            assert second.code == 1
            assert "Traceback" not in second.err
            await _ask(http, f"{sandbox.base}/faults", kind="slow", method="sendMessage", ms=1500)
            for key in people:
                await _ask(http, f"{sandbox.base}/people/{key}/say", text="/start")
            deadline = time.monotonic() + MOST_SECONDS
            while _taken(tmp_path) < 6:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.01)
            bot.terminate()
            began = time.monotonic()
            assert await asyncio.wait_for(bot.wait(), 20) == 0
            assert time.monotonic() - began < 10
            for key in people:
                assert await _shown(http, sandbox, key, 1)
            with sqlite3.connect(tmp_path / "zhiping.db") as database:
                assert database.execute("SELECT count(*) FROM letters").fetchone() == (0,)
            database.close()

    asyncio.run(run())


def _taken(folder: Path) -> int:
    """How many updates are durable."""
    database = sqlite3.connect(f"file:{folder / 'zhiping.db'}?mode=ro", uri=True)
    try:
        return int(database.execute("SELECT count(*) FROM inbox").fetchone()[0])
    finally:
        database.close()


def test_a_stop_during_a_long_pause_does_not_wait_for_its_end(tmp_path: Path) -> None:
    """What is unsent stays in the outbox, and the next start sends it."""

    async def run() -> None:
        async with _served(tmp_path) as (sandbox, bot, http):
            await _ask(http, f"{sandbox.base}/faults", kind="429", method="sendMessage", retry_after=3600, count=1, hold=False)
            await _ask(http, f"{sandbox.base}/people/wang/start", payload="")
            deadline = time.monotonic() + MOST_SECONDS
            while not [entry for entry in (await _ask(http, f"{sandbox.base}/history"))["entries"] if entry["status"] == 429]:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.02)
            bot.terminate()
            began = time.monotonic()
            assert await asyncio.wait_for(bot.wait(), 20) == 0
            assert time.monotonic() - began < 10
            again = await _bot(tmp_path, bot_token=sandbox.token, api_base=sandbox.base)
            try:
                assert await _shown(http, sandbox, "wang", 1)
            finally:
                again.kill()
                await again.communicate()

    asyncio.run(run())
