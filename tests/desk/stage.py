"""Several people at one assistant: typed lines and taps by label, and everything that each of them sees, as a transcript to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from bot.ports import Letter, Store, Transaction
from bot.ports.registry import CITY, Enterprise
from bot.roles import Role
from bot.usecases.banks import Shipped
from bot.usecases.conversation import Conversation, Outcome
from dialogs import phrasebook
from dialogs.desk.prog.effects import FactAsked
from dialogs.effects import DeskShown, Effect
from dialogs.inbound import AnyInbound, Choose, Open, Reply, Start, Tap
from dialogs.model import Cursor, Phase
from dialogs.phrasebook import Choice, Screen
from dialogs.scene import Moment, Scene
from question_bank.model import Bank
from tests.bot import typed
from tests.bot.office import CountedIds, StoppedClock, usual
from tests.question_bank.banks import small_bank

T = TypeVar("T")

CHANNEL = "test"
MINHANG = "310112"
"""The district that `typed.profile` names."""

_NUMBERED = re.compile(r"(\d{1,4})(\. |$)")


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody has before the eyes, and where the person stood when it was drawn."""

    screen: Screen
    run: str
    where: str
    revision: int


class Stage:
    """Where people, each known by a name, talk to the assistant; all of it is written down."""

    def __init__(self, store: Store, bank: Bank | None = None, shipped: Shipped | None = None) -> None:
        self.store = store
        self.bank = bank or small_bank()
        self.clock = StoppedClock()
        brought = shipped or (lambda _id, _version: self.bank)
        self.conversation = Conversation(store, brought, self.bank, self.clock, CountedIds(), self._notify)
        self.seen: dict[str, Seen] = {}
        self.effects: dict[str, tuple[Effect, ...]] = {}
        self.noticed: dict[str, list[Screen]] = {}
        self.files: list[tuple[str, str, str]] = []
        self._lines: list[str] = []
        self._names: dict[str, str] = {}
        self._told: list[tuple[str, Screen]] = []

    # -- what people do ------------------------------------------------------------------------------------------------

    def say(self, who: str, *lines: str) -> Screen:
        """Typed lines, one after the other; the last screen."""
        for line in lines:
            self._write(f"【{who}】{line}")
            self._take(who, Reply(line))
        return self.seen[who].screen

    def tap(self, who: str, label: str) -> Screen:
        """The button with this label on the person's last screen, or on a notice."""
        seen = self.seen[who]
        noticed = [choice for screen in self.noticed.get(who, []) for choice in screen.choices]
        choice = next((choice for choice in (*seen.screen.choices, *noticed) if choice.label == label), None)
        assert choice is not None, f"no {label} among {[choice.label for choice in seen.screen.choices]}"
        self._write(f"【{who}】[{label}]")
        self._take(who, Tap(choice.do, seen.run, seen.where, seen.revision))
        return self.seen[who].screen

    def open(self, who: str, page: str, at: str = "") -> Screen:
        """A page opened as a forged or an old button would."""
        self._write(f"【{who}】→ {page} {at}".rstrip())
        self._take(who, Open(page, at))
        return self.seen[who].screen

    def send(self, who: str, inbound: AnyInbound) -> Screen:
        """Anything else that can come in."""
        self._write(f"【{who}】{type(inbound).__name__}")
        self._take(who, inbound)
        return self.seen[who].screen

    def choose(self, who: str, key: str) -> Screen:
        """A choice of the screen before the person, as a forged button would make it."""
        seen = self.seen[who]
        self._write(f"【{who}】⟨{key}⟩")
        self._take(who, Tap(Choose(key), seen.run, seen.where, seen.revision))
        return self.seen[who].screen

    def begin(self, who: str) -> Screen:
        """From the first contact to the consent, unwritten."""
        return self.silently(lambda: self._all(who, Start(), Reply("1"), Reply("是")))

    def register(self, who: str, code: str = typed.CODE, name: str = typed.NAME) -> Screen:
        """From the first contact to the first area of the tailoring, unwritten."""
        return self.silently(lambda: self._all(who, Start(), *map(Reply, typed.registration(name, code))))

    def go_on(self, who: str, until: Phase, key: str = "D") -> Screen:
        """Answer what is asked until this phase, unwritten."""

        def answer() -> Screen:
            self._take(who, Start())
            while (cursor := self.cursor(who)).phase is not until:
                self._take(who, usual(cursor, key))
            return self.seen[who].screen

        return self.silently(answer)

    # -- what lies behind ----------------------------------------------------------------------------------------------

    def work(self, work: Callable[[Transaction], T]) -> T:
        """Something done in the store directly."""
        return self.store.submit(work).result()

    def person(self, who: str) -> str:
        """The id of a person, who need not have said anything yet."""
        found = self.work(lambda tx: tx.person(CHANNEL, who, self.clock.at))
        self._names[found] = who
        return found

    def grant(self, who: str, role: Role, unit: str = CITY) -> None:
        """Give a role to somebody who has agreed already or does so now, unwritten."""
        if self.cursor_or_none(who) is None:
            self.begin(who)
        person = self.person(who)
        self.work(lambda tx: tx.grant(person, role, unit, "", self.clock.at))

    def enterprise(self, code: str = typed.CODE) -> Enterprise:
        """The enterprise registered under this code."""
        found = self.work(lambda tx: tx.enterprise_by_code(code))
        assert found is not None
        return found

    def cursor_or_none(self, who: str) -> Cursor | None:
        """Where the person stands, if anywhere."""
        person = self.person(who)
        return self.work(lambda tx: tx.cursor(person))

    def cursor(self, who: str) -> Cursor:
        """Where the person stands."""
        found = self.cursor_or_none(who)
        assert found is not None
        return found

    @property
    def transcript(self) -> str:
        """Everything that was said and seen, as text."""
        return "\n".join(self._lines) + "\n"

    def silently(self, work: Callable[[], T]) -> T:
        """Do this without writing it down."""
        kept, self._lines = self._lines, []
        try:
            return work()
        finally:
            self._lines = kept

    # -- inside --------------------------------------------------------------------------------------------------------

    def _all(self, who: str, *inbounds: AnyInbound) -> Screen:
        for inbound in inbounds:
            self._take(who, inbound)
        return self.seen[who].screen

    def _take(self, who: str, inbound: AnyInbound | Tap) -> Outcome:
        self.person(who)
        outcome = self.conversation.take(CHANNEL, who, inbound)
        cursor = outcome.turn.cursor
        self.seen[who] = Seen(outcome.screen, cursor.run, cursor.where, cursor.revision)
        self.effects[who] = outcome.turn.effects
        self._show(f"智评 → {who}", outcome.screen)
        english = outcome.turn._replace(cursor=msgspec.structs.replace(cursor, language="en"))
        assert phrasebook.screen(english, outcome.bank).text.strip(), "every screen can be put into English"
        assert not _untyped(outcome), "a button with a number can be typed"
        for file in outcome.files:
            self.files.append((who, file.what, file.at))
            self._write(f"智评 → {who}：文件 {file.what} {file.at}".rstrip())
        self.show_told()
        return outcome

    def show_told(self) -> None:
        """The notices that wait, written down and handed out."""
        told, self._told = self._told, []
        for person, screen in told:
            name = self._names.get(person, person)
            self.noticed.setdefault(name, []).append(screen)
            self._show(f"智评 → {name}（通知）", screen)

    def _notify(self, tx: Transaction, cursor: Cursor, shown: Screen, now: int) -> Sequence[Letter]:
        self._told.append((cursor.person, shown))
        return ()

    def _show(self, head: str, screen: Screen) -> None:
        self._write(head)
        for line in screen.text.splitlines():
            self._write(f"    {line}".rstrip())
        for row in screen.rows:
            self._write("    " + " ".join(f"[{_named(choice)}]" for choice in row))
        self._write("")

    def _write(self, line: str) -> None:
        self._lines.append(line)


def _untyped(outcome: Outcome) -> list[str]:
    """The buttons of a list that begin with a number and mean something else when it is typed; one of several facts is not a list."""
    turn = outcome.turn
    scene = Scene(turn.run, turn.cursor, outcome.bank, Moment(0, ""))
    if not isinstance(turn.effects[-1], DeskShown) or isinstance(turn.effects[-1], FactAsked):
        return []
    numbered = ((choice, found[1]) for choice in outcome.screen.choices if (found := _NUMBERED.match(choice.label)))
    return [choice.label for choice, number in numbered if phrasebook.meant(number, turn.effects, scene) != choice.do]


def _named(choice: Choice) -> str:
    return choice.label


def labels(screen: Screen) -> list[str]:
    """What the choices of a screen are called."""
    return [choice.label for choice in screen.choices]
