"""Answers a second through the whole Telegram channel, network aside: update read, turn taken, FULL commit, replies built and sent off.

The server is a stub that answers at once. Beside it, in the same run, aiogram with its FSM in memory on a bare questionnaire that keeps one
letter and asks the next question: nothing durable, nothing scored, for a feeling of what the framework alone costs.
"""

from __future__ import annotations

import asyncio
import dataclasses
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any

import msgspec
from aiogram import Bot as AiogramBot
from aiogram import Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import AnswerCallbackQuery, EditMessageText
from aiogram.types import CallbackQuery, Message

from bot.bootstrap import bank_of
from bot.channels.buttons import payload, place_of
from bot.channels.telegram import letters
from bot.channels.telegram.client import Client
from bot.channels.telegram.serving import SWITCH_SECONDS, Bot, Parts
from bot.config import Settings
from bot.ports import Letter, Store, Transaction
from bot.storage.opening import open_store
from bot.system import RandomIds, SystemClock
from bot.usecases.conversation import Conversation
from bot.watching.log import Log
from bot.watching.metrics import Metrics
from dialogs.inbound import Choose
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Answer, Cursor, Phase, Profile, Run, RunState
from question_bank import library

AT_ONCE, TURNS, ROUNDS = 64, 15, 7
CROWDS = (100, 10_000)
TOKEN = "7000000001:" + "x" * 35

Shown = dict[str, tuple[tuple[letters.Button, ...], ...]]
"""The buttons under each person's last screen."""

Feed = Callable[[int, int], Awaitable[None]]
"""Person and turn: the answer is in, and as durable as it will be."""


def main() -> None:
    """Print durable answers a second and the 99th percentile for 64 people at once, beside the framework, and what memory it takes."""
    for crowd in CROWDS:
        with tempfile.TemporaryDirectory(dir=".") as folder:
            asyncio.run(_ours(folder, crowd))


async def _ours(folder: str, crowd: int) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    before = _resident()
    store = open_store(f"sqlite:///{folder}/bench.db", RandomIds())
    stub = _Stub()
    shown: Shown = {}
    bot = _bot(store, stub, shown)
    for start in range(0, crowd, 500):
        await asyncio.wrap_future(store.submit(_settled(range(start, min(start + 500, crowd)))))
    settled = _resident()
    rounds = []
    for turn in range(ROUNDS):
        await asyncio.wrap_future(store.submit(_seated(crowd, turn, shown)))
        rounds.append((await _round(_feed(bot, shown, crowd)), await _round(_aiogram())))
        await bot.sender.drained()
    await bot.sender.close()
    store.close()
    ours = statistics.median(rate for (rate, _), _ in rounds)
    p99 = statistics.median(slow for (_, slow), _ in rounds)
    bare = statistics.median(rate for _, (rate, _) in rounds)
    bare_p99 = statistics.median(slow for _, (_, slow) in rounds)
    print(f"{crowd:6d} people in the database, {AT_ONCE} at once, medians of {ROUNDS} rounds")
    print(f"  zhiping, durable    {ours:8.0f} answers/s   p99 {p99 * 1e3:6.1f} ms   (best {max(rate for (rate, _), _ in rounds):.0f})")
    print(f"  aiogram, in memory  {bare:8.0f} answers/s   p99 {bare_p99 * 1e3:6.1f} ms")
    print(f"  ratio               {ours / bare:8.2f} x the answers, {p99 / bare_p99:.2f} x the p99")
    print(f"  calls of the stub   {stub.calls:8d}   resident at most {_resident()} MiB")
    print(f"  of which people     {settled - before:8d} MiB while they were put in")


