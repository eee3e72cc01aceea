"""Calls of the Bot API, and what their failures mean. The token is in every address, so no address ever reaches a log or an error.

Ten methods are used in all. What a lost answer, a refusal or a pause means is told apart here and nowhere else.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any

import aiohttp
import msgspec

from bot.channels.telegram import wire

TELEGRAM = "https://api.telegram.org"
CALL_SECONDS = 20
POLL_SECONDS = 25


class ApiError(Exception):
    """A call that the server refused or that did not come back; the message holds no address and no token."""


class RetryAfter(ApiError):
    """Too many calls; nobody calls for this many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class Gone(ApiError):
    """The person cannot be reached: blocked, deactivated, never met, or the chat is no more."""


class Migrated(ApiError):
    """The group has a new id."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has a new id")
        self.chat = chat


class Refused(ApiError):
    """The server will never take this call (400); `description` says why, in its own words."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class Unauthorized(ApiError):
    """The token is wrong or was revoked."""


class Conflict(ApiError):
    """Another program polls with this token, or a webhook is set."""


class Unreached(ApiError):
    """The call never arrived: no connection could be made. Repeating it is safe."""


class Uncertain(ApiError):
    """The call may have been carried out: the answer was lost, half, or a server error."""


class Client:
    """The Bot API of one token at one server."""

    def __init__(self, token: str, base: str = TELEGRAM) -> None:
        self._token = token
        self.base = base.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=60)
        self._session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, arguments: dict[str, Any], seconds: float = CALL_SECONDS) -> msgspec.Raw:
        """The result of a method, still as bytes; raises one of this module's errors."""
        return await self._post(method, seconds, data=wire.write(arguments), headers={"Content-Type": "application/json"})

    async def upload(self, method: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> msgspec.Raw:
        """A method with files, as multipart: field name to file name and bytes."""
        form = aiohttp.FormData()
        for name, value in fields.items():
            form.add_field(name, value)
        for name, (file_name, content) in files.items():
            form.add_field(name, content, filename=file_name, content_type="application/octet-stream")
        return await self._post(method, CALL_SECONDS * 3, data=form)

    async def updates(self, offset: int | None, wait: int, kinds: list[str]) -> list[msgspec.Raw]:
        """The next updates, unread; an `offset` confirms all before it."""
        arguments: dict[str, Any] = {"timeout": wait, "limit": 100, "allowed_updates": kinds}
        if offset is not None:
            arguments["offset"] = offset
        return wire.read_updates(await self.call("getUpdates", arguments, seconds=wait + CALL_SECONDS))

    async def _post(self, method: str, seconds: float, **request: Any) -> msgspec.Raw:
        if self._session is None:
            raise ApiError("the client is not open")
        address = f"{self.base}/bot{self._token}/{method}"
        try:
            async with self._session.post(address, timeout=aiohttp.ClientTimeout(total=seconds), **request) as response:
                status, body = response.status, await response.read()
        except aiohttp.ClientConnectorError as error:
            raise Unreached("the server cannot be reached") from _named(error)
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise Uncertain("the answer was lost") from _named(error)
        return _result(status, body)


def _named(error: BaseException) -> ApiError:
    """The kind of a library's error without its text, which may hold the address."""
    return ApiError(type(error).__name__)


def _result(status: int, body: bytes) -> msgspec.Raw:
    try:
        answer = wire.read_answer(body)
    except wire.Unreadable:
        if status == 401:
            raise Unauthorized("the token is not accepted") from None
        raise Uncertain(f"the server answered {status} without JSON") from None
    if answer.ok:
        return answer.result
    raise _error(answer, status)


def _error(answer: wire.Answer, status: int) -> ApiError:
    code = answer.error_code or status
    parameters = answer.parameters or wire.Parameters()
    if parameters.migrate_to_chat_id:
        return Migrated(str(parameters.migrate_to_chat_id))
    if code == 429:
        return RetryAfter(max(parameters.retry_after, 1))
    if code == 403 or "chat not found" in answer.description.lower():
        return Gone(answer.description)
    if code in {401, 404}:
        return Unauthorized("the token is not accepted")
    if code == 409:
        return Conflict(answer.description)
    return Uncertain(f"the server answered {code}") if code >= 500 else Refused(answer.description)
