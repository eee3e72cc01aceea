"""The bot in the Telegram bench, whole but for the network: bytes of updates in, bytes of calls out, a database file between."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from bot.channels.buttons import payload, place_of
from bot.channels.telegram.client import Client
from bot.channels.telegram.serving import SWITCH_SECONDS, Bot, Parts
from bot.config import Settings
from bot.ports import Store, Transaction
from bot.storage.opening import open_store
from bot.system import RandomIds, SystemClock
from bot.usecases.banks.brought import bank_of
from bot.usecases.conversation import Conversation
from bot.watching.log import Log
from bot.watching.metrics import Metrics
from dialogs.inbound import Choose
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Answer, Cursor, Phase, Profile, Run, RunState
from question_bank import library
from question_bank.model import Bank
from tests.bench.telegram_crowd import ANSWERED, AT_ONCE, TOKEN, TURNS, Tap, edited, measured, questions, tap

WIDE_OPEN = 1_000_000
"""Calls a second that the pacer lets through: it is asked for each call, and nobody waits for it."""


async def contend(pipe: Connection, folder: str, crowd: int) -> None:
    """Answer what the bench asks: rounds, and the memory they take."""
    sys.setswitchinterval(SWITCH_SECONDS)
    store = open_store(f"sqlite:///{folder}/bench.db", RandomIds())
    server = _Server()
    bot = _bot(store, server)
    for start in range(0, crowd, 500):
        await asyncio.wrap_future(store.submit(_settled(range(start, min(start + 500, crowd)))))
    rounds = count(1)
    async for (what,) in questions(pipe):
        if what == "round":
            await asyncio.wrap_future(store.submit(_seated(crowd, next(rounds), server.shown)))
            figures = await measured(_tapped(bot, server, crowd))
            await bot.sender.drained()
            pipe.send(figures)
        else:
            pipe.send(_memory())
    await bot.sender.close()
    store.close()


def _memory() -> tuple[float, float]:
    """MiB resident now, and at the peak so far."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class _Button(msgspec.Struct):
    callback_data: str


class _Keyboard(msgspec.Struct):
    inline_keyboard: tuple[tuple[_Button, ...], ...]


class _Screen(msgspec.Struct):
    """What a call shows, as far as somebody who only taps letters looks at it."""

    chat_id: int
    reply_markup: _Keyboard


class _Server(Client):
    """A server without a network that takes everything at once; it notes what each person may tap."""

    def __init__(self) -> None:
        super().__init__(TOKEN)
        self.shown: dict[int, tuple[str, ...]] = {}
        self.waiting: dict[int, asyncio.Future[None]] = {}
        self._screen = msgspec.json.Decoder(_Screen)

    async def _post(self, method: str, seconds: float, **request: Any) -> tuple[int, bytes]:
        if method == "answerCallbackQuery":
            return 200, ANSWERED
        screen = self._screen.decode(request["data"])
        person = screen.chat_id
        self.shown[person] = tuple(button.callback_data for button in screen.reply_markup.inline_keyboard[0])
        if person in self.waiting:
            self.waiting.pop(person).set_result(None)
        return 200, edited(person)


def _bot(store: Store, server: Client) -> Bot:
    settings = Settings().model_copy(update={"rate": WIDE_OPEN, "rate_person": WIDE_OPEN})
    conversation = Conversation(store, bank_of, library.load("cmmm-2020"), SystemClock(), RandomIds())
    return Bot(Parts(settings, store, conversation, SystemClock(), Log(), Metrics()), server)


def _settled(numbers: Sequence[int]) -> Callable[[Transaction], None]:
    """People at some question of level 1 or beyond it, each with as many answers as that takes."""
    bank = library.load("cmmm-2020")

    def work(tx: Transaction) -> None:
        for number in numbers:
            person = tx.person("telegram", str(number + 1), 1)
            kept = bank.questions[: 40 + number % 40]
            run = Run(
                spec=RUN_SPEC,
                id=f"run-{number}",
                bank=bank.id,
                bank_version=bank.version,
                state=RunState.OPEN,
                profile=Profile(name="某机械有限公司", kind="discrete"),
                level=1,
                answers={question.id: Answer(key="B", by=person, at=1_790_000_000_000) for question in kept},
                created_at=1,
                started_at=1,
            )
            tx.add_run(run, person, 1)
            tx.reach("telegram", person, str(number + 1), 1)

    return work


def _seated(crowd: int, turn: int, shown: dict[int, tuple[str, ...]]) -> Callable[[Transaction], None]:
    """Those who answer stand at questions of their own, spread over the level as they are over the crowd."""
    bank = library.load("cmmm-2020")
    level = [question for question in bank.questions if question.level == 1]

    def work(tx: Transaction) -> None:
        for number in range(AT_ONCE):
            external = _place(number, crowd)
            person = tx.person("telegram", str(external), 1)
            at = level[(number * 7 + turn) % (len(level) - TURNS)]
            cursor = Cursor(
                spec=CURSOR_SPEC,
                person=person,
                run=f"run-{external - 1}",
                language="zh",
                phase=Phase.QUESTION,
                at=at.id,
                revision=turn * 1000,
            )
            tx.save_cursor(cursor, 1)
            shown[external] = _letters(bank, cursor)

    return work


def _letters(bank: Bank, cursor: Cursor) -> tuple[str, ...]:
    question = next(question for question in bank.questions if question.id == cursor.at)
    return tuple(payload(Choose(option.key), place_of(cursor), cursor.revision) for option in question.options)


def _place(number: int, crowd: int) -> int:
    return 1 + number * (crowd // AT_ONCE)


def _tapped(bot: Bot, server: _Server, crowd: int) -> Tap:
    """A tap on one of the letters under the person's last screen."""
    update_ids = count(time.time_ns())

    async def tapped(number: int, turn: int) -> None:
        person = _place(number, crowd)
        letters = server.shown[person]
        seen = server.waiting[person] = asyncio.get_running_loop().create_future()
        await bot.intake.take([tap(next(update_ids), person, letters[(turn + number) % len(letters)])])
        await seen

    return tapped
