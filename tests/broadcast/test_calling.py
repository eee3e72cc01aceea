"""What each failure of the library says about a message, what the limiter lets through, and that the library is loaded late."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import (
    ClientConnectorError,
    ClientOSError,
    ClientPayloadError,
    ConnectionTimeoutError,
    InvalidURL,
    ServerDisconnectedError,
    SocketTimeoutError,
)
from aiohttp.client_reqrep import ConnectionKey
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.broadcast import calling
from bot.broadcast.calling import Caller, meaning
from bot.broadcast.limiting import PacedLimiter, Paused, Turn, seconds_of
from bot.broadcast.outcomes import PUT_BACK, Fate, Outcome, Post
from bot.channels.pacing import Pace, Pacer
from dialogs.campaigns.model import DeliveryState
from tests.channels.crooked import answer, crooked, refusal
from tests.channels.warp import warped

TOKEN = "7000000001:canary-token-that-nobody-may-read"
S = DeliveryState
KEY = ConnectionKey("server", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)


@pytest.fixture(autouse=True)
def plain_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the caller sets it."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def _from(error: TelegramError, cause: BaseException) -> TelegramError:
    error.__cause__ = cause
    return error


FATES = (
    (Forbidden("Forbidden: bot was blocked by the user"), Fate.LOST, S.BLOCKED),
    (Forbidden("Forbidden: user is deactivated"), Fate.LOST, S.DEACTIVATED),
    (Forbidden("Forbidden: bot can't initiate conversation with a user"), Fate.LOST, S.UNREACHABLE),
    (Forbidden("Forbidden: bot was kicked from the group chat"), Fate.LOST, S.UNREACHABLE),
    (BadRequest("Bad Request: chat not found"), Fate.LOST, S.UNREACHABLE),
    (BadRequest("Bad Request: message is too long"), Fate.REFUSED, S.FAILED),
    (BadRequest("Request Entity Too Large"), Fate.REFUSED, S.FAILED),
    (ChatMigrated(-100500), Fate.REFUSED, S.FAILED),
    (Conflict("Conflict: terminated by other getUpdates request"), Fate.REFUSED, S.FAILED),
    (_from(NetworkError("x"), ClientConnectorError(KEY, OSError("x"))), Fate.UNREACHED, S.FAILED),
    (_from(TimedOut(), ConnectionTimeoutError("x")), Fate.UNREACHED, S.FAILED),
    (_from(NetworkError("x"), InvalidURL("x")), Fate.UNREACHED, S.FAILED),
    (_from(TimedOut(), SocketTimeoutError("x")), Fate.ENDED, S.DOUBTFUL),
    (_from(TimedOut(), TimeoutError("x")), Fate.ENDED, S.DOUBTFUL),
    (_from(NetworkError("x"), ClientOSError("x")), Fate.ENDED, S.DOUBTFUL),
    (_from(NetworkError("x"), ServerDisconnectedError("x")), Fate.ENDED, S.DOUBTFUL),
    (_from(NetworkError("x"), ClientPayloadError("x")), Fate.ENDED, S.DOUBTFUL),
    (NetworkError("Bad Gateway"), Fate.ENDED, S.DOUBTFUL),
    (TelegramError("Invalid server response"), Fate.ENDED, S.DOUBTFUL),
    (InvalidToken("Unauthorized"), Fate.LOCKED_OUT, S.FAILED),
    (_from(InvalidToken("Unauthorized (401). Parsing"), TelegramError("x")), Fate.LOCKED_OUT, S.FAILED),
    (_from(InvalidToken("Not Found (404). Parsing"), TelegramError("x")), Fate.ENDED, S.DOUBTFUL),
    (_from(Forbidden("Forbidden (403). Parsing"), TelegramError("x")), Fate.ENDED, S.DOUBTFUL),
    (_from(NetworkError("Bad Gateway (502). Parsing"), TelegramError("x")), Fate.ENDED, S.DOUBTFUL),
)


@pytest.mark.parametrize(("error", "fate", "state"), FATES)
def test_every_failure_has_its_meaning(error: TelegramError, fate: Fate, state: DeliveryState) -> None:
    """Only what surely did not arrive may be tried again."""
    outcome = meaning(error)
    assert outcome.fate is fate
    assert outcome.state is state
    assert (outcome.fate in PUT_BACK) <= (state is not S.DOUBTFUL)


def test_a_429_says_for_how_long() -> None:
    """At least a second."""
    outcome = meaning(RetryAfter(7))
    assert (outcome.fate, outcome.seconds) == (Fate.PAUSED, 7.0)
    assert seconds_of(RetryAfter(0)) == 1.0


def _sent(*answers: bytes | None, then: Any = None) -> tuple[Outcome, Pacer, int]:
    """What becomes of one message against a server that answers these, and how often it was asked."""

    async def run() -> tuple[Outcome, Pacer, int]:
        pacer = Pacer(Pace())
        me = answer({"ok": True, "result": {"id": 7, "is_bot": True, "first_name": "z", "username": "z_bot"}})
        async with crooked(me, *answers) as server:
            caller = Caller(TOKEN, server.base, pacer)
            assert await caller.open() == Outcome(Fate.ENDED)
            outcome = await caller.send(Post("5001", "您好", (((("好"), "a.1.b"),),)))
            await caller.close()
        return outcome, pacer, len(server.asked) - 1

    return asyncio.run(run())


HTML = b"<html>login</html>"
MESSAGE = {"ok": True, "result": {"message_id": 12, "date": 1, "chat": {"id": 5001, "type": "private"}, "text": "x"}}

WIRE = (
    (answer(MESSAGE), Outcome(Fate.ENDED, S.SENT, message="12")),
    (answer(HTML, 429), Outcome(Fate.PAUSED, seconds=5.0)),
    (refusal(429, "Too Many Requests: retry after 9", retry_after=9), Outcome(Fate.PAUSED, seconds=9.0)),
    (answer(HTML, 413), Outcome(Fate.REFUSED, S.FAILED, "Request Entity Too Large")),
    (answer(HTML, 404), Outcome(Fate.ENDED, S.DOUBTFUL, "404")),
    (answer(HTML, 403), Outcome(Fate.ENDED, S.DOUBTFUL, "403")),
    (answer(HTML, 401), Outcome(Fate.LOCKED_OUT)),
    (answer(HTML, 502), Outcome(Fate.ENDED, S.DOUBTFUL, "502")),
    (answer(HTML), Outcome(Fate.ENDED, S.DOUBTFUL, "unreadable")),
    (answer({"ok": False}), Outcome(Fate.ENDED, S.DOUBTFUL, "unreadable")),
    (answer({"ok": True, "result": {"message_id": "?"}}), Outcome(Fate.ENDED, S.DOUBTFUL, "unreadable")),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{", Outcome(Fate.ENDED, S.DOUBTFUL, "ClientPayloadError")),
    (b"", Outcome(Fate.ENDED, S.DOUBTFUL, "ServerDisconnectedError")),
    (b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", Outcome(Fate.ENDED, S.DOUBTFUL, "302")),
    (refusal(500, "Internal Server Error"), Outcome(Fate.ENDED, S.DOUBTFUL, "NetworkError")),
    (refusal(400, "Bad Request: chat not found"), Outcome(Fate.LOST, S.UNREACHABLE, "Chat not found")),
    (refusal(401, "Unauthorized"), Outcome(Fate.LOCKED_OUT)),
)


@pytest.mark.parametrize(("said", "outcome"), WIRE)
def test_whatever_the_server_says_one_call_is_made_and_understood(said: bytes, outcome: Outcome) -> None:
    """Over a real connection, whole and broken."""
    found, pacer, asked = _sent(said)
    assert found == outcome
    assert asked == 1
    assert (pacer.paused_for > 0) == (outcome.fate is Fate.PAUSED)


@pytest.fixture
def talkative(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger at its most talkative, even where somebody sets one of the library's own."""
    caplog.set_level(logging.DEBUG)
    names = ("httpx", "httpcore", "httpcore.connection", "httpcore.http11", "telegram", "telegram.Bot", "telegram.ext.ExtBot")
    yield caplog
    for name in names:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize("said", [said for said, _ in WIRE])
