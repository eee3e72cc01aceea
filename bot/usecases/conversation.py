"""One turn of a conversation: load, decide, save, in one transaction; what is to be shown or handed out comes back after the commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from bot.ports import Clock, CodeTaken, Conflict, Enterprise, Ids, Letter, Store, StoredRun, Transaction
from bot.roles import Action
from bot.usecases import programmes
from bot.usecases.banks import Banks, BanksHere, Shipped
from bot.usecases.desk import begin, beginning, move, serving, team, trials
from bot.usecases.desk.visit import FileWanted, Notice, Visit
from bot.usecases.desk.work import Deskwork
from bot.usecases.forgetting import forget
from bot.usecases.keeping import SlotTaken, keep
from dialogs import phrasebook
from dialogs.effects import (
    DocumentAsked,
    EnterpriseSought,
    FileTaken,
    Paused,
    PersonDeleted,
    Refused,
    RunFinished,
    Wanted,
)
from dialogs.engine import advance, screen, unwanted
from dialogs.inbound import AnyInbound, Known, PastRun, Reply, Standing, Submit, Tap
from dialogs.model import CURSOR_SPEC, Consenting, Cursor, Phase, Run
from dialogs.phrasebook import Screen
from dialogs.refusals import Refusal
from dialogs.scene import Moment, Scene, Turn
from question_bank.model import Bank

TRIES = 3
"""How often a turn is taken again after somebody else was first."""

Arrival = Callable[[Cursor], AnyInbound | Tap]
"""What came in, once it is known where the person stands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a turn once it is durable; the channel shows `screen` and hands out `documents` and `files`.

    `posted` are the letters to others, in the outbox already; `names` what the persons are called of whom the screen speaks;
    `left` are files of a deleted person's, to which perhaps nothing refers any more; `offices` is the bank that figures are of.
    """

    turn: Turn
    bank: Bank
    files: tuple[FileWanted, ...] = ()
    posted: tuple[Letter, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    offices: Bank | None = None

    @property
    def screen(self) -> Screen:
        """The turn in words. Rendered here, on the caller's time, so that the writer is free for the next turn."""
        return phrasebook.screen(self.turn, self.bank, self.names, self.offices)

    @property
    def documents(self) -> tuple[DocumentAsked, ...]:
        return tuple(effect for effect in self.turn.effects if isinstance(effect, DocumentAsked))

    @property
    def fetches(self) -> tuple[FileTaken, ...]:
        """The files that are to be fetched from the channel and kept."""
        return tuple(effect for effect in self.turn.effects if isinstance(effect, FileTaken))

    @property
    def finished(self) -> Run | None:
        """The run that this turn finished, if it did."""
        return self.turn.run if any(isinstance(effect, RunFinished) for effect in self.turn.effects) else None

    @property
    def pausing(self) -> bool:
        """Whether the person leaves."""
        return any(isinstance(effect, Paused) for effect in self.turn.effects)


Notify = Callable[[Transaction, Cursor, Screen, int], Sequence[Letter]]
"""Puts a screen for this person (as the cursor stands) into the outbox of every channel that reaches the person."""


def _to_nobody(tx: Transaction, cursor: Cursor, shown: Screen, now: int) -> Sequence[Letter]:
    return ()


class Conversation:
    """The use case that every channel calls with what came in."""

    def __init__(self, store: Store, shipped: Shipped, bank: Bank, clock: Clock, ids: Ids, notify: Notify = _to_nobody) -> None:
        """`shipped` finds the banks that come with the program, of which `bank` is the main one."""
        self._store = store
        self._banks = Banks(shipped, bank)
        self._clock = clock
        self._ids = ids
        self._notify = notify

    @property
    def bank(self) -> Bank:
        """The main bank, as it came with the program."""
        return self._banks.main

    @property
    def banks(self) -> Banks:
        """The banks that conversations are held with."""
        return self._banks

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

    def unwanted(self, tx: Transaction, person: str, file: FileTaken) -> Refusal | None:
        """Why a file that the person sent need not be fetched any more; nothing while it is awaited."""
        cursor, stored = tx.load(person)
        if cursor is None:
            return Refusal.FILE_LEFT
        bank = _bank_of(self._banks.within(tx), stored)
        return unwanted(Scene(stored.run if stored else None, cursor, bank, Moment(self._clock.now(), "")), file)

    def _step(self, tx: Transaction, cursor: Cursor, stored: StoredRun | None, arrival: Arrival) -> Outcome:
        now = self._clock.now()
        if stored is None and cursor.run:
            cursor, stored = trials.returned(tx, cursor)
        banks = self._banks.within(tx)
        bank = _bank_of(banks, stored)
        scene = Scene(stored.run if stored else None, cursor, bank, Moment(now, self._ids.new()))
        visit = Visit(tx, cursor, now, self._ids.new, banks=banks)
        turn = _advanced(visit, scene, _labelled(visit, scene, arrival(cursor)))
        turn, bank = begin.asked(visit, scene, begin.named(visit, turn, bank))
        work = serving.work_off(visit, scene, Deskwork(turn, bank, stored), banks.of)
        turn = move.offered(visit, _permitted(visit, work.turn))
        left = forget(tx, cursor, now) if any(isinstance(effect, PersonDeleted) for effect in turn.effects) else ()
        if scene.is_trial and turn.cursor.run != cursor.run:
            tx.drop_trials(cursor.person)
        keep(tx, turn, work, banks.main, now)
        turn, notices = programmes.after_turn(visit, turn)
        posted = tuple(letter for notice in (*work.notices, *notices) for letter in self._told(tx, notice, now))
        return Outcome(turn, work.bank, work.files, posted, team.names(visit, turn), left, self._banks.main)

    def tell(self, tx: Transaction, notice: Notice) -> Sequence[Letter]:
        """A notice beside any turn, within a transaction that the caller owns."""
        return self._told(tx, notice, self._clock.now())

    def _told(self, tx: Transaction, notice: Notice, now: int) -> Sequence[Letter]:
        """A notice in the recipient's language, into the outbox; none for who did not agree to the purposes."""
        cursor = tx.cursor(notice.person)
        if cursor is None or cursor.phase is Phase.DECLINED or cursor.consenting is Consenting.DECLINED:
            return ()
        shown = phrasebook.screen(Turn(None, cursor, (notice.shown,)), self._banks.main)
        return self._notify(tx, cursor, shown, now)


