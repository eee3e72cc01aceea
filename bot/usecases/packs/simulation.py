"""A simulation of a rule pack in words: what made-up enterprises come to, and which conditions nobody can meet, or miss.

Works on what the pack alone says; touches no enterprise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from bot.usecases.packs.packing import unpacked
from dialogs.desk.packs.effects import PackLine, PackTrack
from question_bank.programmes.model import ConditionId, Outcome, Programme, Purpose
from question_bank.programmes.simulating import simulate

ENTERPRISES = 500
MOST_LINES = 8


class Fared(NamedTuple):
    """What is told of a simulation; the names are those of `PackSimulated`."""

    enterprises: int
    tracks: tuple[PackTrack, ...]
    never: tuple[PackLine, ...]
    always: tuple[PackLine, ...]
    unsure: tuple[PackLine, ...]
    duty: bool


def simulated(sheets: bytes, language: str, today: date) -> Fared:
    """A packed rule pack, simulated; in the worker."""
    return in_words(unpacked(sheets), language, today)


def in_words(programme: Programme, language: str, today: date) -> Fared:
    """What made-up enterprises come to by this programme."""
    found = simulate(programme, today, ENTERPRISES)
    tracks = (
        PackTrack(
            name=track.name.in_(language),
            outcomes=tuple((outcome.value, found.by_track[track.id][outcome]) for outcome in Outcome),
            reached=track.id not in found.unreached,
        )
        for track in programme.tracks
    )
    return Fared(
        enterprises=found.enterprises,
        tracks=tuple(tracks),
        never=tuple(_lines(programme, found.never, language)),
        always=tuple(_lines(programme, found.always, language)),
        unsure=tuple(_lines(programme, found.unsure, language)),
        duty=programme.purpose is Purpose.DUTY,
    )


def _lines(programme: Programme, found: tuple[ConditionId, ...], language: str) -> Iterable[PackLine]:
    for name in found[:MOST_LINES]:
        condition = programme.conditions_by_id[name]
        yield PackLine(condition.text.in_(language), condition.clause, condition.id)