def test_the_token_is_in_no_log_and_no_outcome(said: bytes, talkative: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """Nor the text, nor the chat."""
    calling.quiet()
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "telegram.Bot", "telegram.ext.ExtBot", "telegram.request"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    outcome, _, _ = _sent(said)
    out, err = capfd.readouterr()
    ours = "\n".join(record.getMessage() for record in talkative.records if record.name != "asyncio")
    for canary in (TOKEN, TOKEN.partition(":")[2], "您好", "5001"):
        assert canary not in out + err + ours + f"{outcome}"


# -- the limiter ---------------------------------------------------------------------------------------------------------


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _process(limiter: PacedLimiter, call: Any, turn: Turn | None, **data: Any) -> Any:
    return await limiter.process_request(call, (), {}, "sendMessage", data, turn)


def test_a_call_without_a_turn_waits_for_one_as_bulk() -> None:
    """Thirty messages of progress do not come faster than anything else, and nothing that names no chat is called during a pause."""

    async def script() -> list[float]:
        pacer, times = Pacer(Pace(), clock=_now), list[float]()
        limiter = PacedLimiter(pacer)

        async def call() -> bool:
            times.append(_now())
            return True

        await limiter.initialize()
        await asyncio.gather(*(_process(limiter, call, None, chat_id=number) for number in range(26)))
        pacer.pause(5)
        await _process(limiter, call, None)
        await limiter.shutdown()
        return times

    times = warped(script())
    assert times[25] == pytest.approx(1.0)
    assert times[26] == pytest.approx(6.0)


def test_a_call_that_brings_its_turn_waits_for_nothing_and_is_not_made_in_a_pause() -> None:
    """It was waited for before the mark."""

    async def script() -> None:
        pacer = Pacer(Pace(overall=0.001), clock=_now)
        limiter = PacedLimiter(pacer)
        await pacer.turn("1")

        async def call() -> bool:
            return True

        turn = Turn()
        assert await _process(limiter, call, turn, chat_id=1) is True
        assert turn.begun
        pacer.pause(3)
        turn = Turn()
        with pytest.raises(Paused):
            await _process(limiter, call, turn, chat_id=1)
        assert not turn.begun
        assert _now() == 0

    warped(script())


def test_a_429_pauses_everybody_and_is_raised_on() -> None:
    """The one who learns of it is put back by the sender; nothing is repeated here."""

    async def script() -> None:
        pacer, calls = Pacer(Pace(), clock=_now), list[int]()
        limiter = PacedLimiter(pacer)

        async def call() -> bool:
            calls.append(1)
            raise RetryAfter(9)

        with pytest.raises(RetryAfter):
            await _process(limiter, call, Turn(), chat_id=1)
        assert pacer.paused_for == pytest.approx(9)
        assert calls == [1]

    warped(script())


def test_the_library_is_not_loaded_until_something_is_sent() -> None:
    """Neither by the bot nor by any verb."""
    line = "import sys, bot.verbs.serve, bot.cli, bot.broadcast.sender; print('telegram' in sys.modules, 'httpx' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", line], check=True, capture_output=True, text=True)
    assert found.stdout.split() == ["False", "False"]
