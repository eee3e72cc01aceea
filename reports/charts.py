"""Charts as PNG pictures. The only file that knows matplotlib: `Figure` objects without pyplot, every text drawn literally in one
bundled face.

Axes are drawn by hand in inches, so that labels have the room they need and nothing depends on a style file. It refuses to show what a
chart's specification does not say.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from io import BytesIO
from math import cos, pi, sin
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon, Rectangle

from reports.bundle import sans_font
from reports.chart_specs import ChartSpec, Point, PointState, Shape, gaps, levels, radar, twin
from reports.heat_map import HeatMap
from reports.labels import LARGEST, broken, ems, fitting, halves, wrapped
from reports.signs import printable

__all__ = ["ChartSpec", "draw", "draw_heat", "gaps", "levels", "radar", "twin"]

DPI = 150
WIDTH = 7.6
INK, QUIET, RULE, PAPER = "#1d2733", "#66717e", "#d5dae0", "#ffffff"
BLUE, AMBER = "#1f5f99", "#b5651d"
COLOURS = dict.fromkeys(PointState, QUIET) | {PointState.MET: BLUE, PointState.OWN: BLUE, PointState.BELOW: AMBER}
HATCHES = dict.fromkeys(PointState, "") | {PointState.BELOW: "////", PointState.BEYOND: "...."}
SOLID = frozenset({PointState.MET, PointState.OWN})
MARKERS = {PointState.MET: "o", PointState.BELOW: "^", PointState.LEFT_OUT: "x", PointState.BEYOND: "s"}
RADAR_HEIGHT, RADAR_REACH = 8.0, 2.35
LABEL_EMS = 9
"""Labels on the ring that are wider than this are broken at a space."""

BAR_STEP, BAR_LEFT = 0.36, 2.3
LADDER_STEP = 0.32
HEAT_STEP, HEAT_LEFT, HEAT_HEAD = 0.3, 2.1, 1.3
SMALLER = 7.5
"""The size of a name that is set in two lines."""


def draw(spec: ChartSpec) -> bytes:
    """The chart as a PNG of about 1,100 pixels' width; the same specification gives the same bytes on one machine."""
    height = _height(spec)
    axes = _canvas(height)
    _heading(axes, spec.title, spec.subtitle, height)
    _PAINTERS[spec.shape](axes, spec, height)
    _legend(axes, spec)
    return _png(axes)


def draw_heat(heat: HeatMap) -> bytes:
    """The map of weak areas as a PNG: the worse, the darker, with the mean in each field; what is below the threshold is hatched too."""
    height = HEAT_HEAD + HEAT_STEP * len(heat.rows) + 0.75
    axes = _canvas(height)
    _heading(axes, heat.title, heat.subtitle, height)
    width = (WIDTH - HEAT_LEFT - 0.35) / len(heat.columns)
    columns = [tuple(wrapped(column, 0.96 * 72 * width / LARGEST)) for column in heat.columns]
    size = min(fitting(lines, width) for lines in columns)
    for place, lines in enumerate(columns):
        _write(axes, HEAT_LEFT + width * (place + 0.5), height - HEAT_HEAD + 0.08, "\n".join(lines), size=size, ha="center")
    for place, (name, means) in enumerate(heat.rows):
        y = height - HEAT_HEAD - HEAT_STEP * (place + 1)
        room = HEAT_LEFT - 0.4
        lines = (name,) if 72 * room > SMALLER * ems(name) else halves(name)
        size = min(LARGEST if len(lines) == 1 else SMALLER, fitting(lines, room))
        _write(axes, HEAT_LEFT - 0.1, y + HEAT_STEP / 2, "\n".join(lines), size=size, ha="right", va="center")
        for column_place, mean in enumerate(means):
            _field(axes, HEAT_LEFT + width * column_place, y, width, mean, heat.threshold)
    x = 0.35
    for hatch, words in ((HATCHES[PointState.BELOW], heat.low), ("", heat.high)) if heat.threshold is not None else ():
        axes.add_patch(Rectangle((x, 0.21), 0.26, 0.14, facecolor=PAPER, edgecolor=AMBER if hatch else BLUE, hatch=hatch, linewidth=1.0))
        x = _entry(axes, x + 0.34, 0.28, words)
    _entry(axes, x, 0.28, heat.empty)
    return _png(axes)


