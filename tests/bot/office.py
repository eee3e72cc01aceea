"""The use case with a stopped clock and counted ids: several persons, one store, no channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from threading import Barrier
from typing import Any, TypeVar, cast

from sqlalchemy import text

from bot.ports import Store, Transaction
from bot.storage.transaction import SqlTransaction
from bot.usecases.banks import Shipped
from bot.usecases.conversation import Conversation, Outcome
from dialogs.effects import Effect, Refused
from dialogs.inbound import AnyInbound, Choose, Reply, Start, Submit, Tap
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Cursor, Phase, Profile, Run
from question_bank.model import Bank
from tests.bot import typed
from tests.question_bank.banks import small_bank

T = TypeVar("T")

NOON = 1_762_056_000_000
"""2025-11-02, noon in Shanghai."""

DAY = 86_400_000


class StoppedClock:
    """A clock that a test moves."""

    def __init__(self, at: int = NOON) -> None:
        self.at = at

    def now(self) -> int:
        return self.at


class CountedIds:
    """Ids in order, from any thread; long enough to be found in a file."""

    def __init__(self) -> None:
        self._next = count(1)

    def new(self) -> str:
        return f"id{next(self._next):030d}"


class Interrupted:
    """A store in which works fail after they did all that they wanted to do."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._faults: list[BaseException | None] = []

    def fail(self, *faults: BaseException | None) -> None:
        """The next works end so, one after the other; nothing stands for the usual end."""
        self._faults = list(faults)

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        fault = self._faults.pop(0) if self._faults else None

        def worked(tx: Transaction) -> T:
            value = work(tx)
            if fault is not None:
                raise fault
            return value

        return self._store.submit(worked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class Office:
    """Where persons, each known by a word, talk to the assistant."""

    def __init__(self, store: Store, bank: Bank | None = None, banks: Shipped | None = None, channel: str = "test") -> None:
        self.store = Interrupted(store)
        self.channel = channel
        self.bank = bank or small_bank()
        self.clock = StoppedClock()
        self.ids = CountedIds()
        self.conversation = Conversation(self.store, banks or (lambda _id, _version: self.bank), self.bank, self.clock, self.ids)

    def take(self, who: str, inbound: AnyInbound | Tap) -> Outcome:
        """One turn."""
        return self.conversation.take(self.channel, who, inbound)

    def say(self, who: str, *lines: str) -> Outcome:
        """These typed lines, one after the other; what came of the last."""
        for line in lines:
            outcome = self.take(who, Reply(line))
        return outcome

    def register(self, who: str, code: str = typed.CODE, name: str = typed.NAME) -> Outcome:
        """From the first screen to the first area of the tailoring."""
        self.take(who, Start())
        return self.say(who, *typed.registration(name, code))

    def go_on(self, who: str, until: Phase, key: str = "D") -> Outcome:
        """Answer what is asked until this phase: yes to every area, this key to every question, no indicator applies."""
        outcome = self.take(who, Start())
        while outcome.turn.cursor.phase is not until:
            outcome = self.take(who, usual(outcome.turn.cursor, key))
        return outcome

    def start(self, who: str, code: str = typed.CODE) -> Outcome:
        """From the first screen to the first question."""
        self.register(who, code)
        return self.go_on(who, Phase.QUESTION)

    def finish(self, who: str, code: str = typed.CODE) -> Outcome:
        """From the first screen to the result."""
        self.register(who, code)
        return self.go_on(who, Phase.RESULT)

    def run(self, run: str) -> Run:
        """The run as it is stored."""
        found = self.store.submit(lambda tx: tx.run(run)).result()
        assert found is not None
        return found.run

    def cursor(self, who: str) -> Cursor:
        """Where the person stands."""
        found = self.store.submit(lambda tx: tx.cursor(tx.person(self.channel, who, self.clock.at))).result()
        assert found is not None
        return found

    def colleague(self, who: str, enterprise: str, run: str) -> None:
        """Make this person a contact of the enterprise, standing before the start of a run of its own."""
        profile = Profile(name=typed.NAME, code=typed.CODE, kind="discrete")

        def seat(tx: Transaction) -> None:
            person = tx.person(self.channel, who, self.clock.at)
            _add_contact(tx, person, enterprise)
            prepared = Run(
                spec=RUN_SPEC,
                id=run,
                bank=self.bank.id,
                bank_version=self.bank.version,
                enterprise=enterprise,
                profile=profile,
                created_at=self.clock.at,
            )
            tx.add_run(prepared, person, self.clock.at)
            stands = Cursor(spec=CURSOR_SPEC, person=person, run=run, language="zh", phase=Phase.TAILORING_REVIEW)
            tx.save_cursor(stands, self.clock.at)

        self.store.submit(seat).result()

    def audit(self) -> list[tuple[int, str, str, str, str]]:
        """Time, person, run, action and detail of every line, oldest first."""
        return self.store.submit(_audited).result()


def refusals(effects: Sequence[Effect]) -> list[str]:
    """The codes of what was refused."""
    return [effect.code.value for effect in effects if isinstance(effect, Refused)]


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Run these in threads of their own that begin together."""
    gate = Barrier(len(works))

    def begin(work: Callable[[], T]) -> T:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def usual(cursor: Cursor, key: str) -> AnyInbound:
    match cursor.phase:
        case Phase.QUESTION:
            return Choose(key)
        case Phase.TAILORING:
            return Choose("yes")
        case Phase.INDICATORS:
            return Choose("NA")
        case _:
            return Submit()


def _audited(tx: Transaction) -> list[tuple[int, str, str, str, str]]:
    rows = cast("SqlTransaction", tx)._session.all(text("SELECT at, person, run, action, detail FROM audit ORDER BY seq"))
    return [(at, person, run, action, detail) for at, person, run, action, detail in rows]


def _add_contact(tx: Transaction, person: str, enterprise: str) -> None:
    """As if somebody had confirmed a claim."""
    tx.add_contact(enterprise, person, 0)
