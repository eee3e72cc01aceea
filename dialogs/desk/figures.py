"""What the pages about enterprises say alike: one enterprise's line, shares, levels by name, and buttons for rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dialogs.inbound import Choose, Open
from dialogs.scene import Scene
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context, band_name, brief, level_name

PAGE = 10
"""Enterprises on one screen of a list."""

LONGEST_BUTTON = 18
"""Characters of a name on a button that shares its line with another."""


class Line(msgspec.Struct, frozen=True):
    """One enterprise in a list. `stage` as in `bot.ports.standing`; `of` is 0 before the first question; `idle` counts days."""

    id: str
    name: str
    stage: str
    answered: int = 0
    of: int = 0
    level: int | None = None
    idle: int = 0
    contacts: int = 0


def percent(part: int, whole: int) -> int:
    """The share in percent, cut, so that 100 means all."""
    return part * 100 // whole if whole else 0


def reached(scene: Scene, level: int) -> str:
    """What a reached level is called; 0 is below the first."""
    main = scene.of_offices
    return level_name(main, level) if level in main.bank.level_by_number else band_name(main, level)


def line_view(scene: Scene, line: Line) -> Context:
    """One enterprise in a list, for a template."""
    reached_level = reached(scene, line.level) if line.level is not None else ""
    return {**msgspec.structs.asdict(line), "percent": percent(line.answered, line.of), "reached": reached_level}


def short(name: str) -> str:
    """A name as a button can hold it."""
    return brief(name, LONGEST_BUTTON)


def numbered(lines: Sequence[Line], first: int = 1, wide: int = 5) -> Rows:
    """A button with its number for each line, which opens the enterprise."""
    found = tuple(by_number(place, Open("ent", line.id)) for place, line in enumerate(lines, first))
    return in_rows(found, wide)


def chosen(pairs: Sequence[tuple[str, str]], wide: int = 2) -> Rows:
    """A button for each (what it chooses, what it is called)."""
    found = tuple(Offer(f"={short(name)}", Choose(key)) for key, name in pairs)
    return in_rows(found, wide)
