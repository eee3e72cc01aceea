"""The one client that sends broadcasts: python-telegram-bot, its network settings, and what each of its failures means for a recipient.

The token is in every address, and the library's loggers name addresses, texts and chats: they are silenced, whatever level is set. No
call is repeated here. Import it only when there is something to send: it costs a tenth of a second and 10 MB.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.broadcast.limiting import PacedLimiter, Paused, Turn, seconds_of
from bot.broadcast.outcomes import Buttons, Fate, Outcome, Post
from bot.channels.pacing import Pacer
from dialogs.campaigns.model import DeliveryState

CONNECT_SECONDS, READ_SECONDS, UPLOAD_SECONDS = 5.0, 20.0, 60.0
CONNECTIONS = 32
FLOOD_SECONDS = 5.0
"""How long to be silent where somebody says 429 and not for how long."""

_JSON = {"Content-Type": "application/json"}
_LOUD = ("httpx", "httpcore", "telegram", "anyio")
_NOT_BEGUN = (ClientConnectorError, ConnectionTimeoutError, InvalidURL)
_STATUS = re.compile(r"\((\d{3})\)")


class _Request(BaseRequest):
    """The library's requests by the client that the rest of the program uses: the library's usual one costs four times as much a message.

    A request is made once: nothing is followed, nothing repeated.
    """

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector, named = TCPConnector(limit=CONNECTIONS), {"User-Agent": self.USER_AGENT}
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar(), headers=named)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        """Status and body. Raises what the library takes for trouble on the way, and for what it would take a lost answer for though it
        is a plain refusal."""
        if self._session is None:
            raise RuntimeError("not initialized")
        data = _form(request_data) if request_data is not None else None
        limits = _limits(UPLOAD_SECONDS if isinstance(data, FormData) else READ_SECONDS)
        headers = _JSON if isinstance(data, bytes) else None
        try:
            async with self._session.request(method, url, data=data, headers=headers, timeout=limits, allow_redirects=False) as answer:
                code, body = answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except ClientError as error:
            raise NetworkError(type(error).__name__) from error
        if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise BadRequest("Request Entity Too Large")
        if code == HTTPStatus.TOO_MANY_REQUESTS and b'"retry_after"' not in body:
            raise RetryAfter(int(FLOOD_SECONDS))
        return code, body


def _limits(seconds: float) -> ClientTimeout:
    """For how long a request may be silent, and how long it may take to get a connection."""
    return ClientTimeout(total=2 * seconds + CONNECT_SECONDS, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=seconds)


def _form(data: RequestData) -> bytes | FormData:
    """What is sent: JSON; in parts where a file goes with it."""
    if not data.contains_files:
        return data.json_payload
    form = FormData(data.json_parameters, quote_fields=False)  # a name in Chinese stays one
    for name, (file, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=file, content_type=mime)
    return form


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that arrived: its id, and what the server calls the file in it."""

    message: str
    file: str = ""


class Caller:
    """Sends with one token at one server, at the pacer's rate."""

    def __init__(self, token: str, base: str, pacer: Pacer) -> None:
        quiet()
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # else every 429 brings a warning that its form will change
        request = _Request()
        base = base.rstrip("/")
        limiter = PacedLimiter(pacer)
        self._bot: ExtBot[Turn] = ExtBot(
            token, f"{base}/bot", f"{base}/file/bot", request=request, get_updates_request=request, rate_limiter=limiter
        )

    async def open(self) -> Outcome:
        """Make sure that the server takes the token; `ENDED` if so."""
        try:
            await self._bot.__aenter__()
        except TelegramError as error:
            return meaning(error)
        return Outcome(Fate.ENDED)

    async def close(self) -> None:
        """Close all connections."""
        await self._bot.__aexit__(None, None, None)

    async def send(self, post: Post) -> Outcome:
        """Send one message, whose turn the pacer has given; what came of it. Raises nothing but what ends the program."""
        turn = Turn()
        return await fate(lambda: self._sent(post, turn), turn)

    async def say(self, chat: str, text: str, buttons: Buttons = ()) -> str:
        """A message beside any campaign, when the pacer lets it; its id. Raises the library's errors."""
        sent = await self._bot.send_message(
            int(chat), text, parse_mode=_HTML, link_preview_options=_NO_PREVIEW, reply_markup=_keyboard(buttons)
        )
        return str(sent.message_id)

    async def edit(self, chat: str, message: str, text: str, buttons: Buttons = ()) -> bool:
        """The same message with another text; false if the server refuses, as where it is gone. Raises the library's other errors."""
        try:
            await self._bot.edit_message_text(
                text, int(chat), int(message), parse_mode=_HTML, link_preview_options=_NO_PREVIEW, reply_markup=_keyboard(buttons)
            )
        except (BadRequest, Forbidden) as error:
            return _NOT_MODIFIED in error.message.lower()
        return True

    async def _sent(self, post: Post, turn: Turn) -> Sent:
        """The call for this message."""
        chat, markup = int(post.chat), _keyboard(post.buttons)
        if post.file is None:
            sent = await self._bot.send_message(
                chat, post.text, parse_mode=_HTML, link_preview_options=_NO_PREVIEW, reply_markup=markup, rate_limit_args=turn
            )
            return Sent(str(sent.message_id))
        send = self._bot.send_photo if post.file.picture else self._bot.send_document
        file = post.file.ref or InputFile(post.file.body, post.file.name)
        sent = await send(
            chat, file, caption=post.text, parse_mode=_HTML, reply_markup=markup, read_timeout=UPLOAD_SECONDS, rate_limit_args=turn
        )
        return Sent(str(sent.message_id), _file_in(sent))


