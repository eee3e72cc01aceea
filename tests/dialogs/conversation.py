"""A whole conversation without a channel: the least shell that the engine needs, with a frozen clock and counted ids.

Between any two turns both documents go through the codec, so that nothing can live on outside them.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from dialogs import codec
from dialogs.effects import Effect, EnterpriseSought
from dialogs.engine import advance
from dialogs.inbound import AnyInbound, Reply, Tap
from dialogs.model import CURSOR_SPEC, Cursor, Phase, Run
from dialogs.phrasebook import Choice, screen
from dialogs.scene import Moment, Scene, Turn
from question_bank.model import Bank
from tests.dialogs.register import Register

FIRST_CONTACT = "contact-1"
SECOND_CONTACT = "contact-2"
NOON = 1_746_331_200_000
"""2025-05-04, noon in Shanghai."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The stamp that a channel puts on the buttons of a screen: run, place and revision."""

    run: str
    at: str
    revision: int

    def tap(self, do: AnyInbound) -> Tap:
        return Tap(do, self.run, self.at, self.revision)


class Conversation:
    """Documents as bytes, one run for several contacts, and a register that answers at once."""

    def __init__(self, bank: Bank, register: Register | None = None, now: int = NOON) -> None:
        self.bank = bank
        self.register = register or Register()
        self.now = now
        self.speaker = FIRST_CONTACT
        self.effects: tuple[Effect, ...] = ()
        self._begun = 0
        self._runs: dict[str, bytes] = {}
        self._cursors = {FIRST_CONTACT: codec.encode(Cursor(spec=CURSOR_SPEC, person=FIRST_CONTACT))}

    @property
    def cursor(self) -> Cursor:
        return codec.decode_cursor(self._cursors[self.speaker])

    @property
    def stored(self) -> Run | None:
        """The run that the speaker is in."""
        name = self.cursor.run
        return codec.decode_run(self._runs[name]) if name else None

    @property
    def run(self) -> Run:
        run = self.stored
        assert run is not None
        return run

    @property
    def runs(self) -> tuple[Run, ...]:
        return tuple(codec.decode_run(data) for data in self._runs.values())

    @property
    def phase(self) -> Phase:
        return self.cursor.phase

    @property
    def scene(self) -> Scene:
        return Scene(self.stored, self.cursor, self.bank, Moment(self.now, "unused"))

    @property
    def drawn(self) -> Drawn:
        """The stamp of the screen that the speaker sees."""
        cursor = self.cursor
        return Drawn(cursor.run, cursor.at, cursor.revision)

    def hear(self, inbound: AnyInbound | Tap) -> tuple[Effect, ...]:
        """What came of it, with what came of the register's report where one was sought."""
        self.advance(inbound)
        return self.settle()

    def settle(self) -> tuple[Effect, ...]:
        """Lets the register answer, if it was asked."""
        effects = self.effects
        while isinstance(effects[-1], EnterpriseSought):
            sought = effects[-1]
            known = self.register.known(sought.code, self.speaker, sought.register, self.runs)
            effects += self.advance(known).effects
        self.effects = effects
        return effects

    def hear_all(self, *inbounds: AnyInbound | Tap) -> None:
        """One after the other."""
        for inbound in inbounds:
            self.hear(inbound)

    def say(self, *texts: str) -> tuple[Effect, ...]:
        """Typed texts, one after the other; what came of the last."""
        for text in texts:
            self.hear(Reply(text))
        return self.effects

    def advance(self, inbound: AnyInbound | Tap) -> Turn:
        """One bare step of the engine; the documents are stored as bytes."""
        turn = advance(self.stored, self.cursor, inbound, self.bank, Moment(self.now, f"run-{self._begun + 1}"))
        if turn.run is not None:
            self._begun += turn.run.id not in self._runs
            self._runs[turn.run.id] = codec.encode(turn.run)
        self._cursors[self.speaker] = codec.encode(turn.cursor)
        self.effects = turn.effects
        return turn

    def choices(self) -> tuple[Choice, ...]:
        """What the screen that the speaker sees offers."""
        return screen(Turn(self.stored, self.cursor, self.effects), self.bank).choices

    def text(self) -> str:
        """The screen that the speaker sees, in words."""
        return screen(Turn(self.stored, self.cursor, self.effects), self.bank).text

    def join(self, name: str = SECOND_CONTACT, phase: Phase = Phase.HOME, at: str = "") -> None:
        """From here on another contact of the same enterprise speaks, standing in this phase."""
        if name not in self._cursors:
            first = self.cursor
            same = {field: getattr(first, field) for field in ("spec", "run", "language", "consented_at", "consented_to", "contact")}
            self._cursors[name] = codec.encode(Cursor(person=name, phase=phase, at=at, **same))
        self.speaker = name

    def put(self, run: Run) -> None:
        """Stores the run in another state; for tests of one place only."""
        self._runs[run.id] = codec.encode(run)

    def stand(self, **changes: object) -> None:
        """Puts the speaker somewhere else in the conversation; for tests of one place only."""
        self._cursors[self.speaker] = codec.encode(msgspec.structs.replace(self.cursor, **changes))
