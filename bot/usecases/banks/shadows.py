"""Shadow scoring and simulation of a draft: jobs of the worker, a piece at a time, so that nobody's picture waits behind them for long.

Reads finished runs and changes none; what came of it is numbers, told to the one who asked. Trials are never among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.usecases.banks.packing import unpacked
from bot.usecases.banks.simulation import simulate
from bot.usecases.drawing import Drawing
from bot.usecases.versions.publishing import may_publish
from dialogs.model import Run
from dialogs.scene import left_out_ids
from question_bank.answer_sheet import AnswerSheet
from question_bank.model import Bank, EnterpriseType, QuestionId
from question_bank.shadowing import AreaShift, Shadow, shadow

if TYPE_CHECKING:
    from bot.usecases.desk.visit import Visit

T = TypeVar("T")

Look = Callable[[Callable[["Visit"], T]], Awaitable[T]]

PAGE = 200
"""How many runs are read within one transaction and scored in one go."""

MOST_RUNS = 10_000
MOST_AREAS = 5
RESPONDENTS = 300
SEED = 1
MOST_DECIDING = 5

Row = tuple[str, tuple[str, ...], dict[str, str]]
"""A run as the worker needs it: enterprise type, what it left out, answers."""


class Named(NamedTuple):
    """Shadow scoring in words: (from, to, how many) for each move, (area, percentage points up or down) for the areas that move most."""

    moves: tuple[tuple[str, str, int], ...]
    areas: tuple[tuple[str, float], ...]


class Fared(NamedTuple):
    """A simulation in words: how many respondents reached each band, minutes, dead ends, and the questions that decide most, each with
    the percentage of those who were asked it whose band it alone decided."""

    bands: tuple[tuple[str, int], ...]
    minutes: int
    dead_ends: int
    deciding: tuple[tuple[str, float], ...]


async def shadowed(look: Look[object], drawing: Drawing, bank: str, version: str, packed: tuple[bytes, bytes]) -> Shadow:
    """Every finished run with this version, scored with the old and the new bank; at most `MOST_RUNS`."""
    total, after, seen = NOTHING, "", 0
    while seen < MOST_RUNS:
        runs = await look(_page(bank, version, after))
        if not isinstance(runs, tuple) or not runs:
            break
        total = together(total, await drawing.made(scored, *packed, [row_of(run) for run in runs]))
        after, seen = runs[-1].id, seen + len(runs)
    return total


def _page(bank: str, version: str, after: str) -> Callable[[Visit], tuple[Run, ...]]:
    """The next runs, for who looks after banks."""
    return lambda visit: visit.tx.finished_with(bank, version, PAGE, after) if may_publish(visit) else ()


NOTHING = Shadow({}, {}, 0, 0, (), ())


def together(one: Shadow, other: Shadow) -> Shadow:
    """Both as one."""
    areas: dict[str, list[AreaShift]] = {}
    for shift in (*one.areas, *other.areas):
        areas.setdefault(shift.area, []).append(shift)
    return Shadow(
        dict(Counter(one.moves) + Counter(other.moves)),
        dict(Counter(one.unscored) + Counter(other.unscored)),
        one.further + other.further,
        one.unfit + other.unfit,
        tuple(sorted(map(_shift, areas.values()), key=lambda shift: (-shift.spread, shift.area))),
        other.assumed or one.assumed,
    )


def _shift(parts: list[AreaShift]) -> AreaShift:
    scores = sum(part.scores for part in parts)
    mean = sum((part.mean * part.scores for part in parts), Fraction(0)) / scores
    spread = sum((part.spread * part.scores for part in parts), Fraction(0)) / scores
    return AreaShift(parts[0].area, mean, spread, scores)


def row_of(run: Run) -> Row:
    """A run without what says whose it is."""
    return run.profile.kind, run.tailored_out, {question: answer.key for question, answer in run.answers.items()}


# -- in the worker -----------------------------------------------------------------------------------------------------


def scored(old: bytes, new: bytes, rows: list[Row]) -> Shadow:
    """These runs, scored with both banks."""
    return shadow(unpacked(old), unpacked(new), map(_sheet, rows))


def _sheet(row: Row) -> AnswerSheet:
    kind, out, answers = row
    return AnswerSheet(EnterpriseType(kind), left_out_ids(out), {QuestionId(question): key for question, key in answers.items()})


def named(old: bytes, new: bytes, found: Shadow, language: str) -> Named:
    """Levels and areas by their names in the banks."""
    before, after = unpacked(old), unpacked(new)
    moves = sorted((pair, count) for pair, count in found.moves.items() if pair[0] != pair[1])
    names = {area.id: area.name.in_(language) for area in (*before.areas, *after.areas)}
    areas = tuple((names[shift.area], round(float(shift.mean) * 100, 1)) for shift in found.areas[:MOST_AREAS])
    return Named(tuple((_level(before, a, language), _level(after, b, language), count) for (a, b), count in moves), areas)


def _level(bank: Bank, level: int, language: str) -> str:
    return next((band.name.in_(language) for band in bank.bands if band.level == level), str(level))


def simulated(packed: bytes, language: str) -> Fared:
    """Random respondents on this bank."""
    bank = unpacked(packed)
    found = simulate(bank, RESPONDENTS, SEED)
    names = {band.name.base: band.name.in_(language) for band in bank.bands}
    bands: Mapping[str, int] = Counter(respondent.band for respondent in found.respondents if respondent.band)
    ordered = [name for band in sorted(bank.bands, key=lambda band: band.low) if (name := band.name.base) in bands]
    decisive = sorted(found.decisive(), key=lambda pair: -pair[1])[:MOST_DECIDING]
    return Fared(
        tuple((names[name], bands[name]) for name in dict.fromkeys(ordered)),
        found.minutes,
        found.dead_ends,
        tuple((_stem(bank, question, language), round(share * 100, 1)) for question, share in decisive),
    )


def _stem(bank: Bank, question: str, language: str) -> str:
    found = bank.question_by_id[QuestionId(question)]
    return f"{found.number} {found.stem.in_(language)}"