def _field(axes: Axes, x: float, y: float, width: float, mean: Decimal | None, threshold: Decimal | None) -> None:
    low = mean is not None and threshold is not None and mean < threshold
    depth = float(threshold - mean) / float(threshold) if mean is not None and threshold is not None and low else 0.0
    box = (x + 0.02, y + 0.02), width - 0.04, HEAT_STEP - 0.04
    axes.add_patch(Rectangle(*box, facecolor=AMBER if low else BLUE, alpha=0.15 + 0.45 * depth if mean is not None else 0.0, linewidth=0))
    if low:
        axes.add_patch(Rectangle(*box, fill=False, edgecolor=AMBER, hatch=HATCHES[PointState.BELOW], linewidth=0, alpha=0.35))
    axes.add_patch(Rectangle((x + width / 2 - 0.18, y + 0.06), 0.36, HEAT_STEP - 0.12, facecolor=PAPER, alpha=0.85, linewidth=0, zorder=4))
    _write(axes, x + width / 2, y + HEAT_STEP / 2, "—" if mean is None else f"{mean:.2f}", size=8, ha="center", va="center")


def _canvas(height: float) -> Axes:
    """An empty picture, measured in inches."""
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    return axes


def _png(axes: Axes) -> bytes:
    png, figure = BytesIO(), axes.get_figure(root=True)
    if figure is not None:
        figure.savefig(png, format="png", metadata={"Software": None})
    return png.getvalue()


def _height(spec: ChartSpec) -> float:
    match spec.shape:
        case Shape.RADAR:
            return RADAR_HEIGHT
        case Shape.COLUMNS:
            return 4.4
        case Shape.LADDER:
            return 2.1 + LADDER_STEP * len(spec.points)
        case Shape.BARS:
            return 1.9 + BAR_STEP * max(len(spec.points), 2)


def _heading(axes: Axes, title: str, subtitle: str, height: float) -> None:
    _write(axes, 0.35, height - 0.38, title, size=14)
    _write(axes, 0.35, height - 0.68, subtitle, size=min(9.0, 72 * (WIDTH - 0.7) / max(ems(subtitle), 1)), colour=QUIET)


