"""A server that is unwell when the bot starts, another program on the token, a token that is revoked: waited out, or said in a sentence."""

from __future__ import annotations

import asyncio
import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from bot.channels.telegram import polling, serving, starting
from bot.channels.telegram.client import ApiError, Client, Conflict, Refused, RetryAfter, Strange, Unauthorized, Uncertain, Unreached
from bot.channels.telegram.serving import CONTESTED, Parts
from bot.channels.telegram.starting import LONGEST_PAUSE, STRANGER_SECONDS, Opening
from bot.config import Settings
from bot.ports import Store
from bot.sandbox.server import Sandbox
from bot.storage.scratch import ScratchStore
from bot.system import SystemClock
from bot.usecases.conversation import Conversation
from bot.watching.metrics import Metrics
from tests.bot.commands import environment
from tests.bot.office import CountedIds
from tests.channels.stand import Notes, Stand, standing
from tests.channels.warp import warped
from tests.question_bank.banks import small_bank

MOST_SECONDS = 40
SECRET = "s3cret-S3CRET-s3cret"
NOT_READY = "server not ready"


class Scripted(Client):
    """A server that fails in these ways, one call each, and then answers."""

    def __init__(self, *failures: ApiError) -> None:
        self.failures = list(failures)
        self.at: list[float] = []

    async def call(self, method: str, arguments: dict[str, Any], seconds: float = 20) -> msgspec.Raw:
        self.at.append(asyncio.get_running_loop().time())
        if self.failures:
            raise self.failures.pop(0)
        return msgspec.Raw(b"{}")


def _opened(*failures: ApiError, stop_after: float | None = None, known: bool = False) -> tuple[Scripted, Notes, bytes | None]:
    """One call on a clock that jumps."""
    client, notes = Scripted(*failures), Notes()

    async def run() -> bytes | None:
        loop, stopping = asyncio.get_running_loop(), asyncio.Event()
        if stop_after is not None:
            loop.call_later(stop_after, stopping.set)
        found = await Opening(client, stopping, notes, loop.time, known=known).call("getMe", {})
        return None if found is None else bytes(found)

    return client, notes, warped(run())


# -- the first calls ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Uncertain("502"), Uncertain("lost"), ApiError("x")])
def test_a_server_in_trouble_is_waited_for_longer_and_longer_and_said_once(error: ApiError) -> None:
    """For hours if need be, never longer than half a minute at a time."""
    client, notes, found = _opened(*[error] * 200)
    waits = [later - earlier for earlier, later in itertools.pairwise(client.at)]
    assert found == b"{}"
    assert waits[0] == pytest.approx(starting.FIRST_PAUSE)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_PAUSE
    assert [event for event, _ in notes.lines] == [NOT_READY]


def test_a_429_at_the_start_is_waited_for_as_long_as_it_says() -> None:
    """Not by our own measure."""
    client, _, found = _opened(RetryAfter(77))
    assert found == b"{}"
    assert client.at[1] - client.at[0] == pytest.approx(77)


@pytest.mark.parametrize("error", [Unreached("refused"), Strange("200 without JSON")])
def test_an_address_at_which_nobody_answers_is_tried_for_a_while(error: ApiError) -> None:
    """It may be about to start, and is more likely wrong; both are served."""
    client, _, found = _opened(*[error] * 4)
    assert found == b"{}"
    with pytest.raises(type(error)):
        _opened(*[error] * 20)
    assert client.at[-1] <= STRANGER_SECONDS


def test_a_server_that_once_answered_is_waited_for_though_it_went_away() -> None:
    """A 502 is an answer: the address is right."""
    _, _, found = _opened(Uncertain("502"), *[Unreached("refused")] * 50)
    assert found == b"{}"
    _, _, found = _opened(*[Unreached("refused")] * 50, known=True)
    assert found == b"{}"


@pytest.mark.parametrize("error", [Unauthorized("no"), Refused("bad webhook"), Conflict("x")])
def test_what_no_waiting_mends_is_not_waited_for(error: ApiError) -> None:
    """Even where the server was in trouble before."""
    with pytest.raises(type(error)):
        _opened(Uncertain("502"), error)


def test_a_stop_ends_the_waiting() -> None:
    """An operator's stop is no failure."""
    client, _, found = _opened(*[Uncertain("502")] * 200, stop_after=100)
    assert found is None
    assert client.at[-1] <= 100


# -- the whole program in this process --------------------------------------------------------------------------------------


