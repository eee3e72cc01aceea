"""Trying a bank out: an admin answers a version, draft or not, as a test respondent; the trial is forgotten when the admin leaves it.

A trial has no enterprise, so that it takes no place in a month, has no status and no seal, and is in no list, count or export.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot.ports import StoredRun, Transaction
from bot.ports.banks import BankState
from bot.roles import Action
from bot.usecases.desk import going_over
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.effects import Wanted
from dialogs.model import RUN_SPEC, Cursor, Phase, Profile, Run, RunState
from dialogs.stages.trying import TrialLeft
from question_bank.model import Bank, EnterpriseType, QuestionId
from question_bank.tailoring import questions_at


def begin_trial(visit: Visit, bank: str, version: str, question: str = "") -> Served | None:
    """Over to a trial of this version, at this question or at the beginning; nothing if it, or the question, is not there or the person may
    not. A draft counts as tried from then on."""
    if not visit.may_all(Action.LOAD_BANK) or visit.banks is None:
        return None
    try:
        found = visit.banks.of(bank, version)
    except LookupError:
        return None
    asked = found.question_by_id.get(QuestionId(question))
    if question and asked is None:
        return None
    level = asked.level if asked else found.levels[0].number
    kind = next((kind.id for kind in found.kinds if not asked or asked in questions_at(found, kind.id, frozenset(), level)), None)
    if kind is None:
        return None
    run = _trial(visit, found, kind, level)
    _note(visit, bank, version)
    visit.record("trial_begun", run.id, bank=bank, version=version)
    return Served((), entered=run, at=question)


def returned(tx: Transaction, cursor: Cursor) -> tuple[Cursor, StoredRun | None]:
    """Where a person stands whose trial is gone with its draft: in the run before it."""
    stored = tx.run(cursor.left) if cursor.left else None
    if stored is None:
        return cursor, None
    place = {"phase": Phase.HOME, "at": "", "part": "", "draft": "", "correcting": False, "drafted_out": ()}
    return msgspec.structs.replace(cursor, run=stored.run.id, left="", revision=cursor.revision + 1, **place), stored


def _trial(visit: Visit, bank: Bank, kind: EnterpriseType, level: int) -> Run:
    return Run(
        spec=RUN_SPEC,
        id=visit.fresh(),
        bank=bank.id,
        bank_version=bank.version,
        state=RunState.OPEN,
        profile=Profile(kind=kind),
        level=level,
        created_at=visit.now,
        started_at=visit.now,
        trial=True,
    )


def _note(visit: Visit, bank: str, version: str) -> None:
    kept = visit.tx.bank_version(bank, version)
    if kept is not None and kept.state is BankState.DRAFT:
        tried = replace(kept, state=BankState.TRIED, tried_by=visit.person, tried_at=visit.now)
        visit.tx.change_bank_version(kept, tried)


def _left(visit: Visit, wanted: TrialLeft) -> Served | None:
    """Back to the run before, as far as it is still the person's."""
    trial = visit.tx.run(wanted.run)
    if trial is None or not trial.run.trial or visit.cursor.run != wanted.run:
        return None
    stored = visit.tx.run(visit.cursor.left) if visit.cursor.left else None
    if stored is not None and (not stored.run.enterprise or visit.enterprise(stored.run.enterprise, Action.ANSWER) is not None):
        return Served((), entered=stored)
    own = visit.tx.enterprises_of(visit.person)
    return Served((), entered=going_over.run_of(visit, own[0]) if own else going_over.draft_of(visit, visit.person))


SERVED: dict[type[Wanted], Serve] = {TrialLeft: _left}
