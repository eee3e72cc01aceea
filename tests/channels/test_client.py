"""The client: what each failure of a call means, and that the token is in none of them."""

from __future__ import annotations

import asyncio
import socket
import traceback

import msgspec
import pytest

from bot.channels.telegram.client import (
    ApiError,
    Client,
    Conflict,
    Gone,
    Migrated,
    Refused,
    RetryAfter,
    Strange,
    Unauthorized,
    Uncertain,
    Unreached,
)
from tests.channels import telegrams as t
from tests.channels.crooked import answer, crooked, refusal

TOKEN = f"7000000001:{'geheim' * 6}"
SECRET = chr(0x673A) + chr(0x5BC6)
"""Not written out, because tracebacks show the lines of this file."""

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
TOO_LATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def _called(base: str, method: str = "sendMessage", seconds: float = 5) -> msgspec.Raw:
    async with Client(TOKEN, base) as client:
        return await client.call(method, {"chat_id": 1, "text": SECRET}, seconds)


async def _met(*answers: bytes | None, seconds: float = 5) -> ApiError:
    """The error that a call ends with."""
    async with crooked(*answers) as server:
        with pytest.raises(ApiError) as caught:
            await _called(server.base, seconds=seconds)
        assert len(server.asked) == 1, "a call is made once; who repeats it is decided elsewhere"
    return caught.value


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (refusal(400, "Bad Request: message is too long"), Refused),
        (refusal(400, "Bad Request: can't parse entities: unclosed start tag at byte offset 3"), Refused),
        (refusal(400, "Bad Request: BUTTON_DATA_INVALID"), Refused),
        (refusal(400, "Bad Request: message is not modified: specified new message content is the same"), Refused),
        (refusal(400, "Bad Request: message to edit not found"), Refused),
        (refusal(400, TOO_LATE), Refused),
        (refusal(400, "Bad Request: chat not found"), Gone),
        (refusal(400, "Bad Request: Chat Not Found"), Gone),
        (refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100123), Migrated),
        (refusal(401, "Unauthorized"), Unauthorized),
        (refusal(403, "Forbidden: bot was blocked by the user"), Gone),
        (refusal(403, "Forbidden: user is deactivated"), Gone),
        (refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Gone),
        (refusal(403, "Forbidden: bot can't initiate conversation with a user"), Gone),
        (refusal(404, "Not Found"), Unauthorized),
        (refusal(404, "Not Found: method not found"), Refused),
        (refusal(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (refusal(413, "Request Entity Too Large"), Refused),
        (refusal(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter),
        (refusal(429, "Too Many Requests"), RetryAfter),
        (refusal(500, "Internal Server Error"), Uncertain),
        (refusal(502, "Bad Gateway"), Uncertain),
        (answer(HTML, 502), Uncertain),
        (answer(HTML, 200), Strange),
        (answer(HTML, 403), Strange),
        (answer(HTML, 401), Unauthorized),
        (answer(HTML, 413), Refused),
        (answer(HTML, 429), RetryAfter),
        (answer(b"", 200), Strange),
        (answer(b"\xff\xfe", 200), Strange),
        (answer(b'{"ok":true,"result":' + b"[" * 100_000 + b"]" * 100_000 + b"}"), Strange),
        (answer({"ok": True, "result": {}})[:-8], Uncertain),
        (answer(b"", 302, "Location: http://127.0.0.1:9/elsewhere\r\n"), Strange),
        (b"", Uncertain),
        (b"no http at all\r\n\r\n", Uncertain),
    ],
)
def test_what_an_answer_means(said: bytes, kind: type[ApiError]) -> None:
    """Told apart by code, by words where the code is not enough, and never by what a proxy says alone."""
    assert type(asyncio.run(_met(said))) is kind


def test_how_long_to_wait_and_where_a_group_went_is_told() -> None:
    """In seconds, and by its new id."""
    held = asyncio.run(_met(refusal(429, "Too Many Requests: retry after 3600", retry_after=3600)))
    moved = asyncio.run(_met(refusal(400, "upgraded", migrate_to_chat_id=-100123)))
    assert isinstance(held, RetryAfter)
    assert held.seconds == 3600
    assert isinstance(moved, Migrated)
    assert moved.chat == "-100123"


def test_silence_is_given_up_on() -> None:
    """The call may have been carried out."""
    assert type(asyncio.run(_met(None, seconds=0.1))) is Uncertain


def test_a_server_that_is_not_there_was_not_reached() -> None:
    """So that repeating is safe; a name that nobody has and an address that is none too."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        bases = [f"http://127.0.0.1:{taken.getsockname()[1]}", "http://host.invalid", "http://", "nonsense"]
        for base in bases:
            with pytest.raises(Unreached):
                asyncio.run(_called(base))


def test_the_result_comes_as_it_was_sent() -> None:
    """Still as bytes; arguments go as JSON, in UTF-8."""

    async def run() -> None:
        async with crooked(answer({"ok": True, "result": {"message_id": 5}})) as server:
            assert bytes(await _called(server.base)) == b'{"message_id":5}'
            assert server.asked[0].startswith(f"POST /bot{TOKEN}/sendMessage ".encode())
            assert server.asked[0].endswith(b'{"chat_id":1,"text":"%s"}' % SECRET.encode())

    asyncio.run(run())


def test_files_go_as_multipart() -> None:
    """Byte for byte, with their names."""

    async def run() -> None:
        async with crooked(answer({"ok": True, "result": True})) as server, Client(TOKEN, server.base) as client:
            await client.upload("sendDocument", {"chat_id": "1"}, {"document": ("报告.pdf", b"%PDF\x00\xff")})
            assert b"%PDF\x00\xff" in server.asked[0]
            assert b"multipart/form-data" in server.asked[0]
            assert 'filename="报告.pdf"'.encode() in server.asked[0], "percent-encoded, people would read it so"

    asyncio.run(run())


def test_updates_come_one_by_one_unread() -> None:
    """The kinds are said each time; an offset is said only where there is one."""
    found = [t.said("a", number=1), t.tap("x", number=2)]

    async def run() -> None:
        async with crooked(answer(b'{"ok":true,"result":[' + b",".join(found) + b"]}")) as server, Client(TOKEN, server.base) as client:
            assert [bytes(one) for one in await client.updates(None, 0, ["message"])] == found
            await client.updates(3, 0, ["message"])
            assert b"offset" not in server.asked[0]
            assert server.asked[1].endswith(b'{"timeout":0,"limit":100,"allowed_updates":["message"],"offset":3}')

    asyncio.run(run())


def test_an_update_too_deep_for_any_reader_spoils_no_other() -> None:
    """It comes with the rest, to be recorded and left alone."""
    deep = b'{"update_id":2,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    async def run() -> None:
        body = b'{"ok":true,"result":[' + b",".join([t.said("a", number=1), deep, t.said("b", number=3)]) + b"]}"
        async with crooked(answer(body)) as server, Client(TOKEN, server.base) as client:
            assert len(await client.updates(None, 0, [])) == 3

    asyncio.run(run())


@pytest.mark.parametrize("said", [answer({"ok": True, "result": 7}), answer({"ok": True, "result": {"a": 1}}), answer(HTML), answer(b"")])
def test_an_answer_without_updates_is_trouble_and_no_crash(said: bytes) -> None:
    """The loop that fetches waits and asks again."""

    async def run() -> None:
        async with crooked(said) as server, Client(TOKEN, server.base) as client:
            with pytest.raises(Uncertain):
                await client.updates(None, 0, [])

    asyncio.run(run())


def test_a_client_that_is_not_open_says_so() -> None:
    """Before and after."""

    async def run() -> None:
        client = Client(TOKEN)
        with pytest.raises(ApiError, match="not open"):
            await client.call("getMe", {})
        async with client:
            assert TOKEN not in repr(client)
        with pytest.raises(ApiError, match="not open"):
            await client.call("getMe", {})

    asyncio.run(run())


def _whole(error: BaseException | None) -> str:
    """Everything that any log could make of an error and of all that led to it."""
    text = ""
    while error is not None:
        text += f"{error} {error!r} {error.args} {getattr(error, '__notes__', '')} " + "".join(traceback.format_exception(error))
        error = error.__cause__ or error.__context__
    return text


@pytest.mark.parametrize(
    "said",
    [
        answer(HTML, 502),
        answer(HTML, 404),
        answer(b"x", 302, "Location: http://127.0.0.1:9/\r\n"),
        answer(b"{}")[:-1],
        b"",
        b"x\r\n\r\n",
        None,
    ],
)
def test_the_token_is_in_no_error(said: bytes | None) -> None:
    """Neither in its text, nor in its representation, nor in anything that led to it; and nothing of what was sent."""
    found = _whole(asyncio.run(_met(said, seconds=0.2)))
    assert found
    assert TOKEN not in found
    assert SECRET not in found


@pytest.mark.parametrize("base", ["http://127.0.0.1:1", "http://host.invalid", "nonsense", "http://[::1"])
def test_the_token_is_in_no_error_of_an_address(base: str) -> None:
    """The library puts addresses into its own errors; nothing of them is kept."""
    with pytest.raises(ApiError) as caught:
        asyncio.run(_called(base))
    assert TOKEN not in _whole(caught.value)
