"""Every protection of the bot taken away once, in the child only: each function here removes one, and a run must notice.

`SWITCHES` says which run looks for it and what has to turn red there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from bot.channels.buttons import Press
from bot.channels.pacing import Pacer
from bot.channels.telegram import sender, wire
from bot.channels.telegram.client import Client, Uncertain, Unreached
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.outbox import Outbox
from bot.storage import sqlite, statements
from bot.storage.post import SqlPost
from bot.storage.transaction import SqlTransaction
from dialogs import engine, phrasebook
from dialogs.inbound import Send, Tap


def nothing() -> None:
    """The bot as it is."""


def put(owner: Any, name: str, instead: Any) -> Any:
    """Put something in the place of a part of the bot, which must be there; the part that was."""
    before = getattr(owner, name)
    setattr(owner, name, instead)
    return before


def acknowledge_before_commit() -> None:
    """The offset moves as soon as updates are fetched."""
    fetch = Client.updates

    async def eager(self: Client, offset: int | None, wait: int, kinds: list[str], *more: Any) -> Sequence[Any]:
        found = await fetch(self, offset, wait, kinds, *more)
        if found:
            await fetch(self, max(wire.update_id(update) or 0 for update in found) + 1, 0, kinds, *more)
        return found

    put(Client, "updates", eager)


def no_unique_key() -> None:
    """A redelivered update looks new."""
    take = SqlPost.take_update
    put(SqlPost, "take_update", lambda *given: take(*given) or True)


def key_apart_from_turn() -> None:
    """The update is noted in one transaction and acted on in the next."""
    take, tried = SqlPost.take_update, Intake._tried

    async def apart(self: Intake, found: Any, body: bytes) -> Any:
        fresh = await asyncio.wrap_future(self._store.submit(lambda tx: take(tx, "telegram", found.key, 1)))
        return await tried(self, found, body) if fresh else ()

    put(Intake, "_tried", apart)
    put(SqlPost, "take_update", lambda *given: True)


def newest_first() -> None:
    """One person's updates are taken in the wrong order."""
    chain = Intake._chain
    put(Intake, "_chain", lambda self, found: chain(self, found[::-1]))


def greater_ids_only() -> None:
    """An update counts as new if its number is above all before."""
    take, highest = SqlPost.take_update, [0]

    def above(self: SqlPost, channel: str, key: str, now: int) -> bool:
        number = int("".join(sign if sign.isdigit() else " " for sign in key).split()[0])
        fresh = take(self, channel, key, now) and number >= highest[0]
        highest[0] = max(highest[0], number)
        return fresh

    put(SqlPost, "take_update", above)


def not_parked() -> None:
    """An update that always fails is tried for ever."""

    async def raised(self: Intake, *given: Any) -> Any:
        raise Uncertain("not parked")

    put(Intake, "_parked", raised)


def not_durable() -> None:
    """Commits wait for no disk."""
    assert sqlite.WRITER_PRAGMAS["synchronous"] == 2
    sqlite.WRITER_PRAGMAS["synchronous"] = 1


def not_immediate() -> None:
    """Transactions begin as readers and hope."""
    statements.BEGIN["sqlite"] = text("BEGIN")


def no_lock_on_the_file() -> None:
    """A second process may write the database."""
    put(sqlite.FileLock, "__init__", lambda self, path: None)
    put(sqlite.FileLock, "release", lambda self: None)


def not_projected() -> None:
    """Answers are in the document only."""
    put(SqlTransaction, "_project", lambda *given: None)


def revision_not_checked() -> None:
    """The engine takes a button of any screen."""
    step = engine._step
    put(engine, "_step", lambda scene, inbound: step(scene, inbound.do if isinstance(inbound, Tap) else inbound))


def place_not_checked() -> None:
    """The channel takes every button for one of the current screen."""
    put(Press, "on", lambda self, cursor: Tap(self.do, cursor.run, cursor.at, cursor.revision))


def not_escaped() -> None:
    """Names go into the markup as they are."""
    environment = phrasebook._environment

    def bare(language: str) -> Any:
        found = environment(language)
        found.autoescape = False
        return found

    environment.cache_clear()
    phrasebook._template.cache_clear()
    put(phrasebook, "_environment", bare)


