"""What would make an enterprise eligible: the missing conditions, and where a level is missing the cheapest way up from the last run."""

from __future__ import annotations

from dataclasses import replace

from bot.ports import Enterprise
from bot.roles import Action
from bot.usecases.desk.prog.asking import lacking
from bot.usecases.desk.prog.looking import own, short_of, today
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.programmes import gather
from dialogs.desk.prog import parts, wishes
from dialogs.desk.prog import reasons as words
from dialogs.desk.prog.effects import WayShown
from dialogs.desk.prog.parts import Move
from dialogs.effects import Wanted
from dialogs.model import Run
from dialogs.scene import left_out_ids
from dialogs.views.common import brief
from question_bank.answer_sheet import AnswerSheet
from question_bank.improvement import Change, cheapest_path
from question_bank.model import Bank, EnterpriseType, QuestionId
from question_bank.programmes.judging import judge, needed_level
from question_bank.programmes.model import Purpose
from question_bank.tailoring import questions_at

MOST_MOVES = 5
"""So many questions to move are shown; the text says how many more there are."""

LONGEST_STEM, LONGEST_OPTION = 60, 40


def _way(visit: Visit, wanted: wishes.WayWanted) -> Served | None:
    enterprise, programme = own(visit, Action.READ_VERDICT), visit.packs.find(wanted.programme)
    if enterprise is None or programme is None:
        return None
    values = gather(visit, enterprise, programme).values
    verdict = judge(programme, values, today(visit))
    about = words.track_of(verdict, wanted.track)
    wording = words.Wording(programme, values, visit.language)
    level = needed_level(programme, replace(verdict, tracks=(about,)))
    path = _path(visit, enterprise, level) if level is not None else None
    shown = WayShown(
        id=str(programme.id),
        short=short_of(programme, visit.language),
        number=programme.notice.number,
        name=about.track.name.in_(visit.language) if len(programme.tracks) > 1 else "",
        duty=programme.purpose is Purpose.DUTY,
        outcome=about.outcome.value,
        missing=wording.of(about.missing()),
        barring=wording.of(about.barring()),
        path=path,
        no_run=level is not None and path is None,
        lacking=len(lacking(programme, about)),
    )
    return Served((shown,))


def _path(visit: Visit, enterprise: Enterprise, wanted: int) -> parts.Path | None:
    """The cheapest way to the first level above that the last finished run does not have; nothing without such a run."""
    run = visit.tx.last_finished(enterprise.id, visit.main)
    if run is None or run.result is None:
        return None
    bank, sheet = visit.bank_of(run), _sheet(run)
    above = min(run.result.level + 1, wanted)
    if bank.is_mean or above not in bank.level_by_number:
        return None
    path = cheapest_path(bank, sheet, above)
    changes = path.changes if path else ()
    moves = tuple(_move(bank, change, visit.language) for change in changes[:MOST_MOVES])
    unanswered = sum(_unanswered(bank, sheet, level) for level in range(above, wanted + 1) if level in bank.level_by_number)
    has, aim, reaches = (_level_name(bank, level, visit.language) for level in (run.result.level, wanted, above))
    return parts.Path(has, aim, reaches, len(changes), moves, unanswered, path.exact if path else True)


def _level_name(bank: Bank, number: int, language: str) -> str:
    level = bank.level_by_number.get(number)
    return level.name.in_(language) if level else ""


def _sheet(run: Run) -> AnswerSheet:
    answers = {QuestionId(question): answer.key for question, answer in run.answers.items()}
    return AnswerSheet(EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out), answers)


def _unanswered(bank: Bank, sheet: AnswerSheet, level: int) -> int:
    asked = questions_at(bank, sheet.kind, sheet.tailored_out, level)
    return sum(question.id not in sheet.answers for question in asked)


def _move(bank: Bank, change: Change, language: str) -> Move:
    question = bank.question_by_id[change.question]
    texts = {option.key: option.text.in_(language) for option in question.options}
    return Move(
        number=question.number,
        stem=brief(question.stem.in_(language), LONGEST_STEM),
        before=brief(texts.get(change.from_key or "", ""), LONGEST_OPTION),
        after=brief(texts[change.to_key], LONGEST_OPTION),
    )


SERVED: dict[type[Wanted], Serve] = {wishes.WayWanted: _way}
