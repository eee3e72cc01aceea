"""Versions at the desk, for admins: those there are, one of them, moves, and what others are told. Files are made after the turn.

The same for banks and for rule packs; what differs is in the `Counter` of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.ports.banks import BankState, BankVersion
from bot.usecases.desk.visit import FileWanted, Notice, Serve, Served, Visit
from bot.usecases.versions import publishing
from bot.usecases.versions.publishing import Move, Outcome, may_publish
from bot.usecases.versions.shelves import Shelf
from dialogs.desk.versions import BEGUN, FILE
from dialogs.desk.versions import effects as wishes
from dialogs.desk.versions.effects import (
    VersionAsked,
    VersionDecided,
    VersionLine,
    VersionMoveMade,
    VersionShown,
    VersionsShown,
    VersionStays,
    VersionSureAsked,
    VersionTaken,
    VersionWorking,
)
from dialogs.effects import Wanted

MOST_LISTED = 20
MOST_CHANGES = 12


@dataclass(frozen=True, slots=True)
class Counter:
    """Where versions of one shelf are asked for: the page, and what only this shelf knows.

    `main` is the bank that must always be open, if there is one; `counts` says how a version is used, with the words for it; `under_way`
    how many runs go on with it; `told` its size and the first changes against the current one, in a language. `files` are what the worker
    makes of a version, `whole` what it makes beside any.
    """

    page: str
    shelf: Shelf
    main: Callable[[Visit], str]
    counts: Callable[[Visit, BankVersion], tuple[str, tuple[int, ...]]]
    under_way: Callable[[Visit, BankVersion], int]
    told: Callable[[Visit, BankVersion, BankVersion | None, str], tuple[int, tuple[str, ...]]]
    files: frozenset[str] = frozenset({"compare", "export", "shadow", "simulate"})
    whole: frozenset[str] = frozenset()

    def found(self, visit: Visit, begun: str) -> BankVersion | None:
        """The version whose digest begins so, for who looks after versions."""
        if not may_publish(visit) or len(begun) != BEGUN:
            return None
        return next((version for version in self.shelf.versions(visit.tx, "") if version.digest.startswith(begun)), None)

    def waiting(self, visit: Visit) -> int:
        """How many versions wait for this person's consent."""
        return sum(
            version.state is BankState.WAITING and Move.AGREE in publishing.open_moves(visit, version, "")
            for version in self.shelf.versions(visit.tx, "")
        )


def is_open(visit: Visit) -> bool:
    """Whether the person looks after versions."""
    return may_publish(visit)


def line_of(visit: Visit, version: BankVersion) -> VersionLine:
    """A version as a list shows it: when it came to its state, and by whom."""
    by, at = _since(version)
    return VersionLine(
        begun=version.digest[:BEGUN],
        bank=version.bank,
        version=version.version,
        title=version.title,
        state=version.state.value,
        current=version.current,
        at=at,
        by=visit.name_of(by),
        shipped=version.shipped,
    )


def _since(version: BankVersion) -> tuple[str, int]:
    match version.state:
        case BankState.WAITING:
            known = version.asked_by, version.asked_at
        case BankState.PUBLISHED:
            known = version.published_by, version.published_at
        case BankState.RETIRED:
            known = "", version.retired_at
        case BankState.TRIED:
            known = version.tried_by, version.tried_at
        case _:
            known = version.made_by, version.made_at
    return known[0], known[1] if known[1] is not None else version.made_at


# -- pages -------------------------------------------------------------------------------------------------------------


def _page(counter: Counter, visit: Visit) -> Served | None:
    if not may_publish(visit):
        return None
    versions = counter.shelf.versions(visit.tx, "")
    main = counter.main(visit)
    ordered = sorted(versions, key=lambda version: (version.bank != main, version.bank, not version.current))
    lines = tuple(line_of(visit, version) for version in islice(ordered, MOST_LISTED))
    return Served((VersionsShown(counter.page, lines, len(versions) - len(lines)),))


def _version(counter: Counter, visit: Visit, begun: str) -> Served | None:
    version = counter.found(visit, begun)
    if version is None:
        return None
    current = counter.shelf.current(visit.tx, version.bank)
    asks = version.state is BankState.WAITING
    own = asks and version.asked_by == visit.person
    alone = own and not publishing.others(visit, version)
    counted, counts = counter.counts(visit, version)
    shown = VersionShown(
        page=counter.page,
        line=line_of(visit, version),
        made_at=version.made_at,
        made_by=visit.name_of(version.made_by),
        tried_at=version.tried_at,
        asked_at=version.asked_at if asks else None,
        asked_by=visit.name_of(version.asked_by),
        published_at=version.published_at,
        published_by=visit.name_of(version.published_by),
        retired_at=version.retired_at,
        counts=counts,
        counted=counted,
        can=tuple(move.value for move in publishing.open_moves(visit, version, counter.main(visit))),
        current_version=current.version if current else "",
        own=own,
        alone=(version.asked_at or 0) + publishing.PAUSE_MS if alone else None,
    )
    return Served((shown,))


