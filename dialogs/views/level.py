"""The views of a level: opening, question cards, contents, review, result."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from dialogs import effects as e
from dialogs.scene import Scene
from dialogs.screens import MOST_LISTED
from dialogs.stages.question import headings
from dialogs.stages.suggesting import suggestion
from dialogs.views.common import (
    Context,
    answered,
    bar,
    finely,
    level_name,
    missed,
    names,
    next_band,
    progress,
    question_of,
    said,
    shown,
    signed,
    stage_name,
)
from question_bank.model import NOT_APPLICABLE, Text

SECONDS_A_QUESTION = 45


def level_opened(effect: e.LevelOpened, scene: Scene) -> Context:
    number = effect.level
    level = scene.bank.level_by_number[number]
    questions = scene.questions(number)
    return {
        "level": said(scene, level.name),
        "gist": said(scene, level.gist),
        "opening": said(scene, level.opening),
        "materials": said(scene, level.materials),
        "of": len(questions),
        "done": sum(question.id in scene.run.answers for question in questions),
        "minutes": ceil(len(questions) * SECONDS_A_QUESTION / 60),
        "headings": [progress(scene, heading) for heading in headings(scene)],
        "previous": any(question.id in scene.run.previous for question in questions),
        "untranslated": _untranslated(scene, tuple(question.stem for question in questions)),
    }


def _untranslated(scene: Scene, texts: tuple[Text, ...]) -> bool:
    """Whether some of the texts are there in the bank's own language only, and not in the person's."""
    language = scene.cursor.language
    return language != scene.bank.language and any(not text.translations.get(language) for text in texts)


def _card(question_id: str, scene: Scene) -> Context:
    run = scene.run
    question = question_of(scene, question_id)
    places = scene.places()
    kept, waiting = scene.given.get(question_id), None if scene.cursor.handover else run.unconfirmed.get(question_id)
    done = answered(scene)
    suggested = suggestion(scene, question_id)
    return {
        "level": stage_name(scene, question.level),
        "area": said(scene, scene.bank.area_by_id[question.area].name),
        "heading": progress(scene, str(scene.bank.heading_of(question.area).id)),
        "number": question.number,
        "place": places[question_id] + 1,
        "of": len(places),
        "done": done,
        "bar": bar(done, len(places)),
        "stem": said(scene, question.stem),
        "options": tuple((option.key, said(scene, option.text)) for option in question.options),
        "answer": kept.key if kept else "",
        "signed": signed(scene, kept),
        "waiting": waiting.key if waiting else "",
        "waiting_signed": signed(scene, waiting),
        "files": len(run.evidence.get(question_id, ())),
        "notes": len(run.notes.get(question_id, ())),
        "previous": suggested.key if suggested else "",
        "taken": bool(suggested and suggested.taken),
        "taken_from": suggested.title if suggested else "",
        "flagged": question_id in run.flags,
        "na_key": NOT_APPLICABLE,
    }


def question_explained(effect: e.QuestionExplained, scene: Scene) -> Context:
    question = question_of(scene, effect.question)
    area = scene.bank.area_by_id[question.area]
    requirement = scene.bank.requirement_by_id[question.requirement]
    cell = scene.bank.cell_at.get((question.area, question.level))
    return {
        **_card(effect.question, scene),
        "explanation": said(scene, question.explanation),
        "example": said(scene, question.example_for(scene.kind)),
        "evidence": said(scene, question.evidence),
        "standard": scene.bank.standard,
        "clause": " · ".join(part for part in (said(scene, area.name), stage_name(scene, question.level), requirement.letter) if part),
        "topic": said(scene, requirement.topic),
        "unsure": cell is not None and cell.confidence < Decimal("0.8"),
    }


def question_weighed(effect: e.QuestionWeighed, scene: Scene) -> Context:
    above = next_band(scene, effect.score)
    return {
        **_card(effect.question, scene),
        "score": finely(effect.score),
        "threshold": finely(str(scene.bank.threshold or "")),
        "band": _band(scene, effect.score),
        "next": above.name if above else "",
        "low": above.low if above else "",
        "missing": effect.missing,
        "outcomes": [(outcome.key, finely(outcome.score), outcome.met, _band(scene, outcome.score)) for outcome in effect.outcomes],
    }


def _band(scene: Scene, total: str) -> str:
    """What a mean of this total is called; a level's own score falls into no band."""
    return said(scene, scene.bank.band_of(Decimal(total)).name) if scene.bank.is_mean else ""


def level_reviewed(effect: e.LevelReviewed, scene: Scene) -> Context:
    listed = tuple(dict.fromkeys((*effect.missing, *effect.unconfirmed, *effect.flagged)))
    return {
        "level": stage_name(scene, effect.level),
        "single": scene.bank.is_mean,
        "of": len(scene.questions()),
        "missing": len(effect.missing),
        "flagged": len(effect.flagged),
        "unconfirmed": len(effect.unconfirmed),
        "listed": [
            {
                "number": question_of(scene, question).number,
                "stem": said(scene, question_of(scene, question).stem),
                "flagged": question in effect.flagged,
                "missing": question in effect.missing,
                "unconfirmed": question in effect.unconfirmed,
            }
            for question in listed[:MOST_LISTED]
        ],
        "more": max(0, len(listed) - MOST_LISTED),
    }


def level_finished(effect: e.LevelFinished, scene: Scene) -> Context:
    return {
        "level": level_name(scene, effect.level),
        "score": shown(effect.score),
        "threshold": shown(str(scene.bank.threshold)),
        "met": effect.met,
        "last": effect.last,
        "next": "" if effect.last else level_name(scene, effect.level + 1),
        "pulls": [(names(scene, (pull.area,))[0], shown(pull.score), missed(pull.lost)) for pull in effect.pulls],
    }


def question_asked(effect: e.QuestionAsked, scene: Scene) -> Context:
    return _card(effect.question, scene)


def contents_shown(effect: e.ContentsShown, scene: Scene) -> Context:
    return {"level": stage_name(scene, effect.level), "headings": [progress(scene, heading) for heading in headings(scene)]}


def level_reopened(effect: e.LevelReopened, scene: Scene) -> Context:
    return {"level": stage_name(scene, effect.level)}


def answers_submitted(effect: e.AnswersSubmitted, scene: Scene) -> Context:
    return {"of": effect.questions, "indicators": len(scene.bank.indicators)}


def answer_kept(effect: e.AnswerKept | e.AnswerProposed, scene: Scene) -> Context:
    number = question_of(scene, effect.question).number
    return {"number": number, "key": effect.key, "before": effect.before, "na": effect.key == NOT_APPLICABLE, "na_key": NOT_APPLICABLE}


def answered_meanwhile(effect: e.AnsweredMeanwhile, scene: Scene) -> Context:
    theirs = scene.given.get(effect.question)
    waiting = scene.run.unconfirmed.get(effect.question)
    by = theirs if theirs and theirs.key == effect.key else waiting
    number, na = question_of(scene, effect.question).number, effect.key == NOT_APPLICABLE
    return {"who": signed(scene, by)[0], "number": number, "key": effect.key, "na": na}


def question_flagged(effect: e.QuestionFlagged, scene: Scene) -> Context:
    return {"number": question_of(scene, effect.question).number}
