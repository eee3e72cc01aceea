"""What every contender of the Telegram bench is given alike: the people, their taps as bytes, the server's answers, and the measuring.

A person taps only what is on the screen: the next tap waits until the next question was sent off.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

import msgspec

AT_ONCE, TURNS = 64, 15
TOKEN = "7000000001:" + "x" * 35
LETTERS = "ABCD"

Tap = Callable[[int, int], Awaitable[None]]
"""Person and turn: tap a letter, and wait until the next question is sent off."""

_CARD = (
    "规划级 · 人员 · 组织战略\n第 12/57 题 ■■□□□□□□□□ 已答 12 题（人员 3/8）\n\n"
    "1.12 企业是否制定了智能制造的发展规划，并对规划的执行情况进行监控？\n\n"
    "A. 没有制定\nB. 有初步设想，尚未形成文件\nC. 已形成文件，部分得到执行\nD. 已形成文件，并定期评审和更新\n\n已保存 1.11：B"
)
FOOT = (("上一题", "b"), ("说明", "e"), ("稍后", "l"), ("目录", "o"))
_KEYBOARD = [
    [{"text": letter, "callback_data": f"1a2b3c4d.1f.c{letter}"} for letter in LETTERS],
    [{"text": text, "callback_data": f"1a2b3c4d.1f.{code}"} for text, code in FOOT],
]
"""The message that a tap comes with and that an edit is answered with, as long as ours really is."""


def tap(update: int, person: int, data: str) -> bytes:
    """An update: somebody tapped the button with this payload."""
    sender = {"id": person, "is_bot": False, "first_name": "王工", "language_code": "zh-hans"}
    query = {"id": str(update), "from": sender, "chat_instance": "1", "data": data, "message": _message(person)}
    return msgspec.json.encode({"update_id": update, "callback_query": query})


def edited(person: int) -> bytes:
    """What the server answers to a sent or edited message."""
    return msgspec.json.encode({"ok": True, "result": {**_message(person), "edit_date": 1_790_000_001}})


ANSWERED = b'{"ok":true,"result":true}'
"""What it answers to everything else."""


def _message(person: int) -> dict[str, Any]:
    chat = {"id": person, "type": "private", "first_name": "王工"}
    bot = {"id": 7_000_000_001, "is_bot": True, "first_name": "智评助手", "username": "zhiping_bot"}
    bold = [{"type": "bold", "offset": 48, "length": 34}]
    return {
        "message_id": 7, "from": bot, "date": 1_790_000_000, "chat": chat, "text": _CARD, "entities": bold,
        "reply_markup": {"inline_keyboard": _KEYBOARD},
    }  # fmt: skip


async def measured(tapped: Tap, turns: int = TURNS) -> tuple[float, float, float]:
    """Everybody answers as soon as the question is there.

    Answers a second, the 99th percentile from tap to question, and processor time an answer, both in seconds.
    """
    took: list[float] = []

    async def person(number: int) -> None:
        for turn in range(turns):
            began = time.perf_counter()
            await tapped(number, turn)
            took.append(time.perf_counter() - began)

    started, busy = time.perf_counter(), time.process_time()
    await asyncio.gather(*(person(number) for number in range(AT_ONCE)))
    rate = len(took) / (time.perf_counter() - started)
    return rate, statistics.quantiles(took, n=100)[98], (time.process_time() - busy) / len(took)


class Child:
    """A contender in a process of its own, so that its imports are in nobody else's memory."""

    def __init__(self, module: str, *arguments: Any) -> None:
        self._pipe, there = get_context("spawn").Pipe()
        self._process: SpawnProcess = get_context("spawn").Process(target=_run, args=(module, there, arguments), daemon=True)
        self._process.start()

    def ask(self, *question: Any) -> Any:
        """Have the process do something and say what came of it."""
        self._pipe.send(question)
        return self._pipe.recv()

    def end(self) -> None:
        """Let it stop in order."""
        self._pipe.send(())
        self._process.join(20)


def _run(module: str, pipe: Connection, arguments: tuple[Any, ...]) -> None:
    asyncio.run(import_module(module).contend(pipe, *arguments))


async def questions(pipe: Connection) -> AsyncIterator[tuple[Any, ...]]:
    """What comes through the pipe, until nothing does."""
    while question := await asyncio.get_running_loop().run_in_executor(None, pipe.recv):
        yield question
