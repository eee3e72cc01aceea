"""The map of weak areas as values: which areas score how much on average in which group of enterprises, and the same in words.

Only groups that may be shown come in; a mean of fewer than five enterprises is a gap in the map, never a guess. Drawing is another file's
task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from question_bank.model import Bank
from reports.bundle import words
from reports.rounding import score_text
from reports.status import SMALLEST

WEAKEST = 3
"""How many areas are named as the weakest of a group."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows are groups, columns areas; a mean is a decimal from 0 to 1 with two places, or nothing."""

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...]], ...]
    threshold: Decimal | None
    low: str
    high: str
    empty: str
    language: str


Means = Mapping[str, tuple[int, str]]
"""For each area: in how many enterprises it counts, and the mean of its scores there."""


def heat_map(bank: Bank, groups: Sequence[tuple[str, Means]], by: str, language: str) -> HeatMap:
    """The map of these groups, in the order given; the areas are the bank's headings."""
    w = words(language)
    threshold = "" if bank.threshold is None else score_text(Fraction(bank.threshold))
    rows = tuple((name, tuple(_mean(means.get(str(heading.id))) for heading in bank.headings)) for name, means in groups)
    return HeatMap(
        title=w["heat.title"],
        subtitle=w[f"heat.by_{by}"],
        columns=tuple(heading.name.in_(language) for heading in bank.headings),
        rows=tuple((name, means) for name, means in rows if any(mean is not None for mean in means)),
        threshold=bank.threshold,
        low=w["heat.low"].format(threshold=threshold) if threshold else "",
        high=w["heat.high"].format(threshold=threshold) if threshold else "",
        empty=w["heat.empty"],
        language=language,
    )


def _mean(found: tuple[int, str] | None) -> Decimal | None:
    if found is None or found[0] < SMALLEST:
        return None
    return Decimal(found[1]).quantize(Decimal("0.01"), ROUND_FLOOR)


def heat_twin(heat: HeatMap) -> str:
    """The map as text: for each group its weakest areas first, each with its mean."""
    w = words(heat.language)
    lines = [heat.title, heat.subtitle]
    for name, means in heat.rows:
        known = sorted((mean, place) for place, mean in enumerate(means) if mean is not None)
        listed = (w["chart.pair"].format(label=heat.columns[place], shown=mean) for mean, place in known[:WEAKEST])
        lines.append(w["heat.weakest"].format(name=name, list=w["list.separator"].join(listed)))
    return "\n".join(lines if heat.rows else [heat.title, heat.empty]) + "\n"
