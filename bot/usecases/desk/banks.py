"""Banks at the desk: what their versions have beside what all versions do (`versions`): runs that go on, and trials from any question."""

from __future__ import annotations

import unicodedata

from bot.ports.banks import BankVersion
from bot.usecases.banks.files import changed
from bot.usecases.desk import versions
from bot.usecases.desk.trials import begin_trial
from bot.usecases.desk.versions import Counter
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.versions.shelves import BANKS
from dialogs.desk.banks import effects as wishes
from dialogs.desk.banks.effects import BankQuestionMissing, BankTryAsked
from dialogs.effects import Wanted
from dialogs.model import RunState
from dialogs.scene import DialogError
from question_bank.model import Bank

LARGEST_TOLD = 2_000
"""Of a bank with more questions the changes are not worked out within a turn."""


def main_of(visit: Visit) -> str:
    """The bank that must always be open to enterprises."""
    if visit.banks is None:
        raise DialogError("no banks to look after")
    return visit.banks.main


def _counts(visit: Visit, version: BankVersion) -> tuple[str, tuple[int, ...]]:
    runs = visit.tx.runs_with(version.bank, version.version)
    return "counts", (runs.get(RunState.OPEN, 0), runs.get(RunState.FINISHED, 0))


def _under_way(visit: Visit, version: BankVersion) -> int:
    return visit.tx.runs_with(version.bank, version.version).get(RunState.OPEN, 0)


def _told(visit: Visit, version: BankVersion, current: BankVersion | None, language: str) -> tuple[int, tuple[str, ...]]:
    if visit.banks is None:
        raise DialogError("no banks to look after")
    new = visit.banks.of(version.bank, version.version)
    old = visit.banks.of(current.bank, current.version) if current else None
    small = len(new.questions) <= LARGEST_TOLD
    return len(new.questions), changed(old, new, language) if old and small else ()


COUNTER = Counter("banks", BANKS, main_of, _counts, _under_way, _told)

is_open = versions.is_open
waiting = COUNTER.waiting


# -- trying ------------------------------------------------------------------------------------------------------------


def _try(visit: Visit, wanted: wishes.BankTryWanted) -> Served | None:
    version = COUNTER.found(visit, wanted.begun)
    if version is None or visit.banks is None:
        return None
    questions = visit.banks.of(version.bank, version.version).questions
    first, later = questions[0].id, questions[len(questions) // 2].id
    return Served((BankTryAsked(wanted.begun, version.title, version.version, len(questions), first, later),))


def _tried(visit: Visit, wanted: wishes.BankTried) -> Served | None:
    version = COUNTER.found(visit, wanted.begun)
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


SERVED: dict[type[Wanted], Serve] = {wishes.BankTryWanted: _try, wishes.BankTried: _tried}
