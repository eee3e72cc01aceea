"""The peers in the Telegram bench: the same questionnaire as the two bot libraries have it written, bytes of updates in, calls out.

Each reads the update into the library's types, finds state and data, keeps the answer, answers the tap, builds the next question with
HTML and keyboard, edits it in, and has the server's answer read into types. None of them scores, audits, revises or survives a lost reply.
"""

from __future__ import annotations

import html
import json
import sqlite3
import warnings
from collections.abc import Callable, Mapping
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from question_bank import library
from tests.bench.telegram_crowd import ANSWERED, AT_ONCE, FOOT, LETTERS, TOKEN, TURNS, Tap, edited, measured, questions, tap

QUESTIONS = tuple(question for question in library.load("cmmm-2020").questions if question.level == 1)
KEPT = {question.id: "B" for question in library.load("cmmm-2020").questions[:60]}
FEW = 4
"""Turns of the contender that waits for the disk twice in each."""


async def contend(pipe: Connection, folder: str) -> None:
    """Answer what the bench asks: a round of one of the peers; nothing for one that is not installed."""
    stores = {
        "memory": MemoryStorage,
        "sql": lambda: SqlStorage(f"{folder}/peer.db", "delete"),
        "sql_wal": lambda: SqlStorage(f"{folder}/peer_wal.db", "wal"),
    }
    async for (what,) in questions(pipe):
        if what in stores:
            storage = stores[what]()
            pipe.send(await measured(await _aiogram(storage), TURNS if what == "memory" else FEW))
            await storage.close()
        else:
            conversation = await _python_telegram_bot()
            pipe.send(conversation and await measured(conversation))


