"""Charts and documents in a process of their own, with limits on time and memory, so that drawing for one person never holds up another."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from dialogs.codec import decode_run, encode
from dialogs.model import Run

T = TypeVar("T")

SECONDS = 60
MEMORY = 1 << 30
NICE = 10
"""Where processors are scarce, everybody's answers go before one person's pictures: the worker gets about a tenth."""

File = tuple[str, str, bytes]
"""Kind (`text`, `photo`, `document`), file name, bytes."""


class DrawingFailed(Exception):
    """The worker died, ran out of memory or took too long; the next drawing gets a fresh one."""


class Drawing:
    """One worker process, started when first needed and replaced when it dies."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._free = asyncio.Lock()

    async def files(self, run: Run, what: str, language: str, sheets: bytes | None = None) -> Sequence[File]:
        """The files of a document (`txt`, `charts`, `pdf`, `json`) of a run; `sheets` are those of its bank if the program has it not."""
        return await self.made(draw, encode(run), what, language, sheets)

    async def made(self, work: Callable[..., T], *arguments: Any) -> T:
        """What this function of a module makes of these values, in the worker. One after the other: waiting for it is not working."""
        async with self._free:
            try:
                return await asyncio.wait_for(self._begun(work, *arguments), SECONDS)
            except (TimeoutError, BrokenExecutor, MemoryError) as error:
                self.close()
                raise DrawingFailed(f"{work.__name__} did not come to its end") from error

    async def _begun(self, work: Callable[..., T], *arguments: Any) -> T:
        """In the worker at hand, or in a new one if that died while nobody used it."""
        loop = asyncio.get_running_loop()
        if self._has_died():  # the pool itself may not have noticed yet
            self.close()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)
        try:
            drawing = loop.run_in_executor(self._pool, work, *arguments)
        except BrokenExecutor:
            self.close()
            return await self._begun(work, *arguments)
        return await drawing

    def _has_died(self) -> bool:
        return self._pool is not None and not all(process.is_alive() for process in (self._pool._processes or {}).values())

    def close(self) -> None:
        """End the worker at once."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """In the worker: others go first, its memory is limited, Ctrl-C is the bot's business, and it does not outlive the bot."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_bot, daemon=True).start()


def _end_with_the_bot() -> None:
    bot = parent_process()
    if bot is not None:
        bot.join()
        os._exit(0)


def draw(document: bytes, what: str, language: str, sheets: bytes | None = None) -> list[File]:
    """The files of a run; pictures are followed by what they say, as one text. Runs in the worker."""
    from bot.usecases.banks import bank_in
    from bot.usecases.reporting import files_of, summary_of, texts_of

    run = decode_run(document)
    summary = summary_of(bank_in(sheets, run.bank, run.bank_version), run, language)
    kinds = {"txt": "text", "charts": "photo"}
    found = [(kinds.get(what, "document"), name, content) for name, content in files_of(summary, what)]
    said = "".join(texts_of(summary, what)).strip() if what == "charts" else ""
    return [*found, *([("text", "", said.encode())] if said else [])]
