"""Everybody's acts once more: the assistant hears them in memory, in their order and at the times they were done.

So a typed label becomes the choice it meant, a level that opened by itself a turn, and an old button a tap on the screen it stood on. It
judges nothing: where the bot showed what does not come of these acts, it only says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import msgspec

from bot.channels import buttons
from bot.channels.telegram import wire
from bot.channels.telegram.incoming import CHANNEL, incoming
from bot.ports import Transaction
from bot.sandbox.store import Store
from bot.sandbox.wire import Json, decode, encode
from bot.storage.scratch import ScratchStore
from bot.usecases.banks.brought import bank_of
from bot.usecases.conversation import Conversation, Outcome, labelled
from dialogs.effects import Effect, EnterpriseSought, LevelFinished
from dialogs.inbound import AnyInbound, Start, Submit, Tap
from dialogs.model import CURSOR_SPEC, Cursor
from dialogs.scene import Moment, Scene
from question_bank.model import Bank

UNREADABLE = Start()
"""What a button that is none of ours stands for."""

Stamp = tuple[str, str, int]
"""What a screen's buttons are bound to: run, place, revision."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person saw or did: who, when (seconds since 1970), and the event as the page gets it."""

    person: int
    at: float
    body: bytes


def events(store: Store) -> list[Event]:
    """Everything that is still known of everybody, oldest first."""
    return [Event(*row) for row in store.rows("select person, at, body from feed order by seq")]


def doers(happened: Sequence[Event]) -> list[int]:
    """Who did something that the bot heard, whoever did so last first."""
    found = (event.person for event in reversed(happened) if _is_act(event, decode(event.body)))
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: when, what came in as the transcript has it, what else it says of the world, and what came of it."""

    at: int
    given: Json
    effects: tuple[Effect, ...]
    stamp: Stamp

    @property
    def goes_on_alone(self) -> bool:
        """Whether the next level opens by itself after this."""
        last = self.effects[-1] if self.effects else None
        return isinstance(last, LevelFinished) and last.met and not last.last


@dataclass(slots=True)
class Talk:
    """One person's turns so far; the number of the turn whose screen a button stands on, by place and revision."""

    turns: list[Turn] = field(default_factory=list)
    drawn: dict[tuple[str, int], int] = field(default_factory=dict)
    strange: int | None = None
    failed: int | None = None

    def stamp(self, number: int) -> Stamp:
        """The stamp of the screen after this turn; 0 is before the first."""
        return self.turns[number - 1].stamp if number else ("", "", 0)

    def newest(self, revision: int) -> int | None:
        """The latest turn whose screen has this revision."""
        return next((number for number in range(len(self.turns), 0, -1) if self.turns[number - 1].stamp[2] == revision), None)


class _Clock:
    """Stands where the event being heard happened."""

    def __init__(self) -> None:
        self.at = 0

    def now(self) -> int:
        return self.at


