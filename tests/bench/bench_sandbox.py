"""How many sendMessage a second the sandbox takes over keep-alive HTTP, and how soon a person's text reaches a poller.

The sandbox runs in a process of its own, the client here: raw HTTP/1.1 on a few connections, so that the client costs little.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import statistics
import time
from multiprocessing.connection import Connection
from urllib.parse import urlencode, urlsplit

from bot.sandbox.server import Sandbox

CONNECTIONS, CALLS, TEXTS = 8, 10_000, 300
KEYBOARD = {"inline_keyboard": [[{"text": letter, "callback_data": f"r1.q7.{letter}"} for letter in "ABCD"]]}
TEXT = "<b>二级 · 生产 · 第 12/48 题（25%）</b>\n企业是否已对关键工序的生产过程数据进行自动采集？\n\nA 没有\nB 部分\nC 大部分\nD 全部"


def main() -> None:
    """Print calls a second and milliseconds."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    base, token = here.recv()
    try:
        asyncio.run(measure(base, token))
    finally:
        here.send("stop")
        print(f"processor time of the server            {here.recv() / (CALLS + 3 * TEXTS) * 1e3:8.3f} ms a call")
        server.join(10)


def serve(pipe: Connection) -> None:
    """The sandbox, until something comes through the pipe."""

    async def run() -> None:
        sandbox = Sandbox()
        await sandbox.start()
        pipe.send((sandbox.base, sandbox.token))
        began = time.process_time()
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        await sandbox.stop()
        pipe.send(time.process_time() - began)

    asyncio.run(run())


async def measure(base: str, token: str) -> None:
    """Everybody says hello; then the bot writes as fast as it can, and answers one by one."""
    lines = [await Line.open(base) for _ in range(CONNECTIONS)]
    await lines[0].call("/people/wang/start", {})
    values = {"chat_id": 1001, "text": TEXT, "parse_mode": "HTML", "reply_markup": json.dumps(KEYBOARD)}
    began = time.perf_counter()
    await asyncio.gather(*(line.repeat(f"/bot{token}/sendMessage", values, CALLS // CONNECTIONS) for line in lines))
    took = time.perf_counter() - began
    print(f"sendMessage with HTML and four buttons  {CALLS / took:8.0f} calls/s on {CONNECTIONS} connections")
    waits = [await _heard(lines[0], lines[1], token) for _ in range(TEXTS)]
    print(f"from a person's text to the poller      {statistics.median(waits) * 1e3:8.2f} ms (median of {TEXTS})")


async def _heard(bot: Line, person: Line, token: str) -> float:
    poll = asyncio.create_task(bot.call(f"/bot{token}/getUpdates", {"timeout": 5}))
    await asyncio.sleep(0)
    began = time.perf_counter()
    await person.call("/people/wang/say", {"text": "你好"})
    updates = json.loads(await poll)["result"]
    await bot.call(f"/bot{token}/getUpdates", {"offset": updates[-1]["update_id"] + 1})
    return time.perf_counter() - began


class Line:
    """One keep-alive connection that speaks just enough HTTP."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self._reader, self._writer, self._host = reader, writer, host

    @classmethod
    async def open(cls, base: str) -> Line:
        """Connect."""
        parts = urlsplit(base)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        return cls(reader, writer, parts.netloc)

    async def repeat(self, path: str, values: dict[str, object], times: int) -> None:
        """The same call so many times, each after the answer to the one before."""
        for _ in range(times):
            answer = await self.call(path, values)
            assert b'"ok":true' in answer

    async def call(self, path: str, values: dict[str, object]) -> bytes:
        """One form, one answer."""
        body = urlencode(values).encode()
        kind = "application/x-www-form-urlencoded"
        head = f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        headers = await self._reader.readuntil(b"\r\n\r\n")
        length = int(headers.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return await self._reader.readexactly(length)


if __name__ == "__main__":
    main()