def _legend(axes: Axes, spec: ChartSpec) -> None:
    """Along the lower edge: the threshold's line, then each state's marker or hatch with its words."""
    x, y = 0.35, 0.28
    if spec.threshold is not None:
        axes.plot([x, x + 0.3], [y, y], color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
        x = _entry(axes, x + 0.38, y, spec.threshold_label)
    for state, name in spec.legend:
        if spec.shape is Shape.RADAR:
            _mark(axes, x + 0.1, y, state)
        elif state is not PointState.LEFT_OUT:
            _box(axes, (x, y - 0.07), (0.26, 0.14), state)
        else:
            continue
        x = _entry(axes, x + 0.34, y, name)


def _entry(axes: Axes, x: float, y: float, words: str) -> float:
    _write(axes, x, y, words, size=8.5, va="center")
    return x + ems(words) * 8.5 / 72 + 0.3


def _radar(axes: Axes, spec: ChartSpec, height: float) -> None:
    centre = (WIDTH / 2, (height - 0.35) / 2)
    _write(axes, WIDTH - 0.35, height - 0.38, spec.axis, size=8.5, colour=QUIET, ha="right")
    spokes = [pi / 2 - 2 * pi * place / len(spec.points) for place in range(len(spec.points))]
    for ring in (0.2, 0.4, 0.6, 0.8, 1.0):
        _ring(axes, centre, spokes, ring, color=RULE, linewidth=0.7)
    for spoke, point in zip(spokes, spec.points, strict=True):
        _spoke(axes, centre, spoke, point)
    _web(axes, centre, spokes, spec)
    line = None if spec.threshold is None else float(spec.threshold)
    for ring in (0.2, 0.4, 0.6, 0.8, 1.0):
        if line is not None and abs(ring - line) < 0.03:
            continue  # the dashed ring has its number in the legend; a second one would lie under it
        _write(axes, *_at(centre, pi / 2 + pi / len(spec.points), ring), f"{ring:.1f}", size=7, colour=QUIET, ha="center", va="center")
    if line is not None:
        _ring(axes, centre, spokes, line, color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
    for spoke, point in zip(spokes, spec.points, strict=True):
        if point.value is not None:
            _mark(axes, *_at(centre, spoke, float(point.value)), point.state)


def _at(centre: tuple[float, float], spoke: float, value: float) -> tuple[float, float]:
    return centre[0] + RADAR_REACH * value * cos(spoke), centre[1] + RADAR_REACH * value * sin(spoke)


def _ring(axes: Axes, centre: tuple[float, float], spokes: list[float], value: float, **line: Any) -> None:
    corners = [_at(centre, spoke, value) for spoke in spokes]
    axes.add_patch(Polygon(corners, closed=True, fill=False, **line))


def _spoke(axes: Axes, centre: tuple[float, float], spoke: float, point: Point) -> None:
    """The line from the centre and, outside the ring, the label; the line of a point without a value is dotted and ends in a cross."""
    end = _at(centre, spoke, 1)
    absent = point.value is None
    axes.plot([centre[0], end[0]], [centre[1], end[1]], color=RULE, linewidth=0.7, linestyle=":" if absent else "-")
    if absent:
        _mark(axes, *end, point.state)
    x, y = _at(centre, spoke, 1.09)
    words = "\n".join((*broken(point.label, LABEL_EMS), point.shown))
    ha = "center" if abs(cos(spoke)) < 0.05 else "left" if cos(spoke) > 0 else "right"
    va = "bottom" if sin(spoke) > 0.95 else "top" if sin(spoke) < -0.95 else "center"
    _write(axes, x, y, words, size=8.5, colour=QUIET if absent else INK, ha=ha, va=va)


def _web(axes: Axes, centre: tuple[float, float], spokes: list[float], spec: ChartSpec) -> None:
    """Neighbours that both have a value are joined; where one has none the web stays open, so that nothing is read as 0."""
    count = len(spec.points)
    for place in range(count):
        one, two = spec.points[place], spec.points[(place + 1) % count]
        if one.value is not None and two.value is not None:
            start = _at(centre, spokes[place], float(one.value))
            end = _at(centre, spokes[(place + 1) % count], float(two.value))
            axes.add_patch(Polygon([centre, start, end], closed=True, facecolor=BLUE, alpha=0.10, linewidth=0))
            axes.plot([start[0], end[0]], [start[1], end[1]], color=BLUE, linewidth=1.4)


def _columns(axes: Axes, spec: ChartSpec, height: float) -> None:
    left, bottom, width, tall = 0.75, 1.05, WIDTH - 1.15, height - 2.25
    _write(axes, 0.35, bottom + tall + 0.22, spec.axis, size=8.5, colour=QUIET)
    for tick in (0, 20, 40, 60, 80, 100):
        y = bottom + tall * tick / 100
        axes.plot([left, left + width], [y, y], color=RULE, linewidth=0.7)
        _write(axes, left - 0.1, y, f"{tick / 100:.1f}", size=8, colour=QUIET, ha="right", va="center")
    step = width / len(spec.points)
    for place, point in enumerate(spec.points):
        middle = left + step * (place + 0.5)
        top = tall * float((point.value or 0) / spec.high)
        if point.value is not None:
            _box(axes, (middle - step * 0.22, bottom), (step * 0.44, top), point.state)
        _plate(axes, middle, bottom + top + 0.06, point, step)
        _write(axes, middle, bottom - 0.2, point.label, size=10, ha="center", va="center")
    if spec.threshold is not None:
        y = bottom + tall * float(spec.threshold / spec.high)
        axes.plot([left, left + width], [y, y], color=INK, linewidth=1.1, linestyle=(0, (4, 2)))


def _plate(axes: Axes, x: float, y: float, point: Point, step: float) -> None:
    """A column's words on white, so that no line runs through them."""
    size = min(9.0, 72 * step * 0.96 / ems(point.shown))
    quiet = QUIET if point.value is None else INK
    wide = ems(point.shown) * size / 72
    axes.add_patch(Rectangle((x - wide / 2 - 0.03, y - 0.02), wide + 0.06, 0.19, facecolor=PAPER, linewidth=0, zorder=4))
    _write(axes, x, y, point.shown, size=size, colour=quiet, ha="center")


def _bars(axes: Axes, spec: ChartSpec, height: float) -> None:
    if not spec.points:
        _write(axes, WIDTH / 2, height / 2 - 0.15, spec.alt, size=11, ha="center")
        return
    width = WIDTH - BAR_LEFT - 0.95
    _write(axes, BAR_LEFT, height - 1.0, spec.axis, size=8.5, colour=QUIET)
    for place, point in enumerate(spec.points):
        y = height - 1.3 - BAR_STEP * place
        long = width * float((point.value or 0) / spec.high)
        _write(axes, BAR_LEFT - 0.12, y, "\n".join(broken(point.label, 13)), size=9, ha="right", va="center")
        _box(axes, (BAR_LEFT, y - 0.11), (long, 0.22), point.state)
        _write(axes, BAR_LEFT + long + 0.08, y, point.shown, size=9, va="center")
    bottom, top = height - 1.3 - BAR_STEP * (len(spec.points) - 0.5), height - 1.3 + BAR_STEP * 0.5
    axes.plot([BAR_LEFT, BAR_LEFT], [bottom, top], color=INK, linewidth=0.8)


def _ladder(axes: Axes, spec: ChartSpec, height: float) -> None:
    """Each band a step from its beginning to that of the next, the highest on top; the dashed line is where the total stands."""
    width, top = WIDTH - BAR_LEFT - 0.95, height - 1.3
    bottom = top - LADDER_STEP * (len(spec.points) - 0.5)
    _write(axes, BAR_LEFT, height - 1.0, spec.axis, size=8.5, colour=QUIET)
    for tick in (0, 20, 40, 60, 80, 100):
        x = BAR_LEFT + width * tick / 100
        axes.plot([x, x], [bottom, top + LADDER_STEP * 0.5], color=RULE, linewidth=0.7)
        _write(axes, x, bottom - 0.18, f"{tick / 100:.1f}", size=8, colour=QUIET, ha="center")
    ends = [*(point.value or 0 for point in spec.points[1:]), spec.high]
    for place, (point, end) in enumerate(zip(spec.points, ends, strict=True)):
        y = top - LADDER_STEP * (len(spec.points) - 1 - place)
        low, high = (BAR_LEFT + width * float(value / spec.high) for value in (point.value or 0, end))
        own = point.state is PointState.OWN
        size = min(9.0, 72 * (BAR_LEFT - 0.3) / max(ems(point.label), 1))
        _write(axes, BAR_LEFT - 0.12, y, point.label, size=size, colour=INK if own else QUIET, ha="right", va="center")
        _box(axes, (low, y - 0.1), (high - low, 0.2), point.state)
        wide = ems(point.shown) * 8.5 / 72
        axes.add_patch(Rectangle((high + 0.07, y - 0.09), wide + 0.06, 0.18, facecolor=PAPER, linewidth=0, zorder=5.5))
        _write(axes, high + 0.1, y, point.shown, size=8.5, colour=INK if own else QUIET, va="center")
    if spec.threshold is not None:
        x = BAR_LEFT + width * float(spec.threshold / spec.high)
        axes.plot([x, x], [bottom, top + LADDER_STEP * 0.5], color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=5)


_PAINTERS = {Shape.LADDER: _ladder, Shape.RADAR: _radar, Shape.COLUMNS: _columns, Shape.BARS: _bars}


def _box(axes: Axes, corner: tuple[float, float], size: tuple[float, float], state: PointState) -> None:
    """A bar whose hatch says its state; its frame has the state's colour."""
    solid = state in SOLID
    face = COLOURS[state] if solid else PAPER
    axes.add_patch(Rectangle(corner, *size, facecolor=face, edgecolor=COLOURS[state], hatch=HATCHES[state], linewidth=1.0, zorder=3))


def _mark(axes: Axes, x: float, y: float, state: PointState) -> None:
    face = COLOURS[state] if state is PointState.MET else PAPER
    colour, shape = COLOURS[state], MARKERS[state]
    axes.plot([x], [y], shape, markersize=6.5, color=colour, markerfacecolor=face, markeredgewidth=1.3, zorder=5)


def _write(axes: Axes, x: float, y: float, words: str, *, size: float, colour: str = INK, ha: str = "left", va: str = "baseline") -> None:
    """One text, exactly as it is: no mathematics is read into it, and what the face lacks shows as a mark."""
    axes.text(
        x,
        y,
        printable(words),
        fontproperties=_face(),
        fontsize=size,
        color=colour,
        ha=ha,
        va=va,
        parse_math=False,
        linespacing=1.15,
        zorder=6,
    )


@cache
def _face() -> FontProperties:
    return FontProperties(fname=str(sans_font()))