_HTML = "HTML"
_NOT_MODIFIED = "message is not modified"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def quiet() -> None:
    """Nothing that the libraries log gets anywhere, also where a level is set for one of their own loggers."""
    for name in _LOUD:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
        logger.handlers = [logging.NullHandler()]


async def fate(call: Callable[[], Awaitable[Sent]], turn: Turn) -> Outcome:
    """What became of a recipient's message by this call."""
    try:
        sent = await call()
    except Paused:
        return Outcome(Fate.BACK)
    except TelegramError as error:
        return meaning(error)
    except Exception as error:
        # after the request: an answer that nobody can read. Before it: a fault of ours, and nothing was sent.
        return Outcome(Fate.ENDED, DeliveryState.DOUBTFUL, "unreadable") if turn.begun else Outcome(Fate.SPOILT, error=error)
    return Outcome(Fate.ENDED, DeliveryState.SENT, message=sent.message, file=sent.file)


def meaning(error: TelegramError) -> Outcome:
    """What a failure of the library says about the message. `BadRequest` is one of its network errors and comes first."""
    match error:
        case RetryAfter():
            return Outcome(Fate.PAUSED, seconds=seconds_of(error))
        case _ if type(error.__cause__) is TelegramError:
            return _unreadable(error)
        case InvalidToken():
            return Outcome(Fate.LOCKED_OUT)
        case Forbidden():
            return Outcome(Fate.LOST, _gone(error.message), error.message)
        case BadRequest() if "chat not found" in error.message.lower():
            return Outcome(Fate.LOST, DeliveryState.UNREACHABLE, error.message)
        case BadRequest():
            return Outcome(Fate.REFUSED, DeliveryState.FAILED, error.message)
        case NetworkError() if isinstance(error.__cause__, _NOT_BEGUN):
            return Outcome(Fate.UNREACHED)
        case NetworkError():
            return Outcome(Fate.ENDED, DeliveryState.DOUBTFUL, type(error.__cause__ or error).__name__)
        case _ if type(error) is TelegramError:
            return Outcome(Fate.ENDED, DeliveryState.DOUBTFUL, "unreadable")
        case _:
            return Outcome(Fate.REFUSED, DeliveryState.FAILED, error.message)


def _unreadable(error: TelegramError) -> Outcome:
    """An error without JSON is from something before the server; only the status speaks."""
    found = _STATUS.search(error.message)
    if found is not None and int(found[1]) == HTTPStatus.UNAUTHORIZED:
        return Outcome(Fate.LOCKED_OUT)
    return Outcome(Fate.ENDED, DeliveryState.DOUBTFUL, found[1] if found else "unreadable")


def _gone(description: str) -> DeliveryState:
    said = description.lower()
    if "blocked" in said:
        return DeliveryState.BLOCKED
    return DeliveryState.DEACTIVATED if "deactivated" in said else DeliveryState.UNREACHABLE


def _keyboard(rows: Buttons) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[_button(label, leads) for label, leads in row] for row in rows]) if rows else None


def _button(label: str, leads: str) -> InlineKeyboardButton:
    """A payload never holds a colon and two slashes, because it begins with a place and a revision; an address always does."""
    return InlineKeyboardButton(label, url=leads) if "://" in leads else InlineKeyboardButton(label, callback_data=leads)


def _file_in(sent: Message) -> str:
    if sent.photo:
        return sent.photo[-1].file_id
    return sent.document.file_id if sent.document else ""
