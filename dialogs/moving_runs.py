"""An open run moved to another version of its bank: what asks the same keeps its answer, and only what changed is asked again.

Nothing is lost: answers that do not stand any more become suggestions of the run, notes and evidence stay beside their question. Whether
anybody wants this is asked elsewhere; runs that are finished or given up stay with the version that scored them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from dialogs.model import Answer, Handover, LevelResult, Run, RunState
from dialogs.scene import DialogError
from dialogs.stages.settling import result_of
from question_bank.answer_sheet import AnswerSheet
from question_bank.carrying import Carried, areas_continuing, carry, links
from question_bank.model import AreaId, Bank, EnterpriseType, IndicatorId, QuestionId
from question_bank.scoring import score_level
from question_bank.tailoring import questions_at

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Moved:
    """The run under the new version, and what that means for its contacts.

    `to_answer` are the questions up to the level it stood at that have to be answered because they changed or are new; `indicators` those
    whose values do not fit any more; `ended` the hand-overs of headings that are no more; `lost` the answers that nothing continues.
    """

    run: Run
    to_answer: tuple[QuestionId, ...]
    indicators: tuple[IndicatorId, ...]
    ended: tuple[str, ...]
    lost: Mapping[QuestionId, str]


def may_move(run: Run, new: Bank) -> bool:
    """Whether this run can go on with that version: another one of its own bank, and one that still knows its type of enterprise."""
    kinds = {"", *(kind.id for kind in new.kinds)}
    under_way = run.state in {RunState.PREPARING, RunState.OPEN}
    return under_way and run.bank == new.id and run.bank_version != new.version and run.profile.kind in kinds


def moved_run(run: Run, old: Bank, new: Bank) -> Moved:
    """The run with the new version, at the first level that has something to answer or does not hold any more, else where it stood.

    Pure: cursors stay as they are, and the engine brings those whose place is no more to where the run now stands. Raises `DialogError` for
    a run that may not move, or whose version `old` is not.
    """
    if not may_move(run, new) or (old.id, old.version) != (run.bank, run.bank_version):
        raise DialogError(f"run {run.id} of {run.bank} {run.bank_version} cannot move to {new.id} {new.version}")
    found = carry(old, new, _keys(run.answers), map(IndicatorId, run.indicators))
    waiting = carry(old, new, _keys(run.unconfirmed))
    handovers = {known: handed for known, handed in run.handovers.items() if _stands(new, handed)}
    moved = msgspec.structs.replace(
        run,
        bank_version=new.version,
        tailored_out=_tailored_out(run, old, new),
        answers=_kept(old, new, run.answers, found),
        unconfirmed=_kept(old, new, run.unconfirmed, waiting),
        previous=_previous(run, old, new, found, waiting),
        flags=tuple(dict.fromkeys(_onward(old, new, flag) for flag in run.flags)),
        notes=_beside(old, new, run.notes),
        evidence=_beside(old, new, run.evidence),
        indicators={known: value for known, value in run.indicators.items() if known in found.indicators},
        handovers=handovers,
    )
    settled = _settled(moved, new)
    ended = tuple(known for known in run.handovers if known not in handovers)
    return Moved(settled, _to_answer(run, settled, old, new), found.lost_indicators, ended, found.lost)


def _keys(answers: Mapping[str, Answer]) -> dict[QuestionId, str]:
    return {QuestionId(question): answer.key for question, answer in answers.items()}


def _kept(old: Bank, new: Bank, answers: Mapping[str, Answer], found: Carried) -> dict[str, Answer]:
    """The answers that stay, each as it was given: by whom and when."""
    known = links(old, new)
    return {question: answers[known[question].sources[0]] for question in found.kept}


def _previous(run: Run, old: Bank, new: Bank, found: Carried, waiting: Carried) -> dict[str, str]:
    """What to suggest: what was suggested before as far as it still fits, then what helpers answered, then what contacts did.

    An answer that nothing continues is kept under its old id, where a way back finds it; not if this is another question's id by now.
    """
    before = carry(old, new, {QuestionId(question): key for question, key in run.previous.items()})
    lost = {question: key for layer in (before, waiting, found) for question, key in layer.lost.items()}
    waits = {question: key for question, key in lost.items() if question not in new.question_by_id or _returns(question, key, old, new)}
    layers = (waits, before.suggested, before.kept, waiting.suggested, found.suggested)
    return {question: key for layer in layers for question, key in layer.items()}


def _returns(question: QuestionId, key: str, old: Bank, new: Bank) -> bool:
    """Whether a question is there again that the version between did not have."""
    return question not in old.question_by_id and new.question_by_id[question].option(key) is not None


def _beside(old: Bank, new: Bank, things: Mapping[str, tuple[T, ...]]) -> dict[str, tuple[T, ...]]:
    """What lies beside questions, now beside those that continue them."""
    moved: dict[str, tuple[T, ...]] = {}
    for question, found in things.items():
        into = _onward(old, new, question)
        moved[into] = (*moved.get(into, ()), *found)
    return moved


def _onward(old: Bank, new: Bank, question: str) -> str:
    """The question that continues this one, the first if there are several; itself where none does."""
    return next((into for into, link in links(old, new).items() if link.direct and question in link.sources), QuestionId(question))


def _tailored_out(run: Run, old: Bank, new: Bank) -> tuple[str, ...]:
    """The areas that continue those left out, where they may still be left out."""
    into = (area for gone in run.tailored_out for area in areas_continuing(old, new, AreaId(gone)))
    return tuple(dict.fromkeys(area for area in into if new.area_by_id[area].tailorable))


def _stands(new: Bank, handed: Handover) -> bool:
    area = new.area_by_id.get(AreaId(handed.area))
    return area is not None and area.heading and handed.level in new.level_by_number


def _sheet(run: Run) -> AnswerSheet:
    return AnswerSheet(EnterpriseType(run.profile.kind), frozenset(map(AreaId, run.tailored_out)), _keys(run.answers))


def _settled(run: Run, new: Bank) -> Run:
    """With every level handed in scored anew, back at the first that lacks an answer or is met no more, or met only now."""
    kept: list[LevelResult] = []
    for told in run.levels:
        if told.level not in new.level_by_number:
            break
        scored = score_level(new, _sheet(run), told.level)
        if scored.missing or scored.met != told.met:
            return msgspec.structs.replace(run, levels=tuple(kept), level=told.level)
        kept.append(result_of(scored, told.at))
    return msgspec.structs.replace(run, levels=tuple(kept), level=min(run.level, len(new.levels)))


def _to_answer(before: Run, after: Run, old: Bank, new: Bank) -> tuple[QuestionId, ...]:
    """At the levels up to the one it stood at: what has no answer now, but for what was open before and is the same question."""
    known, out = links(old, new), frozenset(map(AreaId, after.tailored_out))
    asked = [
        question.id
        for level in range(1, min(before.level, len(new.levels)) + 1)
        for question in questions_at(new, EnterpriseType(after.profile.kind), out, level)
        if question.id not in after.answers
    ]
    return tuple(found for found in asked if not ((link := known.get(found)) and link.same and link.sources[0] not in before.answers))
