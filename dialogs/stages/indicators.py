"""The outcome indicators: a value and the enterprise's own formula, or not applicable. Collected, never scored."""

from __future__ import annotations

from decimal import Decimal

from dialogs import answers
from dialogs.answers import Unreadable
from dialogs.effects import IndicatorAsked, IndicatorKept, IndicatorsShown, ResultShown, RunFinished
from dialogs.inbound import AnyInbound, Back, Choose, Forward, Jump, Reply, Submit
from dialogs.model import IndicatorValue, Phase, Result, RunState
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.words import is_no, is_no_answer, is_not_applicable, is_yes
from question_bank.model import Indicator, IndicatorId
from question_bank.scoring import SCORING_VERSION, decimal_text, score_run

VALUE, CONFIRM, FORMULA = "value", "confirm", "formula"


def show(scene: Scene) -> Screen:
    if scene.cursor.phase is Phase.INDICATORS_REVIEW:
        return (IndicatorsShown(),)
    return (IndicatorAsked(scene.cursor.at, scene.cursor.part or VALUE),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    if scene.cursor.phase is Phase.INDICATORS_REVIEW:
        return _review(scene, inbound)
    indicator = scene.bank.indicator_by_id[IndicatorId(scene.cursor.at)]
    if isinstance(inbound, Jump) and inbound.to in scene.run.indicators:
        return _at(scene, inbound.to)
    match scene.cursor.part:
        case "confirm":
            return _confirm(scene, indicator, inbound)
        case "formula":
            return _formula(scene, indicator, inbound)
        case _:
            return _value(scene, indicator, inbound)


def begin(scene: Scene) -> Turn:
    """The first indicator without a value, or the review where all have one."""
    first = first_open(scene)
    ended = scene.moved("levels_ended", at=first, part=part_of(scene, first))
    after = ended if first else ended.moved("indicators_reviewed")
    return after.turn()


def first_open(scene: Scene) -> str:
    """The first indicator without a value, or with one but without its formula; empty text where there is none."""
    kept = scene.run.indicators
    return next((found.id for found in scene.bank.indicators if found.id not in kept or part_of(scene, found.id) == FORMULA), "")


def part_of(scene: Scene, indicator: str) -> str:
    """What of an indicator is to be asked: the formula where only that is missing, else the value."""
    kept = scene.run.indicators.get(indicator)
    return FORMULA if kept is not None and kept.value is not None and not kept.formula else VALUE


def _value(scene: Scene, indicator: Indicator, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("NA"):
            return _keep(scene, indicator, IndicatorValue())
        case Reply(text) if is_not_applicable(text):
            return _keep(scene, indicator, IndicatorValue())
        case Reply(text):
            return _read(scene, indicator, text)
        case Forward() if indicator.id in scene.run.indicators:
            return _next(scene, indicator)
        case Back():
            return _back(scene, indicator)
    return None


def _read(scene: Scene, indicator: Indicator, text: str) -> Turn:
    units = (indicator.unit.base, *indicator.unit.translations.values())
    try:
        value = answers.number(text, units)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    if indicator.low <= value <= indicator.high:
        return _keep_value(scene, indicator, value)
    return scene.with_cursor(part=CONFIRM, draft=answers.plain(value)).turn()


def _confirm(scene: Scene, indicator: Indicator, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("yes") | Submit():
            return _keep_value(scene, indicator, Decimal(scene.cursor.draft))
        case Reply(text) if is_yes(text):
            return _keep_value(scene, indicator, Decimal(scene.cursor.draft))
        case Choose("no") | Back():
            return _ask_value(scene)
        case Reply(text) if is_no(text):
            return _ask_value(scene)
        case Reply(text):
            return _read(scene, indicator, text)
    return None


def _ask_value(scene: Scene) -> Turn:
    return scene.with_cursor(part=VALUE, draft="").turn()


def _keep_value(scene: Scene, indicator: Indicator, value: Decimal) -> Turn:
    """The value is kept before the formula is asked, so that leaving here loses nothing."""
    before = scene.run.indicators.get(indicator.id, IndicatorValue())
    kept = _put(scene, indicator, IndicatorValue(value=answers.plain(value), formula=before.formula))
    after = kept.with_cursor(part=FORMULA, draft="")
    return after.turn(IndicatorKept(indicator.id, answers.plain(value)))


def _formula(scene: Scene, indicator: Indicator, inbound: AnyInbound) -> Turn | None:
    kept = scene.run.indicators[indicator.id]
    match inbound:
        case Choose("suggested"):
            return _keep(scene, indicator, IndicatorValue(value=kept.value, formula=indicator.formula.in_(scene.cursor.language)))
        case Reply(text):
            return _typed_formula(scene, indicator, kept, text)
        case Forward() if kept.formula:
            return _next(scene, indicator)
        case Back():
            return _ask_value(scene)
    return None


def _typed_formula(scene: Scene, indicator: Indicator, kept: IndicatorValue, text: str) -> Turn:
    try:
        formula = answers.clean(text)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    if is_no_answer(formula):
        return refused(scene, Refusal.FORMULA_EXPECTED, answers.quoted(formula))
    return _keep(scene, indicator, IndicatorValue(value=kept.value, formula=formula))


def _put(scene: Scene, indicator: Indicator, value: IndicatorValue) -> Scene:
    return scene.with_run(indicators={**scene.run.indicators, indicator.id: value})


def _keep(scene: Scene, indicator: Indicator, value: IndicatorValue) -> Turn:
    turn = _next(_put(scene, indicator, value), indicator)
    return turn._replace(effects=(IndicatorKept(indicator.id, value.value), *turn.effects))


def _next(scene: Scene, indicator: Indicator) -> Turn:
    """The indicator that follows; behind the last, or after a single correction, the review."""
    order = scene.bank.indicators
    place = order.index(indicator) + 1
    ended = place == len(order) or scene.cursor.correcting
    after = scene.with_cursor(correcting=False)
    after = after.moved("indicators_reviewed") if ended else after.moved("indicator_moved", at=order[place].id, part=VALUE)
    return after.turn()


def _back(scene: Scene, indicator: Indicator) -> Turn:
    place = scene.bank.indicators.index(indicator)
    if place > 0:
        return _at(scene.with_cursor(correcting=False), scene.bank.indicators[place - 1].id)
    return _reconsidered(scene.with_cursor(correcting=False))


def _reconsidered(scene: Scene) -> Turn:
    """Back to the level's result, or, where a pass has none of its own, to the review of its answers, to be handed in again."""
    after = scene.moved("result_reconsidered")
    return (after.with_run(levels=()).moved("level_reopened") if scene.bank.is_mean else after).turn()


def _at(scene: Scene, indicator: str) -> Turn:
    return scene.moved("indicator_moved", at=indicator, part=part_of(scene, indicator)).turn()


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Submit() | Choose("yes"):
            return _finish(scene)
        case Jump(to) if to in scene.bank.indicator_by_id:
            return _at(scene.with_cursor(correcting=True), to)
        case Reply(text) if 1 <= answers.whole_number(text) <= len(scene.bank.indicators):
            return _at(scene.with_cursor(correcting=True), scene.bank.indicators[answers.whole_number(text) - 1].id)
        case Back() if scene.bank.indicators:
            return _at(scene, scene.bank.indicators[-1].id)
        case Back():
            return _reconsidered(scene.moved("indicator_moved"))
    return None


def _finish(scene: Scene) -> Turn:
    first = first_open(scene)
    if first:
        return _at(scene, first)
    scored = score_run(scene.bank, scene.sheet())
    result = Result(level=scored.level, total=decimal_text(scored.total), scoring=SCORING_VERSION)
    sealed = scene.with_run(state=RunState.FINISHED, finished_at=scene.moment.now, result=result, unconfirmed={}, handovers={})
    after = sealed.moved("finished")
    return after.turn(RunFinished(result.level, result.total), ResultShown(result.level, result.total))