def _text(place: int, done: int, key: str) -> str:
    """The next question as HTML, with where one stands and what was kept."""
    question = QUESTIONS[place]
    options = "\n".join(f"{option.key}. {html.escape(option.text.in_('zh'))}" for option in question.options)
    bar = "■" * (place * 10 // len(QUESTIONS))
    return (
        f"规划级 · 人员\n第 {place + 1}/{len(QUESTIONS)} 题 {bar:□<10} 已答 {done} 题\n\n"
        f"<b>{html.escape(question.number)} {html.escape(question.stem.in_('zh'))}</b>\n\n{options}\n\n已保存：{key}"
    )


# -- aiogram ---------------------------------------------------------------------------------------------------------------


class Filling(StatesGroup):
    question = State()


class Pick(CallbackData, prefix="pick"):
    place: int
    key: str


class _Session(AiohttpSession):
    """aiogram's own session, with the network left out between the form and the reading of the answer."""

    async def make_request(self, bot: Any, method: Any, timeout: Any = None) -> Any:
        self.build_form_data(bot=bot, method=method)
        content = edited(method.chat_id) if method.__api_method__ == "editMessageText" else ANSWERED
        return self.check_response(bot=bot, method=method, status_code=200, content=content.decode()).result


def _aiogram_keyboard(place: int) -> InlineKeyboardMarkup:
    letters = [InlineKeyboardButton(text=key, callback_data=Pick(place=place, key=key).pack()) for key in LETTERS]
    foot = [InlineKeyboardButton(text=text, callback_data=code) for text, code in FOOT]
    return InlineKeyboardMarkup(inline_keyboard=[letters, foot])


async def _answered(query: CallbackQuery, callback_data: Pick, state: FSMContext) -> None:
    await query.answer()
    place = callback_data.place + 1
    data = await state.get_data()
    answers = {**data["answers"], QUESTIONS[place - 1].id: callback_data.key}
    await state.set_data({"answers": answers})
    await state.set_state(Filling.question)
    if isinstance(query.message, Message):
        await query.message.edit_text(_text(place, len(answers), callback_data.key), reply_markup=_aiogram_keyboard(place))


async def _aiogram(storage: BaseStorage) -> Tap:
    """aiogram with its finite states: state and data kept by this storage after each answer."""
    bot = Bot(TOKEN, session=_Session(), default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher(storage=storage)
    dispatcher.callback_query.register(_answered, Filling.question, Pick.filter())
    for person in range(1, AT_ONCE + 1):
        key = StorageKey(bot_id=bot.id, chat_id=person, user_id=person)
        await storage.set_state(key, Filling.question)
        await storage.set_data(key, {"answers": KEPT})
    update_ids = count(1)

    async def tapped(number: int, turn: int) -> None:
        body = tap(next(update_ids), number + 1, Pick(place=turn, key=LETTERS[turn % 4]).pack())
        await dispatcher.feed_raw_update(bot, json.loads(body))

    return tapped


class SqlStorage(BaseStorage):
    """States and data in an SQLite file as the published storages keep them: one connection, one commit for each change."""

    def __init__(self, path: str, journal: str) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute(f"PRAGMA journal_mode = {journal}")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS fsm (key TEXT PRIMARY KEY, state TEXT, data TEXT)")

    async def close(self) -> None:
        self._connection.close()

    async def set_state(self, key: StorageKey, state: Any = None) -> None:
        self._set("state", key, state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        return self._get("state", key)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        self._set("data", key, json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return json.loads(self._get("data", key) or "{}")

    def _set(self, column: str, key: StorageKey, value: str | None) -> None:
        written = f"INSERT INTO fsm (key, {column}) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET {column} = excluded.{column}"
        self._connection.execute(written, (_name(key), value))
        self._connection.commit()

    def _get(self, column: str, key: StorageKey) -> str | None:
        row = self._connection.execute(f"SELECT {column} FROM fsm WHERE key = ?", (_name(key),)).fetchone()
        return row[0] if row else None


def _name(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"


# -- python-telegram-bot ---------------------------------------------------------------------------------------------------


async def _python_telegram_bot() -> Tap | None:
    """python-telegram-bot with its ConversationHandler: state and data in dictionaries."""
    try:
        from telegram.warnings import PTBUserWarning
    except ImportError:
        return None
    warnings.simplefilter("ignore", PTBUserWarning)  # it would rather have a handler for each message
    from telegram import Update
    from telegram.ext import Application, CallbackQueryHandler, ConversationHandler

    application = Application.builder().bot(_ptb_bot()).updater(None).build()
    handler = CallbackQueryHandler(_ptb_answered, pattern=r"^pick:\d+:[A-D]$")
    begin = CallbackQueryHandler(_ptb_begun, pattern="^begin$")
    application.add_handler(ConversationHandler([begin], {0: [handler]}, []))
    await application.initialize()
    update_ids = count(1)

    async def sent(person: int, data: str) -> None:
        update = Update.de_json(json.loads(tap(next(update_ids), person, data)), application.bot)
        await application.process_update(update)

    for person in range(1, AT_ONCE + 1):
        await sent(person, "begin")

    async def tapped(number: int, turn: int) -> None:
        await sent(number + 1, f"pick:{turn}:{LETTERS[turn % 4]}")

    return tapped


async def _ptb_begun(update: Any, context: Any) -> int:
    context.user_data["answers"] = KEPT
    return 0


async def _ptb_answered(update: Any, context: Any) -> int:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    query = update.callback_query
    await query.answer()
    _, told, key = query.data.split(":")
    place = int(told) + 1
    answers = context.user_data["answers"] = {**context.user_data["answers"], QUESTIONS[place - 1].id: key}
    rows = [
        [InlineKeyboardButton(letter, callback_data=f"pick:{place}:{letter}") for letter in LETTERS],
        [InlineKeyboardButton(text, callback_data=code) for text, code in FOOT],
    ]
    await query.edit_message_text(_text(place, len(answers), key), parse_mode="HTML", reply_markup=InlineKeyboardMarkup(rows))
    return 0


def _ptb_bot() -> Any:
    from telegram.ext import ExtBot
    from telegram.request import BaseRequest

    me = json.dumps({"ok": True, "result": {"id": 7_000_000_001, "is_bot": True, "first_name": "智评助手", "username": "zhiping_bot"}})
    answers: Mapping[str, Callable[[Any], bytes]] = {
        "getMe": lambda data: me.encode(),
        "editMessageText": lambda data: edited(int(data.json_parameters["chat_id"])),
    }

    class Network(BaseRequest):
        """The network left out: the call's parameters are written, the server's answer is bytes."""

        read_timeout = 1.0

        async def initialize(self) -> None:
            pass

        async def shutdown(self) -> None:
            pass

        async def do_request(self, url: str, method: str, request_data: Any = None, **_: Any) -> tuple[int, bytes]:
            answer = answers.get(url.rpartition("/")[2])
            return 200, answer(request_data) if answer else ANSWERED

    return ExtBot(TOKEN, request=Network(), get_updates_request=Network())
