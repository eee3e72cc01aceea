"""What each template may say: an effect and the scene to a context of plain values. Facts come from the bank and the run, words do not."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from math import ceil
from typing import Any

from dialogs import effects as e
from dialogs.fields import FIELD_BY_ID, FIELDS, display, rows, value
from dialogs.inbound import PastRun
from dialogs.limits import RUNS_A_MONTH, SHANGHAI
from dialogs.model import RunState
from dialogs.scene import Scene
from dialogs.screens import MOST_LISTED
from dialogs.stages import tailoring
from dialogs.stages.level import headings
from question_bank.model import NOT_APPLICABLE, Area, AreaId, IndicatorId, Question, QuestionId, Text

SECONDS_A_QUESTION = 45
BAR_CELLS = 10

Context = dict[str, Any]


def context(effect: e.Effect, scene: Scene) -> Context:
    """The values for the template of this effect; every template has exactly one kind of context."""
    match effect:
        case e.FieldAsked() | e.FieldKept():
            return _field(effect, scene)
        case e.ProfileShown():
            return {"fields": [_known(scene, field.id.value, place) for place, field in enumerate(FIELDS, 1)]}
        case e.HomeShown():
            return _home(scene)
        case e.HistoryShown(runs):
            return {"runs": [_past(run) for run in runs], "limit": RUNS_A_MONTH}
        case e.AreaAsked(area):
            return _area(scene, scene.bank.area_by_id[AreaId(area)])
        case e.TailoringShown():
            return _tailoring(effect, scene)
        case e.TailoringChanged(out):
            return {"left_out": _names(scene, out)}
        case e.ResultShown(level, total):
            return {"level": _band(scene, level), "total": shown(total), "standard": scene.bank.standard}
        case e.RunAbandoned(unanswered):
            return {"unanswered": unanswered}
        case e.Advised(code, told) | e.Refused(code, told):
            return {"code": str(code), "value": told}
        case e.LanguageChosen(language):
            return {"language": language}
        case _:
            return _of_level(effect, scene)


def _of_level(effect: e.Effect, scene: Scene) -> Context:
    match effect:
        case e.LevelOpened(level):
            return _opening(scene, level)
        case e.QuestionAsked(question):
            return _card(scene, question)
        case e.QuestionExplained(question):
            return _explained(scene, question)
        case e.QuestionWeighed():
            return _weighed(effect, scene)
        case e.ContentsShown(level):
            return {"level": _level(scene, level), "headings": [_progress(scene, heading) for heading in headings(scene)]}
        case e.LevelReviewed():
            return _reviewed(effect, scene)
        case e.LevelFinished():
            return _finished(effect, scene)
        case e.LevelReopened(level):
            return {"level": _level(scene, level)}
        case e.AnswerKept(question, key, before):
            return {"number": _question(scene, question).number, "key": key, "before": before, "na": key == NOT_APPLICABLE}
        case e.QuestionFlagged(question):
            return {"number": _question(scene, question).number}
        case e.IndicatorAsked():
            return _indicator(effect, scene)
        case e.IndicatorKept(indicator, kept):
            return {"name": _said(scene, scene.bank.indicator_by_id[IndicatorId(indicator)].name), **_value(scene, indicator, kept)}
        case e.IndicatorsShown():
            return {"indicators": [_kept_indicator(scene, indicator.id) for indicator in scene.bank.indicators]}
        case _:
            return {}


def shown(score: str) -> str:
    """A score as people read it: three decimals, cut and never rounded up, so that 0.7996 does not look like a level reached."""
    if not score:
        return ""
    text = f"{Decimal(score).quantize(Decimal('0.001'), rounding=ROUND_FLOOR):f}"
    return text.rstrip("0").rstrip(".")


def bar(done: int, of: int) -> str:
    """Progress as ten squares; the numbers always stand beside it."""
    filled = BAR_CELLS if done >= of else done * BAR_CELLS // of
    return "■" * filled + "□" * (BAR_CELLS - filled)


def _said(scene: Scene, text: Text) -> str:
    return text.in_(scene.cursor.language)


def _question(scene: Scene, question: str) -> Question:
    return scene.bank.question_by_id[QuestionId(question)]


def _names(scene: Scene, areas: tuple[str, ...]) -> list[str]:
    return [_said(scene, scene.bank.area_by_id[AreaId(area)].name) for area in areas]


def _level(scene: Scene, number: int) -> str:
    level = scene.bank.level_by_number[number]
    return _said(scene, level.name)


def _band(scene: Scene, level: int) -> str:
    return next(_said(scene, band.name) for band in scene.bank.bands if band.level == level)


# -- profile and overview ----------------------------------------------------------------------------------------------


def _field(effect: e.FieldAsked | e.FieldKept, scene: Scene) -> Context:
    field = FIELD_BY_ID[effect.field]
    known = _known(scene, effect.field, FIELDS.index(field) + 1)
    if isinstance(effect, e.FieldKept):
        return {**known, "doubtful": effect.doubtful}
    language = scene.cursor.language
    listed = [row for row in rows(field, scene.bank) if not field.searched or row.id in effect.found]
    suggested = next((row.name(language) for row in rows(field, scene.bank) if row.id == effect.suggested), "")
    return {
        **known,
        "of": len(FIELDS),
        "listed": [row.name(language) for row in listed],
        "suggested": suggested,
        "optional": field.optional,
    }


def _known(scene: Scene, field_id: str, place: int) -> Context:
    field = FIELD_BY_ID[field_id]
    kept = value(field, scene.run.profile, scene.cursor.contact)
    return {
        "field": field_id,
        "place": place,
        "value": display(field, kept, scene.bank, scene.cursor.language),
        "left_out": kept is None,
        "doubted": field_id == "code" and scene.run.profile.code_doubtful,
    }


def _home(scene: Scene) -> Context:
    run = scene.run
    every = scene.questions() if run.level else ()
    return {
        "enterprise": run.profile.name,
        "state": str(run.state),
        "started": run.started_at is not None,
        "level": _level(scene, run.level) if run.level else "",
        "done": sum(question.id in run.answers for question in every),
        "of": len(every),
        "reached": [_level(scene, told.level) for told in run.levels if told.met],
        "result": _band(scene, run.result.level) if run.result else "",
        "total": shown(run.result.total) if run.result else "",
    }


def _past(run: PastRun) -> Context:
    return {
        "state": str(run.state),
        "started": _day(run.started_at),
        "finished": _day(run.finished_at),
        "level": run.level,
        "total": shown(run.total or ""),
        "answered": run.answered,
        "done": run.state is RunState.FINISHED,
    }


def _day(at: int | None) -> str:
    return f"{datetime.fromtimestamp(at / 1000, SHANGHAI):%Y-%m-%d}" if at is not None else ""


def _area(scene: Scene, area: Area) -> Context:
    tops = tailoring.tops(scene)
    above = {found.id for found in scene.bank.lineage(area.id)}
    return {
        "question": _said(scene, area.presence),
        "name": _said(scene, area.name),
        "place": next(place for place, top in enumerate(tops, 1) if top.id in above),
        "of": len(tops),
        "parts": _names(scene, tuple(part.id for part in tailoring.parts(scene, area))),
        "now_out": area.id in scene.cursor.drafted_out,
        "again": scene.run.started_at is not None or bool(scene.run.previous),
    }


def _tailoring(effect: e.TailoringShown, scene: Scene) -> Context:
    return {
        "left_out": _names(scene, effect.left_out),
        "kept": [_said(scene, area.name) for area in tailoring.kept_areas(scene, effect.left_out)],
        "questions": effect.questions,
        "of": effect.of,
        "level": _level(scene, effect.level) if effect.level else "",
        "before": shown(effect.before),
        "after": shown(effect.after),
        "started": scene.run.started_at is not None,
    }


# -- levels ----------------------------------------------------------------------------------------------------------------


def _opening(scene: Scene, number: int) -> Context:
    level = scene.bank.level_by_number[number]
    questions = scene.questions(number)
    return {
        "level": _said(scene, level.name),
        "gist": _said(scene, level.gist),
        "opening": _said(scene, level.opening),
        "materials": _said(scene, level.materials),
        "of": len(questions),
        "done": sum(question.id in scene.run.answers for question in questions),
        "minutes": ceil(len(questions) * SECONDS_A_QUESTION / 60),
        "headings": [_progress(scene, heading) for heading in headings(scene)],
        "previous": any(question.id in scene.run.previous for question in questions),
    }


def _card(scene: Scene, question_id: str) -> Context:
    run = scene.run
    question = _question(scene, question_id)
    questions = scene.questions()
    answered = run.answers.get(question_id)
    done = sum(found.id in run.answers for found in questions)
    return {
        "level": _level(scene, question.level),
        "area": _said(scene, scene.bank.area_by_id[question.area].name),
        "heading": _progress(scene, str(scene.bank.heading_of(question.area).id)),
        "number": question.number,
        "place": scene.places()[question_id] + 1,
        "of": len(questions),
        "done": done,
        "bar": bar(done, len(questions)),
        "stem": _said(scene, question.stem),
        "options": [(option.key, _said(scene, option.text)) for option in question.options],
        "answer": answered.key if answered else "",
        "previous": run.previous.get(question_id, ""),
        "flagged": question_id in run.flags,
        "na_key": NOT_APPLICABLE,
    }


def _explained(scene: Scene, question_id: str) -> Context:
    question = _question(scene, question_id)
    area = scene.bank.area_by_id[question.area]
    requirement = scene.bank.requirement_by_id[question.requirement]
    cell = scene.bank.cell_at.get((question.area, question.level))
    return {
        **_card(scene, question_id),
        "explanation": _said(scene, question.explanation),
        "example": _said(scene, question.example_for(scene.kind)),
        "evidence": _said(scene, question.evidence),
        "standard": scene.bank.standard,
        "clause": f"{_said(scene, area.name)} · {_level(scene, question.level)} · {requirement.letter}",
        "topic": _said(scene, requirement.topic),
        "unsure": cell is not None and cell.confidence < Decimal("0.8"),
    }


def _weighed(effect: e.QuestionWeighed, scene: Scene) -> Context:
    return {
        **_card(scene, effect.question),
        "score": shown(effect.score),
        "missing": effect.missing,
        "outcomes": [(outcome.key, shown(outcome.score), outcome.met) for outcome in effect.outcomes],
        "threshold": str(scene.bank.threshold),
    }


def _progress(scene: Scene, heading: str) -> Context:
    area = scene.bank.area_by_id[AreaId(heading)]
    under = [question for question in scene.questions() if scene.bank.heading_of(question.area).id == heading]
    done = sum(question.id in scene.run.answers for question in under)
    flagged = sum(question.id in scene.run.flags for question in under)
    return {"name": _said(scene, area.name), "number": area.number, "done": done, "of": len(under), "flagged": flagged}


def _reviewed(effect: e.LevelReviewed, scene: Scene) -> Context:
    listed = tuple(dict.fromkeys((*effect.missing, *effect.flagged)))
    return {
        "level": _level(scene, effect.level),
        "of": len(scene.questions()),
        "missing": len(effect.missing),
        "flagged": len(effect.flagged),
        "listed": [
            {
                "number": _question(scene, question).number,
                "stem": _said(scene, _question(scene, question).stem),
                "flagged": question in effect.flagged,
                "missing": question in effect.missing,
            }
            for question in listed[:MOST_LISTED]
        ],
        "more": max(0, len(listed) - MOST_LISTED),
    }


def _finished(effect: e.LevelFinished, scene: Scene) -> Context:
    return {
        "level": _level(scene, effect.level),
        "score": shown(effect.score),
        "met": effect.met,
        "last": effect.last,
        "threshold": str(scene.bank.threshold),
        "next": "" if effect.last else _level(scene, effect.level + 1),
        "pulls": [(_names(scene, (pull.area,))[0], shown(pull.score), shown(pull.lost)) for pull in effect.pulls],
    }


# -- indicators ------------------------------------------------------------------------------------------------------------


def _indicator(effect: e.IndicatorAsked, scene: Scene) -> Context:
    indicator = scene.bank.indicator_by_id[IndicatorId(effect.indicator)]
    return {
        "part": effect.part,
        "place": scene.bank.indicators.index(indicator) + 1,
        "of": len(scene.bank.indicators),
        "name": _said(scene, indicator.name),
        "hint": _said(scene, indicator.hint),
        "direction": str(indicator.direction),
        "suggested": _said(scene, indicator.formula),
        "low": str(indicator.low),
        "high": str(indicator.high),
        "draft": scene.cursor.draft,
        "unit": _said(scene, indicator.unit),
        "kept": _kept_indicator(scene, effect.indicator),
    }


def _kept_indicator(scene: Scene, indicator_id: str) -> Context:
    indicator = scene.bank.indicator_by_id[IndicatorId(indicator_id)]
    kept = scene.run.indicators.get(indicator_id)
    told = _value(scene, indicator_id, kept.value if kept else None)
    return {"name": _said(scene, indicator.name), "known": kept is not None, "formula": kept.formula if kept else "", **told}


def _value(scene: Scene, indicator_id: str, kept: str | None) -> Context:
    indicator = scene.bank.indicator_by_id[IndicatorId(indicator_id)]
    return {"value": kept or "", "na": kept is None, "unit": _said(scene, indicator.unit)}
