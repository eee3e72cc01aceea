"""Cells and what is wrong with them: each is played in a transaction that is undone, so that every cell finds the same world."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from bot.channels.telegram.incoming import Kind
from bot.ports import Letter, Transaction
from bot.ports.campaigns import Delivery
from bot.usecases.conversation import Conversation
from bot.usecases.desk.visit import FileWanted
from bot.usecases.files import exporting, review_report
from dialogs.inbound import AnyInbound, Tap
from dialogs.model import Cursor, Desk
from dialogs.phrasebook import Screen
from question_bank.formats import read_bytes
from tests.bot.office import CountedIds
from tests.desk.matrix import rights, ways
from tests.desk.matrix.acts import ACTS, Act, On, Target
from tests.desk.matrix.ways import Way
from tests.desk.matrix.world import ABSENT, World
from tests.desk.sending import Inline
from tests.desk.stage import CHANNEL

T = TypeVar("T")
LANGUAGES = ("zh", "en")
NO_THING = ABSENT["absent"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One try."""

    act: Act
    who: str
    target: Target
    way: Way
    language: str

    def __str__(self) -> str:
        return f"{self.who} tries to {self.act.name} of {self.target.key or 'the whole'} by {self.way} ({self.language})"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a try: what is shown and handed out, and whether the act was done or anything was recorded."""

    text: str
    labels: tuple[str, ...]
    files: tuple[FileWanted, ...]
    notices: int
    handed: tuple[str, ...]
    done: bool
    recorded: int


class _Undone(Exception):
    """Carries what was seen out of the transaction that it undoes."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class _Sketch(Inline):
    """The worker, without its longest work: what a report looks like is of no interest here."""

    async def made(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """The value, or something in its place."""
        return b"a report" if work is review_report.drawn else await super().made(work, *arguments)


class _Within:
    """A store within a transaction: what is submitted is done in it at once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        future: Future[T] = Future()
        future.set_result(work(self._tx))
        return future

    async def read_deliveries(self, campaign: str) -> tuple[Delivery, ...]:
        return self._tx.deliveries(campaign, (), 1_000)


def readable(name: str, content: bytes) -> str:
    """The words in a file."""
    if name.endswith(".xlsx"):
        sheets, _ = read_bytes(name, content)
        return "\n".join(text for sheet in sheets.values() for row in sheet.rows for text in row.cells.values())
    return "" if name.endswith(".png") else content.decode()


class Matrix:
    """All cells over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.expected = rights.reviewed()
        self.told: list[str] = []
        stage = world.stage
        self.conversation = Conversation(stage.store, lambda _id, _version: stage.bank, stage.bank, stage.clock, CountedIds(), self._notify)

    # -- the cells ---------------------------------------------------------------------------------------------------

    def cells(self) -> Iterator[Cell]:
        """Every cell."""
        for act in ACTS:
            for target in self.targets(act):
                for who in rights.SUBJECTS:
                    for way in Way:
                        if way is not Way.FILE or act.order is not None:
                            yield from (Cell(act, who, target, way, language) for language in LANGUAGES)

    def targets(self, act: Act) -> Iterator[Target]:
        """What the act can be about: what is there, and what is not."""
        match act.on:
            case On.ENTERPRISE:
                yield from (Target(key, thing, "", True) for key, thing in self.world.things.items())
                yield from (Target(key, thing, "", False) for key, thing in ABSENT.items())
            case On.UNIT:
                yield from (Target(key, NO_THING, self.world.units[key], True) for key in rights.UNITS if not act.kinds or key in act.kinds)
                yield from (Target(key, thing, thing.enterprise, False) for key, thing in ABSENT.items())
            case _:
                yield Target("", NO_THING, "", True)

    # -- what is expected --------------------------------------------------------------------------------------------

    def may(self, who: str, target: Target, needs: Sequence[str], on: On) -> bool:
        """Whether the reviewed table lets this person do this."""
        match on:
            case On.ENTERPRISE:
                relations = rights.to_enterprise(who, target.key)
            case On.UNIT:
                relations = rights.to_unit(who, target.key)
            case On.WHOLE:
                relations = rights.to_whole(who)
            case _:
                relations = rights.somewhere(who)
        return target.known and any(self.expected[action] & relations for action in needs)

    # -- one cell ----------------------------------------------------------------------------------------------------

    def faults(self, cell: Cell) -> list[str]:
        """What is wrong with this cell: leaks, wrong refusals, refusals that tell."""
        if cell.way is Way.GROUP:
            return self._in_group(cell)
        seen = self.play(cell)
        allowed = self.may(cell.who, cell.target, cell.act.needs, cell.act.on)
        found = list(self._leaks(cell, seen))
        if not cell.act.needs:
            return found
        do = cell.act.do(self.world, cell.target)
        expected = allowed and (ways.succeeds(cell.way, cell.act, do) or cell.way is Way.FILE)
        if seen.done and not expected:
            found.append(f"LEAK: {cell} and it is done")
        if expected and not seen.done:
            found.append(f"WRONG REFUSAL: {cell}: {seen.text[:80]!r}")
        if not allowed and not seen.done:
            found.extend(self._tells(cell, seen))
        return found

    def _leaks(self, cell: Cell, seen: Seen) -> Iterator[str]:
        """Words about an enterprise with which this person has nothing to do, and numbers that are not for this person."""
        text = "\n".join((seen.text, *seen.labels, *seen.handed))
        for key, thing in self.world.things.items():
            relations = rights.to_enterprise(cell.who, key)
            secrets = thing.secrets if not relations else ()
            if cell.act.echoes:
                secrets = tuple(secret for secret in secrets if secret not in {thing.name, thing.code})
            if cell.way in ways.NEVER:  # what is typed may be said back
                secrets = tuple(secret for secret in secrets if secret != cell.target.thing.name)
            yield from (f"LEAK: {cell} and reads {secret}" for secret in secrets if secret in text)
            if thing.mobile in text and not self.expected["read_phone"] & relations:
                yield f"LEAK: {cell} and reads the number of {key}"
            if thing.mobile in text and not seen.recorded:
                yield f"LEAK: {cell} and nobody knows that the number of {key} was seen"

    def _tells(self, cell: Cell, seen: Seen) -> Iterator[str]:
        """A refusal must change nothing, and read as if the thing were not there, unless the page around it may be seen."""
        if seen.files or seen.notices or seen.recorded:
            yield f"LEAK: {cell} is refused, but {seen.files or seen.notices or seen.recorded} follows"
        if cell.act.echoes or not cell.target.known or self.may(cell.who, cell.target, cell.act.seeing, cell.act.on):
            return
        if cell.act.on in {On.ENTERPRISE, On.UNIT} and cell.way in {Way.BUTTON, Way.STALE, Way.STRANGE, Way.TERMINAL, Way.FILE}:
            absent = self.play(Cell(cell.act, cell.who, self._absent(cell), cell.way, cell.language))
            if (absent.text, absent.labels, absent.handed) != (seen.text, seen.labels, seen.handed):
                yield f"TELLS: {cell} reads otherwise than what is not there"

    def _absent(self, cell: Cell) -> Target:
        return Target("absent", NO_THING, NO_THING.enterprise if cell.act.on is On.UNIT else "", False)

    def play(self, cell: Cell) -> Seen:
        """The try, undone again."""
        future = self.world.stage.store.submit(lambda tx: self._played(tx, cell))
        error = future.exception()
        if isinstance(error, _Undone):
            assert isinstance(error.value, Seen)
            return error.value
        raise AssertionError(str(cell)) from error

    def _played(self, tx: Transaction, cell: Cell) -> None:
        world, now = self.world, self.world.stage.clock.at
        self.told.clear()
        terminal = cell.way is Way.TERMINAL
        person = tx.person("console" if terminal else CHANNEL, cell.who, now)
        kept = tx.cursor(person)
        before = self._latest(tx)
        do = cell.act.do(world, cell.target)
        if kept is not None:
            kept = msgspec.structs.replace(kept, language=cell.language, desk=self._desk(cell))
            tx.save_cursor(kept, now)
        if cell.way is Way.FILE and cell.act.order is not None:
            handed = self._made(tx, cell, person, *cell.act.order(world, cell.target))
            raise _Undone(Seen("", (), (), 0, handed, bool(handed), self._latest(tx) - before))
        outcome = self.conversation.turn(tx, person, self._arrival(cell, do, kept))
        recorded = self._latest(tx) - before
        followed = bool(recorded or outcome.files or self.told)
        done = followed if cell.way in ways.NEVER else cell.act.done(outcome)
        screen = outcome.screen
        labels = tuple(choice.label for choice in screen.choices)
        raise _Undone(Seen(screen.text, labels, outcome.files, len(self.told), (), done, recorded))

    def _made(self, tx: Transaction, cell: Cell, person: str, what: str, at: str) -> tuple[str, ...]:
        """What the maker hands over to this person: workbooks as the texts of their cells."""
        store: Any = _Within(tx)
        order = exporting.Order(store, person, cell.language, self.world.stage.clock.at, at, drawing=_Sketch())
        return tuple(readable(name, content) for _, name, content in asyncio.run(exporting.files(order, what)))

    def _desk(self, cell: Cell) -> Desk:
        """The page before the person. What is typed is typed where nothing is shown, so that every word read is one too many."""
        if cell.way in {Way.BUTTON, Way.STALE, Way.STRANGE} and cell.act.place is not None:
            return cell.act.place(self.world, cell.target)
        return Desk(page="desk")

    def _arrival(self, cell: Cell, do: AnyInbound, cursor: Cursor | None) -> Callable[[Cursor], AnyInbound | Tap]:
        if cell.way is Way.TERMINAL or cursor is None:
            return lambda now: do
        return ways.arriving(cell.way, self.world, cell.act, cell.target, do, cursor)

    def _latest(self, tx: Transaction) -> int:
        found = tx.latest_recorded(1)
        return found[0].seq if found else 0

    def _notify(self, tx: Transaction, cursor: Cursor, shown: Screen, now: int) -> Sequence[Letter]:
        self.told.append(shown.text)
        return ()

    def _in_group(self, cell: Cell) -> list[str]:
        """In a group nothing ever reaches the conversation."""
        for text in (f"/{cell.act.name} {cell.target.thing.name}", cell.target.thing.enterprise, f"/ent {cell.target.thing.enterprise}"):
            found = ways.in_group(text)
            if found.kind not in {Kind.GROUP, Kind.IGNORED} or found.arrival is not None:
                return [f"LEAK: {cell}: a group reaches the conversation"]
        return []
