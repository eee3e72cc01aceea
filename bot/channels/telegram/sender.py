"""The outbox worked off: in order for each chat, chats side by side, at the pacer's rate, each kind of failure in its own way.

An edit may be repeated without harm. A new message is marked before the call; if its answer is lost it is recorded as doubtful, and a
screen is then shown once more, so that nobody stands before nothing. What cannot be delivered now is tried on, in its place in the line.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import msgspec

from bot.channels.pacing import Pacer
from bot.channels.telegram import letters, pieces, wire
from bot.channels.telegram.client import Client, Gone, Migrated, Refused, RetryAfter, Unauthorized, Uncertain, Unreached
from bot.channels.telegram.letters import DiscardLetter, DocumentLetter, FetchLetter, FileLetter, ScreenLetter
from bot.channels.telegram.outbox import Outbox
from bot.channels.telegram.pieces import File, Parcel
from bot.ports import Clock, Letter, LetterState, StorageUnavailable, Store, StoreClosed
from bot.watching.failpoints import point
from dialogs import phrasebook
from dialogs.campaigns.markup import length

BACK_OFF = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
MOST_WAITING = 5
"""Letters behind a screen from which on it is left out: somebody writes faster than may be answered, and reads the last screen."""

_NOT_MODIFIED = "message is not modified"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the sender asks: the files of a document for a person; and what it tells: counts, failures to note, a refused token."""

    documents: Callable[[DocumentLetter | FileLetter, str], Awaitable[Sequence[File]]]
    counted: Callable[[str], None]
    failed: Callable[[BaseException], str]
    locked_out: Callable[[Unauthorized], None]


