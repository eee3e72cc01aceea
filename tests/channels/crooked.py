"""A server that answers whatever a test says, whole or broken, on the loopback interface."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec

FULL = "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n"


@dataclass(slots=True)
class Crooked:
    """Where it listens and what it was asked; each call gets the next answer, the last one for ever."""

    base: str
    answers: Sequence[bytes | None]
    asked: list[bytes] = field(default_factory=list)

    def next(self) -> bytes | None:
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def answer(body: object, status: int = 200, more: str = "") -> bytes:
    """A whole HTTP answer; bytes go as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return FULL.format(status=status, length=len(content), more=more).encode() + content


def refusal(code: int, description: str, **parameters: int) -> bytes:
    """An error of the Bot API."""
    body = {"ok": False, "error_code": code, "description": description}
    return answer({**body, "parameters": parameters} if parameters else body, code)


@asynccontextmanager
async def crooked(*answers: bytes | None) -> AsyncIterator[Crooked]:
    """Answers these bytes and hangs up; `None` is silence until the caller gives up."""
    found = Crooked("", answers)

    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        found.asked.append(head + (await reader.readexactly(int(lengths[0])) if lengths else b""))
        said = found.next()
        if said is None:
            await reader.read()
        else:
            writer.write(said)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    found.base = f"http://{host}:{port}"
    try:
        yield found
    finally:
        server.close()
        await asyncio.gather(*serving, return_exceptions=True)
