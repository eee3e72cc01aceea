"""What each chart shows, as values: title, axis, data, threshold, and the same in words. Drawing is another file's task.

An area without a score is a point without a value, never a 0. No point is told apart by colour alone: each carries a state and a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from reports.model import AreaResult, AreaState, LevelResult, Summary
from reports.rounding import gap_text, score_text
from reports.wording import area_score, area_title, level_state, level_state_key, threshold_text, words_of

MOST_SPOKES = 24
"""How many areas a radar can show; where there are more, it shows their headings."""

MOST_GAPS = 10
"""How many areas the chart of gaps shows."""


class Shape(StrEnum):
    """How a chart is drawn."""

    RADAR = "radar"
    COLUMNS = "columns"
    LADDER = "ladder"
    BARS = "bars"


class PointState(StrEnum):
    """What a point's marker or hatch says."""

    MET = "met"
    BELOW = "below"
    LEFT_OUT = "left_out"
    BEYOND = "beyond"
    OWN = "own"
    RUNG = "rung"


@dataclass(frozen=True, slots=True)
class Point:
    """One spoke, column or bar. `shown` is printed beside it; a point without a value is only labelled."""

    label: str
    value: Fraction | None
    shown: str
    state: PointState


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart before it is drawn. `high` ends the axis, which begins at 0; `legend` pairs each state in use with its words.

    The points of a ladder are its bands from the lowest up, each from its value to that of the next; its threshold is the own total.
    """

    shape: Shape
    title: str
    subtitle: str
    axis: str
    high: Fraction
    points: tuple[Point, ...]
    threshold: Fraction | None
    threshold_label: str
    legend: tuple[tuple[PointState, str], ...]
    alt: str
    language: str


def radar(summary: Summary) -> ChartSpec:
    """The leaf areas at the deciding level, clockwise from the top; areas that this type does not have are no spokes."""
    w, level = words_of(summary), summary.deciding.name
    shown = _spokes(summary.areas)
    shown = _spokes(summary.headings) if len(shown) > MOST_SPOKES else shown
    points = tuple(_area_point(summary, area) for area in shown)
    counts = {state: sum(1 for point in points if point.state is state) for state in PointState}
    alt = w["chart.radar_alt"].format(
        count=len(points),
        level=level,
        threshold=_threshold(summary),
        met=counts[PointState.MET],
        below=counts[PointState.BELOW],
        left=counts[PointState.LEFT_OUT],
    )
    title, axis = w["chart.radar"].format(level=level), w["chart.radar_axis"]
    return _spec(summary, Shape.RADAR, points, title=title, axis=axis, alt=alt, threshold=summary.bank.threshold)


def _spokes(areas: tuple[AreaResult, ...]) -> tuple[AreaResult, ...]:
    return tuple(area for area in areas if area.state is not AreaState.ABSENT)


def levels(summary: Summary) -> ChartSpec:
    """Every level's score against the threshold; a level not begun has none. Of a mean, the ladder of its bands instead."""
    if summary.is_mean:
        return _ladder(summary)
    w = words_of(summary)
    points = tuple(_level_point(level, summary) for level in summary.levels)
    alt = w["chart.levels_alt"].format(count=len(points), list=_listed(summary, points), threshold=_threshold(summary))
    axis = w["chart.levels_axis"]
    return _spec(summary, Shape.COLUMNS, points, title=w["chart.levels"], axis=axis, alt=alt, threshold=summary.bank.threshold)


def _ladder(summary: Summary) -> ChartSpec:
    """One single score says nothing as a column: the bands rise as a ladder, and the total marks the own one."""
    w, total = words_of(summary), score_text(summary.total)
    points = tuple(
        Point(rung.name, rung.low, w["chart.from"].format(low=score_text(rung.low)), PointState.OWN if rung.mine else PointState.RUNG)
        for rung in summary.ladder
    )
    begun = summary.deciding.begun
    alt = w["chart.levels_alt" if begun else "chart.levels_open"].format(count=len(points), total=total, mine=summary.band_name)
    spec = _spec(
        summary,
        Shape.LADDER,
        points,
        title=w["chart.levels"],
        axis=w["chart.levels_axis"],
        alt=alt,
        threshold=summary.total if begun else None,
    )
    return replace(spec, threshold_label=w["chart.total"].format(total=total) if begun else "")


