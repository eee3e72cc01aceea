"""Updates into turns: recorded, acted on and answered in one transaction; in order for each person, people side by side.

`take` comes back when everything in the batch is durable, and only then may the batch be acknowledged. An update that fails three times is
parked with a reference number for the person; nobody else waits for it.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from bot.channels.telegram import letters, wire
from bot.channels.telegram.handover import Handover
from bot.channels.telegram.incoming import CHANNEL, Incoming, Kind, incoming
from bot.channels.telegram.letters import DiscardLetter, DocumentLetter, FetchLetter, FileLetter, ScreenLetter
from bot.ports import Clock, Letter, LetterState, StorageUnavailable, Store, StoreClosed, Transaction
from bot.usecases.conversation import Conversation, Outcome
from dialogs import phrasebook
from dialogs.effects import HomeShown, LevelFinished, LevelOpened, ResultShown
from dialogs.inbound import Stored, Unstored
from dialogs.phrasebook import DEFAULT_LANGUAGE
from dialogs.refusals import Refusal

TRIES = 3
AUTO_ADVANCE_MS = 3_000
_TOKEN = re.compile(rb"(/start(?:@\w+)?\s+|[?&]start=)[A-Za-z0-9_-]{16,64}")
"""A deep link's token, which is kept nowhere, not even with an update that failed."""

