"""Calls of the Bot API, and what their failures mean. The token is in every address, so no address ever reaches a log or an error.

Eleven methods are used in all. What a lost answer, a refusal or a pause means is told apart here and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any

import aiohttp
import msgspec

from bot.channels.telegram import wire

TELEGRAM = "https://api.telegram.org"
CALL_SECONDS = 20
DOWNLOAD_SECONDS = 120
CHUNK = 1 << 16
POLL_SECONDS = 25
FLOOD_SECONDS = 5.0
"""How long to be silent where somebody says 429 and not for how long."""

OK = 200
SERVER_ERROR = 500
_JSON = {"Content-Type": "application/json"}


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


class Strange(Uncertain):
    """Something answered that is neither a Bot API nor a server in trouble: a wrong address, or a page that wants a login."""


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
        return _result(*await self._post(method, seconds, data=wire.write(arguments), headers=_JSON))

    async def upload(self, method: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> msgspec.Raw:
        """A method with files, as multipart: field name to file name and bytes."""
        form = aiohttp.FormData(quote_fields=False)  # else a name that is not ASCII arrives percent-encoded
        for name, value in fields.items():
            form.add_field(name, value)
        for name, (file_name, content) in files.items():
            form.add_field(name, content, filename=file_name, content_type="application/octet-stream")
        return _result(*await self._post(method, CALL_SECONDS * 3, data=form))

    async def updates(self, offset: int | None, wait: int, kinds: list[str]) -> list[msgspec.Raw]:
        """The next updates, unread; an `offset` confirms all before it. One that is nested too deeply spoils no other."""
        arguments: dict[str, Any] = {"timeout": wait, "limit": 100, "allowed_updates": kinds}
        if offset is not None:
            arguments["offset"] = offset
        status, body = await self._post("getUpdates", wait + CALL_SECONDS, data=wire.write(arguments), headers=_JSON)
        try:
            return wire.read_updates(_result(status, body))
        except (wire.Unreadable, Uncertain):
            found = wire.cut_updates(body) if status == OK else []
        if not found:
            raise Uncertain(f"the server answered {status} without updates")
        return found

    async def file_path(self, ref: str) -> str:
        """Where the file of this id can be downloaded for an hour; raises `Refused` for one that is too large or no longer there."""
        found = await self.call("getFile", {"file_id": ref})
        try:
            return wire.file_path(found)
        except wire.Unreadable as error:
            raise Uncertain(str(error)) from error

    async def download(self, path: str) -> AsyncIterator[bytes]:
        """The bytes of a file, as they come. Raises this module's errors, `Refused` where the file is no longer there."""
        if self._session is None or self._session.closed:
            raise ApiError("the client is not open")
        address = f"{self.base}/file/bot{self._token}/{path}"
        limit = aiohttp.ClientTimeout(total=DOWNLOAD_SECONDS, sock_read=CALL_SECONDS)
        lost: ApiError
        try:
            async with self._session.get(address, timeout=limit, allow_redirects=False) as response:
                _require_file(response.status)
                async for chunk in response.content.iter_chunked(CHUNK):
                    yield chunk
                return
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            lost = Unreached(f"the server cannot be reached ({type(error).__name__})")
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            lost = Uncertain(f"the file was lost on the way ({type(error).__name__})")
        raise lost

    async def _post(self, method: str, seconds: float, **request: Any) -> tuple[int, bytes]:
        """Status and body of a call. Errors of the library hold the address, so nothing of them is kept but their kind."""
        if self._session is None or self._session.closed:
            raise ApiError("the client is not open")
        address = f"{self.base}/bot{self._token}/{method}"
        limit = aiohttp.ClientTimeout(total=seconds)
        lost: ApiError
        try:
            async with self._session.post(address, timeout=limit, allow_redirects=False, **request) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            lost = Unreached(f"the server cannot be reached ({type(error).__name__})")
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            lost = Uncertain(f"the answer was lost ({type(error).__name__})")
        raise lost


def _require_file(status: int) -> None:
    """Raise what the answer to a download means, unless it brings the file."""
    match status:
        case 200:
            return
        case 400 | 404 | 410:
            raise Refused("the file is no longer there")
        case 401:
            raise Unauthorized("the token is not accepted")
        case 429:
            raise RetryAfter(FLOOD_SECONDS)
        case _:
            raise Uncertain(f"the server answered {status} to a download")


def _result(status: int, body: bytes) -> msgspec.Raw:
    try:
        answer = wire.read_answer(body)
    except wire.Unreadable:
        raise _without_json(status) from None
    if answer.ok:
        return answer.result
    raise _error(answer, status)


def _without_json(status: int) -> ApiError:
    """What a proxy between here and the server says."""
    match status:
        case 401:
            return Unauthorized("the token is not accepted")
        case 413:
            return Refused("Request Entity Too Large")
        case 429:
            return RetryAfter(FLOOD_SECONDS)
        case _:
            return (Uncertain if status >= SERVER_ERROR else Strange)(f"the server answered {status} without JSON")


def _error(answer: wire.Answer, status: int) -> ApiError:
    code = answer.error_code or status
    parameters = answer.parameters or wire.Parameters()
    if parameters.migrate_to_chat_id:
        return Migrated(str(parameters.migrate_to_chat_id))
    description = answer.description.lower()
    if code == 429:
        return RetryAfter(max(parameters.retry_after, 1))
    if code == 403 or "chat not found" in description:
        return Gone(answer.description)
    if code in {401, 404} and "method not found" not in description:
        return Unauthorized("the token is not accepted")
    if code == 409:
        return Conflict(answer.description)
    return Uncertain(f"the server answered {code}") if code >= SERVER_ERROR else Refused(answer.description)
