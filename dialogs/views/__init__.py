"""What each template may say: an effect and the scene to a context of plain values. Facts come from the bank and the run, words do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dialogs import effects as e
from dialogs.scene import Scene
from dialogs.views import enterprise, indicators, level, together
from dialogs.views.common import Context

View = Callable[[Any, Scene], Context]

VIEWS: dict[type[e.Effect], View] = {
    e.FieldAsked: enterprise.field_asked,
    e.FieldKept: enterprise.field_kept,
    e.ProfileShown: enterprise.profile_shown,
    e.HomeShown: enterprise.home_shown,
    e.HistoryShown: enterprise.history_shown,
    e.AreaAsked: enterprise.area_asked,
    e.TailoringShown: enterprise.tailoring_shown,
    e.TailoringChanged: enterprise.tailoring_changed,
    e.ResultShown: enterprise.result_shown,
    e.LevelOpened: level.level_opened,
    e.QuestionAsked: level.question_asked,
    e.QuestionExplained: level.question_explained,
    e.QuestionWeighed: level.question_weighed,
    e.ContentsShown: level.contents_shown,
    e.LevelReviewed: level.level_reviewed,
    e.LevelFinished: level.level_finished,
    e.LevelReopened: level.level_reopened,
    e.AnswerKept: level.answer_kept,
    e.AnswersSubmitted: level.answers_submitted,
    e.AnsweredMeanwhile: level.answered_meanwhile,
    e.QuestionFlagged: level.question_flagged,
    e.AnswerProposed: level.answer_kept,
    e.AnnotationsShown: together.annotations_shown,
    e.EvidenceKept: together.evidence_kept,
    e.EvidenceRemoved: together.numbered,
    e.NoteKept: together.numbered,
    e.NoteRemoved: together.numbered,
    e.HandoverShown: together.handover_shown,
    e.HandoverReviewed: together.handover_reviewed,
    e.IndicatorAsked: indicators.indicator_asked,
    e.IndicatorKept: indicators.indicator_kept,
    e.IndicatorsShown: indicators.indicators_shown,
}
"""Effects whose templates need more than their own fields."""


def context(effect: e.Effect, scene: Scene) -> Context:
    """The values for the template of this effect; every template has exactly one kind of context."""
    view = VIEWS.get(type(effect))
    return view(effect, scene) if view else msgspec.structs.asdict(effect)