def _sure(counter: Counter, visit: Visit, wanted: wishes.VersionSureWanted) -> Served | None:
    version = counter.found(visit, wanted.begun)
    if version is None:
        return None
    current = counter.shelf.current(visit.tx, version.bank)
    counted = current if wanted.move in {Move.ASK, Move.USE} else version
    shown = VersionSureAsked(
        page=counter.page,
        begun=wanted.begun,
        move=wanted.move,
        title=version.title,
        version=version.version,
        current_version=current.version if current else "",
        open=counter.under_way(visit, counted) if counted else 0,
    )
    return Served((shown,))


# -- files -------------------------------------------------------------------------------------------------------------


def _brought(counter: Counter, visit: Visit, wanted: wishes.VersionBrought) -> Served | None:
    if not may_publish(visit):
        return None
    visit.record(f"{counter.shelf.kind}_brought", file=wanted.digest)
    return Served((VersionTaken(wanted.name),), files=(FileWanted(counter.shelf.kind, wanted.digest[:BEGUN]),))


def _file(counter: Counter, visit: Visit, wanted: wishes.VersionFileWanted) -> Served | None:
    whole = wanted.what in counter.whole and may_publish(visit)
    if not whole and (wanted.what not in counter.files or counter.found(visit, wanted.begun) is None):
        return None
    ordered = FileWanted(f"{counter.shelf.kind}_{wanted.what}", wanted.begun)
    return Served((VersionWorking(counter.page, wanted.what),), files=(ordered,))


# -- moves -------------------------------------------------------------------------------------------------------------


def _moved(counter: Counter, visit: Visit, wanted: wishes.VersionMoved) -> Served | None:
    version = counter.found(visit, wanted.begun)
    if version is None or wanted.move not in set(Move):
        return None
    what = Move(wanted.move)
    outcome = publishing.move(visit, counter.shelf, version, what, counter.main(visit))
    if outcome is not Outcome.DONE:
        return Served((VersionStays(counter.page, what.value, outcome.value),))
    notices = told(counter, visit, version, what)
    made = VersionMoveMade(counter.page, what.value, version.version, len(notices) if what is Move.ASK else 0)
    gone = what is Move.DROP
    return Served((made,), notices=notices, to=(counter.page, "" if gone else wanted.begun, FILE))


def told(counter: Counter, visit: Visit, before: BankVersion, what: Move) -> tuple[Notice, ...]:
    """What the other admins are told of a move: who asks for a publication, and how it was decided."""
    if what not in {Move.ASK, Move.AGREE, Move.RETURN}:
        return ()
    after = counter.shelf.version(visit.tx, before.bank, before.version) or before
    persons = [person for person in publishing.others(visit, after) if person != visit.person]
    if what is Move.ASK:
        return tuple(_asked(counter, visit, after, persons))
    by = visit.name_of(visit.person)
    decided = VersionDecided(counter.page, before.digest[:BEGUN], before.title, before.version, by, agreed=what is Move.AGREE)
    every = dict.fromkeys((before.asked_by, *persons))
    return tuple(Notice(person, decided) for person in every if person and person != visit.person)


def _asked(counter: Counter, visit: Visit, version: BankVersion, persons: list[str]) -> Iterator[Notice]:
    """The numbers, to each in the own language."""
    current = counter.shelf.current(visit.tx, version.bank)
    words: dict[str, tuple[int, tuple[str, ...]]] = {}
    for person in persons:
        cursor = visit.tx.cursor(person)
        language = cursor.language if cursor and cursor.language else "zh"
        if language not in words:
            words[language] = counter.told(visit, version, current, language)
        size, changes = words[language]
        yield Notice(
            person,
            VersionAsked(
                page=counter.page,
                begun=version.digest[:BEGUN],
                title=version.title,
                bank=version.bank,
                version=version.version,
                by=visit.name_of(visit.person),
                size=size,
                against=current.version if current else "",
                open=counter.under_way(visit, current) if current else 0,
                changes=changes[:MOST_CHANGES],
            ),
        )


def served(*counters: Counter) -> dict[type[Wanted], Serve]:
    """How the wishes of all pages of versions are served, each at its own counter."""
    at: Mapping[str, Counter] = {counter.page: counter for counter in counters}
    return {
        wishes.VersionsWanted: lambda visit, wanted: _page(at[wanted.page], visit),
        wishes.VersionWanted: lambda visit, wanted: _version(at[wanted.page], visit, wanted.begun),
        wishes.VersionSureWanted: lambda visit, wanted: _sure(at[wanted.page], visit, wanted),
        wishes.VersionBrought: lambda visit, wanted: _brought(at[wanted.page], visit, wanted),
        wishes.VersionFileWanted: lambda visit, wanted: _file(at[wanted.page], visit, wanted),
        wishes.VersionMoved: lambda visit, wanted: _moved(at[wanted.page], visit, wanted),
    }