class Program:
    """`serve` in a task, before a sandbox with faults."""

    def __init__(self, base: str, token: str, **settings: object) -> None:
        self.notes = Notes()
        store = ScratchStore(CountedIds())
        bank, clock = small_bank(), SystemClock()
        self.store: Store = store
        conversation = Conversation(store, lambda _id, _version: bank, bank, clock, CountedIds())
        own = Settings(bot_token=token, api_base=base, rate=5000, rate_person=5000, **settings)
        self.task = asyncio.create_task(serving.serve(Parts(own, store, conversation, clock, self.notes, Metrics())))

    def said(self, event: str) -> int:
        """How often this was said."""
        return [found for found, _ in self.notes.lines].count(event)

    async def answered(self, sandbox: Sandbox, key: str) -> None:
        """Wait until the bot wrote to this person."""
        shown = asyncio.create_task(_shown(sandbox, key))
        await self.until(shown.done)
        await shown

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for this while the program runs."""
        deadline = time.monotonic() + MOST_SECONDS
        while not condition():
            assert not self.task.done(), self.task.exception()
            assert time.monotonic() < deadline, self.notes.lines
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """End it as a test ends."""
        self.task.cancel()
        ended, _ = await asyncio.wait({self.task}, timeout=MOST_SECONDS)
        assert ended, "the program does not end"
        self.store.close()


async def _post(url: str, **body: object) -> Any:
    async with aiohttp.ClientSession(trust_env=False) as http, http.post(url, json=body) as response:
        assert response.status < 300, await response.text()
        return await response.json()


FAULTS: dict[str, tuple[dict[str, object], ...]] = {
    "502": ({"kind": "502", "count": 3},),
    "429": ({"kind": "429", "count": 1, "retry_after": 1},),
    "hung up": ({"kind": "lost", "count": 3},),
    "half": ({"kind": "half", "count": 2},),
    "silent": ({"kind": "silence", "count": 1, "ms": 200},),
    "one after the other": ({"kind": "502", "count": 1}, {"kind": "half", "count": 1}, {"kind": "500", "count": 1}),
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setWebhook"])
def test_the_bot_starts_through_faults(method: str, faults: tuple[dict[str, object], ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of its first calls they meet; the person who wrote meanwhile is answered."""
    monkeypatch.setattr(starting, "FIRST_PAUSE", 0.02)

    async def run() -> None:
        sandbox = Sandbox(None, retry_pace=0.02)
        await sandbox.start()
        for fault in faults:
            await _post(f"{sandbox.base}/faults", method=method, **fault)
        await _post(f"{sandbox.base}/people/wang/start", payload="")
        program = Program(sandbox.base, sandbox.token, **(_hooked() if method == "setWebhook" else {}))
        try:
            await program.answered(sandbox, "wang")
            await program.until(lambda: program.said("serving") == 1)
            assert program.said(NOT_READY) == 1
            assert program.notes.failures == []
        finally:
            await program.stop()
            await sandbox.stop()

    asyncio.run(run())


