"""Where the standard asks for what: the clause that every score and answer is shown with.

Only names and places, in the reader's language; no sentence of a standard is kept or printed.
"""

from __future__ import annotations

from question_bank.model import Area, Bank, Requirement
from question_bank.scoring import RunScore


def band_name(bank: Bank, score: RunScore, language: str) -> str:
    """What this result is called: 二级, or 未达到一级 for level 0; by the total where a level has several bands."""
    return score.band.name.in_(language) if score.band else ""


def level_name(bank: Bank, level: int, language: str) -> str:
    """What the level itself is called."""
    return bank.level_by_number[level].name.in_(language)


def level_title(bank: Bank, score: RunScore, language: str) -> str:
    """The level's own name where it says more than the result does (规范级 beside 二级); empty below level 1, and of a pass."""
    name = level_name(bank, score.level, language) if score.level in bank.level_by_number and not bank.is_mean else ""
    return "" if name.casefold() == band_name(bank, score, language).casefold() else name


def area_clause(bank: Bank, area: Area, language: str) -> str:
    """The standard and the area: GB/T 39116-2020 设备管理."""
    return f"{bank.standard} {area.name.in_(language)}"


def requirement_clause(bank: Bank, requirement: Requirement, language: str) -> str:
    """The standard, the area, the level and the letter: GB/T 39116-2020 设备管理 一级 a). A pass has no level worth naming."""
    area = bank.area_by_id[requirement.area]
    level = "" if bank.is_mean else f" {level_name(bank, requirement.level, language)}"
    return f"{area_clause(bank, area, language)}{level} {requirement.letter})"
