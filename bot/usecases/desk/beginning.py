"""What a new run begins with: which bank, what is known of the enterprise, what was answered or reached before.

A run of another bank than the main one says nothing about the enterprise that offices see: its enterprise type is that bank's own.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.ports import Transaction
from bot.usecases.desk.visit import Visit
from dialogs.model import RUN_SPEC, Profile, Reached, Run
from question_bank.model import NOT_APPLICABLE, Bank


def known(visit: Visit, enterprise: str, run: Run) -> tuple[dict[str, str], dict[str, Reached]]:
    """The last answers with the run's bank, and the results with other banks that its questions are taken from."""
    return _answered(visit.tx, enterprise, run.bank), _reached(visit, enterprise, run)


def lasting(visit: Visit, enterprise: str, run: Run) -> Profile:
    """What of the run's profile is kept for the enterprise: with another bank than the main one, not its enterprise type."""
    if visit.main in {"", run.bank}:
        return run.profile
    kept = visit.tx.profile_of(enterprise)
    return msgspec.structs.replace(run.profile, kind=kept.kind if kept else "")


def new_run(visit: Visit, bank: Bank, enterprise: str, profile: Profile) -> Run:
    """A run of the enterprise with this bank that is not started yet; nothing is kept."""
    last = visit.tx.last_finished(enterprise, bank.id)
    kind = last.profile.kind if last else profile.kind
    return Run(
        spec=RUN_SPEC,
        id=visit.fresh(),
        bank=bank.id,
        bank_version=bank.version,
        enterprise=enterprise,
        profile=msgspec.structs.replace(profile, kind=kind if any(found.id == kind for found in bank.kinds) else ""),
        tailored_out=_left_out(last, bank),
        previous=still_there({question: answer.key for question, answer in last.answers.items()} if last else {}, bank),
        created_at=visit.now,
    )


def still_there(answers: Mapping[str, str], bank: Bank) -> dict[str, str]:
    """Of answers with another version of the bank those whose question and option it still has."""
    keys = {str(question.id): {NOT_APPLICABLE, *(option.key for option in question.options)} for question in bank.questions}
    return {question: key for question, key in answers.items() if key in keys.get(question, ())}


def _left_out(last: Run | None, bank: Bank) -> tuple[str, ...]:
    return tuple(area for area in last.tailored_out if any(area == found.id for found in bank.areas if found.tailorable)) if last else ()


def _answered(tx: Transaction, enterprise: str, bank: str) -> dict[str, str]:
    last = tx.last_finished(enterprise, bank)
    return {question: answer.key for question, answer in last.answers.items()} if last else {}


def _reached(visit: Visit, enterprise: str, run: Run) -> dict[str, Reached]:
    if visit.banks is None:
        return {}
    sources = {question.taken for question in visit.bank_of(run).questions if question.taken}
    lasts = {source: visit.tx.last_finished(enterprise, source) for source in sorted(sources)}
    return {source: _result(visit, last) for source, last in lasts.items() if last is not None and last.result is not None}


def _result(visit: Visit, last: Run) -> Reached:
    title = visit.bank_of(last).title.in_(visit.language)
    return Reached(level=last.result.level if last.result else 0, title=title)
