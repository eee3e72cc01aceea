"""The outbox worked off: in order for each chat, chats side by side, at the pacer's rate, each kind of failure in its own way.

An edit may be repeated without harm. A new message is marked before the call; if its answer is lost it is recorded as doubtful, and a
screen is then shown once more, so that nobody stands before nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from bot.channels.pacing import Pacer
from bot.channels.telegram import letters, wire
from bot.channels.telegram.client import Client, Gone, Migrated, Refused, RetryAfter, Unauthorized, Uncertain, Unreached
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.letters import DocumentLetter, ScreenLetter
from bot.failpoints import point
from bot.ports import Clock, Letter, LetterState, Store, Transaction

BACK_OFF = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
MOST_REPEATS = 3
"""How often a screen is shown anew after doubtful sends before it waits for the person."""

_NOT_MODIFIED = "message is not modified"
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "there is no text in the message to edit", "message_id_invalid")

Documents = Callable[[DocumentLetter], "asyncio.Future[Sequence[tuple[str, str, bytes]]] | Any"]
"""Makes the files of a document: kind (`text`, `photo`, `document`), name and bytes; awaited."""


class Sender:
    """Sends what is committed. One task per chat that has something to send."""

    def __init__(
        self,
        store: Store,
        client: Client,
        pacer: Pacer,
        clock: Clock,
        documents: Documents,
        counted: Callable[[str], None],
        failed: Callable[[BaseException], str],
    ) -> None:
        self._store = store
        self._client = client
        self._pacer = pacer
        self._clock = clock
        self._documents = documents
        self._counted = counted
        self._failed = failed
        self._queues: dict[str, deque[Letter]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._shown: dict[str, str | None] = {}
        self._known: set[int] = set()

    def post(self, posted: Iterable[Letter]) -> None:
        """Take letters that are committed."""
        for letter in posted:
            if letter.id in self._known:
                continue
            self._known.add(letter.id)
            self._queues.setdefault(letter.chat, deque()).append(letter)
            if letter.chat not in self._tasks:
                self._tasks[letter.chat] = asyncio.create_task(self._work_off(letter.chat))

    @property
    def waiting(self) -> int:
        """Letters in hand."""
        return sum(len(queue) for queue in self._queues.values())

    async def recover(self) -> None:
        """After a start: what was under way when the program ended is doubtful, what waited is sent."""
        interrupted = await self._done(lambda tx: self._doubt(tx, tx.interrupted(CHANNEL)))
        self.post(interrupted)
        await self.sweep()

    async def sweep(self) -> None:
        """Letters that are due and not in hand: left by a crash, or put back for later."""
        self.post(await self._done(lambda tx: tx.letters(CHANNEL, self._clock.now(), limit=1000)))

    async def drained(self) -> None:
        """Wait until everything in hand is sent."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    def close(self) -> None:
        """Stop at once; what is unsent stays in the outbox."""
        for task in self._tasks.values():
            task.cancel()

    async def _work_off(self, chat: str) -> None:
        queue = self._queues[chat]
        try:
            while queue:
                letter = queue.popleft()
                if self._overtaken(letter, queue):
                    self._end(letter, LetterState.SUPERSEDED)
                    continue
                await self._send(letter)
                self._known.discard(letter.id)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # one chat's trouble must not end the others'; the sweep finds its letters again
            self._failed(error)
            self._known.difference_update(letter.id for letter in queue)
        finally:
            del self._tasks[chat]
            del self._queues[chat]

    def _overtaken(self, letter: Letter, queue: deque[Letter]) -> bool:
        """A screen that the next letter replaces anyway is not worth a call."""
        if not queue:
            return False
        now, following = letters.decode(letter.payload), letters.decode(queue[0].payload)
        return isinstance(now, ScreenLetter) and isinstance(following, ScreenLetter) and not now.fresh and not following.fresh

    async def _send(self, letter: Letter) -> None:
        """Send one letter, repeating as its failures allow."""
        content = letters.decode(letter.payload)
        for attempt in range(len(BACK_OFF) + 1):
            try:
                await self._once(letter, content)
            except RetryAfter as error:
                self._pacer.pause(error.seconds)
                self._counted("retry_after")
            except Unreached:
                await asyncio.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
            except Uncertain:
                self._counted("uncertain")
                if await self._doubtful(letter, content):
                    return
                await asyncio.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
            except Gone as error:
                await self._lost(letter.chat, str(error))
                self._counted("gone")
                return
            except (Refused, Migrated) as error:
                self._end(letter, LetterState.FAILED, error=str(error))
                self._counted("refused")
                return
            except Unauthorized:
                await self._done(lambda tx: tx.put_back(letter.id, self._clock.now()))
                raise
            else:
                self._counted("sent")
                return
        await self._done(lambda tx: tx.put_back(letter.id, self._clock.now() + int(BACK_OFF[-1] * 1000)))

    async def _lost(self, chat: str, why: str) -> None:
        """Nobody is reached here any more; what waits for them is put aside."""
        await self._done(lambda tx: tx.lose(CHANNEL, chat, why, self._clock.now()))
        self._queues[chat].clear()

    async def _doubtful(self, letter: Letter, content: letters.AnyLetter) -> bool:
        """What a lost answer means: an edit is simply repeated; a new message is recorded, and a screen posted once more."""
        if isinstance(content, ScreenLetter) and self._editing(letter.chat, content):
            return False
        again = await self._done(lambda tx: self._doubt(tx, (letter,)))
        self.post(again)
        return True

    def _doubt(self, tx: Transaction, doubtful: Sequence[Letter]) -> tuple[Letter, ...]:
        now = self._clock.now()
        again = []
        for letter in doubtful:
            tx.end_letter(CHANNEL, letter.id, LetterState.DOUBTFUL, now, error="the answer was lost")
            if letter.kind == ScreenLetter.__name__ and letter.tries < MOST_REPEATS:
                again.append(tx.post(CHANNEL, letter.person, letter.chat, letter.kind, letter.payload, now, bulk=letter.bulk))
        return tuple(again)

    async def _once(self, letter: Letter, content: letters.AnyLetter) -> None:
        if isinstance(content, DocumentLetter):
            await self._document(letter, content)
            return
        if letter.chat not in self._shown:
            known = await self._done(lambda tx: tx.chat(CHANNEL, letter.person))
            self._shown[letter.chat] = known.message if known else None
        await (self._edit(letter, content) if self._editing(letter.chat, content) else self._new(letter, content))

    def _editing(self, chat: str, content: ScreenLetter) -> bool:
        return not content.fresh and self._shown.get(chat) is not None and letters.length(content.text) <= letters.LONGEST_TEXT

    async def _edit(self, letter: Letter, content: ScreenLetter) -> None:
        await self._pacer.turn(letter.chat, letter.bulk)
        arguments = {
            **_text(letter.chat, content.text),
            "message_id": int(self._shown[letter.chat] or 0),
            "reply_markup": letters.keyboard(content),
        }
        try:
            await self._client.call("editMessageText", arguments)
        except Refused as error:
            description = error.description.lower()
            if any(words in description for words in _NOT_EDITABLE):
                self._shown[letter.chat] = None
                await self._new(letter, content)
                return
            if _NOT_MODIFIED not in description:
                raise
        point("sender.sent")
        self._end(letter, LetterState.SENT)

    async def _new(self, letter: Letter, content: ScreenLetter) -> None:
        """A new message: marked first, so that a crash in between is seen as doubtful and not as unsent."""
        await self._done(lambda tx: tx.begin_letter(letter.id))
        pieces = letters.parts(content.text)
        for piece in pieces[:-1]:
            await self._pacer.turn(letter.chat, letter.bulk)
            await self._client.call("sendMessage", _text(letter.chat, piece))
        await self._pacer.turn(letter.chat, letter.bulk)
        markup = {"reply_markup": letters.keyboard(content)} if content.rows else {}
        sent = await self._client.call("sendMessage", {**_text(letter.chat, pieces[-1]), **markup})
        point("sender.sent")
        message = wire.message_id(sent) if content.rows else None
        self._shown[letter.chat] = message
        self._end(letter, LetterState.SENT, message)

    async def _document(self, letter: Letter, content: DocumentLetter) -> None:
        await self._done(lambda tx: tx.begin_letter(letter.id))
        for kind, name, body in await self._documents(content):
            await self._pacer.turn(letter.chat, letter.bulk)
            await self._file(letter.chat, kind, name, body)
        self._shown[letter.chat] = None
        self._end(letter, LetterState.SENT)

    async def _file(self, chat: str, kind: str, name: str, body: bytes) -> None:
        if kind == "text":
            for piece in letters.parts(body.decode()):
                await self._client.call("sendMessage", _text(chat, piece))
            return
        method, field = ("sendPhoto", "photo") if kind == "photo" else ("sendDocument", "document")
        await self._client.upload(method, {"chat_id": chat}, {field: (name, body)})

    def _end(self, letter: Letter, state: LetterState, message: str | None = None, error: str = "") -> None:
        """Record what became of a letter; not waited for, because repeating a recorded step is harmless."""
        self._known.discard(letter.id)
        now = self._clock.now()
        done = self._store.submit(lambda tx: tx.end_letter(CHANNEL, letter.id, state, now, message, error))
        done.add_done_callback(self._ended)

    def _ended(self, done: Future[None]) -> None:
        error = done.exception()
        if error is not None:
            self._failed(error)

    async def _done(self, work: Callable[[Transaction], Any]) -> Any:
        return await asyncio.wrap_future(self._store.submit(work))


def _text(chat: str, text: str) -> dict[str, Any]:
    return {"chat_id": int(chat), "text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
