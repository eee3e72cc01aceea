"""The views of the outcome indicators."""

from __future__ import annotations

from dialogs import effects as e
from dialogs.scene import Scene
from dialogs.views.common import Context, brief, said
from question_bank.model import IndicatorId


def indicator_asked(effect: e.IndicatorAsked, scene: Scene) -> Context:
    indicator = scene.bank.indicator_by_id[IndicatorId(effect.indicator)]
    return {
        "part": effect.part,
        "place": scene.bank.indicators.index(indicator) + 1,
        "of": len(scene.bank.indicators),
        "name": said(scene, indicator.name),
        "hint": said(scene, indicator.hint),
        "direction": str(indicator.direction),
        "suggested": said(scene, indicator.formula),
        "low": str(indicator.low),
        "high": str(indicator.high),
        "draft": scene.cursor.draft,
        "unit": said(scene, indicator.unit),
        "kept": _kept_indicator(scene, effect.indicator),
    }


def _kept_indicator(scene: Scene, indicator_id: str) -> Context:
    indicator = scene.bank.indicator_by_id[IndicatorId(indicator_id)]
    kept = scene.run.indicators.get(indicator_id)
    told = _value(scene, indicator_id, kept.value if kept else None)
    return {"name": said(scene, indicator.name), "known": kept is not None, "formula": kept.formula if kept else "", **told}


def _value(scene: Scene, indicator_id: str, kept: str | None) -> Context:
    indicator = scene.bank.indicator_by_id[IndicatorId(indicator_id)]
    return {"value": kept or "", "na": kept is None, "unit": said(scene, indicator.unit)}


def indicator_kept(effect: e.IndicatorKept, scene: Scene) -> Context:
    indicator = scene.bank.indicator_by_id[IndicatorId(effect.indicator)]
    return {"name": said(scene, indicator.name), **_value(scene, effect.indicator, effect.value)}


def indicators_shown(effect: e.IndicatorsShown, scene: Scene) -> Context:
    rows = [_kept_indicator(scene, indicator.id) for indicator in scene.bank.indicators]
    return {"indicators": [{**row, "formula": brief(row["formula"])} for row in rows]}
