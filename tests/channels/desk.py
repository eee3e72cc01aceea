"""The intake without a network: updates in, letters out, on a stopped clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from bot.channels.buttons import payload, place_of
from bot.channels.telegram import letters
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.intake import Hooks, Intake
from bot.channels.telegram.letters import DocumentLetter, ScreenLetter
from bot.ports import Letter, Store, Transaction
from bot.usecases.conversation import Conversation
from dialogs.credit_code import fault_of
from dialogs.inbound import AnyInbound, Reply, Send, Start
from dialogs.model import CURSOR_SPEC, Cursor, Phase
from question_bank.model import Bank
from tests.bot.office import CountedIds, StoppedClock
from tests.channels import telegrams as t
from tests.dialogs.preludes import TYPED_PROFILE
from tests.question_bank.banks import small_bank

T = TypeVar("T")
USERNAME = "zhiping_bot"
MOST_STEPS = 400


class Faulty:
    """A store whose works fail when a test says so, before or after they did what they wanted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.faults: list[BaseException | None] = []
        self.works = 0

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        self.works += 1
        fault = self.faults.pop(0) if self.faults else None

        def worked(tx: Transaction) -> T:
            value = work(tx)
            if fault is not None:
                raise fault
            return value

        return self._store.submit(worked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class Desk:
    """Takes updates and notes the letters they bring, in order."""

    def __init__(self, store: Store, bank: Bank | None = None) -> None:
        self.store = Faulty(store)
        self.bank = bank or small_bank()
        self.clock = StoppedClock()
        self.conversation = Conversation(self.store, lambda _id, _version: self.bank, self.bank, self.clock, CountedIds())
        self.letters: list[Letter] = []
        self.tapped: list[str] = []
        self.failures: list[BaseException] = []
        self.counted: list[str] = []
        hooks = Hooks(self.letters.extend, self.tapped.append, self._failed, self.counted.append, lambda seconds: None)
        self.intake = Intake(self.store, self.conversation, self.clock, hooks, USERNAME)

    def _failed(self, error: BaseException) -> str:
        self.failures.append(error)
        return f"REF{len(self.failures)}"

    def take(self, *bodies: bytes) -> list[letters.AnyLetter]:
        """Take these in one batch; the letters they brought."""
        before = len(self.letters)
        asyncio.run(self.intake.take(bodies))
        return [letters.decode(letter.payload) for letter in self.letters[before:]]

    def say(self, *texts: str, who: int = t.WANG) -> ScreenLetter:
        """Typed texts, one after the other; the last screen."""
        for text in texts:
            found = self.take(t.said(text, who))
        return last_screen(found)

    def do(self, inbound: AnyInbound, who: int = t.WANG) -> ScreenLetter:
        """The same as a person would: typed where it is text, a button of the current screen where it is not."""
        return last_screen(self.take(self.body(inbound, who)))

    def body(self, inbound: AnyInbound, who: int = t.WANG) -> bytes:
        """The update that brings this in."""
        match inbound:
            case Start():
                return t.said("/start", who)
            case Reply(text):
                return t.said(text, who)
            case Send(kind):
                return t.edited("x", who) if kind == "edited" else t.sent(kind, {})
            case _:
                cursor = self.cursor(who)
                return t.tap(payload(inbound, place_of(cursor), cursor.revision), who)

    def begin(self, who: int = t.WANG) -> ScreenLetter:
        """From the first screen to the first question of level 1, with nothing left out."""
        name, _, *rest = TYPED_PROFILE
        self.say("/start", "1", "是", name, code_of(who), *rest, "/submit", who=who)
        return self.go_on(Phase.QUESTION, who)

    def go_on(self, until: Phase, who: int = t.WANG, key: str = "D") -> ScreenLetter:
        """Answer what is asked until this phase."""
        shown: ScreenLetter | None = None
        for _ in range(MOST_STEPS):
            if (cursor := self.cursor(who)).phase is until and shown is not None:
                return shown
            shown = self.say({Phase.QUESTION: key, Phase.TAILORING: "1", Phase.INDICATORS: "不适用"}.get(cursor.phase, "/submit"), who=who)
        raise AssertionError(f"stuck in {cursor.phase} at {cursor.at}")

    def cursor(self, who: int = t.WANG) -> Cursor:
        """Where the person stands."""
        person = self.person(who)
        return self.store.submit(lambda tx: tx.cursor(person)).result() or Cursor(spec=CURSOR_SPEC, person=person)

    def person(self, who: int = t.WANG) -> str:
        """The person's own id."""
        return self.store.submit(lambda tx: tx.person(CHANNEL, str(who), 1)).result()

    def count(self, what: str) -> int:
        """One of the store's counts."""
        return asyncio.run(self._counts())[what]

    async def _counts(self) -> Mapping[str, int]:
        found: Mapping[str, int] = await self.store.counts()
        return found


def code_of(who: int) -> str:
    """A sound credit code of this person's own."""
    head = f"91310115{who:08d}"
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return next(code for inner in "0123456789X" for check in signs if fault_of(code := f"{head}{inner}{check}") is None)


def last_screen(found: Sequence[letters.AnyLetter]) -> ScreenLetter:
    """The screen that a turn ends with."""
    assert isinstance(found[-1], ScreenLetter)
    return found[-1]


def documents(found: Sequence[letters.AnyLetter]) -> list[str]:
    """The documents that a turn brings."""
    return [letter.what for letter in found if isinstance(letter, DocumentLetter)]


def data(screen: ScreenLetter, label: str) -> str:
    """The payload of the button with this label."""
    return next(button.data for row in screen.rows for button in row if button.text == label)


def labels(screen: ScreenLetter) -> list[list[str]]:
    """The labels of the buttons, row by row."""
    return [[button.text for button in row] for row in screen.rows]