_SECTION_ENDS = (LevelFinished, LevelOpened, ResultShown, HomeShown)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the intake tells the rest of the channel: letters that are committed, taps to answer, failures to note."""

    posted: Callable[[Sequence[Letter]], None]
    tapped: Callable[[str], None]
    failed: Callable[[BaseException], str]
    counted: Callable[[str], None]
    timed: Callable[[float], None]


class Intake:
    """The one way in for updates, whether polled or pushed."""

    def __init__(self, store: Store, conversation: Conversation, clock: Clock, hooks: Hooks, username: str = "") -> None:
        self._store = store
        self._handover = Handover()
        self._conversation = conversation
        self._clock = clock
        self._hooks = hooks
        self._username = username

    async def take(self, bodies: Sequence[msgspec.Raw | bytes]) -> None:
        """Take these updates; done when all are durable. Raises `StorageUnavailable` when the database cannot keep them now."""
        began = time.perf_counter()
        chains: dict[str, list[tuple[Incoming, bytes]]] = {}
        for body in bodies:
            found = self._read(bytes(body))
            if found.query:
                self._hooks.tapped(found.query)
            chains.setdefault(found.person or found.key, []).append((found, bytes(body)))
        if len(chains) == 1:
            await self._chain(next(iter(chains.values())))
        else:
            await asyncio.gather(*(self._chain(chain) for chain in chains.values()))
        self._hooks.timed(time.perf_counter() - began)

    def _read(self, body: bytes) -> Incoming:
        """What the update is; one that cannot be read is recorded under its id and ignored."""
        try:
            return incoming(wire.read_update(body), self._username)
        except wire.Unreadable:
            self._hooks.counted("unreadable")
            return Incoming(f"u{wire.update_id(body)}", Kind.IGNORED)

    async def _chain(self, chain: Sequence[tuple[Incoming, bytes]]) -> None:
        """One person's updates, one after the other."""
        for found, body in chain:
            self._hooks.counted(found.kind)
            posted = await self._tried(found, body)
            if posted:
                self._hooks.posted(posted)

    async def _tried(self, found: Incoming, body: bytes) -> Sequence[Letter]:
        failure: Exception = RuntimeError("never tried")
        for _ in range(TRIES):
            try:
                return await self._handover.done(self._store, lambda tx: self._work(tx, found))
            except (StorageUnavailable, StoreClosed):
                raise
            except Exception as error:  # somebody else was first, or poison: nothing of it was kept, and nobody else may wait for it
                failure = error
        return await self._parked(found, body, self._hooks.failed(failure))

    async def _parked(self, found: Incoming, body: bytes, reference: str) -> Sequence[Letter]:
        self._hooks.counted("parked")
        return await self._handover.done(self._store, lambda tx: self._park(tx, found, body, reference))

    def _park(self, tx: Transaction, found: Incoming, body: bytes, reference: str) -> Sequence[Letter]:
        now = self._clock.now()
        tx.park_update(CHANNEL, found.key, found.person, reference, _TOKEN.sub(rb"\1...", body), now)
        if found.kind is not Kind.TURN:
            return ()
        person = tx.person(CHANNEL, found.person, now)
        tx.reach(CHANNEL, person, found.chat, now)
        cursor = tx.cursor(person)
        language = cursor.language if cursor and cursor.language else DEFAULT_LANGUAGE
        text = phrasebook.sentence(language, "outside", "failed").replace("{value}", reference)
        return (self._post(tx, person, found.chat, ScreenLetter(text, fresh=True), now),)

    def _work(self, tx: Transaction, found: Incoming) -> Sequence[Letter]:
        """One update in one transaction; a redelivered one was answered already."""
        now = self._clock.now()
        if not tx.take_update(CHANNEL, found.key, now):
            return ()
        match found.kind:
            case Kind.TURN:
                return self._turn(tx, found, now)
            case Kind.LEFT:
                tx.lose(CHANNEL, found.chat, "left", now)
            case Kind.RETURNED:
                tx.reach(CHANNEL, tx.person(CHANNEL, found.person, now), found.chat, now)
            case Kind.GROUP:
                person = tx.person(CHANNEL, found.person, now)
                return (self._post(tx, person, found.chat, ScreenLetter(self._way_to_private(), fresh=True), now),)
            case Kind.IGNORED:
                pass
        return ()

    def _way_to_private(self) -> str:
        """What a group reads: that this is a group, and a link to the private chat."""
        text = phrasebook.sentence(DEFAULT_LANGUAGE, "outside", "in_group")
        return f"{text}\nhttps://t.me/{self._username}?start=group" if self._username else text

    def _turn(self, tx: Transaction, found: Incoming, now: int) -> Sequence[Letter]:
        person = tx.person(CHANNEL, found.person, now)
        if found.arrival is None:
            return ()
        outcome = self._conversation.turn(tx, person, found.arrival)
        tx.reach(CHANNEL, person, found.chat, now)
        return self._answered(tx, person, found.chat, outcome, found.typed, now)

    def elapsed(self, tx: Transaction, person: str, revision: int) -> Sequence[Letter]:
        """A level's result was shown long enough: on to the next, unless the person moved in between."""
        now = self._clock.now()
        tx.clear_timer(person)
        chat = tx.chat(CHANNEL, person)
        outcome = self._conversation.elapse(tx, person, revision) if chat is not None and chat.reachable else None
        return self._answered(tx, person, chat.chat, outcome, False, now) if outcome and chat else ()

    def settled(self, tx: Transaction, letter: Letter, report: Stored | Unstored) -> Sequence[Letter]:
        """A file that was to be fetched lies in the folder, or never will; its letter ends with the turn that says so, and ends once."""
        now = self._clock.now()
        chat = tx.chat(CHANNEL, letter.person)
        if not tx.begin_letter(letter.id) or chat is None:
            return ()
        tx.end_letter(CHANNEL, letter.id, LetterState.SENT, now)
        outcome = self._conversation.turn(tx, letter.person, lambda cursor: report)
        return self._answered(tx, letter.person, chat.chat, outcome, False, now)

    def unwanted(self, tx: Transaction, letter: Letter, content: FetchLetter) -> Refusal | None:
        """Why a file need not be fetched any more, before it is."""
        return self._conversation.unwanted(tx, letter.person, content.file)

    def _answered(self, tx: Transaction, person: str, chat: str, outcome: Outcome, typed: bool, now: int) -> Sequence[Letter]:
        """The letters of a turn: documents first, then the screen."""
        cursor = outcome.turn.cursor
        wanted = [(asked.run, asked.what) for asked in outcome.documents]
        if outcome.finished is not None:
            wanted = [(outcome.finished.id, what) for what in ("txt", "charts", "pdf")]
        posted = [*outcome.posted, *(self._post(tx, person, chat, DocumentLetter(run, what, cursor.language), now) for run, what in wanted)]
        posted += [self._post(tx, person, chat, FileLetter(file.what, file.at, cursor.language), now) for file in outcome.files]
        posted += [self._post(tx, person, chat, FetchLetter(file), now) for file in outcome.fetches]
        posted += [self._post(tx, person, chat, DiscardLetter(outcome.left), now)] if outcome.left else []
        kept = bool(wanted or outcome.files) or any(isinstance(effect, _SECTION_ENDS) for effect in outcome.turn.effects)
        posted.append(self._post(tx, person, chat, letters.screen_letter(outcome.screen, cursor, fresh=typed or kept, kept=kept), now))
        self._time(tx, person, outcome, now)
        return posted

    def _time(self, tx: Transaction, person: str, outcome: Outcome, now: int) -> None:
        last = outcome.turn.effects[-1]
        if isinstance(last, LevelFinished) and last.met and not last.last:
            tx.set_timer(person, now + AUTO_ADVANCE_MS, outcome.turn.cursor.revision)

    def _post(self, tx: Transaction, person: str, chat: str, letter: letters.AnyLetter, now: int) -> Letter:
        return tx.post(CHANNEL, person, chat, type(letter).__name__, letters.encode(letter), now)