def _bank_of(banks: BanksHere, stored: StoredRun | None) -> Bank:
    """The bank of the run that the person stands in; without a run, the one that the first is begun with."""
    return banks.of(stored.run.bank, stored.run.bank_version) if stored else banks.newest()


def _advanced(visit: Visit, scene: Scene, inbound: AnyInbound | Tap) -> Turn:
    """The turn, with everything the engine sought reported to it within the same transaction."""
    turn = advance(scene.stored, scene.cursor, inbound, scene.bank, scene.moment)
    effects = turn.effects
    while effects and isinstance(effects[-1], EnterpriseSought):
        known = _report(visit, turn, effects[-1])
        turn = advance(turn.run, turn.cursor, known, scene.bank, scene.moment)
        effects = (*effects, *turn.effects)
    return turn._replace(effects=effects)


def _labelled(visit: Visit, scene: Scene, inbound: AnyInbound | Tap) -> AnyInbound | Tap:
    """Typing what a choice is called means that choice; what the screen of a page offers is asked of the store."""
    if not isinstance(inbound, Reply) or not scene.cursor.language or len(inbound.text) > phrasebook.LONGEST_LABEL:
        return inbound
    shown = screen(scene)
    if not isinstance(shown[-1], Wanted):
        return labelled(scene, inbound)
    served = serving.serve(visit, shown[-1])
    return phrasebook.meant(inbound.text, served.effects if served else (), scene) or inbound


def labelled(scene: Scene, inbound: AnyInbound | Tap) -> AnyInbound | Tap:
    """What a typed text means on a screen that needs nothing from the store: the choice that is called so, or just the text."""
    if not isinstance(inbound, Reply) or not scene.cursor.language:
        return inbound
    return phrasebook.meant(inbound.text, screen(scene), scene) or inbound


def _report(visit: Visit, turn: Turn, sought: EnterpriseSought) -> Known:
    """What is known under a credit code; with `register` the profile is stored unless the code is somebody else's."""
    if turn.run is None:
        return Known(Standing.NEW, "")
    tx = visit.tx
    found = tx.enterprise_by_code(sought.code)
    if found is not None and not visit.may(found, Action.UPDATE_ENTERPRISE):
        return Known(Standing.TAKEN, "")
    standing = Standing.OWN if found else Standing.NEW
    enterprise = _registered(visit, turn, found) if sought.register else (found.id if found else turn.run.enterprise)
    if not enterprise:
        return Known(standing, "")
    past = _others(tx.past_runs(enterprise, turn.run.bank), turn.run)
    return Known(standing, enterprise, past, *beginning.known(visit, enterprise, turn.run))


def _others(runs: tuple[PastRun, ...], run: Run) -> tuple[PastRun, ...]:
    """The enterprise's runs as the limits count them: the one about to start is not among them."""
    return tuple(past for past in runs if past.id != run.id or run.started_at is not None)


def _registered(visit: Visit, turn: Turn, found: Enterprise | None) -> str:
    run, tx, now = turn.run, visit.tx, visit.now
    if run is None:
        raise Conflict("an enterprise cannot be registered without a run")
    known = run.enterprise or (found.id if found else "")
    if known:
        tx.update_enterprise(known, beginning.lasting(visit, known, run), now)
    else:
        known = tx.add_enterprise(run.profile, turn.cursor.person, now).id
    tx.record(now, turn.cursor.person, run.id, "enterprise_stored", {"enterprise": known})
    return known


def _permitted(visit: Visit, turn: Turn) -> Turn:
    """Documents of a run are handed out to those who may read results; anybody else reads what an unknown id would read."""
    kept = tuple(effect for effect in turn.effects if not isinstance(effect, DocumentAsked) or _may_read(visit, effect))
    if len(kept) == len(turn.effects):
        return turn
    return turn._replace(effects=(Refused(Refusal.UNEXPECTED), *kept))


def _may_read(visit: Visit, asked: DocumentAsked) -> bool:
    stored = visit.tx.run(asked.run)
    if stored is None or stored.run.result is None:
        return False
    return visit.enterprise(stored.run.enterprise, Action.READ_RESULT) is not None
