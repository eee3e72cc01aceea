"""A version of a bank or rule pack on its way: asked to be published, published by a second admin, current again, retired, dropped.

Who asks does not agree: another admin does, or whoever runs the program. Where nobody else could, the one who asked may agree after a
pause, so that it is at least read twice. Every move depends on the state it begins in; of two at once one is made, the other told.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.ports.banks import REPLACEABLE, BankState, BankVersion
from bot.ports.registry import CITY
from bot.roles import Action, Role
from bot.usecases.versions.shelves import Shelf

if TYPE_CHECKING:
    from bot.usecases.desk.visit import Visit

PAUSE_MS = 10 * 60_000
"""How long who asked waits before agreeing alone."""


class Move(StrEnum):
    """What can be done with a version."""

    ASK = "ask"
    AGREE = "agree"
    RETURN = "return"
    USE = "use"
    RETIRE = "retire"
    DROP = "drop"


class Outcome(StrEnum):
    """What came of a move: done, or why not. `ELSEWHERE`: the version is not in a state for it (any more). `APART`: it does not agree with
    what counts beside it."""

    DONE = "done"
    ELSEWHERE = "elsewhere"
    OWN = "own"
    EARLY = "early"
    SAYS_DRAFT = "says_draft"
    MAIN = "main"
    USED = "used"
    APART = "apart"


_FROM: dict[Move, frozenset[BankState]] = {
    Move.ASK: REPLACEABLE,
    Move.AGREE: frozenset({BankState.WAITING}),
    Move.RETURN: frozenset({BankState.WAITING}),
    Move.USE: frozenset({BankState.PUBLISHED}),
    Move.RETIRE: frozenset({BankState.PUBLISHED}),
    Move.DROP: frozenset({BankState.DRAFT, BankState.TRIED, BankState.RETIRED}),
}

AUDITED = {
    Move.ASK: "asked",
    Move.AGREE: "published",
    Move.RETURN: "returned",
    Move.USE: "current",
    Move.RETIRE: "retired",
    Move.DROP: "dropped",
}
"""How the code of a move in the audit ends."""


def may_publish(visit: Visit) -> bool:
    """Whether the person looks after banks and rule packs."""
    return visit.may_all(Action.LOAD_BANK)


def others(visit: Visit, version: BankVersion) -> tuple[str, ...]:
    """The admins who may agree beside the one who asked."""
    return tuple(person for person in visit.tx.holders(Role.ADMIN, CITY) if person != version.asked_by)


def open_moves(visit: Visit, version: BankVersion, main: str) -> tuple[Move, ...]:
    """What the person can do with it now."""
    fit = [move for move in Move if version.state in _FROM[move]]
    if version.current:
        fit = [move for move in fit if move is not Move.USE and not (move is Move.RETIRE and version.bank == main)]
    if version.shipped or version.published_at is not None:
        fit = [move for move in fit if move is not Move.DROP]
    if _agreeing(visit, version) is Outcome.OWN:
        fit = [move for move in fit if move is not Move.AGREE]
    return tuple(fit)


def move(visit: Visit, shelf: Shelf, version: BankVersion, what: Move, main: str) -> Outcome:
    """Make a move, recorded under the person; rights are the caller's to ask for. `main` is the one of this shelf that must always be
    open, if there is one."""
    if version.state not in _FROM[what]:
        return Outcome.ELSEWHERE
    done = _MOVES[what](visit, shelf, version, main)
    if done is Outcome.DONE:
        record(visit, shelf, AUDITED[what], version)
    return done


def _ask(visit: Visit, shelf: Shelf, version: BankVersion, main: str) -> Outcome:
    if _says_draft(shelf, shelf.sheets(visit.tx, version.bank, version.version)):
        return Outcome.SAYS_DRAFT
    if not shelf.fits(visit.tx, version):
        return Outcome.APART
    after = replace(version, state=BankState.WAITING, asked_by=visit.person, asked_at=visit.now)
    return _changed(visit, shelf, version, after)


def _agree(visit: Visit, shelf: Shelf, version: BankVersion, main: str) -> Outcome:
    visit.tx.hold_admins()
    hurdle = _agreeing(visit, version)
    if hurdle is not Outcome.DONE:
        return hurdle
    if not shelf.fits(visit.tx, version):
        return Outcome.APART
    after = replace(version, state=BankState.PUBLISHED, published_by=visit.person, published_at=visit.now)
    done = _changed(visit, shelf, version, after)
    if done is Outcome.DONE:
        shelf.make_current(visit.tx, version.bank, version.version, visit.now)
    return done


def _agreeing(visit: Visit, version: BankVersion) -> Outcome:
    """Whether the person may agree: anybody but who asked, who may where nobody else could and the pause is over."""
    if visit.person != version.asked_by:
        return Outcome.DONE
    if others(visit, version):
        return Outcome.OWN
    return Outcome.DONE if visit.now >= (version.asked_at or 0) + PAUSE_MS else Outcome.EARLY


def _return(visit: Visit, shelf: Shelf, version: BankVersion, main: str) -> Outcome:
    state = BankState.DRAFT if version.tried_at is None else BankState.TRIED
    return _changed(visit, shelf, version, replace(version, state=state, asked_by="", asked_at=None))


def _use(visit: Visit, shelf: Shelf, version: BankVersion, main: str) -> Outcome:
    if not shelf.fits(visit.tx, version):
        return Outcome.APART
    return Outcome.DONE if shelf.make_current(visit.tx, version.bank, version.version, visit.now) else Outcome.ELSEWHERE


def _retire(visit: Visit, shelf: Shelf, version: BankVersion, main: str) -> Outcome:
    if version.current and version.bank == main:
        return Outcome.MAIN
    return _changed(visit, shelf, version, replace(version, state=BankState.RETIRED, retired_at=visit.now))


def _drop(visit: Visit, shelf: Shelf, version: BankVersion, main: str) -> Outcome:
    return Outcome.DONE if shelf.drop(visit.tx, version.bank, version.version) else Outcome.USED


_MOVES = {
    Move.ASK: _ask,
    Move.AGREE: _agree,
    Move.RETURN: _return,
    Move.USE: _use,
    Move.RETIRE: _retire,
    Move.DROP: _drop,
}


def _changed(visit: Visit, shelf: Shelf, before: BankVersion, after: BankVersion) -> Outcome:
    return Outcome.DONE if shelf.change(visit.tx, before, after) else Outcome.ELSEWHERE


def record(visit: Visit, shelf: Shelf, did: str, version: BankVersion) -> None:
    """A line in the audit about this version."""
    named = {str(shelf.kind): version.bank, "version": version.version}
    visit.record(f"{shelf.kind}_{did}", **named)


def _says_draft(shelf: Shelf, sheets: bytes | None) -> bool:
    """Whether its own settings call it a draft; only that one sheet is looked at."""
    rows = json.loads(zlib.decompress(sheets)).get(shelf.sheet, ()) if sheets else ()
    return any(row.get("setting") == "state" and row.get("value") == "draft" for row in rows)
