"""What a draft would say to the enterprises if it were published now: in small steps, from what is known of each; nothing is kept.

Goes by the same facts as the judging after a publication, so that the number told before is the one that comes. Values are gathered within
transactions of a few enterprises, with rests between them; outcomes are worked out in the worker.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bot.usecases.drawing import Drawing
from bot.usecases.packs.packing import unpacked
from bot.usecases.programmes import gather
from bot.usecases.versions.bringing import Look
from bot.usecases.versions.publishing import may_publish
from question_bank.programmes.judging import outcomes
from question_bank.programmes.model import FactId, Outcome, Programme, Subject, Value

if TYPE_CHECKING:
    from bot.usecases.desk.visit import Visit

TOGETHER = 10
"""How many enterprises are looked at within one transaction."""

MOST_ENTERPRISES = 20_000
REST = 1.0
"""For every second of looking so many of rest."""

BEST = (Outcome.ELIGIBLE, Outcome.NOT_YET, Outcome.NOT_ELIGIBLE)

Row = tuple[str, dict[FactId, Value]]
"""The outcome that stands (empty: none), and what is known for the draft."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """How many enterprises would go from which outcome to which; from the empty one, those without a verdict. `more`: not all were seen."""

    moves: Mapping[tuple[str, str], int] = field(default_factory=dict)
    more: bool = False

    @property
    def judged(self) -> int:
        """How many enterprises were looked at."""
        return sum(self.moves.values())

    @property
    def fresh(self) -> int:
        """How many of them have no verdict yet."""
        return sum(count for (before, _), count in self.moves.items() if not before)

    @property
    def changed(self) -> tuple[tuple[str, str, int], ...]:
        """The moves from one outcome to another, the most frequent first."""
        found = ((before, after, count) for (before, after), count in self.moves.items() if before and before != after)
        return tuple(sorted(found, key=lambda move: (-move[2], move)))

    @property
    def after(self) -> tuple[tuple[str, int], ...]:
        """How many there would be at each outcome."""
        totals = Counter[str]()
        for (_, after), count in self.moves.items():
            totals[after] += count
        return tuple((outcome.value, totals[outcome.value]) for outcome in Outcome)


async def shadowed(look: Look[object], drawing: Drawing, programme: Programme, sheets: bytes, today: date) -> Shadow:
    """Every enterprise with a contact, at most `MOST_ENTERPRISES`; none where the programme is not for enterprises."""
    moves, after, seen = Counter[tuple[str, str]](), "", 0
    while programme.subject is Subject.ENTERPRISE and seen < MOST_ENTERPRISES:
        begun = time.monotonic()
        found = await look(_page_after(programme, after))
        if not isinstance(found, _Page) or not found.last:
            return Shadow(moves)
        after, seen = found.last, seen + len(found.rows)
        moves.update(await drawing.made(judged, sheets, found.rows, today))
        await asyncio.sleep((time.monotonic() - begun) * REST)
    return Shadow(moves, more=seen >= MOST_ENTERPRISES)


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[Row]
    last: str


def _page_after(programme: Programme, after: str) -> Callable[[Visit], _Page]:
    return lambda visit: _page(visit, programme, after)


def _page(visit: Visit, programme: Programme, after: str) -> _Page:
    """The next enterprises with what is known of them, for who looks after rule packs."""
    if not may_publish(visit):
        return _Page([], "")
    names = visit.tx.stale_for(programme.id, programme.version, TOGETHER, after)
    return _Page([_row(visit, name, programme) for name in names], names[-1] if names else "")


def _row(visit: Visit, name: str, programme: Programme) -> Row:
    standing = visit.tx.verdicts_of(name).get(programme.id)
    enterprise = visit.tx.enterprise(name)
    known = gather(visit, enterprise, programme).values if enterprise else {}
    return standing.outcome if standing else "", dict(known)


# -- in the worker -----------------------------------------------------------------------------------------------------


def judged(sheets: bytes, rows: Sequence[Row], today: date) -> dict[tuple[str, str], int]:
    """How many of these go from which outcome to which."""
    programme = unpacked(sheets)
    return dict(Counter((before, best(outcomes(programme, values, today)).value) for before, values in rows))


def best(found: Sequence[Outcome]) -> Outcome:
    """The outcome of the best track."""
    return next(outcome for outcome in BEST if outcome in found)
