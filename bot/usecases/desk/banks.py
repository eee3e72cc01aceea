"""Banks at the desk, for admins: the versions there are, one version, moves, and what others are told. Files are made after the turn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import islice

from bot.ports.banks import BankState, BankVersion
from bot.usecases import publishing
from bot.usecases.bank_files import changed
from bot.usecases.desk.trials import begin_trial
from bot.usecases.desk.visit import FileWanted, Notice, Serve, Served, Visit
from bot.usecases.publishing import Move, Outcome, current_of, may_publish
from dialogs.desk import banks as page
from dialogs.desk import banks_effects as wishes
from dialogs.desk.banks_effects import (
    BankAsked,
    BankDecided,
    BankLine,
    BankMoveMade,
    BankQuestionMissing,
    BankShown,
    BanksShown,
    BankStays,
    BankSureAsked,
    BankTaken,
    BankTryAsked,
    BankWorking,
)
from dialogs.effects import Wanted
from dialogs.model import RunState
from dialogs.scene import DialogError
from question_bank.model import Bank

BANK = "bank"
MOST_LISTED = 20
LARGEST_TOLD = 2_000
"""Of a bank with more questions the changes are not worked out within a turn."""

MOST_CHANGES = 12


def main_of(visit: Visit) -> str:
    """The bank that must always be open to enterprises."""
    if visit.banks is None:
        raise DialogError("no banks to look after")
    return visit.banks.main


def found(visit: Visit, begun: str) -> BankVersion | None:
    """The version whose digest begins so, for who looks after banks."""
    if not may_publish(visit) or len(begun) != page.BEGUN:
        return None
    return next((version for version in visit.tx.bank_versions() if version.digest.startswith(begun)), None)


def line_of(visit: Visit, version: BankVersion) -> BankLine:
    """A version as a list shows it: when it came to its state, and by whom."""
    by, at = _since(version)
    return BankLine(
        begun=version.digest[: page.BEGUN],
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


def is_open(visit: Visit) -> bool:
    """Whether the person looks after banks."""
    return may_publish(visit)


def waiting(visit: Visit) -> int:
    """How many versions wait for this person's consent."""
    return sum(
        version.state is BankState.WAITING and Move.AGREE in publishing.open_moves(visit, version, "")
        for version in visit.tx.bank_versions()
    )


def _page(visit: Visit, wanted: wishes.BanksWanted) -> Served | None:
    if not may_publish(visit):
        return None
    versions = visit.tx.bank_versions()
    main = main_of(visit)
    ordered = sorted(versions, key=lambda version: (version.bank != main, version.bank, not version.current))
    lines = tuple(line_of(visit, version) for version in islice(ordered, MOST_LISTED))
    return Served((BanksShown(lines, len(versions) - len(lines)),))


def _version(visit: Visit, wanted: wishes.BankWanted) -> Served | None:
    version = found(visit, wanted.begun)
    if version is None:
        return None
    runs = visit.tx.runs_with(version.bank, version.version)
    current = current_of(visit.tx.bank_versions(version.bank), version.bank)
    asks = version.state is BankState.WAITING
    own = asks and version.asked_by == visit.person
    alone = own and not publishing.others(visit, version)
    shown = BankShown(
        line=line_of(visit, version),
        made_at=version.made_at,
        made_by=visit.name_of(version.made_by),
        tried_at=version.tried_at,
        asked_at=version.asked_at if asks else None,
        asked_by=visit.name_of(version.asked_by),
        published_at=version.published_at,
        published_by=visit.name_of(version.published_by),
        retired_at=version.retired_at,
        open=runs.get(RunState.OPEN, 0),
        finished=runs.get(RunState.FINISHED, 0),
        can=tuple(move.value for move in publishing.open_moves(visit, version, main_of(visit))),
        current_version=current.version if current else "",
        own=own,
        alone=(version.asked_at or 0) + publishing.PAUSE_MS if alone else None,
    )
    return Served((shown,))


def _sure(visit: Visit, wanted: wishes.BankSureWanted) -> Served | None:
    version = found(visit, wanted.begun)
    if version is None:
        return None
    current = current_of(visit.tx.bank_versions(version.bank), version.bank)
    counted = current if wanted.move in {Move.ASK, Move.USE} else version
    runs = visit.tx.runs_with(counted.bank, counted.version) if counted else {}
    shown = BankSureAsked(
        begun=wanted.begun,
        move=wanted.move,
        title=version.title,
        version=version.version,
        current_version=current.version if current else "",
        open=runs.get(RunState.OPEN, 0),
    )
    return Served((shown,))


# -- trying ------------------------------------------------------------------------------------------------------------