def _resident() -> int:
    """MiB of memory at the peak so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


async def _round(feed: Feed) -> tuple[float, float]:
    """Everybody gives the next answer as soon as the one before is in; answers a second and the 99th percentile of one."""
    took: list[float] = []

    async def person(number: int) -> None:
        for turn in range(TURNS):
            began = time.perf_counter()
            await feed(number, turn)
            took.append(time.perf_counter() - began)

    started = time.perf_counter()
    await asyncio.gather(*(person(number) for number in range(AT_ONCE)))
    return len(took) / (time.perf_counter() - started), statistics.quantiles(took, n=100)[98]


# -- ours ------------------------------------------------------------------------------------------------------------------


class _Stub(Client):
    """A server without a network that takes everything at once."""

    def __init__(self) -> None:
        super().__init__(TOKEN)
        self.calls = 0

    async def call(self, method: str, arguments: dict[str, Any], seconds: float = 0) -> msgspec.Raw:
        self.calls += 1
        return msgspec.Raw(b'{"message_id":7,"chat":{"id":1,"type":"private"},"date":0}')


def _bot(store: Store, stub: Client, shown: Shown) -> Bot:
    """The bot, with somebody who notes the buttons of each letter on its way to the sender."""
    settings = Settings(rate=10_000, rate_person=10_000)
    conversation = Conversation(store, bank_of, library.load("cmmm-2020"), SystemClock(), RandomIds())
    bot = Bot(Parts(settings, store, conversation, SystemClock(), Log(), Metrics()), stub)
    send = bot.sender.post

    def noted(posted: Sequence[Letter]) -> None:
        for letter in posted:
            content = letters.decode(letter.payload)
            shown[letter.chat] = content.rows if isinstance(content, letters.ScreenLetter) else ()
        send(posted)

    bot.intake._hooks = dataclasses.replace(bot.intake._hooks, posted=noted)
    return bot


def _settled(numbers: Sequence[int]) -> Callable[[Transaction], None]:
    """People in the middle of level 1, whose run has answers already."""
    bank = library.load("cmmm-2020")
    kept = [question.id for question in bank.questions[:60]]

    def work(tx: Transaction) -> None:
        for number in numbers:
            person = tx.person("telegram", str(number + 1), 1)
            run = Run(
                spec=RUN_SPEC,
                id=f"run-{number}",
                bank=bank.id,
                bank_version=bank.version,
                state=RunState.OPEN,
                profile=Profile(name="某机械有限公司", kind="discrete"),
                level=1,
                answers={question: Answer(key="B", by=person, at=1_790_000_000_000) for question in kept},
                created_at=1,
                started_at=1,
            )
            tx.add_run(run, person, 1)
            tx.reach("telegram", person, str(number + 1), 1)

    return work


def _seated(crowd: int, turn: int, shown: Shown) -> Callable[[Transaction], None]:
    """Those who answer stand before the level's first question; people are spread over the whole crowd."""
    bank = library.load("cmmm-2020")
    first = next(question for question in bank.questions if question.level == 1)

    def work(tx: Transaction) -> None:
        for number in range(AT_ONCE):
            external = str(_place(number, crowd))
            person = tx.person("telegram", external, 1)
            cursor = Cursor(
                spec=CURSOR_SPEC,
                person=person,
                run=f"run-{int(external) - 1}",
                language="zh",
                phase=Phase.QUESTION,
                at=first.id,
                revision=turn * 1000,
            )
            tx.save_cursor(cursor, 1)
            keys = (Choose(option.key) for option in first.options)
            shown[external] = (tuple(letters.Button("A", payload(key, place_of(cursor), cursor.revision)) for key in keys),)

    return work


def _place(number: int, crowd: int) -> int:
    return 1 + number * (crowd // AT_ONCE)


def _feed(bot: Bot, shown: Shown, crowd: int) -> Feed:
    """A tap on one of the letters under the person's last screen."""
    update_ids = count(time.time_ns())

    async def feed(number: int, turn: int) -> None:
        person = _place(number, crowd)
        first = shown[str(person)][0]
        await bot.intake.take([_tap(next(update_ids), person, first[turn % len(first)].data)])

    return feed


def _tap(update: int, person: int, data: str) -> bytes:
    chat = {"id": person, "type": "private", "first_name": "王工"}
    sender = {"id": person, "is_bot": False, "first_name": "王工", "language_code": "zh-hans"}
    message = {"message_id": 7, "date": 1_790_000_000, "chat": chat, "text": "第 1/20 题"}
    query = {"id": str(update), "from": sender, "chat_instance": "1", "data": data, "message": message}
    return msgspec.json.encode({"update_id": update, "callback_query": query})


# -- the framework ---------------------------------------------------------------------------------------------------------


class _Session(BaseSession):
    """A session without a network."""

    async def make_request(self, bot: Any, method: Any, timeout: Any = None) -> Any:
        return True

    async def close(self) -> None:
        return None

    async def stream_content(self, *_: Any, **__: Any) -> Any:
        yield b""


def _aiogram() -> Feed:
    """aiogram as its documentation shows it: answer the tap, keep the letter, edit the next question in."""
    bot = AiogramBot(TOKEN, session=_Session())
    dispatcher = Dispatcher(storage=MemoryStorage())

    @dispatcher.callback_query()
    async def answered(query: CallbackQuery, state: FSMContext) -> None:
        await bot(AnswerCallbackQuery(callback_query_id=query.id))
        data = await state.get_data()
        place = int(data.get("place", 0))
        await state.update_data({"place": place + 1, f"q{place}": query.data})
        if isinstance(query.message, Message):
            await bot(EditMessageText(chat_id=query.message.chat.id, message_id=query.message.message_id, text=f"第 {place + 2} 题"))

    update_ids = count(1)

    async def feed(number: int, turn: int) -> None:
        body = msgspec.json.decode(_tap(next(update_ids), number + 1, "ABCD"[turn % 4]))
        await dispatcher.feed_raw_update(bot, body)

    return feed


if __name__ == "__main__":
    main()
