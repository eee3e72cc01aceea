"""The views of profile, tailoring and overview."""

from __future__ import annotations

from datetime import datetime

from dialogs import effects as e
from dialogs.fields import FIELD_BY_ID, FIELDS, FieldId, display, rows, value
from dialogs.inbound import PastRun
from dialogs.limits import SHANGHAI
from dialogs.model import RunState
from dialogs.scene import Scene
from dialogs.screens import MOST_LISTED
from dialogs.stages import tailoring
from dialogs.views.common import Context, band_name, finely, level_name, names, next_band, said, shown
from question_bank.model import Area, AreaId


def field_asked(effect: e.FieldAsked, scene: Scene) -> Context:
    field = FIELD_BY_ID[effect.field]
    language = scene.cursor.language
    listed = [row for row in rows(field, scene.bank) if not field.searched or row.id in effect.found]
    suggested = next((row.name(language) for row in rows(field, scene.bank) if row.id == effect.suggested), "")
    return {
        **_known(scene, effect.field, FIELDS.index(field) + 1),
        "hint": said(scene, scene.bank.kind_hint) if field.id is FieldId.KIND else "",
        "of": len(FIELDS),
        "listed": [row.name(language) for row in listed],
        "suggested": suggested,
        "optional": field.optional,
    }


def field_kept(effect: e.FieldKept, scene: Scene) -> Context:
    return {**_known(scene, effect.field, FIELDS.index(FIELD_BY_ID[effect.field]) + 1), "doubtful": effect.doubtful}


def profile_shown(effect: e.ProfileShown, scene: Scene) -> Context:
    return {"fields": [_known(scene, field.id.value, place) for place, field in enumerate(FIELDS, 1)]}


def _known(scene: Scene, field_id: str, place: int) -> Context:
    field = FIELD_BY_ID[field_id]
    kept = value(field, scene.run.profile, scene.cursor.contact)
    return {
        "field": field_id,
        "called": called(scene, field_id),
        "place": place,
        "value": display(field, kept, scene.bank, scene.cursor.language),
        "left_out": kept is None,
        "doubted": field_id == "code" and scene.run.profile.code_doubtful,
    }


def called(scene: Scene, field_id: str) -> str:
    """What this bank calls a field, where it has a word of its own for it."""
    return said(scene, scene.bank.kind_name) if field_id == FieldId.KIND else ""


def home_shown(effect: e.HomeShown, scene: Scene) -> Context:
    run = scene.run
    every = scene.questions() if run.level else ()
    above = next_band(scene, run.result.total) if run.result else None
    return {
        "enterprise": run.profile.name,
        "state": str(run.state),
        "started": run.started_at is not None,
        "again": bool(run.previous),
        "level": level_name(scene, run.level) if run.level else "",
        "done": sum(question.id in run.answers for question in every),
        "of": len(every),
        "submitted": any(told.level == run.level for told in run.levels),
        "reached": [level_name(scene, told.level) for told in run.levels if told.met and not scene.bank.is_mean],
        "result": band_name(scene, run.result.level, run.result.total) if run.result else "",
        "total": shown(run.result.total) if run.result else "",
        "next": above.name if above else "",
        "gap": above.gap if above else "",
        "single": scene.bank.is_mean,
        "newer": effect.newer,
    }


def _past(scene: Scene, run: PastRun) -> Context:
    return {
        "state": str(run.state),
        "started": _day(run.started_at),
        "finished": _day(run.finished_at),
        "band": band_name(scene, run.level, run.total or "") if run.level is not None else "",
        "total": shown(run.total or ""),
        "answered": run.answered,
        "done": run.state is RunState.FINISHED,
    }


def _day(at: int | None) -> str:
    return f"{datetime.fromtimestamp(at / 1000, SHANGHAI):%Y-%m-%d}" if at is not None else ""


def area_asked(effect: e.AreaAsked, scene: Scene) -> Context:
    area = scene.bank.area_by_id[AreaId(effect.area)]
    tops = tailoring.tops(scene)
    above = {found.id for found in scene.bank.lineage(area.id)}
    now = _now(scene, area)
    return {
        "question": said(scene, area.presence),
        "name": said(scene, area.name),
        "place": next(place for place, top in enumerate(tops, 1) if top.id in above),
        "of": len(tops),
        "parts": names(scene, tuple(part.id for part in tailoring.parts(scene, area))),
        "now": now,
        "again": now != "yes" or scene.run.started_at is not None or bool(scene.run.previous),
    }


def _now(scene: Scene, area: Area) -> str:
    """What is chosen for an area so far: `yes`, `no` or `part`."""
    out = scene.cursor.drafted_out
    if area.id in out:
        return "no"
    return "part" if any(part.id in out for part in tailoring.parts(scene, area)) else "yes"


def tailoring_shown(effect: e.TailoringShown, scene: Scene) -> Context:
    return {
        "left_out": names(scene, effect.left_out),
        "kept": [said(scene, area.name) for area in tailoring.kept_areas(scene, effect.left_out)],
        "questions": effect.questions,
        "of": effect.of,
        "level": level_name(scene, effect.level) if effect.level else "",
        "before": finely(effect.before),
        "reopens": level_name(scene, effect.reopens) if effect.reopens else "",
        "after": finely(effect.after),
        "started": scene.run.started_at is not None,
        "choices": bool(tailoring.tops(scene)),
        "single": scene.bank.is_mean,
    }


def history_shown(effect: e.HistoryShown, scene: Scene) -> Context:
    recent = list(enumerate(effect.runs, 1))[-MOST_LISTED:]
    runs = [{"place": place, **_past(scene, run)} for place, run in recent]
    last = next((run for run in reversed(effect.runs) if run.state is RunState.FINISHED and run.total), None)
    above = next_band(scene, last.total or "") if last else None
    return {
        "runs": runs,
        "earlier": len(effect.runs) - len(recent),
        "limit": scene.bank.a_month or 0,
        "next": above.name if above else "",
        "gap": above.gap if above else "",
    }


def tailoring_changed(effect: e.TailoringChanged, scene: Scene) -> Context:
    return {"left_out": names(scene, effect.left_out), "choices": bool(tailoring.tops(scene))}


def result_shown(effect: e.ResultShown, scene: Scene) -> Context:
    above = next_band(scene, effect.total)
    return {
        "level": band_name(scene, effect.level, effect.total),
        "total": shown(effect.total),
        "standard": scene.bank.standard,
        "next": above.name if above else "",
        "gap": above.gap if above else "",
    }
