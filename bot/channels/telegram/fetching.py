"""Files that people sent, fetched after the turn that took them is committed: one after the other for each person, people side by side.

A fetch may be repeated without harm, so its letter stays queued until the file lies in the folder and the turn that keeps it is
committed; the letter ends in that same transaction. What is lost on the way (a kill, a full disk, a silent server) is found again by the
sweep and tried at growing intervals; what can never come ends with a sentence to the person.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from bot.channels.pacing import Pacer
from bot.channels.telegram.client import Client, Refused, RetryAfter, Unauthorized, Uncertain, Unreached
from bot.channels.telegram.letters import DiscardLetter, FetchLetter
from bot.channels.telegram.outbox import Outbox
from bot.ports import Clock, Letter, LetterState, StorageUnavailable, StoreClosed
from bot.usecases.uploads import SETTLING_SECONDS, Folder, KeptFile, TooLarge, Unwelcome
from bot.watching.failpoints import point
from dialogs.inbound import Stored, Unstored
from dialogs.refusals import Refusal

AT_ONCE = 4
"""Downloads at a time; each may be 20 MB."""

QUICK_TRIES = 3
QUICK_PAUSE = 0.5
LATER_SECONDS = (5, 30, 120, 600, 1800, 3600)
"""How long a fetch waits after each failed attempt; after the last it is given up and the person told."""

_TOO_BIG = "too big"

Report = Stored | Unstored


@dataclass(frozen=True, slots=True)
class Steps:
    """What fetching asks and tells: whether a file is still wanted, the turn that keeps it, which files runs refer to; failures to note, a
    refused token."""

    unwanted: Callable[[Letter, FetchLetter], Awaitable[Refusal | None]]
    settle: Callable[[Letter, Report], Awaitable[None]]
    referred: Callable[[Collection[str]], Awaitable[Collection[str]]]
    failed: Callable[[BaseException], str]
    locked_out: Callable[[Unauthorized], None]


class Fetcher:
    """Works off the letters of kind `FetchLetter`. One task per chat that has something to fetch."""

    def __init__(self, client: Client, pacer: Pacer, clock: Clock, outbox: Outbox, folder: Folder, steps: Steps) -> None:
        self._client = client
        self._pacer = pacer
        self._clock = clock
        self._outbox = outbox
        self._folder = folder
        self._steps = steps
        self._free = asyncio.Semaphore(AT_ONCE)
        self._queues: dict[str, deque[tuple[Letter, FetchLetter | DiscardLetter]]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def take(self, letter: Letter, content: FetchLetter | DiscardLetter) -> None:
        """Take a letter that is committed and in hand."""
        self._queues.setdefault(letter.chat, deque()).append((letter, content))
        if letter.chat not in self._tasks:
            self._tasks[letter.chat] = asyncio.create_task(self._work_off(letter.chat))

    async def drained(self) -> None:
        """Wait until everything in hand is fetched, or put back for later."""
        while self._tasks:
            await asyncio.wait(set(self._tasks.values()))

    async def close(self) -> None:
        """Stop at once; what is not fetched stays in the outbox."""
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks.values()), timeout=1)

    async def _work_off(self, chat: str) -> None:
        queue = self._queues[chat]
        try:
            while queue:
                letter, content = queue.popleft()
                try:
                    await (self._fetch(letter, content) if isinstance(content, FetchLetter) else self._discard(letter, content))
                finally:
                    self._outbox.leave(letter)
        except Exception as error:  # one chat's trouble must not end the others'; the sweep finds its letters again
            self._steps.failed(error)
            await asyncio.sleep(LATER_SECONDS[0])
        finally:
            self._outbox.leave(*(later for later, _ in queue))
            del self._tasks[chat]
            del self._queues[chat]

    async def _fetch(self, letter: Letter, content: FetchLetter) -> None:
        """One file, until it is known what became of it or when to try again."""
        file = content.file
        unwanted = await self._steps.unwanted(letter, content)
        if unwanted is not None:
            await self._settled(letter, Unstored(file.name, unwanted))
            return
        try:
            async with self._free:
                kept = await self._kept(content)
        except TooLarge:
            report: Report = Unstored(file.name, Refusal.FILE_TOO_LARGE)
        except Unwelcome:
            report = Unstored(file.name, Refusal.FILE_TYPE)
        except Refused as error:
            too_big = _TOO_BIG in error.description.lower()
            report = Unstored(file.name, Refusal.FILE_TOO_LARGE if too_big else Refusal.FILE_GONE)
        except Unauthorized as error:
            self._steps.locked_out(error)
            return
        except (RetryAfter, Unreached, Uncertain, OSError) as error:
            await self._later(letter, content, error)
            return
        else:
            point("fetch.kept")
            report = Stored(kept.digest, kept.name, kept.mime, kept.size, file.run, file.question, file.page, file.at, file.caption)
        await self._settled(letter, report)

    async def _discard(self, letter: Letter, content: DiscardLetter) -> None:
        """Remove files to which nothing refers; those that may just be coming from somebody else are looked at once more later."""
        referred = await self._steps.referred(content.digests)
        orphans = [digest for digest in content.digests if digest not in referred]
        for digest in orphans:
            self._folder.discard(digest)
        if any(self._folder.path(digest) is not None for digest in orphans):
            await self._outbox.put_back(letter, self._clock.now() + int(SETTLING_SECONDS * 1000))
        else:
            self._outbox.end(letter, LetterState.SENT)

    async def _kept(self, content: FetchLetter) -> KeptFile:
        """The file in the folder; trouble that passes quickly is waited out here."""
        for attempt in range(QUICK_TRIES):
            await asyncio.sleep(self._pacer.paused_for)
            try:
                path = await self._client.file_path(content.file.ref)
                return await self._folder.keep(self._client.download(path), content.file.name)
            except RetryAfter as error:
                self._pacer.pause(error.seconds)
                if attempt + 1 == QUICK_TRIES:
                    raise
            except (Unreached, Uncertain):
                if attempt + 1 == QUICK_TRIES:
                    raise
                await asyncio.sleep(QUICK_PAUSE * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _settled(self, letter: Letter, report: Report) -> None:
        """The turn that tells the person. A fault of ours is kept for the operator; it must not be fetched for ever."""
        try:
            await self._steps.settle(letter, report)
        except (StorageUnavailable, StoreClosed):
            raise
        except Exception as error:
            self._outbox.end(letter, LetterState.FAILED, error=f"{type(error).__name__} [{self._steps.failed(error)}]")

    async def _later(self, letter: Letter, content: FetchLetter, error: Exception) -> None:
        """Put back to be tried again, or given up."""
        self._steps.failed(error)
        if letter.tries >= len(LATER_SECONDS):
            await self._settled(letter, Unstored(content.file.name, Refusal.FILE_GONE))
            return
        await self._outbox.put_back(letter, self._clock.now() + LATER_SECONDS[letter.tries] * 1000)