def _try(visit: Visit, wanted: wishes.BankTryWanted) -> Served | None:
    version = found(visit, wanted.begun)
    if version is None or visit.banks is None:
        return None
    questions = visit.banks.of(version.bank, version.version).questions
    first, later = questions[0].id, questions[len(questions) // 2].id
    return Served((BankTryAsked(wanted.begun, version.title, version.version, len(questions), first, later),))


def _tried(visit: Visit, wanted: wishes.BankTried) -> Served | None:
    version = found(visit, wanted.begun)
    if version is None or visit.banks is None:
        return None
    question = _question(visit.banks.of(version.bank, version.version), wanted.text) if wanted.text else ""
    begun = begin_trial(visit, version.bank, version.version, question) if question is not None else None
    return begun or Served((BankQuestionMissing(wanted.text),))


def _question(bank: Bank, text: str) -> str | None:
    """The question of this id, else the first of this number."""
    sought = unicodedata.normalize("NFKC", text).casefold()
    ids = {question.id.casefold(): question.id for question in bank.questions}
    return ids.get(sought) or next((question.id for question in bank.questions if question.number.casefold() == sought), None)


# -- files -------------------------------------------------------------------------------------------------------------


def _brought(visit: Visit, wanted: wishes.BankBrought) -> Served | None:
    if not may_publish(visit):
        return None
    visit.record("bank_brought", file=wanted.digest)
    return Served((BankTaken(wanted.name),), files=(FileWanted(BANK, wanted.digest[: page.BEGUN]),))


def _file(visit: Visit, wanted: wishes.BankFileWanted) -> Served | None:
    if found(visit, wanted.begun) is None:
        return None
    return Served((BankWorking(wanted.what),), files=(FileWanted(f"{BANK}_{wanted.what}", wanted.begun),))


# -- moves -------------------------------------------------------------------------------------------------------------


def _moved(visit: Visit, wanted: wishes.BankMoved) -> Served | None:
    version = found(visit, wanted.begun)
    if version is None or wanted.move not in set(Move):
        return None
    what = Move(wanted.move)
    outcome = publishing.move(visit, version, what, main_of(visit))
    if outcome is not Outcome.DONE:
        return Served((BankStays(what.value, outcome.value),))
    notices = told(visit, version, what)
    made = BankMoveMade(what.value, version.version, len(notices) if what is Move.ASK else 0)
    gone = what is Move.DROP
    return Served((made,), notices=notices, to=("banks", "" if gone else wanted.begun, page.FILE))


def told(visit: Visit, before: BankVersion, what: Move) -> tuple[Notice, ...]:
    """What the other admins are told of a move: who asks for a publication, and how it was decided."""
    if what not in {Move.ASK, Move.AGREE, Move.RETURN}:
        return ()
    after = visit.tx.bank_version(before.bank, before.version) or before
    persons = [person for person in publishing.others(visit, after) if person != visit.person]
    if what is Move.ASK:
        return tuple(_asked(visit, after, persons))
    decided = BankDecided(before.digest[: page.BEGUN], before.title, before.version, visit.name_of(visit.person), agreed=what is Move.AGREE)
    every = dict.fromkeys((before.asked_by, *persons))
    return tuple(Notice(person, decided) for person in every if person and person != visit.person)


def _asked(visit: Visit, version: BankVersion, persons: list[str]) -> Iterator[Notice]:
    """The numbers, to each in the own language."""
    if visit.banks is None or not persons:
        return
    new = visit.banks.of(version.bank, version.version)
    current = current_of(visit.tx.bank_versions(version.bank), version.bank)
    old = visit.banks.of(current.bank, current.version) if current else None
    runs = visit.tx.runs_with(current.bank, current.version) if current else {}
    small = len(new.questions) <= LARGEST_TOLD
    words: dict[str, tuple[str, ...]] = {}
    for person in persons:
        cursor = visit.tx.cursor(person)
        language = cursor.language if cursor and cursor.language else "zh"
        if language not in words:
            words[language] = changed(old, new, language)[:MOST_CHANGES] if old and small else ()
        yield Notice(
            person,
            BankAsked(
                begun=version.digest[: page.BEGUN],
                title=version.title,
                bank=version.bank,
                version=version.version,
                by=visit.name_of(visit.person),
                questions=len(new.questions),
                against=current.version if current else "",
                open=runs.get(RunState.OPEN, 0),
                changes=words[language],
            ),
        )


SERVED: dict[type[Wanted], Serve] = {
    wishes.BanksWanted: _page,
    wishes.BankWanted: _version,
    wishes.BankSureWanted: _sure,
    wishes.BankTryWanted: _try,
    wishes.BankTried: _tried,
    wishes.BankBrought: _brought,
    wishes.BankFileWanted: _file,
    wishes.BankMoved: _moved,
}