def no_pacer() -> None:
    """Nobody waits for a turn."""

    async def at_once(self: Pacer, *given: Any, **named: Any) -> None:
        return

    put(Pacer, "turn", at_once)


def no_pause() -> None:
    """A 429 pauses nobody else."""
    put(Pacer, "pause", lambda *given: None)


def not_marked() -> None:
    """Nothing says that a message is about to go out."""
    put(SqlPost, "begin_letter", lambda *given: True)


def nothing_interrupted() -> None:
    """What was under way at the end of a life is forgotten."""
    put(SqlPost, "interrupted", lambda *given: ())


def letters_in_memory() -> None:
    """What waits to be sent is known to the life that posted it, and to no other."""
    put(SqlPost, "letters", lambda *given, **named: ())


def lost_is_unsent() -> None:
    """A call whose answer was lost is taken for one that never arrived."""
    post = Client._post

    async def sure(self: Client, *given: Any, **named: Any) -> Any:
        try:
            return await post(self, *given, **named)
        except Uncertain as error:
            raise Unreached("surely") from error

    put(Client, "_post", sure)


def poisoned() -> None:
    """No protection less, but a sticker that no turn survives."""
    step = engine._step

    def raising(scene: Any, inbound: Any) -> Any:
        if inbound == Send("sticker"):
            raise RuntimeError
        return step(scene, inbound)

    put(engine, "_step", raising)


def slow_to_read() -> None:
    """No protection less, but a turn that looks before it writes, on a disk so slow that somebody else writes in between."""
    take = SqlPost.take_update

    def slowly(self: SqlPost, channel: str, key: str, now: int) -> bool:
        self.chat(channel, key)
        time.sleep(0.004)
        return take(self, channel, key, now)

    put(SqlPost, "take_update", slowly)


def slow_to_record() -> None:
    """No protection less, but what became of letters is kept a while after it came of them."""
    keep = Outbox._keep

    async def late(self: Outbox) -> None:
        await asyncio.sleep(0.25)
        await keep(self)

    put(Outbox, "_keep", late)


def hurried() -> None:
    """No protection less, but a screen is left out as soon as anything waits behind it."""
    put(sender, "MOST_WAITING", 1)


def overtaken_not_dropped() -> None:
    """Screens left out before a later one wait on after a crash."""
    put(Outbox, "_drop_overtaken", lambda *given: None)


def accepted_unkept() -> None:
    """A webhook says 200 before the commit."""
    take = Intake.take

    async def at_once(self: Intake, bodies: Any) -> None:
        self.unawaited = asyncio.ensure_future(take(self, bodies))

    put(Intake, "take", at_once)


@dataclass(frozen=True, slots=True)
class Switch:
    """A protection to take away, the run that is to notice, and how that which it finds then begins (one of these at least)."""

    without: Callable[[], None]
    run: str
    red: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.without.__name__


SWITCHES = (
    Switch(acknowledge_before_commit, "points", ("lost",)),
    Switch(no_unique_key, "points", ("twice",)),
    Switch(key_apart_from_turn, "points", ("lost",)),
    Switch(newest_first, "quiet", ("out of order",)),
    Switch(greater_ids_only, "restarted_ids", ("lost",)),
    Switch(not_parked, "poison", ("stuck",)),
    Switch(not_durable, "quiet", ("commit not durable",)),
    Switch(not_immediate, "operator", ("refused by the database", "failure StorageUnavailable")),
    Switch(no_lock_on_the_file, "two_bots", ("second bot not refused",)),
    Switch(not_projected, "quiet", ("table and audit differ",)),
    Switch(revision_not_checked, "quiet", ("twice",)),
    Switch(place_not_checked, "quiet", ("twice",)),
    Switch(not_escaped, "quiet", ("letters refused",)),
    Switch(no_pacer, "too_many", ("called inside a retry window",)),
    Switch(no_pause, "too_many", ("called inside a retry window",)),
    Switch(not_marked, "points", ("sent twice without a record",)),
    Switch(nothing_interrupted, "points", ("letters left",)),
    Switch(letters_in_memory, "points", ("stuck", "letters left")),
    Switch(lost_is_unsent, "lost_answers", ("sent twice without a record",)),
    Switch(overtaken_not_dropped, "late_ends", ("older screen after a newer one",)),
    Switch(accepted_unkept, "pushed", ("lost", "updates without a trace")),
)
