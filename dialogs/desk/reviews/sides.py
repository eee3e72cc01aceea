"""A score as both sides of a review read it: what the enterprise stated, and what the reviewers found."""

from __future__ import annotations

import msgspec

from dialogs.views.common import Context, shown
from question_bank.model import Bank
from question_bank.scoring import RunScore, decimal_text


class Side(msgspec.Struct, frozen=True):
    """One side: the level by name, the total, and each level's score (name, score, whether it is met); exact decimals."""

    level: str
    total: str
    levels: tuple[tuple[str, str, bool], ...] = ()


def side(bank: Bank, score: RunScore, language: str) -> Side:
    """The score in words of this language; only the levels that count are listed."""
    level = bank.level_by_number.get(score.level)
    band = next(band.name for band in bank.bands if band.level == score.level)
    levels = tuple(
        (bank.level_by_number[found.level].name.in_(language), decimal_text(found.value), found.met)
        for found in score.levels
        if found.counted
    )
    return Side((level.name if level else band).in_(language), decimal_text(score.total), levels)


def side_view(side: Side) -> Context:
    """The score for a template, cut for reading."""
    levels = [{"name": name, "score": shown(score), "met": met} for name, score, met in side.levels]
    return {"level": side.level, "total": shown(side.total), "levels": levels}
