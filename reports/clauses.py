"""Where the standard asks for what: the clause that every score and answer is shown with.

Only names and places, in the reader's language; no sentence of a standard is kept or printed.
"""

from __future__ import annotations

from question_bank.model import Area, Bank, Requirement


def band_name(bank: Bank, level: int, language: str) -> str:
    """What a result of this level is called: 二级, or 未达到一级 for level 0."""
    return next(band.name.in_(language) for band in bank.bands if band.level == level)


def level_name(bank: Bank, level: int, language: str) -> str:
    """What the level itself is called."""
    return bank.level_by_number[level].name.in_(language)


def level_title(bank: Bank, level: int, language: str) -> str:
    """The level's own name where it says more than the result does (规范级 beside 二级); empty below level 1."""
    name = level_name(bank, level, language) if level in bank.level_by_number else ""
    return "" if name.casefold() == band_name(bank, level, language).casefold() else name


def area_clause(bank: Bank, area: Area, language: str) -> str:
    """The standard and the area: GB/T 39116-2020 设备管理."""
    return f"{bank.standard} {area.name.in_(language)}"


def requirement_clause(bank: Bank, requirement: Requirement, language: str) -> str:
    """The standard, the area, the level and the letter: GB/T 39116-2020 设备管理 一级 a)."""
    area = bank.area_by_id[requirement.area]
    return f"{area_clause(bank, area, language)} {level_name(bank, requirement.level, language)} {requirement.letter})"
