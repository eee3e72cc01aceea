"""What is recorded of letters while they are sent, each step in a transaction of its own. Makes no call and decides no repetition.

An end is not waited for, because repeating a recorded step is harmless; until it is kept, no sweep gives the letter out again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import msgspec

from bot.channels.telegram import letters
from bot.channels.telegram.handover import Handover
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.letters import AnyLetter, ScreenLetter
from bot.ports import Clock, Letter, LetterState, StorageUnavailable, Store, Transaction

T = TypeVar("T")

SWEPT_AT_ONCE = 1000
KEEP_SECONDS = 2.0
MOST_REPEATS = 3
"""How often a screen is shown anew after doubtful sends before it waits for the person."""


@dataclass(frozen=True, slots=True)
class _End:
    """What became of a letter, before it is kept."""

    letter: Letter
    state: LetterState
    at: int
    error: str
    shown: str | None
    forget: bool


class Outbox:
    """The letters in hand, by their ids, and what became of them."""

    def __init__(self, store: Store, clock: Clock, failed: Callable[[BaseException], str]) -> None:
        self._store = store
        self._handover = Handover()
        self._clock = clock
        self._failed = failed
        self._in_hand: set[int] = set()
        self._unkept: list[_End] = []
        self._keeping: asyncio.Task[None] | None = None

    def take(self, posted: Iterable[Letter]) -> list[Letter]:
        """Those of these letters that are not in hand yet; from now on they are."""
        fresh = [letter for letter in posted if letter.id not in self._in_hand]
        self._in_hand.update(letter.id for letter in fresh)
        return fresh

    def leave(self, *known: Letter) -> None:
        """They are not in hand any more."""
        self._in_hand.difference_update(letter.id for letter in known)

    @property
    def ending(self) -> set[asyncio.Task[None]]:
        """The task that keeps ends, while there are some."""
        return {self._keeping} if self._keeping and not self._keeping.done() else set()

    async def due(self) -> tuple[Letter, ...]:
        """What is to be sent now, in hand or not."""
        return await self._done(lambda tx: tx.letters(CHANNEL, self._clock.now(), SWEPT_AT_ONCE))

    async def begin(self, letter: Letter) -> bool:
        """Mark a letter before its first call; false if it is nobody's business any more."""
        return await self._done(lambda tx: tx.begin_letter(letter.id))

    async def message(self, letter: Letter) -> str | None:
        """The message in the letter's chat that may be edited."""
        known = await self._done(lambda tx: tx.chat(CHANNEL, letter.person))
        return known.message if known and known.chat == letter.chat else None

    def end(self, letter: Letter, state: LetterState, *, error: str = "", shown: str | None = None, forget: bool = False) -> None:
        """Record an end. `shown` is the message that may be edited from now on; `forget` says that none may."""
        self._unkept.append(_End(letter, state, self._clock.now(), error, shown, forget))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        """The ends that came together in one transaction, until there is none. What cannot be kept now is kept later."""
        while self._unkept:
            ends, self._unkept = self._unkept, []
            try:
                await self._done(partial(_record, ends))
            except StorageUnavailable as error:
                self._failed(error)
                self._unkept = ends + self._unkept
                await asyncio.sleep(KEEP_SECONDS)
            except Exception as error:  # they stay in hand, because they must not go twice
                self._failed(error)
            else:
                self.leave(*(end.letter for end in ends))

    async def put_back(self, letter: Letter, due: int = 0) -> None:
        """It was not sent for sure, and can be sent later."""
        await self._done(lambda tx: tx.put_back(letter.id, due))

    async def lose(self, letter: Letter, why: str) -> None:
        """Nobody is reached in this chat any more."""
        await self._done(lambda tx: tx.lose(CHANNEL, letter.chat, why, self._clock.now()))

    async def follow(self, letter: Letter, chat: str) -> tuple[Letter, ...]:
        """The group has a new id, under which the letter is posted anew."""

        def work(tx: Transaction) -> tuple[Letter, ...]:
            now = self._clock.now()
            tx.end_letter(CHANNEL, letter.id, LetterState.SUPERSEDED, now)
            return (tx.post(CHANNEL, letter.person, chat, letter.kind, letter.payload, now, bulk=letter.bulk),)

        return await self._done(work)

    async def tell(self, letter: Letter, text: str) -> tuple[Letter, ...]:
        """A sentence to whom the letter was for."""
        told = letters.encode(ScreenLetter(text, fresh=True))
        return (await self._done(lambda tx: tx.post(CHANNEL, letter.person, letter.chat, ScreenLetter.__name__, told, self._clock.now())),)

    async def doubt(self, letter: Letter, content: AnyLetter) -> tuple[Letter, ...]:
        """Nobody knows whether it arrived: recorded, and a screen posted once more unless a later one waits."""
        return await self._done(lambda tx: self._doubted(tx, letter, content))

    async def doubt_interrupted(self) -> None:
        """At the start, before anything is sent: what was under way when the program ended is doubtful.

        In one chat that may be several, because an end is not waited for; only the newest of their screens may be shown again.
        """

        def work(tx: Transaction) -> None:
            interrupted = tx.interrupted(CHANNEL)
            self._drop_overtaken(tx, interrupted)
            for place, letter in enumerate(interrupted):
                self._doubted(tx, letter, letters.decode(letter.payload), interrupted[place + 1 :])

        await self._done(work)

    def _drop_overtaken(self, tx: Transaction, interrupted: Iterable[Letter]) -> None:
        """Screens that wait though a later one of their chat was begun: shown or left out before it, which was not kept in time."""
        newest = {(letter.chat, letter.bulk): letter.id for letter in interrupted}  # the last one of each, as they come in order
        now, after = self._clock.now(), 0
        while newest and (waiting := tx.letters(CHANNEL, now, SWEPT_AT_ONCE, after=after)):
            after = waiting[-1].id
            for letter in waiting:
                if letter.kind == ScreenLetter.__name__ and letter.id < newest.get((letter.chat, letter.bulk), 0):
                    tx.end_letter(CHANNEL, letter.id, LetterState.SUPERSEDED, now)

    def _doubted(self, tx: Transaction, letter: Letter, content: AnyLetter, begun: Iterable[Letter] = ()) -> tuple[Letter, ...]:
        now = self._clock.now()
        later = (*begun, *tx.letters(CHANNEL, now, SWEPT_AT_ONCE, after=letter.id))
        tx.end_letter(CHANNEL, letter.id, LetterState.DOUBTFUL, now, error="the answer was lost")
        tx.forget_message(CHANNEL, letter.person)
        followed = any(one.chat == letter.chat and one.kind == ScreenLetter.__name__ for one in later)
        if followed or not isinstance(content, ScreenLetter) or content.again >= MOST_REPEATS:
            return ()
        last = letters.parts(content.text)[-1:] or ("",)
        repeated = msgspec.structs.replace(content, text=last[0], fresh=True, again=content.again + 1)
        return (tx.post(CHANNEL, letter.person, letter.chat, letter.kind, letters.encode(repeated), now, bulk=letter.bulk),)

    async def _done(self, work: Callable[[Transaction], T]) -> T:
        return await self._handover.done(self._store, work)


def _record(ends: Sequence[_End], tx: Transaction) -> None:
    for end in ends:
        tx.end_letter(CHANNEL, end.letter.id, end.state, end.at, end.shown, end.error)
        if end.forget:
            tx.forget_message(CHANNEL, end.letter.person)
