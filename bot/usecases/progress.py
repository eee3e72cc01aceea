"""How far a run is, as the status of its enterprise keeps it: worked out from the run alone, at every turn that changed one.

Which questions apply is remembered by tailoring, so that a turn costs some microseconds; areas are scored once, when a run is finished.
"""

from __future__ import annotations

from functools import lru_cache

from bot.ports.standing import Progress, Stage
from dialogs.model import Run, RunState
from dialogs.scene import left_out_ids
from question_bank.answer_sheet import AnswerSheet
from question_bank.model import AreaId, Bank, EnterpriseType, QuestionId
from question_bank.scoring import LevelScore, decimal_text, score_run
from question_bank.tailoring import questions_at

_STAGES = {RunState.OPEN: Stage.IN_PROGRESS, RunState.FINISHED: Stage.FINISHED}


def progress_of(bank: Bank, run: Run) -> Progress:
    """How far the run is. One that was given up, or is only being prepared, counts as not started."""
    stage = _STAGES.get(run.state, Stage.NOT_STARTED)
    if stage is Stage.NOT_STARTED:
        return Progress(run.id, stage, bank=run.bank)
    opened = _opened(bank, EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out), run.level)
    answered = len(opened.intersection(run.answers))
    if run.result is None:
        return Progress(run.id, stage, run.level, answered, len(opened), started_at=run.started_at, bank=run.bank)
    return Progress(
        run=run.id,
        stage=stage,
        answering=run.level,
        answered=answered,
        of=len(opened),
        level=run.result.level,
        total=run.result.total,
        started_at=run.started_at,
        finished_at=run.finished_at,
        areas=_areas(bank, run),
        bank=run.bank,
    )


@lru_cache(maxsize=1024)
def _opened(bank: Bank, kind: EnterpriseType, left_out: frozenset[AreaId], level: int) -> frozenset[str]:
    """The questions that apply at this level and those below it."""
    numbers = (found.number for found in bank.levels if found.number <= level)
    return frozenset(question.id for number in numbers for question in questions_at(bank, kind, left_out, number))


def _areas(bank: Bank, run: Run) -> tuple[tuple[str, str], ...]:
    """The scores of the headings at the highest level that was answered and counts: the one that the report explains the result by."""
    answers = {QuestionId(question): answer.key for question, answer in run.answers.items()}
    sheet = AnswerSheet(EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out), answers)
    counted = [level for level in score_run(bank, sheet).levels if level.counted]
    begun = [level for level in counted if _begun(level)] or counted[:1]
    headings = {heading.id for heading in bank.headings}
    return tuple((score.id, decimal_text(score.value)) for score in begun[-1].areas() if score.id in headings)


def _begun(level: LevelScore) -> bool:
    return level.met or len(level.missing) < sum(1 for _ in level.questions())