def gaps(summary: Summary) -> ChartSpec:
    """The areas that cost the deciding level most, the biggest first."""
    w, level = words_of(summary), summary.deciding.name
    worst = sorted((area for area in summary.areas if area.pull > 0), key=lambda area: -area.pull)[:MOST_GAPS]
    points = tuple(Point(area_title(area), area.pull, gap_text(area.pull, 3), _state(summary, area)) for area in worst)
    said = w["chart.gaps_alt" if points else "chart.gaps_open" if summary.deciding.is_open else "chart.gaps_none"]
    alt = said.format(level=level, count=len(points), list=_listed(summary, points))
    high = max((area.pull for area in worst), default=Fraction(1))
    return _spec(summary, Shape.BARS, points, title=w["chart.gaps"].format(level=level), axis=w["chart.gaps_axis"], alt=alt, high=high)


def twin(spec: ChartSpec) -> str:
    """The chart as text: its title and threshold, then one line per point. Says all that the picture says."""
    names = dict(spec.legend)
    lines = [spec.title, *([spec.threshold_label] if spec.threshold_label else [])]
    for point in spec.points:
        said_already = spec.shape is Shape.COLUMNS or point.state in {PointState.LEFT_OUT, PointState.RUNG} or point.state not in names
        lines.append(f"{point.label}　{point.shown}" + ("" if said_already else f"　{names[point.state]}"))
    return "\n".join(lines if spec.points else [spec.title, spec.alt]) + "\n"


def _spec(
    summary: Summary,
    shape: Shape,
    points: tuple[Point, ...],
    *,
    title: str,
    axis: str,
    alt: str,
    high: Fraction = Fraction(1),
    threshold: Fraction | None = None,
) -> ChartSpec:
    w = words_of(summary)
    return ChartSpec(
        shape=shape,
        title=title,
        subtitle=summary.enterprise.name,
        axis=axis,
        high=high,
        points=points,
        threshold=threshold,
        threshold_label=w["chart.threshold"].format(threshold=_threshold(summary)) if threshold is not None else "",
        legend=tuple(_legend(summary, points)),
        alt=alt,
        language=summary.language,
    )


def _legend(summary: Summary, points: tuple[Point, ...]) -> Iterator[tuple[PointState, str]]:
    """The states in use with their words; without a threshold there is nothing to say of a score."""
    w = words_of(summary)
    for state in PointState:
        if any(point.state is state for point in points) and not (summary.is_mean and state is PointState.MET):
            yield state, w[f"chart.{state.value}"].format(threshold=_threshold(summary))


def _area_point(summary: Summary, area: AreaResult) -> Point:
    return Point(area_title(area), area.value, area_score(area, summary.language), _state(summary, area))


def _state(summary: Summary, area: AreaResult) -> PointState:
    if area.value is None:
        return PointState.LEFT_OUT
    threshold = summary.bank.threshold
    return PointState.MET if threshold is None or area.value >= threshold else PointState.BELOW


def _level_point(level: LevelResult, summary: Summary) -> Point:
    states = {"met": PointState.MET, "unmet": PointState.BELOW, "beyond": PointState.BEYOND, "not_begun": PointState.LEFT_OUT}
    state = states[level_state_key(level)]
    words_of_state = level_state(level, summary.language)
    shown = words_of_state if level.value is None else f"{score_text(level.value)} {words_of_state}"
    return Point(level.name, level.value, shown, state)


def _listed(summary: Summary, points: tuple[Point, ...]) -> str:
    w = words_of(summary)
    return w["list.separator"].join(w["chart.pair"].format(label=point.label, shown=point.shown) for point in points)


def _threshold(summary: Summary) -> str:
    return threshold_text(summary)