class _Ids:
    """Ids in order."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        return f"replayed-{next(self._numbers)}"


class Replay:
    """The assistant in memory, and everybody who talks with it."""

    def __init__(self, bank: Bank) -> None:
        self._bank, self._clock, ids = bank, _Clock(), _Ids()
        self._store = ScratchStore(ids)
        self._conversation = Conversation(self._store, bank_of, bank, self._clock, ids)
        self._talks: dict[int, Talk] = {}

    def talk(self, person: int) -> Talk:
        """What this person did."""
        return self._talks.setdefault(person, Talk())

    def see(self, event: Event) -> None:
        """The next event, in order."""
        body = decode(event.body)
        self._clock.at = int(event.at * 1000)
        if _is_shown(event, body):
            self._shown(event.person, body["message"])
        elif not _is_act(event, body):
            return
        elif body["type"] == "tap":
            self._tapped(event.person, body["data"])
        else:
            self._said(event.person, body)

    def _shown(self, person: int, message: Json) -> None:
        """A screen of the bot: where its buttons belong, and whether the bot went on by itself before it."""
        talk = self.talk(person)
        for press in _presses(message):
            if (press.place, press.revision) in talk.drawn:
                continue
            if talk.newest(press.revision) is None and talk.turns and talk.turns[-1].goes_on_alone:
                self._hear(person, Submit())
            number = talk.newest(press.revision)
            if number is not None:
                talk.drawn[press.place, press.revision] = number
            elif talk.strange is None:
                talk.strange = len(talk.turns)

    def _said(self, person: int, body: Json) -> None:
        kind = "message" if body["type"] == "message" else "edited_message"
        found = incoming(wire.read_update(encode({"update_id": 1, kind: body["message"]})))
        if found.arrival is not None:
            self._hear(person, found.arrival(Cursor(spec=CURSOR_SPEC, person="")))

    def _tapped(self, person: int, data: str) -> None:
        """A button: as it is where it stands on the current screen, else a tap on the screen it was drawn on."""
        press, talk = buttons.read(data), self.talk(person)
        number = talk.drawn.get((press.place, press.revision), 0) if press is not None else 0
        do = press.do if press is not None else UNREADABLE
        if number and talk.stamp(number) == talk.stamp(len(talk.turns)):
            self._hear(person, do)
        else:
            self._hear(person, Tap(do, *talk.stamp(number)), {"tap": told(do), "of": number})

    def _hear(self, person: int, inbound: AnyInbound | Tap, form: Json | None = None) -> None:
        """One turn; `form` is how it is written, if not by itself. One that fails is written like any other: it is what one looks for."""
        talk, heard = self.talk(person), list[AnyInbound | Tap]()

        def work(tx: Transaction) -> tuple[Outcome, Json]:
            def arrival(cursor: Cursor) -> AnyInbound | Tap:
                heard.append(self._meaning(tx, cursor, inbound))
                return heard[-1]

            name = tx.person(CHANNEL, str(person), self._clock.at)
            outcome = self._conversation.turn(tx, name, arrival)
            return outcome, _taken(tx, name, outcome.turn.effects)

        before = talk.stamp(len(talk.turns))
        try:
            outcome, taken = self._store.submit(work).result()
        except Exception:  # the bot failed as well, and parked it; told in the file
            talk.failed = talk.failed or len(talk.turns) + 1
            talk.turns.append(Turn(self._clock.at, {"in": form or told(inbound)}, (), before))
            return
        turn, given = outcome.turn, {**taken, "in": form or told(heard[-1])}
        talk.turns.append(Turn(self._clock.at, given, turn.effects, (turn.cursor.run, turn.cursor.at, turn.cursor.revision)))

    def _meaning(self, tx: Transaction, cursor: Cursor, inbound: AnyInbound | Tap) -> AnyInbound | Tap:
        """Typing what a choice is called means that choice; a transcript, which is the engine's, has the choice."""
        _, stored = tx.load(cursor.person)
        scene = Scene(stored.run if stored else None, cursor, self._bank, Moment(self._clock.at, "unused"))
        return labelled(scene, inbound)


def _is_act(event: Event, body: Json) -> bool:
    """Whether the bot heard this from the person, in their own chat."""
    kind = body["type"]
    return body.get("chat") == event.person and (kind == "tap" or (kind in {"message", "edit"} and not body["from_bot"]))


def _is_shown(event: Event, body: Json) -> bool:
    return body["type"] in {"message", "edit"} and body["chat"] == event.person and bool(body["from_bot"])


def _presses(message: Json) -> Iterator[buttons.Press]:
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            press = buttons.read(button.get("callback_data", ""))
            if press is not None:
                yield press


def _taken(tx: Transaction, person: str, effects: tuple[Effect, ...]) -> Json:
    """The credit code that was asked for and turned out to be somebody else's."""
    sought = next((effect.code for effect in effects if isinstance(effect, EnterpriseSought)), None)
    found = tx.enterprise_by_code(sought) if sought else None
    return {"taken": sought} if found is not None and not tx.is_contact(person, found.id) else {}


def told(inbound: AnyInbound | Tap) -> Json:
    """What came in, by its name: a lone value bare beside it, everything else as fields, defaults left out."""
    names = type(inbound).__struct_fields__
    fields: Json = msgspec.to_builtins(inbound)
    tag = fields.pop("in")
    for name, default in zip(reversed(names), reversed(type(inbound).__struct_defaults__), strict=False):
        if fields[name] == default:
            del fields[name]
    return {tag: fields[names[0]] if len(names) == len(fields) == 1 else fields}
