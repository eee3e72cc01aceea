"""One turn of a conversation: load, decide, save, in one transaction; what is to be shown or handed out comes back after the commit."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import msgspec

from bot.ports import Clock, CodeTaken, Conflict, Enterprise, Ids, Store, StoredRun, Transaction
from bot.roles import Action, Relation, may
from dialogs import phrasebook
from dialogs.effects import (
    Asked,
    DocumentAsked,
    Effect,
    EnterpriseSought,
    Paused,
    PersonDeleted,
    Refused,
    Returned,
    RunAbandoned,
    RunFinished,
    RunStarted,
)
from dialogs.engine import advance, screen
from dialogs.inbound import AnyInbound, Known, PastRun, Reply, Standing, Submit, Tap
from dialogs.model import CURSOR_SPEC, Cursor, Run
from dialogs.phrasebook import Screen
from dialogs.refusals import Refusal
from dialogs.scene import Moment, Scene, Turn
from question_bank.model import Bank

TRIES = 3
"""How often a turn is taken again after somebody else was first."""

Arrival = Callable[[Cursor], AnyInbound | Tap]
"""What came in, once it is known where the person stands."""

BankFor = Callable[[str, str], Bank]
"""The bank of an id and version; raises `LookupError` where there is none."""


class SlotTaken(Exception):
    """Another run took the month's last place between the look and the start."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a turn once it is durable; the channel shows `screen` and hands out `documents`."""

    turn: Turn
    bank: Bank

    @property
    def screen(self) -> Screen:
        """The turn in words. Rendered here, on the caller's time, so that the writer is free for the next turn."""
        return phrasebook.screen(self.turn, self.bank)

    @property
    def documents(self) -> tuple[DocumentAsked, ...]:
        return tuple(effect for effect in self.turn.effects if isinstance(effect, DocumentAsked))

    @property
    def finished(self) -> Run | None:
        """The run that this turn finished, if it did."""
        return self.turn.run if any(isinstance(effect, RunFinished) for effect in self.turn.effects) else None

    @property
    def pausing(self) -> bool:
        """Whether the person leaves."""
        return any(isinstance(effect, Paused) for effect in self.turn.effects)