def _hooked() -> dict[str, object]:
    """Settings of a bot behind a webhook."""
    port = _free_port()
    return {"webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET, "listen": f"127.0.0.1:{port}"}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_server_that_starts_after_the_bot_is_waited_for() -> None:
    """As after a power cut, where everything starts at once."""

    async def run() -> None:
        port, sandbox = _free_port(), Sandbox(None)
        program = Program(f"http://127.0.0.1:{port}", sandbox.token)
        try:
            await program.until(lambda: program.said(NOT_READY) == 1)
            await sandbox.start(port=port)
            await program.until(lambda: program.said("serving") == 1)
            assert program.said(NOT_READY) == 1
        finally:
            await program.stop()
            await sandbox.stop()

    asyncio.run(run())


def test_an_operator_can_end_a_bot_that_waits_for_its_server(tmp_path: Path) -> None:
    """At once, and it is no failure."""

    async def run() -> tuple[int | None, float]:
        sandbox = Sandbox(None)
        await sandbox.start()
        await _post(f"{sandbox.base}/faults", kind="502", method="getMe")
        process = await _command(sandbox, tmp_path)
        try:
            assert process.stderr is not None
            while NOT_READY.encode() not in await asyncio.wait_for(process.stderr.readline(), MOST_SECONDS):
                pass
            process.terminate()
            began = time.monotonic()
            await asyncio.wait_for(process.communicate(), MOST_SECONDS)
            return process.returncode, time.monotonic() - began
        finally:
            await _gone(process)
            await sandbox.stop()

    code, seconds = asyncio.run(run())
    assert code == 0
    assert seconds < 5


async def _command(sandbox: Sandbox, folder: Path) -> asyncio.subprocess.Process:
    """`zhiping run` before this sandbox."""
    settings = environment(bot_token=sandbox.token, api_base=sandbox.base)
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


async def _gone(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


# -- another program on the token -------------------------------------------------------------------------------------------


def test_another_poller_is_named_with_what_to_do_and_outlived(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the turns from this one for a while; then this one goes on, and says both once."""
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.05)

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        over = time.monotonic() + 1.5
        while time.monotonic() < over:
            await stand.api("getUpdates", timeout=0, offset=0)
            await asyncio.sleep(0.05)
        await stand.wang.act("say", text="D")
        await stand.until(lambda: any(event == "receiving again" for event, _ in stand.notes.lines), "the end of it")
        await stand.settled()
        assert "第 2/" in (await stand.wang.last())["text"]
        told = [facts for event, facts in stand.notes.lines if event == "another program uses this bot token"]
        assert told[0] == {"remedy": CONTESTED}
        conflicts = [facts for event, facts in stand.notes.lines if event == "cannot receive"]
        assert 2 <= len(conflicts) <= 8, "no loop without a pause"

    _stood(script)


def test_conflicts_without_end_are_backed_off_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the server's word alone, whoever the other is."""
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.05)

    async def script(stand: Stand) -> None:
        fault = await stand.fault("409", method="getUpdates", count=5)
        await stand.api("getMe")
        await stand.wang.act("start", payload="")
        await stand.until(lambda: any(event == "receiving again" for event, _ in stand.notes.lines), "the end of it")
        await stand.settled()
        assert await stand.wang.last() != {}
        assert fault["left"] == 5
        assert [event for event, _ in stand.notes.lines].count("another program uses this bot token") == 1
        assert [event for event, _ in stand.notes.lines].count("cannot receive") == 5

    _stood(script)


def _stood(script: Callable[[Stand], Any], **settings: object) -> None:
    async def run() -> None:
        async with standing(ScratchStore(CountedIds()), **settings) as stand:
            await script(stand)

    asyncio.run(run())


# -- a token that is refused ------------------------------------------------------------------------------------------------


def _sandbox_with(*faults: dict[str, object], later: float) -> Callable[[Path], tuple[int, str]]:
    """The command before a sandbox that gets these faults a while after it serves; its exit code and words."""

    async def run(folder: Path) -> tuple[int, str]:
        sandbox = Sandbox(None)
        await sandbox.start()
        if not later:
            for fault in faults:
                await _post(f"{sandbox.base}/faults", **fault)
        process = await _command(sandbox, folder)
        try:
            if later:
                await _post(f"{sandbox.base}/people/wang/start", payload="")
                await _shown(sandbox, "wang")
                for fault in faults:
                    await _post(f"{sandbox.base}/faults", **fault)
                await _post(f"{sandbox.base}/people/wang/say", text="1")
            _, words = await asyncio.wait_for(process.communicate(), MOST_SECONDS)
        finally:
            await _gone(process)
            await sandbox.stop()
        return process.returncode or 0, words.decode()

    return lambda folder: asyncio.run(run(folder))


async def _shown(sandbox: Sandbox, key: str) -> None:
    """Wait until the bot wrote to this person."""
    deadline = time.monotonic() + MOST_SECONDS
    async with aiohttp.ClientSession(trust_env=False) as http:
        while time.monotonic() < deadline:
            async with http.get(f"{sandbox.base}/people/{key}/messages") as response:
                if any(one["from_bot"] for one in (await response.json())["messages"]):
                    return
            await asyncio.sleep(0.02)
    raise AssertionError("nothing was shown")


REFUSED: dict[str, Callable[[Path], tuple[int, str]]] = {
    "at the start": _sandbox_with({"kind": "401", "method": "getMe"}, later=0),
    "while announcing": _sandbox_with({"kind": "401", "method": "deleteWebhook"}, later=0),
    "while fetching": _sandbox_with({"kind": "401", "method": "getUpdates"}, later=1),
    "while sending": _sandbox_with({"kind": "401"}, later=1),
}


@pytest.mark.parametrize("way", REFUSED)
def test_a_refused_token_is_one_sentence_and_code_two(way: str, tmp_path: Path) -> None:
    """At the start and in the middle of a run."""
    code, words = REFUSED[way](tmp_path)
    said = [line for line in words.splitlines() if not line.startswith("{")]
    assert code == 2, words
    assert len(said) == 1, words
    assert "ZHIPING_BOT_TOKEN" in said[0]
    assert "Traceback" not in words
