"""The few shapes of the Bot API that we read and write. A complete model costs a tenth of a millisecond for each update; these cost one µs.

Only fields that are used are read. Text, ids and sizes are bounded before anything looks at them; unknown fields and kinds are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

LARGEST_UPDATE = 256 * 1024
"""Bytes; the server's own limit for a message is far below."""


class User(msgspec.Struct, gc=False):
    id: int
    is_bot: bool = False
    language_code: str = ""


class Chat(msgspec.Struct, gc=False):
    id: int
    type: str = "private"


class Message(msgspec.Struct, gc=False):
    message_id: int
    chat: Chat
    date: int = 0
    sender: User | None = msgspec.field(name="from", default=None)
    text: str | None = None
    caption: str | None = None
    edit_date: int = 0
    # Only whether these are there is asked. `Raw | None` would refuse every one of them: msgspec knows no such union.
    forward_origin: Any = None
    photo: Any = None
    document: Any = None
    voice: Any = None
    sticker: Any = None
    contact: Any = None
    location: Any = None
    video: Any = None


class CallbackQuery(msgspec.Struct, gc=False):
    id: str
    sender: User = msgspec.field(name="from")
    message: Message | None = None
    data: str | None = None


class ChatMember(msgspec.Struct, gc=False):
    status: str


class ChatMemberUpdated(msgspec.Struct, gc=False):
    chat: Chat
    sender: User = msgspec.field(name="from")
    date: int
    new_chat_member: ChatMember


class Update(msgspec.Struct, gc=False):
    """One update; at most one of its parts is there, and none for a kind that we do not ask for."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None


class Parameters(msgspec.Struct, gc=False):
    retry_after: int = 0
    migrate_to_chat_id: int = 0


class Me(msgspec.Struct, gc=False):
    """The bot itself."""

    username: str = ""


class Answer(msgspec.Struct, gc=False):
    """What every method answers."""

    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: Parameters | None = None


_update = msgspec.json.Decoder(Update)
_answer = msgspec.json.Decoder(Answer)
_raws = msgspec.json.Decoder(list[msgspec.Raw])
_message = msgspec.json.Decoder(Message)
_encoder = msgspec.json.Encoder()


_UPDATE_ID = re.compile(rb'\s*\{\s*"update_id"\s*:\s*(\d{1,18})\s*[,}]')
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class Unreadable(ValueError):
    """Bytes that are no update of the Bot API."""


def read_update(body: bytes | msgspec.Raw) -> Update:
    """The update in these bytes; raises `Unreadable` for what is none."""
    if len(bytes(body)) > LARGEST_UPDATE:
        raise Unreadable("the update is too large")
    try:
        return _update.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def update_id(body: bytes | msgspec.Raw) -> int | None:
    """The id of an update that is otherwise unreadable, so that it can be acknowledged."""
    try:
        return msgspec.json.decode(body, type=_Id).update_id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        found = _UPDATE_ID.match(bytes(body))
        return int(found[1]) if found else None


class _Id(msgspec.Struct, gc=False):
    update_id: int


def read_answer(body: bytes) -> Answer:
    """The answer of a method; raises `Unreadable` for HTML and half bodies."""
    try:
        return _answer.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("the answer is not of the Bot API") from error


def read_updates(result: msgspec.Raw) -> list[msgspec.Raw]:
    """The updates of `getUpdates`, one by one unread, so that one bad one spoils no other; raises `Unreadable` for what is no list."""
    try:
        return _raws.decode(result)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("the answer holds no list of updates") from error


def cut_updates(body: bytes) -> list[msgspec.Raw]:
    """The updates in a whole answer that is nested too deeply for any reader, cut out by counting brackets."""
    depth, start, found = 0, -1, []
    for place, mark in _marks(body):
        if mark in b"]}":
            depth -= 1
        if depth == 2 and start < 0 and mark == b"{":
            start = place
        if depth == 2 and start >= 0 and mark == b"}":
            found.append(msgspec.Raw(body[start : place + 1]))
            start = -1
        if mark in b"[{":
            depth += 1
    return found


def _marks(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Brackets outside texts."""
    return ((match.start(), match[0]) for match in _STRUCTURE.finditer(body) if not match[0].startswith(b'"'))


def username(result: msgspec.Raw) -> str:
    """The bot's name in links; empty where the server tells none."""
    try:
        return msgspec.json.decode(result, type=Me).username
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""


def file_path(result: msgspec.Raw) -> str:
    """Where below the server's files a file lies; raises `Unreadable` for what is no plain path."""
    try:
        path = msgspec.json.decode(result, type=_File).file_path
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("the answer shows no file") from error
    if _FILE_PATH.fullmatch(path) is None or ".." in path:
        raise Unreadable("the answer shows no plain path")
    return path


class _File(msgspec.Struct, gc=False):
    file_path: str = ""


_FILE_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_./-]{0,500}")


def message_id(result: msgspec.Raw) -> str:
    """The id of a sent message; raises `Unreadable` where the answer shows none."""
    try:
        return str(_message.decode(result).message_id)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("the answer shows no message") from error


def write(value: Any) -> bytes:
    """JSON of plain values."""
    return _encoder.encode(value)
