"""A gate between the bot and the server, in a process of its own: now and then it hangs up on everybody and refuses whoever comes anew.

It notes when: nobody but the server knows whether what was under way then arrived. And it notes when it was held up itself, as by a busy
machine: nobody heard anything then.
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
TICK, LATE = 0.05, 0.1
"""How often the gate looks whether it is held up, and how late it may be, in seconds."""

MOST = 100_000


class Notes:
    """Moments that one process writes down and another reads."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, 8 * (MOST + 1))).cast("d")

    def note(self, *moments: float) -> None:
        """Write these down; whoever reads sees all of them or none."""
        number = int(self._cells[0])
        for place, moment in enumerate(moments, start=number + 1):
            self._cells[place] = moment
        self._cells[0] = number + len(moments)

    def read(self) -> list[float]:
        """All that was written down."""
        return list(self._cells[1 : 1 + int(self._cells[0])])


@dataclass(slots=True)
class Gate:
    """A gate that is open, with what it noted."""

    base: str
    process: int
    _shut: Notes
    _held_up: Notes

    @classmethod
    def open(cls, server: str, folder: Path, seed: int) -> Gate:
        """Let everything through to this server, but for the moments at which it is shut."""
        shut, held_up = Notes(), Notes()
        here, there = os.pipe()
        process = forked(lambda: asyncio.run(_Keeper(server, shut, held_up, random.Random(seed)).keep(there)), folder / "gate.log")
        os.close(there)
        with os.fdopen(here) as pipe:
            port = pipe.readline().strip()
        assert port, (folder / "gate.log").read_text()
        return cls(f"http://127.0.0.1:{port}", process, shut, held_up)

    @property
    def shut(self) -> list[float]:
        """When it hung up."""
        return self._shut.read()

    @property
    def held_up(self) -> list[tuple[float, float]]:
        """From when to when it could pass nothing on."""
        times = self._held_up.read()
        return list(zip(times[::2], times[1::2], strict=True))

    def close(self) -> None:
        """End it."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


class _Keeper:
    """The gate's own side."""

    def __init__(self, server: str, shut: Notes, held_up: Notes, dice: random.Random) -> None:
        parts = urlsplit(server)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._shut = shut
        self._held_up = held_up
        self._dice = dice
        self._own = b""
        self._passing: set[asyncio.StreamWriter] = set()

    async def keep(self, told: int) -> None:
        """Open and shut, for ever."""
        port, watching = 0, asyncio.create_task(self._watch())
        while not watching.done():
            server = await asyncio.start_server(self._passed, "127.0.0.1", port, reuse_address=True)
            if not port:
                port = server.sockets[0].getsockname()[1]
                self._own = b"127.0.0.1:%d" % port
                os.write(told, b"%d\n" % port)
                os.close(told)
            await asyncio.sleep(self._dice.uniform(*OPEN_SECONDS))
            server.close()
            self._shut.note(time.time())
            for writer in list(self._passing):
                writer.transport.abort()
            await asyncio.sleep(SHUT_SECONDS)

    async def _watch(self) -> None:
        while True:
            before = time.time()
            await asyncio.sleep(TICK)
            if (now := time.time()) - before > TICK + LATE:
                self._held_up.note(before, now)

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