class Conversation:
    """The use case that every channel calls with what came in."""

    def __init__(self, store: Store, banks: BankFor, bank: Bank, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._banks = banks
        self._bank = bank
        self._clock = clock
        self._ids = ids

    def take(self, channel: str, external: str, inbound: AnyInbound | Tap) -> Outcome:
        """Take one turn and wait until it is durable; a race lost to somebody else is taken again with what is now true."""
        for _ in range(TRIES - 1):
            try:
                return self.submit(channel, external, inbound).result()
            except (Conflict, SlotTaken, CodeTaken):
                continue
        return self.submit(channel, external, inbound).result()

    def submit(self, channel: str, external: str, inbound: AnyInbound | Tap) -> Future[Outcome]:
        """Hand one turn to the writer; the future is done after the commit."""
        return self._store.submit(lambda tx: self.turn(tx, tx.person(channel, external, self._clock.now()), lambda cursor: inbound))

    def turn(self, tx: Transaction, person: str, arrival: Arrival) -> Outcome:
        """One turn within a transaction that the caller owns; `arrival` says what came in, once it is known where the person stands."""
        kept, stored = tx.load(person)
        return self._step(tx, kept or Cursor(spec=CURSOR_SPEC, person=person), stored, arrival)

    def elapse(self, tx: Transaction, person: str, revision: int) -> Outcome | None:
        """Go on by itself, as if the person had; nothing if the person moved since."""
        cursor, stored = tx.load(person)
        if cursor is None or cursor.revision != revision:
            return None
        return self._step(tx, cursor, stored, lambda cursor: Submit())

    def _step(self, tx: Transaction, cursor: Cursor, stored: StoredRun | None, arrival: Arrival) -> Outcome:
        now = self._clock.now()
        bank = self._banks(stored.run.bank, stored.run.bank_version) if stored else self._bank
        moment = Moment(now, self._ids.new())
        turn = _advanced(tx, Scene(stored.run if stored else None, cursor, bank, moment), arrival(cursor))
        turn = _permitted(tx, turn)
        _keep(tx, turn, stored, now)
        return Outcome(turn, bank)


def _advanced(tx: Transaction, scene: Scene, inbound: AnyInbound | Tap) -> Turn:
    """The turn, with everything the engine sought reported to it within the same transaction."""
    turn = advance(scene.stored, scene.cursor, _labelled(scene, inbound), scene.bank, scene.moment)
    effects = turn.effects
    while effects and isinstance(effects[-1], EnterpriseSought):
        known = _report(tx, turn, effects[-1], scene.moment.now)
        turn = advance(turn.run, turn.cursor, known, scene.bank, scene.moment)
        effects = (*effects, *turn.effects)
    return turn._replace(effects=effects)


def _labelled(scene: Scene, inbound: AnyInbound | Tap) -> AnyInbound | Tap:
    """Typing what a choice is called means that choice."""
    if not isinstance(inbound, Reply) or not scene.cursor.language or len(inbound.text) > phrasebook.LONGEST_LABEL:
        return inbound
    return phrasebook.meant(inbound.text, screen(scene), scene) or inbound


def _report(tx: Transaction, turn: Turn, sought: EnterpriseSought, now: int) -> Known:
    """What is known under a credit code; with `register` the profile is stored unless the code is somebody else's."""
    if turn.run is None:
        return Known(Standing.NEW, "")
    person = turn.cursor.person
    found = tx.enterprise_by_code(sought.code)
    relation = _relation(tx, person, found)
    if found is not None and not may(relation, Action.UPDATE_ENTERPRISE):
        return Known(Standing.TAKEN, "")
    standing = Standing.OWN if found else Standing.NEW
    enterprise = _registered(tx, turn, found, now) if sought.register else (found.id if found else turn.run.enterprise)
    if not enterprise:
        return Known(standing, "")
    last = tx.last_finished(enterprise)
    previous = {question: answer.key for question, answer in last.answers.items()} if last else {}
    return Known(standing, enterprise, _others(tx.past_runs(enterprise), turn.run), previous)


def _others(runs: tuple[PastRun, ...], run: Run) -> tuple[PastRun, ...]:
    """The enterprise's runs as the limits count them: the one about to start is not among them."""
    return tuple(past for past in runs if past.id != run.id or run.started_at is not None)


def _registered(tx: Transaction, turn: Turn, found: Enterprise | None, now: int) -> str:
    run = turn.run
    if run is None:
        raise Conflict("an enterprise cannot be registered without a run")
    known = run.enterprise or (found.id if found else "")
    if known:
        tx.update_enterprise(known, run.profile, now)
    else:
        known = tx.add_enterprise(run.profile, turn.cursor.person, now).id
    tx.record(now, turn.cursor.person, run.id, "enterprise_stored", {"enterprise": known})
    return known


def _relation(tx: Transaction, person: str, enterprise: Enterprise | None) -> Relation:
    return Relation.CONTACT if enterprise and tx.is_contact(person, enterprise.id) else Relation.STRANGER


def _permitted(tx: Transaction, turn: Turn) -> Turn:
    """Documents of a run are handed out to the enterprise's contacts; anybody else reads what an unknown id would read."""
    kept = tuple(effect for effect in turn.effects if not isinstance(effect, DocumentAsked) or _may_read(tx, turn, effect))
    if len(kept) == len(turn.effects):
        return turn
    return turn._replace(effects=(Refused(Refusal.UNEXPECTED), *kept))


def _may_read(tx: Transaction, turn: Turn, asked: DocumentAsked) -> bool:
    stored = tx.run(asked.run)
    if stored is None or stored.run.result is None:
        return False
    contact = bool(stored.run.enterprise) and tx.is_contact(turn.cursor.person, stored.run.enterprise)
    return may(Relation.CONTACT if contact else Relation.STRANGER, Action.READ_RESULT)


def _keep(tx: Transaction, turn: Turn, stored: StoredRun | None, now: int) -> None:
    """Save what changed: run, cursor, places in the month, seal, audit."""
    person = turn.cursor.person
    if any(isinstance(effect, PersonDeleted) for effect in turn.effects):
        tx.record(now, person, "", "person_deleted", {})
        tx.delete_person(person)
        return
    if turn.run is not None:
        _keep_run(tx, turn.run, stored, person, now)
    tx.save_cursor(turn.cursor, now)
    for effect in turn.effects:
        _settle(tx, turn, effect, now)


def _keep_run(tx: Transaction, run: Run, stored: StoredRun | None, person: str, now: int) -> None:
    if stored is None or stored.run.id != run.id:
        tx.add_run(run, person, now)
    elif run is not stored.run:
        tx.save_run(stored, run, now)


def _settle(tx: Transaction, turn: Turn, effect: Effect, now: int) -> None:
    """What an effect means beyond the documents, and its line in the audit. Only facts leave one, and only ids and codes go into it."""
    run = turn.run
    if isinstance(effect, Asked | Refused | Returned | Paused | EnterpriseSought) or run is None:
        return
    match effect:
        case RunStarted(month):
            if not tx.take_slot(run.enterprise, month, run.id):
                raise SlotTaken
        case RunAbandoned(unanswered=True):
            tx.give_slot_back(run.id)
        case RunFinished():
            tx.seal(run.id, now)
        case _:
            pass
    detail = {field: str(value) for field, value in msgspec.structs.asdict(effect).items() if isinstance(value, str | int) and value != ""}
    tx.record(now, turn.cursor.person, run.id, str(type(effect).__struct_config__.tag), detail)