class Sender:
    """Sends what is committed. One task per chat that has something to send."""

    def __init__(self, store: Store, client: Client, pacer: Pacer, clock: Clock, desk: Desk) -> None:
        self._client = client
        self._pacer = pacer
        self._desk = desk
        self.outbox = self._outbox = Outbox(store, clock, desk.failed)
        self.fetch = self._unfetched
        self._queues: dict[str, deque[Parcel]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._shown: dict[str, str | None] = {}
        self._latest: dict[str, int] = {}

    def post(self, posted: Iterable[Letter]) -> None:
        """Take letters that are committed."""
        for letter in self._outbox.take(posted):
            try:
                parcel = Parcel(letter, letters.decode(letter.payload))
            except msgspec.MsgspecError as error:  # of another version of the program; nobody can ever send it
                self._outbox.end(letter, LetterState.FAILED, error=f"unreadable [{self._desk.failed(error)}]")
                continue
            if isinstance(parcel.content, FetchLetter | DiscardLetter):
                self.fetch(letter, parcel.content)
                continue
            self._queues.setdefault(letter.chat, deque()).append(parcel)
            if letter.chat not in self._tasks:
                self._tasks[letter.chat] = asyncio.create_task(self._work_off(letter.chat))

    def _unfetched(self, letter: Letter, content: FetchLetter | DiscardLetter) -> None:
        """Where nobody looks after files, what is to be done with them stays in the outbox."""
        self._outbox.leave(letter)

    def cover(self, chat: str) -> None:
        """Something else stands below the chat's last screen now: the next screen is a new message, not an edit that nobody sees."""
        self._shown[chat] = None

    @property
    def waiting(self) -> int:
        """Letters in hand."""
        return sum(len(queue) for queue in self._queues.values())

    async def begin(self) -> None:
        """At the start, before anything is sent: what was under way when the program ended is doubtful."""
        await self._outbox.doubt_interrupted()

    async def sweep(self) -> None:
        """Letters that are due and not in hand: left by a crash, or by a database that could not keep something."""
        self.post(await self._outbox.due())

    async def drained(self) -> None:
        """Wait until everything in hand is sent and recorded."""
        while under_way := {*self._tasks.values(), *self._outbox.ending}:
            await asyncio.wait(under_way)

    async def close(self) -> None:
        """Stop at once; what is unsent stays in the outbox."""
        for task in self._tasks.values():
            task.cancel()
        if ending := {*self._tasks.values(), *self._outbox.ending}:
            await asyncio.wait(ending, timeout=1)

    async def _work_off(self, chat: str) -> None:
        queue = self._queues[chat]
        try:
            while queue:
                parcel = queue.popleft()
                await self._deliver(parcel, queue)
        except Exception as error:  # one chat's trouble must not end the others'; the sweep finds its letters again
            self._desk.failed(error)
            self._outbox.leave(parcel.letter, *(later.letter for later in queue))
        finally:
            del self._tasks[chat]
            del self._queues[chat]

    async def _deliver(self, parcel: Parcel, queue: deque[Parcel]) -> None:
        """One letter, tried until it is known what became of it."""
        for attempt in count():
            if self._overtaken(parcel, queue):
                self._outbox.end(parcel.letter, LetterState.SUPERSEDED)
                return
            try:
                await self._go_on(parcel)
            except (RetryAfter, Unreached, Uncertain) as error:
                if await self._held_up(parcel, attempt, error):
                    return
            except (StorageUnavailable, StoreClosed):
                raise
            except Exception as error:  # for good; the next letter is none the worse
                await self._given_up(parcel, queue, error)
                return
            else:
                return

    async def _go_on(self, parcel: Parcel) -> None:
        """Make the calls that are left of a letter."""
        if not parcel.begun and await self._edited(parcel):
            return
        if parcel.pieces is None:
            parcel.pieces = await self._pieces(parcel)
        while parcel.rest:
            await self._pacer.turn(parcel.letter.chat, parcel.letter.bulk)
            if not parcel.begun and not await self._outbox.begin(parcel.letter):
                self._outbox.leave(parcel.letter)
                return
            parcel.begun = True
            sent = await parcel.rest[0].go(self._client)
            point("sender.sent")
            parcel.gone += 1
            if parcel.buttons and not parcel.rest:
                parcel.message = _message_in(sent)
        self._finish(parcel)

    async def _pieces(self, parcel: Parcel) -> Sequence[pieces.Piece]:
        match parcel.content:
            case ScreenLetter():
                return pieces.of_screen(parcel.letter.chat, parcel.content)
            case DocumentLetter() | FileLetter():
                return pieces.of_files(parcel.letter.chat, await self._desk.documents(parcel.content, parcel.letter.person))
            case FetchLetter() | DiscardLetter():
                return ()

    async def _edited(self, parcel: Parcel) -> bool:
        """The screen in place of the one before; false where it has to be a new message."""
        screen, chat = parcel.screen, parcel.letter.chat
        if screen is None or screen.fresh or length(screen.text) > letters.LONGEST_TEXT:
            return False
        if chat not in self._shown:
            self._shown[chat] = await self._outbox.message(parcel.letter)
        shown = self._shown[chat]
        if shown is None:
            return False
        await self._pacer.turn(chat, parcel.letter.bulk)
        try:
            await pieces.edit(chat, shown, screen).go(self._client)
        except Refused as error:
            if _NOT_MODIFIED not in error.description.lower():
                self._shown[chat] = None  # gone, too old, or no text: a new message is always right
                return False
        point("sender.sent")
        self._latest[chat] = parcel.letter.id
        self._outbox.end(parcel.letter, LetterState.SENT)
        self._desk.counted(LetterState.SENT)
        return True

    def _finish(self, parcel: Parcel) -> None:
        """All calls are made; a message of buttons is the one to edit, unless nobody knows which arrived."""
        shown = None if parcel.doubtful or (parcel.screen and parcel.screen.beside) else parcel.message
        self._shown[parcel.letter.chat] = shown
        if parcel.screen and not parcel.screen.beside:
            self._latest[parcel.letter.chat] = parcel.letter.id
        state, error = (LetterState.DOUBTFUL, "an answer was lost") if parcel.doubtful else (LetterState.SENT, "")
        self._outbox.end(parcel.letter, state, error=error, shown=shown, forget=shown is None)
        self._desk.counted(state)

    async def _held_up(self, parcel: Parcel, attempt: int, error: RetryAfter | Unreached | Uncertain) -> bool:
        """Wait before the next attempt, or say that there is none."""
        match error:
            case RetryAfter():
                self._desk.counted("retry_after")
                self._pacer.pause(error.seconds)
                return False
            case Unreached():
                await asyncio.sleep(_back_off(attempt))
                return False
            case Uncertain():
                self._desk.counted("uncertain")
                await asyncio.sleep(_back_off(max(attempt, parcel.screen.again if parcel.screen else 0)))
                return parcel.begun and await self._doubted(parcel)

    async def _doubted(self, parcel: Parcel) -> bool:
        """The answer to a new message was lost: on with the next one; after the last a screen is shown once more."""
        parcel.gone += 1
        parcel.doubtful = True
        if parcel.rest or parcel.screen is None:
            return False
        self._shown[parcel.letter.chat] = None
        self.post(await self._outbox.doubt(parcel.letter, parcel.content))
        self._outbox.leave(parcel.letter)
        return True

    async def _given_up(self, parcel: Parcel, queue: deque[Parcel], error: Exception) -> None:
        """What means that this letter will not go, or not to this chat, or not with this token."""
        match error:
            case Gone():
                self._desk.counted("gone")
                await self._outbox.lose(parcel.letter, str(error))
                self._outbox.leave(parcel.letter, *(later.letter for later in queue))
                queue.clear()
            case Migrated():
                self.post(await self._outbox.follow(parcel.letter, error.chat))
                self._outbox.leave(parcel.letter)
            case Unauthorized():
                await self._outbox.put_back(parcel.letter)
                self._desk.locked_out(error)
                raise error
            case _:
                await self._spoilt(parcel, error)

    async def _spoilt(self, parcel: Parcel, error: Exception) -> None:
        """A call that is refused for good, or a fault of ours: kept for the operator, and who waits for a document is told."""
        reference = self._desk.failed(error)
        self._desk.counted("refused" if isinstance(error, Refused) else "failed")
        reason = str(error) if isinstance(error, Refused) else type(error).__name__
        self._outbox.end(parcel.letter, LetterState.FAILED, error=f"{reason} [{reference}]")
        if isinstance(parcel.content, DocumentLetter | FileLetter):
            told = phrasebook.sentence(parcel.content.language or phrasebook.DEFAULT_LANGUAGE, "outside", "failed")
            self.post(await self._outbox.tell(parcel.letter, told.replace("{value}", reference)))

    def _overtaken(self, parcel: Parcel, queue: deque[Parcel]) -> bool:
        """A screen that a later one replaces anyway, or that nobody has the time to read, is not worth a call."""
        screen = parcel.screen
        if screen is None or parcel.begun:
            return False
        if self._latest.get(parcel.letter.chat, 0) > parcel.letter.id:
            return True
        following = queue[0].screen if queue else None
        if following is None:
            return False
        return (not screen.fresh and not following.fresh) or (not screen.kept and len(queue) >= MOST_WAITING)


def _back_off(attempt: int) -> float:
    return BACK_OFF[min(attempt, len(BACK_OFF) - 1)]


def _message_in(sent: msgspec.Raw) -> str | None:
    """The id of the message; one that cannot be read cannot be edited, and that is all."""
    try:
        return wire.message_id(sent)
    except wire.Unreadable:
        return None
