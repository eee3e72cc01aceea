"""A gate between the bot and the server, in a process of its own: now and then it hangs up on everybody and refuses whoever comes anew.

It notes when: nobody but the server knows whether what was under way then arrived.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.rig.stage import forked

CHUNK = 65_536
OPEN_SECONDS, SHUT_SECONDS = (1.2, 3.0), 0.1
MOST = 100_000


@dataclass(slots=True)
class Gate:
    """A gate that is open, with what it noted."""

    base: str
    process: int
    _cells: memoryview

    @classmethod
    def open(cls, server: str, folder: Path, seed: int) -> Gate:
        """Let everything through to this server, but for the moments at which it is shut."""
        cells = memoryview(mmap.mmap(-1, 8 * (MOST + 1))).cast("d")
        here, there = os.pipe()
        process = forked(lambda: asyncio.run(_Keeper(server, cells, random.Random(seed)).keep(there)), folder / "gate.log")
        os.close(there)
        with os.fdopen(here) as pipe:
            port = pipe.readline().strip()
        assert port, (folder / "gate.log").read_text()
        return cls(f"http://127.0.0.1:{port}", process, cells)

    @property
    def shut(self) -> list[float]:
        """When it hung up."""
        return list(self._cells[1 : 1 + int(self._cells[0])])

    def close(self) -> None:
        """End it."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


class _Keeper:
    """The gate's own side."""

    def __init__(self, server: str, cells: memoryview, dice: random.Random) -> None:
        parts = urlsplit(server)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._cells = cells
        self._dice = dice
        self._own = b""
        self._passing: set[asyncio.StreamWriter] = set()

    async def keep(self, told: int) -> None:
        """Open and shut, for ever."""
        port = 0
        while True:
            server = await asyncio.start_server(self._passed, "127.0.0.1", port, reuse_address=True)
            if not port:
                port = server.sockets[0].getsockname()[1]
                self._own = b"127.0.0.1:%d" % port
                os.write(told, b"%d\n" % port)
                os.close(told)
            await asyncio.sleep(self._dice.uniform(*OPEN_SECONDS))
            server.close()
            self._cells[1 + int(self._cells[0])] = time.time()
            self._cells[0] += 1
            for writer in list(self._passing):
                writer.transport.abort()
            await asyncio.sleep(SHUT_SECONDS)

    async def _passed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._passing.add(writer)
        try:
            answers, asked = await asyncio.open_connection(self._host, self._port)
            try:
                await asyncio.wait(
                    [asyncio.create_task(self._in(reader, asked)), asyncio.create_task(_out(answers, writer))],
                    return_when=asyncio.FIRST_COMPLETED,
                )
            finally:
                asked.transport.abort()
        except OSError:
            pass  # the server's end or the bot's is gone: so is the other
        finally:
            self._passing.discard(writer)
            writer.transport.abort()

    async def _in(self, reader: asyncio.StreamReader, asked: asyncio.StreamWriter) -> None:
        """To the server, under its own name, because it answers to no other."""
        while data := await _read(reader):
            asked.write(data.replace(self._own, b"127.0.0.1:%d" % self._port))


async def _out(answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await _read(answers):
        writer.write(data)


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(CHUNK)
    except OSError:
        return b""
