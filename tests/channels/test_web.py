"""The listening side, by raw sockets: who gets in, how much may come, how long it may take; health and figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from aiohttp import web

from bot.channels.telegram import web as listening
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.web import HEADER, LARGEST_BODY, WEBHOOK, application
from bot.ports import StorageUnavailable, StoreClosed
from bot.watching.metrics import Metrics
from tests.channels import telegrams as t

SECRET = "s3cret-S3CRET-s3cret"


class Taken(Intake):
    """An intake that notes what it is given, or fails as told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.bodies: list[bytes] = []
        self.error = error

    async def take(self, bodies: Sequence[msgspec.Raw | bytes]) -> None:
        if self.error is not None:
            raise self.error
        self.bodies.extend(bytes(body) for body in bodies)


class Door:
    """The application behind a port."""

    def __init__(self, intake: Taken | None, port: int, failures: list[BaseException]) -> None:
        self.intake = intake
        self.port = port
        self.failures = failures

    async def ask(self, *pieces: bytes, pause: float = 0) -> tuple[int, bytes]:
        """Send these bytes, with pauses between; status and body of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
            said = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            length = next(int(line.split(b":")[1]) for line in said.split(b"\r\n") if line.lower().startswith(b"content-length"))
            return int(said.split()[1]), await asyncio.wait_for(reader.readexactly(length), 10)
        finally:
            writer.close()

    async def post(self, body: bytes, secret: bytes | None = SECRET.encode(), path: str = WEBHOOK, **more: str) -> int:
        """A delivery."""
        return (await self.ask(head(len(body), secret, path, **more) + body))[0]


def head(length: int, secret: bytes | None = SECRET.encode(), path: str = WEBHOOK, **more: str) -> bytes:
    """What comes before a body."""
    lines = [f"POST {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close", b"Content-Type: application/json"]
    lines += [b"Content-Length: %d" % length, *(f"{name.replace('_', '-')}: {value}".encode() for name, value in more.items())]
    return b"\r\n".join([*lines, *([HEADER.encode() + b": " + secret] if secret is not None else []), b"", b""])


@asynccontextmanager
async def door(intake: Taken | None, healthy: bool = True) -> AsyncIterator[Door]:
    """The application, listening."""
    failures: list[BaseException] = []

    def failed(error: BaseException) -> str:
        failures.append(error)
        return "REF"

    async def health() -> bool:
        return healthy

    runner = web.AppRunner(
        application(Metrics(), health, failed, intake, SECRET), access_log=None, lingering_time=0.1, shutdown_timeout=0.1
    )
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield Door(intake, runner.addresses[0][1], failures)
    finally:
        await runner.cleanup()


def _status(body: bytes, intake: Taken | None = None, **how: Any) -> tuple[int, Taken]:
    """What a delivery is answered with."""
    taking = intake or Taken()

    async def run() -> int:
        async with door(taking) as opened:
            return await opened.post(body, **how)

    return asyncio.run(run()), taking


def test_an_update_is_taken_and_then_confirmed() -> None:
    """As it came."""
    body = t.said("A")
    status, intake = _status(body)
    assert (status, intake.bodies) == (200, [body])


@pytest.mark.parametrize(
    "secret",
    [None, b"", b"wrong", SECRET[:-1].encode(), SECRET.encode() + b"x", "秘密".encode(), b"\xff\xfe", SECRET.upper().encode(), b"x" * 4000],
)
def test_who_does_not_know_the_secret_is_not_let_in(secret: bytes | None) -> None:
    """Missing, wrong, no ASCII, overlong; and nothing is taken. A forged address of origin changes nothing."""
    status, intake = _status(t.said("A"), secret=secret, X_Forwarded_For="149.154.160.1")
    assert status == 401
    assert intake.bodies == []


def test_the_secret_is_compared_before_the_body_is_read() -> None:
    """Nobody makes the bot read fifty megabytes without it."""

    async def run() -> int:
        async with door(Taken()) as opened:
            return (await opened.ask(head(50_000_000, b"wrong")))[0]

    assert asyncio.run(run()) == 401


@pytest.mark.parametrize("length", [LARGEST_BODY + 1, 50_000_000])
def test_a_body_that_is_too_large_is_refused_without_waiting_for_its_end(length: int) -> None:
    """Said to be large, or in pieces of unknown number."""

    async def run() -> tuple[int, int]:
        async with door(Taken()) as opened:
            said = (await opened.ask(head(length) + b"x" * (LARGEST_BODY + 100)))[0]
            chunked = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
            pieces = (b"%x\r\n%s\r\n" % (1 << 16, b"x" * (1 << 16))) * 17
            return said, (await opened.ask(chunked + pieces + b"0\r\n\r\n"))[0]

    assert asyncio.run(run()) == (413, 413)


def test_a_slow_body_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """And meanwhile others are served."""
    monkeypatch.setattr(listening, "BODY_SECONDS", 0.3)
    body = t.said("A")

    async def run() -> tuple[tuple[int, bytes], int]:
        async with door(Taken()) as opened:
            slow = asyncio.create_task(opened.ask(head(len(body)), body[:10], pause=0.05))
            await asyncio.sleep(0.1)
            quick = await opened.post(body)
            return await slow, quick

    slow, quick = asyncio.run(run())
    assert (slow[0], quick) == (408, 200)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"{'a': 1}", b"[" * 100_000 + b"]" * 100_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    """Too deep is none either."""
    status, intake = _status(body)
    assert status == 400
    assert intake.bodies == []


@pytest.mark.parametrize(
    ("error", "status"),
    [(StorageUnavailable("磁盘已满", "disk full"), 503), (StoreClosed("closing"), 503), (RuntimeError("机密"), 500)],
)
def test_an_update_that_is_not_durable_is_not_confirmed(error: Exception, status: int) -> None:
    """So that it comes again; the caller reads a number and nothing else."""

    async def run() -> tuple[int, bytes, list[BaseException]]:
        async with door(Taken(error)) as opened:
            body = t.said("A")
            return (*await opened.ask(head(len(body)) + body), opened.failures)

    got, said, failures = asyncio.run(run())
    assert got == status
    assert "机密".encode() not in said
    assert failures == ([error] if status == 500 else [])


def test_without_a_webhook_nobody_can_deliver() -> None:
    """Polling bots listen for health and figures only."""

    async def run() -> list[int]:
        async with door(None) as opened:
            return [await opened.post(t.said("A")), await opened.post(t.said("A"), path="/"), await opened.post(b"{}", path="/metrics")]

    assert asyncio.run(run()) == [404, 404, 405]


@pytest.mark.parametrize(("healthy", "status"), [(True, 200), (False, 503)])
def test_health_is_a_number(healthy: bool, status: int) -> None:
    """Nothing else is said."""

    async def run() -> tuple[int, bytes]:
        async with door(None, healthy) as opened:
            return await opened.ask(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert asyncio.run(run())[0] == status


def test_figures_are_in_the_usual_format() -> None:
    """Counts and times."""

    async def run() -> tuple[int, bytes]:
        async with door(None) as opened:
            return await opened.ask(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    status, body = asyncio.run(run())
    assert status == 200
    assert b"zhiping_batch_seconds_count 0.0" in body


@pytest.mark.parametrize(
    "bytes_",
    [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"POST /telegram HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", b"\r\n\r\n\r\n\r\n"],
)
def test_what_is_no_http_hurts_nobody(bytes_: bytes) -> None:
    """The next caller is served."""

    async def run() -> int:
        async with door(Taken()) as opened:
            _, writer = await asyncio.open_connection("127.0.0.1", opened.port)
            writer.write(bytes_)
            await asyncio.sleep(0.05)
            writer.close()
            return await opened.post(t.said("A"))

    assert asyncio.run(run()) == 200
